/**
 * Structural similarity (Wang, Bovik, Sheikh, Simoncelli, "Image quality assessment: from error
 * visibility to structural similarity", IEEE TIP 2004). In every window, with means μ, variances σ² and
 * covariance σ_ab:
 *
 *     SSIM = (2 μ_a μ_b + C₁)(2 σ_ab + C₂) / ((μ_a² + μ_b² + C₁)(σ_a² + σ_b² + C₂))
 *
 * with C₁ = (0.01 · 255)², C₂ = (0.03 · 255)², averaged over all windows that lie inside the image,
 * as scikit-image's `structural_similarity` with data range 255.
 *
 * Deliberately not: the downsampling of the authors' script, nor any border rule (no window crosses it).
 */
import { colourChannels } from '$src/core/channels';
import type { U8Image } from '$src/core/image';

export interface SsimParams {
  /** Equal weights, or Wang's Gaussian of σ = 1.5 cut at 3.5 σ (11 × 11). */
  readonly window: 'uniform' | 'gaussian';
  /** Odd, 3 or more; the uniform window only. */
  readonly windowSize: number;
  /** Variances with n − 1 (unbiased) instead of n in the denominator, n the number of window pixels. */
  readonly useSampleCovariance: boolean;
}

const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

/** The weights along one axis; they sum to 1. */
export function ssimWindow(p: SsimParams): readonly number[] {
  if (p.window === 'uniform') {
    if (!Number.isInteger(p.windowSize) || p.windowSize < 3 || p.windowSize % 2 === 0) {
      throw new RangeError(`The SSIM window must be odd and 3 or more, got ${p.windowSize}.`);
    }
    return Array.from({ length: p.windowSize }, () => 1 / p.windowSize);
  }
  const sigma = 1.5;
  const radius = Math.floor(3.5 * sigma + 0.5);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
}

/**
 * In −1..1, 1 for equal images; the mean over the colours, alpha left out. Throws RangeError when the
 * images (of one size and channel count) are smaller than one window.
 */
export function ssim(a: U8Image, b: U8Image, p: SsimParams): number {
  const window = ssimWindow(p);
  const n = window.length;
  if (a.width < n || a.height < n) {
    throw new RangeError(
      `SSIM compares windows of ${n} × ${n} pixels; an image of ${a.width} × ${a.height} holds none. ` +
        `Use a larger picture or a smaller window.`,
    );
  }
  const colours = colourChannels(a);
  let sum = 0;
  for (let c = 0; c < colours; c++)
    sum += ssimOfChannel(plane(a, c), plane(b, c), a.width, window, p);
  return sum / colours;
}

function plane(image: U8Image, channel: number): Float64Array {
  return Float64Array.from(
    { length: image.width * image.height },
    (_, i) => image.data[i * image.channels + channel] ?? 0,
  );
}

function ssimOfChannel(
  a: Float64Array,
  b: Float64Array,
  width: number,
  window: readonly number[],
  p: SsimParams,
): number {
  const product = (u: Float64Array, v: Float64Array) => u.map((value, i) => value * (v[i] ?? 0));
  const mean = (values: Float64Array) => windowMeans(values, width, window);
  const meanA = mean(a);
  const meanB = mean(b);
  const meanAA = mean(product(a, a));
  const meanBB = mean(product(b, b));
  const meanAB = mean(product(a, b));

  const pixels = window.length ** 2;
  const unbiased = p.useSampleCovariance ? pixels / (pixels - 1) : 1;
  let sum = 0;
  for (let i = 0; i < meanA.length; i++) {
    const ma = meanA[i] ?? 0;
    const mb = meanB[i] ?? 0;
    const varianceA = unbiased * ((meanAA[i] ?? 0) - ma * ma);
    const varianceB = unbiased * ((meanBB[i] ?? 0) - mb * mb);
    const covariance = unbiased * ((meanAB[i] ?? 0) - ma * mb);
    sum +=
      ((2 * ma * mb + C1) * (2 * covariance + C2)) /
      ((ma * ma + mb * mb + C1) * (varianceA + varianceB + C2));
  }
  return sum / meanA.length;
}

/** Weighted means of all windows inside the image, row by row; separable, so rows first, then columns. */
function windowMeans(values: Float64Array, width: number, window: readonly number[]): Float64Array {
  const height = values.length / width;
  const outWidth = width - window.length + 1;
  const outHeight = height - window.length + 1;
  const rows = new Float64Array(outWidth * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < outWidth; x++) {
      let sum = 0;
      for (let j = 0; j < window.length; j++) {
        sum += (window[j] ?? 0) * (values[y * width + x + j] ?? 0);
      }
      rows[y * outWidth + x] = sum;
    }
  }
  const means = new Float64Array(outWidth * outHeight);
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      let sum = 0;
      for (let i = 0; i < window.length; i++) {
        sum += (window[i] ?? 0) * (rows[(y + i) * outWidth + x] ?? 0);
      }
      means[y * outWidth + x] = sum;
    }
  }
  return means;
}
