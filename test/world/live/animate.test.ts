import fc from 'fast-check';
import { Euler, MathUtils, Quaternion, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { animated } from '$src/world/live/animate';
import type { Footprint } from '$src/world/live/protocol';
import type { SceneDescription } from '$src/world/scene';
import { plainScene, thing } from '$test/support/scenes';

const ball: Footprint = { radiusM: 0.04, heightM: 0.08, isRound: true };
const box: Footprint = { radiusM: 0.05, heightM: 0.1, isRound: false };
const scene = plainScene([
  { ...thing(1, 'apple', [-0.2, 0, 0.1]), rotationDeg: [17, 60, -31] },
  thing(2, 'book', [0, 0, 0]),
  thing(3, 'orange', [0.2, 0, 0]),
  thing(4, 'orange', [0.5, 0.06, 0]), // lies on something
]);
const footprints = { 1: ball, 2: box, 3: ball, 4: ball };
const at = (timeS: number, from: SceneDescription = scene) => animated(from, footprints, timeS);
const thingAt = (timeS: number, id: number) => {
  const object = at(timeS).objects.find((candidate) => candidate.id === id);
  if (!object) throw new Error(`There is no thing ${id}.`);
  return object;
};

describe('the scene in motion', () => {
  it('is the scene itself at 0 s, and the same at the same moment', () => {
    expect(at(0)).toBe(scene);
    expect(at(1.234)).toEqual(at(1.234));
  });

  it('rolls what is round and lies on the table, nothing else', () => {
    expect(thingAt(1, 1).positionM).not.toEqual(thingAt(0, 1).positionM);
    expect(thingAt(1, 3).positionM).not.toEqual(thingAt(0, 3).positionM);
    for (const id of [2, 4]) expect(thingAt(1, id)).toEqual(thingAt(0, id));
  });

  it('rolls without slipping: the point that touches the table stands still', () => {
    for (const timeS of [0.3, 0.9, 1.4]) {
      const dt = 1e-4;
      const [a, b] = [thingAt(timeS, 1), thingAt(timeS + dt, 1)];
      const turn = (object: typeof a): Quaternion =>
        new Quaternion().setFromEuler(
          new Euler(
            ...(object.rotationDeg.map((deg) => MathUtils.degToRad(deg)) as [
              number,
              number,
              number,
            ]),
            'YXZ',
          ),
        );
      // The material point at the bottom of the sphere, carried from a to b.
      const down = new Vector3(0, -0.04, 0);
      const carried = down.clone().applyQuaternion(turn(a).invert()).applyQuaternion(turn(b));
      const slip = new Vector3(...b.positionM)
        .sub(new Vector3(...a.positionM))
        .add(carried.sub(down));
      const way = new Vector3(...b.positionM).distanceTo(new Vector3(...a.positionM));
      expect(way).toBeGreaterThan(1e-6);
      expect(slip.length() / way).toBeLessThan(0.01); // second order in dt
    }
  });

  it('gives the speed that it moves with, for motion blur', () => {
    const dt = 1e-5;
    for (const timeS of [0.5, 2.2]) {
      const [a, b] = [thingAt(timeS, 3), thingAt(timeS + dt, 3)];
      a.velocityMPerS.forEach((speed, axis) => {
        expect(((b.positionM[axis] ?? 0) - (a.positionM[axis] ?? 0)) / dt).toBeCloseTo(speed, 4);
      });
    }
  });

  it('never runs one thing into another, nor off the table', () => {
    const place = fc.record({
      x: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      z: fc.double({ min: -0.35, max: 0.35, noNaN: true }),
      yaw: fc.integer({ min: 0, max: 359 }),
    });
    fc.assert(
      fc.property(
        fc.array(place, { minLength: 2, maxLength: 9 }),
        fc.double({ min: 0.01, max: 30, noNaN: true }),
        (places, timeS) => {
          const objects = places.map(({ x, z, yaw }, i) => ({
            ...thing(i + 1, 'orange', [x, 0, z] as const),
            rotationDeg: [0, yaw, 0] as const,
          }));
          const all = Object.fromEntries(objects.map(({ id }) => [id, ball]));
          const before = plainScene(objects);
          const after = animated(before, all, timeS).objects;
          const gap = (list: typeof after, i: number, j: number): number => {
            const [a, b] = [list[i]?.positionM, list[j]?.positionM];
            return a && b ? Math.hypot(a[0] - b[0], a[2] - b[2]) : Infinity;
          };
          after.forEach((object, i) => {
            expect(Math.abs(object.positionM[0])).toBeLessThanOrEqual(0.6);
            expect(Math.abs(object.positionM[2])).toBeLessThanOrEqual(0.4);
            for (let j = 0; j < i; j++) {
              // Things that overlap from the start may stay as they are, but come no closer.
              expect(gap(after, i, j)).toBeGreaterThanOrEqual(
                Math.min(0.08, gap(before.objects, i, j)) - 1e-9,
              );
            }
          });
        },
      ),
    );
  });
});
