import fc from 'fast-check';
import { PerspectiveCamera, Vector3 } from 'three';
import { describe, expect, test } from 'vitest';
import { area, closeness, extentOf, onPlane, project, viewOf } from '$src/world/compose/pinhole';
import type { Camera, Vec3 } from '$src/world/scene';

const level: Camera = {
  targetM: [0, 0, 0],
  distanceM: 2,
  elevationDeg: 0,
  azimuthDeg: 0,
  rollDeg: 0,
  focalLengthMm: 48,
  apertureMm: 0,
  focusM: 2,
  velocityMPerS: [0, 0, 0],
  panDegPerS: 0,
};

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const cameras = fc
  .record({
    elevationDeg: between(2, 88),
    azimuthDeg: between(-180, 180),
    rollDeg: between(-45, 45),
    focalLengthMm: between(18, 120),
    distanceM: between(0.2, 5),
    targetM: fc.tuple(between(-1, 1), between(0, 0.3), between(-1, 1)),
  })
  .map((parts): Camera => ({ ...level, ...parts }));
const points = fc.tuple(between(-0.7, 0.7), between(0, 0.4), between(-0.7, 0.7));

describe('project', () => {
  test('worked by hand: 2 m away, 48 mm, so a metre across is half of 48/24 pictures', () => {
    const view = viewOf(level);
    expect(project(view, [0, 0, 0])).toEqual({ x: 0, y: 0, depthM: 2 });
    expect(project(view, [1, 0, 0])).toMatchObject({ x: 1, y: 0, depthM: 2 });
    expect(project(view, [0, 0.5, 1])).toMatchObject({ y: 1, depthM: 1 });
  });

  test('from the right (+90°), +z is on the left and +x comes nearer', () => {
    const view = viewOf({ ...level, azimuthDeg: 90 });
    expect(project(view, [0, 0, 1]).x).toBeCloseTo(-1, 12);
    expect(project(view, [1, 0, 0]).depthM).toBeCloseTo(1, 12);
  });

  test('agrees with the camera that the renderer sets up', () => {
    fc.assert(
      fc.property(cameras, points, (camera, point) => {
        const { x, y, depthM } = project(viewOf(camera), point);
        fc.pre(depthM > 0.1);
        const real = rendererCamera(camera);
        const clip = new Vector3(...point).project(real);
        // Clip coordinates span -1..1 over the picture; float64 matrices, so rounding alone.
        expect(x).toBeCloseTo(clip.x / 2, 8);
        expect(y).toBeCloseTo(clip.y / 2, 8);
      }),
    );
  });

  /** The steps of placeCamera and #show in the renderer. */
  function rendererCamera(camera: Camera): PerspectiveCamera {
    const fov = (2 * Math.atan(12 / camera.focalLengthMm) * 180) / Math.PI;
    const real = new PerspectiveCamera(fov, 1, 0.05, 20);
    const [elevation, azimuth] = [camera.elevationDeg, camera.azimuthDeg].map(
      (degrees) => (degrees * Math.PI) / 180,
    ) as [number, number];
    const target = new Vector3(...camera.targetM);
    real.position
      .set(
        Math.sin(azimuth) * Math.cos(elevation),
        Math.sin(elevation),
        Math.cos(azimuth) * Math.cos(elevation),
      )
      .multiplyScalar(camera.distanceM)
      .add(target);
    real.lookAt(target);
    real.rotateZ((camera.rollDeg * Math.PI) / 180);
    real.updateMatrixWorld();
    return real;
  }
});

test('onPlane undoes project for points on the plane', () => {
  fc.assert(
    fc.property(cameras, points, (camera, [x, , z]) => {
      const view = viewOf(camera);
      const point: Vec3 = [x, 0, z];
      const shown = project(view, point);
      fc.pre(shown.depthM > 0.1 && camera.elevationDeg > 5);
      const back = onPlane(view, shown.x, shown.y, 0);
      expect(back?.[0]).toBeCloseTo(x, 6);
      expect(back?.[2]).toBeCloseTo(z, 6);
    }),
  );
});

test('a ray above the horizon meets no table', () => {
  expect(onPlane(viewOf({ ...level, elevationDeg: 10 }), 0, 0.5, 0)).toBeUndefined();
});

describe('extentOf', () => {
  test('a ball of 10 cm at 2 m with 48 mm spans a tenth of the picture', () => {
    const form = { radiusM: 0.05, heightM: 0.1, isRound: true };
    const shown = extentOf(viewOf(level), form, [0, 0, 0], 1);
    expect(shown.right - shown.left).toBeCloseTo(0.1, 12);
    expect(shown.top - shown.bottom).toBeCloseTo(0.1, 12);
    expect(shown.bottom).toBeCloseTo(0, 12);
  });

  test('a standing cylinder seen from the side is as tall as it is, and a little more for its near rim', () => {
    const form = { radiusM: 0.05, heightM: 0.3 };
    const shown = extentOf(viewOf(level), form, [0, 0, 0], 2);
    expect(shown.top).toBeCloseTo((2 * 0.6) / (2 - 0.1), 12); // the rim nearest to the camera
    expect(shown.bottom).toBeCloseTo(0, 12);
  });
});

test('closeness: gaps in mean sizes, overlap as a share of the smaller one', () => {
  const a = { left: 0, right: 2, bottom: 0, top: 2 };
  expect(area(a)).toBe(4);
  expect(closeness(a, { left: 3, right: 5, bottom: 0, top: 2 })).toBe(0.5);
  expect(closeness(a, { left: 1, right: 2, bottom: 1, top: 2 })).toBe(-1);
  expect(closeness(a, { left: 1, right: 3, bottom: 0, top: 2 })).toBe(-0.5);
});
