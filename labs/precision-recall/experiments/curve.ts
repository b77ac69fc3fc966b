/** One class at IoU 0.5: the area by three rules, and what a threshold on the score buys. */
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { bestF1, classCurve, countedAt, readingAt } from '../curve';
import { runOf, type Specs } from '../run';

/** A threshold that products ship with, and the overlap that every quoted number here is about. */
const halfScore = 0.5;
const iou = 0.5;

const areas = [
  { slot: 'area-11', interpolation: '11-point', label: 'AP at IoU 0.5, 11-point' },
  { slot: 'area-all', interpolation: 'all-point', label: 'AP at IoU 0.5, all-point' },
  { slot: 'area-101', interpolation: '101-point', label: 'AP at IoU 0.5, 101-point' },
] as const;

export const curve: Experiment<Specs> = {
  id: 'curve',
  title: 'One class: area and thresholds',
  predict: {
    prompt:
      'Boxes below a score of 0.5 are thrown away. What share of the chosen class’s objects is still found, at IoU 0.5? (From 0 to 1.)',
    slot: 'recall-half',
    min: 0,
    max: 1,
  },
  yields: [
    ...areas.map(({ slot, label }) => ({ id: slot, label, unit: '', digits: 3 })),
    { id: 'precision-half', label: 'Precision at a score of 0.5', unit: '', digits: 3 },
    { id: 'recall-half', label: 'Recall at a score of 0.5', unit: '', digits: 3 },
    { id: 'f1-half', label: 'F1 at a score of 0.5', unit: '', digits: 3 },
    { id: 'f1-best', label: 'Best F1', unit: '', digits: 3 },
    { id: 'f1-score', label: 'Score threshold of the best F1', unit: '', digits: 2 },
  ],
  dependsOn: ['detector', 'suite', 'pictures', 'className'],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { className } = context.params;
    const { run, subject, detectors } = yield* runOf(context);
    const at = `${className}, ${run.truth.images.length} pictures`;
    for (const { slot, interpolation } of areas) {
      const AP = classCurve(run.truth, run.results, className, iou, { interpolation })?.curve.AP;
      if (AP === null || AP === undefined) {
        throw new Error(
          `The chosen pictures show no ${className}. Choose another class, or more pictures.`,
        );
      }
      yield { kind: 'finding', slot, value: AP, at, subject, detectors };
    }
    const known = classCurve(run.truth, run.results, className, iou);
    if (!known) return;
    const half = readingAt(known.curve, countedAt(known.curve, halfScore));
    const best = bestF1(known.curve);
    const values = {
      'precision-half': half.precision,
      'recall-half': half.recall,
      'f1-half': half.f1,
      ...(best ? { 'f1-best': best.f1, 'f1-score': best.score } : {}),
    };
    for (const [slot, value] of Object.entries(values)) {
      yield { kind: 'finding', slot, value, at, subject, detectors };
    }
  },
};
