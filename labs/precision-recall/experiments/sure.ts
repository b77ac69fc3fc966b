/** "A beats B": the gap between two networks, and that between two settings of one of them. */
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { shippedDetectors } from '$src/lab/detectors';
import { runOf, sureName, type Specs } from '../run';
import { compare, level, stricterIou, suppressedAgain, type Comparison } from '../sure';

export const sure: Experiment<Specs> = {
  id: 'sure',
  title: 'How many pictures “A beats B” needs',
  predict: {
    prompt:
      'YOLO-tiny with suppression at IoU 0.6, against the same network with suppression at 0.5: how many pictures until the difference in COCO AP is safe?',
    slot: 'tweak-pictures',
    min: 1,
    max: 100000,
  },
  yields: [
    { id: 'other-gap', label: 'COCO AP, YOLO-tiny less SSD-lite', unit: '', digits: 3 },
    {
      id: 'other-pictures',
      label: 'Pictures that this difference needs',
      unit: 'pictures',
      digits: 0,
    },
    { id: 'tweak-gap', label: 'COCO AP, suppression at 0.6 less at 0.5', unit: '', digits: 4 },
    {
      id: 'tweak-pictures',
      label: 'Pictures that this difference needs',
      unit: 'pictures',
      digits: 0,
    },
  ],
  dependsOn: ['suite', 'pictures'],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const total = 2 * context.params.pictures;
    const a = yield* runOf(context, 'yolo', { total });
    const b = yield* runOf(context, 'ssd', { total, offset: context.params.pictures });
    const { truth, results } = a.run;
    const contenders = [
      { key: 'other', name: `less ${shippedDetectors.ssd.name}`, results: b.run.results },
      {
        key: 'tweak',
        name: 'less itself, suppressed at 0.5',
        results: suppressedAgain(results, stricterIou),
      },
    ] as const;
    const comparisons: Comparison[] = [];
    for (const { key, name, results: others } of contenders) {
      yield {
        kind: 'progress',
        done: comparisons.length,
        total: 2,
        note: `${name}: draws of pictures`,
      };
      await new Promise((resolve) => setTimeout(resolve));
      context.signal.throwIfAborted();
      const comparison = compare(name, truth, results, others, context.seed);
      comparisons.push(comparison);
      const { value, low, high, needed, images } = comparison;
      const about = {
        subject: a.subject,
        detectors: [...a.detectors, ...(key === 'other' ? b.detectors : [])],
        at: `from ${images} pictures`,
      };
      yield {
        kind: 'finding',
        slot: `${key}-gap`,
        value,
        interval: { low, high, level },
        ...about,
      };
      if (Number.isFinite(needed)) {
        yield { kind: 'finding', slot: `${key}-pictures`, value: needed, ...about };
      }
    }
    yield { kind: 'data', name: sureName(context.params), value: comparisons };
  },
};
