/** More and more boxes on background: precision falls, the accuracy of naming has nothing to say. */
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { countBoxes, meantFor, namingAccuracy, shownOf } from '../accuracy';
import { backgroundName, runOf, type Specs } from '../run';

/** What one threshold on the score leaves. */
export interface ThresholdPoint {
  readonly score: number;
  readonly boxes: number;
  /** Per picture. */
  readonly falsePositives: number;
  /** Shares 0..1; `named` is NaN where no box lies on an object. */
  readonly precision: number;
  readonly recall: number;
  readonly named: number;
}

/** As the slider of the page steps. */
const steps = Array.from({ length: 19 }, (_, k) => (k + 1) / 20);
const thresholds = [
  { key: 'high', score: 0.5 },
  { key: 'low', score: 0.05 },
] as const;

export const background: Experiment<Specs> = {
  id: 'background',
  title: 'Boxes where nothing is',
  predict: {
    prompt:
      'The score threshold falls from 0.5 to 0.05. What precision, in percent, do the boxes have then, at IoU 0.5?',
    slot: 'precision-low',
    min: 0,
    max: 100,
  },
  yields: [
    { id: 'false-high', label: 'False positives per picture, threshold 0.5', unit: '', digits: 2 },
    { id: 'false-low', label: 'False positives per picture, threshold 0.05', unit: '', digits: 2 },
    { id: 'precision-high', label: 'Precision, threshold 0.5', unit: '%', digits: 1 },
    { id: 'precision-low', label: 'Precision, threshold 0.05', unit: '%', digits: 1 },
    { id: 'named-high', label: 'Accuracy of naming, threshold 0.5', unit: '%', digits: 1 },
    { id: 'named-low', label: 'Accuracy of naming, threshold 0.05', unit: '%', digits: 1 },
  ],
  dependsOn: ['detector', 'suite', 'pictures'],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { run, subject, detectors } = yield* runOf(context);
    const { truth } = run;
    const about = { at: `${truth.images.length} pictures`, subject, detectors };
    const points: ThresholdPoint[] = [];
    for (const [done, score] of steps.entries()) {
      yield { kind: 'progress', done, total: steps.length, note: `threshold ${score.toFixed(2)}` };
      await new Promise((resolve) => setTimeout(resolve));
      context.signal.throwIfAborted();
      const shown = shownOf(run.results, score);
      const { falsePositives, precision, recall } = countBoxes(truth, shown);
      points.push({
        score,
        boxes: shown.length,
        falsePositives: falsePositives / truth.images.length,
        precision,
        recall,
        named: namingAccuracy(truth, shown, meantFor(truth, shown)),
      });
    }
    yield { kind: 'data', name: backgroundName(context.params), value: points };
    for (const { key, score } of thresholds) {
      const point = points.find((one) => one.score === score);
      if (!point) continue;
      const values = {
        [`false-${key}`]: point.falsePositives,
        [`precision-${key}`]: 100 * point.precision,
        ...(Number.isFinite(point.named) ? { [`named-${key}`]: 100 * point.named } : {}),
      };
      for (const [slot, value] of Object.entries(values)) {
        yield { kind: 'finding', slot, value, ...about };
      }
    }
  },
};
