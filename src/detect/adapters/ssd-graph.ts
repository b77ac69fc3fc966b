/**
 * The graph that coco-ssd runs, with our decoding and suppression: thresholds that mean what they say, candidates
 * before suppression, and, where the graph gives its raw logits and offsets, every box followed back to its
 * default box. Outputs are awaited instead of read synchronously, and the backend stays the same.
 *
 * The graph resizes the frame itself, bilinearly and without averaging: frames of more than twice its input alias
 * here as they do in coco-ssd.
 *
 * Import this file dynamically: it pulls the whole of tfjs.
 */
import { io, loadGraphModel, type GraphModel as Graph, type Tensor } from '@tensorflow/tfjs';
import { createImage, type U8Image } from '$src/core/image';
import { HeldFrames, readFrame } from '../frame';
import type { RawOutputs } from '../head';
import type { DetectorRequest, OpenOptions, ReadModelFile } from '../open';
import { resolveOptions } from '../options';
import { openTfjs, type TfjsRuntime } from '../runtime/tfjs';
import { frameTensor } from '../runtime/tfjs-frame';
import { decode } from '../stages/decode';
import { heat } from '../stages/heat';
import { fitGeometry, imageFromModel, type Geometry } from '../stages/letterbox';
import { suppress } from '../stages/suppress';
import { trace } from '../stages/trace';
import {
  DetectError,
  type DetectionResult,
  type DetectOptions,
  type Detector,
  type DetectorInfo,
  type DetectorSpec,
  type Frame,
  type OriginTrace,
  type ResourceCounts,
} from '../types';
import { throwIfAborted } from '../waiting';
import { readGraphModel, tfjsBackendOf, type GraphModel } from './ssd-graph-model';

/**
 * Opens the model's graph. Rejects with DetectError: 'backend-unavailable', 'model-broken',
 * 'model-unsupported', or what `read` rejects with; or AbortError.
 */
export async function openSsdGraph(
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
  onProgress?.({ step: 'session' });
  const network = await runtime.run(() => Network.load(model));
  const loadMs = performance.now() - startedAt;
  try {
    onProgress?.({ step: 'first-run' });
    const empty = createImage('u8', model.sidePx, model.sidePx, 3);
    const { outputs, inferMs } = await runtime.run(() => network.run(empty), signal);
    expectHead(model, outputs);
    const spec = specOf(request, model);
    const info = { spec, runtime: runtime.report, loadMs, firstRunMs: inferMs };
    return new SsdGraphDetector(model, network, runtime, info);
  } catch (error) {
    await runtime.release(() => network.dispose());
    throw error;
  }
}

class SsdGraphDetector implements Detector {
  readonly info: DetectorInfo;
  readonly #model: GraphModel;
  readonly #runtime: TfjsRuntime;
  readonly #held = new HeldFrames();
  #network: Network | undefined;
  /** The last frame's outputs, for `trace`. */
  #last: { readonly outputs: RawOutputs; readonly geometry: Geometry } | undefined;

  constructor(model: GraphModel, network: Network, runtime: TfjsRuntime, info: DetectorInfo) {
    this.info = info;
    this.#model = model;
    this.#network = network;
    this.#runtime = runtime;
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
    const network = this.#network;
    if (network === undefined) {
      throw new DetectError('runtime-lost', 'This detector was disposed of; open it again.');
    }
    const resolved = resolveOptions(this.info.spec, options);
    const { head, sidePx, columns } = this.#model;
    const startedAt = performance.now();
    const image = readFrame(frame);
    const readFrameMs = performance.now() - startedAt;
    const ran = await this.#runtime.run(() => network.run(image), signal);
    const { outputs, prepareMs, inferMs } = ran;

    const ranAt = performance.now();
    const geometry = fitGeometry(image.width, image.height, stretch, sidePx);
    this.#last = { outputs, geometry };
    const { scoreThreshold } = resolved;
    const classCount = columns.length;
    const inInput = decode(head, outputs, { sidePx, scoreThreshold, classCount });
    const candidates = imageFromModel(inInput, geometry);
    const decodedAt = performance.now();
    const detections = suppress(candidates, resolved);
    const suppressedAt = performance.now();
    const decodeMs = decodedAt - ranAt;
    const suppressMs = suppressedAt - decodedAt;
    return {
      widthPx: image.width,
      heightPx: image.height,
      detections,
      ...(resolved.wantsCandidates === true ? { candidates } : {}),
      ...(resolved.wantsHeat === true ? { heat: heat(head, outputs, geometry) } : {}),
      timings: {
        readFrameMs,
        prepareMs,
        inferMs,
        decodeMs,
        suppressMs,
        totalMs: suppressedAt - startedAt,
      },
      inputSidePx: sidePx,
    };
  }

  trace(origin: number): Promise<OriginTrace | undefined> {
    if (this.#last === undefined) return Promise.resolve(undefined);
    const { outputs, geometry } = this.#last;
    return Promise.resolve(trace(this.#model.head, outputs, origin, geometry));
  }

  counts(): Promise<ResourceCounts> {
    return Promise.resolve({
      sessions: this.#network === undefined ? 0 : 1,
      tensors: this.#runtime.tensorCount(),
      bitmaps: this.#held.bitmaps,
    });
  }

  async dispose(): Promise<void> {
    const network = this.#network;
    this.#network = undefined;
    this.#last = undefined;
    if (network) await this.#runtime.release(() => network.dispose());
  }
}

function specOf({ modelId }: DetectorRequest, model: GraphModel): DetectorSpec {
  return {
    modelId,
    name: `${model.name} (TensorFlow.js)`,
    adapter: 'ssd-graph',
    labels: model.columns,
    inputSidePx: model.sidePx,
    fit: 'stretch',
    sha256: model.files.sha256,
    isTransparent: true,
  };
}

/** Throws where head or labels do not fit what the graph gives. */
function expectHead({ head, sidePx, columns }: GraphModel, outputs: RawOutputs): void {
  decode(head, outputs, { sidePx, scoreThreshold: 1, classCount: columns.length });
}

const stretch = { fit: 'stretch', align: 'top-left' } as const;

/** The graph in tfjs; everything here runs in a turn of the runtime. */
class Network {
  readonly #graph: Graph;
  readonly #outputs: readonly string[];
  /** Names under which the head reads the outputs. */
  readonly #names: readonly string[];
  /** Loops and outputs of unknown size need tfjs' slower way to run a graph. */
  #hasControlFlow = false;

  private constructor(graph: Graph, { outputs }: GraphModel) {
    this.#graph = graph;
    this.#outputs = outputs ?? graph.outputs.slice(0, 2).map(({ name }) => name);
    this.#names = outputs ?? ['scores', 'boxes'];
  }

  static async load(model: GraphModel): Promise<Network> {
    try {
      const graph = await loadGraphModel(io.fromMemory(model.files.artifacts));
      return new Network(graph, model);
    } catch (cause) {
      throw broken(cause);
    }
  }

  /** All outputs, in CPU memory. Rejects with DetectError 'model-broken' where the graph cannot take a picture. */
  async run(image: U8Image): Promise<{ outputs: RawOutputs; prepareMs: number; inferMs: number }> {
    const startedAt = performance.now();
    const picture = frameTensor(image);
    const input = picture.expandDims<Tensor>(0);
    picture.dispose();
    const preparedAt = performance.now();
    let results: Tensor[] = [];
    try {
      results = await this.#execute(input);
      const values = await Promise.all(results.map((result) => result.data()));
      const outputs: Record<string, RawOutputs[string]> = {};
      results.forEach(({ shape }, index) => {
        const data = new Float32Array(values[index] ?? []);
        outputs[this.#names[index] ?? ''] = { dims: shape, data };
      });
      const inferMs = performance.now() - preparedAt;
      return { outputs, prepareMs: preparedAt - startedAt, inferMs };
    } finally {
      input.dispose();
      for (const result of results) result.dispose();
    }
  }

  dispose(): void {
    this.#graph.dispose();
  }

  async #execute(input: Tensor): Promise<Tensor[]> {
    const names = [...this.#outputs];
    try {
      if (!this.#hasControlFlow) return asList(this.#graph.execute(input, names));
    } catch (error) {
      // tfjs says what it wants only by refusing.
      if (!String(error).includes('executeAsync')) throw broken(error);
      this.#hasControlFlow = true;
    }
    try {
      return asList(await this.#graph.executeAsync(input, names));
    } catch (cause) {
      throw broken(cause);
    }
  }
}

function asList(result: Tensor | Tensor[]): Tensor[] {
  return Array.isArray(result) ? result : [result];
}

function broken(cause: unknown): DetectError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new DetectError(
    'model-broken',
    `TensorFlow.js cannot run this graph: ${message}. Load the model again, or choose another backend.`,
    { cause },
  );
}
