import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createImage, grayFromRows, imageOf } from '$src/core/image';
import { ssim, ssimWindow, type SsimParams } from '$src/ops/ssim/reference';
import { mapValues, u8Images } from './random-images';

const uniform: SsimParams = { window: 'uniform', windowSize: 3, useSampleCovariance: false };
const gaussian: SsimParams = { ...uniform, window: 'gaussian' };

describe('hand-worked', () => {
  const flat = (value: number) => mapValues(createImage('u8', 12, 12), () => value);
  test('constant images differ in brightness alone', () => {
    // (2 · 100 · 110 + 6.5025) / (100² + 110² + 6.5025)
    expect(ssim(flat(100), flat(110), uniform)).toBeCloseTo(22006.5025 / 22106.5025, 12);
    expect(ssim(flat(100), flat(110), gaussian)).toBeCloseTo(22006.5025 / 22106.5025, 12);
  });

  // One window: a has eight 0 and one 90, mean 10, mean square 900, variance 800; b is 0 everywhere.
  // (0 + C₁)(0 + C₂) / ((100 + C₁)(800 + C₂)); sample variance 800 · 9/8 = 900.
  const a = grayFromRows([
    [0, 0, 0],
    [0, 90, 0],
    [0, 0, 0],
  ]);
  const b = createImage('u8', 3, 3);
  const c1 = 6.5025;
  const c2 = 58.5225;
  test('one window, biased', () => {
    expect(ssim(a, b, uniform)).toBeCloseTo((c1 * c2) / ((100 + c1) * (800 + c2)), 12);
  });
  test('one window, unbiased', () => {
    const value = ssim(a, b, { ...uniform, useSampleCovariance: true });
    expect(value).toBeCloseTo((c1 * c2) / ((100 + c1) * (900 + c2)), 12);
  });
});

test('windows', () => {
  expect(ssimWindow(gaussian)).toHaveLength(11);
  expect(ssimWindow(gaussian).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  expect(() => ssimWindow({ ...uniform, windowSize: 4 })).toThrow(/odd and 3 or more, got 4/);
});

describe('properties', () => {
  const images = u8Images(9, [1, 3]).filter((image) => image.width >= 3 && image.height >= 3);

  test('1 for equal images, symmetric, at most 1', () => {
    fc.assert(
      fc.property(images, fc.integer({ min: 0, max: 255 }), (image, mask) => {
        const other = mapValues(image, (v) => v ^ mask);
        expect(ssim(image, image, uniform)).toBeCloseTo(1, 10);
        const value = ssim(image, other, uniform);
        expect(value).toBeCloseTo(ssim(other, image, uniform), 12);
        expect(value).toBeLessThanOrEqual(1 + 1e-12);
        expect(value).toBeGreaterThanOrEqual(-1 - 1e-12);
      }),
    );
  });
});

test('colour is the mean over the channels; alpha is left out', () => {
  const pixels = Array.from({ length: 9 }, (_, i) => i);
  const a = imageOf(
    'u8',
    3,
    3,
    4,
    new Uint8Array(pixels.flatMap((i) => [i * 20, 100, 255 - i, 0])),
  );
  const b = imageOf('u8', 3, 3, 4, new Uint8Array(pixels.flatMap((i) => [i * 20, 100, 200, 255])));
  const blueA = imageOf('u8', 3, 3, 1, new Uint8Array(pixels.map((i) => 255 - i)));
  const blueB = mapValues(blueA, () => 200);
  expect(ssim(a, b, uniform)).toBeCloseTo((2 + ssim(blueA, blueB, uniform)) / 3, 12);
});

test('an image smaller than the window is refused', () => {
  const tiny = createImage('u8', 10, 20);
  expect(() => ssim(tiny, tiny, gaussian)).toThrow(/11 × 11 pixels; an image of 10 × 20/);
});
