/**
 * Calibration: of the detections with a score near 0.8, are 80 % right? The reliability diagram sorts
 * detections into bins of score and compares each bin's mean score with the share that is right; the expected
 * calibration error (Naeini et al. 2015, Guo et al. 2017) is the mean difference, weighted by detections.
 *
 * Right means what the caller says, for detections a match at one IoU. Deliberately not: calibration by
 * size or position of the box, and what was never detected, which no score can tell of.
 */

export interface ScoredOutcome {
  /** 0..1. */
  readonly score: number;
  readonly isRight: boolean;
}

export interface ReliabilityBin {
  /** Scores from `low` to below `high`; the last bin holds 1 too. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Mean score and share of right ones; null in an empty bin. */
  readonly meanScore: number | null;
  readonly precision: number | null;
}

export interface Reliability {
  readonly bins: readonly ReliabilityBin[];
  /** Expected calibration error, 0..1; null without outcomes. */
  readonly ece: number | null;
}

/** Bins of equal width from 0 to 1. Throws RangeError for a score outside 0..1 or fewer than one bin. */
export function reliabilityOf(outcomes: readonly ScoredOutcome[], binCount = 10): Reliability {
  if (!(Number.isInteger(binCount) && binCount >= 1)) {
    throw new RangeError(`The number of bins must be a whole number from 1; got ${binCount}.`);
  }
  const sums = Array.from({ length: binCount }, () => ({ count: 0, score: 0, right: 0 }));
  for (const { score, isRight } of outcomes) {
    if (!(score >= 0 && score <= 1)) {
      throw new RangeError(`A score must be 0 to 1; got ${score}.`);
    }
    const sum = sums[Math.min(binCount - 1, Math.floor(score * binCount))];
    if (!sum) continue;
    sum.count++;
    sum.score += score;
    if (isRight) sum.right++;
  }
  const bins = sums.map(({ count, score, right }, i) => ({
    low: i / binCount,
    high: (i + 1) / binCount,
    count,
    meanScore: count === 0 ? null : score / count,
    precision: count === 0 ? null : right / count,
  }));
  const gap = bins.reduce(
    (sum, { count, meanScore, precision }) =>
      sum + count * Math.abs((meanScore ?? 0) - (precision ?? 0)),
    0,
  );
  return { bins, ece: outcomes.length === 0 ? null : gap / outcomes.length };
}
