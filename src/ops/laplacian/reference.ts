/**
 * The Laplacian ∇²f = ∂²f/∂x² + ∂²f/∂y², as `cv::Laplacian` defines it: the sum of the two second
 * Sobel derivatives of one size. Size 1 does not smooth, which gives the classical cross:
 *
 *     size 1:   0  1  0        size 3:   2  0  2
 *               1 −4  1                  0 −8  0
 *               0  1  0                  2  0  2
 *
 * It has no direction and answers 0 on even slopes; its sign changes across an edge.
 *
 * Deliberately not: a Laplacian of Gaussian. Noise grows with the second derivative; blur first.
 */
import { borderIndex, type Border } from '$src/core/border';
import type { U8Image } from '$src/core/image';
import {
  createDerivative,
  finishDerivative,
  sobelKernel,
  type DerivativeImage,
  type DerivativeOutput,
} from '../sobel/reference';

export interface LaplacianParams extends DerivativeOutput {
  /** 1, 3, 5 or 7. */
  readonly ksize: number;
  readonly border: Border;
}

/** Gray or RGB, every channel alike; `constant` borders read 0. Throws TypeError for RGBA. */
export function laplacian(image: U8Image, p: LaplacianParams): DerivativeImage {
  const kernel = laplacianKernel(p.ksize);
  const radius = (kernel.length - 1) / 2;
  // Taps with weight zero change nothing.
  const taps = kernel.flatMap((row, i) =>
    row.flatMap((weight, j) => (weight === 0 ? [] : [{ weight, i, j }])),
  );
  const { width, height, channels, data } = image;
  const out = createDerivative(image, p.outputType);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (const { weight, i, j } of taps) {
          const sx = borderIndex(x + j - radius, width, p.border);
          const sy = borderIndex(y + i - radius, height, p.border);
          if (sx >= 0 && sy >= 0) sum += weight * (data[(sy * width + sx) * channels + c] ?? 0);
        }
        out.data[(y * width + x) * channels + c] = finishDerivative(sum, p);
      }
    }
  }
  return out;
}

/** ∂²/∂x² + ∂²/∂y² as one square matrix of integers, 3 × 3 for sizes 1 and 3. */
export function laplacianKernel(ksize: number): number[][] {
  const second = sobelKernel(2, ksize);
  // Size 1 smooths with the single tap [1]: as long as the difference, that is [0 1 0].
  const smooth = ksize === 1 ? [0, 1, 0] : sobelKernel(0, ksize);
  return second.map((secondI, i) =>
    second.map((secondJ, j) => (smooth[i] ?? 0) * secondJ + secondI * (smooth[j] ?? 0)),
  );
}
