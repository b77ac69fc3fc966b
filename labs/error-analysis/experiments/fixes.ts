/**
 * Whether fixes add up: six single gains against the gain of all six together, and what perfect places win alone and
 * after the classes are right.
 */
import { tideErrorTypes } from '$src/metrics';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { Repairs } from '../repaired';
import type { Specs } from '../settings';
import { findingOf, lookAtBoth, perDetector } from './shared';

export const fixes: Experiment<Specs> = {
  id: 'fixes',
  title: 'Do fixes add up?',
  predict: {
    prompt:
      'YOLO-tiny: repair each of the six types alone, add up the six gains. Which percentage of the gain of all six together is that? (100 where they add up.)',
    slot: 'sum-share-yolo',
    min: 0,
    max: 300,
  },
  yields: [
    ...perDetector('joint', 'AP won by all six repairs together', '', 3),
    ...perDetector('sum-share', 'sum of the six single gains over the joint gain', '%', 0),
    ...perDetector('loc-after', 'AP won by perfect places once all classes are right', '', 3),
  ],
  dependsOn: ['suite', 'pictures', 'iou'],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    for (const looked of yield* lookAtBoth(context, context.params)) {
      const { truth, results, tide, types } = looked.analysis;
      const repairs = new Repairs(truth, results, tide);
      repairs.draw(context.rng, 200);
      const joint = repairs.gainRanged(tide.errors);
      yield findingOf('joint', joint, looked);
      if (joint.value > 0) {
        const sum = tideErrorTypes.reduce((all, type) => all + types[type].value, 0);
        yield findingOf('sum-share', { value: (100 * sum) / joint.value }, looked);
      }
      const ofClass = tide.errors.filter(({ type }) => type === 'classification');
      const ofPlace = tide.errors.filter(({ type }) => type === 'localisation');
      yield findingOf('loc-after', repairs.gainRangedAfter(ofPlace, ofClass), looked);
    }
  },
};
