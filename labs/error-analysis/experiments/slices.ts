/**
 * How badly a slice is treated against how much AP it costs: objects that something else hides, against those in full
 * view. The share found is of objects with a hit at the score threshold; the cost is what repairing every error about
 * an object of the slice would win.
 */
import { createRng } from '$src/core/rng';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { Repairs } from '../repaired';
import type { Specs } from '../settings';
import { foundShare, wholeBelow } from '../slices';
import { findingOf, lookAtBoth, percent, perDetector } from './shared';

export const slices: Experiment<Specs> = {
  id: 'slices',
  title: 'In full view and hidden',
  predict: {
    prompt:
      'YOLO-tiny, over the chosen set: of the objects that something else hides in part, which percentage does it find at the score threshold?',
    slot: 'found-hidden-yolo',
    min: 0,
    max: 100,
  },
  yields: [
    ...perDetector('found-clear', 'objects in full view that it finds', '%', 0),
    ...perDetector('found-hidden', 'partly hidden objects that it finds', '%', 0),
    ...perDetector('gain-clear', 'AP lost on objects in full view', '', 3),
    ...perDetector('gain-hidden', 'AP lost on partly hidden objects', '', 3),
  ],
  dependsOn: ['suite', 'pictures', 'iou', 'score'],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { score } = context.params;
    for (const looked of yield* lookAtBoth(context, context.params)) {
      const { analysis } = looked;
      const { truth, results, tide, objects } = analysis;
      const repairs = new Repairs(truth, results, tide);
      repairs.draw(context.rng, 200);
      const isHidden = (place: number): boolean => (objects[place]?.occlusion ?? 0) >= wholeBelow;
      for (const wantsHidden of [false, true]) {
        const name = wantsHidden ? 'hidden' : 'clear';
        const places = objects.flatMap((_, i) => (isHidden(i) === wantsHidden ? [i] : []));
        const errors = tide.errors.filter(
          (error) => error.type !== 'background' && isHidden(error.annotation) === wantsHidden,
        );
        const found = { ...analysis, pictures: truth.images.length };
        const share = foundShare(places, found, score, createRng(context.seed));
        const at = `n = ${places.length}`;
        if (share) yield findingOf(`found-${name}`, percent(share), looked, { at });
        yield findingOf(`gain-${name}`, repairs.gainRanged(errors), looked, { at });
      }
      for (const { cut, label, objects: some, errors, gain } of analysis.slices) {
        if (cut === 'pair' || cut === 'class') continue;
        const known = { ...analysis, pictures: truth.images.length };
        const share = foundShare(some, known, score, createRng(context.seed));
        yield {
          kind: 'row',
          table: 'Slices',
          cells: {
            detector: analysis.detector,
            cut,
            slice: label,
            objects: some.length,
            errors: errors.length,
            ...(share ? { 'found %': 100 * share.value } : {}),
            'AP lost': gain.value,
          },
        };
      }
    }
  },
};
