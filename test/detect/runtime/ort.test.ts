// A session's queue: what was stopped before its turn does not take one.
import { InferenceSession } from 'onnxruntime-web';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openOrt } from '$src/detect/runtime/ort';
import { reasonOf } from '$test/detect/contract';
import { tinyOnnx } from '$test/support/tiny-onnx';

test('runs that were stopped while they waited are not run', async () => {
  const file = tinyOnnx({ outputs: [{ name: 'out', dims: [1], values: [2], timesMean: true }] });
  const session = await openOrt(file, { backend: 'wasm', threads: 1 });
  onTestFinished(() => session.release());
  // A class, typed as a factory alone.
  const { prototype } = InferenceSession as unknown as { readonly prototype: InferenceSession };
  const ran = vi.spyOn(prototype, 'run');
  onTestFinished(() => ran.mockRestore());
  const stop = new AbortController();
  const run = (level: number, signal?: AbortSignal) =>
    session.run('images', new Float32Array(3 * 64 * 64).fill(level), [1, 3, 64, 64], { signal });

  const first = run(1, stop.signal);
  const waiting = [run(2, stop.signal), run(3, stop.signal)];
  const last = run(4);
  await Promise.resolve(); // the first has begun
  stop.abort();
  // The first is at work and ends; nobody need wait for it.
  expect((await first)['out']?.data[0]).toBe(2);
  for (const each of waiting) expect(await reasonOf(each)).toBe('AbortError');
  expect((await last)['out']?.data[0]).toBe(8);
  expect(ran).toHaveBeenCalledTimes(2);
  expect(session.counts()).toEqual({ sessions: 1, tensors: 0 });
});
