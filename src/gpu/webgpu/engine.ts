/**
 * The WebGPU engine: textures, compute pipelines and read-back over one device.
 *
 * Errors of WebGPU arrive late. Allocation is awaited whenever a texture is new; validation is awaited
 * the first time a pipeline is used and afterwards only watched (`uncapturederror` makes the next call
 * reject), so that a warm run does not pay a round trip to the GPU process for it.
 */
import type { TexelFormat } from '$src/ops/op';
import { wgslFormats } from '../channels';
import type { Engine, EngineCounts, GpuTexture, Source } from '../engine';
import { BackendLost } from '../errors';
import { formatFacts, texelArray } from '../texels';
import type { TexelArray } from '../texels';
import { BufferPool } from './buffers';
import type { WebGpuDevice } from './device';
import { Programs } from './programs';
import type { Program } from './programs';
import { WebGpuRecorder } from './recorder';
import { GpuTimer } from './timer';

export interface WebGpuTexture extends GpuTexture {
  readonly texture: GPUTexture;
  readonly view: GPUTextureView;
}

export class WebGpuEngine implements Engine<WebGpuTexture, Program> {
  readonly name = 'webgpu';
  readonly label = 'WebGPU';
  readonly language = 'wgsl';
  readonly device: string;
  readonly maxSide: number;
  readonly lost: Promise<string>;
  readonly gpu: GPUDevice;
  readonly uniforms: BufferPool;
  readonly flags: BufferPool;
  readonly readbacks: BufferPool;
  readonly timer: GpuTimer | undefined;
  readonly #programs: Programs;
  #lostReason: string | undefined;
  #isDisposed = false;
  #isGone = false;
  /** Whoever waits for the GPU now, to be woken by a loss. */
  readonly #waiting = new Set<() => void>();
  #pendingError: string | undefined;

  readonly takeGpuTimeMs?: () => Promise<number | undefined>;

  constructor({ device, description, hasTimestamps }: WebGpuDevice) {
    this.gpu = device;
    this.device = description;
    this.maxSide = device.limits.maxTextureDimension2D;
    const { UNIFORM, STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    this.uniforms = new BufferPool(device, 'uniforms', UNIFORM | COPY_DST);
    this.flags = new BufferPool(device, 'changed', STORAGE | COPY_SRC | COPY_DST);
    this.readbacks = new BufferPool(device, 'read-back', MAP_READ | COPY_DST);
    this.#programs = new Programs(device);
    const timer = hasTimestamps ? new GpuTimer(device) : undefined;
    this.timer = timer;
    if (timer) this.takeGpuTimeMs = () => this.alive(timer.take());
    this.lost = new Promise((resolve) => {
      void device.lost.then((info) => {
        this.#isGone = true;
        if (!this.#isDisposed) {
          this.#lostReason = sentence(info.message, 'The GPU or its driver was reset.');
          resolve(this.#lostReason);
        }
        for (const onLoss of this.#waiting) onLoss();
      });
    });
    device.addEventListener('uncapturederror', (event) => {
      this.#pendingError ??= event.error.message;
    });
  }

  expectAlive(): void {
    if (this.#lostReason !== undefined) throw new BackendLost(this.label, this.#lostReason);
    const error = this.#pendingError;
    this.#pendingError = undefined;
    if (error !== undefined) throw new Error(`WebGPU refused the last work: ${error}`);
  }

  /** Waits for `work`, but no longer than the device lives; a failure by loss becomes BackendLost. */
  async alive<V>(work: Promise<V>): Promise<V> {
    // Not Promise.race with `device.lost`: that promise lives as long as the device and would keep
    // one reaction for every call ever made.
    let onLoss: (() => void) | undefined;
    const lost = new Promise<undefined>((resolve) => {
      onLoss = () => resolve(undefined);
      if (this.#isGone) onLoss();
      else this.#waiting.add(onLoss);
    });
    try {
      const result = await Promise.race([work.then((value) => ({ value })), lost]);
      if (result) return result.value;
    } catch (error) {
      // A dying device rejects maps before it reports its loss: give the report a moment.
      const isLost = this.#isGone || (await Promise.race([lost.then(() => true), tick(50)]));
      if (!isLost) throw error;
    } finally {
      if (onLoss) this.#waiting.delete(onLoss);
    }
    work.catch(() => undefined); // the loss is the cause; the late rejection adds nothing
    throw new BackendLost(this.label, this.#lostReason ?? 'The device was closed.');
  }

  async createTexture(format: TexelFormat, width: number, height: number): Promise<WebGpuTexture> {
    const { TEXTURE_BINDING, STORAGE_BINDING, COPY_SRC, COPY_DST } = GPUTextureUsage;
    this.gpu.pushErrorScope('out-of-memory');
    const texture = this.gpu.createTexture({
      size: { width, height },
      format: wgslFormats[format],
      usage: TEXTURE_BINDING | STORAGE_BINDING | COPY_SRC | COPY_DST,
    });
    const error = await this.alive(this.gpu.popErrorScope());
    if (error) throw new RangeError(error.message);
    return { format, width, height, texture, view: texture.createView() };
  }

  destroyTexture({ texture }: WebGpuTexture): void {
    texture.destroy();
  }

  write({ texture, format, width, height }: WebGpuTexture, texels: TexelArray): void {
    const bytesPerRow = width * formatFacts[format].bytesPerTexel;
    this.gpu.queue.writeTexture({ texture }, texels, { bytesPerRow }, { width, height });
  }

  /** `mapAsync` resolves after all work submitted before it, so the copy is complete and current. */
  async read({ texture, format, width, height }: WebGpuTexture): Promise<TexelArray> {
    const { bytesPerTexel, lanes } = formatFacts[format];
    const bytesPerRow = Math.ceil((width * bytesPerTexel) / 256) * 256;
    const size = bytesPerRow * height;
    if (size > this.gpu.limits.maxBufferSize) {
      throw new RangeError(
        `Reading ${width} × ${height} px back needs ${size} bytes; WebGPU on this machine allows ${this.gpu.limits.maxBufferSize}. Use a smaller image.`,
      );
    }
    const buffer = this.readbacks.acquire(size);
    const encoder = this.gpu.createCommandEncoder({ label: 'read' });
    encoder.copyTextureToBuffer({ texture }, { buffer, bytesPerRow }, { width, height });
    this.gpu.queue.submit([encoder.finish()]);
    await this.alive(buffer.mapAsync(GPUMapMode.READ, 0, size));
    const mapped = buffer.getMappedRange(0, size);
    const texels = texelArray(format, width * height);
    const bytes = new Uint8Array(texels.buffer);
    const rowBytes = width * bytesPerTexel;
    if (bytesPerRow === rowBytes) bytes.set(new Uint8Array(mapped, 0, bytes.length));
    else {
      for (let y = 0; y < height; y++) {
        bytes.set(new Uint8Array(mapped, y * bytesPerRow, rowBytes), y * rowBytes);
      }
    }
    buffer.unmap();
    this.readbacks.release(buffer);
    this.expectAlive();
    if (texels.length !== width * height * lanes)
      throw new Error('Read-back has the wrong length.');
    return texels;
  }

  compile(source: Source): Promise<Program> {
    return this.alive(this.#programs.compile(source));
  }

  async check(label: string, text: string): Promise<void> {
    await this.alive(this.#programs.check(label, text));
  }

  forget(text: string): void {
    this.#programs.forget(text);
  }

  record(): WebGpuRecorder {
    return new WebGpuRecorder(this);
  }

  async finish(): Promise<void> {
    await this.alive(this.gpu.queue.onSubmittedWorkDone());
    this.expectAlive();
  }

  counts(): EngineCounts {
    const pools = [this.uniforms, this.flags, this.readbacks];
    const own = this.#isDisposed ? undefined : this.timer;
    return {
      textures: 0,
      buffers: pools.reduce((sum, pool) => sum + pool.live, own?.buffers ?? 0),
      pipelines: this.#programs.size,
      bytes: pools.reduce((sum, pool) => sum + pool.bytes, own?.bytes ?? 0),
    };
  }

  trim(): void {
    this.#programs.clear();
    for (const pool of [this.uniforms, this.flags, this.readbacks]) pool.trim();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.trim();
    this.timer?.destroy();
    this.gpu.destroy();
  }

  simulateLoss(): void {
    this.gpu.destroy();
  }
}

function sentence(text: string, otherwise: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return otherwise;
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

function tick(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms));
}
