/**
 * Following one box back to where it came from, while thresholds move and frames pass. A place in the list of
 * detections says nothing, since the list changes; the box itself does.
 */
import type { Detection, DetectionResult, OriginTrace } from '$src/detect/types';
import { iouXywh } from '$src/metrics';
import { matchIou, xywhOf } from './match';
import type { Side } from './side.svelte';

/**
 * Index of the detection that is the object of `last`: of its class and on it by at least `leastIou`; from its very row of
 * the output where that is among them, else the one that overlaps it most. -1 where there is none.
 */
export function followed(
  detections: readonly Detection[],
  last: Detection,
  leastIou: number = matchIou,
): number {
  let best = -1;
  let bestRating = leastIou;
  detections.forEach((one, index) => {
    if (one.classIndex !== last.classIndex) return;
    const iou = iouXywh(xywhOf(one), xywhOf(last));
    const isSameRow = one.origin !== undefined && one.origin === last.origin;
    const rating = iou + (isSameRow && iou >= leastIou ? 1 : 0);
    if (rating < bestRating || (best >= 0 && rating === bestRating)) return; // of equals the better score
    best = index;
    bestRating = rating;
  });
  return best;
}

/** Where the box is to be looked for. */
interface Place {
  readonly side: Side;
  /** At the thresholds of now, best first. */
  readonly detections: readonly Detection[];
}

export class Following {
  trace = $state.raw<OriginTrace>();
  /** The box that the reader pressed, as it was seen last. */
  #last = $state.raw<Detection>();
  #isNone = $state(false);
  /** Counts the calls of `update`. */
  #turn = 0;
  #traced: DetectionResult | undefined;
  readonly #place: () => Place;

  constructor(place: () => Place) {
    this.#place = place;
  }

  /** Index of the box that is followed: the one that was pressed, wherever it is now, else the best; -1 for none. */
  readonly chosen = $derived.by((): number => {
    const { side, detections } = this.#place();
    if (this.#isNone || detections.length === 0 || side.isBlackBox) return -1;
    return this.#last ? Math.max(0, followed(detections, this.#last)) : 0;
  });

  /** Follows the detection with this index; -1 for none. */
  choose(index: number): void {
    this.#isNone = index < 0;
    this.#last = this.#place().detections[index];
  }

  /** Begins anew with the best box. */
  reset(): void {
    this.#last = undefined;
    this.#isNone = false;
    this.trace = undefined;
  }

  /**
   * Brings `trace` up to date with `chosen`. A later call overtakes an earlier one. Resolves false where the detector
   * knows nothing of its last frame any more; never rejects.
   */
  async update(): Promise<boolean> {
    const turn = ++this.#turn;
    const { side, detections } = this.#place();
    const box = detections[this.chosen];
    if (box?.origin === undefined) {
      this.trace = undefined;
      return true;
    }
    // Moves along with the object, and waits for it where it is lost for a while.
    if (this.#last && followed(detections, this.#last) >= 0) this.#last = box;
    const { result } = side;
    if (this.trace?.origin !== box.origin) this.trace = undefined;
    else if (this.#traced === result) return true;
    const trace = await side.trace(box.origin);
    if (turn !== this.#turn || result !== side.result) return true;
    this.#traced = result;
    this.trace = trace;
    return trace !== undefined || side.state !== 'ready';
  }
}
