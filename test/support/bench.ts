// The bench that Node tests give to experiments: the reference backend and the real clock.
import { createImage } from '$src/core/image';
import { defaults, type AnyParams } from '$src/core/params';
import { createRng } from '$src/core/rng';
import { environmentOf } from '$src/evidence/environment';
import { createProtocol } from '$src/evidence/protocol';
import type { Evidence } from '$src/evidence/types';
import type { SuitePictures } from '$src/lab/contract';
import { experimentsOf, metaOf } from '$src/lab/modules';
import { runExperiment, type Bench } from '$src/lab/runtime';
import { createReferenceBackend } from '$src/ops/reference-backend';
import type { Backend } from '$src/ops/backend';
import { diskModels } from './models';
import { readSample } from './samples';
import { readSuite } from './suites';

export function createNodeBench(backend: Backend = createReferenceBackend()): Bench {
  const now = (): number => performance.now();
  let ids = 0;
  return {
    backend,
    backends: [backend],
    protocol: createProtocol({ now, rng: createRng(1) }),
    signal: new AbortController().signal,
    now,
    newId: () => `record-${++ids}`,
    environmentOf: (on) => environmentOf(on, 1),
    sample: readSample,
    suite: (name) => readSuite(name),
    models: diskModels,
  };
}

/** Runs an experiment that brings its own pictures on suites made by hand; evidence by slot. */
export async function measureOnSuites(
  slug: string,
  id: string,
  suites: readonly SuitePictures[],
  params: AnyParams = {},
): Promise<ReadonlyMap<string, Evidence>> {
  const bench: Bench = {
    ...createNodeBench(),
    suite: (name) => {
      const suite = suites.find((candidate) => candidate.name === name);
      return suite ? Promise.resolve(suite) : Promise.reject(new Error(`No suite “${name}” here.`));
    },
  };
  const lab = metaOf(slug);
  const experiment = (await experimentsOf(slug)).find((candidate) => candidate.id === id);
  if (!experiment) throw new Error(`The lab "${slug}" has no experiment "${id}".`);
  const request = {
    input: { image: createImage('u8', 1, 1) },
    subject: { label: 'none', sha256: '0' },
    params: { ...defaults(lab.params), ...params },
    seed: 7,
  };
  const found = new Map<string, Evidence>();
  for await (const event of runExperiment(lab, experiment, request, bench)) {
    if (event.kind === 'evidence') found.set(event.evidence.slot, event.evidence);
  }
  return found;
}
