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
  type DetectorSpec,
  type OriginTrace,
  type StageTimings,
} from '$src/detect/types';
import { progressWords } from '$src/detect/ui/words';
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

export interface Wants {
  /** Side of the input in pixels; undefined, or what the model does not take: the side it was trained on. */
  readonly inputSide?: number | undefined;
  readonly heat: boolean;
  readonly thresholds: Thresholds;
}

/** What a detector found, before the page shows it. */
export interface Answer {
  readonly detector: Detector;
  readonly picture: Picture;
  readonly result: DetectionResult;
  /** The question that this answers. */
  readonly key: readonly unknown[];
  /** Lowest score that was asked for. */
  readonly score: number;
  /** Times under another key are not comparable. */
  readonly timedAs: string;
}

/** Below this score nothing is decoded; the slider begins here. */
export const lowestScore = 0.05;
const keptTimings = 60;
/** With fewer frames the 95th percentile is the slowest of them, under a finer name. */
export const leastForP95 = 20;

export class Side {
  state = $state<SideState>('empty');
  /** What opening is busy with, or why it failed, for the reader. */
  words = $state('');
  info = $state.raw<DetectorInfo>();
  result = $state.raw<DetectionResult>();
  /** The picture that the result is about, and its objects where they are known. */
  frame = $state.raw<U8Image>();
  /** The lowest score that the result was asked for: sliders move on while a network runs. */
  askedScore = $state(0);
  objects = $state.raw<readonly TruthObject[]>();
  /** Of the last frames on this model, runtime and input side, oldest first. A live reading, not evidence. */
  timings = $state.raw<readonly StageTimings[]>([]);
  readonly #open: OpenDetector;
  #detector: Detector | undefined;
  #opening: AbortController | undefined;
  #request: DetectorRequest | undefined;
  #answered: readonly unknown[] = [];
  #timedAs = '';

  constructor(open: OpenDetector) {
    this.#open = open;
  }

  get isBlackBox(): boolean {
    return this.info?.spec.isTransparent === false;
  }

  /**
   * Opens another model, or none; a later call replaces an earlier one. Resolves false at once when it is the one that
   * is open. Never rejects.
   */
  async use(request: DetectorRequest | undefined): Promise<boolean> {
    if (isSameRequest(request, this.#request)) return false;
    const closed = this.close();
    this.#request = request;
    const opening = new AbortController();
    this.#opening = opening;
    if (request) {
      this.state = 'opening';
      this.words = 'Opening the model';
    }
    await closed;
    if (!request || this.#opening !== opening) return true;
    try {
      const detector = await this.#open(request, {
        signal: opening.signal,
        onProgress: (progress) => {
          if (this.#opening === opening) this.words = progressWords(progress);
        },
      });
      if (this.#opening !== opening) {
        await detector.dispose();
        return true;
      }
      this.#detector = detector;
      this.info = detector.info;
      this.state = 'ready';
      this.words = '';
    } catch (error) {
      if (this.#opening === opening) this.#fail(error);
    }
    return true;
  }

  /** Opens the same model again after a failure. */
  async retry(request: DetectorRequest | undefined): Promise<void> {
    this.#request = undefined;
    await this.use(request);
  }

  /** Forgets which question was answered last, so that the next run asks the network. */
  forgetAnswer(): void {
    this.#answered = [];
  }

  /** Detects on a picture and shows what it found. Never rejects: see `answer`. */
  async run(picture: Picture, wants: Wants): Promise<void> {
    this.show(await this.answer(picture, wants));
  }

  /**
   * Detects on a picture; undefined where the same question was answered last, or nothing is open. Never rejects:
   * `words` says what went wrong, and the last result stays.
   */
  async answer(picture: Picture, wants: Wants): Promise<Answer | undefined> {
    const detector = this.#detector;
    if (!detector) return undefined;
    const { spec } = detector.info;
    const { isTransparent } = spec;
    const score = isTransparent ? lowestScore : wants.thresholds.score;
    const isOther = wants.inputSide !== spec.inputSidePx && takesSide(spec, wants.inputSide);
    const inputSide = isOther ? wants.inputSide : undefined;
    const heat = isTransparent && wants.heat;
    const key = [detector, picture.image, score, inputSide, heat];
    if (key.every((part, i) => part === this.#answered[i])) return undefined;
    try {
      const result = await detector.detect(picture.image, {
        scoreThreshold: score,
        iouThreshold: wants.thresholds.iou,
        suppression: wants.thresholds.suppression,
        wantsCandidates: isTransparent,
        wantsHeat: heat,
        ...(inputSide === undefined ? {} : { inputSide }),
      });
      return {
        detector,
        picture,
        result,
        key,
        score,
        timedAs: `${result.inputSidePx} px, heat ${heat}`,
      };
    } catch (error) {
      if (detector === this.#detector) this.#fail(error);
      return undefined;
    }
  }

  show(answer: Answer | undefined): void {
    if (!answer || answer.detector !== this.#detector) return; // another one was chosen meanwhile
    const { picture, result, key, score, timedAs } = answer;
    this.askedScore = score;
    this.#answered = key;
    this.timings = [...(timedAs === this.#timedAs ? this.timings : []), result.timings].slice(
      -keptTimings,
    );
    this.#timedAs = timedAs;
    this.objects = picture.objects;
    this.result = result;
    this.frame = picture.image;
    this.state = 'ready';
    this.words = '';
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

  /** How a box of the last frame came about; undefined for a black box. Never rejects. */
  async trace(origin: number): Promise<OriginTrace | undefined> {
    const detector = this.#detector;
    try {
      return await detector?.trace(origin);
    } catch (error) {
      if (detector === this.#detector) this.#fail(error);
      return undefined;
    }
  }

  /** Median, and p95 where there are frames enough for it, of a stage over the last frames. */
  spread(
    stage: keyof StageTimings,
  ): { readonly p50: number; readonly p95: number | undefined } | undefined {
    const times = this.timings.map((timing) => timing[stage]);
    if (times.length === 0) return undefined;
    const p95 = times.length < leastForP95 ? undefined : quantile(times, 0.95);
    return { p50: quantile(times, 0.5), p95 };
  }

  /** Frees the detector and forgets what it found. Never rejects. */
  async close(): Promise<void> {
    this.#opening?.abort();
    this.#opening = undefined;
    const detector = this.#detector;
    this.#detector = undefined;
    this.#request = undefined;
    this.#answered = [];
    this.#timedAs = '';
    this.info = undefined;
    this.result = undefined;
    this.frame = undefined;
    this.objects = undefined;
    this.timings = [];
    this.state = 'empty';
    this.words = '';
    try {
      await detector?.dispose();
    } catch (error) {
      // Its worker is gone already: there is nothing left to free.
      console.warn('The old detector did not end in order.', error);
    }
  }

  #fail(error: unknown): void {
    if (error instanceof Error && error.name === 'AbortError') return;
    this.state = 'failed';
    this.words =
      error instanceof DetectError || error instanceof Error ? error.message : String(error);
  }
}

/** Whether the network can be given an input of this side. */
export function takesSide(
  { inputSidePx, inputMultiplePx }: Pick<DetectorSpec, 'inputSidePx' | 'inputMultiplePx'>,
  sidePx: number | undefined,
): boolean {
  if (sidePx === undefined) return false;
  if (sidePx === inputSidePx) return true;
  return inputMultiplePx !== undefined && sidePx % inputMultiplePx === 0;
}

export function suppressOptions({ score, iou, suppression }: Thresholds) {
  return { scoreThreshold: score, iouThreshold: iou, suppression, maxDetections: 100 };
}

/** Two files of one name and mapping are two models: they are told apart by their bytes in memory. */
function isSameRequest(a: DetectorRequest | undefined, b: DetectorRequest | undefined): boolean {
  if (!a || !b) return a === b;
  const key = ({ adapter, modelId, runtime, custom }: DetectorRequest): string =>
    JSON.stringify([adapter, modelId, runtime, custom?.mapping]);
  return a.custom?.bytes === b.custom?.bytes && key(a) === key(b);
}
