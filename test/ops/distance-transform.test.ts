import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createImage, grayFromRows, type U8Image } from '$src/core/image';
import { distanceTransform } from '$src/ops/distance-transform/reference';
import { mapValues, rowsOf, u8Images } from './random-images';

const oneZero = grayFromRows([
  [1, 1, 1, 1],
  [1, 0, 1, 1],
  [1, 1, 1, 1],
  [1, 1, 1, 1],
]);

describe('by hand', () => {
  test('city block and chessboard', () => {
    expect(rowsOf(distanceTransform(oneZero, 'L1', 3))).toEqual([
      [2, 1, 2, 3],
      [1, 0, 1, 2],
      [2, 1, 2, 3],
      [3, 2, 3, 4],
    ]);
    expect(rowsOf(distanceTransform(oneZero, 'C', 3))).toEqual([
      [1, 1, 1, 2],
      [1, 0, 1, 2],
      [1, 1, 1, 2],
      [2, 2, 2, 2],
    ]);
  });

  test('exact Euclidean', () => {
    const f = Math.fround;
    expect(rowsOf(distanceTransform(oneZero, 'L2', 'precise'))).toEqual([
      [f(Math.SQRT2), 1, f(Math.SQRT2), f(Math.sqrt(5))],
      [1, 0, 1, 2],
      [f(Math.SQRT2), 1, f(Math.SQRT2), f(Math.sqrt(5))],
      [f(Math.sqrt(5)), 2, f(Math.sqrt(5)), f(Math.sqrt(8))],
    ]);
  });

  test("5 × 5 chamfer has knight's moves of 2.1969 and diagonals of 1.4", () => {
    const rows = rowsOf(distanceTransform(oneZero, 'L2', 5));
    expect(rows[3]?.[2]).toBeCloseTo(2.1969, 4); // one pixel right, two down
    expect(rows[3]?.[3]).toBeCloseTo(2.8, 4);
    expect(rows[1]?.[3]).toBe(2);
  });

  test('3 × 3 chamfer has steps of 0.955 and 1.3693', () => {
    const rows = rowsOf(distanceTransform(oneZero, 'L2', 3));
    expect(rows[1]?.[3]).toBeCloseTo(1.91, 4);
    expect(rows[3]?.[2]).toBeCloseTo(0.955 + 1.3693, 4);
  });

  test('without a zero pixel all is far, as in OpenCV', () => {
    const full = grayFromRows([[1, 1]]);
    expect(rowsOf(distanceTransform(full, 'L2', 5))).toEqual([[8192, 8192]]);
    expect(rowsOf(distanceTransform(full, 'L1', 3))).toEqual([[8192, 8192]]);
    expect(rowsOf(distanceTransform(full, 'L2', 'precise'))).toEqual([[31622776, 31622776]]);
  });

  test('an empty image is zero everywhere', () => {
    const empty = createImage('u8', 2, 1);
    expect(rowsOf(distanceTransform(empty, 'L2', 'precise'))).toEqual([[0, 0]]);
    expect(rowsOf(distanceTransform(empty, 'L2', 3))).toEqual([[0, 0]]);
  });
});

describe('against every zero pixel, one by one', () => {
  type Length = (dx: number, dy: number) => number;
  const nearest = (image: U8Image, length: Length): number[] =>
    Array.from(image.data, (_, at) => {
      let best = Infinity;
      image.data.forEach((value, zero) => {
        if (value !== 0) return;
        const dx = Math.abs((at % image.width) - (zero % image.width));
        const dy = Math.abs(Math.floor(at / image.width) - Math.floor(zero / image.width));
        best = Math.min(best, length(dx, dy));
      });
      return best;
    });
  const masks = fc
    .tuple(u8Images(14), fc.integer({ min: 10, max: 245 }))
    .map(([image, threshold]) => {
      const mask = mapValues(image, (v) => (v < threshold ? 0 : 1));
      mask.data[0] = 0; // at least one zero
      return mask;
    });

  test('exact Euclidean', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const { data } = distanceTransform(mask, 'L2', 'precise');
        expect([...data]).toEqual(nearest(mask, Math.hypot).map(Math.fround));
      }),
    );
  });

  test('city block and chessboard are exact', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        expect([...distanceTransform(mask, 'L1', 3).data]).toEqual(nearest(mask, (x, y) => x + y));
        expect([...distanceTransform(mask, 'C', 3).data]).toEqual(
          nearest(mask, (x, y) => Math.max(x, y)),
        );
      }),
    );
  });

  test('chamfer distances stay within the share that Borgefors gives', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const exact = nearest(mask, Math.hypot);
        // Largest relative errors of these step lengths: 4.5 % along the axes for 3 × 3, 2 % for 5 × 5.
        for (const [size, share] of [
          [3, 0.0451],
          [5, 0.0201],
        ] as const) {
          distanceTransform(mask, 'L2', size).data.forEach((d, i) => {
            expect(Math.abs(d - (exact[i] ?? 0))).toBeLessThanOrEqual(share * (exact[i] ?? 0));
          });
        }
      }),
    );
  });
});
