import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Lane, isAbort } from '$src/workers/lane';
import { FakeWorker } from '$test/support/fake-worker';

/** Calls end when the test says so. */
function createApi(log: string[]) {
  const ends = new Map<string, () => void>();
  return {
    ends,
    api: {
      work(name: string): Promise<string> {
        log.push(name);
        return new Promise((resolve) => ends.set(name, () => resolve(`${name} done`)));
      },
      stop(name: string): void {
        ends.get(name)?.();
      },
      fails(): never {
        throw new RangeError('radius must be 1 to 31, got 0');
      },
      cancel(): void {
        log.push('cancel');
      },
    },
  };
}
type Api = ReturnType<typeof createApi>['api'];

let log: string[];
let workers: { readonly worker: FakeWorker; readonly ends: Map<string, () => void> }[];
let lane: Lane<Api>;

beforeEach(() => {
  log = [];
  workers = [];
  lane = new Lane<Api>(
    () => {
      const { api, ends } = createApi(log);
      const worker = new FakeWorker(api);
      workers.push({ worker, ends });
      return worker.asWorker();
    },
    () => log.push(`start ${workers.length}`),
  );
});

afterEach(() => {
  vi.useRealTimers();
  lane.dispose();
  for (const { worker } of workers) worker.terminate();
});

const work = (name: string, options = {}) => lane.run((remote) => remote.work(name), options);
const begun = (name: string) => vi.waitFor(() => expect(log).toContain(name));
const finish = (name: string) => workers.at(-1)?.ends.get(name)?.();
const outcome = (promise: Promise<unknown>): Promise<unknown> =>
  promise.catch((error: unknown) => error);

test('one call is in flight at a time, in order of asking', async () => {
  const [first, second] = [work('a'), work('b')];
  await begun('a');
  await new Promise((resolve) => setTimeout(resolve, 20)); // time in which a wrong `b` would begin
  expect(log).toEqual(['start 1', 'a']);
  finish('a');
  expect(await first).toBe('a done');
  await begun('b');
  finish('b');
  expect(await second).toBe('b done');
});

test('a waiting call gives way to a newer one of its key; the running one and other keys stay', async () => {
  const running = work('frame 1', { latest: 'frame' });
  await begun('frame 1');
  const replaced = outcome(work('frame 2', { latest: 'frame' }));
  const other = work('other');
  const newest = work('frame 3', { latest: 'frame' });
  expect(isAbort(await replaced)).toBe(true);
  for (const name of ['frame 1', 'other', 'frame 3']) {
    await begun(name);
    finish(name);
  }
  expect(await Promise.all([running, other, newest])).toEqual([
    'frame 1 done',
    'other done',
    'frame 3 done',
  ]);
  expect(log).not.toContain('frame 2');
});

test('an error of the worker comes out, and the next call runs', async () => {
  expect(await outcome(lane.run((remote) => remote.fails()))).toMatchObject({
    message: 'radius must be 1 to 31, got 0',
  });
  const next = work('a');
  await begun('a');
  finish('a');
  expect(await next).toBe('a done');
});

test('a call that is aborted before its turn never reaches the worker', async () => {
  const aborted = new AbortController();
  const [first, second] = [work('a'), outcome(work('b', { signal: aborted.signal }))];
  await begun('a');
  aborted.abort();
  finish('a');
  await first;
  expect(isAbort(await second)).toBe(true);
  expect(isAbort(await outcome(work('c', { signal: aborted.signal })))).toBe(true);
  expect(log).toEqual(['start 1', 'a']);
});

test('an aborted call is asked to stop; its worker lives on when it does', async () => {
  const abort = new AbortController();
  const running = outcome(work('a', { signal: abort.signal }));
  await begun('a');
  abort.abort();
  await begun('cancel');
  finish('a');
  expect(isAbort(await running)).toBe(true); // though an answer came
  const next = work('b');
  await begun('b');
  finish('b');
  await next;
  expect(workers.length).toBe(1);
});

test('a worker that does not stop within the grace time is replaced by a prepared one', async () => {
  const abort = new AbortController();
  const running = outcome(work('a', { signal: abort.signal }));
  const waiting = work('b');
  await begun('a');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  abort.abort();
  vi.advanceTimersByTime(1499);
  expect(workers[0]?.worker.isTerminated).toBe(false);
  vi.advanceTimersByTime(1);
  expect(workers[0]?.worker.isTerminated).toBe(true);
  vi.useRealTimers();
  expect(isAbort(await running)).toBe(true);
  await begun('b');
  finish('b');
  expect(await waiting).toBe('b done');
  expect(log.filter((line) => line !== 'cancel')).toEqual(['start 1', 'a', 'start 2', 'b']);
});

test('a worker that fails is replaced, its call fails with the reason, and that is no abort', async () => {
  const abort = new AbortController();
  const running = outcome(work('a', { signal: abort.signal }));
  const waiting = outcome(work('b'));
  await begun('a');
  workers[0]?.worker.fail('out of memory');
  const error = await running;
  expect(String(error)).toContain('out of memory');
  expect(isAbort(error)).toBe(false);
  await begun('b');
  // The old call is over: aborting it now must touch neither the new worker nor its call.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  abort.abort();
  vi.advanceTimersByTime(5000);
  vi.useRealTimers();
  finish('b');
  expect(await waiting).toBe('b done');
  expect(log).toEqual(['start 1', 'a', 'start 2', 'b']);
});

test('dispose ends the running and the waiting calls; the lane can be used again', async () => {
  const calls = [outcome(work('a')), outcome(work('b'))];
  await begun('a');
  lane.dispose();
  expect(lane.isOpen).toBe(false);
  expect(workers[0]?.worker.isTerminated).toBe(true);
  for (const error of await Promise.all(calls)) expect(isAbort(error)).toBe(true);
  const again = work('c');
  await begun('c');
  finish('c');
  expect(await again).toBe('c done');
  expect(log).toEqual(['start 1', 'a', 'start 2', 'c']);
});
