/**
 * How few things hold half of the lost AP: types (all 64 sets tried), pairs of classes and single errors (greedy, so
 * that a cleverer choice may need fewer).
 */
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import type { Specs } from '../settings';
import { findingOf, lookAtBoth, perDetector } from './shared';

export const first: Experiment<Specs> = {
  id: 'first',
  title: 'What holds half of the lost AP',
  predict: {
    prompt:
      'YOLO-tiny, over the chosen set: how many of the six types of error must be repaired together to win back half of the AP that it lacks?',
    slot: 'half-types-yolo',
    min: 1,
    max: 6,
  },
  yields: [
    ...perDetector('half-types', 'types of error that hold half of the lost AP', 'types', 0),
    ...perDetector('half-pairs', 'pairs of classes that hold half of the lost AP', 'pairs', 0),
    ...perDetector('half-errors', 'share of its errors that holds half of the lost AP', '%', 1),
  ],
  dependsOn: ['suite', 'pictures', 'iou'],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    for (const looked of yield* lookAtBoth(context, context.params)) {
      for (const { grouping, groups, half, first: names } of looked.analysis.concentrations) {
        if (half === undefined) continue; // nothing is lost
        const at = `of ${groups}`;
        if (grouping === 'type') yield findingOf('half-types', { value: half }, looked, { at });
        if (grouping === 'pair') yield findingOf('half-pairs', { value: half }, looked, { at });
        if (grouping === 'error') {
          const value = (100 * half) / groups;
          yield findingOf('half-errors', { value }, looked, { at: `${half} ${at}` });
        }
        yield {
          kind: 'row',
          table: 'What holds half of the lost AP',
          cells: {
            detector: looked.analysis.detector,
            by: grouping,
            needed: half,
            of: groups,
            ...(grouping === 'error' ? {} : { first: names.join(', ') }),
          },
        };
      }
    }
  },
};
