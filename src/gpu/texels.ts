/**
 * How images lie in textures and come back: the five texel formats of the op contract, the format
 * that an image takes, and the conversion both ways. Shared by the two GPU backends, so that both
 * hold the same bits.
 */
import { createImage } from '$src/core/image';
import type { Image } from '$src/core/image';
import type { ImageShape, TexelFormat } from '$src/ops/op';

export type TexelArray =
  Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

interface FormatFacts {
  /** Values per texel. */
  readonly lanes: 1 | 4;
  readonly bytesPerTexel: number;
  /** What a shader reads from it. */
  readonly kind: 'sint' | 'uint' | 'float';
}

export const formatFacts: Readonly<Record<TexelFormat, FormatFacts>> = {
  i32: { lanes: 1, bytesPerTexel: 4, kind: 'sint' },
  f32: { lanes: 1, bytesPerTexel: 4, kind: 'float' },
  u8x4: { lanes: 4, bytesPerTexel: 4, kind: 'uint' },
  i32x4: { lanes: 4, bytesPerTexel: 16, kind: 'sint' },
  f32x4: { lanes: 4, bytesPerTexel: 16, kind: 'float' },
};

/** The format in which an image of this shape is held, and in which an op output of it must be written. */
export function formatOf(shape: Pick<ImageShape, 'channels' | 'type'>): TexelFormat {
  if (shape.channels === 1) return shape.type === 'f32' ? 'f32' : 'i32';
  if (shape.type === 'u8') return 'u8x4';
  return shape.type === 'f32' ? 'f32x4' : 'i32x4';
}

/** An array for `texels` texels of a format, as the GPU APIs take and give it. */
export function texelArray(format: TexelFormat, texels: number): TexelArray {
  const { lanes, kind } = formatFacts[format];
  if (kind === 'uint') return new Uint8Array(texels * lanes);
  return kind === 'float' ? new Float32Array(texels * lanes) : new Int32Array(texels * lanes);
}

export function byteLengthOf(format: TexelFormat, width: number, height: number): number {
  return formatFacts[format].bytesPerTexel * width * height;
}

/** The texels of an image. A missing fourth channel becomes 255 in u8 and 0 otherwise. */
export function toTexels(image: Image): TexelArray {
  const format = formatOf(image);
  const { data, channels } = image;
  const texels = texelArray(format, image.width * image.height);
  if (formatFacts[format].lanes === channels) {
    texels.set(data);
    return texels;
  }
  const alpha = format === 'u8x4' ? 255 : 0;
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    texels[to] = data[from] ?? 0;
    texels[to + 1] = data[from + 1] ?? 0;
    texels[to + 2] = data[from + 2] ?? 0;
    texels[to + 3] = alpha;
  }
  return texels;
}

/** The image that the texels of a texture hold; the inverse of `toTexels`. */
export function fromTexels(shape: ImageShape, texels: TexelArray): Image {
  const image = createImage(shape.type, shape.width, shape.height, shape.channels);
  const { data } = image;
  if (formatFacts[formatOf(shape)].lanes === shape.channels) {
    data.set(texels);
    return image as Image;
  }
  for (let from = 0, to = 0; to < data.length; from += 4, to += 3) {
    data[to] = texels[from] ?? 0;
    data[to + 1] = texels[from + 1] ?? 0;
    data[to + 2] = texels[from + 2] ?? 0;
  }
  return image as Image;
}
