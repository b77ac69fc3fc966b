import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grayFromRows } from '$src/core/image';
import { fillHoles } from '$src/ops/fill-holes/reference';
import { mapValues, rowsOf, u8Images } from './random-images';

const ringWithGap = grayFromRows([
  [0, 0, 0, 0, 0, 0],
  [0, 7, 7, 7, 0, 0],
  [0, 7, 0, 7, 0, 9],
  [0, 7, 7, 0, 0, 0],
]);

test('a hole is closed for 4-connected background and open at a corner for 8', () => {
  expect(rowsOf(fillHoles(ringWithGap, 4))).toEqual([
    [0, 0, 0, 0, 0, 0],
    [0, 255, 255, 255, 0, 0],
    [0, 255, 255, 255, 0, 255],
    [0, 255, 255, 0, 0, 0],
  ]);
  expect(rowsOf(fillHoles(ringWithGap, 8))[2]).toEqual([0, 255, 0, 255, 0, 255]);
});

test('background at the image border is never a hole', () => {
  const frame = grayFromRows([
    [1, 0, 1],
    [1, 1, 1],
  ]);
  expect(rowsOf(fillHoles(frame, 4))[0]).toEqual([255, 0, 255]);
  expect(rowsOf(fillHoles(grayFromRows([[0]]), 4))).toEqual([[0]]);
  expect(rowsOf(fillHoles(grayFromRows([[3]]), 8))).toEqual([[255]]);
});

test('keeps the mask and is idempotent', () => {
  fc.assert(
    fc.property(u8Images(14), fc.constantFrom(4, 8), (image, connectivity) => {
      const mask = mapValues(image, (v) => (v < 140 ? 255 : 0));
      const filled = fillHoles(mask, connectivity);
      expect(mask.data.every((v, i) => v <= (filled.data[i] ?? 0))).toBe(true);
      expect(fillHoles(filled, connectivity)).toEqual(filled);
    }),
  );
});
