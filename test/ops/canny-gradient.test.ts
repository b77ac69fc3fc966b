import { describe, expect, it } from 'vitest';
import { createImage, grayFromRows } from '$src/core/image';
import { cannyGradient } from '$src/ops/canny-gradient/reference';

const plane = grayFromRows(
  Array.from({ length: 3 }, (_, y) => Array.from({ length: 3 }, (_, x) => 3 * x + 4 * y)),
);

describe('cannyGradient', () => {
  it('adds absolute values, or squares without the root', () => {
    const l1 = cannyGradient(plane, { apertureSize: 3, L2gradient: false });
    expect([l1.dx.data[4], l1.dy.data[4], l1.magnitude.data[4]]).toEqual([24, 32, 56]);
    expect(cannyGradient(plane, { apertureSize: 3, L2gradient: true }).magnitude.data[4]).toBe(
      1600,
    );
  });

  it('repeats the edge pixel outside, unlike sobel by default', () => {
    const { dx } = cannyGradient(grayFromRows([[0, 10, 20]]), {
      apertureSize: 3,
      L2gradient: false,
    });
    expect([...dx.data]).toEqual([40, 80, 40]);
  });

  it('divides by 16 at aperture 7, halves to even', () => {
    const step = grayFromRows([[0, 0, 0, 0, 255, 255, 255, 255]]);
    const { dx } = cannyGradient(step, { apertureSize: 7, L2gradient: false });
    expect(dx.data[3]).toBe(10200); // 10 · 64 · 255 / 16, which 16 bits could not hold undivided
  });

  it('refuses colour and other apertures', () => {
    const p = { apertureSize: 3, L2gradient: false };
    expect(() => cannyGradient(createImage('u8', 2, 2, 3), p)).toThrow('3 channels');
    expect(() => cannyGradient(plane, { ...p, apertureSize: 9 })).toThrow('got 9');
  });
});
