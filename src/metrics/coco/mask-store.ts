/**
 * Many run-length masks in one typed array, and the overlap of two of them counted on their runs, without a
 * picture of pixels. Only the foreground is kept, as [start, end) pairs in column-major order.
 */
import { isPolygons, type Segmentation } from '../coco-format';
import { polygonsRle } from '../polygon-mask';
import { checkRle, foreground, fromCompressed, rleArea, rleBox, type Rle } from '../rle';

export class MaskStore {
  #ends = new Uint32Array(1024);
  #length = 0;
  /** Where the runs of each mask begin in `#ends`. */
  readonly #starts: number[] = [0];
  readonly #areas: number[] = [];

  /** The masks are numbered from 0 in the order in which they come. */
  add(mask: Rle): void {
    this.#reserve(mask.counts.length + 1);
    let area = 0;
    for (const [start, end] of foreground(mask)) {
      // Runs that touch are one, however they were written.
      if (area > 0 && this.#ends[this.#length - 1] === start) this.#length--;
      else this.#ends[this.#length++] = start;
      this.#ends[this.#length++] = end;
      area += end - start;
    }
    this.#starts.push(this.#length);
    this.#areas.push(area);
  }

  /** Foreground pixels of mask `i`. */
  area(i: number): number {
    return this.#areas[i] ?? 0;
  }

  /** IoU of mask `i` with mask `j` of `other`, over the area of `i` alone where `j` is a crowd. */
  iou(i: number, other: MaskStore, j: number, isCrowd: boolean): number {
    const shared = this.#shared(i, other, j);
    if (shared === 0) return 0;
    return shared / (isCrowd ? this.area(i) : this.area(i) + other.area(j) - shared);
  }

  #shared(i: number, other: MaskStore, j: number): number {
    const a = this.#ends;
    const b = other.#ends;
    let p = this.#starts[i] ?? 0;
    let q = other.#starts[j] ?? 0;
    const lastP = this.#starts[i + 1] ?? 0;
    const lastQ = other.#starts[j + 1] ?? 0;
    let shared = 0;
    while (p < lastP && q < lastQ) {
      const endA = a[p + 1] ?? 0;
      const endB = b[q + 1] ?? 0;
      const overlap = Math.min(endA, endB) - Math.max(a[p] ?? 0, b[q] ?? 0);
      if (overlap > 0) shared += overlap;
      if (endA <= endB) p += 2;
      if (endB <= endA) q += 2;
    }
    return shared;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#ends.length) return;
    const larger = new Uint32Array(2 * (this.#length + more));
    larger.set(this.#ends.subarray(0, this.#length));
    this.#ends = larger;
  }
}

/** A mask's outer figures, as the reference derives them for detections that come without a box. */
export function boxAndAreaOf(mask: Rle): {
  readonly xywh: readonly [number, number, number, number];
  readonly areaPx: number;
} {
  return { xywh: rleBox(mask) ?? [0, 0, 0, 0], areaPx: rleArea(mask) };
}

/**
 * Any segmentation as runs. Polygons are drawn on a picture of `width` × `height`; runs carry their own size.
 * Throws RangeError.
 */
export function maskOf(segmentation: Segmentation, width: number, height: number): Rle {
  if (isPolygons(segmentation)) return polygonsRle(segmentation, width, height);
  expectRuns(segmentation);
  const { size, counts } = segmentation;
  if (typeof counts === 'string') return fromCompressed({ size, counts });
  const rle = { size, counts };
  checkRle(rle);
  return rle;
}

/** Callers without types may give anything. */
function expectRuns(value: unknown): void {
  const isObject = typeof value === 'object' && value !== null;
  const size: unknown = isObject && 'size' in value ? value.size : undefined;
  const counts: unknown = isObject && 'counts' in value ? value.counts : undefined;
  const isRuns =
    Array.isArray(size) &&
    size.length === 2 &&
    (typeof counts === 'string' || Array.isArray(counts));
  if (isRuns) return;
  throw new RangeError(
    'expected polygons, or an RLE with size [height, width] and counts as a string or a list.',
  );
}
