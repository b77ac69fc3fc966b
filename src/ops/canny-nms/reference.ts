/**
 * Canny, stages 2 and 3: non-maximum suppression and the double threshold (J. Canny, "A computational
 * approach to edge detection", IEEE PAMI 8(6), 1986), with the exact rules of `cv::Canny`.
 *
 * A pixel stays a candidate when its magnitude m is above the low threshold and is the largest across
 * the edge: compared with its two neighbours along the gradient, whose direction is rounded to
 * horizontal, vertical or diagonal. Candidates above the high threshold are strong, the others weak.
 *
 * On a plateau of two equal neighbours the first (left or upper) one survives: > on one side and ≥ on
 * the other. On diagonals both sides are strict.
 *
 * Deliberately not: sub-pixel interpolation of the neighbours, as in Canny's paper.
 */
import { createImage, type TypedImage, type U8Image } from '$src/core/image';
import {
  cannyGradient,
  cannyScale,
  type CannyGradient,
  type CannyGradientParams,
} from '../canny-gradient/reference';

export interface CannyNmsParams extends CannyGradientParams {
  /** Lower and upper threshold on the gradient magnitude; swapped if low > high. */
  readonly low: number;
  readonly high: number;
}

export const SUPPRESSED = 0;
export const WEAK = 128;
export const STRONG = 255;

/** 0 suppressed, 128 weak candidate, 255 strong candidate. Single channel only. */
export function cannyNms(image: U8Image, p: CannyNmsParams): U8Image {
  return suppress(cannyGradient(image, p), p);
}

/** The two thresholds as whole numbers in the units of the magnitude: m > low, m > high. */
export function cannyThresholds(p: CannyNmsParams): {
  readonly low: number;
  readonly high: number;
} {
  const inUnits = (threshold: number): number => {
    const scaled = threshold * cannyScale(p.apertureSize);
    if (!p.L2gradient) return Math.floor(scaled);
    // Squared like the magnitude. A negative threshold lets everything pass and must stay negative.
    const capped = Math.min(scaled, 32767);
    return Math.floor(capped > 0 ? capped * capped : capped);
  };
  return { low: inUnits(Math.min(p.low, p.high)), high: inUnits(Math.max(p.low, p.high)) };
}

/** Stages 2 and 3 on a gradient that is already there. */
export function suppress({ dx, dy, magnitude }: CannyGradient, p: CannyNmsParams): U8Image {
  const { low, high } = cannyThresholds(p);
  const out = createImage('u8', dx.width, dx.height);
  for (let y = 0; y < out.height; y++) {
    for (let x = 0; x < out.width; x++) {
      const i = y * out.width + x;
      const m = magnitude.data[i] ?? 0;
      if (m <= low || !isLocalMaximum(magnitude, x, y, dx.data[i] ?? 0, dy.data[i] ?? 0)) continue;
      out.data[i] = m > high ? STRONG : WEAK;
    }
  }
  return out;
}

/** tan 22.5° · 2¹⁵, rounded: slopes are compared as integers, without a division. */
const TAN_22_5 = 13573;

function isLocalMaximum(
  magnitude: TypedImage<'i32'>,
  x: number,
  y: number,
  dx: number,
  dy: number,
): boolean {
  const at = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= magnitude.width || row >= magnitude.height
      ? 0 // outside the image there is no edge
      : (magnitude.data[row * magnitude.width + column] ?? 0);
  const m = at(x, y);
  // |dy| / |dx| against tan 22.5° and tan 67.5° = tan 22.5° + 2, all times 2¹⁵.
  const rise = Math.abs(dy) * 2 ** 15;
  const slope22 = Math.abs(dx) * TAN_22_5;
  const slope67 = slope22 + Math.abs(dx) * 2 ** 16;
  if (rise < slope22) return m > at(x - 1, y) && m >= at(x + 1, y); // gradient near horizontal
  if (rise > slope67) return m > at(x, y - 1) && m >= at(x, y + 1); // near vertical
  const s = (dx ^ dy) < 0 ? -1 : 1; // unlike signs: the rising diagonal
  return m > at(x - s, y - 1) && m > at(x + s, y + 1);
}
