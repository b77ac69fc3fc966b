import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grayFromRows, type U8Image } from '$src/core/image';
import { medianBlur } from '$src/ops/median-blur/reference';
import { mapValues, rowsOf, u8Images } from './random-images';

test('a speck vanishes and a straight edge stays', () => {
  const image = grayFromRows([
    [10, 10, 10, 90, 90],
    [10, 255, 10, 90, 90],
    [10, 10, 10, 90, 0],
    [10, 10, 10, 90, 90],
  ]);
  expect(rowsOf(medianBlur(image, { kernelSize: 3 }))).toEqual([
    [10, 10, 10, 90, 90],
    [10, 10, 10, 90, 90],
    [10, 10, 10, 90, 90],
    [10, 10, 10, 90, 90],
  ]);
});

test('hand-worked corner: the last pixels repeat outside', () => {
  // Window of the top left pixel: 1 1 2, 1 1 2, 3 3 4; sorted 1 1 1 1 2 2 3 3 4.
  const image = grayFromRows([
    [1, 2],
    [3, 4],
  ]);
  expect(medianBlur(image, { kernelSize: 3 }).data[0]).toBe(2);
});

/** The definition, word for word: sort the window and take the middle. */
function bySorting(image: U8Image, n: number): number[][] {
  const rows = rowsOf(image);
  const clamp = (v: number, size: number) => Math.min(Math.max(v, 0), size - 1);
  return rows.map((row, y) =>
    row.map((_, x) => {
      const window: number[] = [];
      for (let i = 0; i < n * n; i++) {
        const sx = clamp(x + (i % n) - (n - 1) / 2, image.width);
        const sy = clamp(y + Math.floor(i / n) - (n - 1) / 2, image.height);
        window.push(rows[sy]?.[sx] ?? NaN);
      }
      return window.sort((a, b) => a - b)[(n * n - 1) / 2] ?? NaN;
    }),
  );
}

test('equals the sorted middle for every size and window', () => {
  fc.assert(
    fc.property(u8Images(10), fc.integer({ min: 0, max: 6 }), (image, radius) => {
      const kernelSize = 2 * radius + 1;
      expect(rowsOf(medianBlur(image, { kernelSize }))).toEqual(bySorting(image, kernelSize));
    }),
  );
});

test('commutes with turning black and white around', () => {
  fc.assert(
    fc.property(u8Images(10), fc.constantFrom(1, 3, 5), (image, kernelSize) => {
      const negative = mapValues(image, (v) => 255 - v);
      expect(medianBlur(negative, { kernelSize })).toEqual(
        mapValues(medianBlur(image, { kernelSize }), (v) => 255 - v),
      );
    }),
  );
});

test('colours one by one, alpha copied', () => {
  fc.assert(
    fc.property(u8Images(7, [3, 4]), (image) => {
      const out = medianBlur(image, { kernelSize: 3 });
      for (let c = 0; c < image.channels; c++) {
        const alone = medianBlur(grayFromRows(rowsOf(image, c)), { kernelSize: 3 });
        expect(rowsOf(out, c)).toEqual(c === 3 ? rowsOf(image, 3) : rowsOf(alone));
      }
    }),
  );
});

test('an even window is refused', () => {
  expect(() => medianBlur(grayFromRows([[1]]), { kernelSize: 4 })).toThrow(/odd window.*got 4/);
});
