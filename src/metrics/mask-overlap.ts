/**
 * How well a binary mask covers another: Jaccard's index (IoU), Dice's coefficient, and the boundary F.
 *
 * IoU = |A ∩ B| / |A ∪ B| (Jaccard 1912), Dice = 2 |A ∩ B| / (|A| + |B|) (Dice 1945). For one pair of
 * masks Dice = 2 IoU / (1 + IoU), so the two always rank alike; they part only after averaging.
 * Boundary F (Csurka et al., "What is a good evaluation measure for semantic segmentation?", BMVC 2013;
 * the F of DAVIS, Perazzi et al., CVPR 2016): precision and recall of outline pixels, where a pixel
 * counts as found when the other outline passes within a tolerance.
 *
 * Deliberately not: a one-to-one matching of outline pixels as in the Berkeley benchmark (Martin et
 * al. 2004). One pixel may vouch for several of the other side, as DAVIS allows.
 *
 * Masks are single-channel u8 images; every non-zero pixel is foreground.
 */
import { createImage, type U8Image } from '$src/core/image';

/** Whole numbers of pixels, from which IoU and Dice follow. */
export interface OverlapCounts {
  readonly intersection: number;
  readonly union: number;
  readonly maskArea: number;
  readonly truthArea: number;
}

/** Counts of two masks of one size. Throws TypeError or RangeError on masks that do not fit together. */
export function overlapCounts(mask: U8Image, truth: U8Image): OverlapCounts {
  expectPair(mask, truth);
  let intersection = 0;
  let maskArea = 0;
  let truthArea = 0;
  for (let i = 0; i < mask.data.length; i++) {
    const isMask = mask.data[i] !== 0;
    const isTruth = truth.data[i] !== 0;
    if (isMask) maskArea++;
    if (isTruth) truthArea++;
    if (isMask && isTruth) intersection++;
  }
  return { intersection, union: maskArea + truthArea - intersection, maskArea, truthArea };
}

/** Intersection over union, 0..1. Two empty masks agree: 1. */
export function iou({ intersection, union }: OverlapCounts): number {
  return union === 0 ? 1 : intersection / union;
}

/** Dice's coefficient, 0..1. Two empty masks agree: 1. */
export function dice({ intersection, maskArea, truthArea }: OverlapCounts): number {
  const sum = maskArea + truthArea;
  return sum === 0 ? 1 : (2 * intersection) / sum;
}

/**
 * The outline of a mask: 255 on foreground pixels with a background pixel above, below, left or right.
 * The picture's edge is no outline: what lies beyond it is unknown, not background.
 */
export function boundaryOf(mask: U8Image): U8Image {
  const { width, height, data } = mask;
  const outline = createImage('u8', width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (data[i] === 0) continue;
      const isEdge =
        (x > 0 && data[i - 1] === 0) ||
        (x < width - 1 && data[i + 1] === 0) ||
        (y > 0 && data[i - width] === 0) ||
        (y < height - 1 && data[i + width] === 0);
      if (isEdge) outline.data[i] = 255;
    }
  }
  return outline;
}

export interface BoundaryScore {
  /** Share of the mask's outline that lies within the tolerance of the true outline, 0..1. */
  readonly precision: number;
  /** Share of the true outline that lies within the tolerance of the mask's outline, 0..1. */
  readonly recall: number;
  /** Harmonic mean of both, 0..1. */
  readonly f: number;
}

/**
 * Boundary F at a tolerance in pixels (Euclidean, ≥ 0; 0 asks for the very same pixels). Two masks
 * without outline agree: 1. With an outline on one side only, precision, recall and F are 0.
 */
export function boundaryF(mask: U8Image, truth: U8Image, tolerancePx: number): BoundaryScore {
  expectPair(mask, truth);
  if (!(tolerancePx >= 0 && Number.isFinite(tolerancePx))) {
    throw new RangeError(`The tolerance must be 0 pixels or more, got ${tolerancePx}.`);
  }
  const found = boundaryOf(mask);
  const wanted = boundaryOf(truth);
  const precision = shareNear(found, wanted, tolerancePx);
  const recall = shareNear(wanted, found, tolerancePx);
  if (precision === undefined && recall === undefined) return { precision: 1, recall: 1, f: 1 };
  const p = precision ?? 0;
  const r = recall ?? 0;
  return { precision: p, recall: r, f: p + r === 0 ? 0 : (2 * p * r) / (p + r) };
}

/** Share of the pixels of `outline` with a pixel of `other` within `reach`; undefined without pixels. */
function shareNear(outline: U8Image, other: U8Image, reach: number): number | undefined {
  const near = dilateByDisc(other, reach);
  let total = 0;
  let close = 0;
  for (let i = 0; i < outline.data.length; i++) {
    if (outline.data[i] === 0) continue;
    total++;
    if (near.data[i] !== 0) close++;
  }
  return total === 0 ? undefined : close / total;
}

/** 255 wherever a non-zero pixel lies within `radius`: a loop over the few outline pixels. */
function dilateByDisc(image: U8Image, radius: number): U8Image {
  const { width, height, data } = image;
  const reach = Math.floor(radius);
  const halfChords = Array.from({ length: 2 * reach + 1 }, (_, row) =>
    Math.floor(Math.sqrt(radius * radius - (row - reach) ** 2)),
  );
  const result = createImage('u8', width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] === 0) continue;
      halfChords.forEach((half, row) => {
        const at = y + row - reach;
        if (at < 0 || at >= height) return;
        const from = Math.max(0, x - half);
        const to = Math.min(width - 1, x + half);
        result.data.fill(255, at * width + from, at * width + to + 1);
      });
    }
  }
  return result;
}

function expectPair(mask: U8Image, truth: U8Image): void {
  if (mask.channels !== 1 || truth.channels !== 1) {
    throw new TypeError(
      `Masks have one channel, got ${mask.channels} and ${truth.channels}. Threshold or convert them first.`,
    );
  }
  if (mask.width !== truth.width || mask.height !== truth.height) {
    throw new RangeError(
      `Both masks must have one size, got ${mask.width} × ${mask.height} and ${truth.width} × ${truth.height}.`,
    );
  }
}
