// Reliability bins and ECE, worked by hand.
import { expect, test } from 'vitest';
import { reliabilityOf } from '$src/metrics';

const outcome = (score: number, isRight: boolean) => ({ score, isRight });

test('bins, shares and the error', () => {
  const { bins, ece } = reliabilityOf(
    [outcome(0.1, false), outcome(0.3, true), outcome(0.5, true), outcome(1, true)],
    2,
  );
  expect(bins).toEqual([
    { low: 0, high: 0.5, count: 2, meanScore: 0.2, precision: 0.5 },
    { low: 0.5, high: 1, count: 2, meanScore: 0.75, precision: 1 },
  ]);
  // (2 x |0.2 - 0.5| + 2 x |0.75 - 1|) / 4
  expect(ece).toBeCloseTo(0.275, 14);
});

test('nothing to judge has no error, and an empty bin no shares', () => {
  const { bins, ece } = reliabilityOf([]);
  expect(ece).toBeNull();
  expect(bins).toHaveLength(10);
  expect(bins[3]).toEqual({ low: 0.3, high: 0.4, count: 0, meanScore: null, precision: null });
});

test('a logit in place of a score is refused', () => {
  expect(() => reliabilityOf([outcome(1.5, true)])).toThrow(/0 to 1; got 1\.5/);
});
