// Overlap of boxes: fractions by hand, then what must hold for all boxes.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boxOverlap, iouXywh } from '$src/metrics';

type Box = readonly [number, number, number, number];

describe('by hand', () => {
  test.each<
    [
      string,
      Box,
      Box,
      readonly [iou: number, dice: number, giou: number, diou: number, ciou: number],
    ]
  >([
    ['the same box', [3, 4, 10, 20], [3, 4, 10, 20], [1, 1, 1, 1, 1]],
    // Shared 25, union 175, hull 225, centres sqrt(50) apart, diagonal sqrt(450); same aspect.
    [
      'a quarter shared',
      [0, 0, 10, 10],
      [5, 5, 10, 10],
      [1 / 7, 1 / 4, 1 / 7 - 50 / 225, 1 / 7 - 1 / 9, 1 / 7 - 1 / 9],
    ],
    // Hull 300, of which 100 lie between; centres 20 apart, diagonal sqrt(1000).
    ['apart', [0, 0, 10, 10], [20, 0, 10, 10], [0, 0, -1 / 3, -0.4, -0.4]],
    ['touching', [0, 0, 10, 10], [10, 0, 10, 10], [0, 0, 0, -100 / 500, -100 / 500]],
    // CIoU from Python: v = 4/pi^2 (atan 2 - atan 1/2)^2, alpha = v / (2/3 + v).
    [
      'lying and standing',
      [0, 0, 20, 10],
      [0, 0, 10, 20],
      [1 / 3, 1 / 2, 1 / 12, 13 / 48, 0.23708166492265273],
    ],
    [
      'some boxes',
      [10, 20, 30, 40],
      [25, 10, 50, 20],
      [
        0.07317073170731707,
        6 / 44,
        -0.29606003752345217,
        -0.07924562517000634,
        -0.09325560699403587,
      ],
    ],
    [
      'far, across',
      [0, 0, 4, 40],
      [100, 50, 40, 4],
      [0, 0, -0.9576719576719577, -0.6638834606502043, -0.9936237347509411],
    ],
    // Shifted by one pixel: 9/11.
    [
      'one pixel off',
      [0, 0, 10, 10],
      [1, 0, 10, 10],
      [9 / 11, 0.9, 9 / 11, 9 / 11 - 1 / 221, 9 / 11 - 1 / 221],
    ],
  ])('%s', (_, a, b, [iou, dice, giou, diou, ciou]) => {
    const close = (value: number) => expect.closeTo(value, 13);
    expect(boxOverlap(a, b)).toMatchObject({
      iou: close(iou),
      dice: close(dice),
      giou: close(giou),
      diou: close(diou),
      ciou: close(ciou),
    });
  });

  test('empty boxes share nothing and make no NaN', () => {
    const point: Box = [5, 5, 0, 0];
    expect(boxOverlap(point, point)).toMatchObject({ iou: 0, dice: 0, giou: 0, diou: 0, ciou: 0 });
    const line: Box = [0, 5, 10, 0];
    expect(boxOverlap(line, [0, 0, 10, 10])).toMatchObject({ iou: 0, giou: 0, diou: 0 });
    expect(Object.values(boxOverlap(line, point)).some(Number.isNaN)).toBe(false);
  });

  test.each([
    [[0, 0, -1, 4] as const, /sides from 0, got \[0, 0, -1, 4\]/],
    [[0, NaN, 1, 4] as const, /got \[0, NaN, 1, 4\]/],
    [[0, 0, 1e200, 1e200] as const, /too large/],
  ])('%o is refused', (box, message) => {
    expect(() => boxOverlap(box, [0, 0, 1, 1])).toThrow(message);
  });
});

describe('properties', () => {
  const place = fc.double({ min: -500, max: 500, noNaN: true });
  const side = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 500, noNaN: true }));
  const boxes: fc.Arbitrary<Box> = fc.tuple(place, place, side, side);

  test('symmetric and bounded; GIoU and DIoU never above IoU, CIoU never above DIoU', () => {
    fc.assert(
      fc.property(boxes, boxes, (a, b) => {
        const there = boxOverlap(a, b);
        expect(boxOverlap(b, a)).toEqual(there);
        expect(there.iou).toBeGreaterThanOrEqual(0);
        expect(there.iou).toBeLessThanOrEqual(1);
        expect(there.giou).toBeGreaterThanOrEqual(-1);
        expect(there.diou).toBeGreaterThanOrEqual(-1);
        expect(there.ciou).toBeGreaterThanOrEqual(-1.5);
        expect(Math.max(there.giou, there.diou)).toBeLessThanOrEqual(there.iou);
        expect(there.ciou).toBeLessThanOrEqual(there.diou);
        expect(there.dice).toBeCloseTo((2 * there.iou) / (1 + there.iou), 12);
        // The reference's formula, which does not mind last bits.
        expect(there.iou).toBeCloseTo(iouXywh(a, b), 9);
      }),
    );
  });

  test('a box with itself is 1, to the last bit', () => {
    fc.assert(
      fc.property(boxes, (box) => {
        fc.pre(box[2] * box[3] > 0);
        expect(boxOverlap(box, box).iou).toBe(1);
      }),
    );
  });

  test('moving and enlarging both changes nothing', () => {
    const whole = fc.integer({ min: 1, max: 60 });
    const grid: fc.Arbitrary<Box> = fc.tuple(whole, whole, whole, whole);
    fc.assert(
      fc.property(grid, grid, whole, (a, b, k) => {
        const changed = ([x, y, w, h]: Box): Box => [k * x + 7, k * y - 3, k * w, k * h];
        const [before, after] = [boxOverlap(a, b), boxOverlap(changed(a), changed(b))];
        for (const name of ['iou', 'dice', 'giou', 'diou', 'ciou'] as const) {
          expect(after[name]).toBeCloseTo(before[name], 12);
        }
      }),
    );
  });
});
