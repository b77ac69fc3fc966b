/** How many pictures a comparison needs: one large difference, one small, on the same pictures. */
import {
  comparePaired,
  imagesNeeded,
  iouXywh,
  measureOfStat,
  type CocoDataset,
  type CocoResult,
  type SizedDifference,
} from '$src/metrics';

export const resamples = 300;
export const level = 0.95;
export const sizes: readonly number[] = [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560];

export interface Comparison {
  readonly name: string;
  readonly images: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Interval of the difference at other numbers of pictures. */
  readonly sizes: readonly SizedDifference[];
  /** Pictures from which the interval would not hold 0 any more, by the square root's law; Infinity without a difference. */
  readonly needed: number;
}

/** A against B by COCO's AP on the same draws of pictures. */
export function compare(
  name: string,
  truth: CocoDataset,
  a: readonly CocoResult[],
  b: readonly CocoResult[],
  seed: number,
): Comparison {
  const measure = measureOfStat('AP');
  const options = { resamples, level, seed };
  const { difference } = comparePaired(truth, a, b, measure, options);
  const [value, low, high] = [difference.value ?? 0, difference.low ?? -1, difference.high ?? 1];
  const images = truth.images.length;
  return {
    name,
    images,
    value,
    low,
    high,
    sizes: imagesNeeded(truth, a, b, measure, sizes, options).sizes,
    needed: picturesNeeded(value, (high - low) / 2, images),
  };
}

/** An interval narrows with the square root of n: half of it equals the difference at n (half / difference)². */
export function picturesNeeded(difference: number, half: number, images: number): number {
  if (difference === 0) return Infinity;
  return Math.max(1, Math.ceil(images * (half / difference) ** 2));
}

/** What a detector keeps when its suppression is set from COCO's protocol here (0.6) to a stricter overlap. */
export const stricterIou = 0.5;

/** Per picture and class: a box that overlaps a better one by more than `iou` goes. */
export function suppressedAgain(results: readonly CocoResult[], iou: number): CocoResult[] {
  const kept = new Map<string, CocoResult[]>();
  for (const result of [...results].sort((a, b) => b.score - a.score)) {
    const cell = `${result.image_id} ${result.category_id}`;
    const others = kept.get(cell) ?? [];
    if (others.some(({ bbox }) => iouXywh(bbox, result.bbox) > iou)) continue;
    kept.set(cell, [...others, result]);
  }
  return [...kept.values()].flat();
}
