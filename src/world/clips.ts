/**
 * Scenes in motion: frame after frame of a clip, and the same steps for the live scene. Things slide
 * or, where they are round, roll without slipping; they bounce off one another's footprints and off the
 * edge of the table and keep their speed. No other physics: no friction, no tipping over, no weight.
 */
import { Euler, MathUtils, Quaternion, Vector3 } from 'three';
import type { Rng } from '$src/core/rng';
import { rounded, uniform } from './compose/draw';
import { formOf } from './compose/forms';
import { freeObjects, withMovingObjects } from './compose/motion';
import { table } from './compose/place';
import type { Camera, SceneDescription, SceneObject, Vec3 } from './scene';

/** How the camera of a clip moves; all rates per second. */
interface Drive {
  readonly azimuthDeg: number;
  readonly elevationDeg: number;
  /** Share of the distance. */
  readonly dolly: number;
  readonly targetM: Vec3;
}

/**
 * Frame `frame` (a whole number from 0) of the clip that begins with `start`, `framesPerS` to a second.
 * All frames have the same objects with the same ids. `rng` draws the motion: give every frame of a
 * clip one of the same seed.
 */
export function clipFrame(
  rng: Rng,
  start: SceneDescription,
  frame: number,
  framesPerS: number,
): SceneDescription {
  const drive = driveFrom(rng.fork('camera'));
  let scene = withMotion(rng.fork('objects'), start);
  for (let i = 0; i < frame; i++) scene = advance(scene, 1 / framesPerS);
  const timeS = rounded(frame / framesPerS);
  return {
    ...scene,
    // The noise of a sensor differs from frame to frame.
    seed: (start.seed + frame) % 2 ** 32,
    objects: scene.objects.map(shortened),
    camera: driven(start.camera, drive, timeS),
    timeS,
  };
}

function driveFrom(rng: Rng): Drive {
  const sign = (): number => (rng.next() < 0.5 ? -1 : 1);
  return {
    azimuthDeg: sign() * uniform(rng, [3, 14]),
    elevationDeg: sign() * uniform(rng, [0, 3]),
    dolly: sign() * uniform(rng, [0, 0.1]),
    targetM: [sign() * uniform(rng, [0, 0.04]), 0, sign() * uniform(rng, [0, 0.03])],
  };
}

/** More than half of the free things move; those that slide turn, too. */
function withMotion(rng: Rng, start: SceneDescription): SceneDescription {
  const moving = withMovingObjects(rng.fork('directions'), start, {
    share: 0.65,
    speedOf: (own) => uniform(own, [0.06, 0.3]),
    sidewaysDeg: 90,
  });
  const spins = rng.fork('spins');
  return {
    ...moving,
    objects: moving.objects.map((object) => {
      const spinDegPerS = rounded(uniform(spins, [-120, 120]), 1);
      return speedOf(object) > 0 && formOf(object).isRound !== true
        ? { ...object, spinDegPerS }
        : object;
    }),
  };
}

function driven(camera: Camera, drive: Drive, timeS: number): Camera {
  const azimuthDeg = camera.azimuthDeg + drive.azimuthDeg * timeS;
  const elevationDeg = MathUtils.clamp(camera.elevationDeg + drive.elevationDeg * timeS, 6, 80);
  const distanceM = camera.distanceM * (1 + drive.dolly) ** timeS;
  const azimuth = MathUtils.degToRad(azimuthDeg);
  const level = Math.cos(MathUtils.degToRad(elevationDeg));
  // Going round its aim, the camera moves sideways and turns back by the same angle.
  const sideways = distanceM * level * MathUtils.degToRad(drive.azimuthDeg);
  const [x, y, z] = camera.targetM;
  const [vx, , vz] = drive.targetM;
  return {
    ...camera,
    targetM: [rounded(x + vx * timeS), y, rounded(z + vz * timeS)],
    distanceM: rounded(distanceM),
    focusM: rounded(camera.focusM * (1 + drive.dolly) ** timeS),
    azimuthDeg: rounded(azimuthDeg, 3),
    elevationDeg: rounded(elevationDeg, 3),
    velocityMPerS: [
      rounded(vx + sideways * Math.cos(azimuth)),
      0,
      rounded(vz - sideways * Math.sin(azimuth)),
    ],
    panDegPerS: rounded(drive.azimuthDeg * level, 3),
  };
}

function shortened(object: SceneObject): SceneObject {
  const shorten = ([x, y, z]: Vec3, digits: number): Vec3 => [
    rounded(x, digits),
    rounded(y, digits),
    rounded(z, digits),
  ];
  return {
    ...object,
    positionM: shorten(object.positionM, 5),
    rotationDeg: shorten(object.rotationDeg, 3),
    velocityMPerS: shorten(object.velocityMPerS, 5),
  };
}

interface Disc {
  readonly radiusM: number;
  /** 0 for what slides. */
  readonly rollingRadiusM: number;
  readonly isFree: boolean;
  x: number;
  z: number;
  vx: number;
  vz: number;
}

/** No thing goes further than this between two looks for collisions. */
const longestStepM = 0.01;
const mostSteps = 200;

/**
 * The scene `durationS` later: objects moved, turned and rolled by their velocities, which change where
 * they bounce. `timeS` goes on; the camera stays. Carriers and what they carry stay, too.
 */
export function advance(scene: SceneDescription, durationS: number): SceneDescription {
  const free = new Set(freeObjects(scene));
  const fastest = Math.max(0, ...scene.objects.map(speedOf));
  const steps = Math.min(mostSteps, Math.max(1, Math.ceil((fastest * durationS) / longestStepM)));
  const stepS = durationS / steps;
  const moving = scene.objects.map((object) => ({
    object,
    disc: discOf(object, free.has(object)),
    turn: turnOf(object),
  }));
  const discs = moving.filter(({ object }) => object.positionM[1] === 0).map(({ disc }) => disc);
  for (let i = 0; i < steps; i++) {
    for (const { disc, turn } of moving) {
      if (!disc.isFree || (disc.vx === 0 && disc.vz === 0)) continue;
      const [x, z] = [disc.x, disc.z];
      disc.x += disc.vx * stepS;
      disc.z += disc.vz * stepS;
      if (bounce(disc, discs)) [disc.x, disc.z] = [x, z];
      else roll(turn, disc, stepS);
    }
  }
  return {
    ...scene,
    timeS: scene.timeS + durationS,
    objects: moving.map(({ object, disc, turn }) => moved(object, disc, turn, durationS)),
  };
}

function discOf(object: SceneObject, isFree: boolean): Disc {
  const form = formOf(object);
  return {
    radiusM: form.radiusM * object.scale,
    rollingRadiusM: form.isRound === true ? (form.heightM * object.scale) / 2 : 0,
    isFree,
    x: object.positionM[0],
    z: object.positionM[2],
    vx: object.velocityMPerS[0],
    vz: object.velocityMPerS[2],
  };
}

/** Whether the disc has met something; its velocity is then turned away from it. */
function bounce(disc: Disc, others: readonly Disc[]): boolean {
  const fromMiddle = Math.hypot(disc.x, disc.z);
  if (fromMiddle + disc.radiusM > table.radiusM && fromMiddle > 0) {
    if (turnBack(disc, -disc.x / fromMiddle, -disc.z / fromMiddle)) return true;
  }
  if (Math.abs(disc.z) + disc.radiusM > table.halfDepthM) {
    if (turnBack(disc, 0, -Math.sign(disc.z))) return true;
  }
  for (const other of others) {
    if (other === disc) continue;
    const [dx, dz] = [disc.x - other.x, disc.z - other.z];
    const apart = Math.hypot(dx, dz);
    if (apart >= disc.radiusM + other.radiusM || apart === 0) continue;
    if (turnBack(disc, dx / apart, dz / apart)) {
      if (other.isFree) turnBack(other, -dx / apart, -dz / apart);
      return true;
    }
  }
  return false;
}

/** Mirrors the velocity where it goes against the normal; false where it leads away already. */
function turnBack(disc: Disc, normalX: number, normalZ: number): boolean {
  const against = disc.vx * normalX + disc.vz * normalZ;
  if (against >= 0) return false;
  disc.vx -= 2 * against * normalX;
  disc.vz -= 2 * against * normalZ;
  return true;
}

function turnOf({ rotationDeg: [x, y, z] }: SceneObject): Quaternion {
  const { degToRad } = MathUtils;
  return new Quaternion().setFromEuler(new Euler(degToRad(x), degToRad(y), degToRad(z), 'YXZ'));
}

const axis = new Vector3();
const change = new Quaternion();

function roll(turn: Quaternion, { vx, vz, rollingRadiusM }: Disc, durationS: number): void {
  if (rollingRadiusM === 0) return;
  const speed = Math.hypot(vx, vz);
  axis.set(vz / speed, 0, -vx / speed); // upwards crossed with the velocity
  turn.premultiply(change.setFromAxisAngle(axis, (speed * durationS) / rollingRadiusM));
}

function moved(object: SceneObject, disc: Disc, turn: Quaternion, durationS: number): SceneObject {
  if (!disc.isFree) return object;
  const [rx, ry, rz] = object.rotationDeg;
  const { x, y, z } = new Euler().setFromQuaternion(turn, 'YXZ');
  const { radToDeg } = MathUtils;
  const spun = (ry + object.spinDegPerS * durationS) % 360;
  return {
    ...object,
    positionM: [disc.x, 0, disc.z],
    rotationDeg:
      disc.rollingRadiusM > 0 && speedOf(object) > 0
        ? [radToDeg(x), radToDeg(y), radToDeg(z)]
        : [rx, spun, rz],
    velocityMPerS: [disc.vx, object.velocityMPerS[1], disc.vz],
  };
}

function speedOf({ velocityMPerS: [x, , z] }: SceneObject): number {
  return Math.hypot(x, z);
}
