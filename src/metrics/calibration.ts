/**
 * Calibration: of the detections with a score near 0.8, are 80 % right? The reliability diagram sorts
 * detections into bins of score and compares each bin's mean score with the share that is right; the expected
 * calibration error (Naeini et al. 2015, Guo et al. 2017) is the mean difference, weighted by detections.
 *
 * A low ECE is no promise for every part of the picture: scores may be too high for small boxes and too low for large
 * ones. D-ECE (Küppers et al. 2020, "Multivariate Confidence Calibration for Object Detection") therefore sorts by
 * score and by position and size of the box at once.
 *
 * Right means what the caller says, for detections a match at one IoU. Deliberately not: what was never
 * detected, which no score can tell of.
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
  /** Maximum calibration error: that of the worst bin, however few it holds; null without outcomes. */
  readonly mce: number | null;
}

/** Bins of equal width from 0 to 1. Throws RangeError for a score outside 0..1 or fewer than one bin. */
export function reliabilityOf(outcomes: readonly ScoredOutcome[], binCount = 10): Reliability {
  expectBins(binCount);
  const sums = Array.from({ length: binCount }, () => ({ count: 0, score: 0, right: 0 }));
  for (const { score, isRight } of outcomes) {
    expectScore(score);
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
  const gaps = bins.map(({ meanScore, precision }) =>
    Math.abs((meanScore ?? 0) - (precision ?? 0)),
  );
  const sum = bins.reduce((total, { count }, i) => total + count * (gaps[i] ?? 0), 0);
  return {
    bins,
    ece: outcomes.length === 0 ? null : sum / outcomes.length,
    mce: outcomes.length === 0 ? null : Math.max(...gaps),
  };
}

export interface PlacedOutcome extends ScoredOutcome {
  /** Centre and size of the box as shares of the picture's sides; outside 0..1 they count as its edge. */
  readonly centreX: number;
  readonly centreY: number;
  readonly width: number;
  readonly height: number;
}

export interface DetectionCalibration {
  /** 0..1; null where no bin holds enough. */
  readonly dEce: number | null;
  /** Outcomes in bins that hold enough. */
  readonly used: number;
  readonly total: number;
}

/**
 * D-ECE: as ECE, over bins of score x centre x size. Of five dimensions most bins are nearly empty and their error is
 * noise, so bins of fewer than `leastPerBin` are left out, and `used` says how much is left. Throws RangeError for
 * a score outside 0..1, fewer than one bin, or places that are no numbers.
 */
export function detectionCalibration(
  outcomes: readonly PlacedOutcome[],
  { binsPerAxis = 5, leastPerBin = 8 } = {},
): DetectionCalibration {
  expectBins(binsPerAxis);
  const bins = new Map<string, { count: number; score: number; right: number }>();
  for (const { score, isRight, centreX, centreY, width, height } of outcomes) {
    expectScore(score);
    const place = [score, centreX, centreY, width, height];
    if (place.some(Number.isNaN)) {
      throw new RangeError(`A box's place and size must be numbers; got [${place.join(', ')}].`);
    }
    const key = place
      .map((value) => Math.max(0, Math.min(binsPerAxis - 1, Math.floor(value * binsPerAxis))))
      .join();
    const bin = bins.get(key) ?? { count: 0, score: 0, right: 0 };
    bin.count++;
    bin.score += score;
    if (isRight) bin.right++;
    bins.set(key, bin);
  }
  const kept = [...bins.values()].filter(({ count }) => count >= leastPerBin);
  const used = kept.reduce((sum, { count }) => sum + count, 0);
  const gaps = kept.reduce((sum, { score, right }) => sum + Math.abs(score - right), 0);
  return { dEce: used === 0 ? null : gaps / used, used, total: outcomes.length };
}

function expectBins(count: number): void {
  if (!(Number.isInteger(count) && count >= 1)) {
    throw new RangeError(`The number of bins must be a whole number from 1; got ${count}.`);
  }
}

function expectScore(score: number): void {
  if (!(score >= 0 && score <= 1)) throw new RangeError(`A score must be 0 to 1; got ${score}.`);
}
