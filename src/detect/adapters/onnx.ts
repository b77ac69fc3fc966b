/**
 * Every detector that is an ONNX file: the stages around one session of onnxruntime-web. What differs between
 * models (input, head, labels) is data, so that `yolo-tiny`, `ssd-onnx`, `yolox` and `custom-onnx` share every
 * line here; `onnx-models.ts` says which is which.
 */
import { sha256Hex } from '../bytes';
import { HeldFrames, readFrame } from '../frame';
import { outputsOfHead, type Head, type InputSpec, type RawOutputs } from '../head';
import type { DetectorRequest, OnnxMapping, OpenOptions, ReadModelFile } from '../open';
import { resolveOptions } from '../options';
import { openOrt, type OrtSession } from '../runtime/ort';
import { decode, isSuppressed } from '../stages/decode';
import { heat } from '../stages/heat';
import { fitGeometry, imageFromModel, type Geometry } from '../stages/letterbox';
import { suppress } from '../stages/suppress';
import { toInput } from '../stages/to-input';
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
import { throwIfAborted, waitFor } from '../waiting';
import { readOnnxModel, type OnnxModel } from './onnx-models';

/** See `openDetector`. */
export async function openOnnx(
  request: DetectorRequest,
  read: ReadModelFile,
  { signal, onProgress }: OpenOptions = {},
): Promise<Detector> {
  const { runtime } = request;
  if (runtime.runtime !== 'ort') {
    throw new DetectError(
      'bad-option',
      `${request.adapter} is an ONNX file and runs on ort, not on ${runtime.runtime}.`,
    );
  }
  const startedAt = performance.now();
  onProgress?.({ step: 'model' });
  const model = await readOnnxModel(request, read, signal);
  const sha256 = await expectHash(model);
  throwIfAborted(signal);
  const session = await openOrt(model.bytes, runtime, {
    ...(signal ? { signal } : {}),
    onRuntimeBytes: (loadedBytes, totalBytes) =>
      onProgress?.({
        step: 'runtime',
        loadedBytes,
        ...(totalBytes === undefined ? {} : { totalBytes }),
      }),
    onBuilding: () => onProgress?.({ step: 'session' }),
  });
  try {
    const mapping = expectInput(model.mapping, session);
    expectOutputs(mapping.head, session);
    const loadedAt = performance.now();
    const spec = specOf(request, model.name, mapping, sha256);
    const detector = new OnnxDetector(session, mapping, spec, loadedAt - startedAt);
    onProgress?.({ step: 'first-run' });
    throwIfAborted(signal);
    await detector.warmUp();
    throwIfAborted(signal);
    return detector;
  } catch (error) {
    await session.release();
    throw error;
  }
}

class OnnxDetector implements Detector {
  info: DetectorInfo;
  readonly #session: OrtSession;
  readonly #mapping: OnnxMapping;
  #input: Float32Array<ArrayBuffer> | undefined;
  #last: { readonly outputs: RawOutputs; readonly geometry: Geometry } | undefined;
  readonly #held = new HeldFrames();
  #turn: Promise<unknown> = Promise.resolve();
  #isDisposed = false;

  constructor(session: OrtSession, mapping: OnnxMapping, spec: DetectorSpec, loadMs: number) {
    this.#session = session;
    this.#mapping = mapping;
    this.info = { spec, runtime: session.report, loadMs, firstRunMs: 0 };
  }

  /** Runs once on an empty input, which also shows whether head and labels fit the file. */
  async warmUp(): Promise<void> {
    const { sidePx } = this.#mapping.input;
    const startedAt = performance.now();
    const outputs = await this.#infer(new Float32Array(3 * sidePx * sidePx), sidePx);
    this.info = { ...this.info, firstRunMs: performance.now() - startedAt };
    this.#decode(outputs, sidePx, 1);
  }

  detect(
    frame: Frame,
    options: Partial<DetectOptions> = {},
    signal?: AbortSignal,
  ): Promise<DetectionResult> {
    return this.#held.during(frame, () => {
      // One after another: they share the input's buffer and the session.
      const run = (): Promise<DetectionResult> => this.#detect(frame, options, signal);
      const turn = this.#turn.then(run, run);
      this.#turn = turn;
      return turn;
    });
  }

  async #detect(
    frame: Frame,
    options: Partial<DetectOptions>,
    signal: AbortSignal | undefined,
  ): Promise<DetectionResult> {
    throwIfAborted(signal);
    if (this.#isDisposed) {
      throw new DetectError('runtime-lost', 'This detector was disposed of; open it again.');
    }
    const resolved = resolveOptions(this.info.spec, options);
    const { inputSide: sidePx, scoreThreshold } = resolved;
    const startedAt = performance.now();
    const image = readFrame(frame);
    const readAt = performance.now();
    const geometry = fitGeometry(image.width, image.height, this.#mapping.input, sidePx);
    this.#input = toInput(image, this.#mapping.input, sidePx, this.#input);
    const preparedAt = performance.now();
    // A run that has begun cannot be stopped; what was asked for next waits for its end in the session.
    const outputs = await waitFor(this.#infer(this.#input, sidePx, signal), { signal });
    const inferredAt = performance.now();
    this.#last = { outputs, geometry };
    const candidates = imageFromModel(this.#decode(outputs, sidePx, scoreThreshold), geometry);
    const decodedAt = performance.now();
    const { head } = this.#mapping;
    const suppression = isSuppressed(head) ? 'none' : resolved.suppression;
    const detections = suppress(candidates, { ...resolved, suppression });
    const endedAt = performance.now();
    return {
      widthPx: image.width,
      heightPx: image.height,
      detections,
      ...(resolved.wantsCandidates ? { candidates } : {}),
      ...(resolved.wantsHeat ? { heat: heat(head, outputs, geometry) } : {}),
      timings: {
        readFrameMs: readAt - startedAt,
        prepareMs: preparedAt - readAt,
        inferMs: inferredAt - preparedAt,
        decodeMs: decodedAt - inferredAt,
        suppressMs: endedAt - decodedAt,
        totalMs: endedAt - startedAt,
      },
      inputSidePx: sidePx,
    };
  }

  async trace(origin: number): Promise<OriginTrace | undefined> {
    await this.#turn.catch(() => undefined); // its caller hears of it
    if (!this.#last) return undefined;
    const { outputs, geometry } = this.#last;
    return trace(this.#mapping.head, outputs, origin, geometry);
  }

  counts(): Promise<ResourceCounts> {
    return Promise.resolve({ ...this.#session.counts(), bitmaps: this.#held.bitmaps });
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.#last = undefined;
    this.#input = undefined;
    await this.#session.release();
  }

  #infer(data: Float32Array, sidePx: number, signal?: AbortSignal): Promise<RawOutputs> {
    const { input, head } = this.#mapping;
    const outputs = outputsOfHead(head);
    return this.#session.run(input.name, data, inputDims(input, sidePx), { outputs, signal });
  }

  #decode(outputs: RawOutputs, sidePx: number, scoreThreshold: number): ReturnType<typeof decode> {
    const { head, labels } = this.#mapping;
    return decode(head, outputs, { sidePx, scoreThreshold, classCount: labels.length });
  }
}

function inputDims({ layout }: InputSpec, sidePx: number): readonly number[] {
  return layout === 'nchw' ? [1, 3, sidePx, sidePx] : [1, sidePx, sidePx, 3];
}

/**
 * The mapping, checked against what the file says of its input.
 * Throws DetectError 'wrong-shape' or 'model-unsupported'.
 */
function expectInput(mapping: OnnxMapping, session: OrtSession): OnnxMapping {
  const { input } = mapping;
  const found = session.inputs.find(({ name }) => name === input.name);
  if (session.inputs.length !== 1 || !found) {
    const names = session.inputs.map(({ name }) => `“${name}”`).join(', ');
    throw new DetectError(
      'wrong-shape',
      `The model has the input(s) ${names || 'none'}; expected one, “${input.name}”. Map the input anew.`,
    );
  }
  if (found.type !== 'float32') {
    throw new DetectError(
      'model-unsupported',
      `The input “${found.name}” takes ${found.type}; only float32 is fed. Export the model in float32.`,
    );
  }
  const wanted = inputDims(input, input.sidePx);
  const fits =
    found.dims.length === 0 ||
    (found.dims.length === 4 && found.dims.every((dim, axis) => dim < 0 || dim === wanted[axis]));
  if (!fits) {
    throw new DetectError(
      'wrong-shape',
      `The input “${found.name}” takes [${found.dims.join(', ')}] (-1: any), but [${wanted.join(', ')}] would be fed. Map the input anew.`,
    );
  }
  const isFixed = found.dims.some((dim, axis) => axis > 0 && dim > 0 && dim !== 3);
  if (!isFixed || input.multipleOfPx === undefined) return mapping;
  // The file decides: a side that it fixes cannot be chosen.
  const { multipleOfPx: _, ...fixed } = input;
  return { ...mapping, input: fixed };
}

/** Throws DetectError 'wrong-shape' where the file lacks an output that the head is read from. */
function expectOutputs(head: Head, { outputs }: OrtSession): void {
  const names = outputs.map(({ name }) => name);
  const missing = outputsOfHead(head).find((name) => !names.includes(name));
  if (missing === undefined) return;
  throw new DetectError(
    'wrong-shape',
    `The model has no output “${missing}”; it has ${names.join(', ') || 'none'}. Check how its head was mapped.`,
  );
}

function specOf(
  { adapter, modelId }: DetectorRequest,
  name: string,
  { input, labels }: OnnxMapping,
  sha256: string,
): DetectorSpec {
  return {
    modelId,
    name,
    adapter,
    labels,
    inputSidePx: input.sidePx,
    ...(input.multipleOfPx === undefined ? {} : { inputMultiplePx: input.multipleOfPx }),
    fit: input.fit,
    sha256,
    isTransparent: true,
  };
}

/** The file's hash; a file that is not the one of its card is refused. */
async function expectHash({ name, bytes, expectedSha256 }: OnnxModel): Promise<string> {
  const sha256 = await sha256Hex(bytes);
  if (sha256 === undefined) return expectedSha256 ?? ''; // no secure context: the card is believed
  if (expectedSha256 !== undefined && sha256 !== expectedSha256) {
    throw new DetectError(
      'model-broken',
      `The file of ${name} is not the one that its card describes (sha256 ${sha256.slice(0, 12)}… instead of ${expectedSha256.slice(0, 12)}…). Reload the page to get both anew.`,
    );
  }
  return sha256;
}
