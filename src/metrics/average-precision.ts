/**
 * AP of boxes under any `Protocol`, with the whole curve: each judged detection in order of score, what it is,
 * which rule decided, and where precision and recall stand after it.
 *
 * With the preset `coco-ap` this is COCO's AP (coco-evaluate.ts is the fast program for that); with the others it is what
 * the PASCAL VOC devkits and their relatives give. COCO's epsilon of 2^-52 under the precision is left out:
 * it changes the sixteenth digit.
 */
import type { CocoDataset } from './coco-format';
import type { Verdict } from './coco/trace-rules';
import type { CocoResult } from './coco/types';
import { areaUnder, type Hits } from './interpolation';
import {
  falsePositive,
  ignored,
  matchClasses,
  matchRules,
  truePositive,
  type ClassMatches,
  type Matching,
  type MatchRule,
} from './protocol-match';
import { prepare, type Prepared } from './protocol-prepare';
import { expectProtocol, type Protocol } from './protocol';

/** One class at one IoU threshold. Columns of equal length, one entry per judged detection, by falling score. */
export interface PrecisionRecall {
  readonly iouThreshold: number;
  /** Null where the class has no object that counts. */
  readonly AP: number | null;
  /** Objects that count, and places of those never found in `dataset.annotations`. */
  readonly objects: number;
  readonly missed: Int32Array;
  /** Place in the list of detections that was given. */
  readonly detection: Int32Array;
  readonly score: Float64Array;
  /** 0 false positive, 1 true positive, 2 ignored. */
  readonly verdict: Uint8Array;
  /** Place in `matchRules`. */
  readonly rule: Uint8Array;
  /** Place of the annotation met, or else of the nearest one; -1 where the image has none of the class. */
  readonly annotation: Int32Array;
  readonly iou: Float64Array;
  /** After this detection. */
  readonly recall: Float64Array;
  readonly precision: Float64Array;
}

export interface ClassAveragePrecision {
  /** Null where the classes are pooled. */
  readonly categoryId: number | null;
  readonly name: string;
  readonly objects: number;
  /** Judged detections. */
  readonly detections: number;
  /** Mean over the IoU thresholds; null: left out of the mean. */
  readonly AP: number | null;
  /** One per IoU threshold. */
  readonly curves: readonly PrecisionRecall[];
}

export interface AveragePrecision {
  readonly protocol: Protocol;
  /** Mean of the classes' AP, 0..1; null where no class has anything to find. */
  readonly mAP: number | null;
  /** By ascending category id. */
  readonly perClass: readonly ClassAveragePrecision[];
}

/**
 * Detections of categories that the data set does not have are left out. Throws RangeError for a protocol or a
 * detection that cannot be used.
 */
export function averagePrecision(
  dataset: CocoDataset,
  detections: readonly CocoResult[],
  protocol: Protocol,
): AveragePrecision {
  expectProtocol(protocol);
  const prepared = prepare(dataset, detections);
  const perClass = matchClasses(prepared, protocol).map((one): ClassAveragePrecision => {
    const curves = one.matchings.map((matching) => curveOf(prepared, one, matching, protocol));
    return {
      categoryId: one.categoryId,
      name: one.name,
      objects: one.objectImages.length,
      detections: one.judged.length,
      AP: classMean(
        curves.map(({ AP }) => AP),
        one.judged.length,
        protocol,
      ),
      curves,
    };
  });
  return { protocol, mAP: mean(perClass.flatMap(({ AP }) => (AP === null ? [] : [AP]))), perClass };
}

/** The number alone, without curves: for programs that ask for many protocols of one prepared set. */
export function meanAveragePrecision(
  prepared: Prepared,
  classes: readonly ClassMatches[],
  protocol: Protocol,
): number | null {
  const values = classes.flatMap((one) => {
    const order = one.matchings.map((matching) => rank(prepared, one, matching, protocol));
    const perThreshold = one.matchings.map((matching, k) => {
      const hits = hitsOf(matching.verdict, order[k] ?? new Int32Array(0), one.objectImages.length);
      return one.objectImages.length === 0 ? null : areaUnder(protocol.interpolation, hits);
    });
    const AP = classMean(perThreshold, one.judged.length, protocol);
    return AP === null ? [] : [AP];
  });
  return mean(values);
}

/** A row of a curve in words. Throws RangeError for a row that is not there. */
export function pointAt(
  curve: PrecisionRecall,
  row: number,
): {
  readonly detection: number;
  readonly score: number;
  readonly verdict: Verdict;
  readonly rule: MatchRule;
  readonly annotation: number | null;
  readonly iou: number;
  readonly recall: number;
  readonly precision: number;
} {
  const rule = matchRules[curve.rule[row] ?? -1];
  if (rule === undefined) {
    throw new RangeError(`A curve of ${curve.detection.length} detections has no row ${row}.`);
  }
  const annotation = curve.annotation[row] ?? -1;
  const verdict = curve.verdict[row];
  return {
    detection: curve.detection[row] ?? -1,
    score: curve.score[row] ?? 0,
    verdict:
      verdict === truePositive
        ? 'true-positive'
        : verdict === falsePositive
          ? 'false-positive'
          : 'ignored',
    rule,
    annotation: annotation < 0 ? null : annotation,
    iou: curve.iou[row] ?? 0,
    recall: curve.recall[row] ?? 0,
    precision: curve.precision[row] ?? 0,
  };
}

/** The hits of a curve, as interpolation.ts reads them. */
export function hitsOfCurve({ verdict, objects }: PrecisionRecall): Hits {
  return hitsOf(
    verdict,
    Int32Array.from(verdict, (_, i) => i),
    objects,
  );
}

function curveOf(
  prepared: Prepared,
  matches: ClassMatches,
  matching: Matching,
  protocol: Protocol,
): PrecisionRecall {
  const order = rank(prepared, matches, matching, protocol);
  const objects = matches.objectImages.length;
  const detection = order.map((slot) => matches.judged[slot] ?? -1);
  const verdict = Uint8Array.from(order, (slot) => matching.verdict[slot] ?? ignored);
  const recall = new Float64Array(order.length);
  const precision = new Float64Array(order.length);
  let found = 0;
  let wrong = 0;
  for (let i = 0; i < order.length; i++) {
    if (verdict[i] === truePositive) found++;
    else if (verdict[i] === falsePositive) wrong++;
    recall[i] = objects === 0 ? 0 : found / objects;
    precision[i] = found === 0 ? 0 : found / (found + wrong);
  }
  const AP =
    objects === 0
      ? null
      : areaUnder(protocol.interpolation, hitsOf(matching.verdict, order, objects));
  return {
    iouThreshold: matching.iouThreshold,
    AP,
    objects,
    missed: matching.missed,
    detection,
    score: Float64Array.from(detection, (place) => prepared.detections[place]?.score ?? 0),
    verdict,
    rule: Uint8Array.from(order, (slot) => matching.rule[slot] ?? 0),
    annotation: order.map((slot) => matching.annotation[slot] ?? -1),
    iou: Float64Array.from(order, (slot) => matching.iou[slot] ?? 0),
    recall,
    precision,
  };
}

/** Places in `matches.judged` by falling score, ties as the protocol says. */
export function rank(
  { detections }: Prepared,
  { judged }: ClassMatches,
  { verdict }: Matching,
  { scoreTies }: Protocol,
): Int32Array {
  const score = Float64Array.from(judged, (place) => detections[place]?.score ?? 0);
  const first = scoreTies === 'hits-first' ? truePositive : falsePositive;
  return Int32Array.from(judged, (_, slot) => slot).sort((a, b) => {
    const byScore = (score[b] ?? 0) - (score[a] ?? 0);
    if (byScore !== 0) return byScore;
    if (scoreTies === 'file-order') return (judged[a] ?? 0) - (judged[b] ?? 0);
    if (scoreTies === 'image-order') return a - b;
    return Number(verdict[b] === first) - Number(verdict[a] === first) || a - b;
  });
}

function hitsOf(verdict: Uint8Array, order: Int32Array, objects: number): Hits {
  const recall = new Float64Array(objects);
  const precision = new Float64Array(objects);
  let count = 0;
  let wrong = 0;
  for (let i = 0; i < order.length; i++) {
    const what = verdict[order[i] ?? -1];
    if (what === falsePositive) wrong++;
    if (what !== truePositive) continue;
    recall[count] = (count + 1) / objects;
    precision[count] = (count + 1) / (count + 1 + wrong);
    count++;
  }
  return { recall, precision, count, finalPrecision: count === 0 ? 0 : count / (count + wrong) };
}

/** A class without objects counts as 0 where the protocol wants it and something was detected. */
function classMean(
  perThreshold: readonly (number | null)[],
  detections: number,
  { absentClasses }: Protocol,
): number | null {
  const values = perThreshold.flatMap((AP) => (AP === null ? [] : [AP]));
  if (values.length === 0 && absentClasses === 'zero' && detections > 0) return 0;
  return mean(values);
}

function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
