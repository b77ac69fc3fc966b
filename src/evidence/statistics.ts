/**
 * Statistics of repeated runs: median, quantiles, a summary, and a bootstrap interval on a ratio.
 *
 * Quantiles are Hyndman and Fan's type 7 (linear interpolation between order statistics at
 * h = (n - 1) q; "Sample Quantiles in Statistical Packages", 1996), which is what NumPy and R give
 * by default. The interval is Efron's percentile bootstrap ("Bootstrap Methods: Another Look at the
 * Jackknife", 1979). Deliberately no means and no standard deviations: run times have a long right
 * tail, and one hiccup of the machine would move both.
 */
import type { Rng } from '$src/core/rng';
import type { RatioInterval, Summary } from './types';

/** Most runs that a record keeps; a longer series is thinned evenly. */
export const keptRunsAtMost = 200;

/** The middle value, or the mean of the two middle ones. RangeError when there is no value. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * Type-7 quantile for q in 0..1; `values` in any order.
 * RangeError when there is no value, a value is NaN, or q lies outside.
 */
export function quantile(values: readonly number[], q: number): number {
  return quantileOfSorted(sorted(values), q);
}

/** As `quantile`, of values that are sorted ascending already. */
export function quantileOfSorted(ascending: readonly number[], q: number): number {
  const n = ascending.length;
  if (n === 0) throw new RangeError('A quantile needs at least one value, got none.');
  if (!(q >= 0 && q <= 1)) throw new RangeError(`A quantile must be asked for 0 to 1, got ${q}.`);
  const h = (n - 1) * q;
  const below = Math.floor(h);
  const low = ascending[below] ?? Number.NaN;
  const high = ascending[Math.min(n - 1, below + 1)] ?? Number.NaN;
  // Equal neighbours are returned as they are: interpolation could round away from them.
  return low === high ? low : low + (h - below) * (high - low);
}

/** At most `atMost` of the values, evenly spaced in their order; first and last stay. */
export function thin(values: readonly number[], atMost: number = keptRunsAtMost): number[] {
  const n = values.length;
  if (n <= atMost) return [...values];
  return Array.from({ length: atMost }, (_, k) => {
    return values[Math.round((k * (n - 1)) / (atMost - 1))] ?? Number.NaN;
  });
}

/**
 * Summary of kept runs, all in one unit. Median and percentiles are those of every run given, also
 * when the stored series is thinned.
 */
export function summarise(
  runs: readonly number[],
  discarded = 0,
  extra: { readonly batch?: number; readonly drift?: number } = {},
): Summary {
  const ascending = sorted(runs);
  return {
    n: runs.length,
    discarded,
    median: quantileOfSorted(ascending, 0.5),
    p05: quantileOfSorted(ascending, 0.05),
    p95: quantileOfSorted(ascending, 0.95),
    runs: thin(runs),
    ...extra,
  };
}

/** The summary of one exact value, such as a count: n = 1 and no spread. */
export function exactly(value: number): Summary {
  return summarise([value]);
}

export interface BootstrapOptions {
  readonly rng: Rng;
  /** Share of the bootstrap ratios inside the interval. Default 0.95. */
  readonly level?: number;
  /** Number of resamples. Default 2000: the end points then move by under 0.1 % between seeds. */
  readonly resamples?: number;
}

/**
 * Percentile-bootstrap interval of median(b) / median(a).
 *
 * `a[i]` and `b[i]` were taken next to each other (A B B A), so the pair is what is resampled: slow
 * drift of the machine hits both and cancels in the ratio. RangeError unless both series have the
 * same length of at least 2 and only positive values.
 */
export function bootstrapRatio(
  a: readonly number[],
  b: readonly number[],
  { rng, level = 0.95, resamples = 2000 }: BootstrapOptions,
): RatioInterval {
  const n = a.length;
  if (n !== b.length || n < 2) {
    throw new RangeError(
      `A paired ratio needs two series of equal length ≥ 2, got ${n} and ${b.length}.`,
    );
  }
  if (!(level > 0 && level < 1))
    throw new RangeError(`The level must lie inside 0..1, got ${level}.`);
  for (const value of [...a, ...b]) {
    if (!(value > 0)) throw new RangeError(`A ratio needs positive values, got ${value}.`);
  }
  const ratios: number[] = [];
  const drawnA = new Float64Array(n);
  const drawnB = new Float64Array(n);
  for (let k = 0; k < resamples; k++) {
    for (let i = 0; i < n; i++) {
      const pick = rng.integer(0, n - 1);
      drawnA[i] = a[pick] ?? 0;
      drawnB[i] = b[pick] ?? 0;
    }
    ratios.push(middle(drawnB) / middle(drawnA));
  }
  const ascending = sorted(ratios);
  const tail = (1 - level) / 2;
  return {
    low: quantileOfSorted(ascending, tail),
    high: quantileOfSorted(ascending, 1 - tail),
    level,
  };
}

/** Median of a scratch buffer, which it sorts in place: 4000 medians without 4000 copies. */
function middle(scratch: Float64Array): number {
  scratch.sort();
  const n = scratch.length;
  const upper = scratch[n >> 1] ?? Number.NaN;
  return n % 2 === 1 ? upper : ((scratch[(n >> 1) - 1] ?? Number.NaN) + upper) / 2;
}

function sorted(values: readonly number[]): number[] {
  if (values.some((value) => Number.isNaN(value))) {
    throw new RangeError('Statistics need numbers, got NaN among the values.');
  }
  return values.toSorted((x, y) => x - y);
}
