import { expect, test } from 'vitest';
import { createImage, grayFromRows, imageOf } from '$src/core/image';
import { breachOf, differenceOf } from '$src/gpu/difference';

const exact = { maxAbs: 0, because: 'test' };

test('equal images have no difference and no breach', () => {
  const image = grayFromRows([
    [1, 2],
    [3, 4],
  ]);
  const difference = differenceOf(image, image);
  expect(difference).toEqual({ maxAbs: 0, fraction: 0, where: '' });
  expect(breachOf(exact, difference)).toBeUndefined();
});

test('the worst element is named', () => {
  const difference = differenceOf(
    grayFromRows([
      [1, 2],
      [3, 4],
    ]),
    grayFromRows([
      [1, 3],
      [3, 9],
    ]),
  );
  expect(difference).toEqual({ maxAbs: 5, fraction: 0.5, where: 'x 1, y 1: 9 instead of 4' });
  expect(breachOf({ maxAbs: 4, because: 'test' }, difference)).toMatch(
    /^differs by up to 5 \(allowed 4\)/,
  );
  expect(breachOf({ maxAbs: 5, because: 'test' }, difference)).toBeUndefined();
});

test('a rare difference may be allowed and a frequent one not', () => {
  const difference = differenceOf(grayFromRows([[1, 2, 3, 4]]), grayFromRows([[1, 2, 3, 5]]));
  expect(
    breachOf({ maxAbs: 1, maxFractionDiffering: 0.25, because: 'test' }, difference),
  ).toBeUndefined();
  expect(breachOf({ maxAbs: 1, maxFractionDiffering: 0.2, because: 'test' }, difference)).toMatch(
    /in 25 % of the values \(allowed 20 %\)/,
  );
});

test('circular values differ the short way round', () => {
  const a = imageOf('f32', 1, 1, 1, Float32Array.of(359.5));
  const b = imageOf('f32', 1, 1, 1, Float32Array.of(0.25));
  expect(differenceOf(a, b, 360).maxAbs).toBe(0.75);
  expect(differenceOf(a, b).maxAbs).toBe(359.25);
});

test('another shape or a NaN is infinitely far', () => {
  const gray = createImage('u8', 2, 2);
  expect(differenceOf(gray, createImage('u8', 2, 3)).maxAbs).toBe(Infinity);
  expect(differenceOf(gray, createImage('i16', 2, 2)).where).toBe(
    'the result is 2 × 2 × 1 i16, not 2 × 2 × 1 u8',
  );
  const nan = imageOf('f32', 1, 1, 1, Float32Array.of(NaN));
  expect(differenceOf(imageOf('f32', 1, 1, 1, Float32Array.of(1)), nan).maxAbs).toBe(Infinity);
  expect(differenceOf(nan, nan).maxAbs).toBe(0);
});
