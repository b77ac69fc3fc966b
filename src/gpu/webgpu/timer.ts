/**
 * GPU time by timestamp query: the device writes its own clock at the start and the end of each
 * submission's passes. It measures the kernels alone, without the waiting and copying that the page
 * sees, and browsers round it (Chrome to 0.1 ms), so it is an extra label and never the main figure.
 */
const capacity = 1024; // submissions between two readings; beyond that the sum would not be whole

export class GpuTimer {
  readonly buffers = 2;
  readonly bytes = 2 * 16 * capacity;
  readonly #device: GPUDevice;
  readonly #queries: GPUQuerySet;
  readonly #resolved: GPUBuffer;
  readonly #readable: GPUBuffer;
  #used = 0;
  #overflowed = false;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#queries = device.createQuerySet({ type: 'timestamp', count: 2 * capacity });
    const size = 16 * capacity;
    const { QUERY_RESOLVE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    this.#resolved = device.createBuffer({ size, usage: QUERY_RESOLVE | COPY_SRC });
    this.#readable = device.createBuffer({ size, usage: COPY_DST | MAP_READ });
  }

  /** Where a submission's first and last pass write the clock; undefined when full. */
  next():
    | { readonly begin: GPUComputePassTimestampWrites; readonly end: GPUComputePassTimestampWrites }
    | undefined {
    if (this.#used === capacity) {
      this.#overflowed = true;
      return undefined;
    }
    const index = 2 * this.#used++;
    return {
      begin: { querySet: this.#queries, beginningOfPassWriteIndex: index },
      end: { querySet: this.#queries, endOfPassWriteIndex: index + 1 },
    };
  }

  /** Sum over the submissions since the last call, in ms; undefined when there were too many to add up. */
  async take(): Promise<number | undefined> {
    const count = this.#used;
    const isWhole = !this.#overflowed;
    this.#used = 0;
    this.#overflowed = false;
    if (count === 0 || !isWhole) return isWhole ? 0 : undefined;
    const encoder = this.#device.createCommandEncoder();
    encoder.resolveQuerySet(this.#queries, 0, 2 * count, this.#resolved, 0);
    encoder.copyBufferToBuffer(this.#resolved, 0, this.#readable, 0, 16 * count);
    this.#device.queue.submit([encoder.finish()]);
    await this.#readable.mapAsync(GPUMapMode.READ, 0, 16 * count);
    const ticks = new BigInt64Array(this.#readable.getMappedRange(0, 16 * count));
    let sumNs = 0;
    let isMonotonic = true;
    for (let i = 0; i < ticks.length; i += 2) {
      const durationNs = Number((ticks[i + 1] ?? 0n) - (ticks[i] ?? 0n));
      if (durationNs < 0) isMonotonic = false; // clocks restart when a GPU changes its power state
      sumNs += durationNs;
    }
    this.#readable.unmap();
    return isMonotonic ? sumNs / 1e6 : undefined;
  }

  destroy(): void {
    this.#queries.destroy();
    this.#resolved.destroy();
    this.#readable.destroy();
  }
}
