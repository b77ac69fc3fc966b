/** The same boxes at a stricter IoU: what was well enough placed becomes an error of place. */
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import type { Specs } from '../settings';
import { findingOf, lookAtBoth, perDetector } from './shared';

const strictIou = '0.75';

export const strict: Experiment<Specs> = {
  id: 'strict',
  title: `At IoU ${strictIou}`,
  predict: {
    prompt: `At an IoU of ${strictIou} instead of 0.5: how much AP does YOLO-tiny lose to badly placed boxes?`,
    slot: 'loc-strict-yolo',
    min: 0,
    max: 1,
  },
  yields: [
    ...perDetector('cls-strict', `AP lost to the type “class” at IoU ${strictIou}`, '', 3),
    ...perDetector('loc-strict', `AP lost to the type “place” at IoU ${strictIou}`, '', 3),
  ],
  dependsOn: ['suite', 'pictures'],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { suite, pictures } = context.params;
    const settings = {
      suite,
      pictures,
      iou: strictIou,
      nameOf: (name: string, key: string) => `strict/${name}/${key}`,
    } as const;
    for (const looked of yield* lookAtBoth(context, settings)) {
      const { types } = looked.analysis;
      yield findingOf('cls-strict', types.classification, looked);
      yield findingOf('loc-strict', types.localisation, looked);
    }
  },
};
