/**
 * The twelve numbers (summarize in cocoeval.py): means of precision, or of recall, over all thresholds, recall
 * levels and classes that have objects. Sums run in numpy's order, so that the numbers agree to the last bit.
 */
import type { CocoCategory } from '../coco-format';
import type { CocoCurves } from './curves';
import { statNames, type AreaName, type StatName } from './rules';

/** Shares 0..1 by name; null where there is nothing to find (pycocotools prints -1). */
export interface ClassResult extends Readonly<Record<StatName, number | null>> {
  readonly categoryId: number;
  readonly name: string;
  /** Objects that count: crowds do not. */
  readonly objects: number;
}

interface Stat {
  readonly of: 'precision' | 'recall';
  /** Undefined: the mean over all. */
  readonly iouThreshold?: number;
  readonly area: AreaName;
  readonly maxDetections: number;
}

const stats: Readonly<Record<StatName, Stat>> = {
  AP: { of: 'precision', area: 'all', maxDetections: 100 },
  AP50: { of: 'precision', iouThreshold: 0.5, area: 'all', maxDetections: 100 },
  AP75: { of: 'precision', iouThreshold: 0.75, area: 'all', maxDetections: 100 },
  APsmall: { of: 'precision', area: 'small', maxDetections: 100 },
  APmedium: { of: 'precision', area: 'medium', maxDetections: 100 },
  APlarge: { of: 'precision', area: 'large', maxDetections: 100 },
  AR1: { of: 'recall', area: 'all', maxDetections: 1 },
  AR10: { of: 'recall', area: 'all', maxDetections: 10 },
  AR100: { of: 'recall', area: 'all', maxDetections: 100 },
  ARsmall: { of: 'recall', area: 'small', maxDetections: 100 },
  ARmedium: { of: 'recall', area: 'medium', maxDetections: 100 },
  ARlarge: { of: 'recall', area: 'large', maxDetections: 100 },
};

/** In the order of `statNames`. */
export function summaryOf(curves: CocoCurves): (number | null)[] {
  const blocks = [...curves.blockOf].filter((block) => block >= 0);
  return statNames.map((name) => meanOf(curves, stats[name], blocks));
}

/** The same for each class alone. */
export function classResults(
  curves: CocoCurves,
  categories: readonly CocoCategory[],
): ClassResult[] {
  return categories.map(({ id, name }, k) => {
    const block = curves.blockOf[k] ?? -1;
    const numbers = statNames.map((stat) => [
      stat,
      block < 0 ? null : meanOf(curves, stats[stat], [block]),
    ]);
    return {
      categoryId: id,
      name,
      objects: block < 0 ? 0 : (curves.objects[block * curves.areas.length] ?? 0),
      ...(Object.fromEntries(numbers) as Record<StatName, number | null>),
    };
  });
}

/** Mean over thresholds, levels and classes, in this order, as numpy flattens pycocotools' arrays. */
function meanOf(curves: CocoCurves, stat: Stat, blocks: readonly number[]): number | null {
  const { areas, maxDetections, iouThresholds, recallLevels, objects } = curves;
  const a = areas.indexOf(stat.area);
  const m = maxDetections.indexOf(stat.maxDetections);
  if (a < 0 || m < 0) return null;
  const counted = blocks.filter((block) => (objects[block * areas.length + a] ?? 0) > 0);
  const levels = stat.of === 'precision' ? recallLevels.length : 1;
  const source = stat.of === 'precision' ? curves.precision : curves.recall;
  const asked = iouThresholds.flatMap((threshold, t) =>
    stat.iouThreshold === undefined || stat.iouThreshold === threshold ? [t] : [],
  );
  const values = new Float64Array(asked.length * levels * counted.length);
  if (values.length === 0) return null;
  let at = 0;
  for (const t of asked) {
    for (let level = 0; level < levels; level++) {
      for (const block of counted) {
        const curve =
          ((block * areas.length + a) * maxDetections.length + m) * iouThresholds.length + t;
        values[at++] = source[curve * levels + level] ?? 0;
      }
    }
  }
  return pairwiseSum(values, 0, values.length) / values.length;
}

/** numpy's summation: eight sums side by side up to 128 values, halves of longer lists apart. */
function pairwiseSum(values: Float64Array, from: number, count: number): number {
  if (count > 128) {
    const half = Math.floor(count / 2);
    const left = half - (half % 8);
    return pairwiseSum(values, from, left) + pairwiseSum(values, from + left, count - left);
  }
  const inEights = count - (count % 8);
  const lanes = new Float64Array(8);
  for (let i = 0; i < inEights; i++) lanes[i % 8] = (lanes[i % 8] ?? 0) + (values[from + i] ?? 0);
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = lanes;
  let sum = a + b + (c + d) + (e + f + (g + h));
  for (let i = inEights; i < count; i++) sum += values[from + i] ?? 0;
  return sum;
}
