// The contract of all detectors in the browser: every adapter on every backend, each in a worker of its own.
import { test, expect } from 'vitest';
import { appRoot } from '$src/detect/app-root';
import type { ModelCard } from '$src/detect/card';
import { catalogue } from '$src/detect/catalogue';
import { openInWorker } from '$src/detect/client';
import type { ReadModelFile } from '$src/detect/open';
import { modelReader } from '$src/detect/store/reader';
import type { AdapterName, RuntimeChoice } from '$src/detect/types';
import { describeContract, picture } from './contract';
import { adapterCases, nameOf, requestOf } from './subjects';

const wasm1: RuntimeChoice = { runtime: 'ort', backend: 'wasm', threads: 1 };
const wasm2: RuntimeChoice = { runtime: 'ort', backend: 'wasm', threads: 2 };
const ortGpu: RuntimeChoice = { runtime: 'ort', backend: 'webgpu' };
const tfjs = (['cpu', 'wasm', 'webgl', 'webgpu'] as const).map((backend): RuntimeChoice => ({
  runtime: 'tfjs',
  backend,
}));

/**
 * Fewer frames on two threads, which wait for each other where the machine has no two cores to spare, and where
 * TensorFlow.js reads back through a software renderer (0.1 s). A leak of one tensor a frame shows in ten.
 */
const slowFrames = 60;

const runs: readonly (readonly [AdapterName, RuntimeChoice])[] = [
  ['yolo-tiny', wasm1],
  ['yolo-tiny', wasm2],
  ['ssd-onnx', wasm1],
  ['yolox', wasm1],
  ['yolox', ortGpu],
  ['custom-onnx', wasm1],
  ['custom-onnx', ortGpu],
  ...tfjs.map((runtime) => ['ssd-graph', runtime] as const),
  ...tfjs.map((runtime) => ['coco-ssd', runtime] as const),
];

/**
 * Excused from the contract there, and held against wasm instead: with a software renderer for a GPU a run of theirs
 * takes seconds. The code around the session is that of `custom-onnx`, which keeps the contract on WebGPU.
 */
const compared = ['yolo-tiny', 'ssd-onnx'] as const;

test('every adapter of the catalogue runs on everything that it is offered on', () => {
  const all = [...runs, ...compared.map((adapter) => [adapter, ortGpu] as const)];
  const covered = new Set(
    all.map(([adapter, { runtime, backend }]) => `${adapter} ${runtime} ${backend}`),
  );
  const offered = catalogue.flatMap(({ adapter, runtimes }) =>
    runtimes.map(({ runtime, backend }) => `${adapter} ${runtime} ${backend}`),
  );
  expect(offered.filter((run) => !covered.has(run))).toEqual([]);
});

/** The model's files with a card that says 64 px: else the first run, at 320 px, takes a software GPU a minute. */
function readSmall(modelId: string): ReadModelFile {
  const read = modelReader(modelId, appRoot().href);
  return async (file, signal) => {
    const bytes = await read(file, signal);
    if (file !== 'card.json') return bytes;
    const card = JSON.parse(new TextDecoder().decode(bytes)) as ModelCard;
    const small = { ...card, input: { ...card.input, side: 64 } };
    return new TextEncoder().encode(JSON.stringify(small));
  };
}

test.each(compared)(
  '%s says on WebGPU what it says on wasm',
  { timeout: 180_000 },
  async (adapter) => {
    const options = { scoreThreshold: 0, wantsCandidates: true };
    const read = readSmall(adapterCases[adapter].modelId);
    const scores: Map<string, number>[] = [];
    for (const runtime of [wasm1, ortGpu]) {
      const detector = await openInWorker(requestOf(adapter, runtime), { read });
      const { candidates, inputSidePx } = await detector.detect(picture(120, 90, 3), options);
      expect(inputSidePx).toBe(64);
      await detector.dispose();
      if (!candidates) throw new Error('no candidates');
      const { origins, classIndices } = candidates;
      const rows = [...candidates.scores].map(
        (score, row) => [`${origins[row]} ${classIndices[row]}`, score] as const,
      );
      scores.push(new Map(rows));
    }
    const [wasm = new Map<string, number>(), gpu = new Map<string, number>()] = scores;
    expect(gpu.size).toBeGreaterThan(900);
    // Sums of up to a few thousand float32 products in another order: 1e-5 in a logit, a quarter of that in a score.
    for (const [row, score] of wasm)
      expect(Math.abs((gpu.get(row) ?? score) - score)).toBeLessThan(1e-4);
  },
);

for (const [adapter, runtime] of runs) {
  const { read, frames = 500, ...subject } = adapterCases[adapter];
  const isSlow = runtime === wasm2 || (runtime.runtime === 'tfjs' && runtime.backend === 'webgpu');
  describeContract({
    ...subject,
    frames: isSlow ? Math.min(frames, slowFrames) : frames,
    name: nameOf(adapter, runtime),
    backend: runtime.backend,
    ...('threads' in runtime ? { threads: runtime.threads } : {}),
    open: () => openInWorker(requestOf(adapter, runtime), read ? { read } : {}),
  });
}
