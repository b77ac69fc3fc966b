/**
 * Textures of finished runs kept for the next one: making a texture means clearing it, which costs as
 * much as a small kernel. The pool is bounded; what does not fit is destroyed, oldest first.
 */
import type { TexelFormat } from '$src/ops/op';
import type { Engine, GpuTexture } from './engine';
import { outOfMemory, tooLarge } from './errors';
import { byteLengthOf } from './texels';

const maxIdleTextures = 32;
const maxIdleBytes = 256e6;

export class TexturePool<T extends GpuTexture, P> {
  readonly #engine: Engine<T, P>;
  /** Oldest first. */
  #idle: T[] = [];
  #live = 0;
  #liveBytes = 0;

  constructor(engine: Engine<T, P>) {
    this.#engine = engine;
  }

  /** Textures that exist, idle ones included. */
  get textures(): number {
    return this.#live;
  }

  get bytes(): number {
    return this.#liveBytes;
  }

  /** A texture with undefined content. Rejects with a sentence when it is too large or memory is out. */
  async acquire(format: TexelFormat, width: number, height: number): Promise<T> {
    const { label, maxSide } = this.#engine;
    if (Math.max(width, height) > maxSide) throw tooLarge(label, width, height, maxSide);
    const index = this.#idle.findLastIndex(
      (idle) => idle.format === format && idle.width === width && idle.height === height,
    );
    const [found] = index < 0 ? [] : this.#idle.splice(index, 1);
    if (found) return found;
    const bytes = byteLengthOf(format, width, height);
    const texture = await this.#create(format, width, height).catch((error: unknown) => {
      this.#engine.expectAlive();
      throw error instanceof RangeError ? outOfMemory(label, width, height, bytes) : error;
    });
    this.#live++;
    this.#liveBytes += bytes;
    return texture;
  }

  /** Gives a texture back; it may be handed out again at once. */
  release(texture: T): void {
    this.#idle.push(texture);
    let bytes = this.#idle.reduce((sum, idle) => sum + bytesOf(idle), 0);
    while (this.#idle.length > maxIdleTextures || bytes > maxIdleBytes) {
      const oldest = this.#idle.shift();
      if (!oldest) break;
      bytes -= bytesOf(oldest);
      this.#destroy(oldest);
    }
  }

  /** Destroys all idle textures. */
  trim(): void {
    for (const texture of this.#idle.splice(0)) this.#destroy(texture);
  }

  /** Tries once more with an empty pool before it reports that memory is out. */
  async #create(format: TexelFormat, width: number, height: number): Promise<T> {
    try {
      return await this.#engine.createTexture(format, width, height);
    } catch (error) {
      if (!(error instanceof RangeError) || this.#idle.length === 0) throw error;
      this.trim();
      return this.#engine.createTexture(format, width, height);
    }
  }

  #destroy(texture: T): void {
    this.#engine.destroyTexture(texture);
    this.#live--;
    this.#liveBytes -= bytesOf(texture);
  }
}

function bytesOf(texture: GpuTexture): number {
  return byteLengthOf(texture.format, texture.width, texture.height);
}
