/**
 * How well one box covers another, and by what they differ: IoU and its relatives that still say something when boxes
 * do not touch, which is why they serve as training losses (1 - value).
 *
 * - IoU = shared / union (Jaccard 1912); Dice = 2 shared / (a + b) = 2 IoU / (1 + IoU).
 * - GIoU = IoU - (hull - union) / hull, hull the smallest box around both (Rezatofighi et al., CVPR 2019).
 * - DIoU = IoU - d² / c², d between the centres, c the hull's diagonal (Zheng et al., AAAI 2020).
 * - CIoU = DIoU - alpha v, v = 4/pi² (difference of atan(width / height))², alpha = v / ((1 - IoU) + v) (same paper; its
 *   sequel sets alpha to 0 below an IoU of 0.5, which is not done here).
 *
 * Empty boxes are decided, not left to 0/0: they share nothing (IoU 0, even with themselves), a hull without area
 * costs GIoU nothing, one without diagonal costs DIoU nothing, and a box of no size has the aspect angle 0.
 */
import type { Xywh } from './coco/box-iou';

export interface BoxOverlap {
  /** Areas in square pixels. */
  readonly shared: number;
  readonly union: number;
  /** Of the smallest box around both. */
  readonly hull: number;
  /** 0..1. */
  readonly iou: number;
  readonly dice: number;
  /** Above -1, up to 1. */
  readonly giou: number;
  readonly diou: number;
  /** Above -1.5, up to 1. */
  readonly ciou: number;
  /** Between the centres, in pixels, and the hull's diagonal. */
  readonly centreDistancePx: number;
  readonly diagonalPx: number;
  /** CIoU's v, 0..1, and alpha. */
  readonly aspectDifference: number;
  readonly aspectWeight: number;
}

/** Symmetric. Throws RangeError for boxes that are not finite or have negative sides. */
export function boxOverlap(a: Xywh, b: Xywh): BoxOverlap {
  expectBox(a);
  expectBox(b);
  const [ax, ay, aw, ah] = a;
  const [bx, by, bw, bh] = b;
  // From the step between the corners, not from the far ends: x + width - x is not always width, to the last bit.
  const [dx, dy] = [bx - ax, by - ay];
  const sharedWidth = Math.max(0, Math.min(aw, bw, aw - dx, bw + dx));
  const sharedHeight = Math.max(0, Math.min(ah, bh, ah - dy, bh + dy));
  const hullWidth = Math.max(aw, bw, aw - dx, bw + dx);
  const hullHeight = Math.max(ah, bh, ah - dy, bh + dy);
  const shared = sharedWidth * sharedHeight;
  const sizes = aw * ah + bw * bh;
  const union = sizes - shared;
  const hull = hullWidth * hullHeight;
  if (!Number.isFinite(sizes + hull)) {
    throw new RangeError(`The areas of [${a.join(', ')}] and [${b.join(', ')}] are too large.`);
  }
  const iou = union === 0 ? 0 : shared / union;
  const centreDistancePx = Math.hypot(dx + (bw - aw) / 2, dy + (bh - ah) / 2);
  const diagonalPx = Math.hypot(hullWidth, hullHeight);
  const diou = iou - (diagonalPx === 0 ? 0 : (centreDistancePx / diagonalPx) ** 2);
  const aspectDifference = (4 / Math.PI ** 2) * (Math.atan2(aw, ah) - Math.atan2(bw, bh)) ** 2;
  const aspectWeight = aspectDifference === 0 ? 0 : aspectDifference / (1 - iou + aspectDifference);
  return {
    shared,
    union,
    hull,
    iou,
    dice: sizes === 0 ? 0 : (2 * shared) / sizes,
    giou: iou - (hull === 0 ? 0 : Math.max(0, hull - union) / hull),
    diou,
    ciou: diou - aspectWeight * aspectDifference,
    centreDistancePx,
    diagonalPx,
    aspectDifference,
    aspectWeight,
  };
}

function expectBox(box: Xywh): void {
  if (!(box.every(Number.isFinite) && box[2] >= 0 && box[3] >= 0)) {
    throw new RangeError(
      `A box needs four finite numbers x, y, width, height with sides from 0, got [${box.join(', ')}].`,
    );
  }
}
