import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createImage } from '$src/core/image';
import { lossThreshold, saltAndPepperNoise } from '$src/ops/salt-and-pepper-noise/reference';
import { mapValues, rowsOf, u8Images } from './random-images';

test.each([
  [0, 0],
  [1, 16777216],
  [0.5, 8388608],
])('amount %f loses 24-bit numbers below %i', (amount, threshold) => {
  expect(lossThreshold(amount)).toBe(threshold);
});

describe('shares of 256 × 256 values at gray 128, amount 0.2', () => {
  const flat = mapValues(createImage('u8', 256, 256), () => 128);
  const values = [...saltAndPepperNoise(flat, { amount: 0.2, seed: 4 }).data];
  const n = values.length;
  const share = (value: number) => values.filter((v) => v === value).length / n;
  // Four standard errors of a share p: 4·√(p(1−p)/n).
  test.each([
    [0, 0.1],
    [255, 0.1],
    [128, 0.8],
  ])('%i has %f', (value, p) => {
    expect(Math.abs(share(value) - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / n));
  });
  test('nothing else occurs', () => expect(share(0) + share(255) + share(128)).toBe(1));
});

test('more noise keeps what less noise has lost', () => {
  fc.assert(
    fc.property(
      u8Images(8, [1, 3, 4]),
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 0, max: 2147483647 }),
      (image, percent, seed) => {
        const little = saltAndPepperNoise(image, { amount: percent / 200, seed });
        const much = saltAndPepperNoise(image, { amount: percent / 100, seed });
        little.data.forEach((v, i) => {
          if (v !== image.data[i]) expect(much.data[i]).toBe(v);
        });
        if (image.channels === 4) expect(rowsOf(much, 3)).toEqual(rowsOf(image, 3));
      },
    ),
  );
});

test('amount 0 keeps all, amount 1 keeps nothing', () => {
  const flat = mapValues(createImage('u8', 8, 8, 3), () => 128);
  expect(saltAndPepperNoise(flat, { amount: 0, seed: 1 })).toEqual(flat);
  expect(saltAndPepperNoise(flat, { amount: 1, seed: 1 }).data).not.toContain(128);
});
