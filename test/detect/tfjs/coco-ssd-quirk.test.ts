import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  areSameDetections,
  contradictions,
  packageRule,
  separatedRule,
} from '$src/detect/adapters/coco-ssd-quirk';
import type { Candidates } from '$src/detect/types';

interface Row {
  readonly box: readonly [number, number, number, number];
  readonly score: number;
  readonly classIndex?: number;
  readonly origin?: number;
}

/** Rows must come best first. */
function candidatesOf(rows: readonly Row[]): Candidates {
  return {
    count: rows.length,
    boxesXyxy: Float32Array.from(rows.flatMap(({ box }) => [...box])),
    scores: Float32Array.from(rows, ({ score }) => score),
    classIndices: Uint16Array.from(rows, ({ classIndex = 0 }) => classIndex),
    origins: Uint32Array.from(rows, ({ origin }, index) => origin ?? index),
  };
}

// Two cups side by side: 100 × 100 px, moved by 50 px. They share 50 × 100 of 150 × 100: IoU 1/3.
const cups = candidatesOf([
  { box: [0, 0, 100, 100], score: 0.9 },
  { box: [50, 0, 150, 100], score: 0.8 },
  { box: [300, 300, 400, 400], score: 0.25 },
]);
const origins = (detections: readonly { origin?: number }[]): (number | undefined)[] =>
  detections.map(({ origin }) => origin);

describe('the one threshold of coco-ssd', () => {
  test('loses the second cup at 0.3 and finds it again at 0.4, which no score threshold can', () => {
    expect(origins(packageRule(cups, 0.2, 20))).toEqual([0, 2]);
    expect(origins(packageRule(cups, 0.3, 20))).toEqual([0]);
    expect(origins(packageRule(cups, 0.4, 20))).toEqual([0, 1]);
    const found = contradictions(cups, 'reused', [0.2, 0.3, 0.4]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      absentAt: 0.3,
      presentAt: 0.4,
      detection: { origin: 1 },
      removedBy: { origin: 0 },
    });
    expect(found[0]?.iou).toBeCloseTo(1 / 3, 6);
  });

  test('two thresholds keep the second cup wherever it scores enough', () => {
    const at = (scoreThreshold: number): (number | undefined)[] =>
      origins(separatedRule(cups, { scoreThreshold, iouThreshold: 0.5, maxDetections: 20 }));
    expect(at(0.2)).toEqual([0, 1, 2]);
    expect(at(0.3)).toEqual([0, 1]);
    expect(at(0.85)).toEqual([0]);
    expect(contradictions(cups, 'score-only', [0.2, 0.3, 0.4])).toEqual([]);
  });

  test('a threshold of 0 leaves one box: every IoU is at least 0', () => {
    expect(origins(packageRule(cups, 0, 20))).toEqual([0]);
  });

  test('keeps the best class of a box, not both', () => {
    const rows = candidatesOf([
      { box: [0, 0, 10, 10], score: 0.9, classIndex: 3, origin: 7 },
      { box: [0, 0, 10, 10], score: 0.8, classIndex: 1, origin: 7 },
      { box: [20, 0, 30, 10], score: 0.7, classIndex: 1, origin: 8 },
    ]);
    expect(packageRule(rows, 0.5, 20).map(({ classIndex }) => classIndex)).toEqual([3, 1]);
    expect(packageRule(rows, 0.5, 1)).toHaveLength(1);
  });

  test('refuses thresholds that do not rise', () => {
    expect(() => contradictions(cups, 'reused', [0.4, 0.3])).toThrow(/0\.4, 0\.3/);
    expect(() => contradictions(cups, 'reused', [])).toThrow(/rise/);
  });
});

/** Boxes on whole pixels, so that IoUs are the same in any order of computation. */
const anyRows = fc
  .array(
    fc.record({
      x: fc.integer({ min: 0, max: 40 }),
      y: fc.integer({ min: 0, max: 40 }),
      width: fc.integer({ min: 1, max: 40 }),
      height: fc.integer({ min: 1, max: 40 }),
      score: fc.float({ min: Math.fround(0.01), max: 1, noNaN: true }),
      classIndex: fc.nat(3),
    }),
    { maxLength: 25 },
  )
  .map((rows) =>
    rows
      .map(({ x, y, width, height, score, classIndex }): Row => ({
        box: [x, y, x + width, y + height],
        score,
        classIndex,
      }))
      .sort((a, b) => b.score - a.score),
  );
const anyThreshold = fc.double({ min: 0.02, max: 0.98, noNaN: true });

test('the rule is what tfjs computes from (minScore, minScore)', async () => {
  tf.env().set('PROD', true); // no advice printed
  await tf.setBackend('cpu');
  fc.assert(
    fc.property(anyRows, anyThreshold, fc.integer({ min: 1, max: 20 }), (rows, minScore, most) => {
      fc.pre(rows.length > 0);
      const kept = tf.tidy(() =>
        tf.image
          .nonMaxSuppression(
            tf.tensor2d(rows.map(({ box: [x1, y1, x2, y2] }) => [y1, x1, y2, x2])),
            rows.map(({ score }) => score),
            most,
            minScore,
            minScore,
          )
          .arraySync(),
      );
      expect(origins(packageRule(candidatesOf(rows), minScore, most))).toEqual(kept);
    }),
  );
});

test('no pure score threshold ever brings a box back', () => {
  fc.assert(
    fc.property(anyRows, anyThreshold, anyThreshold, (rows, a, b) => {
      fc.pre(a !== b);
      const thresholds = [Math.min(a, b), Math.max(a, b)];
      const candidates = candidatesOf(rows);
      expect(contradictions(candidates, 'score-only', thresholds)).toEqual([]);
      expect(contradictions(candidates, 'score-only-per-class', thresholds)).toEqual([]);
    }),
  );
});

test('compares lists in any order, with classes and within half a pixel', () => {
  const [a, b] = separatedRule(cups, { scoreThreshold: 0.5, iouThreshold: 0.5, maxDetections: 9 });
  if (!a || !b) throw new Error('two boxes expected');
  const moved = { ...a, boxXyxy: [0.4, 0, 100, 100] as const };
  expect(areSameDetections([a, b], [b, moved])).toBe(true);
  expect(areSameDetections([a, b], [b, b])).toBe(false);
  expect(areSameDetections([a], [{ ...a, classIndex: 5 }])).toBe(false);
  expect(areSameDetections([a], [a, b])).toBe(false);
});
