/** Outlines and extents of labels: hand-worked grids. */
import { describe, expect, test } from 'vitest';
import { createImage, grayFromRows } from '$src/core/image';
import { extentOf, outlineOf } from '$src/core/labels';

const tiny = grayFromRows([
  [0, 1, 1],
  [0, 1, 2],
]);

describe('outlineOf', () => {
  test('looks right and down only', () => {
    expect(outlineOf(tiny)).toEqual(
      grayFromRows([
        [255, 0, 255],
        [255, 255, 0],
      ]),
    );
  });

  test('a 2 × 2 square: its own right and lower side, and the pixels left of and above it', () => {
    const labels = grayFromRows([
      [0, 0, 0, 0],
      [0, 7, 7, 0],
      [0, 7, 7, 0],
      [0, 0, 0, 0],
    ]);
    expect(outlineOf(labels)).toEqual(
      grayFromRows([
        [0, 255, 255, 0],
        [255, 0, 255, 0],
        [255, 255, 255, 0],
        [0, 0, 0, 0],
      ]),
    );
  });

  test('colour pictures are refused', () => {
    expect(() => outlineOf(createImage('u8', 2, 2, 3))).toThrow('4 values in one channel, got 12');
  });
});

test('extentOf: tight box and pixel count, or nothing', () => {
  expect(extentOf(tiny, 7)).toBeUndefined();
  expect(extentOf(tiny, 1)).toEqual({ bbox: [1, 0, 2, 2], area: 3 });
});
