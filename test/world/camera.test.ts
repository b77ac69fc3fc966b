/** Where the camera stands: by hand. The drawing camera itself is compared in the browser's tests. */
import { expect, test } from 'vitest';
import { cameraPositionM } from '$src/world/camera';
import { scene } from './fixtures';

const shot = { ...scene().camera, targetM: [1, 2, 3] as const, distanceM: 2 };
const at = (elevationDeg: number, azimuthDeg: number, afterS = 0) =>
  cameraPositionM({ ...shot, elevationDeg, azimuthDeg, velocityMPerS: [10, 0, -1] }, afterS);
const near = (expected: readonly number[]) =>
  expected.map((value): unknown => expect.closeTo(value, 12));

test('azimuth 0 stands at +z, 90 at +x; elevation 90 above', () => {
  expect(at(0, 0)).toEqual(near([1, 2, 5]));
  expect(at(0, 90)).toEqual(near([3, 2, 3]));
  expect(at(90, 0)).toEqual(near([1, 4, 3]));
  expect(at(30, 0)).toEqual(near([1, 3, 3 + Math.sqrt(3)]));
});

test('it drifts with its velocity', () => {
  expect(at(0, 0, 0.5)).toEqual(near([6, 2, 4.5]));
});
