/**
 * What a lab is. One folder per lab, found by glob:
 *
 *   labs/<slug>/lab.ts            export default defineLab({...}): eager, tiny: imports types, and lists of options
 *   labs/<slug>/pipeline.ts       export default definePipeline({...}): what the bench computes live
 *   labs/<slug>/experiments.ts    export default defineExperiments([...])
 *   labs/<slug>/answers.md        flat answer, strong answers, follow-ups with {measured slot-id}
 *   labs/<slug>/model.svelte.ts   state and actions of the page; no DOM
 *   labs/<slug>/Lab.svelte        the bench of the page: well, stages, controls
 *
 * pipeline.ts and experiments.ts are pure: they run in the lab worker, in Node tests with the
 * reference backend, and in `npm run measure`.
 */
import type { Image } from '$src/core/image';
import type { AnyParams, Params, ParamSpecs } from '$src/core/params';
import type { Rng } from '$src/core/rng';
import type { ModelCard } from '$src/detect/card';
import type { DetectorRequest } from '$src/detect/open';
import type { Detector, DetectorInfo } from '$src/detect/types';
import type { RatioInterval, SlotSpec, Subject, Summary } from '$src/evidence/types';
import type { Protocol } from '$src/evidence/protocol';
import type { Backend } from '$src/ops/backend';
import type { BackendName } from '$src/ops/op';

export type Level = 'junior' | 'mid' | 'senior';

export const topics = [
  'How answers are graded',
  'CNNs, transfer and augmentation',
  'Detection',
  'Preprocessing',
  'Metrics',
  'Debugging',
  'Compression and edge',
  'Vision Transformers',
  'Synthesis',
] as const;
export type Topic = (typeof topics)[number];

export interface LabMeta<S extends ParamSpecs = ParamSpecs> {
  /** Folder name; filled in by the registry. */
  readonly slug: string;
  /** Short name on the map: "Canny, stage by stage". */
  readonly title: string;
  /** What is measured, three to six words: "pieces of edge, ms per stage". */
  readonly subtitle: string;
  /** The interview question, the page's heading. */
  readonly question: string;
  readonly topic: Topic;
  /** Position inside the topic. */
  readonly order: number;
  /** Ids from questions.md: ['D2']. */
  readonly questions: readonly string[];
  readonly levels: readonly Level[];
  /** Registry names of the ops it runs, the most telling one first: shown under "The code that ran". */
  readonly ops: readonly string[];
  /** Every control of the bench: drawn, stored in the URL, validated from here. */
  readonly params: S;
  /** Name of the shipped sample that opens first, and that stands in where nothing else can be opened. */
  readonly sample: string;
  /** Another source that opens first, as in the URL: "suite:test:1". */
  readonly source?: string;
  /** Slots of all experiments, in reading order; a test compares with experiments.ts. */
  readonly slots: readonly string[];
}

export function defineLab<const S extends ParamSpecs>(lab: Omit<LabMeta<S>, 'slug'>): LabMeta<S> {
  return { slug: '', ...lab };
}

// ---- live computation ---------------------------------------------------------------------------

/** Truth that comes with a shipped sample. Label 0 is background; outline pixels are 255. */
export interface Truth {
  readonly labels: Image;
  readonly outline: Image;
}

/** An object of a picture, with class and box. Distractors have no class and are not here. */
export interface TruthObject {
  readonly className: string;
  /** COCO's. */
  readonly categoryId: number;
  /** x, y, width, height of what is visible, in image pixels. */
  readonly boxXywh: readonly [number, number, number, number];
  /** Visible pixels; decides between small, medium and large. */
  readonly areaPx: number;
  /** Id of the annotation in its set, where it comes from one. */
  readonly annotationId?: number;
  /** Shares 0..1 of the object that something else hides, or that lies beyond the picture's edge. */
  readonly occlusion?: number;
  readonly truncation?: number;
  /** Mean linear luminance before exposure; 1 is a white sheet in a well-lit room. */
  readonly lightLevel?: number;
}

export interface BenchInput {
  /** RGB or gray u8. */
  readonly image: Image;
  readonly truth?: Truth;
  /** For degraded samples: the same scene without the degradation. */
  readonly clean?: Image;
  /** Every object of the classes, where they are known; empty when there are none. */
  readonly objects?: readonly TruthObject[];
  /** A second picture made by the reader, e.g. a painted mask. */
  readonly drawn?: Image;
}

/** One picture on the stage strip. Image data are raw; the page decides how to paint them. */
export interface Stage {
  readonly id: string;
  readonly label: string;
  readonly image: Image;
  /** How to show non-u8 images: signed around mid-grey, magnitude from 0, direction as hue, labels as colours. */
  readonly paint?: 'gray' | 'signed' | 'magnitude' | 'hue' | 'labels' | 'hysteresis' | 'mask';
  /** Further planes that the painting needs, e.g. magnitude for `hue`. */
  readonly with?: Image;
  /** Wall time of this stage in this single live run, in ms. A live reading, not evidence. */
  readonly liveMs?: number;
}

export interface PipelineResult {
  readonly stages: readonly Stage[];
  /** Live readings by name: ink, never green. */
  readonly readings: Readonly<Record<string, number>>;
  /** Series for the plots (histograms, curves). */
  readonly series: Readonly<Record<string, readonly number[]>>;
  readonly backend: BackendName;
  readonly isEdited: boolean;
  /** Time on the GPU's own clock (timestamp queries) in ms, where asked for and present. */
  readonly gpuMs?: number;
}

export interface PipelineContext<S extends ParamSpecs = ParamSpecs> {
  readonly backend: Backend;
  readonly input: BenchInput;
  readonly params: Params<S>;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

export interface Pipeline<S extends ParamSpecs = ParamSpecs> {
  run(
    context: PipelineContext<S>,
  ): Promise<Omit<PipelineResult, 'backend' | 'isEdited' | 'gpuMs'> & { isEdited?: boolean }>;
}

export function definePipeline<S extends ParamSpecs>(pipeline: Pipeline<S>): Pipeline<S> {
  return pipeline;
}

// ---- experiments ---------------------------------------------------------------------------------

export interface ExperimentContext<S extends ParamSpecs = ParamSpecs> extends PipelineContext<S> {
  /** The reader's image, named. */
  readonly subject: Subject;
  /** Every backend that passed its self-test, `backend` included; reference always. */
  readonly backends: readonly Backend[];
  readonly rng: Rng;
  /** The one timing protocol: no lab times anything itself. */
  readonly protocol: Protocol;
  /** A shipped sample by name, with its truth. */
  sample(name: string): Promise<BenchInput & { readonly subject: Subject }>;
  /** A shipped suite of rendered pictures by name. Rejects with SourceError where this copy has none. */
  suite(name: string): Promise<SuitePictures>;
  /**
   * A detector for this run; the same request gives the same one, and all are freed at the end. Rejects with
   * DetectError: model missing, runtime not here. `isFresh` opens another one, to time the opening itself.
   */
  detector(request: DetectorRequest, options?: { readonly isFresh?: boolean }): Promise<Detector>;
  /** The card of a model that ships with the lab. Rejects with DetectError. */
  card(modelId: string): Promise<ModelCard>;
}

/** A picture of a suite. Labels and outlines are those of everything visible, distractors included. */
export type SuiteInput = BenchInput & {
  readonly truth: Truth;
  readonly subject: Subject;
  /** Its id in the suite, by which a page opens it. */
  readonly pictureId: number;
};

/** The pictures of a suite, loaded one by one; src/lab/over-suite.ts walks them. */
export interface SuitePictures {
  readonly name: string;
  readonly count: number;
  /** `index` from 0. Rejects with RangeError beyond the last, SourceError for a broken file. */
  load(index: number, signal?: AbortSignal): Promise<SuiteInput>;
}

export interface Progress {
  readonly kind: 'progress';
  readonly done: number;
  readonly total: number;
  /** "run 18 of 30" is made from done/total when absent. */
  readonly note?: string;
}

/** What an experiment reports; the runner adds lab, params, environment and time. */
export interface Finding {
  readonly kind: 'finding';
  readonly slot: string;
  /** Exact counts give one number; repeated measurements give a Summary. */
  readonly value: number | Summary;
  readonly interval?: RatioInterval;
  /** Default: the reader's image. */
  readonly subject?: Subject;
  /** A condition that only the run itself knows, added to the label: "at 416 × 208 px". */
  readonly at?: string;
  /** Set when the number is about one backend by name ("ms on WebGL2"); default: the chosen one. */
  readonly backend?: Backend;
  /** Set when the number is about neural networks: which weights ran, and on what. */
  readonly detectors?: readonly DetectorInfo[];
  /** As `detectors`, where weights were looked at but not run. */
  readonly models?: readonly Subject[];
}

/** Rows to show beside the slots, e.g. cost against kernel size. Shown, not quoted. */
export interface TableRow {
  readonly kind: 'row';
  readonly table: string;
  readonly cells: Readonly<Record<string, number | string>>;
}

/**
 * What the page draws with and nobody quotes: detections, curves. It lasts as long as the visit; plain data, because
 * it comes out of a worker. The lab that sends it says which type stands behind the name.
 */
export interface DataEvent {
  readonly kind: 'data';
  readonly name: string;
  readonly value: unknown;
}

export type ExperimentEvent = Progress | Finding | TableRow | DataEvent;

export interface Experiment<S extends ParamSpecs = ParamSpecs> {
  readonly id: string;
  readonly title: string;
  /** The guess asked for before the first run, about one of the slots. */
  readonly predict: {
    readonly prompt: string;
    readonly slot: string;
    readonly min: number;
    readonly max: number;
  };
  readonly yields: readonly SlotSpec[];
  /** Parameters that the values depend on: evidence goes stale when one of these changes. */
  readonly dependsOn: readonly (keyof S & string)[];
  /** False when the experiment brings its own images: then the reader's image does not make it stale. */
  readonly usesReaderImage: boolean;
  run(context: ExperimentContext<S>): AsyncGenerator<ExperimentEvent, void, void>;
}

export function defineExperiments<S extends ParamSpecs>(
  experiments: readonly Experiment<S>[],
): readonly Experiment<S>[] {
  return experiments;
}

// ---- answers (compiled from answers.md) ------------------------------------------------------------

export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'strong' | 'em'; readonly children: readonly Inline[] }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'link'; readonly href: string; readonly children: readonly Inline[] }
  | { readonly type: 'slot'; readonly slot: string };

export type Paragraph = readonly Inline[];

export interface FollowUp {
  readonly when: 'Likely' | 'Mid' | 'Senior';
  readonly quote: string;
  readonly body: readonly Paragraph[];
  /** The boundary condition: "Holds until ...". */
  readonly holdsUntil: Paragraph;
}

export interface Answers {
  readonly flat: readonly Paragraph[];
  readonly strong: Readonly<Record<Level, readonly Paragraph[]>>;
  /** Why the flat answer is flat: what it leaves out. */
  readonly why: readonly Paragraph[];
  readonly followUps: readonly FollowUp[];
  /** For teachers: what is shown, what is simplified, what is deliberately wrong. */
  readonly teacher: readonly Paragraph[];
}

export type { AnyParams };
