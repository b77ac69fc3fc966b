/**
 * The same six types on sets that differ in one thing: each shift brings its own error. Few pictures of each, so that
 * five sets and two detectors stay within a minute; the intervals say how little that is.
 */
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { kindOf, kinds } from '../kinds';
import { fewDataName, type Specs } from '../settings';
import { findingOf, lookAtBoth, perDetector } from './shared';

export const comparedSuites = ['test', 'small', 'occluded', 'dark', 'field'] as const;
export const picturesPerSuite = 16;

/** Which type is quoted on which set. */
const quoted = [
  { type: 'classification', suite: 'test' },
  { type: 'classification', suite: 'small' },
  { type: 'localisation', suite: 'test' },
  { type: 'localisation', suite: 'occluded' },
  { type: 'missed', suite: 'test' },
  { type: 'missed', suite: 'dark' },
] as const;

export const suites: Experiment<Specs> = {
  id: 'suites',
  title: 'Five sets, five profiles',
  predict: {
    prompt: `YOLO-tiny on ${picturesPerSuite} pictures of the dark set: how much AP is lost to objects that no box claims at all? (0.05 is five points.)`,
    slot: 'miss-dark-yolo',
    min: 0,
    max: 1,
  },
  yields: quoted.flatMap(({ type, suite }) =>
    perDetector(
      `${kindOf(type).slot}-${suite}`,
      `AP50 lost to the type “${kindOf(type).word}” on “${suite}”`,
      '',
      3,
    ),
  ),
  dependsOn: [],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    for (const suite of comparedSuites) {
      const settings = {
        suite,
        pictures: picturesPerSuite,
        iou: '0.5',
        nameOf: fewDataName,
      } as const;
      for (const looked of yield* lookAtBoth(context, settings)) {
        const { ap, types } = looked.analysis;
        for (const { type } of quoted.filter((one) => one.suite === suite)) {
          yield findingOf(`${kindOf(type).slot}-${suite}`, types[type], looked, {
            at: `${looked.analysis.truth.images.length} pictures`,
          });
        }
        yield {
          kind: 'row',
          table: 'AP50 lost by type and set',
          cells: {
            set: suite,
            detector: looked.analysis.detector,
            AP50: ap.value,
            ...Object.fromEntries(kinds.map(({ type, label }) => [label, types[type].value])),
          },
        };
      }
    }
  },
};
