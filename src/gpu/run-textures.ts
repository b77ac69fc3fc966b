/**
 * The textures of one run: who holds which image, and which texture can be used again inside the run
 * because its image is read no more. Textures go back to the shared pool only when all passes of the
 * run are on the GPU's queue; earlier, another run could write into them first.
 */
import type { InputSpec, TexelFormat } from '$src/ops/op';
import type { GpuTexture } from './engine';
import type { ExpandedPlan } from './expand-plan';
import type { TexturePool } from './texture-pool';

export class RunTextures<T extends GpuTexture, P> {
  readonly #pool: TexturePool<T, P>;
  readonly #plan: ExpandedPlan;
  /** Everything acquired from the pool and not kept. */
  readonly #acquired = new Set<T>();
  readonly #byImage = new Map<string, T>();
  /** Second texture of repeated passes. */
  readonly #spares = new Map<string, T>();

  constructor(
    pool: TexturePool<T, P>,
    plan: ExpandedPlan,
    inputs: readonly InputSpec[],
    textures: readonly T[],
  ) {
    this.#pool = pool;
    this.#plan = plan;
    inputs.forEach((input, i) => {
      const texture = textures[i];
      if (texture) this.#byImage.set(input.name, texture);
    });
  }

  /** Gives every table and pass output its texture. */
  async acquire(): Promise<void> {
    for (const [name, table] of Object.entries(this.#plan.tables)) {
      this.#byImage.set(name, await this.#take([], table.format, table.width, table.height));
    }
    const dying = this.#dyingAfterPass();
    const free: T[] = [];
    for (const [i, pass] of this.#plan.passes.entries()) {
      const { image, format, width, height } = pass.output;
      this.#byImage.set(image, await this.#take(free, format, width, height));
      if (pass.repeat) this.#spares.set(image, await this.#take(free, format, width, height));
      for (const dead of dying.get(i) ?? []) {
        for (const texture of [this.#byImage.get(dead), this.#spares.get(dead)]) {
          if (texture) free.push(texture);
        }
      }
    }
  }

  named(image: string): T {
    return found(this.#byImage.get(image), image);
  }

  spareOf(image: string): T {
    return found(this.#spares.get(image), image);
  }

  /** After a repeated pass: `last` holds the image, the other texture is the spare one. */
  settle(image: string, last: T): void {
    const first = this.named(image);
    if (first === last) return;
    this.#byImage.set(image, last);
    this.#spares.set(image, first);
  }

  /** The texture of an output leaves the run. */
  keep(image: string): T {
    const texture = this.named(image);
    this.#acquired.delete(texture);
    return texture;
  }

  /** Gives all others back. Call after the passes were submitted. */
  releaseRest(): void {
    for (const texture of this.#acquired) this.#pool.release(texture);
    this.#acquired.clear();
  }

  /** Pass index -> images that no later pass reads and that are no output. */
  #dyingAfterPass(): ReadonlyMap<number, readonly string[]> {
    const lastUse = new Map<string, number>();
    this.#plan.passes.forEach((pass, i) => {
      lastUse.set(pass.output.image, i);
      for (const image of Object.values(pass.inputs)) {
        if (lastUse.has(image)) lastUse.set(image, i);
      }
    });
    for (const { image } of Object.values(this.#plan.outputs)) lastUse.delete(image);
    const dying = new Map<number, string[]>();
    for (const [image, pass] of lastUse) dying.set(pass, [...(dying.get(pass) ?? []), image]);
    return dying;
  }

  async #take(free: T[], format: TexelFormat, width: number, height: number): Promise<T> {
    const index = free.findIndex(
      (t) => t.format === format && t.width === width && t.height === height,
    );
    const [again] = index < 0 ? [] : free.splice(index, 1);
    if (again) return again;
    const texture = await this.#pool.acquire(format, width, height);
    this.#acquired.add(texture);
    return texture;
  }
}

function found<T>(texture: T | undefined, image: string): T {
  if (!texture) throw new Error(`No texture holds "${image}".`);
  return texture;
}
