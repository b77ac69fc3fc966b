import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grayFromRows, imageOf } from '$src/core/image';
import {
  bilateralFilter,
  bilateralWindow,
  type BilateralFilterParams,
} from '$src/ops/bilateral-filter/reference';
import { rowsOf, u8Images } from './random-images';

const base: BilateralFilterParams = { d: 3, sigmaColor: 100, sigmaSpace: 1, border: 'replicate' };

describe('hand-worked', () => {
  // Disc of radius 1: the centre (1), and left, right, above, below with e^-½ = 0.6065 each. From the
  // pixel 0 the neighbour 100 is one σ away in colour: 0.6065 · 0.6065 = 0.3679. All others are 0:
  // 100 · 0.3679 / (1 + 3 · 0.6065 + 0.3679) = 11.54.
  test('two gray pixels', () => {
    expect(rowsOf(bilateralFilter(grayFromRows([[0, 100]]), base))).toEqual([[12, 88]]);
  });

  test('colours share the weight of their summed difference', () => {
    const image = imageOf('u8', 2, 1, 3, new Uint8Array([0, 0, 0, 100, 50, 0]));
    const out = bilateralFilter(image, { ...base, sigmaColor: 150 });
    // The same weights as above, on 100, 50 and 0.
    expect([...out.data]).toEqual([12, 6, 0, 88, 44, 0]);
  });

  test('the window is a disc: corners of the square do not count', () => {
    const image = grayFromRows([
      [200, 0, 200],
      [0, 0, 0],
      [200, 0, 200],
    ]);
    expect(bilateralFilter(image, { ...base, sigmaColor: 1000 }).data[4]).toBe(0);
  });

  test.each([
    [{ d: 5, sigmaSpace: 30 }, 2],
    [{ d: 0, sigmaSpace: 2 }, 3],
    [{ d: 0, sigmaSpace: 3 }, 4], // 4.5, half to even
    [{ d: 1, sigmaSpace: 2 }, 1],
    [{ d: 0, sigmaSpace: 0 }, 2], // σ 0 counts as 1; 1.5, half to even
  ])('%j has radius %i', (p, radius) => {
    expect(bilateralWindow({ ...base, ...p }).radius).toBe(radius);
  });
});

describe('properties', () => {
  test('an edge that is many σ high stays exactly', () => {
    const image = grayFromRows(Array.from({ length: 6 }, () => [20, 20, 20, 220, 220, 220]));
    expect(bilateralFilter(image, { ...base, d: 5, sigmaColor: 10 })).toEqual(image);
  });

  test('results stay between smallest and largest; alpha is copied', () => {
    fc.assert(
      fc.property(
        u8Images(7, [1, 3, 4]),
        fc.integer({ min: 0, max: 7 }),
        fc.integer({ min: 1, max: 100 }),
        (image, d, sigmaColor) => {
          const out = bilateralFilter(image, { ...base, d, sigmaColor, border: 'reflect101' });
          for (let c = 0; c < image.channels; c++) {
            const before = rowsOf(image, c).flat();
            const after = rowsOf(out, c).flat();
            if (c === 3) expect(after).toEqual(before);
            expect(Math.min(...after)).toBeGreaterThanOrEqual(Math.min(...before));
            expect(Math.max(...after)).toBeLessThanOrEqual(Math.max(...before));
          }
        },
      ),
    );
  });

  test('gray as colour gives the same with three times the σ', () => {
    fc.assert(
      fc.property(u8Images(7), (image) => {
        const data = new Uint8Array([...image.data].flatMap((v) => [v, v, v]));
        const colour = imageOf('u8', image.width, image.height, 3, data);
        const a = bilateralFilter(image, { ...base, d: 5, sigmaColor: 20 });
        const b = bilateralFilter(colour, { ...base, d: 5, sigmaColor: 60 });
        // The exponents are equal up to float64 rounding, so a mean at a half may go the other way.
        rowsOf(b, 1)
          .flat()
          .forEach((v, i) => expect(Math.abs(v - (a.data[i] ?? NaN))).toBeLessThanOrEqual(1));
      }),
    );
  });
});
