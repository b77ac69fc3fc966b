import { describe, expect, it } from 'vitest';
import { createImage, grayFromRows } from '$src/core/image';
import { directionDegrees, gradientDirection } from '$src/ops/gradient-direction/reference';

const plain = { ksize: 3, border: 'reflect101' } as const;

describe('gradientDirection', () => {
  it.each([
    [1, 0, 0],
    [1, 1, 45],
    [0, 1, 90],
    [-1, 1, 135],
    [-1, 0, 180],
    [-1, -1, 225],
    [0, -1, 270],
    [1, -1, 315],
  ])('points along brightness growing by %i, %i: %i degrees', (sx, sy, degrees) => {
    const plane = grayFromRows(
      Array.from({ length: 3 }, (_, y) =>
        Array.from({ length: 3 }, (_, x) => 100 + 9 * (sx * x + sy * y)),
      ),
    );
    expect(gradientDirection(plane, plain).data[4]).toBeCloseTo(degrees, 4);
  });

  it('is 0 where there is no gradient', () => {
    expect([...gradientDirection(createImage('u8', 2, 2), plain).data]).toEqual([0, 0, 0, 0]);
    expect(directionDegrees(0, 0)).toBe(0);
  });

  it('stays below 360 as a float32 for the smallest negative angle of 16-bit derivatives', () => {
    expect(Math.fround(directionDegrees(32767, -1))).toBeLessThan(360);
  });

  it('refuses colour', () => {
    expect(() => gradientDirection(createImage('u8', 2, 2, 4), plain)).toThrow('4 channels');
  });
});
