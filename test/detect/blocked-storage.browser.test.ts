// A page whose browser keeps nothing (cookies blocked): what was loaded lies in the page's memory, out of reach of the
// worker that runs it.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { appRoot } from '$src/detect/app-root';
import { openInWorker } from '$src/detect/client';
import { DetectorHost } from '$src/detect/host';
import { holdLock, whenReleased } from '$src/detect/liveness';
import type { DetectorRequest, OpenProgress } from '$src/detect/open';
import { openModelFiles } from '$src/detect/store/cache-files';
import { thirdPartyModels } from '$src/detect/store/third-party';
import { DetectError, type Detector } from '$src/detect/types';
import { FakeDetector } from '$test/support/fake-detector';
import { FakeWorker } from '$test/support/fake-worker';
import { reasonOf } from './contract';
import { hashOf, noise } from './store/fixtures';

const path = 'yolox_nano.onnx';
const request: DetectorRequest = {
  adapter: 'yolox',
  modelId: 'yolox-nano',
  runtime: { runtime: 'ort', backend: 'wasm' },
};
/** Stands for the published file, whose weights are not ours to ship. */
const small = noise(5000, 1);
let received: Uint8Array | undefined;

beforeEach(() => {
  vi.spyOn(CacheStorage.prototype, 'open').mockRejectedValue(new DOMException('', 'SecurityError'));
  const files = [{ path, bytes: small.length, sha256: [hashOf(small)] }];
  const [model] = thirdPartyModels.filter(({ id }) => id === request.modelId);
  vi.spyOn(thirdPartyModels, 'find').mockReturnValue(model && { ...model, files });
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Opens by reading the one file; the worker's own reader finds nothing. */
function open(onProgress: (progress: OpenProgress) => void = () => undefined): Promise<Detector> {
  const host = new DetectorHost({
    readerOf: () => () => Promise.reject(new DetectError('model-missing', 'not in the worker')),
    open: async (_request, read) => {
      received = await read(path);
      return new FakeDetector();
    },
  });
  return openInWorker(request, {
    createWorker: () => new FakeWorker(host).asWorker(),
    onProgress,
  });
}

test('a model loaded into the page’s memory is handed to the worker, and verified', async () => {
  expect(await reasonOf(open())).toBe('model-missing');
  const files = await openModelFiles(appRoot().href);
  await files.write('yolox-nano', path, small);
  const detector = await open();
  expect(received).toEqual(small);
  await detector.dispose();
  // The page keeps its own: the next opening finds it too.
  await (await open()).dispose();

  await files.write('yolox-nano', path, small.with(3, 0xee));
  expect(await reasonOf(open())).toBe('model-missing');
  expect(await files.sizeOf('yolox-nano', path)).toBeUndefined();
});

test('on its own site the page reads for the worker, and tells how far it is', async () => {
  vi.spyOn(globalThis, 'fetch').mockImplementation(() =>
    Promise.resolve(new Response(small, { headers: { 'Content-Length': String(small.length) } })),
  );
  const heard: OpenProgress[] = [];
  await (await open((progress) => heard.push(progress))).dispose();
  expect(heard.at(-1)).toEqual({
    step: 'model',
    loadedBytes: small.length,
    totalBytes: small.length,
  });
});

test('locks are refused there too, which is no failure', async () => {
  const denied = new DOMException('denied', 'SecurityError');
  vi.spyOn(LockManager.prototype, 'request').mockRejectedValue(denied);
  const unhandled = vi.fn((event: Event) => event.preventDefault());
  addEventListener('unhandledrejection', unhandled);
  const ended = vi.fn();
  holdLock('test');
  whenReleased('test', new AbortController().signal, ended);
  await new Promise((resolve) => setTimeout(resolve, 50));
  removeEventListener('unhandledrejection', unhandled);
  expect([unhandled.mock.calls.length, ended.mock.calls.length]).toEqual([0, 0]);
});
