import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grayFromRows, imageOf } from '$src/core/image';
import op from '$src/ops/psnr';
import { psnr } from '$src/ops/psnr/reference';
import { mapValues, u8Images } from './random-images';

test('hand-worked', () => {
  expect(psnr(grayFromRows([[0]]), grayFromRows([[255]]))).toBe(0);
  // Errors 3 and 4: MSE 12.5, 10 log10(65025 / 12.5).
  expect(psnr(grayFromRows([[10, 20]]), grayFromRows([[13, 16]]))).toBeCloseTo(37.1617, 4);
});

test('one grey level everywhere is 48.13 dB, whatever the picture', () => {
  fc.assert(
    fc.property(u8Images(6, [1, 3]), (image) => {
      const other = mapValues(image, (v) => (v < 255 ? v + 1 : v - 1));
      expect(psnr(image, other)).toBeCloseTo(48.1308, 4);
      expect(psnr(other, image)).toBe(psnr(image, other));
    }),
  );
});

test('equal images give Infinity', () => {
  fc.assert(
    fc.property(u8Images(6, [1, 3, 4]), (image) => {
      expect(psnr(image, image)).toBe(Infinity);
    }),
  );
});

test('alpha is left out', () => {
  const a = imageOf('u8', 1, 1, 4, new Uint8Array([10, 20, 30, 0]));
  const b = imageOf('u8', 1, 1, 4, new Uint8Array([10, 20, 30, 255]));
  expect(psnr(a, b)).toBe(Infinity);
});

test('images of different sizes are refused', () => {
  expect(() => op.analyse([grayFromRows([[1]]), grayFromRows([[1, 2]])], {})).toThrow(
    /one size: got 1 × 1 .* 2 × 1/,
  );
  expect(() => op.analyse([grayFromRows([[1]])], {})).toThrow(/two images, got 1/);
});
