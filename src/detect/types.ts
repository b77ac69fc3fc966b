/**
 * What a detector is to the rest of the lab: a frame goes in, boxes with scores come out, with the time of
 * each stage and, on request, what there was before suppression.
 *
 * Boxes are `[x1, y1, x2, y2]` in pixels of the frame, x to the right, y down, the far edge excluded; other
 * forms exist only where a model or a file wants them, and are named (`xywh`). The stages between are pure
 * functions in `stages/`; `adapters/` put them around a runtime. The same `Detector` is offered in a worker
 * (`client.ts`) and in the caller's own thread (`open.ts`).
 */
import type { U8Image } from '$src/core/image';
import type { HeadKind } from './head';

/** x1, y1, x2, y2. */
export type BoxXyxy = readonly [number, number, number, number];

/** One class of a model. `categoryId` is COCO's where the class is one of COCO's. */
export interface Label {
  readonly name: string;
  readonly categoryId?: number;
}

/** RGB or RGBA pixels. A bitmap is read and closed by the detector's worker; own code keeps no copy. */
export type Frame = U8Image | ImageBitmap;

export const suppressions = [
  'per-class',
  'class-agnostic',
  'soft-gaussian',
  'soft-linear',
  'none',
] as const;
/**
 * How overlapping candidates are thinned out. Hard suppression within each class or across classes; Soft-NMS
 * (Bodla et al. 2017) lowers scores instead of dropping boxes, within each class.
 */
export type Suppression = (typeof suppressions)[number];

export interface DetectOptions {
  /** Candidates with a lower score are dropped before suppression. 0..1. */
  readonly scoreThreshold: number;
  /** Hard suppression drops a box that overlaps a better one by more than this IoU. 0..1. */
  readonly iouThreshold: number;
  readonly suppression: Suppression;
  /** The best so many are kept. */
  readonly maxDetections: number;
  /** Side of the square network input in pixels; undefined: the model's own. Only where the spec allows. */
  readonly inputSide?: number;
  /** Also return the candidates before suppression (with the score threshold already applied). */
  readonly wantsCandidates?: boolean;
  /** Also return the best score of every cell of every grid. */
  readonly wantsHeat?: boolean;
}

export const defaultOptions: DetectOptions = {
  scoreThreshold: 0.3,
  iouThreshold: 0.5,
  suppression: 'per-class',
  maxDetections: 100,
};

export interface Detection {
  /** Inside the frame. */
  readonly boxXyxy: BoxXyxy;
  /** 0..1. */
  readonly score: number;
  /** Into `spec.labels`. */
  readonly classIndex: number;
  /** Which cell or default box it came from; undefined where the model does not say. */
  readonly origin?: number;
}

/**
 * Candidates as parallel arrays, best score first. One row is one box with one class: a cell that is sure of two
 * classes gives two rows.
 */
export interface Candidates {
  readonly count: number;
  /** `count * 4`: x1 y1 x2 y2, in pixels of the frame (of the network input before `imageFromModel`). */
  readonly boxesXyxy: Float32Array;
  readonly scores: Float32Array;
  readonly classIndices: Uint16Array;
  /** Row of the head's output: cell or default box. */
  readonly origins: Uint32Array;
}

/** The best score that any class reaches in each cell of one grid. */
export interface HeatLevel {
  readonly stridePx: number;
  readonly columns: number;
  readonly rows: number;
  /** Row-major, 0..1. */
  readonly scores: Float32Array;
  /** The area of the frame that the grid covers (a letterboxed grid reaches beyond it). */
  readonly coversXyxy: BoxXyxy;
}

/** Wall time of each stage in ms. `inferMs` ends when the outputs are in CPU memory. */
export interface StageTimings {
  /** Reading the frame's pixels; 0 where they came as an array. */
  readonly readFrameMs: number;
  /** Resampling into the network's input, with normalisation. */
  readonly prepareMs: number;
  readonly inferMs: number;
  readonly decodeMs: number;
  readonly suppressMs: number;
  readonly totalMs: number;
}

export interface DetectionResult {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Best first. */
  readonly detections: readonly Detection[];
  readonly candidates?: Candidates;
  readonly heat?: readonly HeatLevel[];
  readonly timings: StageTimings;
  /** Side of the network input that was used. */
  readonly inputSidePx: number;
}

/** How one output row became a box: everything needed to follow it by hand. */
export interface OriginTrace {
  readonly origin: number;
  readonly headKind: HeadKind;
  readonly stridePx: number;
  readonly column: number;
  readonly row: number;
  /** The cell, in pixels of the frame. */
  readonly cellXyxy: BoxXyxy;
  /** The default box (SSD), in pixels of the frame. */
  readonly defaultBoxXyxy?: BoxXyxy;
  /** As the network gave them; probabilities where the head holds no logits. */
  readonly classLogits: readonly number[];
  readonly classScores: readonly number[];
  /** Offsets (4), or the logits of all sides (4 x bins), or whatever the head has. */
  readonly raw: readonly number[];
  /** The computation, in order: "centre x = 156 + 0.1 x 48 x 0.31". Numbers in pixels of the network input. */
  readonly steps: readonly TraceStep[];
  readonly boxXyxy: BoxXyxy;
}

export interface TraceStep {
  /** "left side", "width". */
  readonly name: string;
  /** With the numbers put in. */
  readonly formula: string;
  readonly value: number;
}

/** `onnxruntime-web` or `tfjs`, and what computes in it. */
export type RuntimeChoice =
  | { readonly runtime: 'ort'; readonly backend: 'wasm' | 'webgpu'; readonly threads?: number }
  | { readonly runtime: 'tfjs'; readonly backend: 'webgpu' | 'webgl' | 'wasm' | 'cpu' };

/** The runtime that really runs, which may differ from what was asked for. */
export interface RuntimeReport {
  readonly runtime: 'ort' | 'tfjs';
  readonly version: string;
  readonly backend: 'wasm' | 'webgpu' | 'webgl' | 'cpu';
  /** CPU threads; 1 for GPU backends. */
  readonly threads: number;
  /** Adapter or renderer, as far as the browser tells. */
  readonly device?: string;
}

export const adapters = [
  'coco-ssd',
  'ssd-graph',
  'ssd-onnx',
  'yolo-tiny',
  'yolox',
  'custom-onnx',
] as const;
export type AdapterName = (typeof adapters)[number];

/** What can be asked of a detector. */
export interface DetectorSpec {
  /** Of the model: "yolo-tiny". */
  readonly modelId: string;
  readonly name: string;
  readonly adapter: AdapterName;
  readonly labels: readonly Label[];
  readonly inputSidePx: number;
  /** Other input sides must be multiples of this; undefined: the side is fixed. */
  readonly inputMultiplePx?: number;
  readonly fit: 'letterbox' | 'stretch';
  /** Of the model file(s), sha256 hex of the concatenated bytes' hashes or of the one file. */
  readonly sha256: string;
  /** False for a black box: then thresholds mean what the package makes of them, and there are no candidates. */
  readonly isTransparent: boolean;
}

export interface DetectorInfo {
  readonly spec: DetectorSpec;
  readonly runtime: RuntimeReport;
  /** Reading the files, and building the session or graph. */
  readonly loadMs: number;
  /** The first run, with compilation and warm-up, on an empty frame. */
  readonly firstRunMs: number;
}

/** What is held now; everything but the model's own weights is back at its starting value after each frame. */
export interface ResourceCounts {
  readonly sessions: number;
  readonly tensors: number;
  readonly bitmaps: number;
}

export interface Detector {
  readonly info: DetectorInfo;
  /**
   * Detects on one frame. Missing options are `defaultOptions`.
   * Rejects with DetectError (outputs not finite, frame unreadable, runtime lost) or AbortError.
   */
  detect(
    frame: Frame,
    options?: Partial<DetectOptions>,
    signal?: AbortSignal,
  ): Promise<DetectionResult>;
  /** How row `origin` of the last frame's output became a box; undefined for a black box or before a frame. */
  trace(origin: number): Promise<OriginTrace | undefined>;
  counts(): Promise<ResourceCounts>;
  /** Frees session, tensors and worker. Later calls reject. */
  dispose(): Promise<void>;
}

export type DetectErrorReason =
  | 'model-missing'
  | 'model-broken'
  | 'model-unsupported'
  | 'wrong-shape'
  | 'not-finite'
  | 'backend-unavailable'
  | 'runtime-lost'
  | 'bad-frame'
  | 'bad-option'
  | 'no-network'
  | 'out-of-memory';

/** A failure in words for the reader: what happened, and what to do. */
export class DetectError extends Error {
  readonly reason: DetectErrorReason;
  constructor(reason: DetectErrorReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DetectError';
    this.reason = reason;
  }
}
