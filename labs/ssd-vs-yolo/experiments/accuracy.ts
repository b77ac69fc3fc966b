/**
 * AP of both on the first pictures of a rendered set, by COCO's rules (src/metrics), thresholds as COCO's
 * evaluation wants them (src/detect/evaluation.ts). The gap comes with a paired bootstrap over pictures
 * (Efron 1979): the same resampled pictures for both, because what is hard is hard for both.
 */
import { runOverPictures } from '$src/detect/evaluation';
import type { DetectorInfo } from '$src/detect/types';
import type { SlotSpec } from '$src/evidence/types';
import { apDraws, middleOf } from '$src/lab/ap-bootstrap';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { reporting } from '$src/lab/progress';
import { evaluateCoco, statNames, type CocoResult } from '$src/metrics';
import { both, type Specs } from '../contestants';
import { datasetOf, picturesOf } from '../pictures';

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
    const { pictures, subject } = yield* picturesOf(context, suite, atMost);
    const truth = datasetOf(pictures);
    const frames = pictures.map(({ frame }, i) => ({
      imageId: i + 1,
      load: () => Promise.resolve(frame),
    }));
    const infos: DetectorInfo[] = [];
    const lists: (readonly CocoResult[])[] = [];
    const aps: number[] = [];
    for (const [index, { key, name, request }] of both.entries()) {
      const detector = await context.detector(request);
      const { results } = yield* reporting(
        (report) =>
          runOverPictures(detector, frames, truth.categories, {
            signal: context.signal,
            onProgress: report,
          }),
        { note: `${name} on “${suite}”`, offset: index * frames.length, total: 2 * frames.length },
      );
      const { stats, perClass } = evaluateCoco(truth, results, { iouType: 'bbox' });
      const detectors = [detector.info];
      const ap = stats[0] ?? null;
      if (ap !== null) yield { kind: 'finding', slot: `ap-${key}`, value: ap, subject, detectors };
      for (const { slot, stat } of figures) {
        const value = stats[statNames.indexOf(stat)] ?? null;
        if (value !== null) {
          yield { kind: 'finding', slot: `${slot}-${key}`, value, subject, detectors };
        }
      }
      for (const { name: className, objects, AP } of perClass) {
        if (objects === 0) continue;
        yield {
          kind: 'row',
          table: 'AP by class',
          cells: { model: name, class: className, objects, ...(AP === null ? {} : { AP }) },
        };
      }
      infos.push(detector.info);
      lists.push(results);
      aps.push(ap ?? 0);
    }
    const draws = yield* apDraws(context, truth, lists);
    yield {
      kind: 'finding',
      slot: 'ap-gap',
      value: (aps[0] ?? 0) - (aps[1] ?? 0),
      interval: middleOf(draws.map(([a = 0, b = 0]) => a - b)),
      subject,
      detectors: infos,
    };
  },
};
