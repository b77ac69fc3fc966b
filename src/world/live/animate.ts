/**
 * The scene set going: the camera swings about the table, and what is round rolls to and fro without
 * slipping and without running into anything. A pure function of time: the picture at 1.5 s is always
 * the same one, and 0 s is the scene at rest.
 *
 * Deliberately not physics: no collisions, no friction, everything comes back to where it was.
 */
import type { SceneDescription, SceneObject } from '../scene';
import type { Footprint } from './protocol';

const swingDeg = 14;
const swingPeriodS = 14;
/** How far a thing rolls at most, and how long it takes there and back. */
const longestRollM = 0.16;
const leastRollM = 0.012;
const rollPeriodS = 3.2;
/** Rolling things stay on the middle of the table, where the camera looks. */
const halfWidthM = 0.6;
const halfDepthM = 0.4;
const gapM = 0.006;

interface Roll {
  readonly id: number;
  /** Along the table; its length is the way out. */
  readonly dxM: number;
  readonly dzM: number;
}

/** `timeS` seconds after the start. `footprints` by id; things without one stay where they are. */
export function animated(
  scene: SceneDescription,
  footprints: Readonly<Record<number, Footprint>>,
  timeS: number,
): SceneDescription {
  if (timeS === 0) return scene;
  const rolls = new Map(rollsOf(scene.objects, footprints).map((roll) => [roll.id, roll]));
  const swing = (2 * Math.PI * timeS) / swingPeriodS;
  return {
    ...scene,
    // Another moment has other noise.
    seed: scene.seed + Math.round(timeS * 1000),
    timeS: scene.timeS + timeS,
    camera: {
      ...scene.camera,
      azimuthDeg: scene.camera.azimuthDeg + swingDeg * Math.sin(swing),
    },
    objects: scene.objects.map((object) => {
      const roll = rolls.get(object.id);
      const footprint = footprints[object.id];
      return roll && footprint ? rolled(object, roll, footprint, timeS) : object;
    }),
  };
}

function rolled(
  object: SceneObject,
  { id, dxM, dzM }: Roll,
  { heightM }: Footprint,
  timeS: number,
): SceneObject {
  // Each at its own pace, so that they do not march in step.
  const omega = (2 * Math.PI) / (rollPeriodS * (1 + 0.13 * (id % 5)));
  const share = (1 - Math.cos(omega * timeS)) / 2;
  const speed = (omega * Math.sin(omega * timeS)) / 2;
  const [x, y, z] = object.positionM;
  const [rx, ry, rz] = object.rotationDeg;
  const yaw = (ry * Math.PI) / 180;
  const wayM = share * (dxM * Math.sin(yaw) + dzM * Math.cos(yaw));
  const turnDeg = (wayM / (heightM / 2)) * (180 / Math.PI);
  return {
    ...object,
    positionM: [x + share * dxM, y, z + share * dzM],
    rotationDeg: [rx + turnDeg, ry, rz],
    velocityMPerS: [speed * dxM, 0, speed * dzM],
  };
}

/**
 * A thing rolls across its own x axis, that is along (sin yaw, cos yaw) on the table: then its turn about
 * x comes on top of whatever pose it has (rotations are applied in the order yaw, x, z). Of the two
 * senses it takes the one with more room; ways that were given away before count as taken.
 */
function rollsOf(
  objects: readonly SceneObject[],
  footprints: Readonly<Record<number, Footprint>>,
): Roll[] {
  const rolls: Roll[] = [];
  for (const object of objects) {
    const footprint = footprints[object.id];
    if (!footprint?.isRound || object.positionM[1] > 0.001) continue;
    const yaw = (object.rotationDeg[1] * Math.PI) / 180;
    const best = [1, -1]
      .map((sense) => {
        const [ux, uz] = [sense * Math.sin(yaw), sense * Math.cos(yaw)];
        return { ux, uz, lengthM: roomAhead(object, ux, uz, objects, footprints, rolls) };
      })
      .reduce((a, b) => (b.lengthM > a.lengthM ? b : a));
    if (best.lengthM < leastRollM) continue;
    rolls.push({ id: object.id, dxM: best.ux * best.lengthM, dzM: best.uz * best.lengthM });
  }
  return rolls;
}

/** How far `object` can go along (ux, uz) before it meets the edge or anything's place or way. */
function roomAhead(
  object: SceneObject,
  ux: number,
  uz: number,
  objects: readonly SceneObject[],
  footprints: Readonly<Record<number, Footprint>>,
  rolls: readonly Roll[],
): number {
  const own = footprints[object.id]?.radiusM ?? 0;
  const [x, , z] = object.positionM;
  const isFree = (lengthM: number): boolean => {
    const [atX, atZ] = [x + ux * lengthM, z + uz * lengthM];
    if (Math.abs(atX) > halfWidthM || Math.abs(atZ) > halfDepthM) return false;
    return objects.every((other) => {
      if (other.id === object.id) return true;
      const roll = rolls.find(({ id }) => id === other.id);
      const away = distanceToWay(atX, atZ, other, roll);
      return away >= own + (footprints[other.id]?.radiusM ?? 0.05) + gapM;
    });
  };
  const steps = 16;
  let lengthM = 0;
  for (let i = 1; i <= steps; i++) {
    const next = (longestRollM * i) / steps;
    if (!isFree(next)) break;
    lengthM = next;
  }
  return lengthM;
}

/** From a point to where `other` stands, or to the line that it rolls along. */
function distanceToWay(x: number, z: number, other: SceneObject, roll: Roll | undefined): number {
  const [ox, , oz] = other.positionM;
  const [dx, dz] = [roll?.dxM ?? 0, roll?.dzM ?? 0];
  const lengthSquared = dx * dx + dz * dz;
  const t =
    lengthSquared === 0
      ? 0
      : Math.min(1, Math.max(0, ((x - ox) * dx + (z - oz) * dz) / lengthSquared));
  return Math.hypot(x - ox - t * dx, z - oz - t * dz);
}
