import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grayFromRows } from '$src/core/image';
import {
  gaussianBlur,
  gaussianKernel,
  gaussianKernels,
  type GaussianBlurParams,
} from '$src/ops/gaussian-blur/reference';
import { rowsOf, transposed, u8Images } from './random-images';

const base: GaussianBlurParams = {
  kernelWidth: -1,
  kernelHeight: -1,
  sigmaX: 1,
  sigmaY: 0,
  border: 'reflect101',
};

describe('weights', () => {
  test('n = 3, σ = 1, by hand: e^-½ to each side of 1', () => {
    const side = Math.exp(-0.5) / (1 + 2 * Math.exp(-0.5));
    const [a, b, c] = gaussianKernel(3, 1);
    expect([a, c]).toEqual([expect.closeTo(side, 12), expect.closeTo(side, 12)]);
    expect(b).toBeCloseTo(1 - 2 * side, 12);
  });

  test('without σ: the binomial tables, and 0.15 n + 0.35 above 9', () => {
    expect(gaussianKernel(5, 0)).toEqual([0.0625, 0.25, 0.375, 0.25, 0.0625]);
    expect(gaussianKernel(11, 0)).toEqual(gaussianKernel(11, 2));
  });

  test.each([
    [1, 7],
    [2.3, 15],
    [5, 31],
    [0.1, 3],
  ])('σ %f takes %i weights', (sigmaX, size) => {
    const { x, y } = gaussianKernels({ ...base, sigmaX });
    expect([x.length, y.length]).toEqual([size, size]);
  });

  test('with neither size nor σ nothing is blurred', () => {
    expect(gaussianKernels({ ...base, sigmaX: 0 }).x).toEqual([1]);
  });

  test('they sum to 1 and are symmetric', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 15 }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        (half, sigma) => {
          const weights = gaussianKernel(2 * half + 1, sigma);
          expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
          expect([...weights].reverse()).toEqual(weights);
        },
      ),
    );
  });

  test('an even number is refused', () => {
    expect(() => gaussianKernel(4, 1)).toThrow(/odd number.*got 4/);
  });
});

test('an impulse spreads into the 3 × 3 binomial', () => {
  const image = grayFromRows([
    [0, 0, 0],
    [0, 160, 0],
    [0, 0, 0],
  ]);
  const p = { ...base, kernelWidth: 3, kernelHeight: 3, sigmaX: 0, border: 'constant' } as const;
  expect(rowsOf(gaussianBlur(image, p))).toEqual([
    [10, 20, 10],
    [20, 40, 20],
    [10, 20, 10],
  ]);
});

test('fractions survive between the passes', () => {
  const image = grayFromRows([
    [0, 0, 0],
    [0, 9, 0],
    [0, 0, 0],
  ]);
  const p = { ...base, kernelWidth: 3, kernelHeight: 3, sigmaX: 0, border: 'constant' } as const;
  // Corners: 9/16 = 0.5625, so 1. Rounded after the rows they would be 2.25 -> 2, then 2/4 = 0.5 -> 0.
  expect(rowsOf(gaussianBlur(image, p))).toEqual([
    [1, 1, 1],
    [1, 2, 1],
    [1, 1, 1],
  ]);
});

describe('properties', () => {
  const options = fc.record({
    sigmaX: fc.integer({ min: 1, max: 30 }).map((v) => v / 10),
    sigmaY: fc.integer({ min: 1, max: 30 }).map((v) => v / 10),
    border: fc.constantFrom('replicate', 'reflect', 'reflect101'),
  } as const);

  test('results stay between the smallest and the largest value; alpha is copied', () => {
    fc.assert(
      fc.property(u8Images(8, [1, 3, 4]), options, (image, o) => {
        const out = gaussianBlur(image, { ...base, ...o });
        for (let c = 0; c < image.channels; c++) {
          const before = rowsOf(image, c).flat();
          const after = rowsOf(out, c).flat();
          if (c === 3) expect(after).toEqual(before);
          expect(Math.min(...after)).toBeGreaterThanOrEqual(Math.min(...before));
          expect(Math.max(...after)).toBeLessThanOrEqual(Math.max(...before));
        }
      }),
    );
  });

  test('turning the image swaps the roles of x and y, up to rounding', () => {
    fc.assert(
      fc.property(u8Images(8), options, (image, o) => {
        const a = transposed(gaussianBlur(image, { ...base, ...o }));
        const swapped = { ...base, ...o, sigmaX: o.sigmaY, sigmaY: o.sigmaX };
        const b = gaussianBlur(transposed(image), swapped);
        // Floating-point sums in another order: a sum within 1e-12 of a half may round differently.
        a.data.forEach((v, i) => expect(Math.abs(v - (b.data[i] ?? NaN))).toBeLessThanOrEqual(1));
      }),
    );
  });
});
