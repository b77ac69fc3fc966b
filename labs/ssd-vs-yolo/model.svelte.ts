/** What the detector page derives from its session and its two detectors: boxes, verdicts, readings, words. */
import type { U8Image } from '$src/core/image';
import { fileOfRole, mappingOfCard, type ModelCard } from '$src/detect/card';
import { openInWorker } from '$src/detect/client';
import type { Head } from '$src/detect/head';
import type { DetectorRequest } from '$src/detect/open';
import { suppressSteps, type SuppressStep } from '$src/detect/stages/suppress';
import type { Detection, HeatLevel, OriginTrace } from '$src/detect/types';
import type { TruthObject } from '$src/lab/contract';
import { readCard } from '$src/lab/models';
import type { LabSession } from '$src/lab/session.svelte';
import { evaluateCoco } from '$src/metrics';
import type { PictureBox } from '$src/ui/paint-boxes';
import { candidateBoxes, resultBoxes, stepBoxes, traceBoxes, verdictBoxes } from './boxes';
import { both, requestFor, type LabParams } from './contestants';
import { match, type Match } from './match';
import { datasetOf } from './pictures';
import { Side, suppressOptions, type OpenDetector, type Thresholds } from './side.svelte';

export type Which = 'left' | 'right';
export const whichOnes: readonly Which[] = ['left', 'right'];

export interface Readings {
  readonly boxes: number;
  readonly hits?: number;
  readonly falses?: number;
  readonly missed?: number;
  /** Of the hits. */
  readonly meanIou?: number;
  /** COCO's AP of this one picture, over the classes that it shows. */
  readonly ap?: number;
}

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
  /** Index into the detections of `looked`; -1 for none. */
  chosen = $state(-1);
  /** Which round of suppression; 0 is before the first. */
  round = $state(0);
  /** Index of the grid that the candidate view paints; -1 for none. */
  level = $state(0);
  trace = $state.raw<OriginTrace>();
  /** A model of the reader's, per side. */
  custom = $state.raw<Partial<Record<Which, DetectorRequest>>>({});
  /** Models of others that are on this machine. */
  ready = $state.raw<readonly string[]>([]);
  heads = $state.raw<Readonly<Record<string, Head>>>({});
  readonly #readCard: (modelId: string) => Promise<ModelCard>;

  constructor(session: LabSession, parts: BenchParts = {}) {
    this.session = session;
    const open = parts.open ?? openInWorker;
    this.left = new Side(open);
    this.right = new Side(open);
    this.box = new Side(open);
    this.#readCard = parts.readCard ?? readCard;
    session.onComputed = () => this.detect();
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
    this.session.models = Object.fromEntries(
      cards.flatMap((card) => {
        const onnx = fileOfRole(card, 'onnx');
        return onnx ? [[card.id, onnx.sha256] as const] : [];
      }),
    );
  }

  /** Opens what the parameters name; a model that must be loaded first waits for `markReady`. */
  async useModels(): Promise<void> {
    const { left, right, leftOn, rightOn } = this.params;
    await Promise.all([
      this.left.use(this.#whenReady(requestFor(left, leftOn, this.custom.left))),
      this.right.use(this.#whenReady(requestFor(right, rightOn, this.custom.right))),
    ]);
    await this.session.compute(); // which detects; while something is measured, afterwards
  }

  markReady(modelId: string): void {
    if (!this.ready.includes(modelId)) this.ready = [...this.ready, modelId];
  }

  /** Runs both on the picture, one after the other, so that neither slows the other down. */
  async detect(): Promise<void> {
    const { current } = this.session.source;
    if (!current || this.session.isMeasuring) return;
    const { show } = this.params;
    const wants = {
      inputSide: Number(this.params.side),
      heat: show === 'candidates',
      thresholds: this.thresholds,
    };
    if (show === 'defect') {
      await this.box.run(current, wants);
      return;
    }
    await this.left.run(current, wants);
    await this.right.run(current, wants);
  }

  async dispose(): Promise<void> {
    this.session.onComputed = undefined;
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
    const boxes = this.detections[which].length;
    const found = this.matches[which];
    if (!found) return { boxes };
    const hits = found.judged.filter(({ verdict }) => verdict === 'hit');
    const meanIou = hits.reduce((sum, { iou }) => sum + iou, 0) / Math.max(1, hits.length);
    const ap = this.#apOf(which);
    return {
      boxes,
      hits: hits.length,
      falses: found.judged.filter(({ verdict }) => verdict === 'false').length,
      missed: found.missed.length,
      ...(hits.length > 0 ? { meanIou } : {}),
      ...(ap === undefined ? {} : { ap }),
    };
  }

  #apOf(which: Which): number | undefined {
    const { frame, info, objects } = this.side(which);
    if (!frame || !objects || objects.length === 0 || !info) return undefined;
    const truth = datasetOf([{ frame, objects }]);
    const results = this.detections[which].flatMap(({ boxXyxy: [x1, y1, x2, y2], ...one }) => {
      const label = info.spec.labels[one.classIndex];
      const category = truth.categories.find(({ name }) => name === label?.name);
      return category === undefined
        ? []
        : [
            {
              image_id: 1,
              category_id: category.id,
              bbox: [x1, y1, x2 - x1, y2 - y1] as const,
              score: one.score,
            },
          ];
    });
    return evaluateCoco(truth, results, { iouType: 'bbox' }).stats[0] ?? undefined;
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
      return traceBoxes(resultBoxes(detections, labels), this.chosen, this.trace);
    }
    const found = this.matches[which];
    return found && objects
      ? verdictBoxes(found, labels, objects)
      : resultBoxes(detections, labels);
  }

  heatLevel(which: Which): HeatLevel | undefined {
    const { heat } = this.side(which).result ?? {};
    if (this.params.show !== 'candidates' || this.level < 0) return undefined;
    return heat?.[Math.min(this.level, heat.length - 1)];
  }

  /** Chooses a box of the detector that is looked at and follows it back to where it came from. */
  async choose(index: number): Promise<void> {
    this.chosen = index;
    const origin = this.detections[this.looked][index]?.origin;
    this.trace = undefined;
    if (origin === undefined) return;
    const which = this.looked;
    const trace = await this.side(which).trace(origin);
    if (this.looked === which && this.chosen === index) this.trace = trace;
  }

  look(which: Which): void {
    this.looked = which;
    this.chosen = -1;
    this.trace = undefined;
    this.round = 0;
  }

  // ---- words ----------------------------------------------------------------------------------------

  nameOf(which: Which): string {
    return this.side(which).info?.spec.name ?? (which === 'left' ? 'Left' : 'Right');
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
