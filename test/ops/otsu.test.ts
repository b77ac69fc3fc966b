import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createImage, grayFromRows } from '$src/core/image';
import otsuAnalysis from '$src/ops/otsu';
import { otsuMask } from '$src/ops/otsu/mask';
import { otsu } from '$src/ops/otsu/reference';

/** σ²(t) straight from the definition. */
function varianceBetween(values: readonly number[], t: number): number {
  const below = values.filter((v) => v <= t);
  const above = values.filter((v) => v > t);
  if (below.length === 0 || above.length === 0) return 0;
  const mean = (part: readonly number[]) => part.reduce((a, b) => a + b, 0) / part.length;
  const share = below.length / values.length;
  return share * (1 - share) * (mean(below) - mean(above)) ** 2;
}

describe('otsu', () => {
  it('splits two levels at the first level that separates them', () => {
    const image = grayFromRows([[10, 10, 200, 200]]);
    expect(otsu(image)).toBe(10);
    expect(otsuMask(image)).toMatchObject({
      threshold: 10,
      mask: { data: new Uint8Array([0, 0, 255, 255]) },
    });
    expect(otsuAnalysis.analyse([image], {})).toEqual({ threshold: 10 });
  });

  it('separates the outlier group of a hand-worked example', () => {
    // Classes {1, 2, 3} and {9, 10}: σ²(3) = 0.6 · 0.4 · (2 − 9.5)² = 13.5, more than at 1, 2 and 9.
    expect(otsu(grayFromRows([[1, 2, 3, 9, 10]]))).toBe(3);
  });

  it('gives 0 for a constant image', () => {
    expect(otsu(createImage('u8', 3, 3))).toBe(0);
    expect(otsu(grayFromRows([[93, 93]]))).toBe(0);
  });

  it('reaches the largest between-class variance of the definition', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 2, maxLength: 40 }),
        (values) => {
          const best = Math.max(
            ...Array.from({ length: 256 }, (_, t) => varianceBetween(values, t)),
          );
          const found = varianceBetween(values, otsu(grayFromRows([values])));
          expect(found).toBeGreaterThanOrEqual(best * (1 - 1e-9)); // float64 noise of the recurrence
        },
      ),
    );
  });

  it('refuses colour', () => {
    expect(() => otsu(createImage('u8', 2, 2, 3))).toThrow('3 channels');
  });
});
