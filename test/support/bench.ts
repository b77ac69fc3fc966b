// The bench that Node tests give to experiments: the reference backend and the real clock.
import { createImage } from '$src/core/image';
import { defaults, type AnyParams } from '$src/core/params';
import { createRng } from '$src/core/rng';
import { environmentOf } from '$src/evidence/environment';
import {
  createProtocol,
  type Contender,
  type Protocol,
  type TimingOptions,
} from '$src/evidence/protocol';
import { bootstrapRatio, summarise } from '$src/evidence/statistics';
import type { Evidence } from '$src/evidence/types';
import type { SuitePictures } from '$src/lab/contract';
import { experimentsOf, metaOf } from '$src/lab/modules';
import { runExperiment, type Bench, type ModelDoor } from '$src/lab/runtime';
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

/** Runs kept per contender by `quickProtocol`. */
const quickRuns = 4;

/**
 * Times each contender four times, A B B A, without warm-up: for tests that ask whether an experiment runs through,
 * not how long its work takes. The protocol itself is tested in test/evidence/protocol.test.ts.
 */
export function quickProtocol(): Protocol {
  const tickMs = 1e-3;
  async function runsOf(
    works: readonly Contender[],
    pattern: readonly number[],
    { signal, onRun }: TimingOptions = {},
  ): Promise<number[][]> {
    const runs = works.map((): number[] => []);
    for (let round = 0; round < (quickRuns * works.length) / pattern.length; round++) {
      for (const index of pattern) {
        signal?.throwIfAborted();
        const begin = performance.now();
        await works[index]?.run();
        runs[index]?.push(Math.max(tickMs, performance.now() - begin));
        onRun?.(runs.flat().length, quickRuns * works.length);
      }
    }
    return runs;
  }
  return {
    timerResolutionMs: tickMs,
    async time(work, options) {
      const [runs = []] = await runsOf([work], [0], options);
      return summarise(runs);
    },
    async compare(a, b, options) {
      const [ofA = [], ofB = []] = await runsOf([a, b], [0, 1, 1, 0], options);
      const [first, second] = [summarise(ofA), summarise(ofB)];
      const interval = bootstrapRatio(ofA, ofB, { rng: createRng(1), resamples: 50 });
      return { a: first, b: second, ratio: second.median / first.median, interval };
    },
    awaited: (backend, label, work) => ({
      label,
      run: async () => {
        await work();
        await backend.finish();
      },
    }),
  };
}

/** Runs an experiment that brings its own pictures on suites made by hand; evidence by slot. */
export async function measureOnSuites(
  slug: string,
  id: string,
  suites: readonly SuitePictures[],
  params: AnyParams = {},
  models: ModelDoor = diskModels,
): Promise<ReadonlyMap<string, Evidence>> {
  const bench: Bench = {
    ...createNodeBench(),
    models,
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
