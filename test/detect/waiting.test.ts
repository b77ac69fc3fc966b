import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { waitFor } from '$src/detect/waiting';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Work that ends when told to. */
function pending() {
  let end: (value: string) => void = () => undefined;
  const work = new Promise<string>((resolve) => (end = resolve));
  return { work, end };
}
const late = (): Error => new Error('too late');

test('in time, the result comes and no timer is left', async () => {
  const { work, end } = pending();
  const dropped: string[] = [];
  const waiting = waitFor(work, { limitMs: 100, late, drop: (result) => dropped.push(result) });
  end('done');
  expect(await waiting).toBe('done');
  expect(vi.getTimerCount()).toBe(0);
  expect(dropped).toEqual([]);
});

test.each(['limit', 'abort'])('after the %s the late result is dropped, not lost', async (why) => {
  const { work, end } = pending();
  const dropped: string[] = [];
  const abort = new AbortController();
  const waiting = waitFor(work, {
    signal: abort.signal,
    limitMs: 100,
    late,
    drop: (result) => dropped.push(result),
  });
  const failed = waiting.catch((error: unknown) => error);
  if (why === 'abort') abort.abort('any reason');
  else vi.advanceTimersByTime(100);
  expect(await failed).toMatchObject(why === 'abort' ? { name: 'AbortError' } : late());
  end('session');
  await work;
  await Promise.resolve();
  expect(dropped).toEqual(['session']);
  expect(vi.getTimerCount()).toBe(0);
});

test('failures that are no errors become errors; an aborted signal is seen at once', async () => {
  await expect(waitFor(Promise.reject(new TypeError('x')), {})).rejects.toThrow(TypeError);
  // onnxruntime rejects with bare numbers.

  await expect(waitFor(Promise.reject(42), {})).rejects.toThrow('42');
  const { work } = pending();
  await expect(waitFor(work, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'AbortError',
  });
});
