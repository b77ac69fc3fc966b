/**
 * Boxes that do not touch all have the IoU 0, however far apart: nothing to rank them by and no slope to learn from. What
 * GIoU, DIoU and CIoU say there, what each is blind to, and whether a box that follows them arrives.
 */
import type { Rng } from '$src/core/rng';
import type { Experiment } from '$src/lab/contract';
import { boxOverlap, type Xywh } from '$src/metrics';
import { descend, lossNames, losses } from '../descent';
import type { Specs } from '../geometry';
import { exact, finding, madeByRule, type Events } from './support';

const target: Xywh = [0, 0, 40, 40];
/** Gaps between two squares of 40 px. */
const gaps = { near: 4, far: 120 } as const;
/** A square of 20 px inside the one of 40. */
const inside: Readonly<Record<'centre' | 'corner', Xywh>> = {
  centre: [10, 10, 20, 20],
  corner: [0, 0, 20, 20],
};
/** Same centre and area as the target, four times as wide as high. */
const flat: Xywh = [-20, 10, 80, 20];
const starts = 60;
/** “Arrived”: as COCO's lenient threshold has it. */
const arrived = 0.5;

export const apart: Experiment<Specs> = {
  id: 'apart',
  title: 'Boxes that do not touch',
  predict: {
    prompt:
      'Boxes that do not touch their target follow a loss for 200 steps. How many per cent reach an IoU of one half with 1 − IoU as the loss?',
    slot: 'reach-iou',
    min: 0,
    max: 100,
  },
  yields: [
    ...(['iou', 'giou', 'diou'] as const).flatMap((measure) =>
      (['near', 'far'] as const).map((place) =>
        exact(
          `gap-${measure}-${place}`,
          `${lossNames[measure]} of two squares of 40 px, ${gaps[place]} px apart`,
          '',
          3,
        ),
      ),
    ),
    ...(['giou', 'diou'] as const).flatMap((measure) =>
      (['centre', 'corner'] as const).map((place) =>
        exact(
          `inside-${measure}-${place}`,
          `${lossNames[measure]} of a small square in the ${place} of a large one`,
          '',
          3,
        ),
      ),
    ),
    exact(
      'ratio-diou',
      'DIoU of two boxes with one centre and area, one four times as wide',
      '',
      3,
    ),
    exact('ratio-ciou', 'CIoU of the same two boxes', '', 3),
    ...losses.map((loss) =>
      exact(`reach-${loss}`, `Boxes that arrive, following 1 − ${lossNames[loss]}`, '%', 0),
    ),
  ],
  dependsOn: [],
  usesReaderImage: false,
  async *run({ rng, signal }): Events {
    const subject = await madeByRule('boxes made by rule');
    for (const place of ['near', 'far'] as const) {
      const measures = boxOverlap(target, [target[2] + gaps[place], 0, 40, 40]);
      for (const key of ['iou', 'giou', 'diou'] as const) {
        yield finding(`gap-${key}-${place}`, measures[key], subject);
      }
    }
    for (const place of ['centre', 'corner'] as const) {
      const measures = boxOverlap(target, inside[place]);
      for (const key of ['giou', 'diou'] as const) {
        yield finding(`inside-${key}-${place}`, measures[key], subject);
      }
    }
    const wide = boxOverlap(target, flat);
    yield finding('ratio-diou', wide.diou, subject);
    yield finding('ratio-ciou', wide.ciou, subject);

    const boxes = Array.from({ length: starts }, () => clearStart(rng));
    for (const [index, loss] of losses.entries()) {
      yield { kind: 'progress', done: index, total: losses.length, note: lossNames[loss] };
      await new Promise((resolve) => setTimeout(resolve)); // lets a cancel through
      signal.throwIfAborted();
      const paths = boxes.map((box) => descend(target, box, loss));
      const reached = paths.filter((path) => (path.at(-1)?.iou ?? 0) >= arrived).length;
      yield finding(`reach-${loss}`, (100 * reached) / starts, subject);
      yield {
        kind: 'row',
        table: `${starts} boxes that follow a loss`,
        cells: {
          loss: `1 − ${lossNames[loss]}`,
          'arrived, %': (100 * reached) / starts,
          'touch the target, %':
            (100 * paths.filter((path) => (path.at(-1)?.iou ?? 0) > 0).length) / starts,
          'IoU at the end, mean':
            paths.reduce((sum, path) => sum + (path.at(-1)?.iou ?? 0), 0) / starts,
        },
      };
    }
  },
};

/** A box of half to twice the target's side that does not touch it, up to three sides away. */
function clearStart(rng: Rng): Xywh {
  for (;;) {
    const [w, h] = [20 + 60 * rng.next(), 20 + 60 * rng.next()];
    const box: Xywh = [-120 + 240 * rng.next(), -120 + 240 * rng.next(), w, h];
    if (boxOverlap(target, box).shared === 0) return box;
  }
}
