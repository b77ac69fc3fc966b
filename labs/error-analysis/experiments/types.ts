/**
 * The six types of TIDE on the chosen set, and a test of the count: most wrong boxes have a low score, where AP hardly
 * looks. TIDE's own AP is AP50 with at most a hundred boxes per picture; classes without objects are left out.
 */
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { kinds } from '../kinds';
import { Repairs } from '../repaired';
import type { Specs } from '../settings';
import { findingOf, lookAtBoth, perDetector } from './shared';

/** Below this score a wrong box counts as weak. */
const weakBelow = 0.3;

export const types: Experiment<Specs> = {
  id: 'types',
  title: 'Six types of error, in AP',
  predict: {
    prompt:
      'YOLO-tiny, over the chosen set: by how much would its AP rise if every box of the right class sat perfectly on its object? (0.05 is five points.)',
    slot: 'loc-yolo',
    min: 0,
    max: 1,
  },
  yields: [
    ...perDetector('ap', 'AP at the chosen IoU, by TIDE’s rules', '', 3),
    ...kinds.flatMap(({ slot, word }) =>
      perDetector(slot, `AP lost to errors of the type “${word}”`, '', 3),
    ),
    ...perDetector('weak-share', `wrong boxes with a score below ${weakBelow}`, '%', 0),
    ...perDetector('weak-gain', `AP lost to wrong boxes with a score below ${weakBelow}`, '', 3),
  ],
  dependsOn: ['suite', 'pictures', 'iou'],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    for (const looked of yield* lookAtBoth(context, context.params)) {
      const { analysis } = looked;
      const { truth, results, tide } = analysis;
      yield findingOf('ap', analysis.ap, looked);
      for (const { type, slot, label } of kinds) {
        yield findingOf(slot, analysis.types[type], looked);
        yield {
          kind: 'row',
          table: 'Errors by type',
          cells: {
            detector: analysis.detector,
            type: label,
            errors: tide.counts[type],
            'AP lost': analysis.types[type].value,
          },
        };
      }
      const wrong = tide.errors.filter((error) => error.type !== 'missed');
      const weak = wrong.filter(({ score }) => score < weakBelow);
      const repairs = new Repairs(truth, results, tide);
      repairs.draw(context.rng, 200);
      const share = wrong.length === 0 ? 0 : (100 * weak.length) / wrong.length;
      yield findingOf('weak-share', { value: share }, looked, { at: `of ${wrong.length}` });
      yield findingOf('weak-gain', repairs.gainRanged(weak), looked);
    }
  },
};
