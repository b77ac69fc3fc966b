/**
 * Scharr's derivative (H. Scharr, "Optimale Operatoren in der Digitalen Bildverarbeitung", thesis,
 * Heidelberg 2000): the 3 × 3 kernel whose gradient direction depends least on the orientation of the
 * edge. Along the derivative [−1 0 1], across it [3 10 3] where Sobel has [1 2 1].
 *
 * Deliberately not: second or mixed derivatives, which this kernel does not have.
 */
import type { Border } from '$src/core/border';
import type { U8Image } from '$src/core/image';
import {
  separableDerivative,
  type DerivativeImage,
  type DerivativeOutput,
} from '../sobel/reference';

export interface ScharrParams extends DerivativeOutput {
  /** The axis along which brightness is differentiated. */
  readonly axis: 'x' | 'y';
  readonly border: Border;
}

export const scharrDifference = [-1, 0, 1] as const;
export const scharrSmoothing = [3, 10, 3] as const;

/** Gray or RGB, every channel alike; `constant` borders read 0. Throws TypeError for RGBA. */
export function scharr(image: U8Image, p: ScharrParams): DerivativeImage {
  return p.axis === 'x'
    ? separableDerivative(image, scharrDifference, scharrSmoothing, p)
    : separableDerivative(image, scharrSmoothing, scharrDifference, p);
}
