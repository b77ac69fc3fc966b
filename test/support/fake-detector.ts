/**
 * A detector without a network, for pages and experiments: it "finds" what it is told to. Boxes are given in
 * 0..1 of the frame, so that frames of every size work.
 */
import {
  defaultOptions,
  DetectError,
  type BoxXyxy,
  type Candidates,
  type Detection,
  type DetectionResult,
  type DetectOptions,
  type Detector,
  type DetectorInfo,
  type Frame,
  type HeatLevel,
  type OriginTrace,
  type ResourceCounts,
  type RuntimeReport,
} from '$src/detect/types';

/** What the fake sees in every frame. */
export interface FakeFinding {
  /** x1, y1, x2, y2 in 0..1 of the frame. */
  readonly share: BoxXyxy;
  readonly score: number;
  readonly classIndex: number;
}

export interface FakeDetectorOptions {
  readonly modelId?: string;
  readonly findings?: readonly FakeFinding[];
  /** Milliseconds that a frame takes by the wall clock; 0 resolves in a microtask. */
  readonly delayMs?: number;
  readonly isTransparent?: boolean;
  readonly labels?: readonly string[];
  readonly inputSidePx?: number;
  /** Rejects every frame with this. */
  readonly failure?: Error;
  /** What it says it computes on. */
  readonly backend?: RuntimeReport['backend'];
}

export const fakeFindings: readonly FakeFinding[] = [
  { share: [0.1, 0.2, 0.4, 0.7], score: 0.92, classIndex: 0 },
  { share: [0.12, 0.22, 0.41, 0.72], score: 0.61, classIndex: 0 },
  { share: [0.55, 0.5, 0.8, 0.9], score: 0.74, classIndex: 1 },
  { share: [0.7, 0.1, 0.78, 0.2], score: 0.18, classIndex: 2 },
];

/** Counts what was asked of it. */
export class FakeDetector implements Detector {
  readonly info: DetectorInfo;
  readonly frames: { readonly width: number; readonly height: number }[] = [];
  readonly options: Partial<DetectOptions>[] = [];
  isDisposed = false;
  failure: Error | undefined;
  findings: readonly FakeFinding[];
  readonly #delayMs: number;
  #held = 1;

  constructor(options: FakeDetectorOptions = {}) {
    const labels = options.labels ?? ['cup', 'bottle', 'apple'];
    this.findings = options.findings ?? fakeFindings;
    this.failure = options.failure;
    this.#delayMs = options.delayMs ?? 0;
    this.info = {
      spec: {
        modelId: options.modelId ?? 'fake',
        name: options.modelId ?? 'Fake detector',
        adapter: 'yolo-tiny',
        labels: labels.map((name) => ({ name })),
        inputSidePx: options.inputSidePx ?? 320,
        inputMultiplePx: 32,
        fit: 'letterbox',
        sha256: 'fa4e'.repeat(16),
        isTransparent: options.isTransparent ?? true,
      },
      runtime: { runtime: 'ort', version: 'fake', backend: options.backend ?? 'wasm', threads: 1 },
      loadMs: 12,
      firstRunMs: 34,
    };
  }

  async detect(
    frame: Frame,
    options: Partial<DetectOptions> = {},
    signal?: AbortSignal,
  ): Promise<DetectionResult> {
    if (this.isDisposed) throw new DetectError('runtime-lost', 'The fake detector is disposed.');
    const { width, height } = frame;
    this.frames.push({ width, height });
    this.options.push(options);
    if ('close' in frame) frame.close();
    if (this.#delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.#delayMs));
    signal?.throwIfAborted();
    if (this.failure) throw this.failure;
    const wanted = { ...defaultOptions, ...options };
    const rows = this.findings
      .map((finding, origin): Detection => {
        const [x1, y1, x2, y2] = finding.share;
        const boxXyxy: BoxXyxy = [x1 * width, y1 * height, x2 * width, y2 * height];
        return { boxXyxy, score: finding.score, classIndex: finding.classIndex, origin };
      })
      .filter(({ score }) => score >= wanted.scoreThreshold)
      .sort((a, b) => b.score - a.score);
    return {
      widthPx: width,
      heightPx: height,
      detections: thinned(rows, wanted).slice(0, wanted.maxDetections),
      ...(wanted.wantsCandidates ? { candidates: candidatesOf(rows) } : {}),
      ...(wanted.wantsHeat ? { heat: [heatOf(rows, width, height)] } : {}),
      timings: {
        readFrameMs: 0.2,
        prepareMs: 1,
        inferMs: 8,
        decodeMs: 0.5,
        suppressMs: 0.3,
        totalMs: 10,
      },
      inputSidePx: wanted.inputSide ?? this.info.spec.inputSidePx,
    };
  }

  async trace(origin: number): Promise<OriginTrace | undefined> {
    await Promise.resolve();
    const finding = this.findings[origin];
    const last = this.frames.at(-1);
    if (!finding || !last || !this.info.spec.isTransparent) return undefined;
    const [x1, y1, x2, y2] = finding.share;
    const boxXyxy: BoxXyxy = [x1 * last.width, y1 * last.height, x2 * last.width, y2 * last.height];
    const logit = Math.log(finding.score / (1 - finding.score));
    const count = this.info.spec.labels.length;
    return {
      origin,
      headKind: 'dfl-grid',
      stridePx: 32,
      column: Math.floor((boxXyxy[0] + boxXyxy[2]) / 64),
      row: Math.floor((boxXyxy[1] + boxXyxy[3]) / 64),
      cellXyxy: [boxXyxy[0], boxXyxy[1], boxXyxy[0] + 32, boxXyxy[1] + 32],
      classLogits: Array.from({ length: count }, (_, i) => (i === finding.classIndex ? logit : -6)),
      classScores: Array.from({ length: count }, (_, i) =>
        i === finding.classIndex ? finding.score : 0.002,
      ),
      raw: [0, 1, 2, 3],
      steps: [
        { name: 'left side', formula: '32 × 1.5', value: 48 },
        { name: 'x1', formula: `centre − 48`, value: boxXyxy[0] },
      ],
      boxXyxy,
    };
  }

  async counts(): Promise<ResourceCounts> {
    await Promise.resolve();
    return { sessions: this.#held, tensors: 0, bitmaps: 0 };
  }

  async dispose(): Promise<void> {
    await Promise.resolve();
    this.isDisposed = true;
    this.#held = 0;
  }
}

function thinned(rows: readonly Detection[], options: DetectOptions): Detection[] {
  if (options.suppression === 'none') return [...rows];
  const kept: Detection[] = [];
  for (const row of rows) {
    const isDouble = kept.some(
      (other) =>
        (options.suppression === 'class-agnostic' || other.classIndex === row.classIndex) &&
        iou(other.boxXyxy, row.boxXyxy) > options.iouThreshold,
    );
    if (!isDouble) kept.push(row);
  }
  return kept;
}

function iou(a: BoxXyxy, b: BoxXyxy): number {
  const width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
  const height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const area = (box: BoxXyxy): number => (box[2] - box[0]) * (box[3] - box[1]);
  const both = width * height;
  return both === 0 ? 0 : both / (area(a) + area(b) - both);
}

function candidatesOf(rows: readonly Detection[]): Candidates {
  return {
    count: rows.length,
    boxesXyxy: Float32Array.from(rows.flatMap(({ boxXyxy }) => [...boxXyxy])),
    scores: Float32Array.from(rows, ({ score }) => score),
    classIndices: Uint16Array.from(rows, ({ classIndex }) => classIndex),
    origins: Uint32Array.from(rows, ({ origin }) => origin ?? 0),
  };
}

function heatOf(rows: readonly Detection[], width: number, height: number): HeatLevel {
  const scores = new Float32Array(100);
  for (const { boxXyxy: box, score } of rows) {
    const column = Math.min(9, Math.floor(((box[0] + box[2]) / 2 / width) * 10));
    const row = Math.min(9, Math.floor(((box[1] + box[3]) / 2 / height) * 10));
    scores[row * 10 + column] = Math.max(scores[row * 10 + column] ?? 0, score);
  }
  return { stridePx: 32, columns: 10, rows: 10, scores, coversXyxy: [0, 0, width, height] };
}
