/**
 * Canny, first half of stage 1: the gradient of an image and its strength, all in exact integers.
 *
 *     dx, dy     Sobel derivatives; outside the image the edge pixel is repeated
 *     magnitude  |dx| + |dy|, or dx² + dy² with the L2 norm (the root is never taken: Canny only
 *                compares magnitudes, and squares compare alike)
 *
 * Follows `cv::Canny`. With aperture 7 the derivatives are divided by 16 to stay inside 16 bits.
 *
 * Deliberately not: smoothed. `cv::Canny` does not blur either; J. Canny's paper does. Blur first.
 */
import { createImage, type TypedImage, type U8Image } from '$src/core/image';
import { sobel, type SobelParams } from '../sobel/reference';

export interface CannyGradientParams {
  /** Sobel size: 3, 5 or 7. */
  readonly apertureSize: number;
  /** On: squared Euclidean magnitude. Off: sum of absolute values. */
  readonly L2gradient: boolean;
}

export interface CannyGradient {
  readonly dx: TypedImage<'i16'>;
  readonly dy: TypedImage<'i16'>;
  readonly magnitude: TypedImage<'i32'>;
}

/** Single channel only. Throws TypeError for colour, RangeError for another aperture. */
export function cannyGradient(image: U8Image, p: CannyGradientParams): CannyGradient {
  if (image.channels !== 1) {
    throw new TypeError(
      `Canny takes a single-channel image, got ${image.channels} channels. Convert it to gray first.`,
    );
  }
  if (![3, 5, 7].includes(p.apertureSize)) {
    throw new RangeError(`Canny's aperture is 3, 5 or 7; got ${p.apertureSize}.`);
  }
  const dx = derivative(image, p, 1, 0);
  const dy = derivative(image, p, 0, 1);
  const magnitude = createImage('i32', image.width, image.height);
  for (let i = 0; i < magnitude.data.length; i++) {
    const x = dx.data[i] ?? 0;
    const y = dy.data[i] ?? 0;
    magnitude.data[i] = p.L2gradient ? x * x + y * y : Math.abs(x) + Math.abs(y);
  }
  return { dx, dy, magnitude };
}

/** What both the derivatives and the thresholds are multiplied by: 1, or 1/16 for aperture 7. */
export function cannyScale(apertureSize: number): number {
  return apertureSize === 7 ? 1 / 16 : 1;
}

function derivative(
  image: U8Image,
  p: CannyGradientParams,
  dx: number,
  dy: number,
): TypedImage<'i16'> {
  const params: SobelParams = {
    dx,
    dy,
    ksize: p.apertureSize,
    scale: cannyScale(p.apertureSize),
    delta: 0,
    border: 'replicate',
    outputType: 'i16',
  };
  const result = sobel(image, params);
  if (result.type !== 'i16') throw new TypeError(`Derivatives must be i16, got ${result.type}.`);
  return result;
}
