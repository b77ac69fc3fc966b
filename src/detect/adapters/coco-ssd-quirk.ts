/**
 * What coco-ssd 2.2.3 does with its one threshold, and how to find out from outside. In its `infer` stands
 *
 *   tf.image.nonMaxSuppression(boxes, maxScores, maxNumBoxes, minScore, minScore)
 *
 * where the last two arguments are the IoU threshold and the score threshold. So a lower `minScore` lets more
 * boxes in and at the same time makes suppression harsher, across classes.
 *
 * The proof needs no source code: a pure score threshold can only take boxes away. With greedy suppression at a
 * fixed IoU, what a higher threshold keeps is what a lower one keeps, less the boxes below it (whether a box
 * survives depends on better boxes only). A box that appears when the threshold is raised convicts the rule.
 *
 * Deliberately not tfjs itself: these are the rules as plain functions on candidates, to be held against
 * what the package reports.
 */
import { iouAt } from '../stages/iou';
import { detectionOf, suppress } from '../stages/suppress';
import { DetectError, type Candidates, type Detection } from '../types';

/** What somebody may believe that coco-ssd does with `minScore`. */
export const thresholdRules = {
  /** It drops boxes below it; suppression has an IoU threshold of its own (0.5), across classes. */
  'score-only': (candidates: Candidates, minScore: number, maxDetections: number) =>
    separatedRule(candidates, { scoreThreshold: minScore, iouThreshold: 0.5, maxDetections }),
  /** The same with suppression within each class. */
  'score-only-per-class': (candidates: Candidates, minScore: number, maxDetections: number) =>
    suppress(bestClassOnly(candidates), {
      scoreThreshold: minScore,
      iouThreshold: 0.5,
      suppression: 'per-class',
      maxDetections,
    }),
  /** It is the IoU threshold too: what the package does. */
  reused: (candidates: Candidates, minScore: number, maxDetections: number) =>
    packageRule(candidates, minScore, maxDetections),
} as const satisfies Record<
  string,
  (candidates: Candidates, minScore: number, maxDetections: number) => Detection[]
>;
export type ThresholdRule = keyof typeof thresholdRules;

/** Only the best class of each box, as the package looks at them. The order stays. */
export function bestClassOnly(candidates: Candidates): Candidates {
  const seen = new Set<number>();
  const rows = Array.from({ length: candidates.count }, (_, row) => row).filter((row) => {
    const origin = candidates.origins[row] ?? 0;
    if (seen.has(origin)) return false;
    seen.add(origin);
    return true;
  });
  return {
    count: rows.length,
    boxesXyxy: Float32Array.from(
      rows.flatMap((row) => [...candidates.boxesXyxy.subarray(row * 4, row * 4 + 4)]),
    ),
    scores: Float32Array.from(rows, (row) => candidates.scores[row] ?? 0),
    classIndices: Uint16Array.from(rows, (row) => candidates.classIndices[row] ?? 0),
    origins: Uint32Array.from(rows, (row) => candidates.origins[row] ?? 0),
  };
}

/**
 * The package's rule. Its edges are tfjs': a score must exceed the threshold, and an IoU equal to it already
 * suppresses (with us a score may equal it, and only a larger IoU suppresses).
 */
export function packageRule(
  candidates: Candidates,
  minScore: number,
  maxDetections: number,
): Detection[] {
  const best = bestClassOnly(candidates);
  const kept: number[] = [];
  for (let row = 0; row < best.count && kept.length < maxDetections; row++) {
    if ((best.scores[row] ?? 0) <= minScore) break;
    if (kept.some((other) => iouAt(best.boxesXyxy, row, other) >= minScore)) continue;
    kept.push(row);
  }
  return kept.map((row) => detectionOf(best, row));
}

/** The same graph with two thresholds that mean what they say, across classes. */
export function separatedRule(
  candidates: Candidates,
  options: {
    readonly scoreThreshold: number;
    readonly iouThreshold: number;
    readonly maxDetections: number;
  },
): Detection[] {
  return suppress(bestClassOnly(candidates), { ...options, suppression: 'class-agnostic' });
}

/** A box that is absent at a low threshold and present at a higher one. */
export interface Contradiction {
  readonly detection: Detection;
  readonly absentAt: number;
  readonly presentAt: number;
  /** The better box that removed it at the low threshold, and their IoU, which lies between the two. */
  readonly removedBy: Detection;
  readonly iou: number;
}

/**
 * Boxes that a rule brings back when the threshold is raised, over all neighbouring pairs of `thresholds`
 * (0..1, rising). Empty for every pure score threshold.
 */
export function contradictions(
  candidates: Candidates,
  rule: ThresholdRule,
  thresholds: readonly number[],
): Contradiction[] {
  const [first] = thresholds;
  const isRising = thresholds.every((value, i) => i === 0 || value > (thresholds[i - 1] ?? 0));
  if (first === undefined || !isRising) {
    throw new DetectError(
      'bad-option',
      `The thresholds must rise from one to the next, got ${thresholds.join(', ')}.`,
    );
  }
  const all = candidates.count;
  return thresholds.slice(1).flatMap((presentAt, index) => {
    const absentAt = thresholds[index] ?? first;
    const before = thresholdRules[rule](candidates, absentAt, all + 1);
    const known = new Set(before.map(({ origin }) => origin));
    return thresholdRules[rule](candidates, presentAt, all + 1)
      .filter(({ origin }) => !known.has(origin))
      .map((detection) => ({
        detection,
        absentAt,
        presentAt,
        ...mostOverlapping(detection, before),
      }));
  });
}

/** Whether two lists hold the same boxes with the same classes, in any order; boxes within `tolerancePx`. */
export function areSameDetections(
  a: readonly Detection[],
  b: readonly Detection[],
  tolerancePx = 0.5,
): boolean {
  const left = [...b];
  return (
    a.length === b.length &&
    a.every((one) => {
      const at = left.findIndex(
        (other) =>
          other.classIndex === one.classIndex &&
          other.boxXyxy.every((edge, i) => Math.abs(edge - (one.boxXyxy[i] ?? 0)) <= tolerancePx),
      );
      if (at >= 0) left.splice(at, 1);
      return at >= 0;
    })
  );
}

function mostOverlapping(
  detection: Detection,
  others: readonly Detection[],
): Pick<Contradiction, 'removedBy' | 'iou'> {
  const better = others.filter(({ score }) => score >= detection.score);
  const ious = better.map((other) => iouAt([...detection.boxXyxy, ...other.boxXyxy], 0, 1));
  const iou = Math.max(0, ...ious);
  return { removedBy: better[ious.indexOf(iou)] ?? detection, iou };
}
