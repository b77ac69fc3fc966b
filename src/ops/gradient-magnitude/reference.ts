/**
 * The strength of an edge: the length of the gradient (gx, gy) of two Sobel derivatives.
 *
 *     L2:  √(gx² + gy²)        L1:  |gx| + |gy|
 *
 * L1 is cheaper and up to √2 larger, most so on diagonal edges. Source: `cv::magnitude` of `cv::Sobel`.
 *
 * Deliberately not: normalised to grey levels per pixel; the values carry the weight of the kernel.
 */
import type { Border } from '$src/core/border';
import { createImage, type TypedImage, type U8Image } from '$src/core/image';
import { sobel } from '../sobel/reference';

export interface GradientMagnitudeParams {
  /** Sobel size: 1, 3, 5 or 7. */
  readonly ksize: number;
  readonly norm: 'L2' | 'L1';
  readonly border: Border;
}

/** Single-channel in, f32 of the same size out; throws TypeError for colour. */
export function gradientMagnitude(image: U8Image, p: GradientMagnitudeParams): TypedImage<'f32'> {
  if (image.channels !== 1) {
    throw new TypeError(
      `gradientMagnitude takes a single-channel image, got ${image.channels} channels. Convert it to gray first.`,
    );
  }
  const derivative = { ksize: p.ksize, border: p.border, scale: 1, delta: 0 };
  const gx = sobel(image, { ...derivative, dx: 1, dy: 0, outputType: 'i16' });
  const gy = sobel(image, { ...derivative, dx: 0, dy: 1, outputType: 'i16' });
  const out = createImage('f32', image.width, image.height);
  for (let i = 0; i < out.data.length; i++) {
    const x = gx.data[i] ?? 0;
    const y = gy.data[i] ?? 0;
    out.data[i] = p.norm === 'L2' ? Math.sqrt(x * x + y * y) : Math.abs(x) + Math.abs(y);
  }
  return out;
}
