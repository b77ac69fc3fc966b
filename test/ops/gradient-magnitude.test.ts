import { describe, expect, it } from 'vitest';
import { createImage, grayFromRows } from '$src/core/image';
import { createRng } from '$src/core/rng';
import {
  gradientMagnitude,
  type GradientMagnitudeParams,
} from '$src/ops/gradient-magnitude/reference';

const plain: GradientMagnitudeParams = { ksize: 3, norm: 'L2', border: 'reflect101' };

describe('gradientMagnitude', () => {
  it('is 5 where the sides are 3 and 4', () => {
    // Brightness 3x + 4y: Sobel answers 8 times the slopes, 24 and 32.
    const plane = grayFromRows(
      Array.from({ length: 3 }, (_, y) => Array.from({ length: 3 }, (_, x) => 3 * x + 4 * y)),
    );
    expect(gradientMagnitude(plane, plain).data[4]).toBe(40);
    expect(gradientMagnitude(plane, { ...plain, norm: 'L1' }).data[4]).toBe(56);
  });

  it('lies between L1 / √2 and L1, and is 0 on a constant image', () => {
    const rng = createRng(3);
    const image = createImage('u8', 12, 9);
    for (let i = 0; i < image.data.length; i++) image.data[i] = rng.integer(0, 255);
    const l2 = gradientMagnitude(image, plain).data;
    const l1 = gradientMagnitude(image, { ...plain, norm: 'L1' }).data;
    l2.forEach((m, i) => {
      const sum = l1[i] ?? 0;
      expect(m).toBeLessThanOrEqual(sum);
      expect(m).toBeGreaterThanOrEqual((sum / Math.SQRT2) * (1 - 1e-6)); // float32 rounding
    });
    expect(gradientMagnitude(createImage('u8', 4, 4), plain).data.every((m) => m === 0)).toBe(true);
  });

  it('refuses colour', () => {
    expect(() => gradientMagnitude(createImage('u8', 2, 2, 3), plain)).toThrow('3 channels');
  });
});
