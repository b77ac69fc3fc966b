// How an experiment gets its detectors: once per request, fresh when asked for, freed whatever happens.
import { expect, test } from 'vitest';
import { createImage } from '$src/core/image';
import type { DetectorRequest } from '$src/detect/open';
import type { Experiment, ExperimentContext, LabMeta } from '$src/lab/contract';
import { runExperiment, type Bench } from '$src/lab/runtime';
import { createNodeBench } from '$test/support/bench';
import { FakeDetector } from '$test/support/fake-detector';
import { diskModels } from '$test/support/models';

const request: DetectorRequest = {
  adapter: 'yolo-tiny',
  modelId: 'yolo-tiny',
  runtime: { runtime: 'ort', backend: 'wasm', threads: 1 },
};

async function run(
  body: (context: ExperimentContext) => Promise<void>,
  changes: Partial<Bench> = {},
): Promise<FakeDetector[]> {
  const opened: FakeDetector[] = [];
  const bench: Bench = {
    ...createNodeBench(),
    models: {
      ...diskModels,
      open: () => {
        const detector = new FakeDetector();
        opened.push(detector);
        return Promise.resolve(detector);
      },
    },
    ...changes,
  };
  const experiment: Experiment = {
    id: 'some',
    title: 'Some',
    predict: { prompt: '', slot: 'none', min: 0, max: 1 },
    yields: [],
    dependsOn: [],
    usesReaderImage: true,
    // eslint-disable-next-line require-yield -- it only opens
    async *run(context) {
      await body(context);
    },
  };
  const image = createImage('u8', 1, 1);
  const asked = { input: { image }, subject: { label: '', sha256: '' }, params: {}, seed: 1 };
  const lab = { slug: 'some', params: {} } as unknown as LabMeta;
  try {
    for await (const event of runExperiment(lab, experiment, asked, bench)) void event;
  } catch (error) {
    if (!(error instanceof Error) || error.message !== 'on purpose') throw error;
  }
  return opened;
}

test('the same request is the same detector, another runtime another one', async () => {
  const opened = await run(async (context) => {
    const first = await context.detector(request);
    expect(await context.detector({ ...request })).toBe(first);
    const other = await context.detector({
      ...request,
      runtime: { runtime: 'ort', backend: 'webgpu' },
    });
    expect(other).not.toBe(first);
    expect(await context.detector(request, { isFresh: true })).not.toBe(first);
  });
  expect(opened).toHaveLength(3);
  expect(opened.every(({ isDisposed }) => isDisposed)).toBe(true);
});

test('an experiment that fails leaves nothing open', async () => {
  const opened = await run(async (context) => {
    await context.detector(request);
    throw new Error('on purpose');
  });
  expect(opened.map(({ isDisposed }) => isDisposed)).toEqual([true]);
});

test('a model that could not be opened is tried again', async () => {
  let tries = 0;
  await run(
    async (context) => {
      await expect(context.detector(request)).rejects.toThrow('not yet');
      await context.detector(request);
    },
    {
      models: {
        ...diskModels,
        open: () =>
          ++tries === 1
            ? Promise.reject(new Error('not yet'))
            : Promise.resolve(new FakeDetector()),
      },
    },
  );
  expect(tries).toBe(2);
});
