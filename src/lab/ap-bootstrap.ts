/**
 * How far AP would move with other pictures of the same kind, as experiments report it: the bootstrap over pictures of
 * src/metrics, drawn in turns, with progress and cancel. Lists of detections that are compared are resampled
 * together, because what is hard for one is hard for the other.
 *
 * Deliberately not in it: the luck of training. A second run of the same recipe moves AP as well.
 */
import { quantile } from '$src/evidence/statistics';
import type { RatioInterval } from '$src/evidence/types';
import { measureOfStat, weightedMeasureOf, type CocoDataset, type CocoResult } from '$src/metrics';
import type { ExperimentContext, Progress } from './contract';

export const apLevel = 0.9;
const defaultResamples = 400;
const drawsPerTurn = 25;

/**
 * COCO's AP of `results` as a function of how often each picture of `truth.images` is counted. Once each gives what
 * `evaluateCoco` gives; null when no counted picture has an object. Throws as `evaluateCoco`.
 */
export function apByTimes(
  truth: CocoDataset,
  results: readonly CocoResult[],
): (times: ArrayLike<number>) => number | null {
  const measure = weightedMeasureOf(truth, results, measureOfStat('AP'));
  // The measure counts images by ascending id.
  const order = truth.images.map((_, place) => place);
  order.sort((a, b) => (truth.images[a]?.id ?? 0) - (truth.images[b]?.id ?? 0));
  const weights = new Int32Array(order.length);
  return (times) => {
    for (const [rank, place] of order.entries()) weights[rank] = times[place] ?? 0;
    const ap = measure(weights);
    return Number.isNaN(ap) ? null : ap;
  };
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

/**
 * The middle `apLevel` of the values. With the value of the set itself, their bias is removed: repeated pictures lift
 * an AP (src/metrics/bootstrap.ts), so that the plain middle may not hold it.
 */
export function middleOf(values: readonly number[], value?: number): RatioInterval {
  const tail = (1 - apLevel) / 2;
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  const bias = value === undefined ? 0 : mean - value;
  return {
    low: quantile(values, tail) - bias,
    high: quantile(values, 1 - tail) - bias,
    level: apLevel,
  };
}
