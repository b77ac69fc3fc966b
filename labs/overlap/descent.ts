/**
 * A box that follows a loss: plain gradient descent on centre and sides of the guess, the loss being 1 - IoU or one of its
 * relatives. After the simulation in the DIoU paper (Zheng et al., AAAI 2020, section 3.2): a step is the gradient times
 * 0.1 (2 - IoU), a tenth of that from 80 % of the steps on and a hundredth from 90 %. Gradients are central differences of
 * `boxOverlap`, so that what is followed is what is measured.
 *
 * Deliberately not a network: no other object pulls, and no weight is shared.
 */
import { boxOverlap, type Xywh } from '$src/metrics';

export type Loss = 'iou' | 'giou' | 'diou' | 'ciou';
export const losses: readonly Loss[] = ['iou', 'giou', 'diou', 'ciou'];
export const lossNames: Readonly<Record<Loss, string>> = {
  iou: 'IoU',
  giou: 'GIoU',
  diou: 'DIoU',
  ciou: 'CIoU',
};

export const defaultSteps = 200;
const rate = 0.1;
/** Of the target's side: far below a pixel, far above what double precision rounds away. */
const probe = 1e-4;
/** Of the target's side. */
const leastSide = 0.02;

export interface Stop {
  readonly box: Xywh;
  readonly iou: number;
}

/**
 * The guess before the first and after each step: `steps` + 1 stops. Lengths are in sides of the target (the root of
 * its area), so that the path does not depend on the unit. Throws RangeError for a target without area.
 */
export function descend(
  target: Xywh,
  from: Xywh,
  loss: Loss,
  steps: number = defaultSteps,
): readonly Stop[] {
  const unit = Math.sqrt(target[2] * target[3]);
  if (!(unit > 0)) throw new RangeError(`The target needs an area, got [${target.join(', ')}].`);
  // Centre x, centre y, width, height.
  const state = [from[0] + from[2] / 2, from[1] + from[3] / 2, from[2], from[3]].map(
    (value) => value / unit,
  );
  const boxOfState = (values: readonly number[]): Xywh => {
    const [cx = 0, cy = 0, w = 0, h = 0] = values;
    return [(cx - w / 2) * unit, (cy - h / 2) * unit, w * unit, h * unit];
  };
  const lossAt = (values: readonly number[]): number =>
    1 - boxOverlap(target, boxOfState(values))[loss];
  const stop = (): Stop => {
    const box = boxOfState(state);
    return { box, iou: boxOverlap(target, box).iou };
  };
  const path = [stop()];
  for (let step = 0; step < steps; step++) {
    const share = step / steps;
    const decay = share >= 0.9 ? 0.01 : share >= 0.8 ? 0.1 : 1;
    const now = rate * decay * (2 - boxOverlap(target, boxOfState(state)).iou);
    const gradient = state.map((_, i) => {
      const at = (sign: number) =>
        lossAt(state.map((value, k) => (k === i ? value + sign * probe : value)));
      return (at(1) - at(-1)) / (2 * probe);
    });
    gradient.forEach((slope, i) => {
      const next = (state[i] ?? 0) - now * slope;
      state[i] = i < 2 ? next : Math.max(leastSide, next);
    });
    path.push(stop());
  }
  return path;
}

/** The guess is carried past the truth from left to right, centre against centre: all measures at every step. */
export function slide(
  truth: Xywh,
  guess: Xywh,
  reachPx: number,
): readonly ({ readonly offsetPx: number } & Readonly<Record<Loss, number>>)[] {
  const centre = truth[0] + truth[2] / 2 - guess[2] / 2;
  const count = 2 * Math.round(reachPx) + 1;
  return Array.from({ length: count }, (_, i) => {
    const offsetPx = i - Math.round(reachPx);
    const { iou, giou, diou, ciou } = boxOverlap(truth, [
      centre + offsetPx,
      guess[1],
      guess[2],
      guess[3],
    ]);
    return { offsetPx, iou, giou, diou, ciou };
  });
}

/** The best IoU up to each stop: near its end a path of fixed steps jumps to and fro over the optimum. */
export function bestSoFar(path: readonly Stop[]): readonly number[] {
  let best = 0;
  return path.map(({ iou }) => (best = Math.max(best, iou)));
}
