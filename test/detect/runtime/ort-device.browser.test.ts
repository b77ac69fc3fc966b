// What onnxruntime-web says of its GPU device when a session is opened. No network is built: the library's own
// doors are watched.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openOrt } from '$src/detect/runtime/ort';
import { ort } from '$src/detect/runtime/ort-webgpu';
import { reasonOf } from '$test/detect/contract';

const release = vi.fn(() => Promise.resolve());
let device: () => Promise<object>;

beforeEach(() => {
  release.mockClear();
  const session = { inputMetadata: [], outputMetadata: [], release };
  vi.spyOn(ort.InferenceSession, 'create').mockResolvedValue(session as never);
  vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(new Response('wasm')));
  Object.defineProperty(ort.env.webgpu, 'device', { configurable: true, get: () => device() });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const open = () => openOrt(new Uint8Array(), { backend: 'webgpu' });

test('a session whose device cannot be had is released', async () => {
  device = () => Promise.reject(new Error('no device'));
  expect(await reasonOf(open())).toBe('backend-unavailable');
  expect(release).toHaveBeenCalledOnce();
});

test('a device that does not say what it is runs without a name', async () => {
  device = () => Promise.resolve({ lost: new Promise(() => undefined) });
  const session = await open();
  expect(session.report).toMatchObject({ runtime: 'ort', backend: 'webgpu' });
  expect(session.report.device).toBeUndefined();
  await session.release();
  expect(release).toHaveBeenCalledOnce();
});
