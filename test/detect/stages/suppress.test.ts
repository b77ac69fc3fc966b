// Suppression: hand-worked overlaps, then the definition in its plainest form as an oracle.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { iouAt } from '$src/detect/stages/iou';
import {
  mostCandidates,
  suppress,
  suppressSteps,
  type SuppressOptions,
} from '$src/detect/stages/suppress';
import { suppressions, type Candidates } from '$src/detect/types';

interface Row {
  readonly box: readonly [number, number, number, number];
  readonly score: number;
  readonly c?: number;
}
const candidatesOf = (rows: readonly Row[]): Candidates => ({
  count: rows.length,
  boxesXyxy: Float32Array.from(rows.flatMap(({ box }) => box)),
  scores: Float32Array.from(rows, ({ score }) => score),
  classIndices: Uint16Array.from(rows, ({ c = 0 }) => c),
  origins: Uint32Array.from(rows, (_, i) => 10 * i),
});
const base: SuppressOptions = {
  scoreThreshold: 0.1,
  iouThreshold: 0.5,
  suppression: 'per-class',
  maxDetections: 100,
};
const kept = (candidates: Candidates, options: Partial<SuppressOptions> = {}): number[] =>
  suppress(candidates, { ...base, ...options }).map(({ origin = -1 }) => origin / 10);

// Strips of 10 × 10, moved by 2, 4 and 20: IoU of neighbours 8/12, of the first and third 6/14.
const strips = candidatesOf([
  { box: [0, 0, 10, 10], score: 0.9 },
  { box: [2, 0, 12, 10], score: 0.8, c: 1 },
  { box: [4, 0, 14, 10], score: 0.7 },
  { box: [20, 0, 30, 10], score: 0.6, c: 1 },
]);

describe('by hand', () => {
  test('IoU', () => {
    expect(iouAt(strips.boxesXyxy, 0, 1)).toBeCloseTo(2 / 3, 12);
    expect(iouAt(strips.boxesXyxy, 0, 2)).toBeCloseTo(3 / 7, 12);
    expect(iouAt(strips.boxesXyxy, 0, 3)).toBe(0);
    expect(iouAt([0, 0, 0, 5, 0, 0, 0, 5], 0, 1)).toBe(0); // no area: nothing shared, not NaN
    expect(iouAt([0, 0, 5, 5, 5, 0, 9, 5], 0, 1)).toBe(0); // touching
  });

  test('within classes, across classes, not at all', () => {
    expect(kept(strips)).toEqual([0, 1, 2, 3]); // 0 and 2 share 3/7, below 0.5
    expect(kept(strips, { iouThreshold: 0.4 })).toEqual([0, 1, 3]);
    // 0 removes 1, and 1 is then not there to remove 2.
    expect(kept(strips, { suppression: 'class-agnostic' })).toEqual([0, 2, 3]);
    expect(kept(strips, { suppression: 'none', iouThreshold: 0 })).toEqual([0, 1, 2, 3]);
  });

  test('an IoU equal to the threshold stays', () => {
    const halves = candidatesOf([
      { box: [0, 0, 3, 1], score: 0.9 },
      { box: [1, 0, 4, 1], score: 0.8 },
    ]); // 2 of 4: exactly 0.5
    expect(kept(halves)).toEqual([0, 1]);
    expect(kept(halves, { iouThreshold: 0.4999 })).toEqual([0]);
  });

  test('Gaussian Soft-NMS: every overlap of the class costs exp(−IoU²/0.5)', () => {
    const found = suppress(strips, { ...base, suppression: 'soft-gaussian' });
    // Class 1 does not overlap itself; strip 2 falls by exp(−(3/7)²/0.5) to 0.48486.
    expect(found.map(({ origin }) => origin)).toEqual([0, 10, 30, 20]);
    expect(found[3]?.score).toBeCloseTo(0.7 * Math.exp(-(9 / 49) / 0.5), 6);
  });

  test('linear Soft-NMS: only above the threshold, by 1 − IoU', () => {
    const linear = { ...base, suppression: 'soft-linear' } as const;
    expect(suppress(strips, linear)[2]?.score).toBeCloseTo(0.7, 6);
    const lowered = suppress(strips, { ...linear, iouThreshold: 0.4 });
    expect(lowered.at(-1)?.score).toBeCloseTo((0.7 * 4) / 7, 6);
    // Once below the score threshold it is gone.
    expect(kept(strips, { ...linear, iouThreshold: 0.4, scoreThreshold: 0.41 })).toEqual([0, 1, 3]);
  });

  test('thresholds and limits', () => {
    expect(kept(strips, { scoreThreshold: 0.75 })).toEqual([0, 1]);
    expect(kept(strips, { maxDetections: 2 })).toEqual([0, 1]);
    expect(kept(candidatesOf([]))).toEqual([]);
    expect(() => kept(strips, { iouThreshold: 1.2 })).toThrow('0..1, got 1.2');
    expect(() => kept(strips, { maxDetections: 0 })).toThrow('got 0');
    const crowd = candidatesOf(
      Array.from({ length: mostCandidates + 5 }, (_, i) => ({
        box: [i, 0, i + 1, 1] as const,
        score: 0.5,
      })),
    );
    expect(kept(crowd, { maxDetections: 10_000 }).length).toBe(mostCandidates);
  });

  test('the stepper names what each kept box did', () => {
    const steps = suppressSteps(strips, { ...base, suppression: 'class-agnostic' });
    expect(steps.map(({ keptIndex }) => keptIndex)).toEqual([0, 2, 3]);
    expect(steps[0]?.effects).toMatchObject([{ index: 1, scoreAfter: 0, isRemoved: true }]);
    expect(steps[0]?.effects[0]?.iou).toBeCloseTo(2 / 3, 12);
    expect(steps[1]?.effects).toEqual([]);
    const soft = suppressSteps(strips, { ...base, suppression: 'soft-gaussian' });
    expect(soft[0]?.effects).toMatchObject([{ index: 2, isRemoved: false }]);
  });
});

describe('properties', () => {
  const anyRows = fc
    .array(
      fc.record({
        at: fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 })),
        size: fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })),
        score: fc.integer({ min: 0, max: 20 }).map((n) => n / 20),
        c: fc.integer({ min: 0, max: 2 }),
      }),
      { maxLength: 40 },
    )
    .map((rows) =>
      candidatesOf(
        rows
          .map(({ at: [x, y], size: [w, h], score, c }) => ({
            box: [x, y, x + w, y + h] as const,
            score,
            c,
          }))
          .sort((a, b) => b.score - a.score),
      ),
    );
  const anyOptions = fc.record({
    scoreThreshold: fc.constantFrom(0, 0.2, 0.5),
    iouThreshold: fc.constantFrom(0, 0.3, 0.5, 1),
    suppression: fc.constantFrom(...suppressions),
    maxDetections: fc.constantFrom(1, 5, 100),
  });

  test('hard: a row stays if and only if no better kept row removes it', () => {
    fc.assert(
      fc.property(anyRows, anyOptions, (candidates, options) => {
        if (options.suppression.startsWith('soft') || options.suppression === 'none') return;
        const stays: number[] = [];
        for (let i = 0; i < candidates.count; i++) {
          const isRemoved = stays.some(
            (k) =>
              (options.suppression === 'class-agnostic' ||
                candidates.classIndices[k] === candidates.classIndices[i]) &&
              iouAt(candidates.boxesXyxy, k, i) > options.iouThreshold,
          );
          if (!isRemoved && (candidates.scores[i] ?? 0) >= Math.fround(options.scoreThreshold))
            stays.push(i);
        }
        expect(kept(candidates, options)).toEqual(stays.slice(0, options.maxDetections));
      }),
    );
  });

  test('all: sorted, no row twice, never above its own score, steps end in the same', () => {
    fc.assert(
      fc.property(anyRows, anyOptions, (candidates, options) => {
        const found = suppress(candidates, options);
        const steps = suppressSteps(candidates, options);
        expect(steps.map(({ keptIndex, score }) => [keptIndex * 10, score])).toEqual(
          found.map(({ origin, score }) => [origin, score]),
        );
        expect(new Set(found.map(({ origin }) => origin)).size).toBe(found.length);
        found.forEach(({ score, origin = 0 }, i) => {
          expect(score).toBeLessThanOrEqual(found[i - 1]?.score ?? 1);
          expect(score).toBeLessThanOrEqual(candidates.scores[origin / 10] ?? 0);
        });
      }),
    );
  });
});
