/** The comparison itself: it must see what is wrong, and must not see what is only written differently. */
import { describe, expect, it } from 'vitest';
import { grayFromRows, imageOf } from '$src/core/image';
import { canonicalLabels, compareImages, compareJson, isWithin } from '$scripts/oracle/compare';

const f32 = (...values: number[]) => imageOf('f32', values.length, 1, 1, Float32Array.from(values));
const i32 = (...values: number[]) => imageOf('i32', values.length, 1, 1, Int32Array.from(values));

describe('compareImages', () => {
  it('finds the worst difference, the share and the first position outside the bound', () => {
    const expected = grayFromRows([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const actual = grayFromRows([
      [1, 3, 3],
      [4, 9, 0],
    ]);
    const found = compareImages('boxBlur', actual, expected, 1);
    expect(found).toEqual({ worst: 6, fraction: 0.5, first: 'at x 1 y 1: got 9, expected 5' });
    const bound = { maxAbs: 6, maxFractionDiffering: 0.5, because: '' };
    expect(isWithin(found, bound)).toBe(true);
    expect(isWithin(found, { ...bound, maxAbs: 5 })).toBe(false);
    expect(isWithin(found, { ...bound, maxFractionDiffering: 0.4 })).toBe(false);
  });

  it('calls another size, type or NaN an infinite difference', () => {
    expect(compareImages('x', grayFromRows([[1, 2]]), grayFromRows([[1], [2]]), 9).worst).toBe(
      Infinity,
    );
    expect(compareImages('x', i32(1), f32(1), 9).worst).toBe(Infinity);
    expect(compareImages('x', f32(NaN), f32(1), 9).worst).toBe(Infinity);
  });

  it('takes directions modulo 360', () => {
    const worst = compareImages('gradientDirection', f32(359.5, 10), f32(0, 12), 0).worst;
    expect(worst).toBe(2);
    expect(compareImages('sobel', f32(359.5), f32(0), 0).worst).toBe(359.5);
  });

  it('takes labels up to their names', () => {
    expect([...canonicalLabels(i32(0, 7, 7, 2, 0, 7)).data]).toEqual([0, 1, 1, 2, 0, 1]);
    const split = compareImages('connectedComponents', i32(5, 0, 9), i32(1, 0, 1), 0);
    expect(split.worst).toBeGreaterThan(0);
    expect(compareImages('connectedComponents', i32(5, 0, 3), i32(1, 0, 2), 0).worst).toBe(0);
  });
});

describe('compareJson', () => {
  it('wants integers, lengths, texts and keys equal', () => {
    expect(compareJson({ bins: [1, 2] }, { bins: [1, 2] }, 5).worst).toBe(0);
    expect(compareJson({ bins: [1, 3] }, { bins: [1, 2] }, 5)).toMatchObject({
      worst: Infinity,
      first: '$.bins[1]: got 3, expected 2',
    });
    expect(compareJson([1], [1, 2], 5).worst).toBe(Infinity);
    expect(compareJson({ a: 1 }, { a: 1, b: 2 }, 5).worst).toBe(Infinity);
    expect(compareJson('3', 3, 5).worst).toBe(Infinity);
  });

  it('lets other numbers differ by the bound', () => {
    const found = compareJson({ value: 2.25 }, { value: 2.5 }, 0.5);
    expect(isWithin(found, { maxAbs: 0.5, maxFractionDiffering: 0, because: '' })).toBe(true);
    expect(isWithin(found, { maxAbs: 0.1, maxFractionDiffering: 0, because: '' })).toBe(false);
  });
});
