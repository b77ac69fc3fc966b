// The lab about precision, recall and mAP: the drawn set recounted by hand, and the arithmetic behind its claims.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areasOf } from '$labs/precision-recall/areas';
import {
  bestF1,
  classCurve,
  countedAt,
  detectionAt,
  readingAt,
} from '$labs/precision-recall/curve';
import { drawUntil, rareCurve } from '$labs/precision-recall/rare';
import { compare, picturesNeeded, suppressedAgain } from '$labs/precision-recall/sure';
import { toyResults, toySize, toyTruth } from '$labs/precision-recall/toy';
import { toyPicture } from '$labs/precision-recall/toy-picture';
import { createRng } from '$src/core/rng';
import { averagePrecision, evaluateCoco, protocols, type Protocol } from '$src/metrics';
import { EvaluationHost } from '$src/metrics/evaluation-host';

const cups = classCurve(toyTruth, toyResults, 'cup', 0.5);
if (!cups) throw new Error('The drawn set has cups.');
const { curve } = cups;

describe('the drawn set, recounted by hand', () => {
  test('verdicts of its ten cups in the order of their scores', () => {
    const verdicts = Array.from(curve.score, (_, row) => {
      const { rule, score } = detectionAt(cups, row);
      return `${score} ${rule}`;
    });
    expect(verdicts).toEqual([
      '0.97 matched',
      '0.91 matched',
      '0.88 matched',
      '0.84 matched', // IoU of exactly 1/2
      '0.76 below-threshold', // the vase
      '0.7 duplicate',
      '0.7 matched', // equal scores: the picture with the smaller number first
      '0.62 matched', // the cup behind
      '0.55 below-threshold',
      '0.3 duplicate',
    ]);
    expect(curve.objects).toBe(8);
  });

  test('why: the box that took the object is named by its score', () => {
    const { takenBy, why } = detectionAt(cups, 5);
    expect(takenBy).toBe(1);
    expect(why).toBe('it overlaps a cup by IoU 0.80, but the box at 91 % has taken that one.');
    expect(detectionAt(cups, 4).why).toBe('there is no cup under it.');
  });

  test('the three areas', () => {
    // Precision 1 up to a recall of 4/8, then 6/8 up to 6/8.
    const areas = areasOf({ label: '', isHand: true, truth: toyTruth, results: toyResults }, cups);
    const expected = [(6 + 2 * 0.75) / 11, 0.5 + 0.25 * 0.75, (51 + 25 * 0.75) / 101];
    expect(areas.map(({ ap }) => ap)).toEqual(expected.map((ap) => expect.closeTo(ap, 12)));
    // What is drawn is what is averaged.
    for (const { columns, ap } of areas) {
      const drawn = columns.reduce(
        (sum, { from, to, precision }) => sum + (to - from) * precision,
        0,
      );
      expect(drawn).toBeCloseTo(ap, 12);
    }
  });

  test('every rule that can be toggled decides about some box', () => {
    const base: Protocol = protocols['coco-ap50'].protocol;
    const mAP = (changes: Partial<Protocol>): number | null =>
      averagePrecision(toyTruth, toyResults, { ...base, ...changes }).mAP;
    const changes: readonly Partial<Protocol>[] = [
      { iouThresholds: [0.75] },
      { comparison: 'above' },
      { pixels: 'inclusive' },
      { reassignment: 'none' },
      { interpolation: '11-point' },
      { difficult: 'ignored' },
      { crowds: 'dropped' },
      { absentClasses: 'zero' },
      { classes: 'pooled' },
      { minScore: 0.5 },
    ];
    for (const change of changes) {
      expect(Math.abs((mAP(change) ?? 0) - (mAP({}) ?? 0)), JSON.stringify(change)).toBeGreaterThan(
        1e-3,
      );
    }
  });

  test('its pictures have the size that its truth names', () => {
    const { width, height, data } = toyPicture(3);
    expect({ width, height }).toEqual(toySize);
    expect(data).toHaveLength(4 * width * height);
    // In the small cup, beside it: crockery and table.
    const at = (x: number, y: number): number => data[4 * (y * width + x)] ?? 0;
    expect(at(128, 168)).not.toBe(at(100, 200));
  });
});

describe('a threshold', () => {
  test('counts equal scores together', () => {
    expect(countedAt(curve, 0.7)).toBe(7);
    expect(countedAt(curve, 0.71)).toBe(5);
    expect(countedAt(curve, 1)).toBe(0);
  });

  test('reads precision, recall and F1', () => {
    expect(readingAt(curve, 6)).toMatchObject({
      truePositives: 4,
      falsePositives: 2,
      missed: 4,
      precision: 4 / 6,
      recall: 0.5,
      f1: 8 / 14,
    });
    expect(readingAt(curve, 0)).toMatchObject({ precision: 0, recall: 0, f1: 0 });
  });

  test('the best F1 lies behind the eighth box, and never between two equal scores', () => {
    expect(bestF1(curve)).toMatchObject({ counted: 8, score: 0.62, f1: 0.75 });
  });
});

describe('a class made rare', () => {
  test('draws stop with the picture that completes the number of objects', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 1e6 }),
        (counts, wanted, seed) => {
          const objectsIn = Int32Array.from(counts);
          const total = counts.reduce((sum, count) => sum + count, 0);
          const chosen = drawUntil(objectsIn, wanted, createRng(seed));
          const seen = objectsIn.reduce((sum, count, i) => sum + count * (chosen[i] ?? 0), 0);
          expect(seen).toBeGreaterThanOrEqual(Math.min(wanted, total));
          // The last picture brought at most three objects, and without it there were too few.
          expect(seen).toBeLessThanOrEqual(wanted + 2);
        },
      ),
    );
  });

  test('with all its objects it is the class of the evaluation, the others are the others', () => {
    const steps = rareCurve(toyTruth, toyResults, 'cup', createRng(3));
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    const { ap, others, classes, objects, steps: rows } = step.value;
    const { perClass } = evaluateCoco(toyTruth, toyResults, { iouType: 'bbox' });
    const of = (name: string): number | null | undefined =>
      perClass.find((one) => one.name === name)?.AP;
    expect(ap).toBeCloseTo(of('cup') ?? NaN, 9);
    expect(others).toBeCloseTo(of('apple') ?? NaN, 9); // bottles have no objects
    expect([objects, classes]).toEqual([8, 2]);
    expect(rows.map(({ instances }) => instances)).toEqual([1, 2, 3, 5]);
  });

  test('a class without objects is refused in words', () => {
    expect(() => rareCurve(toyTruth, toyResults, 'bottle', createRng(3)).next()).toThrow(
      'show no bottle',
    );
  });
});

describe('A beats B', () => {
  test('pictures by the square root’s law', () => {
    // Half the interval is twice the difference: four times the pictures.
    expect(picturesNeeded(0.01, 0.02, 60)).toBe(240);
    expect(picturesNeeded(-0.01, 0.005, 60)).toBe(15);
    expect(picturesNeeded(0, 0.02, 60)).toBe(Infinity);
  });

  test('nothing is better than itself', () => {
    expect(compare('self', toyTruth, toyResults, toyResults, 1)).toMatchObject({
      value: 0,
      low: 0,
      high: 0,
      needed: Infinity,
    });
  });

  test('a stricter suppression removes the worse of two, per picture and class', () => {
    const box = (image_id: number, category_id: number, x: number, score: number) => ({
      image_id,
      category_id,
      bbox: [x, 0, 10, 10] as const,
      score,
    });
    // 2 px aside: IoU 80/120; 5 px aside: 50/150.
    const boxes = [
      box(1, 1, 2, 0.8),
      box(1, 1, 0, 0.9),
      box(1, 1, 7, 0.7),
      box(1, 2, 0, 0.6),
      box(2, 1, 0, 0.5),
    ];
    expect(suppressedAgain(boxes, 0.5).map(({ score }) => score)).toEqual([0.9, 0.7, 0.6, 0.5]);
  });
});

test('the evaluation beside the page gives what the metrics give', async () => {
  const host = new EvaluationHost();
  const input = { groundTruth: toyTruth, detections: toyResults };
  const [coco, voc] = [protocols['coco-ap50'].protocol, protocols.voc2010.protocol];
  const means = await host.means(input, [coco, voc]);
  expect(means).toEqual(
    [coco, voc].map((rules) => averagePrecision(toyTruth, toyResults, rules).mAP),
  );
  const { gap, shares } = await host.gap(input, coco, voc);
  expect(gap).toBeCloseTo((means[1] ?? 0) - (means[0] ?? 0), 12);
  expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(gap, 12);
});
