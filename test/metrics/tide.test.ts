// TIDE: each type by hand, the reference's numbers on random boxes, and that the types share out the errors.
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  analyseErrors,
  apOfAllFixes,
  apWithFixes,
  averagePrecision,
  protocols,
  tideErrorTypes,
  type TideErrorType,
} from '$src/metrics';
import { goldenCases, goldenFile } from '$test/support/coco-golden';
import { datasetOf, detectionCases, detectionOf, type Box } from '$test/support/detection-cases';

const box: Box = [0, 0, 100, 100];

describe('each type, by hand', () => {
  const truth = datasetOf([{ box }, { image: 2, box, category: 2 }], { images: 4 });

  test.each<[TideErrorType, string, Parameters<typeof detectionOf>, number, number]>([
    ['localisation', 'right class, IoU 1/3', [[0, 50, 100, 100], 0.8, 1, 1], 0, 1 / 3],
    ['localisation', 'right class, IoU exactly 1/10', [[0, 0, 100, 10], 0.8, 1, 1], 0, 0.1],
    ['classification', 'on an object of another class', [box, 0.8, 2, 1], 1, 1],
    ['both', 'another class, IoU 1/3', [[0, 50, 100, 100], 0.8, 2, 1], 1, 1 / 3],
    ['duplicate', 'on an object found already', [[0, 0, 100, 90], 0.8, 1, 1], 0, 0.9],
    ['background', 'off every object', [[300, 300, 50, 50], 0.8, 1, 1], 0, 0],
    ['background', 'in an image without objects', [box, 0.8, 3, 1], -1, 0],
  ])('%s: %s', (type, _, detection, annotation, iou) => {
    const found = [detectionOf(box, 0.9, 1, 1), detectionOf(...detection)];
    const { errors } = analyseErrors(truth, found);
    const wrong = errors.filter((error) => error.type !== 'missed');
    expect(wrong).toMatchObject([{ type, detection: 1, annotation, iou: expect.closeTo(iou, 14) }]);
    expect(wrong[0]?.foundBy).toBe(type === 'duplicate' ? 0 : -1);
  });

  test('missed is what nothing found and no error was about', () => {
    const { errors } = analyseErrors(truth, [detectionOf([0, 50, 100, 100], 0.8, 1, 1)]);
    expect(errors.map(({ type, annotation }) => [type, annotation])).toEqual([
      ['localisation', 0],
      ['missed', 1],
    ]);
  });

  test('detections that a crowd takes are no errors', () => {
    const crowded = datasetOf([
      { box, crowd: true },
      { image: 2, box },
    ]);
    const { errors } = analyseErrors(crowded, [detectionOf([0, 0, 50, 50], 0.9)]);
    expect(errors.map(({ type }) => type)).toEqual(['missed']);
  });
});

describe('delta-AP, by hand', () => {
  // Two objects; the first detection lies beside its object (IoU 1/3), the second is right, the third a duplicate of it.
  const truth = datasetOf([{ box }, { box: [300, 0, 100, 100] }], { categories: 1 });
  const found = [
    detectionOf([0, 50, 100, 100], 0.9),
    detectionOf([300, 0, 100, 100], 0.8),
    detectionOf([300, 0, 100, 90], 0.7),
  ];
  const analysis = analyseErrors(truth, found);

  test('what each repair gives', () => {
    // As it is: recall 1/2 at precision 1/2: 51 of 101 levels. Place repaired: 1. Duplicate gone: behind all hits, no change.
    const before = (51 * 0.5) / 101;
    expect(analysis.AP).toBeCloseTo(before, 14);
    expect(analysis.deltaAP).toEqual({
      classification: 0,
      localisation: expect.closeTo(1 - before, 14),
      both: 0,
      duplicate: 0,
      background: 0,
      missed: 0,
    });
    expect(analysis.deltaFalsePositives).toBeCloseTo(51 / 101 - before, 14);
    expect(analysis.deltaFalseNegatives).toBeCloseTo(0.5 - before, 14);
  });

  test('only the best-scored error of an object becomes a hit; the others go', () => {
    const twice = [...found, detectionOf([0, 51, 100, 100], 0.85)];
    const { errors, ...rest } = analyseErrors(truth, twice);
    const beside = errors.flatMap((error) =>
      error.type === 'localisation' ? [[error.detection, error.becomesHit]] : [],
    );
    expect(beside).toEqual([
      [0, true],
      [3, false],
    ]);
    expect(apWithFixes({ errors, ...rest }, ['localisation'])).toBeCloseTo(1, 14);
  });

  test('a class without objects is left out and named; counted as 0, its false alarms seem dear', () => {
    const noSuch = { ...truth, categories: [...truth.categories, { id: 2, name: 'class 2' }] };
    const wrong = [...found.slice(1, 2), detectionOf([500, 500, 9, 9], 0.9, 1, 2)];
    const ours = analyseErrors(noSuch, wrong);
    expect(ours.absentClasses).toEqual([{ categoryId: 2, name: 'class 2', detections: 1 }]);
    expect([ours.counts.background, ours.deltaAP.background]).toEqual([1, 0]);
    const theirs = analyseErrors(noSuch, wrong, { absentClasses: 'zero' });
    expect(theirs.deltaAP.background).toBeCloseTo(51 / 101 / 2, 14);
  });

  test('thresholds out of order are refused', () => {
    expect(() => analyseErrors(truth, found, { backgroundIou: 0.6 })).toThrow(/got 0\.6 and 0\.5/);
  });
});

interface TideCase {
  readonly name: string;
  readonly objects: readonly (readonly number[])[];
  readonly detections: readonly (readonly number[])[];
  readonly expected: {
    readonly ap: number;
    readonly delta: Readonly<Record<string, number>>;
    readonly counts: Readonly<Record<string, number>>;
    readonly clsLoc: number;
    readonly dupeBkgMiss: number;
    readonly falsePos: number;
    readonly falseNeg: number;
  };
}

const shortNames: Readonly<Record<TideErrorType, string>> = {
  classification: 'Cls',
  localisation: 'Loc',
  both: 'Both',
  duplicate: 'Dupe',
  background: 'Bkg',
  missed: 'Miss',
};

describe("the reference's numbers", () => {
  const url = new URL('../golden/tide/random.json', import.meta.url);
  const { cases } = JSON.parse(readFileSync(url, 'utf8')) as { readonly cases: TideCase[] };

  test.each(cases)('$name', ({ objects, detections, expected }) => {
    const dataset = datasetOf(
      objects.map(([image = 0, category = 0, x = 0, y = 0, width = 0, height = 0, crowd]) => ({
        image,
        category,
        box: [x, y, width, height] as const,
        crowd: crowd === 1,
      })),
      { images: 8, categories: 3 },
    );
    const found = detections.map(
      ([image, category, x = 0, y = 0, width = 0, height = 0, score = 0]) =>
        detectionOf([x, y, width, height], score, image, category),
    );
    const analysis = analyseErrors(dataset, found, { absentClasses: 'zero' });
    const percent = (value: number) => expect.closeTo(value / 100, 12);
    expect(analysis.AP).toEqual(percent(expected.ap));
    for (const type of tideErrorTypes) {
      const name = shortNames[type];
      expect(analysis.counts[type], name).toBe(expected.counts[name]);
      expect(analysis.deltaAP[type], name).toEqual(percent(expected.delta[name] ?? NaN));
    }
    expect(apWithFixes(analysis, ['classification', 'localisation'])).toEqual(
      percent(expected.clsLoc),
    );
    expect(apWithFixes(analysis, ['duplicate', 'background', 'missed'])).toEqual(
      percent(expected.dupeBkgMiss),
    );
    expect(analysis.deltaFalsePositives).toEqual(percent(expected.falsePos));
    expect(analysis.deltaFalseNegatives).toEqual(percent(expected.falseNeg));
  });

  if (goldenCases.length === 0) {
    test.skip(`no ${goldenFile} (set CV_LAB_ORACLES to the folder of the oracles)`, () =>
      undefined);
  } else {
    test('eight-maps-toy: an empty class makes 34.98 of "Bkg" where false positives cost 1.65', () => {
      const toy = goldenCases.find(({ name }) => name === 'eight-maps-toy');
      if (!toy) throw new Error('no eight-maps-toy');
      const theirs = analyseErrors(toy.dataset, toy.detections, { absentClasses: 'zero' });
      expect(theirs.deltaAP.background).toBeCloseTo(0.3498, 4);
      expect(theirs.deltaFalsePositives).toBeCloseTo(0.0165, 4);
      // Class 1: 0.9505, which repaired is 1; half of that in the mean of two classes.
      const ours = analyseErrors(toy.dataset, toy.detections);
      expect(ours.deltaAP.background).toBeCloseTo((1 - 96 / 101) / 2, 12);
      expect(ours.deltaFalsePositives).toBeCloseTo(ours.deltaAP.background, 12);
    });
  }
});

describe('properties', () => {
  test('the types share out the errors: every wrong detection and every object not found, once', () => {
    fc.assert(
      fc.property(detectionCases(), ({ dataset, detections }) => {
        const { protocol } = protocols.tide;
        const { perClass } = averagePrecision(dataset, detections, protocol);
        const wrong = perClass.flatMap(({ curves: [curve] }) =>
          [...(curve?.detection ?? [])].filter((_, i) => curve?.verdict[i] === 0),
        );
        const lost = perClass.flatMap(({ curves: [curve] }) => [...(curve?.missed ?? [])]);
        const { errors, counts } = analyseErrors(dataset, detections);
        const classified = errors.flatMap(({ detection }) => (detection < 0 ? [] : [detection]));
        expect([...classified].sort()).toEqual([...wrong].sort());
        const missed = errors.flatMap((error) =>
          error.type === 'missed' ? [error.annotation] : [],
        );
        const regained = errors.flatMap((error) =>
          error.type !== 'missed' && error.becomesHit ? [error.annotation] : [],
        );
        expect([...missed, ...regained].sort()).toEqual([...lost].sort());
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(errors.length);
      }),
    );
  });

  test('all 64 sets of repairs: nothing repaired is AP, everything repaired is 1', () => {
    fc.assert(
      fc.property(detectionCases(), ({ dataset, detections }) => {
        const analysis = analyseErrors(dataset, detections);
        const fixed = apOfAllFixes(analysis);
        expect(fixed).toHaveLength(64);
        expect(fixed[0]).toBe(analysis.AP);
        expect(fixed[63]).toEqual(analysis.AP === null ? null : expect.closeTo(1, 12));
      }),
    );
  });
});
