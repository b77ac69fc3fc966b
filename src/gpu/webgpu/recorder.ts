/**
 * Makes the passes of one run on WebGPU: collects them, encodes them into one command buffer with one
 * uniform write, and submits. A repeated pass is submitted in batches, because each look at `changed`
 * costs a round trip: the batch doubles from 2 to 32 iterations. Every iteration has its own flag, so
 * the count is exact; iterations beyond the fixed point change nothing and only cost their own time.
 */
import type { Pass } from '$src/ops/op';
import type { Job, Recorder, Repeated } from '../engine';
import type { WebGpuEngine, WebGpuTexture } from './engine';
import type { Program } from './programs';

type WebGpuJob = Job<WebGpuTexture, Program>;
/** A job and, for a repeated pass, where its `changed` flag lies. */
interface Step {
  readonly job: WebGpuJob;
  readonly flag?: { readonly buffer: GPUBuffer; readonly offset: number };
}

const offsetAlignment = 256; // of uniform and storage bindings; WebGPU's guaranteed upper bound
const longestBatch = 32;

export class WebGpuRecorder implements Recorder<WebGpuTexture, Program> {
  readonly #engine: WebGpuEngine;
  readonly #uniformBuffers: GPUBuffer[] = [];
  #steps: Step[] = [];
  #dispatches = 0;

  constructor(engine: WebGpuEngine) {
    this.#engine = engine;
  }

  get dispatches(): number {
    return this.#dispatches;
  }

  pass(job: WebGpuJob): void {
    this.#steps.push({ job });
  }

  async repeat(job: WebGpuJob, spare: WebGpuTexture): Promise<Repeated<WebGpuTexture>> {
    const { from, atMost } = job.pass.repeat ?? { from: '', atMost: 1 };
    const index = Object.keys(job.pass.inputs).indexOf(from);
    if (index < 0) throw new Error(`${job.pass.kernel} repeats from "${from}", which is no input.`);
    const { flags, readbacks } = this.#engine;
    const flagBuffer = flags.acquire(longestBatch * offsetAlignment);
    const copy = readbacks.acquire(longestBatch * offsetAlignment);
    const targets = [job.output, spare] as const;
    let done = 0;
    let last = job.output;
    try {
      for (let batch = 2; done < atMost; batch = Math.min(2 * batch, longestBatch)) {
        const count = Math.min(batch, atMost - done);
        for (let i = 0; i < count; i++) {
          const inputs = job.inputs.with(index, done + i === 0 ? at(job.inputs, index) : last);
          last = at(targets, (done + i) % 2);
          const flag = { buffer: flagBuffer, offset: i * offsetAlignment };
          this.#steps.push({ job: { ...job, inputs, output: last }, flag });
        }
        await this.#submit((encoder) => {
          encoder.copyBufferToBuffer(flagBuffer, 0, copy, 0, count * offsetAlignment);
        }, flagBuffer);
        const unchanged = await this.#firstUnchanged(copy, count);
        if (unchanged >= 0) return { times: done + unchanged + 1, last };
        done += count;
      }
    } finally {
      flags.release(flagBuffer);
      readbacks.release(copy);
    }
    return { times: done, last };
  }

  async end(): Promise<void> {
    try {
      await this.#submit();
    } finally {
      for (const buffer of this.#uniformBuffers.splice(0)) this.#engine.uniforms.release(buffer);
    }
  }

  async #firstUnchanged(copy: GPUBuffer, count: number): Promise<number> {
    const size = count * offsetAlignment;
    await this.#engine.alive(copy.mapAsync(GPUMapMode.READ, 0, size));
    const changed = new Uint32Array(copy.getMappedRange(0, size));
    let first = -1;
    for (let i = 0; i < count && first < 0; i++) {
      if ((changed[(i * offsetAlignment) / 4] ?? 0) === 0) first = i;
    }
    copy.unmap();
    return first;
  }

  /** Encodes and submits the collected steps; nothing is awaited while encoding. */
  async #submit(after?: (encoder: GPUCommandEncoder) => void, clear?: GPUBuffer): Promise<void> {
    const steps = this.#steps.splice(0);
    if (steps.length === 0) return;
    const { gpu, timer } = this.#engine;
    const isNew = steps.some((step) => !step.job.program.isProven);
    if (isNew) gpu.pushErrorScope('validation');
    const encoder = gpu.createCommandEncoder();
    if (clear) encoder.clearBuffer(clear);
    const uniforms = this.#writeUniforms(steps);
    const stamps = timer?.next();
    steps.forEach((step, i) => {
      const timestampWrites = {
        ...(i === 0 ? stamps?.begin : {}),
        ...(i === steps.length - 1 ? stamps?.end : {}),
      };
      const label = step.job.pass.kernel;
      const pass = encoder.beginComputePass({
        label,
        ...('querySet' in timestampWrites
          ? { timestampWrites: timestampWrites as GPUComputePassTimestampWrites }
          : {}),
      });
      pass.setPipeline(step.job.program.pipeline);
      pass.setBindGroup(0, this.#bind(step, uniforms?.buffer, uniforms?.offsets[i] ?? 0));
      pass.dispatchWorkgroups(...workgroupsOf(step.job));
      pass.end();
    });
    this.#dispatches += steps.length;
    after?.(encoder);
    gpu.queue.submit([encoder.finish()]);
    if (!isNew) return;
    const error = await this.#engine.alive(gpu.popErrorScope());
    if (error) throw new Error(`WebGPU refused a pass: ${error.message}`);
    for (const step of steps) step.job.program.isProven = true;
  }

  /** All uniform structs of the steps in one buffer, each on its own aligned offset. */
  #writeUniforms(
    steps: readonly Step[],
  ): { buffer: GPUBuffer; offsets: readonly number[] } | undefined {
    const offsets: number[] = [];
    let size = 0;
    let previous: Pass['uniforms'] | undefined;
    for (const { job } of steps) {
      // Iterations of a repeated pass share one struct.
      if (job.pass.uniforms !== previous) {
        previous = job.pass.uniforms;
        offsets.push(size);
        size += Math.ceil(uniformBytes(job.pass) / offsetAlignment) * offsetAlignment;
      } else offsets.push(at(offsets, offsets.length - 1));
    }
    if (size === 0) return undefined;
    const data = new DataView(new ArrayBuffer(size));
    steps.forEach(({ job }, i) => {
      Object.values(job.pass.uniforms).forEach((value, k) => {
        const offset = at(offsets, i) + 4 * k;
        if ('i32' in value) data.setInt32(offset, value.i32, true);
        else data.setFloat32(offset, value.f32, true);
      });
    });
    const buffer = this.#engine.uniforms.acquire(size);
    this.#uniformBuffers.push(buffer);
    this.#engine.gpu.queue.writeBuffer(buffer, 0, data);
    return { buffer, offsets };
  }

  #bind({ job, flag }: Step, uniforms: GPUBuffer | undefined, offset: number): GPUBindGroup {
    const entries: GPUBindGroupEntry[] = job.inputs.map((texture, i) => ({
      binding: i + 1,
      resource: texture.view,
    }));
    const size = uniformBytes(job.pass);
    if (uniforms && size > 0) {
      entries.push({ binding: 0, resource: { buffer: uniforms, offset, size } });
    }
    const binding = job.inputs.length + 1;
    entries.push({ binding, resource: job.output.view });
    if (flag) {
      const resource = { buffer: flag.buffer, offset: flag.offset, size: 4 };
      entries.push({ binding: binding + 1, resource });
    }
    return this.#engine.gpu.createBindGroup({ layout: job.program.layout, entries });
  }
}

/** Bytes of the uniform struct: 4 a field, rounded up to the 16 that a uniform binding may need. */
function uniformBytes(pass: Pass): number {
  return Math.ceil((4 * Object.keys(pass.uniforms).length) / 16) * 16;
}

function workgroupsOf({ pass, program }: WebGpuJob): [number, number, number] {
  if (pass.workgroups) return [...pass.workgroups];
  const [x, y] = program.workgroupSize;
  return [Math.ceil(pass.output.width / x), Math.ceil(pass.output.height / y), 1];
}

function at<E>(items: readonly E[], index: number): E {
  const item = items[index];
  if (item === undefined) throw new RangeError(`No element ${index} among ${items.length}.`);
  return item;
}
