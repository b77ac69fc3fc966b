/**
 * Boundary IoU (Cheng et al., "Boundary IoU: Improving Object-Centric Image Segmentation Evaluation", CVPR 2021):
 * the IoU of two bands along the outlines, the pixels of each mask no farther than a distance from its edge. The
 * inside of a large object no longer hides a poor outline. For evaluation the authors take the smaller of mask IoU and
 * boundary IoU.
 *
 * As in the authors' program (bowenc0221/boundary-iou-api, mask_to_boundary): the distance counts steps to all eight
 * neighbours and is 2 % of the picture's diagonal, at least 1; beyond the picture's edge lies background, so that
 * an object that is cut off has an outline there too (`boundaryOf` in mask-overlap.ts decides otherwise, as DAVIS).
 */
import { createImage, imageOf, type U8Image } from '$src/core/image';
import { roundHalfEven } from '$src/core/rounding';
import { boundaryF, dice, iou, overlapCounts, type BoundaryScore } from './mask-overlap';
import { decodeRle, type Rle } from './rle';

/** Width of the band for a picture of this size, in pixels. */
export function boundaryDistancePx(widthPx: number, heightPx: number, share = 0.02): number {
  return Math.max(1, roundHalfEven(share * Math.hypot(widthPx, heightPx)));
}

/** DAVIS' tolerance for boundary F: 0.8 % of the diagonal, rounded up (Perazzi et al. 2016). */
export function boundaryTolerancePx(widthPx: number, heightPx: number): number {
  return Math.ceil(0.008 * Math.hypot(widthPx, heightPx));
}

/** 255 on the foreground pixels at most `distancePx` steps (of eight directions) from background. */
export function boundaryBand(mask: U8Image, distancePx: number): U8Image {
  if (!(Number.isInteger(distancePx) && distancePx >= 1)) {
    throw new RangeError(`The band needs a whole number of pixels from 1, got ${distancePx}.`);
  }
  const { width, height, data } = mask;
  const steps = stepsToBackground(mask);
  const band = createImage('u8', width, height);
  for (let i = 0; i < data.length; i++) {
    if (data[i] !== 0 && (steps[i] ?? 0) <= distancePx) band.data[i] = 255;
  }
  return band;
}

/** 0..1; two masks without foreground agree: 1. Throws TypeError or RangeError on masks that do not fit together. */
export function boundaryIou(
  mask: U8Image,
  truth: U8Image,
  distancePx = boundaryDistancePx(mask.width, mask.height),
): number {
  overlapCounts(mask, truth); // refuses what does not fit
  return iou(overlapCounts(boundaryBand(mask, distancePx), boundaryBand(truth, distancePx)));
}

export interface MaskOverlap {
  /** In pixels. */
  readonly maskArea: number;
  readonly truthArea: number;
  readonly intersection: number;
  readonly union: number;
  /** 0..1 each. */
  readonly iou: number;
  readonly dice: number;
  readonly boundaryIou: number;
  readonly boundaryF: BoundaryScore;
}

/** Everything that compares two masks, at the distances their authors use for a picture of this size. */
export function maskOverlap(
  mask: U8Image,
  truth: U8Image,
  {
    bandPx = boundaryDistancePx(mask.width, mask.height),
    tolerancePx = boundaryTolerancePx(mask.width, mask.height),
  }: { readonly bandPx?: number; readonly tolerancePx?: number } = {},
): MaskOverlap {
  const counts = overlapCounts(mask, truth);
  return {
    ...counts,
    iou: iou(counts),
    dice: dice(counts),
    boundaryIou: boundaryIou(mask, truth, bandPx),
    boundaryF: boundaryF(mask, truth, tolerancePx),
  };
}

/** A run-length mask as the picture that the functions here and in mask-overlap.ts take; foreground is 1. */
export function imageOfRle(rle: Rle): U8Image {
  const [height, width] = rle.size;
  return imageOf('u8', width, height, 1, decodeRle(rle));
}

/** Chebyshev's distance of each foreground pixel to the nearest background one: two sweeps. */
function stepsToBackground({ width, height, data }: U8Image): Int32Array {
  const steps = new Int32Array(width * height);
  const stepsAt = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : (steps[y * width + x] ?? 0);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] === 0) continue;
      const above = Math.min(stepsAt(x - 1, y - 1), stepsAt(x, y - 1), stepsAt(x + 1, y - 1));
      steps[y * width + x] = 1 + Math.min(above, stepsAt(x - 1, y));
    }
  }
  for (let y = height - 1; y >= 0; y--) {
    for (let x = width - 1; x >= 0; x--) {
      const here = steps[y * width + x] ?? 0;
      const below = Math.min(stepsAt(x - 1, y + 1), stepsAt(x, y + 1), stepsAt(x + 1, y + 1));
      steps[y * width + x] = Math.min(here, 1 + Math.min(below, stepsAt(x + 1, y)));
    }
  }
  return steps;
}
