/**
 * Salt-and-pepper noise: each value is lost with probability `amount` and then becomes 255 (salt) or
 * 0 (pepper) with equal chance; all others stay as they are (Gonzalez & Woods, "Digital Image
 * Processing", noise models). It models dead pixels and bit errors, and it is what medians are for.
 *
 * Whether a value is lost is decided in whole numbers, on the top 24 bits of a hash of (x, y, colour,
 * seed), so that every backend loses the same values. Colours are lost one by one.
 */
import { colourChannels, copyAlpha } from '$src/core/channels';
import { pcg4d } from '$src/core/hash';
import { createImage, type U8Image } from '$src/core/image';
import { roundHalfEven } from '$src/core/rounding';

export interface SaltAndPepperNoiseParams {
  /** Share of values that are lost, 0..1. */
  readonly amount: number;
  /** A whole number; the same seed gives the same noise. */
  readonly seed: number;
}

/** A value is lost when its 24 random bits are below this number. */
export function lossThreshold(amount: number): number {
  return roundHalfEven(amount * 2 ** 24);
}

/** Every colour is hit on its own; alpha is copied. */
export function saltAndPepperNoise(
  image: U8Image,
  { amount, seed }: SaltAndPepperNoiseParams,
): U8Image {
  const { width, height, channels, data } = image;
  const out = createImage('u8', width, height, channels);
  const threshold = lossThreshold(amount);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < colourChannels(image); c++) {
        const i = (y * width + x) * channels + c;
        const [a, b] = pcg4d(x, y, c, seed);
        const isLost = a >>> 8 < threshold;
        const isSalt = b >>> 31 === 1;
        out.data[i] = isLost ? (isSalt ? 255 : 0) : (data[i] ?? 0);
      }
    }
  }
  copyAlpha(image, out);
  return out;
}
