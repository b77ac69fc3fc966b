import { describe, expect, it } from 'vitest';
import { grayFromRows, imageOf, type TypedImage } from '$src/core/image';
import {
  cannyNms,
  cannyThresholds,
  suppress,
  type CannyNmsParams,
} from '$src/ops/canny-nms/reference';

const plain: CannyNmsParams = { low: 50, high: 150, apertureSize: 3, L2gradient: false };

/** Stages 2 and 3 on a hand-made magnitude whose gradient points the same way everywhere. */
function suppressed(rows: readonly (readonly number[])[], dx: number, dy: number): number[][] {
  const [width, height] = [rows[0]?.length ?? 0, rows.length];
  const filled = (v: number): TypedImage<'i16'> =>
    imageOf('i16', width, height, 1, new Int16Array(width * height).fill(v));
  const magnitude = imageOf('i32', width, height, 1, Int32Array.from(rows.flat()));
  const out = suppress({ dx: filled(dx), dy: filled(dy), magnitude }, plain);
  return rows.map((_, y) => [...out.data.slice(y * width, (y + 1) * width)]);
}

describe('cannyNms', () => {
  it('thins a step edge to the left of its two equal columns', () => {
    const image = grayFromRows(Array.from({ length: 3 }, () => [0, 0, 0, 40, 40, 40]));
    const row = [0, 0, 255, 0, 0, 0]; // magnitude 160 in columns 2 and 3
    expect([...cannyNms(image, plain).data]).toEqual([...row, ...row, ...row]);
  });

  it('compares strictly with both thresholds', () => {
    const image = grayFromRows(Array.from({ length: 3 }, () => [0, 0, 0, 40, 40, 40]));
    expect(cannyNms(image, { ...plain, high: 160 }).data[2]).toBe(128);
    expect(cannyNms(image, { ...plain, low: 160, high: 200 }).data[2]).toBe(0);
    expect(cannyNms(image, { ...plain, low: 200, high: 10 }).data[2]).toBe(128); // swapped
  });

  it('keeps the first of two equal neighbours, except on diagonals', () => {
    expect(suppressed([[60, 100, 100, 60]], 1, 0)).toEqual([[0, 128, 0, 0]]);
    expect(suppressed([[60], [100], [100], [60]], 0, 1)).toEqual([[0], [128], [0], [0]]);
    const plateau = [
      [100, 0, 0],
      [0, 100, 0],
      [0, 0, 0],
    ];
    expect(suppressed(plateau, 1, 1).flat()).toEqual(new Array(9).fill(0));
    expect(suppressed(plateau, 1, -1)).toEqual([
      [128, 0, 0],
      [0, 128, 0],
      [0, 0, 0],
    ]);
  });

  it('sorts directions at tan 22.5° and tan 67.5°', () => {
    // A ridge along the rising diagonal: a maximum left to right, not along the falling diagonal.
    const ridge = [
      [90, 0, 0],
      [0, 80, 0],
      [0, 0, 90],
    ];
    expect(suppressed(ridge, 1000, 414)[1]?.[1]).toBe(128); // 22.49°: horizontal
    expect(suppressed(ridge, 1000, 415)[1]?.[1]).toBe(0); // 22.54°: diagonal
    expect(suppressed(ridge, 414, 1000)[1]?.[1]).toBe(128); // 67.51°: vertical
    expect(suppressed(ridge, 415, 1000)[1]?.[1]).toBe(0); // 67.46°: diagonal
  });

  it('gives the thresholds in whole units of the magnitude', () => {
    const of = (p: Partial<CannyNmsParams>) => cannyThresholds({ ...plain, ...p });
    expect(of({ low: 30.9, high: 90.7 })).toEqual({ low: 30, high: 90 });
    expect(of({ low: 30.5, high: 90.7, L2gradient: true })).toEqual({ low: 930, high: 8226 });
    expect(of({ low: 100, high: 160, apertureSize: 7 })).toEqual({ low: 6, high: 10 });
    expect(of({ low: 1, high: 40000, L2gradient: true }).high).toBe(32767 ** 2);
  });
});
