import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grayFromRows } from '$src/core/image';
import { equalizeHist } from '$src/ops/equalize-hist/reference';
import { rowsOf, u8Images } from './random-images';

test('by hand: the darkest value is left out of the counts', () => {
  // Values 50 (2×), 60 (1×), 70 (3×), 200 (2×); N = 8. Without the two darkest, 6 remain:
  // 60 → 255·1/6 = 42.5, 70 → 255·4/6 = 170, 200 → 255.
  const image = grayFromRows([
    [50, 70, 70, 200],
    [50, 60, 70, 200],
  ]);
  const { result, histogram, cdf, lut } = equalizeHist(image);
  // 1 · f32(255/6) = 42.5 exactly, a tie: to even.
  expect(rowsOf(result)).toEqual([
    [0, 170, 170, 255],
    [0, 42, 170, 255],
  ]);
  expect([50, 60, 70, 200].map((v) => histogram.data[v])).toEqual([2, 1, 3, 2]);
  expect([49, 50, 60, 65, 70, 200, 255].map((v) => cdf.data[v])).toEqual([0, 2, 3, 3, 6, 8, 8]);
  expect([0, 50, 55, 65, 255].map((v) => lut.data[v])).toEqual([0, 0, 0, 42, 255]);
});

test('an image of one value comes back', () => {
  expect(rowsOf(equalizeHist(grayFromRows([[93, 93]])).result)).toEqual([[93, 93]]);
  expect(rowsOf(equalizeHist(grayFromRows([[0]])).result)).toEqual([[0]]);
});

test('two values become 0 and 255', () => {
  expect(rowsOf(equalizeHist(grayFromRows([[100, 101, 101]])).result)).toEqual([[0, 255, 255]]);
});

test('keeps the order of values and uses the whole range', () => {
  fc.assert(
    fc.property(u8Images(14), (image) => {
      const { result, lut } = equalizeHist(image);
      for (let v = 1; v < 256; v++)
        expect(lut.data[v]).toBeGreaterThanOrEqual(lut.data[v - 1] ?? 0);
      if (new Set(image.data).size > 1) {
        expect(Math.min(...result.data)).toBe(0);
        expect(Math.max(...result.data)).toBe(255);
      }
    }),
  );
});

test('a second time changes next to nothing: values move by rounding only', () => {
  fc.assert(
    fc.property(u8Images(14), (image) => {
      const once = equalizeHist(image).result;
      const twice = equalizeHist(once).result;
      // Values that the first round merged count together in the second; each stays at its own cdf.
      twice.data.forEach((v, i) =>
        expect(Math.abs(v - (once.data[i] ?? 0))).toBeLessThanOrEqual(1),
      );
    }),
  );
});
