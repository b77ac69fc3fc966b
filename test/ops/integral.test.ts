import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createImage, grayFromRows } from '$src/core/image';
import { integral } from '$src/ops/integral/reference';
import { mapValues, rowsOf, u8Images } from './random-images';

test('hand-worked', () => {
  const image = grayFromRows([
    [1, 2],
    [3, 4],
  ]);
  expect(rowsOf(integral(image))).toEqual([
    [0, 0, 0],
    [0, 1, 3],
    [0, 4, 10],
  ]);
});

test('four look-ups give the sum of any rectangle, in every channel', () => {
  const share = fc.nat(1000).map((v) => v / 1000);
  fc.assert(
    fc.property(u8Images(8, [1, 3, 4]), share, share, share, share, (image, a, b, c, d) => {
      const [x0 = 0, x1 = 0] = [a, b].map((v) => Math.round(v * image.width)).sort((p, q) => p - q);
      const [y0 = 0, y1 = 0] = [c, d]
        .map((v) => Math.round(v * image.height))
        .sort((p, q) => p - q);
      const sums = integral(image);
      expect([sums.width, sums.height]).toEqual([image.width + 1, image.height + 1]);
      for (let channel = 0; channel < image.channels; channel++) {
        const s = rowsOf(sums, channel);
        const at = (x: number, y: number) => s[y]?.[x] ?? NaN;
        const direct = rowsOf(image, channel)
          .slice(y0, y1)
          .flatMap((row) => row.slice(x0, x1))
          .reduce((sum, v) => sum + v, 0);
        expect(at(x1, y1) - at(x0, y1) - at(x1, y0) + at(x0, y0)).toBe(direct);
      }
    }),
  );
});

test('a sum that 32 bits cannot hold is refused', () => {
  const white = (width: number) => mapValues(createImage('u8', width, 4096), () => 255);
  // 255 · 4096 · 2056 = 2 147 450 880 fits; one column more does not.
  expect(integral(white(2056)).data.at(-1)).toBe(2147450880);
  expect(() => integral(white(2057))).toThrow(/above the largest 32-bit number/);
});
