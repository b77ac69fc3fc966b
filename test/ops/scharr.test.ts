import { describe, expect, it } from 'vitest';
import { createImage, grayFromRows } from '$src/core/image';
import { scharr, type ScharrParams } from '$src/ops/scharr/reference';
import { sobel } from '$src/ops/sobel/reference';

const plain = { scale: 1, delta: 0, border: 'reflect101', outputType: 'i16' } as const;
const alongX: ScharrParams = { axis: 'x', ...plain };

describe('scharr', () => {
  it('weighs the middle row 10 and its neighbours 3', () => {
    const image = grayFromRows([
      [10, 20, 40],
      [10, 30, 90],
      [50, 60, 70],
    ]);
    // 3 · (40 − 10) + 10 · (90 − 10) + 3 · (70 − 50)
    expect(scharr(image, alongX).data[4]).toBe(950);
    // 3 · (50 − 10) + 10 · (60 − 20) + 3 · (70 − 40)
    expect(scharr(image, { ...alongX, axis: 'y' }).data[4]).toBe(610);
  });

  it('answers 32 times the slope of a ramp', () => {
    const ramp = grayFromRows(Array.from({ length: 4 }, () => [0, 5, 10, 15, 20]));
    expect([...scharr(ramp, alongX).data].slice(5, 10)).toEqual([0, 160, 160, 160, 0]);
  });

  it('finds the direction of a slanted grating better than Sobel', () => {
    // Brightness varies along 22.5 degrees with a period of 5 pixels.
    const theta = Math.PI / 8;
    const image = createImage('u8', 60, 60);
    for (let i = 0; i < image.data.length; i++) {
      const along = (i % 60) * Math.cos(theta) + Math.floor(i / 60) * Math.sin(theta);
      image.data[i] = 127.5 + 120 * Math.sin((2 * Math.PI * along) / 5);
    }
    const error = (dx: ArrayLike<number>, dy: ArrayLike<number>): number => {
      // The double angle makes opposite directions equal; strong gradients count most.
      let [c, s] = [0, 0];
      for (let i = 0; i < dx.length; i++) {
        const [x, y] = [dx[i] ?? 0, dy[i] ?? 0];
        c += x * x - y * y;
        s += 2 * x * y;
      }
      return Math.abs(Math.atan2(s, c) / 2 - theta);
    };
    const ofScharr = error(
      scharr(image, alongX).data,
      scharr(image, { ...alongX, axis: 'y' }).data,
    );
    const p = { ...plain, ksize: 3 };
    const ofSobel = error(
      sobel(image, { ...p, dx: 1, dy: 0 }).data,
      sobel(image, { ...p, dx: 0, dy: 1 }).data,
    );
    expect(ofScharr).toBeLessThan(ofSobel / 2);
  });
});
