/**
 * The one detector that is open: opening, failing, being replaced. Whoever opens one calls `close` in the end,
 * which frees its worker.
 */
import type { DetectorRequest, OpenOptions, OpenProgress } from '$src/detect/open';
import { DetectError, type Detector } from '$src/detect/types';
import { isAbort } from '$src/workers/lane';
import { messageOf } from '../world/message';

/** Opens a detector; rejects with DetectError or AbortError. */
export type OpenDetector = (request: DetectorRequest, options: OpenOptions) => Promise<Detector>;

export interface SlotFault {
  readonly message: string;
  /** Undefined where the failure is none of ours. */
  readonly reason: DetectError['reason'] | undefined;
}

export class ModelSlot {
  /** Of what is asked for now. */
  request = $state.raw<DetectorRequest | undefined>();
  detector = $state.raw<Detector | undefined>();
  isOpening = $state(false);
  /** What opening is busy with. */
  progress = $state.raw<OpenProgress | undefined>();
  /** Why there is none, or why the one that is open stopped. */
  fault = $state.raw<SlotFault | undefined>();
  readonly #open: OpenDetector;
  #work = new AbortController();

  constructor(open: OpenDetector) {
    this.#open = open;
  }

  /** Replaces the detector. Resolves true when the new one is ready; never rejects. */
  async open(request: DetectorRequest): Promise<boolean> {
    await this.close();
    const work = this.#work;
    this.request = request;
    this.isOpening = true;
    try {
      const detector = await this.#open(request, {
        signal: work.signal,
        onProgress: (progress) => {
          if (work === this.#work) this.progress = progress;
        },
      });
      if (work.signal.aborted) {
        await detector.dispose();
        return false;
      }
      this.detector = detector;
      return true;
    } catch (error) {
      if (!work.signal.aborted && !isAbort(error)) this.fault = faultOf(error);
      return false;
    } finally {
      if (work === this.#work) this.isOpening = false;
    }
  }

  /** Opens the same one anew. */
  async again(): Promise<boolean> {
    return this.request === undefined ? false : this.open(this.request);
  }

  /** Takes note of a failed frame. */
  note(error: unknown): void {
    this.fault = faultOf(error);
  }

  async close(): Promise<void> {
    this.#work.abort();
    this.#work = new AbortController();
    this.fault = undefined;
    this.isOpening = false;
    this.progress = undefined;
    const { detector } = this;
    this.detector = undefined;
    try {
      await detector?.dispose();
    } catch (error) {
      // Its worker is gone already: there is nothing left to free.
      console.warn('The old detector did not end in order.', error);
    }
  }
}

function faultOf(error: unknown): SlotFault {
  return {
    message: messageOf(error),
    reason: error instanceof DetectError ? error.reason : undefined,
  };
}
