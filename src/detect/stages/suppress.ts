/**
 * Thinning out candidates that mean the same object.
 *
 * Hard: the best box is kept and every other that overlaps it by more than the IoU threshold goes; then the best
 * of the rest, and so on (greedy non-maximum suppression). Within each class, or across classes: then a cup
 * may remove the saucer under it.
 * Soft-NMS (Bodla et al., ICCV 2017) lowers scores instead, within each class: by exp(−IoU² / σ), or by 1 − IoU
 * above the threshold. A box goes once its score is below the score threshold.
 *
 * Deliberately not: matrix or weighted variants, which average boxes. Only the best 3000 candidates are looked at:
 * the work grows with the square, and a threshold that lets more through says nothing.
 */
import { iouAt } from './iou';
import { DetectError, type Candidates, type Detection, type DetectOptions } from '../types';

/** As torchvision's and Ultralytics' pre-NMS limits, of the same order. */
export const mostCandidates = 3000;

/** σ of the Gaussian, as in the paper. */
export const softSigma = 0.5;

export type SuppressOptions = Pick<
  DetectOptions,
  'scoreThreshold' | 'iouThreshold' | 'suppression' | 'maxDetections'
>;

/** A candidate that a kept box removed, or whose score it lowered. */
export interface Effect {
  /** Row of the candidates. */
  readonly index: number;
  readonly iou: number;
  readonly scoreBefore: number;
  /** 0 for hard suppression. */
  readonly scoreAfter: number;
  readonly isRemoved: boolean;
}

/** One round: the best box that is left, and what it does to the others. */
export interface SuppressStep {
  /** Row of the candidates. */
  readonly keptIndex: number;
  /** When it was kept: Soft-NMS may have lowered it before. */
  readonly score: number;
  readonly effects: readonly Effect[];
}

/** The detections, best first. Candidates must be sorted, best first. Throws DetectError 'bad-option'. */
export function suppress(candidates: Candidates, options: SuppressOptions): Detection[] {
  return rounds(candidates, options).map(({ keptIndex, score }) =>
    detectionOf(candidates, keptIndex, score),
  );
}

/** The same, round by round with all effects: for following it by eye. */
export function suppressSteps(candidates: Candidates, options: SuppressOptions): SuppressStep[] {
  const effects = new Map<number, Effect[]>();
  return rounds(candidates, options, (kept, effect) => {
    const list = effects.get(kept);
    if (list) list.push(effect);
    else effects.set(kept, [effect]);
  }).map((round) => ({ ...round, effects: effects.get(round.keptIndex) ?? [] }));
}

/** One candidate as a detection; `score` where it was lowered. */
export function detectionOf(candidates: Candidates, index: number, score?: number): Detection {
  const at = index * 4;
  const { boxesXyxy } = candidates;
  return {
    boxXyxy: [
      boxesXyxy[at] ?? 0,
      boxesXyxy[at + 1] ?? 0,
      boxesXyxy[at + 2] ?? 0,
      boxesXyxy[at + 3] ?? 0,
    ],
    score: score ?? candidates.scores[index] ?? 0,
    classIndex: candidates.classIndices[index] ?? 0,
    origin: candidates.origins[index] ?? 0,
  };
}

interface Round {
  readonly keptIndex: number;
  readonly score: number;
}
type Listener = (keptIndex: number, effect: Effect) => void;

function rounds(candidates: Candidates, options: SuppressOptions, listener?: Listener): Round[] {
  expectOptions(options);
  const threshold = Math.fround(options.scoreThreshold);
  let count = Math.min(candidates.count, mostCandidates);
  while (count > 0 && (candidates.scores[count - 1] ?? 0) < threshold) count--;
  const isSoft = options.suppression === 'soft-gaussian' || options.suppression === 'soft-linear';
  return (isSoft ? softRounds : hardRounds)(candidates, count, options, listener);
}

function hardRounds(
  { boxesXyxy, scores, classIndices }: Candidates,
  count: number,
  { suppression, iouThreshold, maxDetections }: SuppressOptions,
  listener?: Listener,
): Round[] {
  const isRemoved = new Uint8Array(count);
  const kept: Round[] = [];
  for (let i = 0; i < count && kept.length < maxDetections; i++) {
    if (isRemoved[i] === 1) continue;
    kept.push({ keptIndex: i, score: scores[i] ?? 0 });
    if (suppression === 'none') continue;
    for (let j = i + 1; j < count; j++) {
      if (isRemoved[j] === 1) continue;
      if (suppression === 'per-class' && classIndices[j] !== classIndices[i]) continue;
      const iou = iouAt(boxesXyxy, i, j);
      if (iou <= iouThreshold) continue;
      isRemoved[j] = 1;
      listener?.(i, {
        index: j,
        iou,
        scoreBefore: scores[j] ?? 0,
        scoreAfter: 0,
        isRemoved: true,
      });
    }
  }
  return kept;
}

function softRounds(
  { boxesXyxy, scores, classIndices }: Candidates,
  count: number,
  { suppression, iouThreshold, maxDetections, scoreThreshold }: SuppressOptions,
  listener?: Listener,
): Round[] {
  const left = Float64Array.from(scores.subarray(0, count));
  const kept: Round[] = [];
  while (kept.length < maxDetections) {
    let best = -1; // a removed or kept box has −1 left
    for (let i = 0; i < count; i++) if ((left[i] ?? -1) > (left[best] ?? -1)) best = i;
    if (best < 0) break;
    kept.push({ keptIndex: best, score: left[best] ?? 0 });
    left[best] = -1;
    for (let j = 0; j < count; j++) {
      const scoreBefore = left[j] ?? -1;
      if (scoreBefore < 0 || classIndices[j] !== classIndices[best]) continue;
      const iou = iouAt(boxesXyxy, best, j);
      const factor =
        suppression === 'soft-gaussian'
          ? Math.exp(-(iou * iou) / softSigma)
          : iou > iouThreshold
            ? 1 - iou
            : 1;
      if (factor === 1) continue;
      const scoreAfter = scoreBefore * factor;
      const isRemoved = scoreAfter < scoreThreshold;
      left[j] = isRemoved ? -1 : scoreAfter;
      listener?.(best, { index: j, iou, scoreBefore, scoreAfter, isRemoved });
    }
  }
  return kept;
}

function expectOptions({ scoreThreshold, iouThreshold, maxDetections }: SuppressOptions): void {
  for (const [name, value] of [
    ['score', scoreThreshold],
    ['IoU', iouThreshold],
  ] as const) {
    if (!(value >= 0 && value <= 1)) {
      throw new DetectError('bad-option', `The ${name} threshold must lie in 0..1, got ${value}.`);
    }
  }
  if (!Number.isInteger(maxDetections) || maxDetections < 1) {
    throw new DetectError(
      'bad-option',
      `The number of detections must be a whole number from 1 on, got ${maxDetections}.`,
    );
  }
}
