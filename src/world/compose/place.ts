/**
 * Places things on the table for a given camera: of a few candidates per thing, the one that stands to
 * its neighbours in the picture as the crowding asks (Mitchell's best-candidate sampling, "Spectrally
 * optimal sampling for distribution ray tracing", SIGGRAPH 1991, with a goal other than "far away").
 * Footprints on the table are discs and never overlap; nothing else of physics is simulated.
 */
import type { Rng } from '$src/core/rng';
import type { ThingName } from '../classes';
import type { Vec3 } from '../scene';
import type { ThingForm } from '../things/thing';
import { loadOf } from './carry';
import { clamp, pick, uniform, type Range } from './draw';
import { area, closeness, extentOf, longerSide, onPlane, type Extent, type View } from './pinhole';

/** The part of the table on which things stand: what the smallest round and narrowest ones have. */
export const table = { radiusM: 0.74, halfDepthM: 0.6 } as const;

export interface Piece {
  readonly kind: ThingName;
  readonly seed: number;
  readonly form: ThingForm;
  /** Of life size. */
  readonly scale: number;
}

export interface Placed extends Piece {
  readonly positionM: Vec3;
  readonly extent: Extent;
  readonly depthM: number;
  /** What carries it; undefined on the table. */
  readonly carrier?: Placed;
}

export interface Ground {
  readonly view: View;
  /** Of the camera from the point it looks at. */
  readonly distanceM: number;
  readonly aspect: number;
  readonly crowding: number;
  readonly cutShare: number;
  readonly sizeLimits: Range;
}

/** Candidates per thing, and tries for each. */
const candidateCount = 14;
const tries = 30;
/** Between footprints. */
const clearanceM = 0.002;
/** Objects hidden further than this by one other thing are avoided: they would have no truth. */
const mostHidden = 0.8;

/** Everything placed, carriers before what they carry; undefined where it does not fit. */
export function placeAll(rng: Rng, ground: Ground, pieces: readonly Piece[]): Placed[] | undefined {
  const placed: Placed[] = [];
  const waiting = [...pieces];
  for (let piece = waiting.shift(); piece; piece = waiting.shift()) {
    const own = placeOne(rng, ground, piece, placed);
    if (!own) return undefined;
    placed.push(own);
    if (own.form.carries && rng.next() < ground.crowding) {
      for (const { piece: load, offsetM } of loadOf(rng, own, waiting)) {
        const positionM: Vec3 = [
          own.positionM[0] + offsetM[0],
          own.positionM[1] + offsetM[1],
          own.positionM[2] + offsetM[2],
        ];
        const { depthM, ...extent } = extentOf(ground.view, load.form, positionM, load.scale);
        const size = longerSide(extent);
        if (size !== clamp(size, ...ground.sizeLimits)) continue;
        waiting.splice(waiting.indexOf(load), 1);
        placed.push({ ...load, positionM, extent, depthM, carrier: own });
      }
    }
  }
  return placed;
}

function placeOne(
  rng: Rng,
  ground: Ground,
  piece: Piece,
  placed: readonly Placed[],
): Placed | undefined {
  const mayBeCut = placed.length > 0 && rng.next() < ground.cutShare;
  const goal = goalOf(rng, ground.crowding);
  let best: Placed | undefined;
  let bestCost = Infinity;
  for (let i = 0; i < candidateCount; i++) {
    const candidate = candidateFor(rng, ground, piece, placed, mayBeCut, goal < 0.2 && i % 3 > 0);
    if (!candidate) continue;
    const cost = placed.length === 0 ? rng.next() : costOf(candidate, placed, goal);
    if (cost < bestCost) [best, bestCost] = [candidate, cost];
  }
  return best;
}

/** The closeness wanted (see pinhole.ts): from a size and a half apart to three quarters covered. */
function goalOf(rng: Rng, crowding: number): number {
  if (crowding < 0.5) return 1.5 * (1 - 2 * crowding);
  return -0.75 * (2 * crowding - 1) * uniform(rng, [0.45, 1]);
}

function costOf(candidate: Placed, placed: readonly Placed[], goal: number): number {
  let nearest = 1.5;
  let cost = 0;
  for (const other of placed) {
    const near = closeness(candidate.extent, other.extent);
    nearest = Math.min(nearest, near);
    const behind = candidate.depthM > other.depthM ? candidate : other;
    const hidden =
      (-near * Math.min(area(candidate.extent), area(other.extent))) / area(behind.extent);
    if (hidden > mostHidden) cost += 5;
  }
  return cost + Math.abs(nearest - goal);
}

function candidateFor(
  rng: Rng,
  ground: Ground,
  piece: Piece,
  placed: readonly Placed[],
  mayBeCut: boolean,
  isByAnother: boolean,
): Placed | undefined {
  for (let i = 0; i < tries; i++) {
    const at =
      isByAnother && placed.length > 0
        ? besideAnother(rng, ground, piece, pick(rng, placed))
        : anywhere(rng, ground, piece);
    if (!at) continue;
    let { scale } = piece;
    if (!isFree(at, piece.form.radiusM * scale, placed)) continue;
    let shown = extentOf(ground.view, piece.form, at, scale);
    const size = longerSide(shown);
    const wanted = clamp(size, ...ground.sizeLimits);
    if (wanted !== size) {
      scale = clamp((scale * wanted) / size, 0.3, 2);
      shown = extentOf(ground.view, piece.form, at, scale);
    }
    const { depthM, ...extent } = shown;
    if (!isInSight(ground, extent, depthM, piece.form.radiusM * scale, mayBeCut || i > tries / 2))
      continue;
    if (scale > piece.scale && !isFree(at, piece.form.radiusM * scale, placed)) continue;
    return { ...piece, scale, positionM: at, extent, depthM };
  }
  return undefined;
}

/** A point of the table drawn evenly over the picture. */
function anywhere(rng: Rng, { view, aspect }: Ground, { form, scale }: Piece): Vec3 | undefined {
  const x = (rng.next() - 0.5) * aspect;
  const y = rng.next() - 0.5;
  const point = onPlane(view, x, y, (form.heightM * scale) / 2);
  return point && [point[0], 0, point[2]];
}

/** Before or behind another thing along the line of sight, a little to the side. */
function besideAnother(rng: Rng, { view }: Ground, { form, scale }: Piece, other: Placed): Vec3 {
  const [fx, , fz] = view.forward;
  const length = Math.hypot(fx, fz) || 1;
  const apartM = form.radiusM * scale + other.form.radiusM * other.scale;
  const alongM = apartM * uniform(rng, [0.5, 1.6]) * (rng.next() < 0.5 ? -1 : 1);
  const asideM = apartM * uniform(rng, [-1, 1]);
  return [
    other.positionM[0] + (fx * alongM - fz * asideM) / length,
    0,
    other.positionM[2] + (fz * alongM + fx * asideM) / length,
  ];
}

function isInSight(
  { distanceM, aspect }: Ground,
  { left, right, bottom, top }: Extent,
  depthM: number,
  radiusM: number,
  mayBeCut: boolean,
): boolean {
  // Not so near that it fills the picture or holds the camera, not so far that it is a speck.
  if (depthM < 0.6 * distanceM || depthM > 2 * distanceM || depthM < radiusM + 0.1) return false;
  const slackX = mayBeCut ? 0.4 * (right - left) : 0;
  const slackY = mayBeCut ? 0.4 * (top - bottom) : 0;
  return (
    left >= -aspect / 2 - slackX &&
    right <= aspect / 2 + slackX &&
    bottom >= -0.5 - slackY &&
    top <= 0.5 + slackY
  );
}

function isFree(at: Vec3, radiusM: number, placed: readonly Placed[]): boolean {
  if (Math.hypot(at[0], at[2]) + radiusM > table.radiusM) return false;
  if (Math.abs(at[2]) + radiusM > table.halfDepthM) return false;
  return placed.every(
    ({ positionM, form, scale, carrier }) =>
      carrier !== undefined ||
      Math.hypot(at[0] - positionM[0], at[2] - positionM[2]) >=
        radiusM + form.radiusM * scale + clearanceM,
  );
}
