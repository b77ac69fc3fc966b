/**
 * A chain of ops on one backend that owns every image it makes: images stay on the backend from op to
 * op, and `release()` frees them all. Pipelines and experiments are written with it:
 *
 *   const chain = new Chain(backend);
 *   try {
 *     const gray = await chain.main('cvtColor', await chain.upload(image), { code: 'RGB2GRAY' });
 *     return await chain.read(gray);
 *   } finally {
 *     chain.release();
 *   }
 */
import type { Image } from '$src/core/image';
import { defaults, type AnyParams } from '$src/core/params';
import type { Backend, ImageHandle } from '$src/ops/backend';
import { opNamed } from '$src/ops/registry';

export class Chain {
  readonly backend: Backend;
  /** Dispatches or draws so far. */
  dispatches = 0;
  /** How often each repeated pass ran in the last op that had one. */
  repeats: Readonly<Record<string, number>> = {};
  /** True once a learner's edited kernel took part. */
  isEdited = false;
  readonly #owned: ImageHandle[] = [];

  constructor(backend: Backend) {
    this.backend = backend;
  }

  async upload(image: Image): Promise<ImageHandle> {
    const handle = await this.backend.upload(image);
    this.#owned.push(handle);
    return handle;
  }

  /** Runs an op by name; parameters that are not given take their defaults. All outputs are owned. */
  async run(
    name: string,
    inputs: ImageHandle | readonly ImageHandle[],
    params: AnyParams = {},
  ): Promise<Readonly<Record<string, ImageHandle>>> {
    const op = opNamed(name);
    const list = Array.isArray(inputs)
      ? (inputs as readonly ImageHandle[])
      : [inputs as ImageHandle];
    const result = await this.backend.run(op, list, { ...defaults(op.params), ...params });
    this.#owned.push(...Object.values(result.outputs));
    this.dispatches += result.dispatches;
    if (Object.keys(result.repeats).length > 0) this.repeats = result.repeats;
    this.isEdited ||= result.isEdited;
    return result.outputs;
  }

  /** As `run`, giving the op's main output. */
  async main(
    name: string,
    inputs: ImageHandle | readonly ImageHandle[],
    params: AnyParams = {},
  ): Promise<ImageHandle> {
    const outputs = await this.run(name, inputs, params);
    const main = outputs[opNamed(name).outputs[0] ?? ''];
    if (!main) throw new Error(`${name} gave no main output.`);
    return main;
  }

  /** A single-channel version of the image; itself when it has one channel already. */
  async gray(image: ImageHandle): Promise<ImageHandle> {
    return image.channels === 1 ? image : this.main('cvtColor', image, { code: 'RGB2GRAY' });
  }

  read(handle: ImageHandle): Promise<Image> {
    return this.backend.read(handle);
  }

  /** Frees every image of the chain. */
  release(): void {
    this.backend.release(...this.#owned.splice(0));
  }
}

/** Runs `use` with a chain and frees its images afterwards, also when it throws. */
export async function withChain<T>(
  backend: Backend,
  use: (chain: Chain) => Promise<T>,
): Promise<T> {
  const chain = new Chain(backend);
  try {
    return await use(chain);
  } finally {
    chain.release();
  }
}
