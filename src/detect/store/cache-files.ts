/**
 * Model files in the browser's Cache Storage, under the address that they would have on this site
 * (`models/<id>/<file>`). They survive a reload and a restart, until the reader removes them or clears the
 * site's data; a part is one entry for each piece that arrived. Works on a page and in a worker.
 */
import { joined } from '../bytes';
import { DetectError } from '../types';
import { MemoryFiles, type Bytes, type ModelFiles } from './model-files';

const cacheName = 'third-party-models';
const partKey = 'part';

export class CacheFiles implements ModelFiles {
  readonly isLasting = true;
  readonly #base: string;

  /** `base`: the address of the app, ending in a slash. */
  constructor(base: string) {
    this.#base = base;
  }

  async read(modelId: string, path: string): Promise<Bytes | undefined> {
    const kept = await (await this.#cache()).match(this.#url(modelId, path));
    return kept && new Uint8Array(await kept.arrayBuffer());
  }

  async sizeOf(modelId: string, path: string): Promise<number | undefined> {
    const kept = await (await this.#cache()).match(this.#url(modelId, path));
    return kept && Number(kept.headers.get('Content-Length'));
  }

  async write(modelId: string, path: string, bytes: Bytes): Promise<void> {
    await this.#put(this.#url(modelId, path), bytes);
    await this.dropPart(modelId, path);
  }

  async readPart(modelId: string, path: string): Promise<Bytes> {
    const pieces: Bytes[] = [];
    let end = 0;
    for (const { offset, request } of await this.#parts(modelId, path)) {
      const kept = offset === end ? await (await this.#cache()).match(request) : undefined;
      if (!kept) break; // a gap: what follows it is of no use
      const piece = new Uint8Array(await kept.arrayBuffer());
      pieces.push(piece);
      end += piece.length;
    }
    return joined(pieces);
  }

  async appendPart(modelId: string, path: string, offset: number, bytes: Bytes): Promise<void> {
    const cache = await this.#cache();
    for (const part of await this.#parts(modelId, path)) {
      if (part.offset >= offset) await cache.delete(part.request);
    }
    await this.#put(`${this.#url(modelId, path)}?${partKey}=${offset}`, bytes);
  }

  async dropPart(modelId: string, path: string): Promise<void> {
    const cache = await this.#cache();
    for (const { request } of await this.#parts(modelId, path)) await cache.delete(request);
  }

  async remove(modelId: string): Promise<void> {
    const cache = await this.#cache();
    const folder = this.#url(modelId, '');
    for (const request of await cache.keys()) {
      if (request.url.startsWith(folder)) await cache.delete(request);
    }
  }

  async #cache(): Promise<Cache> {
    return caches.open(cacheName);
  }

  #url(modelId: string, path: string): string {
    return new URL(`models/${modelId}/${path}`, this.#base).href;
  }

  /** The pieces of a part in their order. */
  async #parts(modelId: string, path: string): Promise<{ offset: number; request: Request }[]> {
    const cache = await this.#cache();
    const requests = await cache.keys(this.#url(modelId, path), { ignoreSearch: true });
    return requests
      .flatMap((request) => {
        const offset = new URL(request.url).searchParams.get(partKey);
        return offset === null ? [] : [{ offset: Number(offset), request }];
      })
      .sort((a, b) => a.offset - b.offset);
  }

  async #put(url: string, bytes: Bytes): Promise<void> {
    try {
      const headers = { 'Content-Length': String(bytes.length) };
      await (await this.#cache()).put(url, new Response(bytes, { headers }));
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== 'QuotaExceededError') throw error;
      throw new DetectError(
        'out-of-memory',
        `This browser has no room left to keep ${new URL(url).pathname.split('/').at(-1) ?? 'the file'} (${bytes.length} bytes). Free some disk space, or clear the data of other sites, and load it again: what was kept so far stays.`,
        { cause: error },
      );
    }
  }
}

/** One for the realm: what a page loaded is found by whoever asks on that page. */
const memory = new MemoryFiles();

/**
 * Cache Storage where it can be used (a secure context, storage not blocked), else the memory of this realm, which
 * no worker shares. `base` is the app's address.
 */
export async function openModelFiles(base: string): Promise<ModelFiles> {
  if (!('caches' in globalThis)) return memory;
  try {
    await caches.open(cacheName);
    return new CacheFiles(base);
  } catch (error) {
    if (error instanceof DOMException) return memory; // blocked by the browser's settings
    throw error;
  }
}
