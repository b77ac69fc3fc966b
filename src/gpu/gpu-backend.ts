/**
 * The Backend over a GPU engine: holds images as textures, turns an op's plan into passes, and gives
 * every texture back when nobody needs it. The same code drives WebGPU and WebGL2, so the two differ
 * only in how a pass is made.
 *
 * Images stay on the GPU from pass to pass and from op to op; only `read` copies one back.
 */
import type { Image } from '$src/core/image';
import { defaults } from '$src/core/params';
import type { AnyParams } from '$src/core/params';
import type { Backend, ImageHandle, ResourceCounts, RunResult } from '$src/ops/backend';
import { checkCall } from '$src/ops/check-call';
import type { BackendName, ImageShape, Kernel, Op, Pass } from '$src/ops/op';
import type { Engine, GpuTexture, Job, Source } from './engine';
import { expandPlan, layoutsOf } from './expand-plan';
import type { ExpandedPlan } from './expand-plan';
import { RunTextures } from './run-textures';
import { fromTexels, toTexels, formatOf } from './texels';
import { TexturePool } from './texture-pool';

interface Held<T> {
  readonly texture: T;
  readonly shape: ImageShape;
  /** Runs that are reading it now. */
  users: number;
  isReleased: boolean;
}

export class GpuBackend<T extends GpuTexture = GpuTexture, P = unknown> implements Backend {
  readonly name: BackendName;
  readonly device: string;
  readonly lost: Promise<string>;
  readonly #engine: Engine<T, P>;
  readonly #pool: TexturePool<T, P>;
  readonly #images = new Map<number, Held<T>>();
  /** Edited kernels by "op/kernel". */
  readonly #edited = new Map<string, string>();
  #nextId = 1;
  #isDisposed = false;

  /** Present when the device has timestamp queries. */
  readonly takeGpuTimeMs?: () => Promise<number | undefined>;

  constructor(engine: Engine<T, P>) {
    this.#engine = engine;
    this.#pool = new TexturePool(engine);
    this.name = engine.name;
    this.device = engine.device;
    this.lost = engine.lost;
    const take = engine.takeGpuTimeMs?.bind(engine);
    if (take) this.takeGpuTimeMs = take;
  }

  async upload(image: Image): Promise<ImageHandle> {
    this.#expectUsable();
    const texture = await this.#pool.acquire(formatOf(image), image.width, image.height);
    this.#engine.write(texture, toTexels(image));
    const { width, height, channels, type } = image;
    return this.#hold(texture, { width, height, channels, type });
  }

  async run(op: Op, inputs: readonly ImageHandle[], params: AnyParams): Promise<RunResult> {
    this.#expectUsable();
    checkCall(op, inputs, params);
    const held = inputs.map((handle) => this.#heldOf(handle));
    const plan = expandPlan(op, inputs, params);
    const textures = new RunTextures(
      this.#pool,
      plan,
      op.inputs,
      held.map((image) => image.texture),
    );
    for (const image of held) image.users++;
    try {
      const programs = await Promise.all(
        plan.passes.map((pass) => this.#compile(op, inputs, plan, pass)),
      );
      await textures.acquire();
      this.#expectUsable();
      for (const [name, table] of Object.entries(plan.tables)) {
        this.#engine.write(textures.named(name), table.data);
      }
      const made = await this.#makePasses(plan, textures, programs);
      this.#expectUsable();
      const outputs = Object.entries(plan.outputs).map(([name, { image, shape }]) => {
        return [name, this.#hold(textures.keep(image), shape)] as const;
      });
      return { ...made, outputs: Object.fromEntries(outputs), isEdited: this.#usesEdit(op, plan) };
    } finally {
      textures.releaseRest();
      for (const image of held) this.#unuse(image);
      if (this.#isDisposed) this.trim();
    }
  }

  async read(handle: ImageHandle): Promise<Image> {
    this.#expectUsable();
    const held = this.#heldOf(handle);
    held.users++;
    try {
      return fromTexels(held.shape, await this.#engine.read(held.texture));
    } finally {
      this.#unuse(held);
    }
  }

  async finish(): Promise<void> {
    this.#expectUsable();
    await this.#engine.finish();
  }

  /** Releasing an image twice, or after a loss, does nothing. */
  release(...handles: readonly ImageHandle[]): void {
    for (const handle of handles) {
      const held = handle.backend === this.name ? this.#images.get(handle.id) : undefined;
      if (!held) continue;
      this.#images.delete(handle.id);
      held.isReleased = true;
      if (held.users === 0) this.#giveBack(held);
    }
  }

  /** Everything that exists on the GPU, idle textures and buffers included; see `trim`. */
  counts(): ResourceCounts {
    const own = this.#engine.counts();
    return {
      ...own,
      textures: own.textures + this.#pool.textures,
      bytes: own.bytes + this.#pool.bytes,
    };
  }

  /** Frees what is only kept to be quick next time: idle textures and buffers, compiled kernels. */
  trim(): void {
    this.#pool.trim();
    this.#engine.trim();
  }

  async setKernel(op: Op, kernel: string, source: string | undefined): Promise<void> {
    this.#expectUsable();
    const shipped = 'missing' in op.gpu ? undefined : op.gpu.kernels[kernel];
    if (!shipped) {
      const known = 'missing' in op.gpu ? [] : Object.keys(op.gpu.kernels);
      throw new RangeError(
        `${op.name} has no kernel "${kernel}". It has: ${known.join(', ') || 'none'}.`,
      );
    }
    const key = keyOf(op, kernel);
    const isShipped = source === this.#textOf(op, shipped);
    const edit = isShipped ? undefined : source; // typing the original back in is no edit
    if (edit !== undefined) await this.#tryCompile(op, kernel, shipped, edit);
    const old = this.#edited.get(key);
    if (old !== undefined && old !== edit) this.#engine.forget(old);
    if (edit === undefined) this.#edited.delete(key);
    else this.#edited.set(key, edit);
  }

  /** See `Engine.simulateLoss`. */
  simulateLoss(): void {
    this.#engine.simulateLoss();
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    for (const held of this.#images.values()) {
      held.isReleased = true;
      if (held.users === 0) this.#giveBack(held);
    }
    this.#images.clear();
    this.trim();
    this.#engine.dispose();
  }

  async #makePasses(
    plan: ExpandedPlan,
    textures: RunTextures<T, P>,
    programs: readonly P[],
  ): Promise<Pick<RunResult, 'dispatches' | 'repeats'>> {
    const repeats: Record<string, number> = {};
    const recorder = this.#engine.record();
    try {
      for (const [i, pass] of plan.passes.entries()) {
        const job: Job<T, P> = {
          pass,
          program: at(programs, i),
          inputs: Object.values(pass.inputs).map((image) => textures.named(image)),
          output: textures.named(pass.output.image),
        };
        if (!pass.repeat) {
          recorder.pass(job);
          continue;
        }
        const { times, last } = await recorder.repeat(job, textures.spareOf(pass.output.image));
        repeats[pass.kernel] = (repeats[pass.kernel] ?? 0) + times;
        textures.settle(pass.output.image, last);
      }
    } finally {
      await recorder.end();
    }
    return { dispatches: recorder.dispatches, repeats };
  }

  async #compile(
    op: Op,
    inputs: readonly ImageShape[],
    plan: ExpandedPlan,
    pass: Pass,
  ): Promise<P> {
    const kernel = plan.kernels[pass.kernel];
    if (!kernel) throw new Error(`${op.name} has no kernel "${pass.kernel}".`);
    const text = this.#edited.get(keyOf(op, pass.kernel)) ?? this.#textOf(op, kernel);
    return this.#engine.compile(this.#source(op, inputs, plan, pass, kernel, text));
  }

  #source(
    op: Op,
    inputs: readonly ImageShape[],
    plan: ExpandedPlan,
    pass: Pass,
    kernel: Kernel,
    text: string,
  ): Source {
    const layouts = layoutsOf(op, inputs, plan);
    const inputFormats = Object.values(pass.inputs).map(
      (image) => layouts.get(image)?.format ?? 'i32',
    );
    return { label: this.#labelOf(op, kernel), text, pass, inputFormats };
  }

  /** Compiles an edit with the bindings it has at default parameters, or alone if it is not used there. */
  async #tryCompile(op: Op, kernel: string, shipped: Kernel, text: string): Promise<void> {
    const label = this.#labelOf(op, shipped);
    await this.#engine.check(label, text);
    const shapes = op.inputs.map((spec): ImageShape => {
      const type = spec.types[0] ?? 'u8';
      return { width: 16, height: 16, channels: spec.channels[0] ?? 1, type };
    });
    const plan = expandPlan(op, shapes, defaults(op.params));
    const pass = plan.passes.find((candidate) => candidate.kernel === kernel);
    if (pass) await this.#engine.compile(this.#source(op, shapes, plan, pass, shipped, text));
  }

  #textOf(op: Op, kernel: Kernel): string {
    if (this.#engine.language === 'wgsl') return kernel.wgsl;
    if (typeof kernel.glsl === 'string') return kernel.glsl;
    throw new Error(
      `${op.name} does not run on ${this.#engine.label}: ${kernel.label} ${kernel.glsl.missing}`,
    );
  }

  #labelOf(op: Op, kernel: Kernel): string {
    const file =
      this.#engine.language === 'wgsl' ? kernel.wgslFile : (kernel.glslFile ?? 'no file');
    return `${op.name}, ${kernel.label} (${file})`;
  }

  #usesEdit(op: Op, plan: ExpandedPlan): boolean {
    return plan.passes.some((pass) => this.#edited.has(keyOf(op, pass.kernel)));
  }

  #hold(texture: T, shape: ImageShape): ImageHandle {
    const id = this.#nextId++;
    this.#images.set(id, { texture, shape, users: 0, isReleased: false });
    return { backend: this.name, id, ...shape };
  }

  #heldOf(handle: ImageHandle): Held<T> {
    if (handle.backend !== this.name) {
      throw new RangeError(
        `This image lives on ${handle.backend}; read it there and upload it to ${this.name}.`,
      );
    }
    const held = this.#images.get(handle.id);
    if (!held) throw new RangeError(`Image ${handle.id} was released; upload it again.`);
    return held;
  }

  #unuse(held: Held<T>): void {
    held.users--;
    if (held.isReleased && held.users === 0) this.#giveBack(held);
  }

  #giveBack(held: Held<T>): void {
    this.#pool.release(held.texture);
    if (this.#isDisposed) this.#pool.trim();
  }

  #expectUsable(): void {
    if (this.#isDisposed)
      throw new Error(`This ${this.#engine.label} backend was closed; open it again.`);
    this.#engine.expectAlive();
  }
}

function keyOf(op: Op, kernel: string): string {
  return `${op.name}/${kernel}`;
}

function at<E>(items: readonly E[], index: number): E {
  const item = items[index];
  if (item === undefined) throw new RangeError(`No element ${index} among ${items.length}.`);
  return item;
}
