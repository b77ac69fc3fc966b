/** The same detections, displaced step by step: accuracy and AP recomputed at each. */
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { bootstrapIntervals, evaluateCoco, measureOfStat, type CocoResult } from '$src/metrics';
import { meantFor, namingAccuracy, presenceAccuracy, shownOf } from '../accuracy';
import { halfShift, moved, type SweepPoint } from '../moved';
import { runOf, sweepName, type Specs } from '../run';

/** Percent of the box's side: dense where AP falls. */
const shifts = [0, 2, 4, 6, 8, 10, 12.5, 15, 17.5, 20, 25, 30, 35, 40, 50, 60, 80, 100] as const;
/** What the answers quote: a tenth of the side, and a displacement that the eye still forgives. */
const [tenth, far] = [10, 30] as const;
const [resamples, level] = [200, 0.95] as const;

export const movedExperiment: Experiment<Specs> = {
  id: 'moved',
  title: 'Right classes, wrong places',
  predict: {
    prompt:
      'Every box of the detector is displaced by 30 % of its side; classes and scores stay. What is left of COCO AP? (From 0 to 1.)',
    slot: 'ap-moved',
    min: 0,
    max: 1,
  },
  yields: [
    { id: 'presence-still', label: 'Accuracy by presence, boxes in place', unit: '%', digits: 1 },
    {
      id: 'presence-moved',
      label: 'Accuracy by presence, boxes displaced by 30 %',
      unit: '%',
      digits: 1,
    },
    { id: 'named-still', label: 'Accuracy of naming, boxes in place', unit: '%', digits: 1 },
    {
      id: 'named-moved',
      label: 'Accuracy of naming, boxes displaced by 30 %',
      unit: '%',
      digits: 1,
    },
    { id: 'ap-still', label: 'COCO AP, boxes in place', unit: '', digits: 3 },
    { id: 'ap-tenth', label: 'COCO AP, boxes displaced by 10 %', unit: '', digits: 3 },
    { id: 'ap-moved', label: 'COCO AP, boxes displaced by 30 %', unit: '', digits: 3 },
    { id: 'ap50-still', label: 'COCO AP50, boxes in place', unit: '', digits: 3 },
    { id: 'ap50-moved', label: 'COCO AP50, boxes displaced by 30 %', unit: '', digits: 3 },
    { id: 'half-shift', label: 'Displacement that halves COCO AP', unit: '%', digits: 0 },
  ],
  dependsOn: ['detector', 'suite', 'pictures', 'way', 'score'],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { way, score } = context.params;
    const { run, subject, detectors } = yield* runOf(context);
    const { truth, results } = run;
    const about = { at: `${truth.images.length} pictures`, subject, detectors };
    const shownStill = shownOf(results, score);
    const meant = meantFor(truth, shownStill);
    const sweep: SweepPoint[] = [];
    for (const [done, shift] of shifts.entries()) {
      yield {
        kind: 'progress',
        done,
        total: shifts.length,
        note: `AP, boxes displaced by ${shift} %`,
      };
      await new Promise((resolve) => setTimeout(resolve));
      context.signal.throwIfAborted();
      const all = moved(results, shift / 100, way);
      const [ap, ap50, ap75] = evaluateCoco(truth, all, { iouType: 'bbox' }).stats;
      const presence = presenceAccuracy(truth, shownOf(all, score));
      sweep.push({ shift, ap: ap ?? 0, ap50: ap50 ?? 0, ap75: ap75 ?? 0, presence });
      if (shift === far) {
        const named = namingAccuracy(truth, moved(shownStill, shift / 100, way), meant);
        yield { kind: 'finding', slot: 'presence-moved', value: 100 * presence, ...about };
        if (Number.isFinite(named)) {
          yield { kind: 'finding', slot: 'named-moved', value: 100 * named, ...about };
        }
      }
    }
    yield { kind: 'data', name: sweepName(context.params), value: sweep };
    const named = namingAccuracy(truth, shownStill, meant);
    yield {
      kind: 'finding',
      slot: 'presence-still',
      value: 100 * (sweep[0]?.presence ?? 0),
      ...about,
    };
    if (Number.isFinite(named)) {
      yield { kind: 'finding', slot: 'named-still', value: 100 * named, ...about };
    }
    const intervalOf = (boxes: readonly CocoResult[]) =>
      bootstrapIntervals(truth, boxes, [measureOfStat('AP'), measureOfStat('AP50')], {
        resamples,
        level,
        seed: context.seed,
      });
    const quoted = [
      { shift: 0, slots: ['ap-still', 'ap50-still'] },
      { shift: tenth, slots: ['ap-tenth'] },
      { shift: far, slots: ['ap-moved', 'ap50-moved'] },
    ] as const;
    for (const { shift, slots } of quoted) {
      const intervals = intervalOf(moved(results, shift / 100, way));
      for (const [i, slot] of slots.entries()) {
        const { value, low, high } = intervals[i] ?? { value: null, low: null, high: null };
        if (value === null) continue;
        const interval = low === null || high === null ? {} : { interval: { low, high, level } };
        yield { kind: 'finding', slot, value, ...interval, ...about };
      }
    }
    const half = halfShift(sweep);
    if (half !== undefined) yield { kind: 'finding', slot: 'half-shift', value: half, ...about };
  },
};
