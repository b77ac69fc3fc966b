import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grayFromRows } from '$src/core/image';
import calcHistOp from '$src/ops/calc-hist';
import { calcHist } from '$src/ops/calc-hist/reference';
import { u8Images } from './random-images';

test('counts into equal intervals', () => {
  const image = grayFromRows([
    [0, 63, 64, 127],
    [128, 255, 255, 1],
  ]);
  expect([...calcHist(image, { bins: 4, low: 0, high: 256 }).data]).toEqual([3, 2, 1, 2]);
});

test('the upper end is not counted, and intervals need not be whole', () => {
  const image = grayFromRows([[4, 5, 6, 7, 8, 24, 25]]);
  // [5, 25) in 8 intervals of 2.5: 5 6 7 | 8 | ... | 24
  const counts = [...calcHist(image, { bins: 8, low: 5, high: 25 }).data];
  expect(counts).toEqual([3, 1, 0, 0, 0, 0, 0, 1]);
});

test('is an i32 image of bins × 1', () => {
  expect(calcHist(grayFromRows([[9]]))).toMatchObject({
    width: 256,
    height: 1,
    channels: 1,
    type: 'i32',
  });
});

test('refuses an empty range', () => {
  expect(() => calcHist(grayFromRows([[9]]), { bins: 2, low: 7, high: 7 })).toThrow(/7 to 7/);
});

test('all pixels are counted once, in any number of bins', () => {
  fc.assert(
    fc.property(u8Images(14), fc.integer({ min: 1, max: 256 }), (image, bins) => {
      const { data } = calcHist(image, { bins, low: 0, high: 256 });
      expect(data.reduce((sum, n) => sum + n, 0)).toBe(image.data.length);
    }),
  );
});

test('256 bins count single values', () => {
  fc.assert(
    fc.property(u8Images(14), fc.integer({ min: 0, max: 255 }), (image, value) => {
      const found = image.data.filter((v) => v === value).length;
      expect(calcHist(image).data[value]).toBe(found);
    }),
  );
});

test('the op says its range as start and span', () => {
  const { histogram } = calcHistOp.reference([grayFromRows([[9, 10, 11, 12]])], {
    bins: 2,
    low: 10,
    span: 2,
  });
  expect(histogram && [...histogram.data]).toEqual([1, 1]);
});
