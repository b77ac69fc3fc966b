/**
 * Gaussian smoothing, as `cv::GaussianBlur` defines it: a sampled Gaussian, normalised to sum 1,
 *
 *     w(i) ∝ exp(−(i − (n − 1)/2)² / (2σ²)),  0 ≤ i < n
 *
 * applied along the rows and then along the columns (the 2-D Gaussian is the product of the two).
 * The row pass keeps fractions; only the final value is rounded, halves to even, and saturated.
 *
 * Deliberately not: OpenCV's 8-bit path, whose weights are whole 1/256 with error diffusion. Results
 * therefore differ from OpenCV's by at most one grey level.
 */
import { borderIndex, type Border } from '$src/core/border';
import { colourChannels, copyAlpha } from '$src/core/channels';
import { createImage, type U8Image } from '$src/core/image';
import { roundHalfEven, saturateU8 } from '$src/core/rounding';

export interface GaussianBlurParams {
  /** Odd, or 0 or less to take it from σ. */
  readonly kernelWidth: number;
  readonly kernelHeight: number;
  /** In pixels; 0 or less to take it from the kernel width. */
  readonly sigmaX: number;
  /** In pixels; 0 or less means as sigmaX. */
  readonly sigmaY: number;
  readonly border: Border;
}

/** OpenCV's small kernels for an unstated σ: binomial up to 5, a close fit at 7 and 9. */
const fixedKernels: Readonly<Record<number, readonly number[]>> = {
  1: [1],
  3: [1 / 4, 2 / 4, 1 / 4],
  5: [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16],
  7: [2 / 64, 7 / 64, 14 / 64, 18 / 64, 14 / 64, 7 / 64, 2 / 64],
  9: [4, 13, 30, 51, 60, 51, 30, 13, 4].map((w) => w / 256),
};

/** The n weights of a Gaussian with the given σ in pixels; with σ ≤ 0, OpenCV's choice for that n. */
export function gaussianKernel(n: number, sigma: number): readonly number[] {
  if (!Number.isInteger(n) || n < 1 || n % 2 === 0) {
    throw new RangeError(`A Gaussian kernel needs an odd number of weights from 1 on, got ${n}.`);
  }
  const fixed = fixedKernels[n];
  if (sigma <= 0 && fixed) return fixed;
  const s = sigma > 0 ? sigma : 0.15 * n + 0.35;
  const weights = Array.from({ length: n }, (_, i) =>
    Math.exp(-(((i - (n - 1) / 2) / s) ** 2) / 2),
  );
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
}

/**
 * The kernels of both axes. An unstated size is `round(6σ + 1)`, made odd: three σ to each side. With
 * neither size nor σ there is nothing to blur with and the kernel is [1] (OpenCV refuses this).
 */
export function gaussianKernels(p: GaussianBlurParams): {
  readonly x: readonly number[];
  readonly y: readonly number[];
} {
  const size = (n: number, sigma: number) =>
    n > 0 ? n : roundHalfEven(6 * Math.max(sigma, 0) + 1) | 1;
  const sigmaY = p.sigmaY > 0 ? p.sigmaY : p.sigmaX;
  return {
    x: gaussianKernel(size(p.kernelWidth, p.sigmaX), p.sigmaX),
    y: gaussianKernel(size(p.kernelHeight, sigmaY), sigmaY),
  };
}

/** Every colour channel alike; alpha is copied. `constant` borders read 0. */
export function gaussianBlur(image: U8Image, p: GaussianBlurParams): U8Image {
  const { width, height, channels, data } = image;
  const kernels = gaussianKernels(p);
  const radiusX = (kernels.x.length - 1) / 2;
  const radiusY = (kernels.y.length - 1) / 2;
  const out = createImage('u8', width, height, channels);
  const rowMeans = new Float64Array(width * height);

  for (let c = 0; c < colourChannels(image); c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let j = 0; j < kernels.x.length; j++) {
          const sx = borderIndex(x + j - radiusX, width, p.border);
          if (sx >= 0) sum += (kernels.x[j] ?? 0) * (data[(y * width + sx) * channels + c] ?? 0);
        }
        rowMeans[y * width + x] = sum;
      }
    }
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let i = 0; i < kernels.y.length; i++) {
          const sy = borderIndex(y + i - radiusY, height, p.border);
          if (sy >= 0) sum += (kernels.y[i] ?? 0) * (rowMeans[sy * width + x] ?? 0);
        }
        out.data[(y * width + x) * channels + c] = saturateU8(roundHalfEven(sum));
      }
    }
  }
  copyAlpha(image, out);
  return out;
}
