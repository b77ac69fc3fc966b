/**
 * A disc whose outline is so many pixels too far out, at every size: the inside grows with the square of the radius and the
 * outline with the radius, so that IoU rises although the outline stays as wrong as it was.
 */
import {
  boundaryDistancePx,
  boundaryTolerancePx,
  maskOverlap,
  type MaskOverlap,
} from '$src/metrics';
import type { U8Image } from '$src/core/image';
import { sheet } from './geometry';
import { discMask, joined } from './shapes';

/** Radii of the true disc on the sheet, in px; the guess must fit too. */
export const radii = Array.from({ length: 18 }, (_, i) => 3 + 2 * i);

/** Bit 1 the disc, bit 2 the disc with the outline too far out. */
export function grownPair(radiusPx: number, outPx: number): U8Image {
  return joined(discOf(radiusPx), discOf(radiusPx + outPx));
}

export interface GrownPoint extends MaskOverlap {
  readonly radiusPx: number;
}

export function growth(
  outPx: number,
  bandPx = boundaryDistancePx(sheet.width, sheet.height),
  tolerancePx = boundaryTolerancePx(sheet.width, sheet.height),
): readonly GrownPoint[] {
  return radii.map((radiusPx) => ({
    radiusPx,
    ...maskOverlap(discOf(radiusPx + outPx), discOf(radiusPx), { bandPx, tolerancePx }),
  }));
}

function discOf(radiusPx: number): U8Image {
  return discMask(sheet.width, sheet.height, sheet.width / 2, sheet.height / 2, radiusPx);
}
