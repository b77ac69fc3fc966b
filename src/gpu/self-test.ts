/**
 * Before a GPU backend may measure anything it has to agree with the reference on a small fixed image.
 * Drivers do get integer textures, rounding or loops wrong; a backend that disagrees is refused with
 * the op and the difference instead of producing numbers that look like evidence.
 */
import { createImage } from '$src/core/image';
import type { Channels, Image } from '$src/core/image';
import { defaults } from '$src/core/params';
import { createRng } from '$src/core/rng';
import type { Backend } from '$src/ops/backend';
import type { BackendName, Op } from '$src/ops/op';
import { ops } from '$src/ops/registry';
import { breachOf, differenceOf } from './difference';
import { messageOf } from './errors';

export interface BackendReport {
  readonly backend: BackendName;
  /** '' when there is none. */
  readonly device: string;
  readonly ok: boolean;
  /** Why it is not used, as a sentence for the reader; set when not ok. */
  readonly reason?: string;
}

/**
 * One op per feature of the runners: float sums in two passes, integers and sorting, signed results,
 * repeat until nothing changes, tables and histograms, colour as a whole, colour by channel.
 */
export const selfTestOps = [
  'gaussianBlur',
  'medianBlur',
  'sobel',
  'canny',
  'equalizeHist',
  'cvtColor',
] as const;

const width = 32;
const height = 24;
const onColour: readonly string[] = ['medianBlur', 'cvtColor'];

/**
 * Runs the ops on the backend and compares with their references, within each op's own tolerance.
 * Never rejects: a failure, a loss included, is a report that is not ok.
 */
export async function selfTest(
  backend: Backend,
  chosen: readonly Op[] = selfTestOps.flatMap((name) => ops.get(name) ?? []),
): Promise<BackendReport> {
  const { name, device } = backend;
  const refuse = (reason: string): BackendReport => ({ backend: name, device, ok: false, reason });
  for (const op of chosen) {
    const wantsColour = onColour.includes(op.name);
    const images = op.inputs.map((_, i) => testImage(wantsColour ? 3 : 1, i));
    try {
      const breach = await breachIn(backend, op, images);
      if (breach) {
        return refuse(
          `${titleOf(name)} on ${device} disagrees with the reference: ${op.name} ${breach}. It is not used here.`,
        );
      }
    } catch (error) {
      return refuse(
        `${titleOf(name)} on ${device} failed its self-test in ${op.name}: ${messageOf(error)}`,
      );
    }
  }
  return { backend: name, device, ok: true };
}

async function breachIn(
  backend: Backend,
  op: Op,
  images: readonly Image[],
): Promise<string | undefined> {
  const params = defaults(op.params);
  const expected = op.reference(images, params);
  const inputs = await Promise.all(images.map((image) => backend.upload(image)));
  const { outputs } = await backend.run(op, inputs, params);
  try {
    for (const name of op.outputs) {
      const handle = outputs[name];
      const image = expected[name];
      if (!handle || !image) return `gives no output "${name}"`;
      const difference = differenceOf(image, await backend.read(handle), op.tolerance.period);
      const breach = breachOf(op.tolerance, difference);
      if (breach) return breach;
    }
    return undefined;
  } finally {
    backend.release(...inputs, ...Object.values(outputs));
  }
}

/** A bright disc on a slope with noise and a flat corner: edges, ties, both ends of the range. */
function testImage(channels: Channels, seed: number): Image {
  const image = createImage('u8', width, height, channels);
  const rng = createRng(1000 + seed);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        const isDisc = (x - 14 - c) ** 2 + (y - 11) ** 2 < 49;
        const isFlat = x < 6 && y < 6;
        const value = isFlat ? 0 : isDisc ? 255 - 9 * c : 4 * x + 2 * y + rng.integer(0, 40);
        image.data[(y * width + x) * channels + c] = value;
      }
    }
  }
  return image;
}

function titleOf(name: BackendName): string {
  return { webgpu: 'WebGPU', webgl2: 'WebGL2', reference: 'The reference' }[name];
}
