/**
 * Image derivatives after Sobel (I. Sobel and G. Feldman, "A 3x3 isotropic gradient operator for image
 * processing", 1968), with OpenCV's kernels for sizes 1, 3, 5 and 7 (`cv::Sobel`).
 *
 * A derivative kernel is separable: along each axis it is a small difference of the wanted order,
 * smoothed by a binomial. Both parts are made by convolving [1 1] (smooth) and [−1 1] (differentiate)
 * with themselves until the kernel has the wanted size:
 *
 *     size 3, order 1:  [1 1] * [−1 1]              = [−1 0 1]
 *     size 3, order 0:  [1 1] * [1 1]               = [1 2 1]
 *     size 5, order 1:  [1 1] * [1 1] * [1 1] * [−1 1] = [−1 −2 0 2 1]
 *
 * Kernels are correlated, not flipped: x-derivatives are positive where brightness grows to the right,
 * y-derivatives where it grows downwards. All sums are exact integers.
 *
 * Deliberately not: a normalised derivative. A size-3 kernel answers 8 times the slope per pixel.
 */
import { borderIndex, type Border } from '$src/core/border';
import { createImage, expectU8, type TypedImage, type U8Image } from '$src/core/image';
import { roundHalfEven, saturateI16, saturateU8 } from '$src/core/rounding';

/** What happens to the exact integer sum: `saturate(round(scale · sum + delta))`. */
export interface DerivativeOutput {
  readonly scale: number;
  readonly delta: number;
  readonly outputType: 'i16' | 'u8';
}

export interface SobelParams extends DerivativeOutput {
  /** Order of the derivative along x and along y, 0 to 2; both 0 only smooths. */
  readonly dx: number;
  readonly dy: number;
  /** 1, 3, 5 or 7. With 1 there is no smoothing: a derivative is then the 3-tap difference. */
  readonly ksize: number;
  readonly border: Border;
}

export type DerivativeImage = TypedImage<'i16'> | TypedImage<'u8'>;

/** Gray or RGB, every channel alike; `constant` borders read 0. Throws TypeError for RGBA. */
export function sobel(image: U8Image, p: SobelParams): DerivativeImage {
  return separableDerivative(image, sobelKernel(p.dx, p.ksize), sobelKernel(p.dy, p.ksize), p);
}

/**
 * The kernel along one axis: `order` differences and size − 1 − order binomial smoothings.
 * Throws RangeError for a size other than 1, 3, 5, 7 or an order other than 0, 1, 2.
 */
export function sobelKernel(order: number, ksize: number): number[] {
  if (![1, 3, 5, 7].includes(ksize)) {
    throw new RangeError(`Sobel kernels have size 1, 3, 5 or 7; got ${ksize}.`);
  }
  if (![0, 1, 2].includes(order)) {
    throw new RangeError(`The order of a Sobel derivative is 0, 1 or 2; got ${order}.`);
  }
  // Size 1 means "do not smooth"; a difference itself still needs three taps.
  const size = ksize === 1 && order > 0 ? 3 : ksize;
  let kernel = [1];
  while (kernel.length < size) {
    const isDifference = size - kernel.length <= order;
    kernel = convolve(kernel, isDifference ? [-1, 1] : [1, 1]);
  }
  return kernel;
}

function convolve(a: readonly number[], b: readonly number[]): number[] {
  const out = new Array<number>(a.length + b.length - 1).fill(0);
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      out[i + j] = (out[i + j] ?? 0) + x * y;
    });
  });
  return out;
}

/** Correlates with a kernel along the rows, then with one along the columns; odd sizes, centred. */
export function separableDerivative(
  image: U8Image,
  rowKernel: readonly number[],
  columnKernel: readonly number[],
  p: DerivativeOutput & { readonly border: Border },
): DerivativeImage {
  const { width, height, channels, data } = image;
  const out = createDerivative(image, p.outputType);
  const rowRadius = (rowKernel.length - 1) / 2;
  const columnRadius = (columnKernel.length - 1) / 2;
  const rowSums = new Int32Array(width * height);

  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let j = 0; j < rowKernel.length; j++) {
          const sx = borderIndex(x + j - rowRadius, width, p.border);
          if (sx >= 0) sum += (rowKernel[j] ?? 0) * (data[(y * width + sx) * channels + c] ?? 0);
        }
        rowSums[y * width + x] = sum;
      }
    }
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let i = 0; i < columnKernel.length; i++) {
          const sy = borderIndex(y + i - columnRadius, height, p.border);
          if (sy >= 0) sum += (columnKernel[i] ?? 0) * (rowSums[sy * width + x] ?? 0);
        }
        out.data[(y * width + x) * channels + c] = finishDerivative(sum, p);
      }
    }
  }
  return out;
}

/** An empty result. Throws TypeError for RGBA: the derivative of opacity is no picture. */
export function createDerivative(like: U8Image, type: 'i16' | 'u8'): DerivativeImage {
  expectU8(like, 'A derivative', [1, 3]);
  return type === 'i16'
    ? createImage('i16', like.width, like.height, like.channels)
    : createImage('u8', like.width, like.height, like.channels);
}

/** Scales, shifts, rounds and saturates an exact sum. In float32, because the shaders and OpenCV do. */
export function finishDerivative(sum: number, p: DerivativeOutput): number {
  const value = Math.fround(Math.fround(sum * Math.fround(p.scale)) + Math.fround(p.delta));
  const rounded = roundHalfEven(value);
  return p.outputType === 'i16' ? saturateI16(rounded) : saturateU8(rounded);
}
