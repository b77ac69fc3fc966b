/**
 * One detector on the bench: opening it, running it on the picture, what it found. State and actions, no DOM. The
 * network runs once per picture, down to a low score; thresholds are applied to its candidates here, so that a
 * slider needs no new run. A black box gives no candidates: there the package's own threshold is asked anew.
 */
import type { U8Image } from '$src/core/image';
import { suppress } from '$src/detect/stages/suppress';
import type { DetectorRequest, OpenOptions } from '$src/detect/open';
import {
  DetectError,
  type Detection,
  type DetectionResult,
  type DetectOptions,
  type Detector,
  type DetectorInfo,
  type OriginTrace,
  type StageTimings,
} from '$src/detect/types';
import type { TruthObject } from '$src/lab/contract';
import { quantile } from '$src/evidence/statistics';

export type OpenDetector = (request: DetectorRequest, options: OpenOptions) => Promise<Detector>;

/** `empty`: no model chosen, or one that is not on this machine yet. */
export type SideState = 'empty' | 'opening' | 'ready' | 'failed';

interface Picture {
  readonly image: U8Image;
  readonly objects?: readonly TruthObject[];
}

export interface Thresholds extends Pick<DetectOptions, 'suppression'> {
  readonly score: number;
  readonly iou: number;
}

/** Below this score nothing is decoded; the slider begins here. */
export const lowestScore = 0.05;
const keptTimings = 60;

export class Side {
  state = $state<SideState>('empty');
  /** What opening is busy with, or why it failed, for the reader. */
  words = $state('');
  info = $state.raw<DetectorInfo>();
  result = $state.raw<DetectionResult>();
  /** The picture that the result is about, and its objects where they are known. */
  frame = $state.raw<U8Image>();
  objects = $state.raw<readonly TruthObject[]>();
  /** Of the last frames on this model and runtime, oldest first. A live reading, not evidence. */
  timings = $state.raw<readonly StageTimings[]>([]);
  readonly #open: OpenDetector;
  #detector: Detector | undefined;
  #opening: AbortController | undefined;
  #requestKey = '';
  #runKey: readonly unknown[] = [];

  constructor(open: OpenDetector) {
    this.#open = open;
  }

  get isBlackBox(): boolean {
    return this.info?.spec.isTransparent === false;
  }

  /** Opens another model, or none. Returns at once when it is the one that is open. Never rejects. */
  async use(request: DetectorRequest | undefined): Promise<void> {
    const key = request
      ? JSON.stringify([request.adapter, request.modelId, request.runtime, request.custom?.mapping])
      : '';
    if (key === this.#requestKey) return;
    await this.close();
    this.#requestKey = key;
    if (!request) return;
    const opening = new AbortController();
    this.#opening = opening;
    this.state = 'opening';
    this.words = 'Opening the model';
    try {
      const detector = await this.#open(request, {
        signal: opening.signal,
        onProgress: ({ step, loadedBytes, totalBytes }) => {
          if (this.#opening === opening) this.words = progressWords(step, loadedBytes, totalBytes);
        },
      });
      if (this.#opening !== opening) {
        await detector.dispose();
        return;
      }
      this.#detector = detector;
      this.info = detector.info;
      this.state = 'ready';
      this.words = '';
    } catch (error) {
      if (this.#opening === opening) this.#fail(error);
    }
  }

  /** Opens the same model again after a failure. */
  async retry(request: DetectorRequest | undefined): Promise<void> {
    this.#requestKey = '';
    await this.use(request);
  }

  /**
   * Detects on a picture, unless the same question was answered last. Never rejects: `words` says what went
   * wrong, and the last result stays.
   */
  async run(
    { image: frame, objects }: Picture,
    wants: { readonly inputSide?: number; readonly heat: boolean; readonly thresholds: Thresholds },
  ): Promise<void> {
    const detector = this.#detector;
    if (!detector) return;
    const { isTransparent, inputMultiplePx } = detector.info.spec;
    const score = isTransparent ? lowestScore : wants.thresholds.score;
    const inputSide = inputMultiplePx === undefined ? undefined : wants.inputSide;
    const key = [detector, frame, score, inputSide, isTransparent && wants.heat];
    if (key.every((part, i) => part === this.#runKey[i])) return;
    try {
      const result = await detector.detect(frame, {
        scoreThreshold: score,
        iouThreshold: wants.thresholds.iou,
        suppression: wants.thresholds.suppression,
        wantsCandidates: isTransparent,
        wantsHeat: isTransparent && wants.heat,
        ...(inputSide === undefined ? {} : { inputSide }),
      });
      if (detector !== this.#detector) return; // another one was chosen meanwhile
      this.#runKey = key;

      this.objects = objects;
      // Times at another input side are not times of this one.
      const isSameSide = this.result?.inputSidePx === result.inputSidePx;
      this.timings = [...(isSameSide ? this.timings : []), result.timings].slice(-keptTimings);
      this.result = result;
      this.frame = frame;
      this.state = 'ready';
      this.words = '';
    } catch (error) {
      if (detector === this.#detector) this.#fail(error);
    }
  }

  /** The detections at these thresholds, best first. */
  detections(thresholds: Thresholds): readonly Detection[] {
    const { result } = this;
    if (!result) return [];
    if (!result.candidates) {
      return result.detections.filter(({ score }) => score >= thresholds.score);
    }
    return suppress(result.candidates, suppressOptions(thresholds));
  }

  /** How a box came about; undefined for a black box. Never rejects. */
  async trace(origin: number): Promise<OriginTrace | undefined> {
    try {
      return await this.#detector?.trace(origin);
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  /** p50 and p95 of a stage over the last frames. */
  spread(stage: keyof StageTimings): { readonly p50: number; readonly p95: number } | undefined {
    const times = this.timings.map((timing) => timing[stage]);
    return times.length === 0
      ? undefined
      : { p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
  }

  /** Frees the detector and forgets what it found. */
  async close(): Promise<void> {
    this.#opening?.abort();
    this.#opening = undefined;
    const detector = this.#detector;
    this.#detector = undefined;
    this.#requestKey = '';
    this.#runKey = [];
    this.info = undefined;
    this.result = undefined;
    this.frame = undefined;
    this.objects = undefined;
    this.timings = [];
    this.state = 'empty';
    this.words = '';
    await detector?.dispose();
  }

  #fail(error: unknown): void {
    if (error instanceof Error && error.name === 'AbortError') return;
    this.state = 'failed';
    this.words =
      error instanceof DetectError || error instanceof Error ? error.message : String(error);
  }
}

export function suppressOptions({ score, iou, suppression }: Thresholds) {
  return { scoreThreshold: score, iouThreshold: iou, suppression, maxDetections: 100 };
}

const steps = {
  model: 'Reading the model',
  runtime: 'Loading the runtime',
  session: 'Building the network',
  'first-run': 'First run',
} as const;

function progressWords(step: keyof typeof steps, loaded?: number, total?: number): string {
  if (loaded === undefined) return steps[step];
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  return total === undefined
    ? `${steps[step]}, ${megabytes(loaded)} MB`
    : `${steps[step]}, ${megabytes(loaded)} of ${megabytes(total)} MB`;
}
