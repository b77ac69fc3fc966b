/** Overlap of two boxes: intersection over union (Jaccard 1912). */

/** IoU, 0..1, of boxes i and j in a table of x1 y1 x2 y2. Boxes without area overlap nothing. */
export function iouAt(boxesXyxy: ArrayLike<number>, i: number, j: number): number {
  const a = i * 4;
  const b = j * 4;
  const ax1 = boxesXyxy[a] ?? 0;
  const ay1 = boxesXyxy[a + 1] ?? 0;
  const ax2 = boxesXyxy[a + 2] ?? 0;
  const ay2 = boxesXyxy[a + 3] ?? 0;
  const bx1 = boxesXyxy[b] ?? 0;
  const by1 = boxesXyxy[b + 1] ?? 0;
  const bx2 = boxesXyxy[b + 2] ?? 0;
  const by2 = boxesXyxy[b + 3] ?? 0;
  const width = Math.min(ax2, bx2) - Math.max(ax1, bx1);
  if (width <= 0) return 0;
  const height = Math.min(ay2, by2) - Math.max(ay1, by1);
  if (height <= 0) return 0;
  const shared = width * height;
  const union = (ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - shared;
  return shared / union;
}
