/**
 * Keeping a picture set for use without a network: every file is fetched once, through the service
 * worker, which keeps what passes (src/service-worker.ts). Runs on a page.
 */

const atOnce = 4;

export interface KeepProgress {
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
}

/** Without a service worker in charge nothing would be kept. */
export function canKeep(): boolean {
  return 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null;
}

/** Of `urls`, how many the service worker has already. */
export async function countKept(urls: readonly string[]): Promise<number> {
  if (!('caches' in globalThis) || !(await caches.has('samples'))) return 0;
  const kept = new Set((await (await caches.open('samples')).keys()).map(({ url }) => url));
  return urls.filter((url) => kept.has(url)).length;
}

/**
 * Fetches all files, four at a time. Rejects with AbortError when `signal` says so, with an Error that
 * names the file when one cannot be had; what was fetched until then stays kept.
 */
export async function keepFiles(
  urls: readonly string[],
  report: (progress: KeepProgress) => void,
  signal: AbortSignal,
  get: typeof fetch = fetch,
): Promise<void> {
  const queue = [...urls];
  let done = 0;
  let bytes = 0;
  const work = async (): Promise<void> => {
    for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
      signal.throwIfAborted();
      const response = await get(url, { signal });
      if (!response.ok) throw new Error(`${url} could not be fetched (HTTP ${response.status}).`);
      const { byteLength } = await response.arrayBuffer();
      bytes += byteLength; // not in one line with await: it would add to an old sum
      done++;
      report({ done, total: urls.length, bytes });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
