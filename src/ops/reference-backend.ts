/**
 * The reference as a backend: the TypeScript definitions, run in this thread on plain images. Always
 * available, the judge of the other backends, and in Node the only one.
 *
 * Images are kept as given: whoever uploads must not write into the data afterwards, and `read`
 * hands out the stored image itself, not a copy.
 */
import type { Image } from '$src/core/image';
import type { AnyParams } from '$src/core/params';
import type { Backend, ImageHandle, ResourceCounts, RunResult } from './backend';
import { checkCall } from './check-call';
import type { Op } from './op';

export class ReferenceBackend implements Backend {
  readonly name = 'reference';
  readonly device = 'TypeScript, 1 thread';
  /** Plain memory is never lost: stays pending. */
  readonly lost = new Promise<string>(() => undefined);
  readonly #images = new Map<number, Image>();
  #nextId = 1;

  upload(image: Image): Promise<ImageHandle> {
    return Promise.resolve(this.#hold(image));
  }

  async run(op: Op, inputs: readonly ImageHandle[], params: AnyParams): Promise<RunResult> {
    const images = await Promise.all(inputs.map((handle) => this.read(handle)));
    checkCall(op, images, params);
    const results = op.reference(images, params);
    const outputs = op.outputs.map((name) => {
      const image = results[name];
      if (!image) throw new Error(`${op.name} promised an output "${name}" and gave none.`);
      return [name, this.#hold(image)] as const;
    });
    return { outputs: Object.fromEntries(outputs), dispatches: 0, repeats: {}, isEdited: false };
  }

  read(handle: ImageHandle): Promise<Image> {
    const image = handle.backend === this.name ? this.#images.get(handle.id) : undefined;
    if (image) return Promise.resolve(image);
    return Promise.reject(
      new RangeError(
        handle.backend === this.name
          ? `Image ${handle.id} was released; upload it again.`
          : `This image lives on ${handle.backend}; read it there and upload it to the reference.`,
      ),
    );
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  release(...handles: readonly ImageHandle[]): void {
    for (const handle of handles) {
      if (handle.backend === this.name) this.#images.delete(handle.id);
    }
  }

  /** Held images count as textures. */
  counts(): ResourceCounts {
    let bytes = 0;
    for (const image of this.#images.values()) bytes += image.data.byteLength;
    return { textures: this.#images.size, buffers: 0, pipelines: 0, bytes };
  }

  dispose(): void {
    this.#images.clear();
  }

  #hold(image: Image): ImageHandle {
    const id = this.#nextId++;
    this.#images.set(id, image);
    const { width, height, channels, type } = image;
    return { backend: this.name, id, width, height, channels, type };
  }
}

export function createReferenceBackend(): Backend {
  return new ReferenceBackend();
}
