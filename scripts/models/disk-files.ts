/** Model files in a folder (`public/models/<id>/<file>`); a part lies beside as `.<file>.part`. */
import {
  appendFile,
  mkdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Bytes, ModelFiles } from '$src/detect/store/model-files';

export class DiskFiles implements ModelFiles {
  readonly isLasting = true;
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  read(modelId: string, path: string): Promise<Bytes | undefined> {
    return orMissing(async () => new Uint8Array(await readFile(this.#path(modelId, path))));
  }

  sizeOf(modelId: string, path: string): Promise<number | undefined> {
    return orMissing(async () => (await stat(this.#path(modelId, path))).size);
  }

  async write(modelId: string, path: string, bytes: Bytes): Promise<void> {
    const part = await this.#partPath(modelId, path);
    await writeFile(part, bytes);
    await rename(part, this.#path(modelId, path)); // never half a file under its own name
  }

  async readPart(modelId: string, path: string): Promise<Bytes> {
    const part = await this.#partPath(modelId, path);
    return (await orMissing(async () => new Uint8Array(await readFile(part)))) ?? new Uint8Array();
  }

  async appendPart(modelId: string, path: string, offset: number, bytes: Bytes): Promise<void> {
    const part = await this.#partPath(modelId, path);
    if (offset === 0) await rm(part, { force: true });
    else await truncate(part, offset);
    await appendFile(part, bytes);
  }

  async dropPart(modelId: string, path: string): Promise<void> {
    await rm(await this.#partPath(modelId, path), { force: true });
  }

  remove(modelId: string): Promise<void> {
    return rm(join(this.folder, modelId), { recursive: true, force: true });
  }

  #path(modelId: string, path: string): string {
    return join(this.folder, modelId, path);
  }

  async #partPath(modelId: string, path: string): Promise<string> {
    const folder = dirname(this.#path(modelId, path));
    await mkdir(folder, { recursive: true });
    return join(folder, `.${path}.part`);
  }
}

async function orMissing<R>(read: () => Promise<R>): Promise<R | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
