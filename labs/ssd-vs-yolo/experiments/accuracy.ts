/**
 * AP of both on the first pictures of a rendered set, by COCO's rules (src/metrics), thresholds as COCO's
 * evaluation wants them (src/detect/evaluation.ts). AP and the gap come with a bootstrap over
 * pictures (Efron 1979), paired: the same resampled pictures for both, because what is hard is hard for both.
 */
import type { SlotSpec } from '$src/evidence/types';
import { apDraws, middleOf } from '$src/lab/ap-bootstrap';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { detectSuite, type SuiteDetections } from '$src/lab/suite-detections';
import { evaluateCoco, statNames } from '$src/metrics';
import { both, type Specs } from '../contestants';

const figures = [
  { slot: 'ap50', stat: 'AP50', label: 'AP at IoU 0.5' },
  { slot: 'ap75', stat: 'AP75', label: 'AP at IoU 0.75' },
  { slot: 'aps', stat: 'APsmall', label: 'AP of small objects' },
  { slot: 'apm', stat: 'APmedium', label: 'AP of medium objects' },
  { slot: 'apl', stat: 'APlarge', label: 'AP of large objects' },
] as const;

export const accuracy: Experiment<Specs> = {
  id: 'accuracy',
  title: 'AP over a set of pictures',
  predict: {
    prompt:
      'Over the pictures of the chosen set: by how much is the AP of YOLO-tiny above that of SSD-lite? (Negative if below; 0.05 is five points.)',
    slot: 'ap-gap',
    min: -0.6,
    max: 0.6,
  },
  yields: [
    ...both.map(({ key, name }): SlotSpec => ({
      id: `ap-${key}`,
      label: `${name}, AP`,
      unit: '',
      digits: 3,
    })),
    { id: 'ap-gap', label: 'YOLO-tiny’s AP less SSD-lite’s', unit: '', digits: 3 },
    ...figures.flatMap(({ slot, label }) =>
      both.map(({ key, name }): SlotSpec => ({
        id: `${slot}-${key}`,
        label: `${name}, ${label}`,
        unit: '',
        digits: 3,
      })),
    ),
  ],
  dependsOn: ['suite', 'pictures'],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { suite, pictures: atMost } = context.params;
    const runs: SuiteDetections[] = [];
    for (const [index, { request }] of both.entries()) {
      const place = { atMost, offset: index * atMost, total: both.length * atMost };
      runs.push(yield* detectSuite(context, request, suite, place));
    }
    const [first] = runs;
    if (!first) throw new Error('Nothing was run.');
    const { truth, subject } = first;
    const draws = yield* apDraws(
      context,
      truth,
      runs.map(({ results }) => results),
    );
    const aps: number[] = [];
    for (const [index, { key, name }] of both.entries()) {
      const { results = [], detector } = runs[index] ?? {};
      const { stats, perClass } = evaluateCoco(truth, results, { iouType: 'bbox' });
      const about = { subject, detectors: detector ? [detector] : [] };
      const ap = stats[0] ?? null;
      if (ap !== null) {
        const interval = middleOf(
          draws.map((row) => row[index] ?? 0),
          ap,
        );
        yield { kind: 'finding', slot: `ap-${key}`, value: ap, interval, ...about };
      }
      for (const { slot, stat } of figures) {
        const value = stats[statNames.indexOf(stat)] ?? null;
        if (value !== null) yield { kind: 'finding', slot: `${slot}-${key}`, value, ...about };
      }
      for (const { name: className, objects, AP } of perClass) {
        if (objects === 0) continue;
        yield {
          kind: 'row',
          table: 'AP by class',
          cells: { model: name, class: className, objects, ...(AP === null ? {} : { AP }) },
        };
      }
      aps.push(ap ?? 0);
    }
    const gap = (aps[0] ?? 0) - (aps[1] ?? 0);
    yield {
      kind: 'finding',
      slot: 'ap-gap',
      value: gap,
      interval: middleOf(
        draws.map(([a = 0, b = 0]) => a - b),
        gap,
      ),
      subject,
      detectors: runs.map(({ detector }) => detector),
    };
  },
};
