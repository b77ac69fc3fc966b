import { describe, expect, test } from 'vitest';
import { defaults } from '$src/core/params';
import { createRng } from '$src/core/rng';
import { overlapsOf } from '$test/world/footprints';
import { advance, clipFrame } from '$src/world/clips';
import { formOf } from '$src/world/compose/forms';
import { table } from '$src/world/compose/place';
import { composeScene } from '$src/world/compose/scene';
import { dials } from '$src/world/dials';
import type { SceneDescription, SceneObject, Vec3 } from '$src/world/scene';

const base = composeScene({ ...defaults(dials), count: 7, crowding: 0.2 }, 9);

function alone(changes: Partial<SceneObject>): SceneDescription {
  const object: SceneObject = {
    id: 1,
    kind: 'sports ball',
    seed: 3,
    positionM: [0, 0, 0],
    rotationDeg: [0, 0, 0],
    scale: 1,
    velocityMPerS: [0, 0, 0],
    spinDegPerS: 0,
    ...changes,
  };
  return { ...base, objects: [object] };
}

describe('advance', () => {
  test('a ball that rolls its circumference along x has turned once, half of it upside down', () => {
    const scene = alone({ velocityMPerS: [0.1, 0, 0] });
    const [ball] = scene.objects;
    if (!ball) throw new Error('There is a ball.');
    const around = Math.PI * formOf(ball).heightM;
    const half = advance(scene, around / 2 / 0.1).objects[0];
    expect(half?.positionM[0]).toBeCloseTo(around / 2, 10);
    expect(Math.abs(half?.rotationDeg[2] ?? 0)).toBeCloseTo(180, 4);
    const quarter = advance(scene, around / 4 / 0.1).objects[0];
    // To the right seen from +z is clockwise: negative about z.
    expect(quarter?.rotationDeg[2]).toBeCloseTo(-90, 4);
    const once = advance(scene, around / 0.1).objects[0];
    expect(once?.rotationDeg[0]).toBeCloseTo(0, 4);
    expect(once?.rotationDeg[2]).toBeCloseTo(0, 4);
  });

  test('what slides turns by its spin alone', () => {
    const scene = alone({ kind: 'book', velocityMPerS: [0, 0, 0.05], spinDegPerS: 30 });
    const [book] = advance(scene, 2).objects;
    expect(book?.rotationDeg).toEqual([0, 60, 0]);
    expect(book?.positionM[2]).toBeCloseTo(0.1, 10);
  });

  test('it bounces off the edge of the table and keeps its speed', () => {
    const [ball] = advance(alone({ velocityMPerS: [1, 0, 0.3] }), 3).objects;
    if (!ball) throw new Error('There is a ball.');
    expect(Math.hypot(ball.positionM[0], ball.positionM[2])).toBeLessThan(table.radiusM);
    expect(Math.hypot(...ball.velocityMPerS)).toBeCloseTo(Math.hypot(1, 0.3), 10);
  });

  test('two that meet head on turn back', () => {
    const one = alone({ positionM: [-0.3, 0, 0], velocityMPerS: [0.2, 0, 0] }).objects;
    const two = alone({ id: 2, positionM: [0.3, 0, 0], velocityMPerS: [-0.2, 0, 0] }).objects;
    const after = advance({ ...base, objects: [...one, ...two] }, 2.5).objects;
    expect(after.map(({ velocityMPerS: [x] }) => x)).toEqual([-0.2, 0.2]);
  });

  test('nothing overlaps after any time, and time goes on', () => {
    let scene = clipFrame(createRng(4), base, 0, 12);
    for (let i = 0; i < 40; i++) {
      scene = advance(scene, 0.25);
      expect(overlapsOf(scene)).toEqual([]);
    }
    expect(scene.timeS).toBeCloseTo(10, 10);
  });

  test('a scene at rest stays as it is', () => {
    expect(advance(base, 1).objects).toEqual(base.objects);
  });
});

describe('clipFrame', () => {
  const frames = Array.from({ length: 24 }, (_, i) => clipFrame(createRng(8), base, i, 12));

  test('the same objects in every frame, at the time of the frame', () => {
    for (const [i, frame] of frames.entries()) {
      expect(frame.timeS).toBeCloseTo(i / 12, 4);
      expect(frame.objects.map(({ id, kind, seed }) => [id, kind, seed])).toEqual(
        base.objects.map(({ id, kind, seed }) => [id, kind, seed]),
      );
      expect(overlapsOf(frame)).toEqual([]);
    }
  });

  test('objects and the camera move from frame to frame as their velocities say', () => {
    const middle = frames[12];
    const next = frames[13];
    if (!middle || !next) throw new Error('There are 24 frames.');
    expect(middle.objects.some(({ velocityMPerS: [x] }) => x !== 0)).toBe(true);
    const moved = plus(eyeOf(middle), middle.camera.velocityMPerS, 1 / 12);
    // The path is bent and dollies and rises a little, which the velocity leaves out.
    const gapM = Math.hypot(...plus(eyeOf(next), moved, -1));
    const pathM = Math.hypot(...plus(eyeOf(next), eyeOf(middle), -1));
    expect(pathM).toBeGreaterThan(0.001);
    expect(gapM).toBeLessThan(0.5 * pathM);
  });

  function eyeOf({ camera }: SceneDescription): Vec3 {
    const [e, a] = [camera.elevationDeg, camera.azimuthDeg].map(
      (degrees) => (degrees * Math.PI) / 180,
    ) as [number, number];
    return plus(
      camera.targetM,
      [Math.sin(a) * Math.cos(e), Math.sin(e), Math.cos(a) * Math.cos(e)],
      camera.distanceM,
    );
  }

  function plus([x, y, z]: Vec3, [a, b, c]: Vec3, by: number): Vec3 {
    return [x + a * by, y + b * by, z + c * by];
  }
});
