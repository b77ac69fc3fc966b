/**
 * What suppression costs where objects crowd: true objects that had a good box and lose it, against second boxes on
 * the same object that stay. Hard suppression and Soft-NMS (Bodla et al. 2017) on the same candidates, at the
 * same score threshold.
 */
import { summarise } from '$src/evidence/statistics';
import type { SlotSpec } from '$src/evidence/types';
import {
  defaultOptions,
  type Candidates,
  type Detection,
  type Label,
  type Suppression,
} from '$src/detect/types';
import { detectionOf, suppress } from '$src/detect/stages/suppress';
import type { Experiment, ExperimentEvent, TruthObject } from '$src/lab/contract';
import { iouXywh } from '$src/metrics';
import { both, type Specs } from '../contestants';
import { categoryOf, matchIou, xywhOf } from '../match';
import { picturesOf } from '../pictures';

const pictureCount = 16;
const kinds = [
  { key: 'hard', suppression: 'per-class', name: 'hard' },
  { key: 'soft', suppression: 'soft-gaussian', name: 'soft' },
] as const satisfies readonly { key: string; suppression: Suppression; name: string }[];

export const suppressionExperiment: Experiment<Specs> = {
  id: 'suppression',
  title: 'What suppression takes and leaves in a crowd',
  predict: {
    prompt: `${pictureCount} crowded pictures, hard suppression at IoU ${defaultOptions.iouThreshold}. Of the objects for which YOLO-tiny had a good box, what share loses every one of them?`,
    slot: 'lost-hard-yolo',
    min: 0,
    max: 100,
  },
  yields: [
    ...both.map(({ key, name }): SlotSpec => ({
      id: `candidates-${key}`,
      label: `${name}, candidates per picture before suppression`,
      unit: '',
      digits: 0,
    })),
    ...kinds.flatMap((kind) => [
      ...both.map(({ key, name }): SlotSpec => ({
        id: `lost-${kind.key}-${key}`,
        label: `${name}, objects that ${kind.name} suppression loses`,
        unit: '%',
        digits: 1,
      })),
      ...both.map(({ key, name }): SlotSpec => ({
        id: `double-${kind.key}-${key}`,
        label: `${name}, second boxes left per 100 objects, ${kind.name} suppression`,
        unit: '',
        digits: 1,
      })),
    ]),
  ],
  dependsOn: [],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { pictures, subject } = yield* picturesOf(context, 'dense', pictureCount);
    for (const { key, name, request } of both) {
      const detector = await context.detector(request);
      const detectors = [detector.info];
      const { labels } = detector.info.spec;
      const counts: number[] = [];
      const tallies = kinds.map(() => ({ had: 0, lost: 0, doubles: 0 }));
      let all = 0;
      for (const [index, { frame, objects }] of pictures.entries()) {
        yield { kind: 'progress', done: index, total: pictures.length, note: `${name} on “dense”` };
        const options = { ...defaultOptions, wantsCandidates: true };
        const { candidates } = await detector.detect(frame, options, context.signal);
        if (!candidates) throw new Error(`${name} gave no candidates.`);
        counts.push(candidates.count);
        all += objects.length;
        const before = covers(everyOne(candidates), labels, objects);
        for (const [k, { suppression }] of kinds.entries()) {
          const after = covers(suppress(candidates, { ...options, suppression }), labels, objects);
          const tally = tallies[k];
          if (!tally) continue;
          tally.had += before.filter((count) => count > 0).length;
          tally.lost += before.filter((count, i) => count > 0 && after[i] === 0).length;
          tally.doubles += after.reduce((sum, count) => sum + Math.max(0, count - 1), 0);
        }
      }
      yield {
        kind: 'finding',
        slot: `candidates-${key}`,
        value: summarise(counts),
        subject,
        detectors,
      };
      for (const [k, kind] of kinds.entries()) {
        const { had, lost, doubles } = tallies[k] ?? { had: 0, lost: 0, doubles: 0 };
        if (had > 0) {
          yield {
            kind: 'finding',
            slot: `lost-${kind.key}-${key}`,
            value: (100 * lost) / had,
            at: `of ${had} with a good box`,
            subject,
            detectors,
          };
        }
        if (all > 0) {
          yield {
            kind: 'finding',
            slot: `double-${kind.key}-${key}`,
            value: (100 * doubles) / all,
            at: `${all} objects`,
            subject,
            detectors,
          };
        }
        yield {
          kind: 'row',
          table: 'Suppression in a crowd',
          cells: {
            model: name,
            kind: kind.name,
            objects: all,
            'had a box': had,
            lost,
            'second boxes': doubles,
          },
        };
      }
    }
  },
};

/** How many boxes lie well on each object; a box belongs to the object of its class that it overlaps most. */
export function covers(
  detections: readonly Detection[],
  labels: readonly Label[],
  objects: readonly TruthObject[],
): number[] {
  const counts = objects.map(() => 0);
  for (const detection of detections) {
    const category = categoryOf(labels[detection.classIndex]);
    let [best, most] = [-1, 0];
    objects.forEach(({ categoryId, boxXywh }, i) => {
      const iou = categoryId === category ? iouXywh(xywhOf(detection), boxXywh) : 0;
      if (iou >= matchIou && iou > most) [best, most] = [i, iou];
    });
    if (best >= 0) counts[best] = (counts[best] ?? 0) + 1;
  }
  return counts;
}

export function everyOne(candidates: Candidates): Detection[] {
  return Array.from({ length: candidates.count }, (_, index) => detectionOf(candidates, index));
}
