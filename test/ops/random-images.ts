/** Random small 8-bit images for property tests, 1 × 1 included. */
import fc from 'fast-check';
import { imageOf, type Channels, type U8Image } from '$src/core/image';

/** Images up to `maxSide` pixels wide and high, with one of the given channel counts. */
export function u8Images(maxSide = 12, channels: readonly Channels[] = [1]): fc.Arbitrary<U8Image> {
  return fc
    .tuple(
      fc.integer({ min: 1, max: maxSide }),
      fc.integer({ min: 1, max: maxSide }),
      fc.constantFrom(...channels),
    )
    .chain(([width, height, count]) =>
      fc
        .uint8Array({ minLength: width * height * count, maxLength: width * height * count })
        .map((data) => imageOf('u8', width, height, count, new Uint8Array(data))),
    );
}

/** The image with `change` applied to every value. */
export function mapValues(
  image: U8Image,
  change: (value: number, index: number) => number,
): U8Image {
  return { ...image, data: image.data.map(change) };
}

/** The values of one channel as rows. */
export function rowsOf(
  image: { width: number; height: number; channels: number; data: ArrayLike<number> },
  channel = 0,
): number[][] {
  return Array.from({ length: image.height }, (_, y) =>
    Array.from(
      { length: image.width },
      (__, x) => image.data[(y * image.width + x) * image.channels + channel] ?? NaN,
    ),
  );
}

/** Columns become rows. */
export function transposed(image: U8Image): U8Image {
  const { width, height, channels } = image;
  return {
    ...image,
    width: height,
    height: width,
    data: image.data.map((_, i) => {
      const pixel = Math.floor(i / channels);
      const x = Math.floor(pixel / height);
      const y = pixel % height;
      return image.data[(y * width + x) * channels + (i % channels)] ?? 0;
    }),
  };
}
