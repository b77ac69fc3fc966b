/** Overlap of two boxes as COCO computes it: no pixel is added to the sides, touching boxes share nothing. */

export type Xywh = readonly [x: number, y: number, width: number, height: number];

/** Intersection over union of two boxes x, y, width, height; over the area of `a` where `b` is a crowd. */
export function iouXywh(a: Xywh, b: Xywh, isCrowd = false): number {
  return iouAt(a, 0, b, 0, isCrowd);
}

/** The same of box `i` and box `j` of two flat lists x, y, width, height, x, y ... */
export function iouAt(
  a: ArrayLike<number>,
  i: number,
  b: ArrayLike<number>,
  j: number,
  isCrowd: boolean,
): number {
  const ax = a[4 * i] ?? 0;
  const ay = a[4 * i + 1] ?? 0;
  const aw = a[4 * i + 2] ?? 0;
  const ah = a[4 * i + 3] ?? 0;
  const bx = b[4 * j] ?? 0;
  const by = b[4 * j + 1] ?? 0;
  const bw = b[4 * j + 2] ?? 0;
  const bh = b[4 * j + 3] ?? 0;
  const width = Math.min(ax + aw, bx + bw) - Math.max(ax, bx);
  if (width <= 0) return 0;
  const height = Math.min(ay + ah, by + bh) - Math.max(ay, by);
  if (height <= 0) return 0;
  const shared = width * height;
  const iou = shared / (isCrowd ? aw * ah : aw * ah + bw * bh - shared);
  // Sides near the ends of the number range make 0/0 or Infinity/Infinity: no overlap to speak of.
  return iou >= 0 ? iou : 0;
}
