/** COCO's twelve numbers of the chosen detector, each with the interval of a bootstrap over pictures. */
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { bootstrapIntervals, measureOfStat, statNames } from '$src/metrics';
import { runOf, type Specs } from '../run';
import { statWords } from '../stats';

/** Twelve measures on each draw: enough for two digits of a bound. */
const resamples = 200;
export const level = 0.95;

export const twelve: Experiment<Specs> = {
  id: 'twelve',
  title: 'COCO’s twelve numbers',
  predict: {
    prompt:
      'Over the chosen pictures: what is the detector’s COCO AP, the mean over the IoU thresholds 0.50 to 0.95? (From 0 to 1.)',
    slot: 'ap',
    min: 0,
    max: 1,
  },
  yields: statNames.map((name) => ({
    id: name.toLowerCase(),
    label: `${name}, ${statWords[name].short}`,
    unit: '',
    digits: 3,
  })),
  dependsOn: ['detector', 'suite', 'pictures'],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { run, subject, detectors } = yield* runOf(context);
    yield { kind: 'progress', done: 0, total: 1, note: `${resamples} draws of the pictures` };
    await new Promise((resolve) => setTimeout(resolve));
    context.signal.throwIfAborted();
    const intervals = bootstrapIntervals(run.truth, run.results, statNames.map(measureOfStat), {
      resamples,
      level,
      seed: context.seed,
    });
    for (const [i, name] of statNames.entries()) {
      const { value, low, high } = intervals[i] ?? { value: null, low: null, high: null };
      if (value === null) continue; // nothing of that size to find
      yield {
        kind: 'finding',
        slot: name.toLowerCase(),
        value,
        ...(low === null || high === null ? {} : { interval: { low, high, level } }),
        subject,
        detectors,
      };
    }
  },
};
