/** What the detector page derives from its session and its two detectors: boxes, verdicts, readings, words. */
import type { U8Image } from '$src/core/image';
import { mappingOfCard, type ModelCard } from '$src/detect/card';
import { openInWorker } from '$src/detect/client';
import type { Head } from '$src/detect/head';
import type { DetectorRequest } from '$src/detect/open';
import { suppressSteps, type SuppressStep } from '$src/detect/stages/suppress';
import type { Detection, HeatLevel } from '$src/detect/types';
import type { TableRow, TruthObject } from '$src/lab/contract';
import { readCard } from '$src/detect/read-card';
import { hashesOfCards } from '$src/lab/model-hashes';
import type { LabSession } from '$src/lab/session.svelte';
import type { PictureBox } from '$src/ui/paint-boxes';
import { candidateBoxes, resultBoxes, stepBoxes, traceBoxes, verdictBoxes } from './boxes';
import { both, requestFor, type LabParams } from './contestants';
import { Following } from './follow.svelte';
import lab from './lab';
import { match, type Match } from './match';
import { apOfFrame, readingsOf, type Readings } from './readings';
import {
  Side,
  suppressOptions,
  type OpenDetector,
  type Thresholds,
  type Wants,
} from './side.svelte';

export type Which = 'left' | 'right';
export const whichOnes: readonly Which[] = ['left', 'right'];

export interface BenchParts {
  readonly open?: OpenDetector;
  readonly readCard?: (modelId: string) => Promise<ModelCard>;
}

export class DuelModel {
  readonly session: LabSession;
  readonly left: Side;
  readonly right: Side;
  /** The package as a black box, for "find the defect". */
  readonly box: Side;
  /** Which detector the inside views look at. */
  looked = $state<Which>('left');
  /** Which round of suppression; 0 is before the first. */
  round = $state(0);
  /** Stride of the grid that the candidate view paints; 0 for none. */
  gridStridePx = $state(8);
  /** The box whose way back is shown, among the detections of `looked`. */
  readonly following = new Following(() => ({
    side: this.side(this.looked),
    detections: this.detections[this.looked],
  }));
  /** A model of the reader's, per side. */
  custom = $state.raw<Partial<Record<Which, DetectorRequest>>>({});
  /** Models of others that are on this machine. */
  ready = $state.raw<readonly string[]>([]);
  heads = $state.raw<Readonly<Record<string, Head>>>({});
  /** Rows of measured curves by table: the session forgets its tables when the next experiment begins. */
  curves = $state.raw<Readonly<Record<string, readonly TableRow['cells'][]>>>({});
  readonly #readCard: (modelId: string) => Promise<ModelCard>;
  #opening: Promise<unknown> = Promise.resolve();
  #hasLookedAgain = false;

  constructor(session: LabSession, parts: BenchParts = {}) {
    this.session = session;
    const open = parts.open ?? openInWorker;
    this.left = new Side(open);
    this.right = new Side(open);
    this.box = new Side(open);
    this.#readCard = parts.readCard ?? readCard;
    session.onComputed = () => this.detect();
    session.onMeasure = () => this.#opening.then(() => undefined);
  }

  get params(): LabParams {
    return this.session.state.params as LabParams;
  }

  readonly thresholds = $derived.by((): Thresholds => {
    const { score, iou, suppression } = this.params;
    return { score, iou, suppression };
  });

  /** Truth of the picture on the bench; undefined where nobody knows it. */
  readonly objects = $derived.by(
    (): readonly TruthObject[] | undefined => this.session.source.current?.objects,
  );

  // ---- running --------------------------------------------------------------------------------------

  /** Reads the cards: what the heads look like, and which weights evidence must be about. */
  async readCards(): Promise<void> {
    const cards = await Promise.all(both.map(({ request }) => this.#readCard(request.modelId)));
    this.heads = Object.fromEntries(cards.map((card) => [card.id, mappingOfCard(card).head]));
    this.session.models = await hashesOfCards(cards);
  }

  /** Which detectors the open view needs. */
  readonly needed = $derived.by((): 'pair' | 'box' | 'none' => {
    const { show } = this.params;
    if (this.session.state.view !== 'picture') return 'pair';
    return show === 'defect' ? 'box' : show === 'sets' || show === 'published' ? 'none' : 'pair';
  });

  /**
   * Opens what the parameters name; a model that must be loaded first waits for `markReady`. Not while something is
   * measured: the caller comes again.
   */
  async useModels(): Promise<void> {
    if (this.session.isMeasuring || this.needed === 'none') return;
    const opens =
      this.needed === 'box'
        ? [this.box.use(requestFor('ssd-box', 'wasm'))]
        : whichOnes.map((which) => this.side(which).use(this.#requestOf(which)));
    await this.#compute(Promise.all(opens).then((changes) => changes.some(Boolean)));
  }

  /** Opens a detector again that stopped. */
  async retry(side: Side): Promise<void> {
    if (this.session.isMeasuring) return;
    const request =
      side === this.box
        ? requestFor('ssd-box', 'wasm')
        : this.#requestOf(side === this.left ? 'left' : 'right');
    await this.#compute(side.retry(request).then(() => true));
  }

  /** Takes the reader's model away, so that another file can be chosen. */
  dropCustom(which: Which): void {
    this.custom = Object.fromEntries(
      Object.entries(this.custom).filter(([other]) => other !== which),
    );
  }

  /** Waits for detectors that are being opened, then lets them look. */
  async #compute(opening: Promise<boolean>): Promise<void> {
    this.#opening = Promise.allSettled([this.#opening, opening]);
    if (await opening) await this.session.compute(); // while something is measured, afterwards
  }

  #requestOf(which: Which): DetectorRequest | undefined {
    const { left, right, leftOn, rightOn } = this.params;
    const request =
      which === 'left'
        ? requestFor(left, leftOn, this.custom.left)
        : requestFor(right, rightOn, this.custom.right);
    return this.#whenReady(request);
  }

  markReady(modelId: string): void {
    if (!this.ready.includes(modelId)) this.ready = [...this.ready, modelId];
  }

  /** Runs both on the picture, one after the other, so that neither slows the other down. */
  async detect(): Promise<void> {
    const { current } = this.session.source;
    if (!current || this.needed === 'none') return;
    const { show, layout, side } = this.params;
    const wants: Wants = {
      inputSide: side === 'own' ? undefined : Number(side),
      heat: show === 'candidates',
      thresholds: this.thresholds,
    };
    if (this.needed === 'box') {
      await this.box.run(current, wants);
    } else if (layout === 'over' && show === 'result') {
      // Both sets of boxes lie on one picture: they change together.
      const left = await this.left.answer(current, wants);
      const right = await this.right.answer(current, wants);
      this.left.show(left);
      this.right.show(right);
    } else {
      await this.left.run(current, wants);
      if (this.session.isMeasuring) {
        await this.session.compute(); // takes note that the other one is still to be asked
        return;
      }
      await this.right.run(current, wants);
    }
  }

  async dispose(): Promise<void> {
    this.session.onComputed = undefined;
    this.session.onMeasure = undefined;
    await Promise.all([this.left.close(), this.right.close(), this.box.close()]);
  }

  #whenReady(request: DetectorRequest | undefined): DetectorRequest | undefined {
    if (!request || request.custom) return request;
    const isOurs = both.some((one) => one.request.modelId === request.modelId);
    return isOurs || this.ready.includes(request.modelId) ? request : undefined;
  }

  // ---- results --------------------------------------------------------------------------------------

  side(which: Which): Side {
    return which === 'left' ? this.left : this.right;
  }

  readonly detections = $derived.by((): Readonly<Record<Which, readonly Detection[]>> => ({
    left: this.left.detections(this.thresholds),
    right: this.right.detections(this.thresholds),
  }));

  readonly matches = $derived.by((): Readonly<Record<Which, Match | undefined>> => ({
    left: this.#match('left'),
    right: this.#match('right'),
  }));

  readonly readings = $derived.by((): Readonly<Record<Which, Readings>> => ({
    left: this.#readingsOf('left'),
    right: this.#readingsOf('right'),
  }));

  #match(which: Which): Match | undefined {
    const { info, objects } = this.side(which);
    return info && objects && match(this.detections[which], info.spec.labels, objects);
  }

  #readingsOf(which: Which): Readings {
    return readingsOf(this.detections[which].length, this.matches[which], this.#aps[which]);
  }

  readonly #aps = $derived.by((): Readonly<Record<Which, number | undefined>> => ({
    left: this.#apOf(this.left),
    right: this.#apOf(this.right),
  }));

  #apOf({ frame, info, objects, result }: Side): number | undefined {
    if (!frame || !objects || !info || !result?.candidates) return undefined; // a black box hides its candidates
    return apOfFrame(result.candidates, info.spec.labels, frame, objects);
  }

  // ---- what is drawn --------------------------------------------------------------------------------

  readonly steps = $derived.by((): readonly SuppressStep[] => {
    const { result } = this.side(this.looked);
    if (!result?.candidates || this.params.show !== 'nms') return [];
    return suppressSteps(result.candidates, suppressOptions(this.thresholds));
  });

  /** The round that is shown, inside the rounds there are. */
  readonly roundShown = $derived.by(() => Math.min(this.round, this.steps.length));

  /** The boxes of one detector in the view that is open, best first. */
  boxes(which: Which): readonly PictureBox[] {
    const { info, result, objects } = this.side(which);
    if (!info || !result) return [];
    const { labels } = info.spec;
    const { show } = this.params;
    const detections = this.detections[which];
    if (show === 'candidates' && result.candidates) {
      return candidateBoxes(result.candidates, labels, this.thresholds.score);
    }
    if (show === 'nms' && result.candidates) {
      return stepBoxes(result.candidates, labels, this.steps, this.roundShown, this.thresholds);
    }
    if (show === 'trace') {
      return traceBoxes(
        resultBoxes(detections, labels),
        this.following.chosen,
        this.following.trace,
      );
    }
    const found = this.matches[which];
    return found && objects
      ? verdictBoxes(found, labels, objects)
      : resultBoxes(detections, labels);
  }

  /** The grids of both detectors, finest first. */
  readonly grids = $derived.by((): readonly HeatLevel[] => {
    const all = whichOnes.flatMap((which) => this.side(which).result?.heat ?? []);
    return all
      .filter(({ stridePx }, i) => all.findIndex((other) => other.stridePx === stridePx) === i)
      .sort((a, b) => a.stridePx - b.stridePx);
  });

  /** The grid that is painted; undefined too where this detector has none of that stride. */
  heatLevel(which: Which): HeatLevel | undefined {
    if (this.params.show !== 'candidates') return undefined;
    return this.side(which).result?.heat?.find(({ stridePx }) => stridePx === this.gridStridePx);
  }

  /** Brings the way back of the chosen box up to date. */
  async follow(): Promise<void> {
    const isKnown = await this.following.update();
    if (isKnown || this.#hasLookedAgain) {
      this.#hasLookedAgain = false;
      return;
    }
    // The worker was put to rest meanwhile and has forgotten the frame: it looks once more.
    this.#hasLookedAgain = true;
    this.side(this.looked).forgetAnswer();
    await this.session.compute();
  }

  look(which: Which): void {
    this.looked = which;
    this.following.reset();
    this.round = 0;
  }

  // ---- words ----------------------------------------------------------------------------------------

  nameOf(which: Which): string {
    const { info } = this.side(which);
    const choice = this.params[which];
    const label = lab.params[which].options.find(({ value }) => value === choice)?.label;
    const file = choice === 'custom' ? this.custom[which]?.modelId : undefined;
    return info?.spec.name ?? file ?? label ?? choice;
  }

  /** What the picture of one side shows, with the numbers of now. */
  alt(which: Which): string {
    const side = this.side(which);
    const picture = this.session.source.current?.description ?? 'The picture.';
    if (!side.result) return `${picture} ${side.words || 'No detector has looked at it yet.'}`;
    const { boxes, hits, falses, missed } = this.readings[which];
    const truth =
      hits === undefined
        ? ''
        : ` ${hits} right, ${falses} false, ${missed} objects missed at IoU 0.5.`;
    return `${picture} ${this.nameOf(which)} reports ${boxes} ${boxes === 1 ? 'box' : 'boxes'}.${truth}`;
  }

  get image(): U8Image | undefined {
    return this.session.source.current?.image;
  }
}
