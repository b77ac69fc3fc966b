/**
 * A shipped clip as the file of Chromium's pretended camera (YUV4MPEG2, 640 × 480): each frame enlarged to
 * 480 × 480 in the middle, its number in the left margin as black and white squares, so that a test can tell
 * which frame a page looks at.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { BoxXyxy } from '$src/detect/types';
import { clipsOf, rateOf } from '$src/sources/suite-query';
import { openSuite } from '$src/sources/suites';
import { decodeWebp } from './suites';

const width = 640;
const height = 480;
const marginPx = (width - height) / 2;
/** Five squares, the lowest bit on top. */
export const numberSquares = Array.from({ length: 5 }, (_, bit) => ({
  x: 40,
  y: 48 + 64 * bit,
}));
const squarePx = 40;

export interface TrueObject {
  readonly name: string;
  /** In pixels of the camera's picture. */
  readonly boxXyxy: BoxXyxy;
  readonly occlusion: number;
}

/** Writes clip `number` and says what is in each of its frames. */
export async function writeCameraFile(
  file: string,
  number: number,
): Promise<readonly (readonly TrueObject[])[]> {
  const folder = new URL('../../public/samples/clips/', import.meta.url);
  const suite = await openSuite('clips', {
    read: (name) => readFile(fileURLToPath(new URL(name, folder))),
    decode: decodeWebp,
  });
  const frames = clipsOf(suite.pictures)[number] ?? [];
  const chunks: Uint8Array[] = [
    Buffer.from(`YUV4MPEG2 W${width} H${height} F${rateOf(frames)}:1 Ip A1:1 C420\n`),
  ];
  for (const [i, frame] of frames.entries()) {
    const { image } = await suite.load(frame.id);
    chunks.push(Buffer.from('FRAME\n'), planes(framed(image, i)));
  }
  await writeFile(file, Buffer.concat(chunks));
  return frames.map(({ objects, width: side }) => {
    const by = height / side;
    return objects.map(({ className, boxXywh: [x, y, w, h], occlusion = 0 }) => ({
      name: className,
      boxXyxy: [x * by + marginPx, y * by, (x + w) * by + marginPx, (y + h) * by],
      occlusion,
    }));
  });
}

/** RGB of the camera's picture. */
function framed(
  image: { readonly width: number; readonly data: Uint8Array },
  number: number,
): Uint8Array {
  const rgb = new Uint8Array(3 * width * height).fill(114);
  const by = image.width / height;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < height; x++) {
      const from = 3 * (Math.floor(y * by) * image.width + Math.floor(x * by));
      rgb.set(image.data.subarray(from, from + 3), 3 * (y * width + x + marginPx));
    }
  }
  numberSquares.forEach((centre, bit) => {
    const level = (number >> bit) & 1 ? 255 : 0;
    for (let y = centre.y - squarePx / 2; y < centre.y + squarePx / 2; y++) {
      const start = 3 * (y * width + centre.x - squarePx / 2);
      rgb.fill(level, start, start + 3 * squarePx);
    }
  });
  return rgb;
}

/** BT.601, 16 to 235, chroma of every second pixel and line. */
function planes(rgb: Uint8Array): Uint8Array {
  const area = width * height;
  const out = new Uint8ClampedArray((3 * area) / 2);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const [r = 0, g = 0, b = 0] = rgb.subarray(3 * at, 3 * at + 3);
      out[at] = 16 + (65.738 * r + 129.057 * g + 25.064 * b) / 256;
      if (x % 2 === 1 || y % 2 === 1) continue;
      const chroma = area + (y / 2) * (width / 2) + x / 2;
      out[chroma] = 128 + (-37.945 * r - 74.494 * g + 112.439 * b) / 256;
      out[chroma + area / 4] = 128 + (112.439 * r - 94.154 * g - 18.285 * b) / 256;
    }
  }
  return new Uint8Array(out.buffer);
}
