/**
 * One pixel of error at every size: squares are painted and their pixels counted, so that nothing comes from a formula. The
 * claim on trial is “IoU punishes small objects”: the same pixel costs a small one more, the same share of the side costs
 * all of them alike.
 */
import type { Experiment } from '$src/lab/contract';
import type { Xywh } from '$src/metrics';
import { iou, overlapCounts } from '$src/metrics/mask-overlap';
import type { Specs } from '../geometry';
import { rectMask } from '../shapes';
import { guessOf } from '../shift';
import { exact, finding, madeByRule, type Events } from './support';

const tableSides = [4, 6, 10, 16, 24, 32, 50, 100] as const;
/** A square off to each of its sides, and to each of its corners. */
const directions = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
] as const;
const straight = 4;
const limits = [
  { slot: 'shift-side-50', threshold: 0.5 },
  { slot: 'shift-side-75', threshold: 0.75 },
  { slot: 'shift-side-95', threshold: 0.95 },
] as const;

export const shift: Experiment<Specs> = {
  id: 'shift',
  title: 'One pixel off, at every size',
  predict: {
    prompt:
      'A square of 10 × 10 pixels is guessed one pixel too far to the right. What is the IoU?',
    slot: 'shift-right-10',
    min: 0,
    max: 1,
  },
  yields: [
    exact('shift-right-10', 'IoU of a 10 px square, one pixel off', '', 3),
    exact('shift-right-100', 'IoU of a 100 px square, one pixel off', '', 3),
    exact('shift-diagonal-10', 'IoU of a 10 px square, one pixel off both ways', '', 3),
    exact('shift-diagonal-100', 'IoU of a 100 px square, one pixel off both ways', '', 3),
    exact('shift-sides-differ', 'Largest difference between left, right, up and down, 4 to 100 px'),
    exact('shift-tenth-10', 'IoU of a 10 px square, a tenth of its side off', '', 3),
    exact('shift-tenth-100', 'IoU of a 100 px square, a tenth of its side off', '', 3),
    exact('shift-grow-10', 'IoU of a 10 px square, guessed one pixel too large all round', '', 3),
    exact('shift-shrink-10', 'IoU of a 10 px square, guessed one pixel too small all round', '', 3),
    exact('shift-side-50', 'Least side that passes 0.50 with one pixel of shift', 'px'),
    exact('shift-side-75', 'Least side that passes 0.75 with one pixel of shift', 'px'),
    exact('shift-side-95', 'Least side that passes 0.95 with one pixel of shift', 'px'),
  ],
  dependsOn: [],
  usesReaderImage: false,
  async *run({ signal }): Events {
    const subject = await madeByRule('painted squares');
    let differ = 0;
    for (const [index, side] of tableSides.entries()) {
      signal.throwIfAborted();
      yield { kind: 'progress', done: index, total: tableSides.length, note: `${side} px` };
      const values = directions.map(([dx, dy]) => counted(side, [dx, dy, side, side]));
      const sides = values.slice(0, straight);
      differ = Math.max(differ, Math.max(...sides) - Math.min(...sides));
      const diagonal = values[straight] ?? 0;
      yield {
        kind: 'row',
        table: 'One pixel of error, pixels counted',
        cells: {
          'side, px': side,
          'to one side': values[0] ?? 0,
          'both ways': diagonal,
          'too large': counted(side, guessOf(side, 1, 'grow')),
          'too small': counted(side, guessOf(side, 1, 'shrink')),
        },
      };
    }
    const of = (slot: string, value: number) => finding(slot, value, subject);
    for (const side of [10, 100]) {
      yield of(`shift-right-${side}`, counted(side, guessOf(side, 1, 'right')));
      yield of(`shift-diagonal-${side}`, counted(side, guessOf(side, 1, 'diagonal')));
      yield of(`shift-tenth-${side}`, counted(side, guessOf(side, side / 10, 'right')));
    }
    yield of('shift-sides-differ', differ);
    yield of('shift-grow-10', counted(10, guessOf(10, 1, 'grow')));
    yield of('shift-shrink-10', counted(10, guessOf(10, 1, 'shrink')));
    for (const { slot, threshold } of limits) {
      const side = leastSidePx(threshold);
      if (side !== undefined) yield of(slot, side);
    }
  },
};

/** IoU of a square at the origin with another box, by painting both and counting. */
function counted(sidePx: number, [x, y, width, height]: Xywh): number {
  const rim = 1 + Math.max(0, -x, -y, x + width - sidePx, y + height - sidePx);
  const size = sidePx + 2 * Math.ceil(rim);
  const off = Math.ceil(rim);
  const truth = rectMask(size, size, [off, off, sidePx, sidePx]);
  const guess = rectMask(size, size, [off + x, off + y, width, height]);
  return iou(overlapCounts(guess, truth));
}

/** Least side, up to 200 px, at which a shift by one pixel still reaches the threshold. */
function leastSidePx(threshold: number): number | undefined {
  for (let side = 1; side <= 200; side++) {
    if (counted(side, guessOf(side, 1, 'right')) >= threshold) return side;
  }
  return undefined;
}
