import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grayFromRows } from '$src/core/image';
import { boxBlur, type BoxBlurParams } from '$src/ops/box-blur/reference';
import { filter2D } from '$src/ops/filter2d/reference';
import { rowsOf, u8Images } from './random-images';

const base: BoxBlurParams = {
  kernelWidth: 3,
  kernelHeight: 3,
  anchorX: -1,
  anchorY: -1,
  normalize: true,
  border: 'constant',
};

describe('hand-worked', () => {
  test('an impulse of 9 spreads to ones', () => {
    const image = grayFromRows([
      [0, 0, 0, 0],
      [0, 9, 0, 0],
      [0, 0, 0, 0],
    ]);
    expect(rowsOf(boxBlur(image, base))).toEqual([
      [1, 1, 1, 0],
      [1, 1, 1, 0],
      [1, 1, 1, 0],
    ]);
  });

  test('halves go to even', () => {
    const p = { ...base, kernelWidth: 2, kernelHeight: 1, border: 'replicate' } as const;
    // The centre of two is the right one: means of (0,0), (0,1), (1,2), (2,4).
    expect(rowsOf(boxBlur(grayFromRows([[0, 1, 2, 4]]), p))).toEqual([[0, 0, 2, 3]]);
  });

  test('the sum saturates', () => {
    const p = { ...base, kernelHeight: 1, normalize: false, border: 'reflect101' } as const;
    expect(rowsOf(boxBlur(grayFromRows([[10, 100, 200]]), p))).toEqual([[210, 255, 255]]);
  });

  test('a window larger than the image keeps reflecting', () => {
    const p = { ...base, kernelWidth: 7, kernelHeight: 1, border: 'reflect101' } as const;
    // ... 20 10 20 10 20 10 20 ...: from x = 0, three to each side, 4 × 20 and 3 × 10.
    expect(rowsOf(boxBlur(grayFromRows([[10, 20]]), p))).toEqual([[16, 14]]);
  });
});

describe('properties', () => {
  const options = fc.record({
    kernelWidth: fc.integer({ min: 1, max: 6 }),
    kernelHeight: fc.integer({ min: 1, max: 6 }),
    normalize: fc.boolean(),
    border: fc.constantFrom('replicate', 'reflect', 'reflect101', 'constant'),
  } as const);

  test('equals filter2D with a kernel of ones', () => {
    fc.assert(
      fc.property(u8Images(9, [1, 3, 4]), options, (image, o) => {
        fc.pre(!o.normalize);
        const kernel = Array.from({ length: o.kernelHeight }, () =>
          Array.from({ length: o.kernelWidth }, () => 1),
        );
        const summed = filter2D(image, {
          kernel,
          anchorX: -1,
          anchorY: -1,
          delta: 0,
          border: o.border,
          borderValue: 0,
          outputType: 'u8',
          flip: false,
          stride: 1,
          dilation: 1,
          padding: 'same',
        });
        expect(boxBlur(image, { ...base, ...o })).toEqual(summed);
      }),
    );
  });

  test('a constant image stays constant unless the border reads 0', () => {
    fc.assert(
      fc.property(u8Images(1), options, (pixel, o) => {
        fc.pre(o.normalize && o.border !== 'constant');
        const value = pixel.data[0] ?? 0;
        const flat = grayFromRows([0, 1, 2].map(() => [value, value, value, value]));
        expect(boxBlur(flat, { ...base, ...o })).toEqual(flat);
      }),
    );
  });
});

test('an anchor outside the window is refused', () => {
  expect(() => boxBlur(grayFromRows([[1]]), { ...base, anchorX: 3 })).toThrow(/window of 3/);
});
