// Detectors in real workers: bitmaps, threads, and the ways in which a worker or its GPU can end.
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openInWorker, type OpenInWorkerOptions } from '$src/detect/client';
import { openDetector } from '$src/detect/open';
import type { Detector } from '$src/detect/types';
import { picture, reasonOf } from './contract';
import { adapterCases, requestOf } from './subjects';

const request = requestOf('custom-onnx', { runtime: 'ort', backend: 'wasm', threads: 1 });

let detectors: Detector[] = [];
let workers: Worker[] = [];
afterEach(async () => {
  for (const detector of detectors) await detector.dispose();
  detectors = [];
  workers = [];
});

async function open(what = request, options: OpenInWorkerOptions = {}): Promise<Detector> {
  const detector = await openInWorker(what, {
    createWorker: () => {
      const worker = new Worker(new URL('../../src/detect/detector.worker.ts', import.meta.url), {
        type: 'module',
      });
      workers.push(worker);
      return worker;
    },
    ...options,
  });
  detectors.push(detector);
  return detector;
}

test('a bitmap gives what its pixels give, and is closed on both sides', async () => {
  const detector = await open(requestOf('yolo-tiny', request.runtime));
  const image = picture(120, 90, 4);
  const options = { scoreThreshold: 0, maxDetections: 20, inputSide: 64 };
  const fromPixels = await detector.detect(image, options);
  const data = new ImageData(new Uint8ClampedArray(image.data), 120, 90);
  const bitmap = await createImageBitmap(data);
  const fromBitmap = await detector.detect(bitmap, options);
  expect(fromBitmap.detections).toEqual(fromPixels.detections);
  expect(bitmap.width).toBe(0); // closed bitmaps have no size
  expect(await reasonOf(detector.detect(bitmap, options))).not.toBeUndefined();
  for (let i = 0; i < 60; i++) await detector.detect(await createImageBitmap(data), options);
  expect(await detector.counts()).toEqual({ sessions: 1, tensors: 0, bitmaps: 0 });
}, 120_000);

test('a bitmap whose call is aborted before its turn is closed too', async () => {
  const detector = await open();
  const bitmap = await createImageBitmap(new ImageData(8, 8));
  expect(await reasonOf(detector.detect(bitmap, {}, AbortSignal.abort()))).toBe('AbortError');
  expect(bitmap.width).toBe(0);
  expect((await detector.counts()).bitmaps).toBe(0);
});

describe('a worker that ends', () => {
  test.each([
    ['by the browser', (worker: Worker) => worker.terminate()],
    ['with an error', (worker: Worker) => worker.dispatchEvent(new ErrorEvent('error'))],
  ])(
    '%s: the running call says so, the next one opens anew',
    async (_, end) => {
      // Long enough to be ended midway: an input of 1024 px on one thread.
      const detector = await open(requestOf('yolo-tiny', request.runtime));
      const running = reasonOf(detector.detect(picture(64, 64, 3), { inputSide: 1024 }));
      const [worker] = workers;
      if (worker) setTimeout(() => end(worker), 30);
      expect(await running).toBe('runtime-lost');
      expect((await detector.detect(picture(64, 64, 3), { inputSide: 64 })).widthPx).toBe(64);
      expect(workers).toHaveLength(2);
    },
    120_000,
  );

  test('while nothing runs: the next call opens anew', async () => {
    const detector = await open();
    workers[0]?.terminate();
    await new Promise((resolve) => setTimeout(resolve, 200)); // the lock comes free
    expect((await detector.detect(picture(8, 8, 3))).widthPx).toBe(8);
    expect(workers).toHaveLength(2);
  });
});

test('aborting a run that does not listen ends the worker after its time of grace', async () => {
  const detector = await open(requestOf('yolo-tiny', request.runtime));
  const abort = new AbortController();
  // Several seconds on one thread, without a pause in which the worker could hear anything.
  const running = reasonOf(detector.detect(picture(64, 64, 3), { inputSide: 2048 }, abort.signal));
  setTimeout(() => abort.abort(), 30);
  expect(await running).toBe('AbortError');
  expect((await detector.detect(picture(64, 64, 3), { inputSide: 64 })).widthPx).toBe(64);
}, 120_000);

test('two detectors run side by side, each in its worker', async () => {
  const [one, other] = [await open(), await open(requestOf('ssd-graph', cpu()), graphOptions())];
  const results = await Promise.all([
    one.detect(picture(32, 24, 3), { scoreThreshold: 0 }),
    other.detect(picture(32, 24, 3), { scoreThreshold: 0 }),
  ]);
  expect(results.map(({ detections }) => detections.length > 0)).toEqual([true, true]);
  expect(workers).toHaveLength(2);
});

test('a model that is not on this site is named, and so is the file', async () => {
  const error = await open({
    ...requestOf('yolo-tiny', request.runtime),
    modelId: 'no-such',
  }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ reason: 'model-missing' });
  expect(String(error)).toMatch(/no-such/);
  expect(await reasonOf(open(requestOf('yolox', request.runtime)))).toBe('model-missing');
});

test('progress names the runtime’s bytes', async () => {
  const seen: number[] = [];
  const steps = new Set<string>();
  await open(request, {
    onProgress: ({ step, loadedBytes, totalBytes }) => {
      steps.add(step);
      if (step === 'runtime') seen.push((loadedBytes ?? 0) / (totalBytes ?? NaN));
    },
  });
  expect([...steps]).toEqual(['model', 'runtime', 'session', 'first-run']);
  expect(seen.at(-1)).toBe(1);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
});

describe('onnxruntime-web on WebGPU', () => {
  let hasWebGpu = false;
  beforeAll(async () => {
    hasWebGpu = (await navigator.gpu.requestAdapter()) !== null;
  });

  test('a lost device is told, with the way on', async () => {
    expect(hasWebGpu).toBe(true);
    const { custom } = adapterCases['custom-onnx'];
    if (!custom) throw new Error('no custom model');
    const gpu = { runtime: 'ort', backend: 'webgpu' } as const;
    // In this thread, where the test can reach the device.
    const detector = await openDetector({ ...requestOf('custom-onnx', gpu) }, () =>
      Promise.reject(new Error('nothing is read')),
    );
    detectors.push(detector);
    const { env } = await import('onnxruntime-web/webgpu');
    ((await env.webgpu.device) as GPUDevice).destroy();
    const error = await detector.detect(picture(8, 8, 3)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ reason: 'runtime-lost' });
    expect(String(error)).toMatch(/wasm/);
  }, 60_000);
});

function cpu() {
  return { runtime: 'tfjs', backend: 'cpu' } as const;
}

function graphOptions(): OpenInWorkerOptions {
  const { read } = adapterCases['ssd-graph'];
  return read ? { read } : {};
}
