/** From a shot to objects and a camera: how far away the camera stands, and what stands where. */
import type { Rng } from '$src/core/rng';
import type { Camera, SceneDescription, SceneObject, Vec3 } from '../scene';
import { clamp, maxSeed, rounded, uniform } from './draw';
import { formOf } from './forms';
import { chooseClasses, chooseDistractors } from './kinds';
import { viewOf } from './pinhole';
import { placeAll, table, type Piece, type Placed } from './place';
import type { Shot } from './shot';

/** Widest and narrowest view at the distance of the aim for which things keep their life size. */
const widestM = 1.25;
const nearestM = 0.32;
/** The camera steps back by this factor until everything fits. */
const stepBack = 1.12;
const steps = 22;

/** The scene of a shot; the same rng state and shot give the same scene. */
export function arrange(rng: Rng, shot: Shot): SceneDescription {
  const pieces = choosePieces(rng.fork('pieces'), shot);
  const typicalM = median(pieces.map((piece) => sizeM(piece, shot.lens.elevationDeg)));
  // Things that are spread over the picture share its area; crowded ones overlap.
  const room = 0.5 + 0.9 * shot.crowding;
  const share = Math.min(shot.sizeShare, Math.sqrt(room / pieces.length));
  for (let step = 0; step < steps; step++) {
    const own = rng.fork(`step ${step}`);
    const spanM = (typicalM / share) * stepBack ** step;
    const focal = shot.lens.focalLengthMm / 24;
    const scale = clamp(
      Math.max(Math.min(1, widestM / spanM), nearestM / (spanM * focal)),
      0.35,
      1.6,
    );
    const camera = cameraFor(own.fork('camera'), shot, spanM * scale, pieces, scale);
    const placed = placeAll(
      own.fork('place'),
      {
        view: viewOf(camera),
        distanceM: camera.distanceM,
        aspect: shot.aspect,
        crowding: shot.crowding,
        cutShare: shot.cutShare,
        sizeLimits: shot.sizeLimits,
      },
      pieces.map((piece) => ({ ...piece, scale: piece.scale * scale })),
    );
    if (placed) return describe(own.fork('turn'), shot, camera, placed);
  }
  throw new Error(
    `No room for ${pieces.length} things on the table (seed ${shot.seed}); ask for fewer or smaller ones.`,
  );
}

function choosePieces(rng: Rng, shot: Shot): Piece[] {
  const kinds = [
    ...chooseClasses(rng.fork('classes'), shot.count),
    ...chooseDistractors(rng.fork('distractors'), shot.distractors),
  ];
  const drawn = kinds.map((kind) => {
    const seed = rng.integer(0, maxSeed);
    return { kind, seed, form: formOf({ kind, seed }), scale: uniform(rng, [0.88, 1.14]) };
  });
  const elevationDeg = shot.lens.elevationDeg;
  const middleM = median(drawn.map((piece) => sizeM(piece, elevationDeg)));
  const evened = drawn.map((piece) => ({
    ...piece,
    scale: piece.scale * (middleM / sizeM(piece, elevationDeg)) ** shot.evenness,
  }));
  // Large ones first: they are the hardest to place, and carriers come before what they carry.
  return evened.sort((a, b) => b.form.radiusM * b.scale - a.form.radiusM * a.scale);
}

/** Longer side of a thing as seen from `elevationDeg`, in metres at its distance. */
function sizeM({ form, scale }: Pick<Piece, 'form' | 'scale'>, elevationDeg: number): number {
  const elevation = (elevationDeg * Math.PI) / 180;
  const tall = form.heightM * Math.cos(elevation) + 2 * form.radiusM * Math.sin(elevation);
  return Math.max(2 * form.radiusM, tall) * scale;
}

function cameraFor(
  rng: Rng,
  { lens, straying }: Shot,
  spanM: number,
  pieces: readonly Piece[],
  scale: number,
): Camera {
  const heightM = median(pieces.map((piece) => piece.form.heightM * piece.scale)) * scale;
  const strayX = straying * Math.max(0.05, Math.min(0.4, table.radiusM - spanM / 2));
  const strayZ = straying * Math.max(0.03, Math.min(0.3, table.halfDepthM - spanM / 2));
  const distanceM = rounded((spanM * lens.focalLengthMm) / 24);
  return {
    targetM: [
      rounded(uniform(rng, [-strayX, strayX])),
      rounded(0.4 * heightM),
      rounded(uniform(rng, [-strayZ, strayZ])),
    ],
    distanceM,
    elevationDeg: lens.elevationDeg,
    azimuthDeg: lens.azimuthDeg,
    rollDeg: lens.rollDeg,
    focalLengthMm: lens.focalLengthMm,
    apertureMm: lens.apertureMm,
    focusM: rounded(distanceM * lens.focusShare),
    velocityMPerS: [0, 0, 0],
    panDegPerS: 0,
  };
}

function describe(
  rng: Rng,
  shot: Shot,
  camera: Camera,
  placed: readonly Placed[],
): SceneDescription {
  const objects = placed.map(({ kind, seed, form, scale, positionM }, i): SceneObject => ({
    id: i + 1,
    kind,
    seed,
    positionM: positionM.map((value) => rounded(value)) as unknown as Vec3,
    rotationDeg:
      form.isRound === true
        ? anyTurn(rng)
        : [0, rounded(facing(rng, kind, camera.azimuthDeg), 1), 0],
    scale: rounded(scale),
    velocityMPerS: [0, 0, 0],
    spinDegPerS: 0,
  }));
  const { domain, seed, backdrop, surroundings, light, sensor } = shot;
  return {
    version: 1,
    seed,
    domain,
    objects,
    table: shot.table,
    backdrop,
    surroundings,
    camera,
    light,
    sensor,
    timeS: 0,
  };
}

/** Even over all orientations (Shoemake, "Uniform random rotations", Graphics Gems III, 1992). */
function anyTurn(rng: Rng): Vec3 {
  return [
    rounded((Math.asin(2 * rng.next() - 1) * 180) / Math.PI, 1),
    rounded(360 * rng.next() - 180, 1),
    rounded(360 * rng.next() - 180, 1),
  ];
}

/** Things with a face mostly show it: a clock is set up to be read. */
function facing(rng: Rng, kind: Piece['kind'], azimuthDeg: number): number {
  const any = 360 * rng.next() - 180;
  const towards = azimuthDeg + 35 * clamp(rng.normal(), -2, 2);
  const isFaced = (kind === 'clock' || kind === 'figure') && rng.next() < 0.85;
  const yaw = isFaced ? towards : any;
  return yaw > 180 ? yaw - 360 : yaw < -180 ? yaw + 360 : yaw;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
