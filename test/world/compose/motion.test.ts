import { describe, expect, test } from 'vitest';
import { defaults } from '$src/core/params';
import { createRng } from '$src/core/rng';
import { freeObjects, withMovingCamera, withMovingObjects } from '$src/world/compose/motion';
import { project, viewOf } from '$src/world/compose/pinhole';
import { composeScene } from '$src/world/compose/scene';
import { dials } from '$src/world/dials';
import type { SceneDescription, Vec3 } from '$src/world/scene';

const still = composeScene({ ...defaults(dials), count: 8, crowding: 0, cameraTurnDeg: 25 }, 4);

function plus([x, y, z]: Vec3, [a, b, c]: Vec3, by: number): Vec3 {
  return [x + a * by, y + b * by, z + c * by];
}

describe('withMovingObjects', () => {
  test('straight across the picture, the blur is as long as wanted', () => {
    const { exposureS } = still.sensor;
    const scene = withMovingObjects(createRng(1), still, {
      share: 1,
      speedOf: (_, depthM) => (0.1 * depthM * 24) / still.camera.focalLengthMm / exposureS,
      sidewaysDeg: 0,
    });
    const view = viewOf(scene.camera);
    for (const { positionM, velocityMPerS } of scene.objects) {
      const from = project(view, plus(positionM, velocityMPerS, -exposureS / 2));
      const to = project(view, plus(positionM, velocityMPerS, exposureS / 2));
      // Velocities are rounded to 0.1 mm/s.
      expect(Math.hypot(to.x - from.x, to.y - from.y)).toBeCloseTo(0.1, 3);
    }
  });

  test('at least one moves, and the share of the others is kept', () => {
    const count = (share: number) =>
      withMovingObjects(createRng(2), still, {
        share,
        speedOf: () => 1,
        sidewaysDeg: 90,
      }).objects.filter(({ velocityMPerS: [x] }) => x !== 0).length;
    expect(count(0)).toBe(1);
    expect(count(1)).toBe(still.objects.length);
  });

  test('what carries and what is carried stay', () => {
    const [first, second] = still.objects;
    if (!first || !second) throw new Error('The scene has objects.');
    const [x, , z] = first.positionM;
    const loaded: SceneDescription = {
      ...still,
      objects: [first, { ...second, positionM: [x, 0.05, z] }, ...still.objects.slice(2)],
    };
    expect(freeObjects(loaded).map(({ id }) => id)).toEqual(
      still.objects.slice(2).map(({ id }) => id),
    );
  });
});

test('withMovingCamera: what the camera aims at moves as far over the picture as wanted', () => {
  const { exposureS } = still.sensor;
  const scene = withMovingCamera(still, { across: 0.08, up: 0.06, pan: 0 });
  const { camera } = scene;
  const later = viewOf({
    ...camera,
    targetM: plus(camera.targetM, camera.velocityMPerS, exposureS),
  });
  const shown = project(later, still.camera.targetM);
  expect(shown.x).toBeCloseTo(-0.08, 3);
  expect(shown.y).toBeCloseTo(-0.06, 3);
  // tan(angle) = share x 24 / focal length
  const panned = withMovingCamera(still, { across: 0, up: 0, pan: 0.1 }).camera.panDegPerS;
  expect(Math.tan((panned * exposureS * Math.PI) / 180) * (50 / 24)).toBeCloseTo(0.1, 3);
});
