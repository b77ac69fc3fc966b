// The overlap lab's own arithmetic: against numbers worked by hand, and the claims that its answers lean on.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boxRows, maskRows } from '$labs/overlap/algebra';
import { bestSoFar, descend, slide } from '$labs/overlap/descent';
import { claimed, sizeOf } from '$labs/overlap/experiments/found';
import { boxOf, boxPairs, dragged, kept, onSheet, resized, sheet } from '$labs/overlap/geometry';
import lab from '$labs/overlap/lab';
import { added, diceOfAreas, diceOfIou, iouOfAreas, winner } from '$labs/overlap/means';
import { sheetOf } from '$labs/overlap/pipeline';
import { guessOf, heatMap } from '$labs/overlap/shift';
import {
  boxAround,
  joined,
  layerOf,
  rectMask,
  startPair,
  withHole,
  withStroke,
  wrongPixels,
} from '$labs/overlap/shapes';
import { ladder, passedCount } from '$labs/overlap/thresholds';
import { createImage } from '$src/core/image';
import { defaults } from '$src/core/params';
import { boxOverlap, maskOverlap, type Xywh } from '$src/metrics';
import type { SuiteDetections } from '$src/lab/suite-detections';

describe('boxes on the sheet', () => {
  const box: Xywh = [10, 20, 30, 15];

  test('a corner moves alone and stops one pixel before the opposite one', () => {
    expect(dragged(box, 'nw', 4, -5)).toEqual([14, 15, 26, 20]);
    expect(dragged(box, 'se', -100, 3)).toEqual([10, 20, 1, 18]);
    expect(dragged(box, 'ne', 2, 100)).toEqual([10, 34, 32, 1]);
    expect(dragged(box, 'sw', 100, 0)).toEqual([39, 20, 1, 15]);
    expect(resized(box, 1, -2)).toEqual([10, 20, 31, 13]);
  });

  test('no drag leaves the sheet, and the other corner stays where it is', () => {
    const grip = fc.constantFrom('nw' as const, 'ne' as const, 'sw' as const, 'se' as const);
    const far = fc.integer({ min: -400, max: 400 });
    fc.assert(
      fc.property(
        fc.tuple(far, far, far, far).map(([x, y, w, h]) => kept([x, y, w, h])),
        grip,
        far,
        far,
        (from, held, dx, dy) => {
          const [x, y, w, h] = dragged(from, held, dx, dy);
          expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
          expect(x + w).toBeLessThanOrEqual(sheet.width);
          expect(y + h).toBeLessThanOrEqual(sheet.height);
          expect(Math.min(w, h)).toBeGreaterThanOrEqual(1);
          if (held === 'se') expect([x, y]).toEqual([from[0], from[1]]);
          if (held === 'nw') expect([x + w, y + h]).toEqual([from[0] + from[2], from[1] + from[3]]);
        },
      ),
    );
  });

  test('opens on the first start', () => {
    const params = defaults(lab.params);
    const [first] = boxPairs;
    expect(boxOf(params, 'a')).toEqual(first?.a);
    expect(boxOf(params, 'b')).toEqual(first?.b);
  });

  test('a box of a picture keeps its place where the picture is cut to the sheet', () => {
    // 832 × 416 is cut to 832 × 352, 32 px off above and below, and made four times as coarse.
    const picture = { width: 832, height: 416 };
    expect(onSheet([400, 132, 40, 80], picture)).toEqual([100, 25, 10, 20]);
    expect(onSheet([0, 0, 832, 20], picture)).toBeUndefined();
    const image = createImage('u8', 832, 416);
    for (let y = 132; y < 212; y++) image.data.fill(255, y * 832 + 400, y * 832 + 440);
    const { data } = sheetOf(image);
    expect(boxAround({ ...image, width: sheet.width, height: sheet.height, data }).data).toEqual(
      rectMask(sheet.width, sheet.height, [100, 25, 10, 20]).data,
    );
  });
});

describe('one pixel of shift', () => {
  test('leaves (s - d) / (s + d), so that only the share of the side counts', () => {
    const rows = heatMap('right', 'px', 'iou');
    const cell = (side: number, px: number) =>
      rows.flat().find(({ sidePx, errorPx }) => sidePx === side && errorPx === px)?.value;
    expect(cell(10, 1)).toBeCloseTo(9 / 11, 12);
    expect(cell(100, 1)).toBeCloseTo(99 / 101, 12);
    for (const row of heatMap('diagonal', 'share', 'iou')[0]?.keys() ?? []) {
      const column = heatMap('diagonal', 'share', 'iou').map((cells) => cells[row]?.value ?? -1);
      // Shares of a side are no whole numbers in binary.
      for (const value of column) expect(value).toBeCloseTo(column[0] ?? NaN, 12);
    }
  });

  test('too large and too small by hand: 100 / 144 and 64 / 100', () => {
    const square: Xywh = [0, 0, 10, 10];
    expect(boxOverlap(square, guessOf(10, 1, 'grow')).iou).toBeCloseTo(100 / 144, 12);
    expect(boxOverlap(square, guessOf(10, 1, 'shrink')).iou).toBeCloseTo(64 / 100, 12);
    expect(boxOverlap(square, guessOf(10, 9, 'shrink')).iou).toBe(0);
  });
});

test('a pair at a threshold passes it, as in COCO', () => {
  expect(passedCount(0.5)).toBe(1);
  expect(passedCount(0.4999)).toBe(0);
  expect(passedCount(1)).toBe(10);
  expect(ladder(0.75).map(({ isPassed }) => isPassed)).toEqual([
    ...Array<boolean>(6).fill(true),
    ...Array<boolean>(4).fill(false),
  ]);
});

describe('Dice and IoU', () => {
  test('means may disagree where single pictures cannot', () => {
    const [p, q] = [
      [0.9, 0.1],
      [0.48, 0.48],
    ];
    expect(winner(p ?? [], q ?? [])).toBe('P');
    expect(winner((p ?? []).map(diceOfIou), (q ?? []).map(diceOfIou))).toBe('Q');
    expect(winner([0.3, 0.5], [0.5, 0.3])).toBe('neither');
  });

  test('areas added up before dividing are ordered alike', () => {
    const areas = fc.array(
      fc
        .tuple(fc.nat(400), fc.nat(400))
        .map(([shared, rest]) => ({ shared, union: shared + rest })),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(areas, areas, (p, q) => {
        const [a, b] = [added(p), added(q)];
        const byIou = Math.sign(iouOfAreas(a) - iouOfAreas(b));
        expect(Math.sign(diceOfAreas(a) - diceOfAreas(b))).toBe(byIou);
      }),
    );
  });

  test('the rows of the page divide what they say', () => {
    const [a, b]: [Xywh, Xywh] = [
      [0, 0, 10, 10],
      [5, 0, 10, 10],
    ];
    const rows = boxRows(a, b, boxOverlap(a, b));
    expect(rows.map(({ key, worked }) => [key, worked])).toEqual([
      ['iou', '50 / 150'],
      ['dice', '2 × 50 / (100 + 100) = 2 × 0.333 / (1 + 0.333)'],
      ['giou', '0.333 − (150 − 150) / 150'],
      ['diou', '0.333 − 5.0² / 18.0²'],
      ['ciou', '0.256 − 0.000 × 0.000'],
    ]);
    const mask = rectMask(20, 20, [2, 2, 4, 4]);
    const found = maskOverlap(mask, mask, { bandPx: 1, tolerancePx: 0 });
    const values = maskRows(found, { shared: 12, union: 12, widthPx: 1 }, 0).map(
      ({ value }) => value,
    );
    expect(values).toEqual([1, 1, 1, 1]);
  });
});

describe('boxes that do not touch', () => {
  const target: Xywh = [0, 0, 40, 40];
  const away: Xywh = [80, 10, 40, 40];

  test('1 - IoU moves nothing, its relatives do', () => {
    expect(descend(target, away, 'iou').at(-1)?.box).toEqual(away);
    for (const loss of ['giou', 'diou', 'ciou'] as const) {
      const best = bestSoFar(descend(target, away, loss));
      expect(best.at(-1), loss).toBeGreaterThan(0.9);
    }
  });

  test('the path does not depend on the unit of length', () => {
    const large = descend([0, 0, 400, 400], [800, 100, 400, 400], 'diou', 20);
    const small = descend(target, away, 'diou', 20);
    // Central differences in other floating-point numbers.
    expect(large.at(-1)?.iou).toBeCloseTo(small.at(-1)?.iou ?? NaN, 6);
  });

  test('carried past, a box meets its best in the middle', () => {
    const places = slide(target, away, 60);
    expect(places.map(({ offsetPx }) => offsetPx)).toEqual(
      [...Array(121).keys()].map((i) => i - 60),
    );
    const best = places.reduce((a, b) => (b.iou > a.iou ? b : a));
    expect(best.offsetPx).toBe(0);
    expect(places[0]?.iou).toBe(0);
    expect(places[0]?.giou).toBeLessThan(0);
  });
});

describe('masks', () => {
  test('a stroke paints its layer alone, and the eraser takes it back', () => {
    const empty = createImage('u8', 20, 10);
    const brush = { radiusPx: 1, layer: 'guess', isErasing: false } as const;
    const painted = withStroke(empty, { x: 3, y: 5 }, { x: 9, y: 5 }, brush);
    // A cross of 5 px drawn out over 6 px: rows of 7, 9 and 7.
    expect(wrongPixels(layerOf(painted, 'guess'), empty)).toBe(23);
    expect(wrongPixels(layerOf(painted, 'truth'), empty)).toBe(0);
    const erased = withStroke(
      painted,
      { x: 3, y: 5 },
      { x: 9, y: 5 },
      { ...brush, isErasing: true },
    );
    expect(erased.data).toEqual(empty.data);
    expect(
      withStroke(empty, { x: 0, y: 0 }, { x: 0, y: 0 }, { ...brush, radiusPx: 0 }).data[0],
    ).toBe(2);
  });

  test('the ragged disc and the one with a hole have the same wrong pixels and IoU, not the same outline', () => {
    const [ragged, hole] = (['ragged', 'hole'] as const).map((name) => {
      const pair = startPair(name);
      return maskOverlap(layerOf(pair, 'guess'), layerOf(pair, 'truth'));
    });
    expect(ragged?.iou).toBe(hole?.iou);
    expect(ragged?.boundaryIou).toBeLessThan((hole?.boundaryIou ?? 0) - 0.1);
  });

  test('a hole takes the pixels that it is asked for, and layers come apart again', () => {
    const disc = layerOf(startPair('shifted'), 'truth');
    const holed = withHole(disc, sheet.width / 2, sheet.height / 2, 37);
    expect(wrongPixels(disc, holed)).toBe(37);
    const pair = joined(disc, holed);
    expect(layerOf(pair, 'truth').data).toEqual(disc.data);
    expect(layerOf(pair, 'guess').data).toEqual(holed.data);
  });
});

test('boxes of a detector claim objects best score first, each object once', () => {
  const truth = (id: number, bbox: Xywh, category_id = 1) => ({
    id,
    image_id: 1,
    category_id,
    bbox,
    area: bbox[2] * bbox[3],
    iscrowd: 0 as const,
  });
  const annotations = [truth(1, [0, 0, 20, 20]), truth(2, [100, 0, 40, 40])];
  const found = (bbox: Xywh, score: number, category_id = 1) => ({
    image_id: 1,
    category_id,
    bbox,
    score,
  });
  const set = {
    suite: 'made',
    truth: {
      images: [{ id: 1, file_name: '1', width: 200, height: 100 }],
      categories: [
        { id: 1, name: 'cup' },
        { id: 2, name: 'bottle' },
      ],
      annotations,
    },
    objects: annotations.map(({ area }) => ({ areaPx: area })),
    results: [
      found([1, 0, 20, 20], 0.9), // takes the first object
      found([0, 0, 20, 20], 0.8), // sits better, comes too late
      found([100, 0, 40, 40], 0.95, 2), // another class
      found([104, 0, 40, 40], 0.2), // too unsure
      found([110, 0, 40, 40], 0.5),
    ],
  } as unknown as SuiteDetections;
  const boxes = claimed(set);
  expect(boxes.map(({ className, size, score }) => [className, size, score])).toEqual([
    ['cup', 'small', 0.9],
    ['cup', 'medium', 0.5],
  ]);
  expect(boxes[0]?.iou).toBeCloseTo(19 / 21, 12);
  expect(boxes[1]?.offsetPx).toBe(10);
  expect([1023, 1024, 9215, 9216].map(sizeOf)).toEqual(['small', 'medium', 'medium', 'large']);
});
