/**
 * Do Dice and IoU ever disagree? Random pairs of boxes are ordered by both. Then two imaginary models get ten pairs each and
 * are compared by their means, and by their areas added up before dividing.
 */
import { boxOverlap, type Xywh } from '$src/metrics';
import { dice, iou, overlapCounts } from '$src/metrics/mask-overlap';
import type { Rng } from '$src/core/rng';
import type { Experiment } from '$src/lab/contract';
import { sheet, type Specs } from '../geometry';
import { added, diceOfAreas, diceOfIou, iouOfAreas, mean, winner, type Areas } from '../means';
import { rectMask } from '../shapes';
import { exact, finding, madeByRule, type Events } from './support';

const pairCount = 600;
const duels = 2000;
const perModel = 10;
/**
 * Two pictures of 100 × 80 px, each with an object of 80 × 40. What the model finds of it is a strip of the object of so
 * many px, so that its IoU is that share of 80.
 */
const objectPx = 80;
const models = { mixed: [72, 8], steady: [38, 38] } as const;

interface Pair extends Areas {
  readonly iou: number;
  readonly dice: number;
}

export const rank: Experiment<Specs> = {
  id: 'rank',
  title: 'Dice and IoU: one pair, then a mean',
  predict: {
    prompt:
      'Two models, ten pictures each. In how many per cent of such duels does mean Dice prefer the other model than mean IoU?',
    slot: 'rank-means-flipped',
    min: 0,
    max: 100,
  },
  yields: [
    exact('rank-pairs', 'Comparisons of one pair of boxes with another', '', 0),
    exact('rank-pairs-flipped', 'of these, ordered differently by Dice and by IoU', '', 0),
    exact('rank-identity', 'Largest gap between Dice and 2 IoU / (1 + IoU)'),
    exact('rank-means-flipped', 'Duels over ten pictures in which the means disagree', '%', 1),
    exact('rank-pooled-flipped', 'The same duels, areas added up before dividing', '%', 1),
    ...(['iou', 'dice'] as const).flatMap((measure) =>
      (['mixed', 'steady'] as const).map((model) =>
        exact(
          `${model}-${measure}`,
          `Mean ${measure === 'iou' ? 'IoU' : 'Dice'} of the ${model} model`,
          '',
          3,
        ),
      ),
    ),
  ],
  dependsOn: [],
  usesReaderImage: false,
  async *run({ rng, signal }): Events {
    const subject = await madeByRule('random pairs of boxes');
    const pairs = Array.from({ length: pairCount }, () => randomPair(rng));
    let [compared, flipped, gap] = [0, 0, 0];
    for (const [i, pair] of pairs.entries()) {
      gap = Math.max(gap, Math.abs(pair.dice - diceOfIou(pair.iou)));
      for (const other of pairs.slice(0, i)) {
        compared++;
        if ((pair.iou - other.iou) * (pair.dice - other.dice) < 0) flipped++;
      }
    }
    yield { kind: 'progress', done: 1, total: 2, note: 'duels of two models' };
    signal.throwIfAborted();
    yield finding('rank-pairs', compared, subject);
    yield finding('rank-pairs-flipped', flipped, subject);
    yield finding('rank-identity', gap, subject);

    let [means, pooled] = [0, 0];
    for (let duel = 0; duel < duels; duel++) {
      const [p, q] = [drawn(pairs, rng), drawn(pairs, rng)];
      const isSame =
        winner(
          p.map((one) => one.iou),
          q.map((one) => one.iou),
        ) ===
        winner(
          p.map((one) => one.dice),
          q.map((one) => one.dice),
        );
      if (!isSame) means++;
      const [allP, allQ] = [added(p), added(q)];
      const byIou = Math.sign(iouOfAreas(allP) - iouOfAreas(allQ));
      const byDice = Math.sign(diceOfAreas(allP) - diceOfAreas(allQ));
      if (byIou !== byDice) pooled++;
    }
    yield finding('rank-means-flipped', (100 * means) / duels, subject);
    yield finding('rank-pooled-flipped', (100 * pooled) / duels, subject);

    for (const model of ['mixed', 'steady'] as const) {
      const counts = models[model].map(strip);
      const scores = { iou: counts.map(iou), dice: counts.map(dice) };
      yield finding(`${model}-iou`, mean(scores.iou), subject);
      yield finding(`${model}-dice`, mean(scores.dice), subject);
      yield {
        kind: 'row',
        table: 'Two models, two pictures, pixels counted',
        cells: {
          model,
          'IoU 1': scores.iou[0] ?? 0,
          'IoU 2': scores.iou[1] ?? 0,
          'mean IoU': mean(scores.iou),
          'mean Dice': mean(scores.dice),
        },
      };
    }
  },
};

/** A box with whole sides, and the same one moved and resized at random; some do not touch. */
function randomPair(rng: Rng): Pair {
  const [w, h] = [rng.integer(4, 80), rng.integer(4, 60)];
  const a: Xywh = [rng.integer(0, sheet.width - w), rng.integer(0, sheet.height - h), w, h];
  const moved = (side: number): number => Math.round(rng.normal() * 0.25 * side);
  const sized = (side: number): number => Math.max(1, side + moved(side));
  const b: Xywh = [a[0] + moved(w), a[1] + moved(h), sized(w), sized(h)];
  const { shared, union, iou: overlap, dice: coefficient } = boxOverlap(a, b);
  return { shared, union, iou: overlap, dice: coefficient };
}

function drawn(pairs: readonly Pair[], rng: Rng): readonly Pair[] {
  return Array.from({ length: perModel }, () => pairs[rng.integer(0, pairs.length - 1)]).flatMap(
    (pair) => pair ?? [],
  );
}

function strip(foundPx: number) {
  const truth = rectMask(100, 80, [10, 20, objectPx, 40]);
  return overlapCounts(rectMask(100, 80, [10, 20, foundPx, 40]), truth);
}
