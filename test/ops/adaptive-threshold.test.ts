import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createImage, grayFromRows, imageOf } from '$src/core/image';
import {
  adaptiveThreshold,
  gaussianWeights,
  type AdaptiveThresholdParams,
} from '$src/ops/adaptive-threshold/reference';

const plain: AdaptiveThresholdParams = {
  maxValue: 255,
  method: 'mean',
  type: 'binary',
  blockSize: 3,
  C: 0,
};

describe('adaptiveThreshold', () => {
  it('compares with the rounded mean of the neighbourhood', () => {
    const image = grayFromRows([
      [10, 10, 10],
      [10, 100, 10],
      [10, 10, 10],
    ]);
    // The mean is (8 · 10 + 100) / 9 = 20 in the middle; the edge repeats outside, so at the left it is
    // (6 · 10 + 2 · 10 + 100) / 9 = 20 as well.
    expect([...adaptiveThreshold(image, plain).data]).toEqual([0, 0, 0, 0, 255, 0, 0, 0, 0]);
    const lenient = adaptiveThreshold(image, { ...plain, C: 11 });
    expect(lenient.data.every((v) => v === 255)).toBe(true); // 10 − 20 > −11
  });

  it('weighs with a Gaussian where asked to', () => {
    const image = grayFromRows([
      [0, 0, 0],
      [0, 64, 0],
      [0, 0, 0],
    ]);
    // Weights ¼ ½ ¼ each way: the mean is 16 in the middle, 8 beside it (the box: 7 everywhere).
    const gaussian = { ...plain, method: 'gaussian', C: 8.5 } as const;
    // −mean > −⌈8.5⌉ = −9 holds for 8, not for 16; the centre is 64 − 16.
    expect([...adaptiveThreshold(image, gaussian).data]).toEqual(new Array(9).fill(255));
    const strict = adaptiveThreshold(image, { ...gaussian, C: 8 });
    expect([...strict.data]).toEqual([255, 0, 255, 0, 255, 0, 255, 0, 255]); // corners: mean 4
  });

  it('rounds a fractional C up for binary and down for its inverse', () => {
    const image = grayFromRows([[10, 10, 13]]);
    // Mean at the middle: 33 / 3 = 11, so src − mean = −1.
    const at = (type: 'binary' | 'binary_inv', C: number) =>
      adaptiveThreshold(image, { ...plain, type, C }).data[1];
    expect(at('binary', 1.5)).toBe(255); // −1 > −2
    expect(at('binary_inv', 1.5)).toBe(255); // −1 ≤ −1
    expect(at('binary', 1)).toBe(0); // −1 > −1 does not hold
    expect(at('binary_inv', 1)).toBe(255);
  });

  it('does not change when the whole image gets brighter', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 20, maxLength: 20 }),
        fc.integer({ min: 0, max: 55 }),
        fc.constantFrom(3, 5, 7),
        (values, shift, blockSize) => {
          const of = (added: number) =>
            adaptiveThreshold(
              imageOf(
                'u8',
                5,
                4,
                1,
                Uint8Array.from(values, (v) => v + added),
              ),
              { ...plain, blockSize, C: 2 },
            ).data;
          expect([...of(shift)]).toEqual([...of(0)]);
        },
      ),
    );
  });

  it('has weights that add up to 1 and fall off from the middle', () => {
    for (const size of [3, 5, 7, 9, 11, 31, 99]) {
      const weights = gaussianWeights(size);
      expect(weights).toHaveLength(size);
      // Each weight is rounded to float32: at most size · 2⁻²⁵ off.
      expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
      const half = weights.slice(0, (size + 1) / 2);
      expect([...half].sort((a, b) => a - b)).toEqual(half);
    }
  });

  it('refuses colour and even sizes', () => {
    expect(() => adaptiveThreshold(createImage('u8', 2, 2, 3), plain)).toThrow('3 channels');
    expect(() => adaptiveThreshold(createImage('u8', 2, 2), { ...plain, blockSize: 4 })).toThrow(
      'got 4',
    );
    expect(() => adaptiveThreshold(createImage('u8', 2, 2), { ...plain, blockSize: 1 })).toThrow(
      'got 1',
    );
  });
});
