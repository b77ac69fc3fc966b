// The page's side of a detector's worker against the worker's side, with a fake network and no thread.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createImage } from '$src/core/image';
import { openInWorker, type OpenInWorkerOptions } from '$src/detect/client';
import { DetectorHost } from '$src/detect/host';
import type { BytesProgress } from '$src/detect/fetch-bytes';
import type { DetectorRequest, OpenProgress, openDetector } from '$src/detect/open';
import { DetectError, type Detector } from '$src/detect/types';
import { FakeDetector } from '$test/support/fake-detector';
import { FakeWorker } from '$test/support/fake-worker';
import { reasonOf } from './contract';

const request: DetectorRequest = {
  adapter: 'yolo-tiny',
  modelId: 'yolo-tiny',
  runtime: { runtime: 'ort', backend: 'wasm' },
};
const frame = createImage('u8', 40, 30, 3);

let workers: FakeWorker[];
let opened: FakeDetector[];
/** What opens the network in the worker. */
let opening: typeof openDetector;
/** What the worker's own reader does. */
let reading: (onBytes: BytesProgress | undefined) => Promise<Uint8Array<ArrayBuffer>>;
let detector: Detector | undefined;

beforeEach(() => {
  workers = [];
  opened = [];
  reading = () => Promise.reject(new DetectError('model-missing', 'no such file'));
  opening = () => {
    const fake = new FakeDetector();
    opened.push(fake);
    return Promise.resolve(fake);
  };
});
/** Messages take a turn of the event loop, whatever the clock says. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

afterEach(async () => {
  vi.useRealTimers();
  await detector?.dispose();
  for (const worker of workers) worker.terminate();
});

async function open(options: OpenInWorkerOptions = {}): Promise<Detector> {
  detector = await openInWorker(request, {
    createWorker: () => {
      const host = new DetectorHost({
        readerOf: (_, onBytes) => () => reading(onBytes),
        open: (...parts) => opening(...parts),
      });
      const worker = new FakeWorker(host);
      workers.push(worker);
      return worker.asWorker();
    },
    ...options,
  });
  return detector;
}

test('is the detector of the worker, seen through a message channel', async () => {
  const it = await open();
  expect(it.info).toEqual(opened[0]?.info);
  const result = await it.detect(frame, { wantsCandidates: true, wantsHeat: true });
  expect(result.detections).toHaveLength(2);
  expect(result.candidates?.count).toBe(3);
  expect(await it.trace(0)).toMatchObject({ origin: 0, headKind: 'dfl-grid' });
  expect(await it.counts()).toEqual({ sessions: 1, tensors: 0, bitmaps: 0 });
  expect(frame.data.length).toBe(40 * 30 * 3);
});

test('pixels are the caller’s unless transferred; a view does not take its buffer along', async () => {
  const it = await open({ frames: 'transferred' });
  const mine = createImage('u8', 40, 30, 3);
  await it.detect(mine);
  expect(mine.data.byteLength).toBe(0);
  const shared = new Uint8Array(2 * 12);
  await it.detect({ type: 'u8', width: 2, height: 2, channels: 3, data: shared.subarray(12) });
  expect(shared.byteLength).toBe(24);
  expect(opened[0]?.frames).toEqual([
    { width: 40, height: 30 },
    { width: 2, height: 2 },
  ]);
});

test('failures keep their reasons across the channel', async () => {
  opening = (_, read) => read('model.onnx').then(() => new FakeDetector());
  expect(await reasonOf(open())).toBe('model-missing');
  const read = () => Promise.reject(new DetectError('no-network', 'no cable'));
  const error = await open({ read }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ reason: 'no-network', message: 'no cable' });
  expect(workers.every(({ isTerminated }) => isTerminated)).toBe(true);
});

test('a failed frame leaves the worker, a lost runtime ends it, and the next call opens anew', async () => {
  const it = await open();
  const [first] = opened;
  if (first) first.failure = new DetectError('not-finite', 'NaN');
  expect(await reasonOf(it.detect(frame))).toBe('not-finite');
  expect(workers).toHaveLength(1);
  if (first) first.failure = new DetectError('runtime-lost', 'GPU gone');
  expect(await reasonOf(it.detect(frame))).toBe('runtime-lost');
  expect(workers[0]?.isTerminated).toBe(true);
  expect((await it.detect(frame)).detections).toHaveLength(2);
  expect([workers.length, opened.length]).toEqual([2, 2]);
});

test('a worker that breaks down fails its call with words; the next one starts a new worker', async () => {
  const it = await open();
  if (opened[0]) opened[0].detect = () => new Promise(() => undefined);
  const running = it.detect(frame);
  const failed = reasonOf(running);
  await vi.waitFor(() => expect(workers).toHaveLength(1));
  await new Promise((resolve) => setTimeout(resolve, 10));
  workers[0]?.fail('out of memory');
  expect(await failed).toBe('runtime-lost');
  await expect(running).rejects.toThrow(/out of memory/);
  expect((await it.detect(frame)).widthPx).toBe(40);
  expect(workers).toHaveLength(2);
});

test('a worker that falls silent is given up after the limit', async () => {
  const it = await open({ limitMs: 40 });
  if (opened[0]) opened[0].detect = () => new Promise(() => undefined);
  const error = await it.detect(frame).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ reason: 'runtime-lost' });
  expect(String(error)).toMatch(/0\.04 s/);
  expect(workers[0]?.isTerminated).toBe(true);
  expect((await it.detect(frame)).widthPx).toBe(40);
}, 10_000);

test('opening may take as long as it shows progress; a silent one is given up', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const openings: { tell(loadedBytes: number): void; finish(): void }[] = [];
  opening = (_request, _read, { onProgress } = {}) =>
    new Promise((resolve) => {
      openings.push({
        tell: (loadedBytes) => onProgress?.({ step: 'runtime', loadedBytes }),
        finish: () => resolve(new FakeDetector()),
      });
    });
  /** Ten seconds of an opening that may be silent for three. */
  const openSlowly = async (): Promise<{ readonly outcome: Promise<unknown> }> => {
    const before = openings.length;
    const heard = vi.fn();
    const outcome = open({ limitMs: 1000, onProgress: heard }).catch((error: unknown) => error);
    await until(() => openings.length > before);
    for (let mb = 1; mb <= 4; mb++) {
      openings.at(-1)?.tell(mb);
      await until(() => heard.mock.calls.length === mb);
      vi.advanceTimersByTime(2500);
    }
    return { outcome };
  };
  const slow = await openSlowly();
  openings.at(-1)?.finish();
  expect(await slow.outcome).toHaveProperty('info');
  const silent = await openSlowly();
  await vi.advanceTimersByTimeAsync(600);
  await vi.advanceTimersByTimeAsync(1600); // the worker's time of grace
  expect(await silent.outcome).toMatchObject({ reason: 'runtime-lost' });
});

test('reading the model’s files is progress too', async () => {
  const heard: OpenProgress[] = [];
  opening = async (_request, read) => {
    await read('model.onnx');
    return new FakeDetector();
  };
  reading = (onBytes) => {
    onBytes?.(5, 10);
    onBytes?.(7, undefined);
    return Promise.resolve(new Uint8Array(7));
  };
  await open({ onProgress: (progress) => heard.push(progress) });
  expect(heard).toEqual([
    { step: 'model', loadedBytes: 5, totalBytes: 10 },
    { step: 'model', loadedBytes: 7 },
  ]);
});

test('a frame that is gone already is told as such, and costs no worker', async () => {
  const it = await open();
  const closed = { width: 0, height: 0, close: vi.fn() } as unknown as ImageBitmap;
  expect(await reasonOf(it.detect(closed))).toBe('bad-frame');
  const given = createImage('u8', 40, 30, 3);
  structuredClone(given.data.buffer, { transfer: [given.data.buffer] });
  expect(await reasonOf(it.detect(given))).toBe('bad-frame');
  expect((await it.detect(frame)).widthPx).toBe(40);
  expect((await it.counts()).bitmaps).toBe(0);
  expect([workers.length, opened.length]).toEqual([1, 1]);
});

test('calls that wait behind a frame that ended the worker run on the next one', async () => {
  const it = await open();
  if (opened[0]) opened[0].failure = new DetectError('runtime-lost', 'GPU gone');
  const failing = reasonOf(it.detect(frame));
  const waiting = [it.detect(frame), it.detect(frame)];
  expect(await failing).toBe('runtime-lost');
  expect((await Promise.all(waiting)).map(({ widthPx }) => widthPx)).toEqual([40, 40]);
  expect([workers.length, opened.length]).toEqual([2, 2]);
});

test('abort reaches the network, while opening and while detecting', async () => {
  const never = (signal: AbortSignal | undefined) =>
    new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () =>
        reject(Object.assign(new Error('stopped'), { name: 'AbortError' })),
      );
    });
  const real = opening;
  opening = (_request, _read, options) => never(options?.signal);
  const abortOpening = new AbortController();
  setTimeout(() => abortOpening.abort(), 10);
  expect(await reasonOf(open({ signal: abortOpening.signal }))).toBe('AbortError');

  opening = real;
  const it = await open();
  const [fake] = opened;
  const detect = fake?.detect.bind(fake);
  if (fake) fake.detect = (_frame, _options, signal) => never(signal);
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 10);
  expect(await reasonOf(it.detect(frame, {}, abort.signal))).toBe('AbortError');
  if (fake && detect) fake.detect = detect;
  expect((await it.detect(frame)).widthPx).toBe(40);
  expect(opened).toHaveLength(1); // it stopped when asked: the worker and its network stay
});

test('an idle worker is ended; the next call starts it again', async () => {
  const it = await open({ idleMs: 30 });
  await vi.waitFor(() => expect(workers[0]?.isTerminated).toBe(true));
  expect(await it.counts()).toEqual({ sessions: 0, tensors: 0, bitmaps: 0 });
  expect(workers).toHaveLength(1); // asking what is held starts nothing
  expect((await it.detect(frame)).widthPx).toBe(40);
  expect(opened).toHaveLength(2);
});

test('after dispose the worker is gone and calls reject', async () => {
  const it = await open();
  await it.dispose();
  expect(workers[0]?.isTerminated).toBe(true);
  expect(await reasonOf(it.detect(frame))).toBe('runtime-lost');
  expect(await it.counts()).toEqual({ sessions: 0, tensors: 0, bitmaps: 0 });
});
