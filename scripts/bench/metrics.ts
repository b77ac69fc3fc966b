/**
 * `npm run bench -- metrics [--seed N] [--rounds N] [--keep DIR] [--json FILE]`
 *
 * Writes a large set of boxes by seed and evaluates it in a process of its own, from the files, as
 * bench/metrics/pycocotools_bench.py does with pycocotools: with `--keep DIR` the files stay for it, and once
 * it has run, the two are compared.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generateSet, largeSet } from '../../bench/metrics/generate';

const usage = 'Usage: npm run bench -- metrics [--seed N] [--rounds N] [--keep DIR] [--json FILE]';
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Seconds by the clock, and of the processor: a busy machine stretches only the first. */
interface RoundTimes {
  readonly clockS: number;
  readonly processorS: number;
}

/** What a measuring process says of its run. */
export interface MetricsTimes {
  readonly loadS: number;
  /** Of each evaluation, the first one with cold code. */
  readonly rounds: readonly RoundTimes[];
  /** Resident memory before the files were read, and the most at any time. */
  readonly startMb: number;
  readonly peakMb: number;
  readonly stats: readonly (number | null)[];
}

/** As pycocotools_bench.py writes it. */
interface ReferenceTimes extends RoundTimes {
  readonly program: string;
  readonly peakMb: number;
  readonly stats: readonly number[];
}

export function benchMetrics(argv: readonly string[]): number {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seed: { type: 'string', default: '5' },
      rounds: { type: 'string', default: '5' },
      keep: { type: 'string' },
      json: { type: 'string' },
    },
  });
  const [seed, rounds] = [Number(values.seed), Number(values.rounds)];
  if (!Number.isInteger(seed) || !Number.isInteger(rounds) || rounds < 1) {
    console.error(usage);
    return 2;
  }
  const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'cv-lab-bench-'));
  try {
    mkdirSync(folder, { recursive: true });
    const { groundTruth, results } = generateSet(largeSet, seed);
    writeFileSync(join(folder, 'ground-truth.json'), JSON.stringify(groundTruth));
    writeFileSync(join(folder, 'detections.json'), JSON.stringify(results));
    const times = measuredApart(folder, rounds);
    const reference = referenceOf(folder);
    print(times, reference);
    if (values.json !== undefined) {
      const report = { seed, size: largeSet, times, reference };
      writeFileSync(values.json, `${JSON.stringify(report, undefined, 2)}\n`);
    }
    return 0;
  } finally {
    if (values.keep === undefined) rmSync(folder, { recursive: true });
  }
}

/** In a fresh process, so that its memory is that of reading and evaluating alone. */
function measuredApart(folder: string, rounds: number): MetricsTimes {
  const run = spawnSync(
    process.execPath,
    [join(root, 'scripts/run.mjs'), 'scripts/bench/metrics-run.ts', resolve(folder), `${rounds}`],
    { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 24 },
  );
  if (run.status !== 0) throw new Error(`The measuring process failed: ${run.stderr}`);
  return JSON.parse(run.stdout) as MetricsTimes;
}

function referenceOf(folder: string): ReferenceTimes | undefined {
  const file = join(folder, 'pycocotools.json');
  if (!existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, 'utf8')) as ReferenceTimes;
}

function print(times: MetricsTimes, reference: ReferenceTimes | undefined): void {
  const { images, classes, objects, detections } = largeSet;
  const best = times.rounds.reduce((a, b) => (a.processorS < b.processorS ? a : b));
  console.log(
    `${images} images, ${classes} classes, ${objects} objects, ${detections} detections; boxes, one thread.`,
  );
  console.log(`Read the files: ${times.loadS.toFixed(2)} s.`);
  console.log(
    `Evaluate, with all curves and the trace, best of ${times.rounds.length}: ${seconds(best)}.`,
  );
  console.log(`The first time, with cold code: ${seconds(times.rounds[0] ?? best)}.`);
  console.log(
    `Memory: ${times.peakMb.toFixed(0)} MB at the peak, files included; ${times.startMb.toFixed(0)} MB before.`,
  );
  console.log(`AP ${times.stats[0]?.toFixed(6) ?? 'n/a'}.`);
  if (!reference) {
    console.log(
      'For the ratio to pycocotools: --keep DIR, then bench/metrics/pycocotools_bench.py.',
    );
    return;
  }
  const worst = Math.max(
    ...reference.stats.map((wanted, i) => Math.abs((times.stats[i] ?? -1) - wanted)),
  );
  console.log(
    `${reference.program}: ${seconds(reference)}, ${reference.peakMb.toFixed(0)} MB; ours takes 1/${(reference.processorS / best.processorS).toFixed(0)} of its processor time. Largest difference of the twelve numbers: ${worst}.`,
  );
}

function seconds({ clockS, processorS }: RoundTimes): string {
  return `${clockS.toFixed(2)} s, ${processorS.toFixed(2)} s of the processor`;
}
