import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createImage, imageOf } from '$src/core/image';
import { pcg4d } from '$src/core/hash';
import { gaussianNoise } from '$src/ops/gaussian-noise/reference';
import { mapValues, rowsOf, u8Images } from './random-images';

test('one value, step by step', () => {
  // pcg4d(1, 0, 0, 5): u₁ from the first word, the angle from the second.
  const [a, b] = pcg4d(1, 0, 0, 5);
  const u1 = (Math.floor(a / 256) + 1) / 16777216;
  const angle = 2 * Math.PI * (Math.floor(b / 256) / 16777216 - 0.5);
  const z = Math.sqrt(-2 * Math.log(u1)) * Math.cos(angle);
  const out = gaussianNoise(imageOf('u8', 2, 1, 1, new Uint8Array([128, 128])), {
    sigma: 20,
    seed: 5,
  });
  expect(Math.abs((out.data[1] ?? NaN) - (128 + 20 * z))).toBeLessThanOrEqual(0.5);
});

describe('statistics of 256 × 256 values at gray 128, σ = 20', () => {
  const flat = mapValues(createImage('u8', 256, 256), () => 128);
  const noise = [...gaussianNoise(flat, { sigma: 20, seed: 3 }).data].map((v) => v - 128);
  const n = noise.length;
  const moment = (k: number) => noise.reduce((sum, v) => sum + v ** k, 0) / n;

  // Bounds are four standard errors of each estimate for a normal distribution.
  test('mean 0', () => expect(Math.abs(moment(1))).toBeLessThan((4 * 20) / Math.sqrt(n)));
  test('standard deviation 20', () => {
    expect(Math.abs(Math.sqrt(moment(2)) - 20)).toBeLessThan((4 * 20) / Math.sqrt(2 * n));
  });
  test('kurtosis 3', () => {
    expect(Math.abs(moment(4) / moment(2) ** 2 - 3)).toBeLessThan(4 * Math.sqrt(24 / n));
  });
  test.each([
    ['right', 1],
    ['below', 256],
  ])('uncorrelated with the pixel to the %s', (_, step) => {
    const product = noise.reduce((sum, v, i) => sum + v * (noise[i + step] ?? 0), 0);
    expect(Math.abs(product / n / 400)).toBeLessThan(4 / Math.sqrt(n));
  });
});

test('the noise of a place does not depend on the size of the image', () => {
  const big = gaussianNoise(createImage('u8', 9, 9), { sigma: 50, seed: 1 });
  const small = gaussianNoise(createImage('u8', 4, 3), { sigma: 50, seed: 1 });
  expect(rowsOf(small)).toEqual(
    rowsOf(big)
      .slice(0, 3)
      .map((row) => row.slice(0, 4)),
  );
});

test('colours differ from one another; gray equals the first colour; alpha is copied', () => {
  const grey = mapValues(createImage('u8', 16, 16, 4), () => 128);
  const out = gaussianNoise(grey, { sigma: 30, seed: 9 });
  const gray = gaussianNoise(
    mapValues(createImage('u8', 16, 16), () => 128),
    { sigma: 30, seed: 9 },
  );
  expect(rowsOf(out, 0)).toEqual(rowsOf(gray));
  expect(rowsOf(out, 0)).not.toEqual(rowsOf(out, 1));
  expect(rowsOf(out, 1)).not.toEqual(rowsOf(out, 2));
  expect(rowsOf(out, 3)).toEqual(rowsOf(grey, 3));
});

test('σ = 0 changes nothing; seeds repeat and differ', () => {
  fc.assert(
    fc.property(u8Images(8, [1, 3]), fc.integer({ min: 0, max: 2147483647 }), (image, seed) => {
      expect(gaussianNoise(image, { sigma: 0, seed })).toEqual(image);
      expect(gaussianNoise(image, { sigma: 9, seed })).toEqual(
        gaussianNoise(image, { sigma: 9, seed }),
      );
    }),
  );
  const flat = mapValues(createImage('u8', 16, 16), () => 128);
  expect(gaussianNoise(flat, { sigma: 9, seed: 1 })).not.toEqual(
    gaussianNoise(flat, { sigma: 9, seed: 2 }),
  );
});
