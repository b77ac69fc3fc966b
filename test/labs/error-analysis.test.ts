// The error lab: its repairs against the metrics' own, slices and concentration by hand, the drawn example.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analysed } from '$labs/error-analysis/analysis';
import {
  boxesOf,
  casesOfEntries,
  casesOfErrors,
  cropAround,
  titleOf,
} from '$labs/error-analysis/cases';
import { concentrationOfTypes, maskOf, typesOf } from '$labs/error-analysis/concentration';
import { cropped } from '$labs/error-analysis/crop';
import { explain } from '$labs/error-analysis/explain';
import { kindOf } from '$labs/error-analysis/kinds';
import { Repairs } from '$labs/error-analysis/repaired';
import { cuts, foundShare, slicesBy } from '$labs/error-analysis/slices';
import { drawToy, toySet } from '$labs/error-analysis/toy';
import { createRng } from '$src/core/rng';
import type { TruthObject } from '$src/lab/contract';
import { analyseErrors, apWithFixes, confusionMatrix, tideErrorTypes } from '$src/metrics';
import { datasetOf, detectionCases, detectionOf } from '$test/support/detection-cases';

const toy = analysed(toySet);

describe('the drawn example', () => {
  test('makes each error once, and each costs something', () => {
    expect(toy.tide.counts).toEqual(Object.fromEntries(tideErrorTypes.map((type) => [type, 1])));
    for (const type of tideErrorTypes) expect(toy.types[type].value).toBeGreaterThan(0.005);
    expect(toy.tide.absentClasses).toEqual([]);
  });

  test('AP by hand', () => {
    // cup: right, wrong, wrong, right of 3: recall 1/3 at 1, 2/3 at 1/2. Levels 0..33 and 34..66 of 101.
    const cup = (34 + 33 * 0.5) / 101;
    // apple: right, wrong, wrong, right of 4: 1/4 at 1, 1/2 at 1/2: levels 0..25 and 26..50.
    const apple = (26 + 25 * 0.5) / 101;
    // orange: wrong, right of 1: 1/2 at every level. book: both right.
    expect(toy.ap.value).toBeCloseTo((cup + apple + 0.5 + 1) / 4, 12);
    // One picture: no resample says anything.
    expect(toy.ap.interval).toBeUndefined();
  });

  test('is drawn in its size, and its boxes lie inside', () => {
    const picture = drawToy();
    expect([picture.width, picture.height]).toEqual([400, 300]);
    for (const { bbox } of [...toySet.results, ...toySet.truth.annotations]) {
      const [x, y, w, h] = bbox;
      expect(x >= 0 && y >= 0 && x + w <= 400 && y + h <= 300, bbox.join()).toBe(true);
    }
  });
});

describe('repairs', () => {
  test('are those of the metrics for every set of types', () => {
    const repairs = new Repairs(toySet.truth, toySet.results, toy.tide);
    toy.fixes.forEach((ap, mask) => {
      const types = typesOf(mask);
      const errors = toy.tide.errors.filter(({ type }) => types.includes(type));
      expect(repairs.apAfter(errors), types.join()).toBeCloseTo(ap, 14);
      expect(maskOf(types)).toBe(mask);
    });
  });

  test('are those of the metrics for any errors of random sets', () => {
    fc.assert(
      fc.property(
        detectionCases(),
        fc.infiniteStream(fc.boolean()),
        ({ dataset, detections }, coin) => {
          const tide = analyseErrors(dataset, detections);
          const some = tide.errors.filter(() => coin.next().value === true);
          const expected = apWithFixes({ ...tide, errors: some }, tideErrorTypes) ?? 0;
          const repairs = new Repairs(dataset, detections, tide);
          expect(repairs.apAfter(some)).toBeCloseTo(expected, 12);
        },
      ),
    );
  });

  test('their intervals hold the value, and are nothing where every picture is alike', () => {
    const box = [0, 0, 100, 100] as const;
    // Six pictures, each with one object found and one wrong box before it: AP is 1/2 in every resample.
    const images = Array.from({ length: 6 }, (_, i) => i + 1);
    const truth = datasetOf(
      images.map((image) => ({ image, box })),
      { images: 6, categories: 1 },
    );
    const found = images.flatMap((image) => [
      detectionOf([300, 300, 20, 20], 0.9, image, 1),
      detectionOf(box, 0.8, image, 1),
    ]);
    const repairs = new Repairs(truth, found, analyseErrors(truth, found));
    repairs.draw(createRng(1), 50);
    const { value, interval } = repairs.gainRanged(analyseErrors(truth, found).errors);
    expect(value).toBeCloseTo(0.5, 12);
    expect(interval?.low).toBeCloseTo(0.5, 12);
    expect(interval?.high).toBeCloseTo(0.5, 12);
  });

  test('after others: what is left to win', () => {
    const repairs = new Repairs(toySet.truth, toySet.results, toy.tide);
    const of = (type: string) => toy.tide.errors.filter((error) => error.type === type);
    const after = repairs.gainRangedAfter(of('localisation'), of('classification')).value;
    expect(after).toBeCloseTo(
      (toy.fixes[maskOf(['localisation', 'classification'])] ?? 0) -
        (toy.fixes[maskOf(['classification'])] ?? 0),
      14,
    );
  });
});

describe('slices', () => {
  test('every cut shares out all errors, and all objects but for pairs', () => {
    for (const { value: cut } of cuts) {
      const slices = toy.slices.filter((slice) => slice.cut === cut);
      const errors = slices.flatMap((slice) => slice.errors).sort((a, b) => a - b);
      expect(errors, cut).toEqual(toy.tide.errors.map((_, place) => place));
      const objects = slices.flatMap((slice) => slice.objects).sort((a, b) => a - b);
      expect(objects).toEqual(cut === 'pair' ? [] : toy.objects.map((_, place) => place));
    }
  });

  test('bands by hand', () => {
    const object = (more: Partial<TruthObject>): TruthObject => ({
      className: 'cup',
      categoryId: 1,
      boxXywh: [0, 0, 40, 40],
      areaPx: 1023,
      ...more,
    });
    const objects = [
      object({ occlusion: 0.019, lightLevel: 0.3 }),
      object({ areaPx: 1024, occlusion: 0.02, lightLevel: 0.0999 }),
      object({ areaPx: 9216, occlusion: 0.25, lightLevel: 0.1 }),
      object({}),
    ];
    const by = (cut: 'size' | 'occlusion' | 'light') =>
      slicesBy(cut, [], { objects, categories: [] }).map(({ key, objects: some }) => [key, some]);
    expect(by('size')).toEqual([
      ['small', [0, 3]],
      ['medium', [1]],
      ['large', [2]],
    ]);
    expect(by('occlusion')).toEqual([
      ['whole', [0]],
      ['some', [1]],
      ['much', [2]],
      ['unknown', [3]],
    ]);
    expect(by('light').map(([key]) => key)).toEqual(['dark', 'middle', 'bright', 'unknown']);
  });

  test('share found at a score, by picture', () => {
    const by = {
      foundScore: Float64Array.of(0.9, 0.3, 0.29, 0),
      imageOf: Int32Array.of(0, 0, 1, 1),
      pictures: 2,
    };
    expect(foundShare([0, 1, 2, 3], by, 0.3, createRng(1))).toEqual({ value: 0.5 });
    expect(foundShare([], by, 0.3, createRng(1))).toBeUndefined();
    // Pictures that are all found or all missed: whole pictures are drawn, so the interval is wide.
    const eight = {
      foundScore: Float64Array.from({ length: 16 }, (_, i) => (i < 8 ? 1 : 0)),
      imageOf: Int32Array.from({ length: 16 }, (_, i) => i >> 1),
      pictures: 8,
    };
    const share = foundShare([...eight.imageOf.keys()], eight, 0.5, createRng(1));
    expect(share?.value).toBe(0.5);
    expect((share?.interval?.high ?? 0) - (share?.interval?.low ?? 0)).toBeGreaterThan(0.4);
  });
});

describe('concentration', () => {
  test('the smallest set of types that holds half, all 64 tried', () => {
    // Alone classification wins least, with localisation most: a greedy search would miss it.
    const gains: Readonly<Record<number, number>> = { 1: 0.01, 2: 0.02, 3: 0.3, 4: 0.1, 6: 0.15 };
    const fixes = Array.from({ length: 64 }, (_, mask) =>
      mask === 63 ? 1 : 0.5 + (gains[mask] ?? 0),
    );
    const counts = Object.fromEntries(tideErrorTypes.map((type) => [type, 1])) as Record<
      (typeof tideErrorTypes)[number],
      number
    >;
    const found = concentrationOfTypes(fixes, counts);
    expect(found).toMatchObject({ half: 2, first: ['classification', 'localisation'], groups: 6 });
    expect(found.points[2]).toEqual([2 / 6, expect.closeTo(0.6, 12)]);
  });

  test('of the example: half lies in two types, two pairs, two errors; everything wins all', () => {
    for (const { grouping, half, points } of toy.concentrations) {
      expect(half, grouping).toBe(grouping === 'picture' ? 1 : 2);
      expect(points[0]).toEqual([0, 0]);
      expect(points.at(-1)).toEqual([1, expect.closeTo(1, 12)]);
    }
  });
});

describe('cases', () => {
  const all = casesOfErrors(
    toy,
    toy.tide.errors.map((_, place) => place),
  );

  test('come dearest first, each with its words', () => {
    const gains = all.map(({ error }) => toy.ownGain[error] ?? 0);
    expect(gains).toEqual([...gains].sort((a, b) => b - a));
    expect(all.map((one) => titleOf(toy, one))).toEqual([
      'apple taken for orange',
      'cup, badly placed',
      'apple that nothing claims',
      'cup, half on book',
      'second apple on one object',
      'apple where nothing is',
    ]);
  });

  test('say how the verdict came about', () => {
    const text = (type: string) => {
      const one = all.find(({ error }) => toy.tide.errors[error]?.type === type);
      return one
        ? explain(toy, one)
            .map((line) => `${line.head}: ${line.text}`)
            .join('\n')
        : '';
    };
    // IoU of the orange box with the apple, by hand: 50 × 48 over 2400 + 2450 − 49 × 48.
    const iou = ((49 * 48) / (2400 + 2450 - 49 * 48)).toFixed(2);
    expect(text('classification')).toContain(`apple, ${iou}: class.`);
    expect(text('classification')).toContain('finds an apple that nothing else found');
    expect(text('localisation')).toContain('The nearest cup overlaps it by IoU 0.34');
    expect(text('duplicate')).toContain('was taken by a better score, 0.91');
    expect(text('background')).toContain('0.00: background.');
    expect(text('both')).toContain('class and place.');
    expect(text('missed')).toContain('Of its class: nothing overlaps it.');
    expect(text('missed')).toContain('45 % hidden by others');
  });

  test('draw what they are about: no object for background, the first box for a duplicate', () => {
    const styles = all.map((one) => [
      toy.tide.errors[one.error]?.type,
      boxesOf(toy, one).map(({ style }) => style),
    ]);
    expect(Object.fromEntries(styles)).toEqual({
      classification: ['cell', 'false'],
      localisation: ['cell', 'false'],
      both: ['cell', 'false'],
      duplicate: ['cell', 'hit', 'false'],
      background: ['false'],
      missed: ['missed'],
    });
  });

  test('of the confusion matrix know their error, or that they are right', () => {
    const { entries, counts } = confusionMatrix(toy.truth, toy.results, { minScore: 0.3 });
    const cases = casesOfEntries(toy, entries);
    expect(cases).toHaveLength(counts.flat().reduce((sum, count) => sum + count, 0));
    const right = entries.filter(({ row, column }) => row === column).length;
    expect(cases.filter(({ error }) => error < 0)).toHaveLength(right + 1); // and the cup without a box of its own
    expect(scoresOf(cases)).toEqual([...scoresOf(cases)].sort((a, b) => b - a));
  });

  function scoresOf(cases: readonly { readonly detection: number }[]): number[] {
    return cases.map(({ detection }) => toy.results[detection]?.score ?? 0);
  }
});

describe('crops', () => {
  test('stay inside the picture and hold their boxes where they fit', () => {
    const side = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(side, side, fc.nat(299), fc.nat(299), side, side, (width, height, x, y, w, h) => {
        const left = Math.min(x, width - 1);
        const top = Math.min(y, height - 1);
        const right = Math.min(width, left + w);
        const bottom = Math.min(height, top + h);
        const boxes = [{ boxXyxy: [left, top, right, bottom] as const }];
        const rect = cropAround(boxes, { width, height }, 1.45, { wellPx: 340 });
        expect(rect.left >= 0 && rect.top >= 0).toBe(true);
        expect(rect.left + rect.width <= width && rect.top + rect.height <= height).toBe(true);
        expect(rect.width >= 1 && rect.height >= 1).toBe(true);
        expect(rect.left <= left && rect.left + rect.width >= right).toBe(true);
        expect(rect.top <= top && rect.top + rect.height >= bottom).toBe(true);
      }),
    );
  });

  test('copy the pixels', () => {
    const data = Uint8ClampedArray.from({ length: 4 * 6 }, (_, i) => i);
    const part = cropped({ width: 3, height: 2, data }, { left: 1, top: 1, width: 2, height: 1 });
    expect([...part.data]).toEqual([16, 17, 18, 19, 20, 21, 22, 23]);
    expect(() =>
      cropped({ width: 3, height: 2, data }, { left: 2, top: 0, width: 2, height: 1 }),
    ).toThrow(/2 × 1 at 2, 0 is not inside 3 × 2/);
  });
});

test('every type of TIDE has its words', () => {
  expect(tideErrorTypes.map((type) => kindOf(type).slot)).toEqual([
    'cls',
    'loc',
    'both',
    'dup',
    'bkg',
    'miss',
  ]);
});
