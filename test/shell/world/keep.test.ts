// Keeping a set: every file once, bytes added up over parallel fetches, stopping, failing.
import { expect, it } from 'vitest';
import { keepFiles, type KeepProgress } from '$src/shell/world/keep';

const urls = Array.from({ length: 9 }, (_, i) => `/samples/test/${i}.webp`);

/** Answers out of order, `size` bytes each. */
function server(size: number, seen: string[] = []): typeof fetch {
  return async (url, init) => {
    seen.push(String(url));
    await new Promise((resolve) => setTimeout(resolve, seen.length % 3));
    init?.signal?.throwIfAborted();
    return new Response(new Uint8Array(size));
  };
}

it('fetches every file once and adds up all bytes', async () => {
  const seen: string[] = [];
  const reports: KeepProgress[] = [];
  await keepFiles(
    urls,
    (progress) => reports.push(progress),
    new AbortController().signal,
    server(100, seen),
  );
  expect(seen.toSorted()).toEqual(urls);
  expect(reports.at(-1)).toEqual({ done: 9, total: 9, bytes: 900 });
});

it('stops when asked', async () => {
  const abort = new AbortController();
  const seen: string[] = [];
  const keeping = keepFiles(urls, () => abort.abort(), abort.signal, server(1, seen));
  await expect(keeping).rejects.toMatchObject({ name: 'AbortError' });
  expect(seen.length).toBeLessThan(urls.length);
});

it('names the file that is not there', async () => {
  const missing: typeof fetch = () => Promise.resolve(new Response('', { status: 404 }));
  await expect(
    keepFiles(urls, () => undefined, new AbortController().signal, missing),
  ).rejects.toThrow('/samples/test/0.webp could not be fetched (HTTP 404)');
});
