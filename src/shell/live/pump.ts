/**
 * One picture after the other through the detector, newest first: while one is worked on, the source goes on,
 * and what it holds when the detector is free is taken next. Nothing waits in a queue, so what is shown is
 * never older than one turn. Without a detector the pictures are shown as they are.
 */
import type { DetectionResult } from '$src/detect/types';

/** A picture with what was found on that very picture. */
export interface Shot<P> {
  readonly picture: P;
  /** Undefined where nobody looked. */
  readonly result: DetectionResult | undefined;
  /** When the picture was taken from the source, and when the boxes were there; ms of `now`. */
  readonly takenAtMs: number;
  readonly doneAtMs: number;
}

export interface PumpParts<P> {
  /** Copies the newest picture of the source; undefined where there is none. */
  readonly take: () => P | undefined;
  /** Undefined where no detector is open. */
  readonly detect: (picture: P) => Promise<DetectionResult | undefined>;
  readonly show: (shot: Shot<P>) => void;
  /** The picture is shown without boxes first. The pump then rests until `resume`. */
  readonly fail: (error: unknown) => void;
  readonly now: () => number;
}

export class FramePump<P> {
  /** Pictures that were replaced by a newer one before the detector was free. */
  skipped = 0;
  readonly #parts: PumpParts<P>;
  #isBusy = false;
  #hasNewer = false;
  #isPaused = false;
  /** The last picture, wanted again with other options while paused. */
  #again: P | undefined;
  #last: P | undefined;
  /** Counts `reset`: what was under way then is thrown away. */
  #run = 0;

  constructor(parts: PumpParts<P>) {
    this.#parts = parts;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** The source has a newer picture. */
  newer(): void {
    if (this.#isPaused && this.#last !== undefined) return;
    if (this.#isBusy && this.#hasNewer) this.skipped++;
    this.#hasNewer = true;
    void this.#go();
  }

  /** Looks at the last picture again: while paused, options change what is found on it. */
  again(): void {
    if (!this.#isPaused || this.#last === undefined) return;
    this.#again = this.#last;
    void this.#go();
  }

  /** The last picture stays. A picture under way is still shown; so is the first one of a source. */
  pause(): void {
    this.#isPaused = true;
    this.#hasNewer = false;
  }

  resume(): void {
    this.#isPaused = false;
    this.#hasNewer = true;
    void this.#go();
  }

  /** Another source: forgets the last picture and whatever is under way. */
  reset(): void {
    this.#run++;
    this.#isBusy = false;
    this.#hasNewer = false;
    this.#again = undefined;
    this.#last = undefined;
    this.skipped = 0;
  }

  async #go(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    const run = this.#run;
    for (let picture = this.#next(); picture !== undefined; picture = this.#next()) {
      await this.#turn(picture, run);
      if (run !== this.#run) return; // a newer run has its own turn
    }
    this.#isBusy = false;
  }

  #next(): P | undefined {
    const again = this.#again;
    if (again !== undefined) {
      this.#again = undefined;
      return again;
    }
    if (!this.#hasNewer) return undefined;
    this.#hasNewer = false;
    return this.#parts.take();
  }

  async #turn(picture: P, run: number): Promise<void> {
    const { detect, show, fail, now } = this.#parts;
    const takenAtMs = now();
    let result: DetectionResult | undefined;
    let failure: { readonly error: unknown } | undefined;
    try {
      result = await detect(picture);
    } catch (error) {
      failure = { error };
    }
    if (run !== this.#run) return;
    this.#last = picture;
    show({ picture, result, takenAtMs, doneAtMs: now() });
    if (failure) fail(failure.error);
  }
}
