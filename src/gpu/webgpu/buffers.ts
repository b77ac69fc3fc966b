/** Idle buffers kept for the next use, by usage and size (rounded up to a power of two). */
const maxIdle = 8;

export class BufferPool {
  readonly #device: GPUDevice;
  readonly #usage: GPUBufferUsageFlags;
  readonly #label: string;
  #idle: GPUBuffer[] = [];
  #live = 0;
  #bytes = 0;

  constructor(device: GPUDevice, label: string, usage: GPUBufferUsageFlags) {
    this.#device = device;
    this.#label = label;
    this.#usage = usage;
  }

  get live(): number {
    return this.#live;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** A buffer of at least `size` bytes. */
  acquire(size: number): GPUBuffer {
    const rounded = Math.max(256, 2 ** Math.ceil(Math.log2(size)));
    const index = this.#idle.findIndex((buffer) => buffer.size === rounded);
    const [found] = index < 0 ? [] : this.#idle.splice(index, 1);
    if (found) return found;
    this.#live++;
    this.#bytes += rounded;
    return this.#device.createBuffer({ label: this.#label, size: rounded, usage: this.#usage });
  }

  release(buffer: GPUBuffer): void {
    this.#idle.push(buffer);
    if (this.#idle.length > maxIdle) this.#destroy(this.#idle.shift());
  }

  trim(): void {
    for (const buffer of this.#idle.splice(0)) this.#destroy(buffer);
  }

  #destroy(buffer: GPUBuffer | undefined): void {
    if (!buffer) return;
    buffer.destroy();
    this.#live--;
    this.#bytes -= buffer.size;
  }
}
