/**
 * `@tensorflow-models/coco-ssd` 2.2.3 exactly as shipped: our reader feeds it the model's files, everything else
 * is the package's. A black box, with its quirk: it hands `minScore` to the suppression as the IoU threshold
 * too, across classes (`coco-ssd-quirk.ts` shows it). So `scoreThreshold` here is the package's `minScore`,
 * `maxDetections` its `maxNumBoxes`; the IoU threshold and the kind of suppression have no effect.
 *
 * Import this file dynamically: it pulls the whole of tfjs.
 */
import { load, type DetectedObject, type ObjectDetection } from '@tensorflow-models/coco-ssd';
import { io } from '@tensorflow/tfjs';
import type { U8Image } from '$src/core/image';
import { HeldFrames, readFrame } from '../frame';
import type { DetectorRequest, OpenOptions, ReadModelFile } from '../open';
import { resolveOptions } from '../options';
import { openTfjs, type TfjsRuntime } from '../runtime/tfjs';
import { frameTensor } from '../runtime/tfjs-frame';
import {
  DetectError,
  type Detection,
  type DetectionResult,
  type DetectOptions,
  type Detector,
  type DetectorInfo,
  type Frame,
  type ResourceCounts,
} from '../types';
import { throwIfAborted } from '../waiting';
import { readGraphModel, tfjsBackendOf } from './ssd-graph-model';

/**
 * Opens the package on the model's graph. Rejects with DetectError: 'backend-unavailable', 'model-broken',
 * 'model-unsupported', or what `read` rejects with.
 */
export async function openCocoSsd(
  request: DetectorRequest,
  read: ReadModelFile,
  { signal, onProgress }: OpenOptions = {},
): Promise<Detector> {
  const backend = tfjsBackendOf(request);
  const startedAt = performance.now();
  onProgress?.({ step: 'model' });
  const model = await readGraphModel(request.modelId, read, backend, signal);
  onProgress?.({ step: 'runtime' });
  const runtime = await openTfjs(backend, signal);
  // The package builds the graph and warms up in one call, so that building counts to the first run.
  const loadedAt = performance.now();
  onProgress?.({ step: 'first-run' });
  const files = io.fromMemory(model.files.artifacts);
  const detection = await runtime.run(() => loadPackage(files));
  if (signal?.aborted === true) {
    await runtime.release(() => detection.dispose());
    throwIfAborted(signal);
  }
  return new CocoSsdDetector(detection, runtime, {
    spec: {
      modelId: request.modelId,
      name: `${model.name} through coco-ssd`,
      adapter: 'coco-ssd',
      labels: model.classes,
      inputSidePx: model.sidePx,
      fit: 'stretch',
      sha256: model.files.sha256,
      isTransparent: false,
    },
    runtime: runtime.report,
    loadMs: loadedAt - startedAt,
    firstRunMs: performance.now() - loadedAt,
  });
}

async function loadPackage(files: io.IOHandler): Promise<ObjectDetection> {
  try {
    // Typed as an address, and passed on to loadGraphModel, which takes a handler as well.
    return await quietly(() => load({ modelUrl: files as unknown as string }));
  } catch (cause) {
    throw broken(cause);
  }
}

class CocoSsdDetector implements Detector {
  readonly info: DetectorInfo;
  readonly #runtime: TfjsRuntime;
  readonly #held = new HeldFrames();
  readonly #classIndexOf: ReadonlyMap<string, number>;
  #detection: ObjectDetection | undefined;

  constructor(detection: ObjectDetection, runtime: TfjsRuntime, info: DetectorInfo) {
    this.info = info;
    this.#runtime = runtime;
    this.#detection = detection;
    this.#classIndexOf = new Map(info.spec.labels.map(({ name }, index) => [name, index]));
  }

  detect(
    frame: Frame,
    options: Partial<DetectOptions> = {},
    signal?: AbortSignal,
  ): Promise<DetectionResult> {
    return this.#held.during(frame, () => this.#detect(frame, options, signal));
  }

  async #detect(
    frame: Frame,
    options: Partial<DetectOptions>,
    signal: AbortSignal | undefined,
  ): Promise<DetectionResult> {
    throwIfAborted(signal);
    const detection = this.#detection;
    if (detection === undefined) {
      throw new DetectError('runtime-lost', 'This detector was disposed of; open it again.');
    }
    const { spec } = this.info;
    const { scoreThreshold, maxDetections } = resolveOptions(spec, options);
    const startedAt = performance.now();
    const image = readFrame(frame);
    const readFrameMs = performance.now() - startedAt;
    const { objects, prepareMs, inferMs } = await this.#runtime.run(
      () => detectTimed(detection, image, maxDetections, scoreThreshold),
      signal,
    );
    return {
      widthPx: image.width,
      heightPx: image.height,
      detections: objects.map(({ bbox, class: name, score }) =>
        this.#detectionOf(bbox, name, score, image),
      ),
      timings: {
        readFrameMs,
        prepareMs,
        inferMs,
        decodeMs: 0,
        suppressMs: 0,
        totalMs: performance.now() - startedAt,
      },
      inputSidePx: spec.inputSidePx,
    };
  }

  /** A black box cannot be followed. */
  trace(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  counts(): Promise<ResourceCounts> {
    return Promise.resolve({
      sessions: this.#detection === undefined ? 0 : 1,
      tensors: this.#runtime.tensorCount(),
      bitmaps: this.#held.bitmaps,
    });
  }

  async dispose(): Promise<void> {
    const detection = this.#detection;
    this.#detection = undefined;
    if (detection) await this.#runtime.release(() => detection.dispose());
  }

  #detectionOf(
    [x, y, width, height]: readonly [number, number, number, number],
    name: string,
    score: number,
    frame: { readonly width: number; readonly height: number },
  ): Detection {
    const classIndex = this.#classIndexOf.get(name);
    if (classIndex === undefined) {
      throw new DetectError(
        'model-broken',
        `coco-ssd reports a “${name}”, which is none of the model's classes.`,
      );
    }
    if (![x, y, width, height, score].every(Number.isFinite)) {
      throw new DetectError(
        'not-finite',
        `coco-ssd reports a “${name}” at ${[x, y, width, height].join(', ')} with score ${score}. Choose another backend.`,
      );
    }
    const inside = (value: number, end: number): number => Math.min(Math.max(value, 0), end);
    const boxXyxy = [
      inside(x, frame.width),
      inside(y, frame.height),
      inside(x + width, frame.width),
      inside(y + height, frame.height),
    ] as const;
    return { boxXyxy, score, classIndex };
  }
}

async function detectTimed(
  detection: ObjectDetection,
  image: U8Image,
  maxDetections: number,
  scoreThreshold: number,
): Promise<{ objects: DetectedObject[]; prepareMs: number; inferMs: number }> {
  const startedAt = performance.now();
  const tensor = frameTensor(image);
  const preparedAt = performance.now();
  try {
    const objects = await quietly(() => detection.detect(tensor, maxDetections, scoreThreshold));
    const inferMs = performance.now() - preparedAt;
    return { objects, prepareMs: preparedAt - startedAt, inferMs };
  } catch (cause) {
    throw broken(cause);
  } finally {
    tensor.dispose();
  }
}

/** Advice that tfjs prints, mostly on every frame: not to run this graph as if it had loops, not to block a page. */
const hints = [
  'This model execution did not contain any nodes with control flow',
  'tf.nonMaxSuppression() in webgpu locks the UI thread',
  'The performance of synchronously reading data from GPU to CPU is poor on the webgpu backend',
];

/** Keeps the hints from the console; the package gives no way to follow them. */
async function quietly<R>(work: () => Promise<R>): Promise<R> {
  const { warn } = console;
  console.warn = (...message: unknown[]) => {
    const text = String(message[0]);
    if (!hints.some((hint) => text.startsWith(hint))) warn(...message);
  };
  try {
    return await work();
  } finally {
    console.warn = warn;
  }
}

function broken(cause: unknown): DetectError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new DetectError(
    'model-broken',
    `coco-ssd cannot run this graph: ${message}. It must take int32 pictures of any size and give scores [1, N, classes] and boxes [1, N, 1, 4].`,
    { cause },
  );
}
