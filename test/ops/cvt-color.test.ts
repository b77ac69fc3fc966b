import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createImage, grayFromRows, imageOf } from '$src/core/image';
import { cvtColor, type ColourCode } from '$src/ops/cvt-color/reference';

type Triple = readonly [number, number, number];

function convert(rgb: Triple, code: ColourCode): number[] {
  return [...cvtColor(imageOf('u8', 1, 1, 3, Uint8Array.from(rgb)), code).data];
}

/** What OpenCV gives for these colours in 8 bits: gray, HSV, Lab, YCrCb. */
const known: readonly (readonly [string, Triple, number, Triple, Triple, Triple])[] = [
  ['black', [0, 0, 0], 0, [0, 0, 0], [0, 128, 128], [0, 128, 128]],
  ['white', [255, 255, 255], 255, [0, 0, 255], [255, 128, 128], [255, 128, 128]],
  ['red', [255, 0, 0], 76, [0, 255, 255], [136, 208, 195], [76, 255, 85]],
  ['green', [0, 255, 0], 150, [60, 255, 255], [224, 42, 211], [150, 21, 43]],
  ['blue', [0, 0, 255], 29, [120, 255, 255], [82, 207, 20], [29, 107, 255]],
  ['middle gray', [128, 128, 128], 128, [0, 0, 128], [137, 128, 128], [128, 128, 128]],
];

test.each(known)('%s', (_, rgb, gray, hsv, lab, ycrcb) => {
  expect(convert(rgb, 'RGB2GRAY')).toEqual([gray]);
  expect(convert(rgb, 'RGB2HSV')).toEqual(hsv);
  expect(convert(rgb, 'RGB2Lab')).toEqual(lab);
  expect(convert(rgb, 'RGB2YCrCb')).toEqual(ycrcb);
});

describe('rules', () => {
  test('luma ties go to even', () => {
    // 299·0 + 587·36 + 114·12 = 22500; 299·0 + 587·12 + 114·4 = 7500.
    expect(convert([0, 36, 12], 'RGB2GRAY')).toEqual([22]);
    expect(convert([0, 12, 4], 'RGB2GRAY')).toEqual([8]);
  });

  test('hue is counted in half degrees and wraps below 0', () => {
    expect(convert([100, 0, 10], 'RGB2HSV')[0]).toBe(177); // −6 degrees
    expect(convert([100, 50, 0], 'RGB2HSV')[0]).toBe(15); // 30 degrees
    expect(convert([7, 7, 7], 'RGB2HSV')).toEqual([0, 0, 7]);
  });

  test('alpha is copied, and gray has none', () => {
    const rgba = imageOf('u8', 1, 1, 4, Uint8Array.of(255, 0, 0, 9));
    expect([...cvtColor(rgba, 'RGB2YCrCb').data]).toEqual([76, 255, 85, 9]);
    expect(cvtColor(rgba, 'RGB2GRAY')).toEqual(grayFromRows([[76]]));
  });

  test('gray repeats in three channels', () => {
    const { channels, data } = cvtColor(grayFromRows([[1, 2]]), 'GRAY2RGB');
    expect([channels, ...data]).toEqual([3, 1, 1, 1, 2, 2, 2]);
  });

  test('refuses the wrong number of channels', () => {
    expect(() => cvtColor(grayFromRows([[1]]), 'RGB2HSV')).toThrow(
      /RGB2HSV .* 3 or 4 channels, got 1/,
    );
    const rgb = createImage('u8', 1, 1, 3);
    expect(() => cvtColor(rgb, 'GRAY2RGB')).toThrow(/GRAY2RGB .* 1 channel, got 3/);
  });
});

describe('there and back', () => {
  /** Every 5th value of each channel: 140,608 colours. */
  const steps = Array.from({ length: 52 }, (_, i) => i * 5);
  const cube = imageOf(
    'u8',
    steps.length ** 2,
    steps.length,
    3,
    Uint8Array.from(steps.flatMap((r) => steps.flatMap((g) => steps.flatMap((b) => [r, g, b])))),
  );

  function roundTrip(to: ColourCode, from: ColourCode): { worst: number[]; mean: number } {
    const back = cvtColor(cvtColor(cube, to), from);
    const worst = [0, 0, 0];
    let sum = 0;
    cube.data.forEach((value, i) => {
      const difference = Math.abs(value - (back.data[i] ?? NaN));
      worst[i % 3] = Math.max(worst[i % 3] ?? 0, difference);
      sum += difference;
    });
    return { worst, mean: sum / cube.data.length };
  }

  // The bounds are those of all 16.7 million colours, found once by trying them: 8 bits hold less in
  // the other space, so some colours share a code.
  test('YCrCb within one level', () => {
    const { worst, mean } = roundTrip('RGB2YCrCb', 'YCrCb2RGB');
    expect(Math.max(...worst)).toBeLessThanOrEqual(1);
    expect(mean).toBeLessThan(0.4);
  });

  test('HSV within four levels: a hue step is two degrees', () => {
    const { worst, mean } = roundTrip('RGB2HSV', 'HSV2RGB');
    expect(Math.max(...worst)).toBeLessThanOrEqual(4);
    expect(mean).toBeLessThan(0.4);
  });

  test('Lab within 26 levels of a dark red, 10 of green and blue; well under one on average', () => {
    // Near black, next to a strong other channel, a step of a or b is many levels of the dark one.
    const { worst, mean } = roundTrip('RGB2Lab', 'Lab2RGB');
    expect(worst[0]).toBeLessThanOrEqual(26);
    expect(worst[1]).toBeLessThanOrEqual(10);
    expect(worst[2]).toBeLessThanOrEqual(10);
    expect(mean).toBeLessThan(0.7);
  });

  test('gray survives every space', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), (v) => {
        for (const [to, from] of [
          ['RGB2YCrCb', 'YCrCb2RGB'],
          ['RGB2HSV', 'HSV2RGB'],
        ] as const) {
          expect(convert(convert([v, v, v], to) as unknown as Triple, from)).toEqual([v, v, v]);
        }
      }),
    );
  });
});
