/**
 * COCO's average precision of boxes and masks: the twelve numbers of pycocotools, the curves behind them, and
 * for every detection the rule that decided about it.
 *
 * A detection finds an object of its class when their IoU reaches a threshold, each object once, the best
 * scores first. AP is the mean over ten thresholds (0.50 to 0.95), 101 levels of recall and all classes of
 * the best precision still reached at that recall. Defined by the reference program
 * (https://github.com/cocodataset/cocoapi, PythonAPI/pycocotools/cocoeval.py; data set: Lin et al. 2014),
 * whose rules on ties, crowds and sizes decide the last digits and are followed, each where it applies
 * (coco/). No work is done twice: overlaps serve all thresholds and sizes.
 *
 * One deliberate difference: pycocotools takes an object with the id 0 for "none"; here any id will do.
 * Deliberately not: key points, and other protocols (PASCAL VOC).
 */
import type { CocoDataset } from './coco-format';
import { accumulate, type CocoCurves } from './coco/curves';
import { match } from './coco/match';
import { cocoRules, recallLevels, type CocoRules, type IouType } from './coco/rules';
import { classResults, summaryOf, type ClassResult } from './coco/summary';
import { tablesOf } from './coco/tables';
import { traceFrom, verdictAt, type CocoTrace } from './coco/trace';
import type { Verdict } from './coco/trace-rules';
import type { CocoDetection, EvaluationProgress } from './coco/types';

export interface CocoOptions {
  readonly iouType: IouType;
}

export interface CocoEvaluation {
  readonly iouType: IouType;
  /** In the order of `statNames`, shares 0..1; null where pycocotools gives -1. */
  readonly stats: readonly (number | null)[];
  /** By ascending category id. */
  readonly perClass: readonly ClassResult[];
  /** Precision over recall per class, size, number of detections and threshold; read by `curveOf`. */
  readonly curves: CocoCurves;
  /** Why each detection is what it is; read by `traceEntry`. */
  readonly trace: CocoTrace;
}

/**
 * Evaluates detections against a data set as pycocotools' COCOeval does with its default parameters.
 * Detections of categories that the data set does not have are left out, as there. Throws RangeError for
 * an unknown image, a box that is not four finite numbers with sides from 0, a score that is not finite, and
 * for `segm` a mask that is missing, broken or not of the size of the others of its image.
 */
export function evaluateCoco(
  groundTruth: CocoDataset,
  detections: readonly CocoDetection[],
  options: CocoOptions,
): CocoEvaluation {
  const steps = evaluationSteps(groundTruth, detections, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same with a pause after every class, for a caller that shows progress or may stop. */
export function* evaluationSteps(
  groundTruth: CocoDataset,
  detections: readonly CocoDetection[],
  { iouType }: CocoOptions,
): Generator<EvaluationProgress, CocoEvaluation> {
  expectIouType(iouType);
  const total = groundTruth.categories.length;
  yield { stage: 'reading', done: 0, total };
  const tables = tablesOf(groundTruth, detections, iouType);
  const matches = yield* staged('matching', match(tables, cocoRules), total);
  const curves = yield* staged(
    'counting',
    accumulate(tables, matches, cocoRules, recallLevels),
    total,
  );
  return {
    iouType,
    stats: summaryOf(curves),
    perClass: classResults(curves, tables.categories),
    curves,
    trace: traceFrom(tables, matches, cocoRules),
  };
}

function* staged<T>(
  stage: EvaluationProgress['stage'],
  steps: Generator<number, T>,
  total: number,
): Generator<EvaluationProgress, T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    yield { stage, done: step.value, total };
  }
}

/**
 * What each detection is at one IoU threshold, in the order given; undefined where it is not judged: its
 * category is not in the data set, or a hundred of its class and image are better. Throws as `evaluateCoco`,
 * and for a threshold that is not finite.
 */
export function verdictsOf(
  groundTruth: CocoDataset,
  detections: readonly CocoDetection[],
  iouThreshold: number,
  { iouType }: CocoOptions = { iouType: 'bbox' },
): (Verdict | undefined)[] {
  const trace = traceAt(groundTruth, detections, iouThreshold, { iouType });
  return detections.map((_, d) => verdictAt(trace, d, 0));
}

/** The trace at one IoU threshold of choice, for all sizes. Throws as `verdictsOf`. */
export function traceAt(
  groundTruth: CocoDataset,
  detections: readonly CocoDetection[],
  iouThreshold: number,
  { iouType }: CocoOptions,
): CocoTrace {
  expectIouType(iouType);
  if (!Number.isFinite(iouThreshold)) {
    throw new RangeError(`The IoU threshold must be a finite number, got ${iouThreshold}.`);
  }
  const rules: CocoRules = { iouThresholds: [iouThreshold], areas: ['all'], maxDetections: [100] };
  const tables = tablesOf(groundTruth, detections, iouType);
  const steps = match(tables, rules);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return traceFrom(tables, step.value, rules);
  }
}

/** Callers without types may ask for more than there is. */
function expectIouType(iouType: string): void {
  if (iouType !== 'bbox' && iouType !== 'segm') {
    throw new RangeError(`iouType must be 'bbox' or 'segm'; got ${JSON.stringify(iouType)}.`);
  }
}
