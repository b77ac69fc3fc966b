/**
 * Additive Gaussian noise: dst = round(src + σ · z), z standard normal and independent for every pixel
 * and colour. A simple model of read-out noise; the noise of a real sensor also grows with the light.
 *
 * The normal number comes from two uniform ones by Box & Muller ("A note on the generation of random
 * normal deviates", 1958): z = √(−2 ln u₁) · cos φ with u₁ in (0, 1] and φ uniform in [−π, π). Both are
 * made of the top 24 bits of a hash of (x, y, colour, seed): 24 bits fit a float32 exactly, so every
 * backend starts from the same u₁ and φ.
 */
import { colourChannels, copyAlpha } from '$src/core/channels';
import { pcg4d } from '$src/core/hash';
import { createImage, type U8Image } from '$src/core/image';
import { roundHalfEven, saturateU8 } from '$src/core/rounding';

export interface GaussianNoiseParams {
  /** Standard deviation in grey levels, before the values are clamped to 0..255. */
  readonly sigma: number;
  /** A whole number; the same seed gives the same noise. */
  readonly seed: number;
}

/** Every colour gets its own noise; alpha is copied. */
export function gaussianNoise(image: U8Image, { sigma, seed }: GaussianNoiseParams): U8Image {
  const { width, height, channels, data } = image;
  const out = createImage('u8', width, height, channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < colourChannels(image); c++) {
        const i = (y * width + x) * channels + c;
        const [a, b] = pcg4d(x, y, c, seed);
        const u1 = ((a >>> 8) + 1) / 2 ** 24;
        const angle = 2 * Math.PI * ((b >>> 8) / 2 ** 24 - 0.5);
        const normal = Math.sqrt(-2 * Math.log(u1)) * Math.cos(angle);
        out.data[i] = saturateU8(roundHalfEven((data[i] ?? 0) + sigma * normal));
      }
    }
  }
  copyAlpha(image, out);
  return out;
}
