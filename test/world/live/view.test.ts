import { PerspectiveCamera, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { meetHeight, rayThrough } from '$src/world/live/view';
import type { Camera } from '$src/world/scene';
import { plainScene } from '$test/support/scenes';

const { camera: plain } = plainScene([]);
const cases: readonly Partial<Camera>[] = [
  {},
  { azimuthDeg: 40, elevationDeg: 10 },
  { azimuthDeg: -55, elevationDeg: 80, rollDeg: 20 },
  { focalLengthMm: 18, distanceM: 0.3, rollDeg: -45, targetM: [0.2, 0.1, -0.3] },
];

describe('the line of sight', () => {
  it.each(cases.flatMap((camera) => [1, 4 / 3, 0.75].map((aspect) => ({ camera, aspect }))))(
    'agrees with the camera that draws: %j',
    ({ camera: changes, aspect }) => {
      const shot = { ...plain, ...changes };
      // As render/stage.ts places it and render/renderer.ts opens it.
      const tangent = (12 / shot.focalLengthMm) * Math.max(1, 1 / aspect);
      const camera = new PerspectiveCamera(
        (2 * Math.atan(tangent) * 180) / Math.PI,
        aspect,
        0.05,
        20,
      );
      const [e, a] = [shot.elevationDeg, shot.azimuthDeg].map((deg) => (deg * Math.PI) / 180) as [
        number,
        number,
      ];
      const target = new Vector3(...shot.targetM);
      camera.position
        .set(Math.sin(a) * Math.cos(e), Math.sin(e), Math.cos(a) * Math.cos(e))
        .multiplyScalar(shot.distanceM)
        .add(target);
      camera.lookAt(target);
      camera.rotateZ((shot.rollDeg * Math.PI) / 180);
      camera.updateMatrixWorld();
      for (const [u, v] of [
        [0.5, 0.5],
        [0.1, 0.2],
        [0.9, 0.95],
      ] as const) {
        const { originM, direction } = rayThrough(shot, u, v, aspect);
        const point = new Vector3(...originM).add(new Vector3(...direction));
        const seen = point.project(camera);
        expect(seen.x).toBeCloseTo(2 * u - 1, 9);
        expect(seen.y).toBeCloseTo(1 - 2 * v, 9);
      }
    },
  );

  it('meets the table at the target in the middle of the picture', () => {
    const ray = rayThrough({ ...plain, targetM: [0.1, 0, -0.2] }, 0.5, 0.5, 1);
    const met = meetHeight(ray, 0) ?? [NaN, NaN, NaN];
    expect(met[0]).toBeCloseTo(0.1, 12);
    expect(met[1]).toBeCloseTo(0, 12);
    expect(met[2]).toBeCloseTo(-0.2, 12);
  });

  it('meets nothing above the horizon, nor far away', () => {
    const low = { ...plain, elevationDeg: 5 };
    expect(meetHeight(rayThrough(low, 0.5, 0.05, 1), 0)).toBeUndefined();
    expect(meetHeight(rayThrough(low, 0.5, 0.3, 1), 0, 3)).toBeUndefined();
  });
});
