/**
 * How far AP would move with other pictures of the same kind: the percentile bootstrap over pictures (Efron 1979). Lists
 * of detections that are compared are resampled together, because what is hard for one is hard for the other.
 *
 * Which object a detection finds does not depend on other pictures. So the matches are made once, and a resample
 * counts each picture as often as it was drawn: the AP of the drawn set, for a hundredth of the work.
 *
 * Deliberately not in it: the luck of training. A second run of the same recipe moves AP as well.
 */
import { quantile } from '$src/evidence/statistics';
import type { RatioInterval } from '$src/evidence/types';
import { iouThresholds, verdictsOf, type CocoDataset, type CocoResult } from '$src/metrics';
import type { ExperimentContext, Progress } from './contract';

export const apLevel = 0.9;
const defaultResamples = 400;
const drawsPerTurn = 25;

/** Of one class: its detections over all pictures, best first, and its objects per picture. */
interface ClassLane {
  /** Place of the detection's picture in `truth.images`. */
  readonly images: Int32Array;
  /** Per IoU threshold, per detection. */
  readonly verdicts: readonly Uint8Array[];
  readonly objects: Int32Array;
}
const [ignored, wrong, right] = [0, 1, 2] as const;

/**
 * COCO's AP of `results` as a function of how often each picture of `truth.images` is counted. Once each gives what
 * `evaluateCoco` gives; null when no counted picture has an object. Throws as `evaluateCoco`.
 */
export function apByTimes(
  truth: CocoDataset,
  results: readonly CocoResult[],
): (times: ArrayLike<number>) => number | null {
  const places = new Map(truth.images.map(({ id }, place) => [id, place]));
  const placeOf = (imageId: number): number => places.get(imageId) ?? 0;
  const verdicts = iouThresholds.map((threshold) => verdictsOf(truth, results, threshold));
  const lanes = truth.categories.map(({ id }): ClassLane => {
    const objects = new Int32Array(truth.images.length);
    for (const { category_id, image_id, iscrowd } of truth.annotations) {
      const place = placeOf(image_id);
      if (category_id === id && iscrowd === 0) objects[place] = (objects[place] ?? 0) + 1;
    }
    const ranked = results
      .map(({ category_id, image_id, score }, index) => ({
        category_id,
        image: placeOf(image_id),
        score,
        index,
      }))
      .filter(({ category_id }) => category_id === id)
      .sort((a, b) => b.score - a.score || a.image - b.image || a.index - b.index);
    return {
      objects,
      images: Int32Array.from(ranked, ({ image }) => image),
      verdicts: verdicts.map((all) =>
        Uint8Array.from(ranked, ({ index }) => {
          const verdict = all[index];
          return verdict === 'true-positive'
            ? right
            : verdict === 'false-positive'
              ? wrong
              : ignored;
        }),
      ),
    };
  });
  return (times) => {
    let [sum, classes] = [0, 0];
    for (const lane of lanes) {
      const objects = lane.objects.reduce(
        (all, count, place) => all + count * (times[place] ?? 0),
        0,
      );
      if (objects === 0) continue; // as COCO: a class without objects counts in no mean
      classes++;
      for (const all of lane.verdicts) sum += precisionOf(lane.images, all, times, objects);
    }
    return classes === 0 ? null : sum / (classes * iouThresholds.length);
  };
}

/** Mean over COCO's 101 levels of recall of the best precision at that recall or more. */
function precisionOf(
  images: Int32Array,
  verdicts: Uint8Array,
  times: ArrayLike<number>,
  objects: number,
): number {
  const recall: number[] = [];
  const precision: number[] = [];
  let [hits, misses] = [0, 0];
  for (let i = 0; i < images.length; i++) {
    const count = times[images[i] ?? 0] ?? 0;
    if (count === 0 || verdicts[i] === ignored) continue;
    if (verdicts[i] === wrong) {
      misses += count;
      continue;
    }
    hits += count;
    recall.push(hits / objects);
    precision.push(hits / (hits + misses + Number.EPSILON));
  }
  for (let i = precision.length - 1; i > 0; i--) {
    precision[i - 1] = Math.max(precision[i - 1] ?? 0, precision[i] ?? 0);
  }
  let [at, sum] = [0, 0];
  for (let k = 0; k <= 100; k++) {
    // 70 * 0.01 is 0.7000000000000001, and COCO's levels are exactly these.
    const level = k === 100 ? 1 : k * 0.01;
    while (at < recall.length && (recall[at] ?? 0) < level) at++;
    sum += precision[at] ?? 0;
  }
  return sum / 101;
}

/**
 * AP of each list of results over resampled pictures: one row per resample, one column per list, 0 where a draw has no
 * object. Yields progress and lets a cancel through; throws AbortError.
 */
export async function* apDraws(
  { rng, signal }: Pick<ExperimentContext, 'rng' | 'signal'>,
  truth: CocoDataset,
  lists: readonly (readonly CocoResult[])[],
  resamples: number = defaultResamples,
): AsyncGenerator<Progress, readonly (readonly number[])[], void> {
  const aps = lists.map((results) => apByTimes(truth, results));
  const count = truth.images.length;
  const rows: number[][] = [];
  const times = new Int32Array(count);
  for (let k = 0; k < resamples; k++) {
    if (k % drawsPerTurn === 0) {
      yield { kind: 'progress', done: k, total: resamples, note: `Resample ${k} of ${resamples}` };
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
    }
    times.fill(0);
    for (let i = 0; i < count; i++) {
      const drawn = rng.integer(0, count - 1);
      times[drawn] = (times[drawn] ?? 0) + 1;
    }
    rows.push(aps.map((ap) => ap(times) ?? 0));
  }
  return rows;
}

/** The middle `apLevel` of the values. */
export function middleOf(values: readonly number[]): RatioInterval {
  const tail = (1 - apLevel) / 2;
  return { low: quantile(values, tail), high: quantile(values, 1 - tail), level: apLevel };
}
