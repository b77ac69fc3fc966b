// COCO's AP: cases worked by hand from the definition, then pycocotools' own numbers, then properties.
import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  evaluateCoco,
  statNames,
  verdictsOf,
  type CocoDataset,
  type CocoResult,
} from '$src/metrics';

type Box = readonly [number, number, number, number];
interface Truth {
  readonly image?: number;
  readonly category?: number;
  readonly box: Box;
  readonly area?: number;
  readonly crowd?: boolean;
}

function dataset(truths: readonly Truth[], images = 2, categories = 2): CocoDataset {
  return {
    images: Array.from({ length: images }, (_, i) => ({
      id: i + 1,
      file_name: `${i + 1}.png`,
      width: 640,
      height: 640,
    })),
    categories: Array.from({ length: categories }, (_, i) => ({
      id: i + 1,
      name: `class ${i + 1}`,
    })),
    annotations: truths.map(({ image = 1, category = 1, box, area, crowd }, i) => ({
      id: i, // from 0 on purpose: any id will do
      image_id: image,
      category_id: category,
      bbox: box,
      area: area ?? box[2] * box[3],
      iscrowd: crowd === true ? 1 : 0,
    })),
  };
}

function found(box: Box, score: number, image = 1, category = 1): CocoResult {
  return { image_id: image, category_id: category, bbox: box, score };
}

function statsOf(
  truth: CocoDataset,
  results: readonly CocoResult[],
): Record<string, number | null> {
  const { stats } = evaluateCoco(truth, results, { iouType: 'bbox' });
  return Object.fromEntries(statNames.map((name, i) => [name, stats[i] ?? null]));
}

describe('by hand', () => {
  const box: Box = [100, 100, 40, 40];

  test('of two objects one is found, after a false alarm: precision 1/2 up to recall 1/2', () => {
    const truth = dataset([{ box }, { box: [300, 300, 40, 40] }]);
    const { AP50, AR1, AR10, APsmall } = statsOf(truth, [
      found([500, 500, 40, 40], 0.9),
      found(box, 0.8),
    ]);
    // 51 of the 101 levels of recall (0 to 0.50) are reached.
    expect(AP50).toBeCloseTo((0.5 * 51) / 101, 14);
    expect(AR1).toBe(0);
    expect(AR10).toBe(0.5);
    expect(APsmall).toBeNull();
  });

  test('IoU decides how many thresholds are met: 3/4 meets 0.50 to 0.75', () => {
    const truth = dataset([{ box: [0, 0, 40, 40] }]);
    const { AP, AP50, AP75 } = statsOf(truth, [found([0, 0, 40, 30], 0.9)]);
    expect([AP50, AP75]).toEqual([expect.closeTo(1, 14), expect.closeTo(1, 14)]);
    expect(AP).toBeCloseTo(0.6, 14);
  });

  test('a second detection of one object is a false positive; the better score comes first', () => {
    const truth = dataset([{ box }, { box: [300, 300, 40, 40] }]);
    const results = [
      found([102, 100, 40, 40], 0.7),
      found(box, 0.9),
      found([300, 300, 40, 40], 0.6),
    ];
    expect(verdictsOf(truth, results, 0.5)).toEqual([
      'false-positive',
      'true-positive',
      'true-positive',
    ]);
    // Recall 1/2 at precision 1; recall 1 at precision 2/3.
    expect(statsOf(truth, results)['AP50']).toBeCloseTo((51 * 1 + 50 * (2 / 3)) / 101, 14);
  });

  test('a crowd takes any number of detections that lie inside it, and none of them counts', () => {
    const truth = dataset([{ box }, { box: [200, 200, 200, 200], crowd: true }]);
    const results = [
      found([210, 210, 30, 30], 0.95),
      found([260, 210, 30, 30], 0.94),
      found(box, 0.9),
      found(box, 0.8, 1, 7),
    ];
    expect(verdictsOf(truth, results, 0.5)).toEqual([
      'ignored',
      'ignored',
      'true-positive',
      undefined, // the data set has no class 7
    ]);
    expect(statsOf(truth, results)['AP']).toBeCloseTo(1, 14);
  });

  test('sizes are judged by the area of the mask, both ends of a range included', () => {
    const truth = dataset([{ box, area: 1024 }]); // the box itself has 1600
    const { APsmall, APmedium, APlarge } = statsOf(truth, [found(box, 0.9)]);
    expect([APsmall, APmedium]).toEqual([expect.closeTo(1, 14), expect.closeTo(1, 14)]);
    expect(APlarge).toBeNull();
  });

  test('a class without objects counts in no mean, however many detections it has', () => {
    const truth = dataset([{ box }]);
    const { stats, perClass } = evaluateCoco(truth, [found(box, 0.5), found(box, 0.9, 1, 2)], {
      iouType: 'bbox',
    });
    expect(stats[0]).toBeCloseTo(1, 14);
    expect(perClass.map(({ name, objects, AP50 }) => [name, objects, AP50])).toEqual([
      ['class 1', 1, expect.closeTo(1, 14)],
      ['class 2', 0, null],
    ]);
  });

  test.each([
    ['an unknown image', found(box, 0.5, 9), /detections\[0\]\.image_id.*got 9/],
    ['a score that is no number', found(box, NaN), /detections\[0\]\.score.*got NaN/],
    ['a negative width', found([0, 0, -1, 4], 0.5), /detections\[0\]\.bbox.*\[0, 0, -1, 4\]/],
  ])('%s is refused by place and value', (_, result, message) => {
    expect(() => evaluateCoco(dataset([{ box }]), [result], { iouType: 'bbox' })).toThrow(message);
  });
});

interface GoldenCase {
  readonly name: string;
  readonly numImages: number;
  readonly numCategories: number;
  readonly gt: CocoDataset['annotations'];
  readonly dt: readonly CocoResult[];
  readonly stats: readonly number[];
  readonly ap50PerClass: readonly number[];
  readonly iouType?: string;
}

const oracles =
  process.env['CV_LAB_ORACLES'] ?? resolve(import.meta.dirname, '../../../shared/oracles');
const goldenFile = resolve(oracles, 'metrics/coco-golden.json');

describe('pycocotools', () => {
  if (!existsSync(goldenFile)) {
    test.skip(`no ${goldenFile} (set CV_LAB_ORACLES to the folder of the oracles)`, () =>
      undefined);
    return;
  }
  const golden = JSON.parse(readFileSync(goldenFile, 'utf8')) as { readonly cases: GoldenCase[] };

  test.each(golden.cases.filter(({ iouType = 'bbox' }) => iouType === 'bbox'))(
    '$name',
    ({ numImages, numCategories, gt, dt, stats, ap50PerClass }) => {
      const truth: CocoDataset = { ...dataset([], numImages, numCategories), annotations: gt };
      const result = evaluateCoco(truth, dt, { iouType: 'bbox' });
      const orMinusOne = (value: number | null): number => value ?? -1;
      // numpy sums pairwise, we from left to right: some units in the last place of a mean of 1010.
      stats.forEach((wanted, i) => {
        const got = orMinusOne(result.stats[i] ?? null);
        expect(Math.abs(got - wanted), statNames[i]).toBeLessThan(1e-12);
      });
      ap50PerClass.forEach((wanted, i) => {
        const got = orMinusOne(result.perClass[i]?.AP50 ?? null);
        expect(Math.abs(got - wanted), `AP50 of class ${i + 1}`).toBeLessThan(1e-12);
      });
    },
  );
});

describe('properties', () => {
  const side = fc.integer({ min: 1, max: 200 });
  const boxes = fc.tuple(side, side, side, side);
  const truths = fc.array(
    fc.record({ image: fc.constantFrom(1, 2), category: fc.constantFrom(1, 2), box: boxes }),
    { minLength: 1, maxLength: 8 },
  );

  test('the objects themselves, as detections, give 1 everywhere', () => {
    fc.assert(
      fc.property(truths, (list) => {
        // Scores differ, so that of identical boxes each finds one object.
        const results = list.map(({ image, category, box }, i) =>
          found(box, 1 - i / 100, image, category),
        );
        const { AP, AR100 } = statsOf(dataset(list), results);
        expect([AP, AR100]).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
      }),
    );
  });

  test('a false alarm better than everything never raises a number', () => {
    fc.assert(
      fc.property(truths, fc.array(boxes, { maxLength: 6 }), (list, others) => {
        const truth = dataset(list);
        const results = others.map((box, i) => found(box, 0.5 + i / 100));
        const before = evaluateCoco(truth, results, { iouType: 'bbox' }).stats;
        const alarm = found([600, 600, 30, 30], 0.99);
        const after = evaluateCoco(truth, [...results, alarm], { iouType: 'bbox' }).stats;
        after.forEach((value, i) => expect(value ?? 0).toBeLessThanOrEqual(before[i] ?? 0));
      }),
    );
  });
});
