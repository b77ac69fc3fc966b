import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createImage, imageOf } from '$src/core/image';
import { createRng } from '$src/core/rng';
import { normalQuantile, normalShare, standardise } from '$src/world/sets/standardise';

const grey = [1, 1, 1] as const;
const sorted = (data: Uint8Array): number[] => [...data].sort((a, b) => a - b);

test('the normal distribution is that of the tables', () => {
  // Abramowitz and Stegun, table 26.1.
  expect(normalShare(0)).toBeCloseTo(0.5, 6);
  expect(normalShare(1)).toBeCloseTo(0.8413447, 6);
  expect(normalShare(-2)).toBeCloseTo(0.0227501, 6);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 4);
  expect(normalQuantile(0.5)).toBeCloseTo(0, 5);
});

test('two pictures of quite different histograms get the same one', () => {
  const rng = createRng(1);
  const noisy = createImage('u8', 16, 16, 3);
  const mostlyDark = createImage('u8', 16, 16, 3);
  for (let i = 0; i < 256; i++) {
    noisy.data.fill(rng.integer(0, 255), 3 * i, 3 * i + 3);
    mostlyDark.data.fill(rng.next() < 0.8 ? 10 : 240, 3 * i, 3 * i + 3);
  }
  const standard = { mean: 120, deviation: 30, tint: grey };
  const [a, b] = [standardise(noisy, standard), standardise(mostlyDark, standard)];
  expect(sorted(a.data)).toEqual(sorted(b.data));
  const mean = a.data.reduce((sum, v) => sum + v, 0) / a.data.length;
  expect(Math.abs(mean - 120)).toBeLessThan(0.5);
});

test('the order of pixels is kept', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 75, maxLength: 75 }), (bytes) => {
      const image = imageOf('u8', 5, 5, 3, new Uint8Array(bytes));
      const out = standardise(image, { mean: 128, deviation: 30, tint: grey });
      const luminance = (data: Uint8Array, i: number): number =>
        0.2126 * (data[3 * i] ?? 0) +
        0.7152 * (data[3 * i + 1] ?? 0) +
        0.0722 * (data[3 * i + 2] ?? 0);
      for (let i = 0; i < 25; i++) {
        for (let j = 0; j < 25; j++) {
          // Closer than a twentieth of a grey level counts as a tie.
          if (luminance(image.data, i) > luminance(image.data, j) + 0.05) {
            expect(out.data[3 * i]).toBeGreaterThanOrEqual(out.data[3 * j] ?? 0);
          }
        }
      }
    }),
  );
});

test('a tint colours, and takes one channel only', () => {
  const image = imageOf('u8', 2, 1, 3, Uint8Array.of(0, 0, 0, 255, 255, 255));
  const out = standardise(image, { mean: 100, deviation: 20, tint: [1.2, 1, 0.8] });
  const [r = 0, g = 0, b = 0] = out.data;
  expect(r / g).toBeCloseTo(1.2, 1);
  expect(b / g).toBeCloseTo(0.8, 1);
  expect(() =>
    standardise(createImage('u8', 2, 2, 1), { mean: 1, deviation: 1, tint: grey }),
  ).toThrow(TypeError);
});
