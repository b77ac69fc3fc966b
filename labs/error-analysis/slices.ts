/**
 * Errors and objects cut into slices: by class, by pair of classes, size, light, occlusion, truncation. Each error is in
 * exactly one slice of every cut: that of the object it is about, and those about none in a slice of their own. So the
 * slices of a cut share out all errors, though not the AP that repairing them wins.
 */
import type { Rng } from '$src/core/rng';
import type { RatioInterval } from '$src/evidence/types';
import { apLevel, middleOf } from '$src/lab/ap-bootstrap';
import type { TruthObject } from '$src/lab/contract';
import type { CocoDataset, TideError } from '$src/metrics';
import { areaRanges } from '$src/metrics';
import { fewestPictures, type Ranged } from './repaired';

export const cuts = [
  { value: 'pair', label: 'Pair of classes' },
  { value: 'class', label: 'Class' },
  { value: 'size', label: 'Size' },
  { value: 'light', label: 'Light' },
  { value: 'occlusion', label: 'Hidden by others' },
  { value: 'truncation', label: 'Cut by the edge' },
] as const;
export type Cut = (typeof cuts)[number]['value'];

export interface SliceName {
  readonly key: string;
  readonly label: string;
}
export interface Slice extends SliceName {
  readonly cut: Cut;
  /** Places in `truth.annotations`; empty for a pair of classes. */
  readonly objects: readonly number[];
  /** Places in `tide.errors`. */
  readonly errors: readonly number[];
  /** AP won when all its errors are repaired. */
  readonly gain: Ranged;
}

const noObject: SliceName = { key: 'none', label: 'on no object' };
const unknown: SliceName = { key: 'unknown', label: 'not known' };

/** Hidden or cut by less counts as whole: rounding of masks. */
export const wholeBelow = 0.02;
const muchFrom = 0.25;
const darkBelow = 0.1;
const brightFrom = 0.3;

/** In reading order. */
const bandKeys = ['small', 'medium', 'large', 'whole', 'some', 'much', 'dark', 'middle', 'bright'];

function sizeOf({ areaPx }: TruthObject): SliceName {
  const [, smallEnd] = areaRanges.small;
  const [, mediumEnd] = areaRanges.medium;
  if (areaPx < smallEnd) return { key: 'small', label: 'small, below 32² px' };
  if (areaPx < mediumEnd) return { key: 'medium', label: 'medium, to 96² px' };
  return { key: 'large', label: 'large' };
}

function shareOf(share: number | undefined, verb: string): SliceName {
  if (share === undefined) return unknown;
  if (share < wholeBelow) return { key: 'whole', label: `not ${verb}` };
  if (share < muchFrom) return { key: 'some', label: `${verb}, below a quarter` };
  return { key: 'much', label: `${verb}, a quarter or more` };
}

function lightOf({ lightLevel }: TruthObject): SliceName {
  if (lightLevel === undefined) return unknown;
  if (lightLevel < darkBelow) return { key: 'dark', label: `dark, below ${darkBelow}` };
  if (lightLevel < brightFrom) return { key: 'middle', label: `${darkBelow} to ${brightFrom}` };
  return { key: 'bright', label: `bright, ${brightFrom} or more` };
}

/** The slice of an object; a pair of classes is of an error, not of an object. */
export function sliceOfObject(cut: Exclude<Cut, 'pair'>, object: TruthObject): SliceName {
  switch (cut) {
    case 'class':
      return { key: object.className, label: object.className };
    case 'size':
      return sizeOf(object);
    case 'light':
      return lightOf(object);
    case 'occlusion':
      return shareOf(object.occlusion, 'hidden');
    case 'truncation':
      return shareOf(object.truncation, 'cut');
  }
}

interface Named {
  readonly objects: readonly TruthObject[];
  readonly categories: CocoDataset['categories'];
}

/** "apple → orange"; the same class twice is an error of place, or a duplicate. */
function pairOf(error: TideError, { categories }: Named): SliceName {
  const nameOf = (id: number): string => categories.find((one) => one.id === id)?.name ?? '?';
  if (error.type === 'missed') {
    const from = nameOf(error.objectCategoryId);
    return { key: `${from}>`, label: `${from} → nothing` };
  }
  const to = nameOf(error.categoryId);
  if (error.type === 'background') return { key: `>${to}`, label: `nothing → ${to}` };
  const from = nameOf(error.objectCategoryId);
  return { key: `${from}>${to}`, label: `${from} → ${to}` };
}

export function sliceOfError(cut: Cut, error: TideError, set: Named): SliceName {
  if (cut === 'pair') return pairOf(error, set);
  if (error.type === 'background') return noObject;
  const object = set.objects[error.annotation];
  return object ? sliceOfObject(cut, object) : noObject;
}

/** Slices of one cut without their gains; bands in their order, others by falling number of errors. */
export function slicesBy(
  cut: Cut,
  errors: readonly TideError[],
  set: Named,
): readonly Omit<Slice, 'gain'>[] {
  const found = new Map<string, { label: string; objects: number[]; errors: number[] }>();
  const at = ({ key, label }: SliceName) => {
    const known = found.get(key);
    if (known) return known;
    const fresh = { label, objects: [], errors: [] };
    found.set(key, fresh);
    return fresh;
  };
  if (cut !== 'pair') {
    set.objects.forEach((object, place) => at(sliceOfObject(cut, object)).objects.push(place));
  }
  errors.forEach((error, place) => at(sliceOfError(cut, error, set)).errors.push(place));
  const rankOf = (key: string): number => {
    const band = bandKeys.indexOf(key);
    return band < 0 ? bandKeys.length + Number(key === noObject.key) : band;
  };
  return [...found]
    .map(([key, one]) => ({ cut, key, ...one }))
    .sort((a, b) => rankOf(a.key) - rankOf(b.key) || b.errors.length - a.errors.length);
}

const shareDraws = 300;

/**
 * Share of the objects that have a hit with at least this score, with its interval over resampled pictures: objects of one
 * picture share its light and clutter, so that counting them singly would make the interval too narrow. undefined for
 * no objects.
 */
export function foundShare(
  places: readonly number[],
  { foundScore, imageOf, pictures }: FoundBy,
  minScore: number,
  rng: Rng,
): Ranged | undefined {
  if (places.length === 0) return undefined;
  const objects = new Int32Array(pictures);
  const found = new Int32Array(pictures);
  for (const place of places) {
    const image = imageOf[place] ?? 0;
    objects[image] = (objects[image] ?? 0) + 1;
    if ((foundScore[place] ?? 0) >= minScore) found[image] = (found[image] ?? 0) + 1;
  }
  const value = sum(found) / places.length;
  if (pictures < fewestPictures) return { value };
  const drawn: number[] = [];
  for (let k = 0; k < shareDraws; k++) {
    let [all, hits] = [0, 0];
    for (let i = 0; i < pictures; i++) {
      const image = rng.integer(0, pictures - 1);
      all += objects[image] ?? 0;
      hits += found[image] ?? 0;
    }
    if (all > 0) drawn.push(hits / all);
  }
  const interval: RatioInterval =
    drawn.length === 0 ? { low: value, high: value, level: apLevel } : middleOf(drawn);
  return { value, interval };
}

/** The same per slice, by its key; slices without objects have none. */
export function foundShares(
  slices: readonly Pick<Slice, 'key' | 'objects'>[],
  set: Omit<FoundBy, 'pictures'> & { readonly truth: CocoDataset },
  minScore: number,
  rng: Rng,
): ReadonlyMap<string, Ranged> {
  const by = { ...set, pictures: set.truth.images.length };
  const shares = new Map<string, Ranged>();
  for (const { key, objects } of slices) {
    const share = foundShare(objects, by, minScore, rng.fork(key));
    if (share) shares.set(key, share);
  }
  return shares;
}

export interface FoundBy {
  /** Of each annotation: score of the detection that found it; 0 where none did. */
  readonly foundScore: Float64Array;
  /** Of each annotation: place of its picture. */
  readonly imageOf: Int32Array;
  readonly pictures: number;
}

function sum(counts: Int32Array): number {
  return counts.reduce((all, count) => all + count, 0);
}
