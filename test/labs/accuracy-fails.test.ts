// The lab about accuracy: displacements by formula, accuracies by hand.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countBoxes,
  meantFor,
  namingAccuracy,
  placesAccuracy,
  presenceAccuracy,
  shownOf,
} from '$labs/accuracy-fails/accuracy';
import { flawlessAp, halfShift, moved, overlapAfter } from '$labs/accuracy-fails/moved';
import { evaluateCoco, iouXywh, type CocoDataset, type CocoResult } from '$src/metrics';

/** Two pictures, two classes: an A and a B in the first, an A in the second. */
const truth: CocoDataset = {
  images: [1, 2].map((id) => ({ id, file_name: `${id}`, width: 400, height: 400 })),
  categories: [
    { id: 1, name: 'A' },
    { id: 2, name: 'B' },
  ],
  annotations: (
    [
      [1, 1, [0, 0, 20, 40]],
      [1, 2, [200, 200, 40, 40]],
      [2, 1, [100, 100, 60, 30]],
    ] as const
  ).map(([image_id, category_id, bbox], i) => ({
    id: i + 1,
    image_id,
    category_id,
    bbox,
    area: bbox[2] * bbox[3],
    iscrowd: 0 as const,
  })),
};
const exact: readonly CocoResult[] = truth.annotations.map(
  ({ image_id, category_id, bbox }, i) => ({
    image_id,
    category_id,
    bbox,
    score: 0.9 - i / 10,
  }),
);

describe('displacement', () => {
  const box = fc.record({
    image_id: fc.constant(1),
    category_id: fc.integer({ min: 1, max: 9 }),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
    bbox: fc.tuple(
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 1, max: 100 }),
    ),
  });
  const share = fc.double({ min: 0, max: 1.5, noNaN: true });

  test('the overlap with where the box was follows the formula; class and score stay', () => {
    fc.assert(
      fc.property(box, share, fc.constantFrom('right', 'grow'), (one, by, way) => {
        const [after] = moved([one], by, way);
        // Sides and products of three-digit numbers: ten digits are left of sixteen.
        expect(iouXywh(after?.bbox ?? one.bbox, one.bbox)).toBeCloseTo(overlapAfter(by, way), 9);
        expect(after).toMatchObject({ category_id: one.category_id, score: one.score });
      }),
    );
  });

  test('“anywhere” goes as far in its own ellipse, each box another way', () => {
    const [a, b] = moved([exact[0], exact[0]] as CocoResult[], 0.5, 'around');
    const [x, y] = [a?.bbox[0] ?? 0, a?.bbox[1] ?? 0];
    expect(Math.hypot(x / 20, y / 40)).toBeCloseTo(0.5, 12);
    expect(b?.bbox).not.toEqual(a?.bbox);
  });

  test('AP of exact boxes is what geometry says', () => {
    for (const percent of [0, 2, 5, 10, 20, 30, 40]) {
      const [ap] = evaluateCoco(truth, moved(exact, percent / 100, 'right'), {
        iouType: 'bbox',
      }).stats;
      expect(ap, `${percent} %`).toBeCloseTo(flawlessAp(percent / 100, 'right'), 9);
    }
    // A third of the side is an IoU of exactly one half.
    expect(overlapAfter(1 / 3, 'right')).toBeCloseTo(0.5, 15);
    expect(flawlessAp(1 / 3, 'right')).toBe(0.1);
  });

  test('where AP is halved, between two points', () => {
    const at = (shift: number, ap: number) => ({ shift, ap });
    expect(halfShift([at(0, 0.8), at(10, 0.6), at(20, 0.2)])).toBeCloseTo(15, 12);
    expect(halfShift([at(0, 0.8), at(10, 0.6)])).toBeUndefined();
    expect(halfShift([at(0, 0), at(10, 0)])).toBe(10);
  });
});

describe('accuracies', () => {
  test('presence: two pictures by two classes; a false B in the second is one wrong of four', () => {
    expect(presenceAccuracy(truth, exact)).toBe(1);
    const wrong = [
      ...exact,
      { image_id: 2, category_id: 2, bbox: [0, 0, 5, 5] as const, score: 0.4 },
    ];
    expect(presenceAccuracy(truth, wrong)).toBe(0.75);
    expect(presenceAccuracy(truth, shownOf(wrong, 0.5))).toBe(1);
    // Silence is right where nothing is: B in the second picture.
    expect(presenceAccuracy(truth, [])).toBe(0.25);
  });

  test('presence and naming do not move with the boxes', () => {
    const meant = meantFor(truth, exact);
    const gone = moved(exact, 0.9, 'around');
    expect(presenceAccuracy(truth, gone)).toBe(1);
    expect(namingAccuracy(truth, gone, meant)).toBe(1);
    expect(countBoxes(truth, gone)).toMatchObject({ truePositives: 0, precision: 0, recall: 0 });
  });

  test('naming asks about objects with a box on them, the best score first', () => {
    const [a, b] = [exact[0], exact[1]];
    if (!a || !b) throw new Error('two boxes');
    const shown = [a, { ...b, category_id: 1 }, { ...b, score: 0.1 }];
    const meant = meantFor(truth, shown);
    expect(meant).toEqual([
      { annotation: 0, detection: 0 },
      { annotation: 1, detection: 1 },
    ]);
    expect(namingAccuracy(truth, shown, meant)).toBe(0.5);
    expect(namingAccuracy(truth, [], [])).toBeNaN();
  });

  test('places: the more are counted, the better silence looks', () => {
    const nothing = countBoxes(truth, []);
    expect(placesAccuracy(nothing, 100)).toBe(0.97);
    expect(placesAccuracy(nothing, 1_000_000)).toBe(0.999997);
    const oneFalse = countBoxes(truth, moved(exact, 1, 'right').slice(0, 1));
    expect(placesAccuracy(oneFalse, 100)).toBe(0.96); // a false alarm and three misses
    expect(placesAccuracy(nothing, 0)).toBe(0);
  });
});
