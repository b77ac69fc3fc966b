/**
 * One class at one IoU threshold, box by box: what each detection is and why, where precision and recall stand after
 * it, and which threshold on the score would be the best compromise. The rules are those of COCO
 * (src/metrics/average-precision.ts keeps them); here they become points and sentences.
 */
import {
  averagePrecision,
  iouThresholds,
  pointAt,
  protocols,
  type CocoAnnotation,
  type CocoDataset,
  type CocoResult,
  type MatchRule,
  type PrecisionRecall,
  type Protocol,
} from '$src/metrics';

/** Boxes of one class with their curve. */
export interface ClassCurve {
  readonly className: string;
  readonly iou: number;
  /** Of the class alone; `curve` counts places in these two. */
  readonly annotations: readonly CocoAnnotation[];
  readonly results: readonly CocoResult[];
  readonly curve: PrecisionRecall;
}

/** COCO's threshold next to `iou`, to its last bit. */
export function cocoThreshold(iou: number): number {
  return iouThresholds[Math.round((iou - 0.5) / 0.05)] ?? 0.5;
}

/** Undefined where the set has no such class. `changes` to COCO's rules at one threshold. */
export function classCurve(
  truth: CocoDataset,
  results: readonly CocoResult[],
  className: string,
  iou: number,
  changes: Partial<Protocol> = {},
): ClassCurve | undefined {
  const category = truth.categories.find(({ name }) => name === className);
  if (!category) return undefined;
  const own = ({ category_id }: { readonly category_id: number }): boolean =>
    category_id === category.id;
  const annotations = truth.annotations.filter(own);
  const found = results.filter(own);
  const protocol: Protocol = {
    ...protocols['coco-ap50'].protocol,
    iouThresholds: [cocoThreshold(iou)],
    ...changes,
  };
  const { perClass } = averagePrecision(
    { images: truth.images, categories: [category], annotations },
    found,
    protocol,
  );
  const curve = perClass[0]?.curves[0];
  return curve && { className, iou, annotations, results: found, curve };
}

/** What a threshold at one place of the list makes of the detector. */
export interface Reading {
  readonly counted: number;
  readonly score: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly missed: number;
  readonly precision: number;
  readonly recall: number;
  /** Harmonic mean of the two; 0 where nothing is found. */
  readonly f1: number;
}

/** After the first `counted` detections. */
export function readingAt({ verdict, score, objects }: PrecisionRecall, counted: number): Reading {
  const [falseCode, trueCode] = [0, 1];
  let [truePositives, falsePositives] = [0, 0];
  for (let i = 0; i < counted; i++) {
    if (verdict[i] === trueCode) truePositives++;
    else if (verdict[i] === falseCode) falsePositives++;
  }
  const judged = truePositives + falsePositives;
  return {
    counted,
    score: score[counted - 1] ?? 1,
    truePositives,
    falsePositives,
    missed: objects - truePositives,
    precision: judged === 0 ? 0 : truePositives / judged,
    recall: objects === 0 ? 0 : truePositives / objects,
    f1: judged + objects === 0 ? 0 : (2 * truePositives) / (judged + objects),
  };
}

/** How many detections have at least this score. */
export function countedAt({ score }: PrecisionRecall, threshold: number): number {
  let counted = 0;
  while (counted < score.length && (score[counted] ?? 0) >= threshold) counted++;
  return counted;
}

/** The threshold with the best F1; of equal ones the highest. Undefined without detections. */
export function bestF1(curve: PrecisionRecall): Reading | undefined {
  let best: Reading | undefined;
  const { precision, recall, score } = curve;
  for (let i = 0; i < score.length; i++) {
    if (i + 1 < score.length && score[i + 1] === score[i]) continue; // no threshold lies between two equal scores
    const [p, r] = [precision[i] ?? 0, recall[i] ?? 0];
    const f1 = p + r === 0 ? 0 : (2 * p * r) / (p + r);
    if (!best || f1 > best.f1 + 1e-12) best = readingAt(curve, i + 1);
  }
  return best;
}

export const verdictWords = {
  'true-positive': 'True positive',
  'false-positive': 'False positive',
  ignored: 'Ignored',
} as const;

/** Detection `row` of the curve, with the box that took its object before, where there is one. */
export function detectionAt(of: ClassCurve, row: number) {
  const point = pointAt(of.curve, row);
  const takenBy =
    point.rule === 'duplicate' && point.annotation !== null
      ? takerOf(of.curve, row, point.annotation)
      : undefined;
  return { ...point, takenBy, why: why(of, point, takenBy) };
}
export type CountedDetection = ReturnType<typeof detectionAt>;

/** Row of the detection that had the object before. */
function takerOf(curve: PrecisionRecall, row: number, annotation: number): number | undefined {
  for (let i = 0; i < row; i++) {
    if (curve.annotation[i] === annotation && curve.verdict[i] === 1) return i;
  }
  return undefined;
}

function why(
  { className, curve }: ClassCurve,
  { rule, iou }: { readonly rule: MatchRule; readonly iou: number },
  takenBy: number | undefined,
): string {
  const asked = curve.iouThreshold.toFixed(2);
  const has = iou.toFixed(2);
  const taker =
    takenBy === undefined ? 'a better score' : `the box at ${percent(curve.score[takenBy])}`;
  switch (rule) {
    case 'matched':
      return `it overlaps a free ${className} by IoU ${has}; ${asked} is enough.`;
    case 'duplicate':
      return `it overlaps a ${className} by IoU ${has}, but ${taker} has taken that one.`;
    case 'below-threshold':
      return iou === 0
        ? `there is no ${className} under it.`
        : `the ${className} nearest to it overlaps by IoU ${has}; ${asked} is asked for.`;
    case 'at-threshold':
      return `it overlaps a ${className} by exactly ${asked}, and more is asked for.`;
    case 'no-object-of-class':
      return `the picture has no ${className}.`;
    case 'matched-crowd':
      return `it lies in a crowd, which takes any number and counts for nothing.`;
    case 'matched-difficult':
      return `its ${className} is marked as difficult and counts for nothing.`;
    case 'matched-ignored-area':
      return `its ${className} is not of the sizes that count.`;
    case 'own-area-outside':
      return `it found nothing and is not of the sizes that count.`;
  }
}

export function percent(share: number | undefined): string {
  return `${Math.round(100 * (share ?? 0))} %`;
}
