/** What the page derives from its session and from the boxes at hand: the drawn set, or a run of this visit. */
import type { ParamValue } from '$src/core/params';
import { readCard } from '$src/detect/read-card';
import { shippedDetectors } from '$src/lab/detectors';
import { hashesOfCards } from '$src/lab/model-hashes';
import type { LabSession } from '$src/lab/session.svelte';
import { EvaluationClient } from '$src/metrics/client';
import {
  evaluateCoco,
  iouThresholds,
  protocols,
  type CocoDataset,
  type CocoResult,
  type Protocol,
  type ProtocolGap,
  type ProtocolName,
} from '$src/metrics';
import { openSuite, type SuiteSet } from '$src/sources/suites';
import { paint, type Rgba } from '$src/ui/paint';
import { isAbort } from '$src/sources/error';
import { pictureBoxes } from './boxes';
import {
  classCurve,
  countedAt,
  detectionAt,
  percent,
  readingAt,
  verdictWords,
  type ClassCurve,
} from './curve';
import { presetNames } from './experiments/protocols';
import type { RareCurve } from './rare';
import { rareName, runName, sureName, type LabParams, type MeasuredRun } from './run';
import type { Comparison } from './sure';
import { toyResults, toyTruth } from './toy';
import { toyPicture } from './toy-picture';

export type PresetChoice = LabParams['from'];

export interface BoxSet {
  /** "the drawn set", "YOLO-tiny on 60 pictures of “test”". */
  readonly label: string;
  readonly isHand: boolean;
  readonly truth: CocoDataset;
  readonly results: readonly CocoResult[];
}

const handSet: BoxSet = {
  label: 'the drawn set',
  isHand: true,
  truth: toyTruth,
  results: toyResults,
};

/** What the many-mAPs view computes beside the page. */
export interface Evaluation {
  means: EvaluationClient['means'];
  gap: EvaluationClient['gap'];
  dispose(): void;
}

export interface PageParts {
  readonly evaluation?: () => Evaluation;
  readonly suite?: (name: string) => Promise<Pick<SuiteSet, 'load'>>;
}

export class CurveModel {
  readonly session: LabSession;
  /** mAP of the boxes at hand by protocol, the reader's own rules last; undefined while it is computed. */
  means = $state.raw<Readonly<Partial<Record<PresetChoice, number | null>>>>();
  gap = $state.raw<ProtocolGap>();
  gapProblem = $state('');
  /** The picture of the last counted detection. */
  picture = $state.raw<{ readonly id: number; readonly image: Rgba }>();
  pictureProblem = $state('');
  readonly #openSuite: (name: string) => Promise<Pick<SuiteSet, 'load'>>;
  readonly #makeEvaluation: () => Evaluation;
  #evaluation: Evaluation | undefined;
  #wanted = '';

  constructor(session: LabSession, parts: PageParts = {}) {
    this.session = session;
    this.#openSuite = parts.suite ?? ((name) => openSuite(name));
    this.#makeEvaluation = parts.evaluation ?? (() => new EvaluationClient());
  }

  get params(): LabParams {
    return this.session.state.params as LabParams;
  }

  set(key: keyof LabParams, value: ParamValue): void {
    this.session.setParam(key, value);
  }

  /** The weights that ship: evidence about others is stale. */
  async readCards(): Promise<void> {
    const ids = Object.values(shippedDetectors).map(({ request }) => request.modelId);
    this.session.models = await hashesOfCards(await Promise.all(ids.map((id) => readCard(id))));
  }

  // ---- boxes ------------------------------------------------------------------------------------------

  /** The run of this visit that the parameters name. */
  readonly run = $derived.by(
    (): MeasuredRun | undefined =>
      this.session.data[runName(this.params.detector, this.params)] as MeasuredRun | undefined,
  );
  /** Undefined where a detector is chosen that has not looked at the pictures in this visit. */
  readonly boxes = $derived.by((): BoxSet | undefined => {
    if (this.params.hand) return handSet;
    if (!this.run) return undefined;
    const { name, suite, truth, results } = this.run;
    const label = `${name} on ${truth.images.length} pictures of “${suite}”`;
    return { label, isHand: false, truth, results };
  });
  readonly rare = $derived.by(
    () => this.session.data[rareName(this.params)] as RareCurve | undefined,
  );
  readonly sure = $derived.by(
    () => this.session.data[sureName(this.params)] as readonly Comparison[] | undefined,
  );

  /** After a measurement from a view of the drawn set: what was measured is shown. */
  showRun(): void {
    if (this.params.hand && this.run) this.choose(this.params.detector);
  }

  choose(boxes: 'hand' | LabParams['detector']): void {
    const { params } = this;
    const hand = boxes === 'hand';
    this.session.set('params', { ...params, hand, ...(hand ? {} : { detector: boxes }) });
  }

  // ---- the curve --------------------------------------------------------------------------------------

  /** The drawn set has cups and apples only. */
  readonly className = $derived.by((): LabParams['className'] => {
    const { hand, className } = this.params;
    return hand && className !== 'apple' ? 'cup' : className;
  });
  readonly ofClass = $derived.by((): ClassCurve | undefined => {
    if (!this.boxes) return undefined;
    const { truth, results } = this.boxes;
    return classCurve(truth, results, this.className, this.params.iou);
  });
  readonly total = $derived(this.ofClass?.curve.detection.length ?? 0);
  readonly counted = $derived(Math.min(this.params.counted, this.total));
  readonly reading = $derived(this.ofClass && readingAt(this.ofClass.curve, this.counted));
  readonly detection = $derived(
    this.ofClass && this.counted > 0 ? detectionAt(this.ofClass, this.counted - 1) : undefined,
  );
  readonly imageId = $derived(
    this.detection && this.ofClass?.results[this.detection.detection]?.image_id,
  );
  readonly verdict = $derived.by((): string => {
    if (!this.detection || !this.ofClass) return '';
    const { score, verdict, why } = this.detection;
    return `${this.className} at ${percent(score)}. ${verdictWords[verdict]}: ${why}`;
  });

  count(counted: number): void {
    this.set('counted', Math.max(1, Math.min(5000, this.total, Math.round(counted))));
  }

  countFrom(threshold: number): void {
    if (this.ofClass) this.count(countedAt(this.ofClass.curve, threshold));
  }

  /** Of the class, in the picture of the last counted detection. */
  readonly pictureBoxes = $derived(
    this.ofClass && this.imageId !== undefined
      ? pictureBoxes(this.ofClass, this.counted, this.imageId)
      : [],
  );

  /** Fetches the picture of the last counted detection; a later call wins. */
  async showPicture(): Promise<void> {
    const { imageId, boxes } = this;
    if (imageId === undefined || !boxes) {
      this.picture = undefined;
      return;
    }
    if (boxes.isHand) {
      this.#wanted = '';
      this.pictureProblem = '';
      this.picture = { id: imageId, image: toyPicture(imageId) };
      return;
    }
    const wanted = `${this.params.suite} ${imageId}`;
    this.#wanted = wanted;
    try {
      const suite = await this.#openSuite(this.params.suite);
      const { image } = await suite.load(imageId);
      if (this.#wanted !== wanted) return;
      this.picture = { id: imageId, image: paint(image) };
      this.pictureProblem = '';
    } catch (error) {
      if (this.#wanted !== wanted) return;
      this.picture = undefined;
      this.pictureProblem = messageOf(error);
    }
  }

  // ---- the twelve numbers -----------------------------------------------------------------------------

  /** Of the drawn set, which is small enough for the page itself. */
  readonly handStats = evaluateCoco(toyTruth, toyResults, { iouType: 'bbox' }).stats;

  // ---- many mAPs --------------------------------------------------------------------------------------

  readonly ownRules = $derived.by((): Protocol => {
    const { thresholds, minScore, ...rules } = this.params;
    const { comparison, pixels, reassignment, interpolation, difficult } = rules;
    const { crowds, absentClasses, classes } = rules;
    return {
      ...protocols['coco-ap50'].protocol,
      iouThresholds: thresholds === 'coco' ? iouThresholds : [Number(thresholds)],
      minScore: minScore === 'none' ? -Infinity : Number(minScore),
      ...{ comparison, pixels, reassignment, interpolation, difficult },
      ...{ crowds, absentClasses, classes },
    };
  });

  protocolOf(choice: PresetChoice): Protocol {
    return choice === 'own' ? this.ownRules : protocols[choice].protocol;
  }

  /** Every preset and the reader's rules on the boxes at hand, and the gap between the two chosen. */
  async evaluateProtocols(): Promise<void> {
    const { boxes } = this;
    if (!boxes) {
      this.means = undefined;
      this.gap = undefined;
      return;
    }
    this.#evaluation ??= this.#makeEvaluation();
    const input = { groundTruth: boxes.truth, detections: boxes.results };
    const choices: readonly (ProtocolName | 'own')[] = [...presetNames, 'own'];
    const [from, to] = [this.protocolOf(this.params.from), this.protocolOf(this.params.to)];
    try {
      const means = await this.#evaluation.means(
        input,
        choices.map((choice) => this.protocolOf(choice)),
        { latest: 'means' },
      );
      this.means = Object.fromEntries(choices.map((choice, i) => [choice, means[i] ?? null]));
      this.gap = await this.#evaluation.gap(input, from, to, { latest: 'gap' });
      this.gapProblem = '';
    } catch (error) {
      if (isAbort(error)) return;
      this.gap = undefined;
      this.gapProblem = messageOf(error);
    }
  }

  dispose(): void {
    this.#evaluation?.dispose();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
