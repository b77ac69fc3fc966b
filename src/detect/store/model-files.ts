/**
 * Where the files of models are kept, and where an interrupted download leaves what it has: one contract for
 * the browser's Cache Storage (`cache-files.ts`), a folder on disk (scripts/models), and memory (here).
 * Files are small (a few MB), so they are read and written whole; only a part grows.
 */
import { joined, type Bytes } from '../bytes';

export type { Bytes };

export interface ModelFiles {
  /** A whole file, or undefined. */
  read(modelId: string, path: string): Promise<Bytes | undefined>;
  /** Bytes of a whole file without reading it, or undefined. */
  sizeOf(modelId: string, path: string): Promise<number | undefined>;
  /** Keeps a whole file and drops its part. */
  write(modelId: string, path: string, bytes: Bytes): Promise<void>;
  /** What an interrupted download left; empty when nothing did. */
  readPart(modelId: string, path: string): Promise<Bytes>;
  /** Adds `bytes` behind the part's first `offset` bytes. */
  appendPart(modelId: string, path: string, offset: number, bytes: Bytes): Promise<void>;
  dropPart(modelId: string, path: string): Promise<void>;
  /** Forgets the model, parts and all. */
  remove(modelId: string): Promise<void>;
  /** Whether files outlive the page. */
  readonly isLasting: boolean;
}

/** Holds files until the page goes: where the browser offers no storage, and in tests. */
export class MemoryFiles implements ModelFiles {
  readonly isLasting = false;
  readonly #whole = new Map<string, Bytes>();
  readonly #parts = new Map<string, Bytes>();

  read(modelId: string, path: string): Promise<Bytes | undefined> {
    return Promise.resolve(this.#whole.get(`${modelId}/${path}`));
  }

  sizeOf(modelId: string, path: string): Promise<number | undefined> {
    return Promise.resolve(this.#whole.get(`${modelId}/${path}`)?.length);
  }

  write(modelId: string, path: string, bytes: Bytes): Promise<void> {
    this.#whole.set(`${modelId}/${path}`, bytes);
    return this.dropPart(modelId, path);
  }

  readPart(modelId: string, path: string): Promise<Bytes> {
    return Promise.resolve(this.#parts.get(`${modelId}/${path}`) ?? new Uint8Array());
  }

  async appendPart(modelId: string, path: string, offset: number, bytes: Bytes): Promise<void> {
    const before = await this.readPart(modelId, path);
    this.#parts.set(`${modelId}/${path}`, joined([before.subarray(0, offset), bytes]));
  }

  dropPart(modelId: string, path: string): Promise<void> {
    this.#parts.delete(`${modelId}/${path}`);
    return Promise.resolve();
  }

  remove(modelId: string): Promise<void> {
    for (const map of [this.#whole, this.#parts]) {
      for (const key of map.keys()) if (key.startsWith(`${modelId}/`)) map.delete(key);
    }
    return Promise.resolve();
  }
}
