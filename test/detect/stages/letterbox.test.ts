// Fitting a frame into the square input: hand-worked geometry first, then the way there and back.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boxInFrame, clipToFrame, fitGeometry, imageFromModel } from '$src/detect/stages/letterbox';
import type { BoxXyxy, Candidates } from '$src/detect/types';
import { boxInInput } from '$test/support/box-in-input';

const letterbox = { fit: 'letterbox', align: 'centre' } as const;
const topLeft = { fit: 'letterbox', align: 'top-left' } as const;
const stretch = { fit: 'stretch', align: 'centre' } as const;

const rows = (...boxes: BoxXyxy[]): Candidates => ({
  count: boxes.length,
  boxesXyxy: Float32Array.from(boxes.flat()),
  scores: Float32Array.from(boxes, (_, i) => 0.9 - i / 10),
  classIndices: Uint16Array.from(boxes, (_, i) => i),
  origins: Uint32Array.from(boxes, (_, i) => 100 + i),
});

describe('geometry', () => {
  test('640 × 480 in 320: half the size, 40 px of grey above and below', () => {
    expect(fitGeometry(640, 480, letterbox, 320)).toMatchObject({
      scaleX: 0.5,
      scaleY: 0.5,
      padX: 0,
      padY: 40,
      contentWidthPx: 320,
      contentHeightPx: 240,
    });
    expect(fitGeometry(480, 640, letterbox, 320)).toMatchObject({ padX: 40, padY: 0 });
    expect(fitGeometry(640, 480, topLeft, 320)).toMatchObject({ padX: 0, padY: 0, scaleY: 0.5 });
    expect(fitGeometry(640, 480, stretch, 320)).toMatchObject({
      scaleX: 0.5,
      scaleY: 320 / 480,
      padX: 0,
      padY: 0,
    });
  });

  test('whole pixels are drawn, and the scale is theirs', () => {
    // 641 × 479 at 320/641: 320 × 239.126, drawn as 239 rows; 81 rows are left, 40 above and 41 below.
    expect(fitGeometry(641, 479, letterbox, 320)).toMatchObject({
      contentHeightPx: 239,
      scaleY: 239 / 479,
      padY: 40,
    });
    // 10000 × 1 would be 0.032 rows: one row is drawn.
    expect(fitGeometry(10000, 1, letterbox, 320)).toMatchObject({ contentHeightPx: 1, padY: 159 });
    expect(fitGeometry(1, 1, letterbox, 320)).toMatchObject({ scaleX: 320, padX: 0, padY: 0 });
  });

  test('an empty frame and a crooked side are refused with their values', () => {
    expect(() => fitGeometry(0, 480, letterbox, 320)).toThrow('0 × 480');
    expect(() => fitGeometry(640, Number.NaN, letterbox, 320)).toThrow('640 × NaN');
    expect(() => fitGeometry(640, 480, letterbox, 320.5)).toThrow('320.5');
  });
});

describe('back to the frame', () => {
  test('a box in the padding is dropped, one across the edge is cut, the order stays', () => {
    const geometry = fitGeometry(640, 480, letterbox, 320);
    const mapped = imageFromModel(
      rows([10, 60, 50, 100], [0, 0, 320, 39], [-20, 30, 330, 300], [50, 60, 40, 100]),
      geometry,
    );
    expect([...mapped.boxesXyxy]).toEqual([20, 40, 100, 120, 0, 0, 640, 480]);
    expect([...mapped.classIndices]).toEqual([0, 2]);
    expect([...mapped.origins]).toEqual([100, 102]);
    expect(mapped.count).toBe(2);
  });

  test('there and back is the same box, and inside stays inside', () => {
    const size = fc.integer({ min: 1, max: 5000 });
    const fit = fc.constantFrom(letterbox, topLeft, stretch);
    const side = fc.constantFrom(64, 320, 416, 640);
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(size, size, fit, side, fc.tuple(share, share, share, share), (w, h, f, s, at) => {
        const geometry = fitGeometry(w, h, f, s);
        const box: BoxXyxy = [
          Math.min(at[0], at[2]) * w,
          Math.min(at[1], at[3]) * h,
          Math.max(at[0], at[2]) * w,
          Math.max(at[1], at[3]) * h,
        ];
        const inInput = boxInInput(box, geometry);
        const slack = 1e-9 * s; // rounding of one multiplication and one addition
        expect(Math.min(...inInput)).toBeGreaterThanOrEqual(-slack);
        expect(Math.max(...inInput)).toBeLessThanOrEqual(s + slack);
        const back = boxInFrame(inInput, geometry);
        back.forEach((value, i) =>
          expect(Math.abs(value - (box[i] ?? 0))).toBeLessThan(1e-8 * 5000),
        );
        expect(clipToFrame(box, geometry)).toEqual(box);
      }),
    );
  });
});
