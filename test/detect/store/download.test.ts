// Downloads from origins that send well, badly, slowly or not at all.
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { downloadModel, keptBytes, type DownloadProgress } from '$src/detect/store/download';
import { MemoryFiles, type Bytes } from '$src/detect/store/model-files';
import { DetectError } from '$src/detect/types';
import { fakeOrigin, fixture, noise, type Behaviour, type Fixture } from './fixtures';

afterEach(() => {
  vi.useRealTimers();
});

async function failure(work: Promise<unknown>): Promise<DetectError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DetectError)) throw new Error(`expected a DetectError, got ${error}`);
  return error;
}

function setUp(lengths: readonly number[], behaviours: readonly Behaviour[] = []) {
  const made = fixture(lengths);
  const origin = fakeOrigin(made, behaviours);
  const files = new MemoryFiles();
  const load = (signal?: AbortSignal, report?: (progress: DownloadProgress) => void) =>
    downloadModel(made.model, files, {
      origins: made.model.origins,
      get: origin.get,
      signal,
      patienceMs: 50,
      ...(report && { report }),
    });
  return { made, origin, files, load };
}

async function expectComplete({ model, contents }: Fixture, files: MemoryFiles): Promise<void> {
  for (const [path, bytes] of contents) expect(await files.read(model.id, path)).toEqual(bytes);
}

test('downloads every file, tells how far it is, and sends nothing but the request', async () => {
  const { made, origin, files, load } = setUp([2500, 1200]);
  const seen: number[] = [];
  await load(undefined, ({ bytes, totalBytes }) => {
    expect(totalBytes).toBe(3700);
    seen.push(bytes);
  });
  await expectComplete(made, files);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect([seen[0], seen.at(-1)]).toEqual([0, 3700]);
  expect(origin.asked.map(({ path }) => path)).toEqual(['a', 'b']);
  for (const { init } of origin.asked) {
    expect(init).toMatchObject({ credentials: 'omit', referrerPolicy: 'no-referrer' });
    expect([init.method, init.body, init.headers]).toEqual([undefined, undefined, undefined]);
  }
  await load();
  expect(origin.asked).toHaveLength(2); // what is here is not asked for again
});

test('goes on where a broken connection stopped, and fetches no byte twice', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 4000 }), { maxLength: 6 }),
      async (breaks) => {
        const { made, origin, files, load } = setUp(
          [3000, 1000],
          breaks.map((breakAfter) => ({ breakAfter })),
        );
        for (let attempt = 0; attempt <= breaks.length; attempt++) {
          const error = await load().catch((reason: unknown) => reason);
          if (error === undefined) break;
          expect(error).toMatchObject({ reason: 'no-network' });
        }
        await expectComplete(made, files);
        expect(origin.sentBytes).toBe(4000);
      },
    ),
    { numRuns: 40 },
  );
}, 20_000);

test('a part is asked for from its end', async () => {
  const { made, origin, files, load } = setUp([3000], [{ breakAfter: 1500 }]);
  expect((await failure(load())).message).toMatch(/models\.test cannot be reached.*kept/);
  expect(await keptBytes(made.model, files)).toBe(1500);
  await load();
  expect(origin.asked.map(({ from }) => from)).toEqual([0, 1500]);
  expect(await keptBytes(made.model, files)).toBe(3000);
});

test.each<[string, Behaviour]>([
  ['ignores the range', { ignoresRange: true }],
  ['fails on the range', { isUnreachable: true }],
  ['has something else behind it', { bytes: noise(3000, 99) }],
])('an origin that %s is read from the start', async (_, second) => {
  const { made, files, load } = setUp([3000], [{ breakAfter: 1500 }, second]);
  await failure(load());
  await load();
  await expectComplete(made, files);
});

test('a part longer than the origin’s file is dropped', async () => {
  const { made, files, origin, load } = setUp(
    [3000],
    [{ breakAfter: 1500 }, { bytes: noise(9, 0) }],
  );
  await failure(load());
  await load();
  await expectComplete(made, files);
  expect(origin.asked.map(({ from }) => from)).toEqual([0, 1500, 0]);
});

test('the attempt that follows a dropped part is watched alone', async () => {
  const made = fixture([3_000_000]);
  const files = new MemoryFiles();
  await files.appendPart(made.model.id, 'a', 0, noise(1500, 0));
  const origin = fakeOrigin(made, [{ status: 416 }], 100_000);
  vi.useFakeTimers();
  let pieces = 0;
  vi.spyOn(files, 'appendPart').mockImplementation(async () => {
    await vi.advanceTimersByTimeAsync(40); // a slow disk: less than the patience, twice that is more
    if (++pieces === 2) throw new DetectError('out-of-memory', 'no room');
  });
  const { origins } = made.model;
  const loading = downloadModel(made.model, files, { origins, get: origin.get, patienceMs: 50 });
  expect((await failure(loading)).reason).toBe('out-of-memory');
  expect(pieces).toBe(2);
});

test.each<[string, Behaviour, string, RegExp]>([
  ['other bytes', { bytes: noise(3000, 5) }, 'model-broken', /SHA-256 is [0-9a-f]{64}, expected/],
  ['too many bytes', { bytes: noise(9000, 0) }, 'model-broken', /bytes, expected 3000/],
  ['too few bytes', { endAfter: 700 }, 'no-network', /ended a after 700 of 3000 bytes/],
  ['a web page', { contentType: 'text/html; charset=utf-8' }, 'model-missing', /web page/],
  ['a refusal', { status: 403 }, 'model-missing', /HTTP 403/],
  ['a fault', { status: 503 }, 'model-missing', /HTTP 503/],
  ['nothing at all', { isUnreachable: true }, 'no-network', /no network/],
  ['nothing more', { stallAfter: 1000 }, 'no-network', /stopped sending/],
])('%s: an error in words, and nothing counts as the file', async (_, behaviour, reason, words) => {
  const { made, files, load } = setUp([3000], [behaviour]);
  const error = await failure(load());
  expect(error.reason).toBe(reason);
  expect(error.message).toMatch(words);
  expect(await files.read(made.model.id, 'a')).toBeUndefined();
  await load(); // and the next attempt succeeds
  await expectComplete(made, files);
});

test('cancelling keeps what came', async () => {
  const { made, files, load } = setUp([1000, 3000]);
  const abort = new AbortController();
  const loading = load(abort.signal, ({ bytes }) => {
    if (bytes >= 2000) abort.abort();
  });
  await expect(loading).rejects.toMatchObject({ name: 'AbortError' });
  const kept = await keptBytes(made.model, files);
  expect(kept).toBeGreaterThanOrEqual(2000);
  expect(kept).toBeLessThan(4000);
  await load();
  await expectComplete(made, files);
});

test('a damaged file that is here is fetched again', async () => {
  const { made, files, load } = setUp([500]);
  await files.write(made.model.id, 'a', noise(500, 77));
  await load();
  await expectComplete(made, files);
});

test('a full disk is told and no other origin is troubled', async () => {
  class FullFiles extends MemoryFiles {
    override write(): Promise<void> {
      return Promise.reject(new DetectError('out-of-memory', 'no room'));
    }
  }
  const made = fixture([500]);
  const origin = fakeOrigin(made);
  const origins = [made.origin, made.origin];
  const loading = downloadModel(made.model, new FullFiles(), { origins, get: origin.get });
  expect((await failure(loading)).reason).toBe('out-of-memory');
  expect(origin.asked).toHaveLength(1);
});

test('the next origin is asked when one fails, and both are named when all do', async () => {
  const made = fixture([500]);
  const other = { ...made.origin, host: 'mirror.test', base: 'https://mirror.test/y/' };
  const origins = [made.origin, other];
  const files = new MemoryFiles();
  const once = fakeOrigin(made, [{ bytes: noise(500, 9) as Bytes }]);
  await downloadModel(made.model, files, { origins, get: once.get });
  await expectComplete(made, files);
  const never = fakeOrigin(made, [{ isUnreachable: true }, { status: 404 }]);
  const loading = downloadModel(made.model, new MemoryFiles(), { origins, get: never.get });
  expect((await failure(loading)).message).toMatch(/models\.test[^]*mirror\.test/);
});
