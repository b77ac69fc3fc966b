/**
 * The confusion matrix at the score threshold, which is what a user sees: objects taken for another class, objects
 * without a box, boxes without an object, and whether few pairs of classes carry most of the mix-ups.
 */
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { confusionMatrix } from '$src/metrics';
import type { Specs } from '../settings';
import { findingOf, lookAtBoth, perDetector } from './shared';

const commonest = 3;

export const confusion: Experiment<Specs> = {
  id: 'confusion',
  title: 'What is taken for what',
  predict: {
    prompt:
      'At the score threshold: of 100 objects, how many does YOLO-tiny take for another class?',
    slot: 'confused-yolo',
    min: 0,
    max: 100,
  },
  yields: [
    ...perDetector('confused', 'objects taken for another class', '%', 1),
    ...perDetector('lost', 'objects without any box of their own', '%', 1),
    ...perDetector('ghost', 'boxes without an object, per 100 objects', '', 1),
    ...perDetector('top3', `objects that the ${commonest} commonest mix-ups take`, '%', 1),
  ],
  dependsOn: ['suite', 'pictures', 'iou', 'score'],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { score, iou } = context.params;
    for (const looked of yield* lookAtBoth(context, context.params)) {
      const { truth, results } = looked.analysis;
      const { categories, counts } = confusionMatrix(truth, results, {
        iouThreshold: Number(iou),
        minScore: score,
      });
      const background = categories.length;
      const mixed = counts
        .flatMap((line, row) => line.map((count, column) => ({ row, column, count })))
        .filter(({ row, column }) => row !== column && row < background && column < background)
        .sort((a, b) => b.count - a.count);
      const sum = (some: readonly { readonly count: number }[]): number =>
        some.reduce((all, { count }) => all + count, 0);
      const objects = truth.annotations.length;
      const lost = counts.slice(0, background).map((line) => ({ count: line[background] ?? 0 }));
      const ghosts = (counts[background] ?? []).map((count) => ({ count }));
      const per100 = (count: number) => ({ value: (100 * count) / Math.max(1, objects) });
      const at = `n = ${objects}`;
      yield findingOf('confused', per100(sum(mixed)), looked, { at });
      yield findingOf('lost', per100(sum(lost)), looked, { at });
      yield findingOf('ghost', per100(sum(ghosts)), looked, { at });
      yield findingOf('top3', per100(sum(mixed.slice(0, commonest))), looked, { at });
      for (const { row, column, count } of mixed.slice(0, 10)) {
        if (count === 0) continue;
        yield {
          kind: 'row',
          table: 'Commonest mix-ups',
          cells: {
            detector: looked.analysis.detector,
            is: categories[row]?.name ?? '',
            'taken for': categories[column]?.name ?? '',
            objects: count,
          },
        };
      }
    }
  },
};
