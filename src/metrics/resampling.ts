/**
 * A measure (AP or AR under a protocol) of any selection of images, without matching again: what a detection is
 * depends on its own image alone, so images are matched once, and a selection only weighs them. An image drawn twice
 * counts twice: its objects and its detections twice, as if it were two images with the same content.
 *
 * Equal to evaluating the multiplied data set, except for the order of exactly equal scores, which here stays that of
 * the original set.
 */
import { rank } from './average-precision';
import { areaRanges, iouThresholds, maxDetections, type StatName } from './coco/rules';
import type { CocoDataset } from './coco-format';
import type { CocoResult } from './coco/types';
import { areaUnder } from './interpolation';
import { expectProtocol, protocols, type Protocol } from './protocol';
import { falsePositive, matchClasses, truePositive } from './protocol-match';
import { prepare, type Prepared } from './protocol-prepare';

export interface Measure {
  /** AR: the recall that all judged detections together reach, mean over thresholds and classes. */
  readonly kind: 'AP' | 'AR';
  readonly protocol: Protocol;
  /** One class alone. */
  readonly categoryId?: number;
}

/** One of COCO's twelve numbers as a measure. */
export function measureOfStat(stat: StatName): Measure {
  const protocol = protocols['coco-ap'].protocol;
  const size = /small|medium|large/.exec(stat)?.[0] as 'small' | 'medium' | 'large' | undefined;
  const most = maxDetections.find((count) => stat === `AR${count}`) ?? protocol.maxDetections;
  const threshold = { AP50: 0.5, AP75: 0.75 }[stat as string];
  return {
    kind: stat.startsWith('AR') ? 'AR' : 'AP',
    protocol: {
      ...protocol,
      iouThresholds: threshold === undefined ? iouThresholds : [threshold],
      areaRangePx: areaRanges[size ?? 'all'],
      maxDetections: most,
    },
  };
}

/** Value for a weight per image (whole numbers from 0, in the order of `Prepared.imageIds`); NaN: nothing to find. */
export type WeightedMeasure = (weights: Int32Array) => number;

/** `weightedMeasure` of boxes that were not prepared yet; images by ascending id. Throws as `averagePrecision`. */
export function weightedMeasureOf(
  dataset: CocoDataset,
  detections: readonly CocoResult[],
  measure: Measure,
): WeightedMeasure {
  expectProtocol(measure.protocol);
  return weightedMeasure(prepare(dataset, detections), measure);
}

interface WeighedClass {
  readonly objectImages: Int32Array;
  /** Images of all judged detections. */
  readonly images: Int32Array;
  /** One per threshold. */
  readonly ranked: readonly Ranked[];
}

/** Hits and misses by falling score, without ignored ones; apart, because long sums of misses are what takes time. */
interface Ranked {
  /** Image of each hit, and of each miss. */
  readonly hits: Int32Array;
  readonly misses: Int32Array;
  /** Of each hit: how many misses come before it. */
  readonly missesBefore: Int32Array;
}

export function weightedMeasure(prepared: Prepared, measure: Measure): WeightedMeasure {
  const { kind, protocol, categoryId } = measure;
  const classes = matchClasses(prepared, protocol)
    .filter((one) => categoryId === undefined || one.categoryId === categoryId)
    .map((one): WeighedClass => ({
      objectImages: one.objectImages,
      images: one.image,
      ranked: one.matchings.map((matching) =>
        rankedOf(rank(prepared, one, matching, protocol), one.image, matching.verdict),
      ),
    }));
  const most = Math.max(0, ...classes.map(({ objectImages }) => objectImages.length));
  const scratch = { recall: new Float64Array(most), precision: new Float64Array(most) };
  const valueOf = kind === 'AP' ? weighedAP : weighedRecall;
  return (weights) => {
    let sum = 0;
    let counted = 0;
    for (const { objectImages, images, ranked } of classes) {
      const objects = weightOf(objectImages, weights);
      if (objects > 0) {
        let total = 0;
        for (const list of ranked) total += valueOf(list, weights, objects, protocol, scratch);
        sum += total / ranked.length;
        counted++;
      } else if (protocol.absentClasses === 'zero' && weightOf(images, weights) > 0) counted++;
    }
    return counted === 0 ? NaN : sum / counted;
  };
}

function rankedOf(order: Int32Array, image: Int32Array, verdict: Uint8Array): Ranked {
  const hits: number[] = [];
  const misses: number[] = [];
  const missesBefore: number[] = [];
  for (const slot of order) {
    const at = image[slot] ?? 0;
    if (verdict[slot] === falsePositive) misses.push(at);
    if (verdict[slot] !== truePositive) continue;
    hits.push(at);
    missesBefore.push(misses.length);
  }
  return {
    hits: Int32Array.from(hits),
    misses: Int32Array.from(misses),
    missesBefore: Int32Array.from(missesBefore),
  };
}

function weighedAP(
  { hits, misses, missesBefore }: Ranked,
  weights: Int32Array,
  objects: number,
  { interpolation }: Protocol,
  { recall, precision }: { readonly recall: Float64Array; readonly precision: Float64Array },
): number {
  let right = 0;
  let wrong = 0;
  let count = 0;
  let miss = 0;
  for (let i = 0; i < hits.length; i++) {
    const weight = weights[hits[i] ?? 0] ?? 0;
    if (weight === 0) continue;
    const end = missesBefore[i] ?? 0;
    for (; miss < end; miss++) wrong += weights[misses[miss] ?? 0] ?? 0;
    right += weight;
    recall[count] = right / objects;
    precision[count++] = right / (right + wrong);
  }
  for (; miss < misses.length; miss++) wrong += weights[misses[miss] ?? 0] ?? 0;
  const finalPrecision = right === 0 ? 0 : right / (right + wrong);
  return areaUnder(interpolation, { recall, precision, count, finalPrecision });
}

function weighedRecall({ hits }: Ranked, weights: Int32Array, objects: number): number {
  return weightOf(hits, weights) / objects;
}

function weightOf(images: Int32Array, weights: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < images.length; i++) sum += weights[images[i] ?? -1] ?? 0;
  return sum;
}
