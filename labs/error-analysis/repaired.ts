/**
 * AP once some errors are repaired, for any weighing of the pictures: what `apWithFixes` (src/metrics/tide.ts) gives for
 * whole types, for any list of errors, and fast enough for thousands of lists and hundreds of resamples. Only the
 * classes that a repair touches are counted again.
 *
 * Deliberately the same rules as there: an error of class or place becomes a hit where it is the best claim on an object that
 * nothing found, everything else vanishes, a class of which nothing is left counts nowhere.
 */
import type { Rng } from '$src/core/rng';
import { quantile } from '$src/evidence/statistics';
import type { RatioInterval } from '$src/evidence/types';
import { apLevel } from '$src/lab/ap-bootstrap';
import {
  isDifficult,
  type CocoDataset,
  type CocoResult,
  type TideAnalysis,
  type TideError,
} from '$src/metrics';
import { areaUnder } from '$src/metrics/interpolation';

/** A number over a set of pictures; without an interval where there are too few of them. */
export interface Ranged {
  readonly value: number;
  readonly interval?: RatioInterval;
}

/** With fewer pictures a resample is mostly the same picture again. */
export const fewestPictures = 5;

/** Of one class, by falling score. */
interface Lane {
  readonly images: Int32Array;
  readonly isHit: Uint8Array;
  /** Objects still to be found, per picture. */
  readonly objects: Int32Array;
}
/** Instead of an AP: the class has no object in these pictures; or it had, and nothing of it is left. */
const absent = -1;
const finished = -2;

export class Repairs {
  readonly #tide: TideAnalysis;
  readonly #results: readonly CocoResult[];
  readonly #places: ReadonlyMap<number, number>;
  readonly #lanes: readonly Lane[];
  readonly #classOf: ReadonlyMap<number, number>;
  readonly #once: Int32Array;
  readonly #scratch: { readonly recall: Float64Array; readonly precision: Float64Array };
  readonly #values: readonly number[];
  /** AP of each class in each draw, nothing repaired. */
  #draws: readonly { readonly times: Int32Array; readonly values: readonly number[] }[] = [];
  readonly pictures: number;

  constructor(truth: CocoDataset, results: readonly CocoResult[], tide: TideAnalysis) {
    this.#tide = tide;
    this.#results = results;
    this.#places = new Map(truth.images.map(({ id }, place) => [id, place]));
    this.pictures = truth.images.length;
    this.#once = new Int32Array(this.pictures).fill(1);
    this.#classOf = new Map(tide.classes.map(({ categoryId }, k) => [categoryId, k]));
    const objects = tide.classes.map(() => new Int32Array(this.pictures));
    for (const annotation of truth.annotations) {
      const counts = objects[this.#classOf.get(annotation.category_id) ?? -1];
      const place = this.#placeOf(annotation.image_id);
      const isIgnored = annotation.iscrowd === 1 || isDifficult(annotation);
      if (counts && !isIgnored) counts[place] = (counts[place] ?? 0) + 1;
    }
    this.#lanes = tide.classes.map(({ detections, isHit }, k) => ({
      images: Int32Array.from(detections, (detection) =>
        this.#placeOf(results[detection]?.image_id ?? -1),
      ),
      isHit,
      objects: objects[k] ?? new Int32Array(this.pictures),
    }));
    // A repaired error finds an object that nothing found: no lane ever has more hits than there are objects.
    const most = truth.annotations.length;
    this.#scratch = { recall: new Float64Array(most), precision: new Float64Array(most) };
    this.#values = this.#lanes.map((lane, k) => this.#valueOf(lane, k, this.#once));
  }

  /** Draws resamples of the pictures for the intervals; without enough pictures there are none. */
  draw(rng: Rng, resamples: number): void {
    if (this.pictures < fewestPictures) return;
    this.#draws = Array.from({ length: resamples }, () => {
      const times = new Int32Array(this.pictures);
      for (let i = 0; i < this.pictures; i++) {
        const drawn = rng.integer(0, this.pictures - 1);
        times[drawn] = (times[drawn] ?? 0) + 1;
      }
      return { times, values: this.#lanes.map((lane, k) => this.#valueOf(lane, k, times)) };
    });
  }

  /** AP as it is, 0 where there is nothing to find. */
  ap(): Ranged {
    return this.#ranged(meanOf(this.#values) ?? 0, ({ values }) => meanOf(values));
  }

  /** AP with these errors repaired together. */
  apAfter(errors: readonly TideError[]): number {
    return meanOf(this.#valuesAfter(this.#repair(errors), this.#values, this.#once)) ?? 0;
  }

  /** Rise of AP when these errors are repaired together, never below 0. */
  gain(errors: readonly TideError[]): number {
    return Math.max(0, this.apAfter(errors) - (meanOf(this.#values) ?? 0));
  }

  /** The same with its interval over resampled pictures. */
  gainRanged(errors: readonly TideError[]): Ranged {
    return this.gainRangedAfter(errors, []);
  }

  /** What these errors win once `before` are repaired. */
  gainRangedAfter(errors: readonly TideError[], before: readonly TideError[]): Ranged {
    const [first, all] = [this.#repair(before), this.#repair([...before, ...errors])];
    const rise = (values: readonly number[], times: Int32Array): number | undefined => {
      const from = meanOf(this.#valuesAfter(first, values, times));
      const to = meanOf(this.#valuesAfter(all, values, times));
      return from === undefined || to === undefined ? undefined : to - from;
    };
    const value = Math.max(0, rise(this.#values, this.#once) ?? 0);
    return this.#ranged(value, ({ values, times }) => rise(values, times));
  }

  /**
   * Percentiles of the draws, moved by the difference of their mean to the value: draws repeat pictures and with them
   * scores, which lifts every AP a little (see src/metrics/bootstrap.ts).
   */
  #ranged(
    value: number,
    of: (draw: {
      readonly times: Int32Array;
      readonly values: readonly number[];
    }) => number | undefined,
  ): Ranged {
    const drawn = this.#draws.map(of).filter((one) => one !== undefined);
    if (drawn.length === 0) return { value };
    const bias = drawn.reduce((sum, one) => sum + one, 0) / drawn.length - value;
    const bound = (share: number): number =>
      Math.max(0, Math.min(1, quantile(drawn, share) - bias));
    const tail = (1 - apLevel) / 2;
    return { value, interval: { low: bound(tail), high: bound(1 - tail), level: apLevel } };
  }

  #placeOf(imageId: number): number {
    return this.#places.get(imageId) ?? 0;
  }

  /** The classes that change, by their place. */
  #repair(errors: readonly TideError[]): ReadonlyMap<number, Lane> {
    const gone = new Set<number>();
    const added = new Map<number, number[]>();
    const fewer = new Map<number, number[]>();
    const touched = new Set<number>();
    const note = (lists: Map<number, number[]>, k: number, entry: number): void => {
      touched.add(k);
      const list = lists.get(k) ?? [];
      list.push(entry);
      lists.set(k, list);
    };
    for (const error of errors) {
      const own = this.#classOf.get(error.objectCategoryId) ?? -1;
      if (error.type === 'missed') {
        note(fewer, own, this.#placeOf(error.imageId));
        continue;
      }
      gone.add(error.detection);
      touched.add(this.#classOf.get(error.categoryId) ?? -1);
      if (error.becomesHit) note(added, own, error.detection);
    }
    touched.delete(-1);
    return new Map(
      [...touched].map((k) => [
        k,
        this.#laneAfter(k, gone, added.get(k) ?? [], fewer.get(k) ?? []),
      ]),
    );
  }

  #laneAfter(
    k: number,
    gone: ReadonlySet<number>,
    added: readonly number[],
    fewer: readonly number[],
  ): Lane {
    const one = this.#tide.classes[k];
    const lane = this.#lanes[k];
    if (!one || !lane) throw new RangeError(`There is no class ${k}.`);
    const entries: { readonly image: number; readonly hit: number; readonly score: number }[] = [];
    one.detections.forEach((detection, i) => {
      if (gone.has(detection)) return;
      entries.push({
        image: lane.images[i] ?? 0,
        hit: one.isHit[i] ?? 0,
        score: one.score[i] ?? 0,
      });
    });
    for (const detection of added) {
      const { image_id: imageId, score = 0 } = this.#results[detection] ?? { image_id: -1 };
      entries.push({ image: this.#placeOf(imageId), hit: 1, score });
    }
    // Stable: hits that are new come behind equal scores, as in tide.ts.
    if (added.length > 0) entries.sort((a, b) => b.score - a.score);
    const objects = Int32Array.from(lane.objects);
    for (const place of fewer) objects[place] = (objects[place] ?? 0) - 1;
    return {
      images: Int32Array.from(entries, ({ image }) => image),
      isHit: Uint8Array.from(entries, ({ hit }) => hit),
      objects,
    };
  }

  #valuesAfter(
    lanes: ReadonlyMap<number, Lane>,
    before: readonly number[],
    times: Int32Array,
  ): readonly number[] {
    return before.map((value, k) => {
      const lane = lanes.get(k);
      return lane ? this.#valueOf(lane, k, times) : value;
    });
  }

  /** AP of a class, or `absent` or `finished`. */
  #valueOf({ images, isHit, objects }: Lane, k: number, times: Int32Array): number {
    const had = this.#lanes[k]?.objects ?? objects;
    if (weigh(had, times) === 0) return absent;
    const toFind = weigh(objects, times);
    const { recall, precision } = this.#scratch;
    let [right, wrong, count] = [0, 0, 0];
    for (let i = 0; i < images.length; i++) {
      const weight = times[images[i] ?? 0] ?? 0;
      if (weight === 0) continue;
      if (isHit[i] !== 1) {
        wrong += weight;
        continue;
      }
      right += weight;
      recall[count] = right / toFind;
      precision[count++] = right / (right + wrong);
    }
    if (toFind === 0) return right + wrong === 0 ? finished : 0;
    return areaUnder('101-point-exact', { recall, precision, count, finalPrecision: 0 });
  }
}

function weigh(counts: Int32Array, times: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += (counts[i] ?? 0) * (times[i] ?? 0);
  return sum;
}

/** undefined where no class has an object; 1 where nothing is left of any. */
function meanOf(values: readonly number[]): number | undefined {
  let [sum, counted, had] = [0, 0, 0];
  for (const value of values) {
    if (value === absent) continue;
    had++;
    if (value === finished) continue;
    sum += value;
    counted++;
  }
  if (had === 0) return undefined;
  return counted === 0 ? 1 : sum / counted;
}
