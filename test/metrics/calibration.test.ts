// Reliability bins, ECE, MCE and D-ECE, worked by hand.
import { expect, test } from 'vitest';
import { detectionCalibration, reliabilityOf } from '$src/metrics';

const outcome = (score: number, isRight: boolean) => ({ score, isRight });

test('bins, shares and the error', () => {
  const { bins, ece, mce } = reliabilityOf(
    [outcome(0.1, false), outcome(0.3, true), outcome(0.5, true), outcome(1, true)],
    2,
  );
  expect(bins).toEqual([
    { low: 0, high: 0.5, count: 2, meanScore: 0.2, precision: 0.5 },
    { low: 0.5, high: 1, count: 2, meanScore: 0.75, precision: 1 },
  ]);
  // (2 x |0.2 - 0.5| + 2 x |0.75 - 1|) / 4
  expect(ece).toBeCloseTo(0.275, 14);
  expect(mce).toBeCloseTo(0.3, 14);
});

test('nothing to judge has no error, and an empty bin no shares', () => {
  const { bins, ece, mce } = reliabilityOf([]);
  expect([ece, mce]).toEqual([null, null]);
  expect(bins).toHaveLength(10);
  expect(bins[3]).toEqual({ low: 0.3, high: 0.4, count: 0, meanScore: null, precision: null });
});

test('a logit in place of a score is refused', () => {
  expect(() => reliabilityOf([outcome(1.5, true)])).toThrow(/0 to 1; got 1\.5/);
});

test('D-ECE sees that small boxes are trusted too much and large ones too little, where ECE is 0', () => {
  const placed = (width: number, isRight: boolean) => ({
    ...outcome(0.5, isRight),
    centreX: 0.5,
    centreY: 0.5,
    width,
    height: width,
  });
  const outcomes = [placed(0.1, false), placed(0.1, false), placed(1, true), placed(1.2, true)];
  expect(reliabilityOf(outcomes).ece).toBe(0);
  expect(detectionCalibration(outcomes, { leastPerBin: 2 })).toEqual({
    dEce: 0.5,
    used: 4,
    total: 4,
  });
  // One more, alone in its bin: left out.
  const lonely = [...outcomes, { ...placed(0.1, true), centreX: 0 }];
  expect(detectionCalibration(lonely, { leastPerBin: 2 })).toMatchObject({ used: 4, total: 5 });
  expect(detectionCalibration(outcomes).dEce).toBeNull();
  expect(() => detectionCalibration([placed(NaN, true)])).toThrow(
    /got \[0\.5, 0\.5, 0\.5, NaN, NaN\]/,
  );
});
