// Overlap of masks: hand-worked pairs first, then properties.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createImage, grayFromRows, type U8Image } from '$src/core/image';
import { boundaryF, boundaryOf, dice, iou, overlapCounts } from '$src/metrics/mask-overlap';

/** A mask from rows of text: # is foreground. */
const mask = (...rows: string[]): U8Image =>
  grayFromRows(rows.map((row) => [...row].map((cell) => (cell === '#' ? 255 : 0))));

/** A filled square of `side` with its corner at (left, top) on a field of size × size. */
function square(size: number, left: number, top: number, side: number): U8Image {
  const image = createImage('u8', size, size);
  for (let y = top; y < top + side; y++)
    image.data.fill(1, y * size + left, y * size + left + side);
  return image;
}

const empty = createImage('u8', 5, 5);

describe('IoU and Dice', () => {
  test('two bars that share two of six pixels', () => {
    // A = 4 pixels, B = 4 pixels, 2 shared: union 6. IoU 2/6, Dice 4/8.
    const counts = overlapCounts(mask('####..'), mask('..####'));
    expect(counts).toEqual({ intersection: 2, union: 6, maskArea: 4, truthArea: 4 });
    expect(iou(counts)).toBeCloseTo(1 / 3, 15);
    expect(dice(counts)).toBe(0.5);
  });

  test('one pixel of shift costs a small square more than a large one', () => {
    // A shift by one column leaves (n − 1)·n of n² pixels: IoU (n − 1)/(n + 1).
    const shifted = (n: number): number =>
      iou(overlapCounts(square(2 * n, 1, 1, n), square(2 * n, 2, 1, n)));
    expect(shifted(10)).toBeCloseTo(9 / 11, 15);
    expect(shifted(100)).toBeCloseTo(99 / 101, 15);
  });

  test('two empty masks agree; one empty mask shares nothing', () => {
    expect([iou(overlapCounts(empty, empty)), dice(overlapCounts(empty, empty))]).toEqual([1, 1]);
    const half = overlapCounts(empty, square(5, 1, 1, 2));
    expect([iou(half), dice(half)]).toEqual([0, 0]);
  });

  test('any non-zero value is foreground', () => {
    expect(overlapCounts(grayFromRows([[1, 0]]), grayFromRows([[255, 0]])).intersection).toBe(1);
  });

  test('masks that do not fit together are refused with their sizes', () => {
    expect(() => overlapCounts(empty, square(6, 0, 0, 1))).toThrow('5 × 5 and 6 × 6');
    expect(() => overlapCounts(empty, createImage('u8', 5, 5, 3))).toThrow('got 1 and 3');
  });
});

describe('boundary', () => {
  test('the outline of a 3 × 3 square is its ring; the picture’s edge is none', () => {
    expect(boundaryOf(mask('.....', '.###.', '.###.', '.###.', '.....'))).toEqual(
      mask('.....', '.###.', '.#.#.', '.###.', '.....'),
    );
    expect(boundaryOf(mask('##.', '##.'))).toEqual(mask('.#.', '.#.'));
    expect(boundaryOf(mask('##', '##'))).toEqual(mask('..', '..'));
  });

  test('a vertical edge moved by two pixels: nothing at tolerance 1, everything at 2', () => {
    const left = mask('##......', '##......', '##......');
    const right = mask('####....', '####....', '####....');
    expect(boundaryF(left, right, 0)).toEqual({ precision: 0, recall: 0, f: 0 });
    expect(boundaryF(left, right, 1)).toEqual({ precision: 0, recall: 0, f: 0 });
    expect(boundaryF(left, right, 2)).toEqual({ precision: 1, recall: 1, f: 1 });
  });

  test('a diagonal step is √2 away', () => {
    const one = mask('....', '.#..', '....', '....');
    const other = mask('....', '....', '..#.', '....');
    expect(boundaryF(one, other, 1.4).f).toBe(0);
    expect(boundaryF(one, other, 1.5).f).toBe(1);
  });

  test('a speck costs precision, not recall', () => {
    // 8 outline pixels of the square, one speck far away: precision 8/9, recall 1, F 16/17.
    const truth = mask('........', '.###....', '.###....', '.###....', '........');
    const speckled = mask('.......#', '.###....', '.###....', '.###....', '........');
    const score = boundaryF(speckled, truth, 1);
    expect(score.precision).toBeCloseTo(8 / 9, 15);
    expect(score.recall).toBe(1);
    expect(score.f).toBeCloseTo(16 / 17, 15);
  });

  test('two masks without outline agree; an outline on one side only scores 0', () => {
    const full = square(5, 0, 0, 5);
    expect(boundaryF(empty, full, 2)).toEqual({ precision: 1, recall: 1, f: 1 });
    expect(boundaryF(empty, square(5, 1, 1, 2), 2)).toEqual({ precision: 0, recall: 0, f: 0 });
  });

  test('a tolerance below 0 is refused', () => {
    expect(() => boundaryF(empty, empty, -1)).toThrow('got -1');
  });
});

describe('properties', () => {
  const pair = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
    .chain(([width, height]) => {
      const cells = fc.array(fc.constantFrom(0, 255), {
        minLength: width * height,
        maxLength: width * height,
      });
      const image = cells.map((values) => {
        const made = createImage('u8', width, height);
        made.data.set(values);
        return made;
      });
      return fc.tuple(image, image);
    });

  test('Dice = 2 IoU / (1 + IoU), always', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const counts = overlapCounts(a, b);
        // Two divisions of exact integers: only the last bit may differ.
        expect(dice(counts)).toBeCloseTo((2 * iou(counts)) / (1 + iou(counts)), 14);
      }),
    );
  });

  test('symmetric, within 0..1, and 1 for a mask with itself', () => {
    fc.assert(
      fc.property(pair, fc.integer({ min: 0, max: 4 }), ([a, b], tolerance) => {
        expect(iou(overlapCounts(a, b))).toBe(iou(overlapCounts(b, a)));
        const there = boundaryF(a, b, tolerance);
        const back = boundaryF(b, a, tolerance);
        expect([there.precision, there.recall]).toEqual([back.recall, back.precision]);
        expect(there.f).toBeGreaterThanOrEqual(0);
        expect(there.f).toBeLessThanOrEqual(1);
        expect([iou(overlapCounts(a, a)), boundaryF(a, a, tolerance).f]).toEqual([1, 1]);
      }),
    );
  });

  test('boundary F never falls when the tolerance grows, and finds what a search by hand finds', () => {
    fc.assert(
      fc.property(pair, fc.integer({ min: 0, max: 4 }), ([a, b], tolerance) => {
        const narrow = boundaryF(a, b, tolerance);
        expect(boundaryF(a, b, tolerance + 1).f).toBeGreaterThanOrEqual(narrow.f);
        const points = (image: U8Image) =>
          [...boundaryOf(image).data].flatMap((value, i) =>
            value === 0 ? [] : [{ x: i % image.width, y: Math.floor(i / image.width) }],
          );
        const [mine, theirs] = [points(a), points(b)];
        const near = mine.filter((p) =>
          theirs.some((q) => (p.x - q.x) ** 2 + (p.y - q.y) ** 2 <= tolerance ** 2),
        );
        if (mine.length > 0) expect(narrow.precision).toBe(near.length / mine.length);
      }),
    );
  });
});
