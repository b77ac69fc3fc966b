import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grayFromRows } from '$src/core/image';
import { componentStats, connectedComponents } from '$src/ops/connected-components/reference';
import { removeSmallObjects } from '$src/ops/remove-small-objects/reference';
import { mapValues, rowsOf, u8Images } from './random-images';

const picture = grayFromRows([
  [1, 0, 1, 1],
  [0, 0, 1, 0],
  [1, 1, 0, 0],
]);

test('keeps areas from the limit on, and only removes below it', () => {
  expect(rowsOf(removeSmallObjects(picture, 3, 4))).toEqual([
    [0, 0, 255, 255],
    [0, 0, 255, 0],
    [0, 0, 0, 0],
  ]);
  expect(rowsOf(removeSmallObjects(picture, 2, 4))[2]).toEqual([255, 255, 0, 0]);
});

test('joins at corners with 8 neighbours', () => {
  expect(rowsOf(removeSmallObjects(picture, 5, 8))).toEqual([
    [0, 0, 255, 255],
    [0, 0, 255, 0],
    [255, 255, 0, 0],
  ]);
});

test('what is left is unchanged components of at least that size', () => {
  fc.assert(
    fc.property(
      u8Images(14),
      fc.integer({ min: 0, max: 12 }),
      fc.constantFrom(4, 8),
      (image, minSize, connectivity) => {
        const mask = mapValues(image, (v) => (v < 110 ? 255 : 0));
        const kept = removeSmallObjects(mask, minSize, connectivity);
        const objects = (m: typeof mask) =>
          componentStats(connectedComponents(m, connectivity))
            .stats.filter((s) => s.label > 0)
            .map((s) => ({ ...s, label: 0 }));
        expect(objects(kept)).toEqual(objects(mask).filter((s) => s.area >= minSize));
      },
    ),
  );
});
