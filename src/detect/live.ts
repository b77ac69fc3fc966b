/**
 * Live frames through a detector: the latest wins. While one frame is detected at most one waits; a newer one
 * takes its place. So the boxes are as fresh as the detector allows, and nothing piles up.
 */
import type { DetectionResult, DetectOptions, Detector, Frame } from './types';
import { isAbort } from './waiting';

export interface LiveCounts {
  readonly pushed: number;
  readonly detected: number;
  /** Replaced by a newer frame, or stopped. */
  readonly dropped: number;
  readonly failed: number;
}

export interface LiveParts<T> {
  /** Read anew for every frame: a slider takes effect with the next one. */
  readonly options?: () => Partial<DetectOptions>;
  readonly onResult: (result: DetectionResult, attached: T) => void;
  /** The frame was not detected: replaced, stopped or failed. Frees what was attached. */
  readonly onDropped?: (attached: T) => void;
  readonly onError: (error: Error) => void;
}

interface Waiting<T> {
  readonly frame: Frame;
  readonly attached: T;
}

/** `T` is what the caller wants back with a frame's result: the picture to draw below its boxes. */
export class LatestDetector<T = undefined> {
  readonly #detector: Detector;
  readonly #parts: LiveParts<T>;
  #waiting: Waiting<T> | undefined;
  #running: AbortController | undefined;
  #idle: Promise<void> = Promise.resolve();
  #isStopped = false;
  #counts = { pushed: 0, detected: 0, dropped: 0, failed: 0 };

  constructor(detector: Detector, parts: LiveParts<T>) {
    this.#detector = detector;
    this.#parts = parts;
  }

  get counts(): LiveCounts {
    return { ...this.#counts };
  }

  /** True while a frame is being detected: a source that can wait saves itself the next one. */
  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  /** Takes the frame over; bitmaps are closed in every case. After `stop` frames are dropped. */
  push(frame: Frame, attached: T): void {
    this.#counts.pushed++;
    if (this.#isStopped) {
      this.#drop({ frame, attached });
      return;
    }
    if (this.#waiting) this.#drop(this.#waiting);
    this.#waiting = { frame, attached };
    if (!this.#running) this.#idle = this.#run();
  }

  /** Stops the running frame and drops the waiting one. The detector stays open: it is the caller's. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#waiting) this.#drop(this.#waiting);
    this.#waiting = undefined;
    this.#running?.abort();
    await this.#idle;
  }

  async #run(): Promise<void> {
    for (let next = this.#take(); next; next = this.#take()) {
      const running = new AbortController();
      this.#running = running;
      try {
        const result = await this.#detector.detect(
          next.frame,
          this.#parts.options?.() ?? {},
          running.signal,
        );
        if (this.#isStopped) this.#drop(next);
        else {
          this.#counts.detected++;
          this.#parts.onResult(result, next.attached);
        }
      } catch (error) {
        if (isAbort(error)) this.#drop(next);
        else {
          this.#counts.failed++;
          this.#parts.onDropped?.(next.attached);
          this.#parts.onError(error instanceof Error ? error : new Error(String(error)));
        }
      }
    }
    this.#running = undefined;
  }

  #take(): Waiting<T> | undefined {
    const next = this.#waiting;
    this.#waiting = undefined;
    return next;
  }

  #drop({ frame, attached }: Waiting<T>): void {
    this.#counts.dropped++;
    if (!('data' in frame)) frame.close();
    this.#parts.onDropped?.(attached);
  }
}
