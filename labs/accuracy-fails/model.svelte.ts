/** What the page derives from the picture on the bench, from the run of this visit, and from the slider. */
import type { ParamValue } from '$src/core/params';
import { readCard } from '$src/detect/read-card';
import { shippedDetectors, suiteOptions } from '$src/lab/detectors';
import { hashesOfCards } from '$src/lab/model-hashes';
import type { LabSession } from '$src/lab/session.svelte';
import { EvaluationClient } from '$src/metrics/client';
import { evaluateCoco, type CocoDataset, type CocoResult } from '$src/metrics';
import { isAbort } from '$src/sources/error';
import { annotatedClasses } from '$src/sources/objects';
import {
  countBoxes,
  meantFor,
  namingAccuracy,
  placesAccuracy,
  presenceAccuracy,
  shownOf,
} from './accuracy';
import { pictureBoxes } from './boxes';
import type { ThresholdPoint } from './experiments/background';
import { moved, type SweepPoint } from './moved';
import { backgroundName, runName, sweepName, type LabParams, type MeasuredRun } from './run';

/** Shares 0..1, and how many pictures they are about. */
export interface Scores {
  readonly pictures: number;
  readonly presence: number;
  /** NaN where no box was laid on an object. */
  readonly named: number;
  readonly ap: number | null;
  readonly ap50: number | null;
}

export type Evaluate = EvaluationClient['evaluate'];
export interface PageParts {
  readonly evaluation?: () => { evaluate: Evaluate; dispose(): void };
}

const nobody: CocoDataset = { images: [], categories: [], annotations: [] };

export class AccuracyModel {
  readonly session: LabSession;
  /** The set at the slider's displacement; undefined while nothing was measured in this visit. */
  ofSet = $state.raw<Scores>();
  setProblem = $state('');
  readonly #makeEvaluation: () => { evaluate: Evaluate; dispose(): void };
  #evaluation: { evaluate: Evaluate; dispose(): void } | undefined;

  constructor(session: LabSession, parts: PageParts = {}) {
    this.session = session;
    this.#makeEvaluation = parts.evaluation ?? (() => new EvaluationClient());
  }

  get params(): LabParams {
    return this.session.state.params as LabParams;
  }

  set(key: keyof LabParams, value: ParamValue): void {
    this.session.setParam(key, value);
  }

  /** Another set to measure on, and its first picture on the bench. */
  async useSuite(suite: LabParams['suite']): Promise<void> {
    this.set('suite', suite);
    await this.session.source.useSuite(suite, 1);
  }

  /** The set whose picture was put on the bench, where it is one to measure on. */
  follow(suite: string): void {
    const known = suiteOptions.find(({ value }) => value === suite);
    if (known && known.value !== this.params.suite) this.set('suite', known.value);
  }

  /** The weights that ship: evidence about others is stale. */
  async readCards(): Promise<void> {
    const ids = Object.values(shippedDetectors).map(({ request }) => request.modelId);
    this.session.models = await hashesOfCards(await Promise.all(ids.map((id) => readCard(id))));
  }

  readonly run = $derived.by(
    () => this.session.data[runName(this.params)] as MeasuredRun | undefined,
  );
  readonly sweep = $derived.by(
    () => this.session.data[sweepName(this.params)] as readonly SweepPoint[] | undefined,
  );
  readonly thresholds = $derived.by(
    () => this.session.data[backgroundName(this.params)] as readonly ThresholdPoint[] | undefined,
  );

  // ---- the picture on the bench -----------------------------------------------------------------------

  /** Its id in the measured set; undefined where it is not in it. */
  readonly imageId = $derived.by((): number | undefined => {
    const { kind, suites, current } = this.session.source;
    if (!current || kind !== 'suite' || suites.name !== this.params.suite) return undefined;
    return this.run?.truth.images.find(({ id }) => id === suites.id)?.id;
  });
  readonly truth = $derived.by((): CocoDataset => {
    const current = this.session.source.current;
    if (!current) return nobody;
    const { width, height } = current.image;
    const id = this.imageId ?? 1;
    return {
      images: [{ id, file_name: '', width, height }],
      categories: annotatedClasses.map((one) => ({ ...one })),
      annotations: (current.objects ?? []).map(({ categoryId, boxXywh, areaPx }, i) => ({
        id: i + 1,
        image_id: id,
        category_id: categoryId,
        bbox: boxXywh,
        area: areaPx,
        iscrowd: 0 as const,
      })),
    };
  });
  /** Where nothing was measured, the truth itself stands for a detector without a fault. */
  readonly isFlawless = $derived(this.imageId === undefined);
  readonly share = $derived(this.params.show === 'moved' ? this.params.shift / 100 : 0);
  /** Every box of the run, displaced: `around` goes by the place in the whole list. */
  readonly movedSet = $derived(
    this.run ? moved(this.run.results, this.share, this.params.way) : undefined,
  );
  readonly still = $derived.by((): readonly CocoResult[] => {
    const { run, imageId, truth } = this;
    if (run && imageId !== undefined) {
      return run.results.filter(({ image_id }) => image_id === imageId);
    }
    return truth.annotations.map(({ image_id, category_id, bbox }) => ({
      image_id,
      category_id,
      bbox,
      score: 1,
    }));
  });
  readonly all = $derived.by((): readonly CocoResult[] => {
    const { movedSet, imageId } = this;
    if (movedSet && imageId !== undefined) {
      return movedSet.filter(({ image_id }) => image_id === imageId);
    }
    return moved(this.still, this.share, this.params.way);
  });
  readonly shown = $derived(shownOf(this.all, this.params.score));

  readonly ofPicture = $derived.by((): Scores | undefined => {
    const { truth, still, all, shown } = this;
    if (truth.annotations.length === 0) return undefined;
    const shownStill = shownOf(still, this.params.score);
    const [ap = null, ap50 = null] = evaluateCoco(truth, all, { iouType: 'bbox' }).stats;
    return {
      pictures: 1,
      presence: presenceAccuracy(truth, shown),
      named: namingAccuracy(truth, shown, meantFor(truth, shownStill)),
      ap,
      ap50,
    };
  });
  readonly counts = $derived(countBoxes(this.truth, this.shown));

  readonly boxes = $derived(pictureBoxes(this.truth, this.shown, { hasScores: !this.isFlawless }));

  // ---- the set ------------------------------------------------------------------------------------------

  /** AP of the whole set at the slider, beside the page; a later call replaces one that waits. */
  async evaluateSet(): Promise<void> {
    const { run, movedSet } = this;
    if (!run || !movedSet) {
      this.ofSet = undefined;
      return;
    }
    const { score } = this.params;
    this.#evaluation ??= this.#makeEvaluation();
    try {
      const { stats } = await this.#evaluation.evaluate(
        { groundTruth: run.truth, detections: movedSet },
        { iouType: 'bbox', latest: 'set' },
      );
      const still = shownOf(run.results, score);
      const shown = shownOf(movedSet, score);
      this.ofSet = {
        pictures: run.truth.images.length,
        presence: presenceAccuracy(run.truth, shown),
        named: namingAccuracy(run.truth, shown, meantFor(run.truth, still)),
        ap: stats[0] ?? null,
        ap50: stats[1] ?? null,
      };
      this.setProblem = '';
    } catch (error) {
      if (!isAbort(error)) this.setProblem = error instanceof Error ? error.message : String(error);
    }
  }

  /** What stands behind "true negatives": the measured set, else the picture with nothing reported yet. */
  readonly negatives = $derived.by(() => {
    const truth = this.run?.truth ?? this.truth;
    const shown = this.run && shownOf(this.run.results, this.params.score);
    const places = Number(this.params.places) * Math.max(1, truth.images.length);
    const of = (boxes: readonly CocoResult[]) => {
      const counts = countBoxes(truth, boxes);
      return {
        places: placesAccuracy(counts, places),
        presence: presenceAccuracy(truth, boxes),
        precision: counts.precision,
        recall: counts.recall,
      };
    };
    return {
      pictures: truth.images.length,
      objects: truth.annotations.length,
      silent: of([]),
      found: shown && of(shown),
    };
  });

  dispose(): void {
    this.#evaluation?.dispose();
  }
}
