/**
 * A class made rare: pictures in random order until they show a given number of its objects, and the class's AP on
 * just these. Unlike a bootstrap no picture comes twice, so a draw is a smaller set of the same kind. Draws that
 * come near to the whole set must agree with it; only the left part of the curve says how small sets differ.
 */
import type { Rng } from '$src/core/rng';
import { quantile } from '$src/evidence/statistics';
import { measureOfStat, weightedMeasureOf, type CocoDataset, type CocoResult } from '$src/metrics';

/** Numbers of objects that are asked about; beyond what the set has they are left out. */
export const instanceSteps: readonly number[] = [1, 2, 3, 5, 10, 20, 50, 100, 200];
/** "Few": what a long tail has of its last classes. */
export const fewInstances = 3;
export const drawsPerStep = 200;

export interface RareStep {
  readonly instances: number;
  readonly p05: number;
  readonly median: number;
  readonly p95: number;
  readonly draws: readonly number[];
}

export interface RareCurve {
  readonly className: string;
  readonly objects: number;
  /** Of all pictures: the class, and the mean of the other classes. */
  readonly ap: number;
  readonly others: number;
  readonly classes: number;
  readonly steps: readonly RareStep[];
}

/** Throws RangeError where the set has no such class or none of its objects. Yields what is done, of all steps. */
export function* rareCurve(
  truth: CocoDataset,
  results: readonly CocoResult[],
  className: string,
  rng: Rng,
): Generator<{ readonly done: number; readonly total: number }, RareCurve> {
  const category = truth.categories.find(({ name }) => name === className);
  const measure = { ...measureOfStat('AP'), categoryId: category?.id ?? -1 };
  const imageIds = [...new Set(truth.images.map(({ id }) => id))].sort((a, b) => a - b);
  const placeOf = new Map(imageIds.map((id, place) => [id, place]));
  const objectsIn = new Int32Array(imageIds.length);
  for (const { category_id, image_id, iscrowd } of truth.annotations) {
    const place = placeOf.get(image_id);
    if (place === undefined || category_id !== category?.id || iscrowd === 1) continue;
    objectsIn[place] = (objectsIn[place] ?? 0) + 1;
  }
  const objects = objectsIn.reduce((sum, count) => sum + count, 0);
  if (!category || objects === 0) {
    throw new RangeError(
      `The chosen pictures show no ${className}. Choose another class, or more pictures.`,
    );
  }
  const valueOf = weightedMeasureOf(truth, results, measure);
  const all = new Int32Array(imageIds.length).fill(1);
  const others = truth.categories
    .filter(({ id }) => id !== category.id)
    .map(({ id }) => weightedMeasureOf(truth, results, { ...measure, categoryId: id })(all))
    .filter((value) => !Number.isNaN(value));
  const asked = instanceSteps.filter((instances) => instances <= objects);
  const steps: RareStep[] = [];
  for (const instances of asked) {
    yield { done: steps.length, total: asked.length };
    const own = rng.fork(`${className} ${instances}`);
    const draws = Array.from({ length: drawsPerStep }, () =>
      valueOf(drawUntil(objectsIn, instances, own)),
    );
    steps.push({
      instances,
      p05: quantile(draws, 0.05),
      median: quantile(draws, 0.5),
      p95: quantile(draws, 0.95),
      draws,
    });
  }
  return {
    className,
    objects,
    ap: valueOf(all),
    others: others.reduce((sum, value) => sum + value, 0) / Math.max(1, others.length),
    classes: others.length + 1,
    steps,
  };
}

/** 1 for pictures in random order until `instances` objects are among them. */
export function drawUntil(objectsIn: Int32Array, instances: number, rng: Rng): Int32Array {
  const order = Int32Array.from(objectsIn, (_, i) => i);
  const chosen = new Int32Array(objectsIn.length);
  let seen = 0;
  for (let i = 0; i < order.length && seen < instances; i++) {
    const at = rng.integer(i, order.length - 1);
    const place = order[at] ?? 0;
    order[at] = order[i] ?? 0;
    order[i] = place;
    chosen[place] = 1;
    seen += objectsIn[place] ?? 0;
  }
  return chosen;
}
