/**
 * What is counted on a mask, and how far it is from the truth. Everything is a whole number of pixels
 * or objects, or a quotient of two.
 *
 * An object is a connected component. The error of the count splits exactly into three parts:
 *
 *     found − true = extra − merged − missed
 *
 * A true object is found in the component that holds at least half of its pixels; without one it is
 * missed. A component that holds k true objects has merged k − 1 away; one that holds none is extra.
 * So an error of zero may be two errors that cancel, and the parts tell.
 */
import type { TypedImage, U8Image } from '$src/core/image';
import {
  componentStats,
  connectedComponents,
  type Connectivity,
} from '$src/ops/connected-components/reference';
import { complement } from '$src/ops/fill-holes/reference';
import { boundaryF, dice, iou, overlapCounts, type OverlapCounts } from '$src/metrics/mask-overlap';

export interface Shape {
  /** Foreground pixels. */
  readonly area: number;
  readonly objects: number;
  /** Pieces of background that do not reach the picture's edge. */
  readonly holes: number;
}

export interface Score {
  /** (area − true area) / true area in per cent, signed. An empty truth: 0 for an empty mask, else 100. */
  readonly areaErrorPercent: number;
  /** Objects found − true objects, signed. */
  readonly countError: number;
  readonly extra: number;
  readonly merged: number;
  readonly missed: number;
  readonly iou: number;
  readonly dice: number;
  readonly boundaryF: number;
}

export interface Scoring {
  readonly connectivity: Connectivity;
  /** Of boundary F, px. */
  readonly tolerancePx: number;
}

/** Background hangs together the other way round, or a ring and its hole would both leak at corners. */
export function dual(connectivity: Connectivity): Connectivity {
  return connectivity === 8 ? 4 : 8;
}

export function shapeOf(mask: U8Image, connectivity: Connectivity): Shape {
  const { stats } = componentStats(connectedComponents(mask, connectivity));
  const objects = stats.filter(({ label }) => label !== 0);
  const gaps = componentStats(connectedComponents(complement(mask), dual(connectivity))).stats;
  const holes = gaps.filter(
    ({ label, left, top, width, height }) =>
      label !== 0 && left > 0 && top > 0 && left + width < mask.width && top + height < mask.height,
  );
  return {
    area: objects.reduce((sum, { area }) => sum + area, 0),
    objects: objects.length,
    holes: holes.length,
  };
}

export function scoreMask(
  mask: U8Image,
  truth: U8Image,
  { connectivity, tolerancePx }: Scoring,
): Score {
  const counts = overlapCounts(mask, truth);
  const found = connectedComponents(mask, connectivity);
  const wanted = connectedComponents(truth, connectivity);
  return {
    areaErrorPercent: areaErrorPercent(counts),
    ...countErrors(found, wanted),
    iou: iou(counts),
    dice: dice(counts),
    boundaryF: boundaryF(mask, truth, tolerancePx).f,
  };
}

export function areaErrorPercent({ maskArea, truthArea }: OverlapCounts): number {
  if (truthArea === 0) return maskArea === 0 ? 0 : 100;
  return (100 * (maskArea - truthArea)) / truthArea;
}

/** How the objects of a label image differ from the true ones, by the rule at the head of this file. */
export function countErrors(
  found: TypedImage<'i32'>,
  wanted: TypedImage<'i32'>,
): Pick<Score, 'countError' | 'extra' | 'merged' | 'missed'> {
  const components = highest(found);
  const objects = highest(wanted);
  const areas = new Int32Array(objects + 1);
  /** Pixels that a true object and a component share, by object · (components + 1) + component. */
  const shared = new Map<number, number>();
  for (let i = 0; i < wanted.data.length; i++) {
    const object = wanted.data[i] ?? 0;
    if (object === 0) continue;
    areas[object] = (areas[object] ?? 0) + 1;
    const component = found.data[i] ?? 0;
    if (component === 0) continue;
    const key = object * (components + 1) + component;
    shared.set(key, (shared.get(key) ?? 0) + 1);
  }
  /** The component of each object; a tie of two halves goes to the one that comes first. */
  const home = new Int32Array(objects + 1);
  for (const [key, pixels] of shared) {
    const object = Math.floor(key / (components + 1));
    const isHalf = 2 * pixels >= (areas[object] ?? 0);
    if (isHalf && home[object] === 0) home[object] = key % (components + 1);
  }
  const homes = [...home.subarray(1)].filter((component) => component !== 0);
  const inhabited = new Set(homes).size;
  return {
    countError: components - objects,
    extra: components - inhabited,
    merged: homes.length - inhabited,
    missed: objects - homes.length,
  };
}

/** Labels are numbered from 1 without gaps, so the highest is how many there are. */
function highest({ data }: TypedImage<'i32'>): number {
  let most = 0;
  for (const label of data) most = Math.max(most, label);
  return most;
}
