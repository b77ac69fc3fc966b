/**
 * An image as every part of the lab passes it on: row-major, channels interleaved, top-left origin.
 *
 * The element types are OpenCV's: `u8` for pictures and masks (0..255), `i16` for derivatives,
 * `i32` for sums and labels, `f32` for magnitudes and distances. Colour is RGB or RGBA, never BGR.
 */

export type ElementType = 'u8' | 'i16' | 'i32' | 'f32';

export interface ElementArrays {
  u8: Uint8Array<ArrayBuffer>;
  i16: Int16Array<ArrayBuffer>;
  i32: Int32Array<ArrayBuffer>;
  f32: Float32Array<ArrayBuffer>;
}

export type Channels = 1 | 3 | 4;

/** An image with elements of type `T`. `data.length === width * height * channels`. */
export interface TypedImage<T extends ElementType> {
  readonly width: number;
  readonly height: number;
  readonly channels: Channels;
  readonly type: T;
  readonly data: ElementArrays[T];
}

/** An image of any element type; `image.type` tells which. */
export type Image = { [T in ElementType]: TypedImage<T> }[ElementType];

export type U8Image = TypedImage<'u8'>;

const constructors = {
  u8: Uint8Array,
  i16: Int16Array,
  i32: Int32Array,
  f32: Float32Array,
} as const;

/** A zero-filled image. Throws RangeError unless width and height are positive integers. */
export function createImage<T extends ElementType>(
  type: T,
  width: number,
  height: number,
  channels: Channels = 1,
): TypedImage<T> {
  expectSize(width, height);
  const data = new constructors[type](width * height * channels) as ElementArrays[T];
  return { width, height, channels, type, data };
}

/** Wraps `data` without copying. Throws RangeError when its length does not fit the size. */
export function imageOf<T extends ElementType>(
  type: T,
  width: number,
  height: number,
  channels: Channels,
  data: ElementArrays[T],
): TypedImage<T> {
  expectSize(width, height);
  if (data.length !== width * height * channels) {
    throw new RangeError(
      `An image of ${width} × ${height} with ${channels} channel(s) needs ${width * height * channels} elements, got ${data.length}.`,
    );
  }
  return { width, height, channels, type, data };
}

/** A single-channel u8 image from rows of numbers; for tests and hand-worked examples. */
export function grayFromRows(rows: readonly (readonly number[])[]): U8Image {
  const height = rows.length;
  const width = rows[0]?.length ?? 0;
  expectSize(width, height);
  const data = new Uint8Array(width * height);
  rows.forEach((row, y) => {
    if (row.length !== width)
      throw new RangeError(`Row ${y} has ${row.length} values, not ${width}.`);
    data.set(row, y * width);
  });
  return { width, height, channels: 1, type: 'u8', data };
}

export function isU8(image: Image): image is U8Image {
  return image.type === 'u8';
}

/** Narrows to u8 with one of the given channel counts, or throws a TypeError that names the op. */
export function expectU8(image: Image, who: string, channels?: readonly Channels[]): U8Image {
  if (image.type !== 'u8') throw new TypeError(`${who} takes 8-bit images, got ${image.type}.`);
  if (channels && !channels.includes(image.channels)) {
    throw new TypeError(
      `${who} takes images with ${channels.join(' or ')} channel(s), got ${image.channels}.`,
    );
  }
  return image;
}

function expectSize(width: number, height: number): void {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new RangeError(`Image size must be positive whole pixels, got ${width} × ${height}.`);
  }
}
