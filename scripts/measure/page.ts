/** Runs experiments as the lab pages do, without a page: the other half of scripts/measure.ts. */
import { defaults } from '$src/core/params';
import type { Evidence } from '$src/evidence/types';
import { LabBench, type BackendChoice } from '$src/lab/bench.svelte';
import { labs, loadExperiments } from '$src/lab/registry';
import { shippedSamples } from '$src/sources/samples';

export interface MeasureRequest {
  readonly slugs: readonly string[];
  readonly backend: BackendChoice;
  readonly seed: number;
  readonly sample: string | undefined;
}

export interface LabReport {
  readonly slug: string;
  readonly title: string;
  readonly question: string;
  readonly sample: string;
  readonly backend: string;
  readonly evidence: readonly Evidence[];
  readonly tables: Readonly<Record<string, readonly Readonly<Record<string, number | string>>[]>>;
  readonly failures: readonly string[];
}

declare global {
  var cvLabMeasure: (request: MeasureRequest) => Promise<readonly LabReport[]>;
  var cvLabProgress: ((line: string) => void) | undefined;
}

globalThis.cvLabMeasure = async ({ slugs, backend, seed, sample }) => {
  const bench = new LabBench();
  await bench.probe();
  const reports: LabReport[] = [];
  for (const lab of labs.filter(
    (candidate) => slugs.length === 0 || slugs.includes(candidate.slug),
  )) {
    const name = sample ?? lab.sample;
    const { subject, image, truth, clean } = await (await shippedSamples()).load(name);
    const input = { image, ...(truth ? { truth } : {}), ...(clean ? { clean } : {}) };
    await bench.setInput(input, subject);
    const evidence: Evidence[] = [];
    const tables: Record<string, Readonly<Record<string, number | string>>[]> = {};
    const failures: string[] = [];
    const used = bench.resolve(backend);
    for (const experiment of await loadExperiments(lab.slug)) {
      globalThis.cvLabProgress?.(`${lab.slug}: ${experiment.title}`);
      try {
        await bench.runExperiment(
          { slug: lab.slug, backend: used, params: defaults(lab.params), seed },
          experiment.id,
          (event) => {
            if (event.kind === 'evidence') evidence.push(event.evidence);
            if (event.kind === 'row') (tables[event.table] ??= []).push(event.cells);
          },
          new AbortController().signal,
        );
      } catch (error) {
        failures.push(
          `${experiment.id}: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
    reports.push({
      slug: lab.slug,
      title: lab.title,
      question: lab.question,
      sample: name,
      backend: used,
      evidence,
      tables,
      failures,
    });
  }
  bench.dispose();
  return reports;
};
