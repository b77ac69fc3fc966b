// Frame to tensor: against our resize op, which is checked against OpenCV, then layout and normalisation by hand.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createImage, grayFromRows, imageOf, type U8Image } from '$src/core/image';
import { createRng } from '$src/core/rng';
import type { InputSpec } from '$src/detect/head';
import { toInput } from '$src/detect/stages/to-input';
import { resize } from '$src/ops/resize/reference';

const plain: InputSpec = {
  name: 'images',
  sidePx: 4,
  layout: 'nhwc',
  colour: 'rgb',
  white: 255,
  fit: 'stretch',
  align: 'centre',
  padLevel: 114,
};

function noise(width: number, height: number, channels: 1 | 3 | 4, seed: number): U8Image {
  const image = createImage('u8', width, height, channels);
  const rng = createRng(seed);
  for (let i = 0; i < image.data.length; i++) image.data[i] = rng.integer(0, 255);
  return image;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs((a[i] ?? NaN) - (b[i] ?? 0)));
  return most;
}

describe('resampling', () => {
  // OpenCV's result is rounded to whole grey levels, ours is not: half a level apart, and float32.
  const rounding = 0.5 + 1e-4;

  test('enlarging and shrinking to a half is OpenCV’s INTER_LINEAR', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 20, max: 50 }),
        fc.integer(),
        (width, height, sidePx, seed) => {
          const image = noise(width, height, 3, seed);
          const wanted = resize(image, sidePx, sidePx, 'linear').data;
          expect(largestDifference(toInput(image, plain, sidePx), wanted)).toBeLessThan(rounding);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('shrinking further is OpenCV’s INTER_AREA', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 35, max: 120 }),
        fc.integer({ min: 35, max: 120 }),
        fc.integer({ min: 1, max: 16 }),
        fc.integer(),
        (width, height, sidePx, seed) => {
          const image = noise(width, height, 3, seed);
          const wanted = resize(image, sidePx, sidePx, 'area').data;
          expect(largestDifference(toInput(image, plain, sidePx), wanted)).toBeLessThan(rounding);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('fine stripes turn grey instead of into coarse stripes', () => {
    // Lines of one pixel, shrunk 5.5 times: 2 to 3.5 of 5.5 are white. Two neighbours would give 0 or 255.
    const stripes = createImage('u8', 352, 352);
    for (let i = 0; i < stripes.data.length; i++) stripes.data[i] = i % 2 === 0 ? 255 : 0;
    const small = toInput(stripes, plain, 64);
    expect(Math.min(...small)).toBeGreaterThan(100);
    expect(Math.max(...small)).toBeLessThan(155);
  });
});

describe('layout and normalisation', () => {
  const pixel = imageOf('u8', 1, 1, 4, Uint8Array.from([255, 51, 0, 7])); // alpha 7 is ignored
  test('interleaved and planar, RGB and BGR', () => {
    expect([...toInput(pixel, plain, 1)]).toEqual([255, 51, 0]);
    expect([...toInput(pixel, { ...plain, colour: 'bgr' }, 1)]).toEqual([0, 51, 255]);
    const planar = toInput(pixel, { ...plain, layout: 'nchw' }, 2);
    expect([...planar]).toEqual([255, 255, 255, 255, 51, 51, 51, 51, 0, 0, 0, 0]);
  });

  test('white, mean and std per channel, padding included', () => {
    // 51 / 255 = 0.2; (0.2 − 0.4) / 0.5 = −0.4. Padding 102 / 255 = 0.4: (0.4 − mean) / std.
    const spec: InputSpec = {
      ...plain,
      white: 1,
      mean: [0.5, 0.4, 0.3],
      std: [0.25, 0.5, 1],
      fit: 'letterbox',
      align: 'top-left',
      padLevel: 102,
    };
    const wide = imageOf('u8', 2, 1, 3, Uint8Array.from([255, 51, 0, 255, 51, 0]));
    const wanted = [2, -0.4, -0.3, 2, -0.4, -0.3, -0.4, 0, 0.1, -0.4, 0, 0.1];
    expect(largestDifference(toInput(wide, spec, 2), wanted)).toBeLessThan(1e-6);
  });

  test('grey is tripled; a reused array is written over entirely', () => {
    const grey = grayFromRows([[10, 30]]);
    const spec: InputSpec = { ...plain, fit: 'letterbox' };
    // 2 × 1 in 2 × 2: one row of rest, the larger half below.
    const wanted = [10, 10, 10, 30, 30, 30, 114, 114, 114, 114, 114, 114];
    const into = new Float32Array(12).fill(NaN);
    expect(toInput(grey, spec, 2, into)).toBe(into);
    expect([...into]).toEqual(wanted);
    expect([...toInput(grey, spec, 2, new Float32Array(5))]).toEqual(wanted);
  });

  test('every size fills every value', () => {
    for (const [width, height] of [
      [1, 1],
      [1, 500],
      [500, 1],
      [3, 2],
      [641, 479],
    ] as const) {
      for (const fit of ['letterbox', 'stretch'] as const) {
        const white = createImage('u8', width, height, 3);
        white.data.fill(200);
        const into = new Float32Array(3 * 64 * 64).fill(NaN);
        const values = new Set(toInput(white, { ...plain, fit }, 64, into).map(Math.round));
        expect([...values].every((value) => value === 200 || value === 114)).toBe(true);
      }
    }
  });
});
