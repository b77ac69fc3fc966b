import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grayFromRows } from '$src/core/image';
import { removeSmallHoles } from '$src/ops/remove-small-holes/reference';
import { removeSmallObjects } from '$src/ops/remove-small-objects/reference';
import { mapValues, rowsOf, u8Images } from './random-images';

test('fills small background, also at the border', () => {
  const picture = grayFromRows([
    [1, 1, 1, 1, 0],
    [1, 0, 1, 1, 1],
    [1, 1, 1, 0, 0],
    [1, 1, 1, 0, 0],
  ]);
  expect(rowsOf(removeSmallHoles(picture, 4, 4))).toEqual([
    [255, 255, 255, 255, 255],
    [255, 255, 255, 255, 255],
    [255, 255, 255, 0, 0],
    [255, 255, 255, 0, 0],
  ]);
  expect(rowsOf(removeSmallHoles(picture, 1, 4))[0]).toEqual([255, 255, 255, 255, 0]);
});

test('is removing small objects from the negative', () => {
  const negative = (m: ReturnType<typeof grayFromRows>) => mapValues(m, (v) => 255 - v);
  fc.assert(
    fc.property(
      u8Images(14),
      fc.integer({ min: 0, max: 12 }),
      fc.constantFrom(4, 8),
      (image, limit, connectivity) => {
        const mask = mapValues(image, (v) => (v < 150 ? 255 : 0));
        expect(removeSmallHoles(mask, limit, connectivity)).toEqual(
          negative(removeSmallObjects(negative(mask), limit, connectivity)),
        );
      },
    ),
  );
});
