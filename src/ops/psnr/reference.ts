/**
 * Peak signal-to-noise ratio of two 8-bit images, in decibels:
 *
 *     PSNR = 10 · log₁₀(255² / MSE),  MSE = mean of (a − b)² over all values
 *
 * as scikit-image's `peak_signal_noise_ratio` with data range 255. Colours count alike; alpha is left out.
 *
 * Equal images have MSE 0 and PSNR `Infinity`, the JavaScript number. JSON has no infinity
 * (`JSON.stringify` writes null), so whoever stores the value must write it in words.
 */
import { colourChannels } from '$src/core/channels';
import type { U8Image } from '$src/core/image';

/** In dB, from 0 (black against white) up to Infinity (equal). The images are of one size and channel count. */
export function psnr(a: U8Image, b: U8Image): number {
  let squaredError = 0;
  for (let i = 0; i < a.data.length; i++) {
    if (i % a.channels >= colourChannels(a)) continue;
    squaredError += ((a.data[i] ?? 0) - (b.data[i] ?? 0)) ** 2;
  }
  const meanSquaredError = squaredError / (a.width * a.height * colourChannels(a));
  return 10 * Math.log10(255 ** 2 / meanSquaredError);
}
