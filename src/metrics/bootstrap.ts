/**
 * How far an AP would move if other pictures of the same kind had been taken: the percentile bootstrap over images
 * (Efron 1979, "Bootstrap Methods: Another Look at the Jackknife"; Efron and Tibshirani 1993, chapter 13). Images and
 * not detections are drawn, because those of one image depend on each other.
 *
 * A draw repeats images, and with them their scores: its curve is made of fewer different detections and jumps higher,
 * and the envelope keeps every jump. So the draws' APs lie above that of the set (by 0.01 to 0.03 in a noisy set of 300 images), and
 * their plain percentiles may not even hold it. The bounds here are the percentiles moved by this bias, which
 * `bias` reports: they say where the AP of other sets of this size would lie. A recall has no such bias. (Simulated: of
 * the 95 % intervals of 200 sets of 60 images, 93 % held the mean AP of such sets, and their spread was right to 1 %.)
 *
 * Two detectors are compared on the same draws (paired): most of what moves their APs moves both, so the interval of
 * the difference is far narrower than either of theirs.
 *
 * Deliberately not: what another training run would change, and images of another kind. The intervals of few
 * images, or of a class with a handful of objects, are too narrow: a set without hard cases draws none.
 */
import { createRng, type Rng } from '$src/core/rng';
import type { CocoDataset } from './coco-format';
import type { CocoResult } from './coco/types';
import { expectProtocol } from './protocol';
import { prepare } from './protocol-prepare';
import { weightedMeasure, type Measure, type WeightedMeasure } from './resampling';

export interface BootstrapOptions {
  /** Draws of as many images as the set has; 1000 by default. */
  readonly resamples?: number;
  /** Share of the draws inside the interval, between 0 and 1; 0.95 by default. */
  readonly level?: number;
  /** Whole number; the same seed gives the same draws. */
  readonly seed?: number;
}

export interface BootstrapInterval {
  /** Of the set itself; null where there is nothing to find. */
  readonly value: number | null;
  /** Percentiles of the draws less their bias, within what is possible; null without usable draws. */
  readonly low: number | null;
  readonly high: number | null;
  /** Mean of the draws minus `value`; null where either is missing. */
  readonly bias: number | null;
  /** As drawn, bias and all; NaN where a draw had nothing to find, left out of the bounds. */
  readonly samples: Float64Array;
}

/** One interval per measure, all on the same draws. Throws RangeError for options or input that cannot be used. */
export function bootstrapIntervals(
  dataset: CocoDataset,
  detections: readonly CocoResult[],
  measures: readonly Measure[],
  options: BootstrapOptions = {},
): readonly BootstrapInterval[] {
  const { resamples, level, seed } = checked(options, measures);
  const prepared = prepare(dataset, detections);
  const values = measures.map((measure) => weightedMeasure(prepared, measure));
  const images = prepared.imageIds.length;
  const samples = drawn(values, images, images, resamples, createRng(seed));
  const ones = new Int32Array(images).fill(1);
  return values.map((valueOf, m) =>
    intervalOf(valueOf(ones), samples[m] ?? new Float64Array(0), level),
  );
}

export interface PairedComparison {
  readonly a: BootstrapInterval;
  readonly b: BootstrapInterval;
  /** A minus B, draw by draw. */
  readonly difference: BootstrapInterval;
  /** Share of the draws in which A is better, bias removed, equal ones as half; null without usable draws. */
  readonly probabilityABeatsB: number | null;
}

/** A against B on the same draws of images. Throws as `bootstrapIntervals`. */
export function comparePaired(
  dataset: CocoDataset,
  a: readonly CocoResult[],
  b: readonly CocoResult[],
  measure: Measure,
  options: BootstrapOptions = {},
): PairedComparison {
  const { resamples, level, seed } = checked(options, [measure]);
  const both = [a, b].map((detections) => weightedMeasure(prepare(dataset, detections), measure));
  const images = imagesOf(dataset);
  const samples = drawn(both, images, images, resamples, createRng(seed));
  const ones = new Int32Array(images).fill(1);
  const [valueA = NaN, valueB = NaN] = both.map((valueOf) => valueOf(ones));
  const [samplesA = new Float64Array(0), samplesB = new Float64Array(0)] = samples;
  const difference = intervalOf(valueA - valueB, minus(samplesA, samplesB), level, -1);
  return {
    a: intervalOf(valueA, samplesA, level),
    b: intervalOf(valueB, samplesB, level),
    difference,
    probabilityABeatsB: shareAboveZero(difference),
  };
}

export interface SizedDifference {
  readonly images: number;
  /** Around A minus B of the whole set, as wide as at this number of images. */
  readonly low: number | null;
  readonly high: number | null;
  readonly probabilityABeatsB: number | null;
}

export interface ImagesNeeded {
  readonly sizes: readonly SizedDifference[];
  /** The smallest size from which on no interval holds 0; null: no such size was asked for. */
  readonly safeFrom: number | null;
}

/**
 * How many images before "A beats B" is safe: the interval of the difference for smaller and larger sets, drawn with
 * replacement from this one (m out of n bootstrap). Sizes beyond the set are an extrapolation: they take the set for
 * all the variety there is. Throws as `bootstrapIntervals`, and for sizes that are not whole numbers from 1.
 */
export function imagesNeeded(
  dataset: CocoDataset,
  a: readonly CocoResult[],
  b: readonly CocoResult[],
  measure: Measure,
  sizes: readonly number[],
  options: BootstrapOptions = {},
): ImagesNeeded {
  const { resamples, level, seed } = checked(options, [measure]);
  for (const size of sizes) expectWhole('A number of images', size);
  const both = [a, b].map((detections) => weightedMeasure(prepare(dataset, detections), measure));
  const images = imagesOf(dataset);
  const ones = new Int32Array(images).fill(1);
  const [valueA = NaN, valueB = NaN] = both.map((valueOf) => valueOf(ones));
  const measured = valueA - valueB;
  const rng = createRng(seed);
  const rows = [...sizes]
    .sort((x, y) => x - y)
    .map((size): SizedDifference => {
      const samples = drawn(both, images, size, resamples, rng.fork(String(size)));
      const [samplesA = new Float64Array(0), samplesB = new Float64Array(0)] = samples;
      const difference = intervalOf(measured, minus(samplesA, samplesB), level, -1);
      const { low, high } = difference;
      return { images: size, low, high, probabilityABeatsB: shareAboveZero(difference) };
    });
  const lastUnsafe = rows.findLastIndex(
    ({ low, high }) => low === null || high === null || (low <= 0 && high >= 0),
  );
  return { sizes: rows, safeFrom: rows[lastUnsafe + 1]?.images ?? null };
}

/** Values of each measure for `resamples` draws of `size` out of `images` images. */
function drawn(
  measures: readonly WeightedMeasure[],
  images: number,
  size: number,
  resamples: number,
  rng: Rng,
): readonly Float64Array[] {
  const samples = measures.map(() => new Float64Array(resamples));
  const weights = new Int32Array(images);
  for (let i = 0; i < resamples; i++) {
    weights.fill(0);
    for (let k = 0; k < size; k++) {
      const image = rng.integer(0, images - 1);
      weights[image] = (weights[image] ?? 0) + 1;
    }
    measures.forEach((valueOf, m) => {
      const values = samples[m];
      if (values) values[i] = valueOf(weights);
    });
  }
  return samples;
}

/** `lowest` is the least possible value; the greatest is 1. */
function intervalOf(
  value: number,
  samples: Float64Array,
  level: number,
  lowest = 0,
): BootstrapInterval {
  const usable = samples.filter((sample) => !Number.isNaN(sample)).sort();
  const drawnMean = usable.reduce((sum, sample) => sum + sample, 0) / usable.length;
  const bias = drawnMean - value; // NaN where either is missing
  const bound = (share: number): number | null => {
    const at = quantile(usable, share);
    if (at === null || Number.isNaN(bias)) return null;
    return Math.max(lowest, Math.min(1, at - bias));
  };
  return {
    value: Number.isNaN(value) ? null : value,
    low: bound((1 - level) / 2),
    high: bound((1 + level) / 2),
    bias: Number.isNaN(bias) ? null : bias,
    samples,
  };
}

function minus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - (b[i] ?? NaN));
}

/** Type 7, of sorted values. */
function quantile(sorted: Float64Array, share: number): number | null {
  if (sorted.length === 0) return null;
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below] ?? 0;
  return low + (at - below) * ((sorted[below + 1] ?? low) - low);
}

function shareAboveZero({ samples, bias }: BootstrapInterval): number | null {
  const usable = samples.filter((sample) => !Number.isNaN(sample));
  if (bias === null || usable.length === 0) return null;
  // A difference that only the rounding of the bias made is none.
  const least = 1e-12;
  const wins = usable.reduce((sum, sample) => {
    const difference = sample - bias;
    return sum + (difference > least ? 1 : difference < -least ? 0 : 0.5);
  }, 0);
  return wins / usable.length;
}

function imagesOf({ images }: CocoDataset): number {
  return new Set(images.map(({ id }) => id)).size;
}

function checked(
  { resamples = 1000, level = 0.95, seed = 1 }: BootstrapOptions,
  measures: readonly Measure[],
): Required<BootstrapOptions> {
  expectWhole('The number of resamples', resamples);
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`The level must lie between 0 and 1, as 0.95 does; got ${level}.`);
  }
  for (const { protocol } of measures) expectProtocol(protocol);
  return { resamples, level, seed };
}

function expectWhole(what: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 1)) {
    throw new RangeError(`${what} must be a whole number from 1; got ${value}.`);
  }
}
