/**
 * The direction of steepest ascent of brightness: the angle of the gradient (gx, gy), in degrees.
 *
 *     θ = atan2(gy, gx),  0 ≤ θ < 360,  0 = right, 90 = down (y points down), 0 where both are 0
 *
 * An edge itself runs at right angles to it. Source: `cv::phase` of `cv::Sobel`.
 *
 * Deliberately not: OpenCV's polynomial arctangent, which is up to 0.0096 degrees off.
 */
import type { Border } from '$src/core/border';
import { createImage, type TypedImage, type U8Image } from '$src/core/image';
import { sobel } from '../sobel/reference';

export interface GradientDirectionParams {
  /** Sobel size: 1, 3, 5 or 7. */
  readonly ksize: number;
  readonly border: Border;
}

/** Single-channel in, degrees as f32 of the same size out; throws TypeError for colour. */
export function gradientDirection(image: U8Image, p: GradientDirectionParams): TypedImage<'f32'> {
  if (image.channels !== 1) {
    throw new TypeError(
      `gradientDirection takes a single-channel image, got ${image.channels} channels. Convert it to gray first.`,
    );
  }
  const derivative = { ksize: p.ksize, border: p.border, scale: 1, delta: 0 };
  const gx = sobel(image, { ...derivative, dx: 1, dy: 0, outputType: 'i16' });
  const gy = sobel(image, { ...derivative, dx: 0, dy: 1, outputType: 'i16' });
  const out = createImage('f32', image.width, image.height);
  for (let i = 0; i < out.data.length; i++) {
    out.data[i] = directionDegrees(gx.data[i] ?? 0, gy.data[i] ?? 0);
  }
  return out;
}

/** The angle of one gradient in degrees, 0 ≤ θ < 360; 0 for the zero vector. */
export function directionDegrees(gx: number, gy: number): number {
  if (gx === 0 && gy === 0) return 0;
  const degrees = (Math.atan2(gy, gx) * 180) / Math.PI;
  return degrees < 0 ? degrees + 360 : degrees;
}
