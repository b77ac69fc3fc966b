/**
 * onnxruntime-web 1.30 in the caller's realm: sessions on WebAssembly or WebGPU, one input, float32 outputs.
 *
 * The library is loaded when the first session is opened and stays; its number of threads is fixed from then on,
 * which is why a page opens each detector in a worker of its own. Its start-up can fail by never ending,
 * so it is given a limit. Two packages are used: one with the CPU alone (14 MB) and one with WebGPU (27 MB).
 */
import type * as Ort from 'onnxruntime-web';
import type { RawOutputs } from '../head';
import { fetchBytes, type BytesProgress } from '../fetch-bytes';
import { DetectError, type ResourceCounts, type RuntimeReport } from '../types';
import { throwIfAborted, waitFor } from '../waiting';
import { createFailure, runFailure, unavailable, type OrtBackend } from './ort-errors';

export interface OrtChoice {
  readonly backend: OrtBackend;
  /** CPU threads, 1..64; undefined: half the cores, four at most. More than one needs cross-origin isolation. */
  readonly threads?: number;
}

export interface OrtValue {
  readonly name: string;
  /** -1 where the file leaves a dimension open. Empty where it says nothing. */
  readonly dims: readonly number[];
  /** "float32", "uint8", ... */
  readonly type: string;
}

export interface OpenOrtOptions {
  readonly signal?: AbortSignal;
  /** Hears of the runtime's own file. */
  readonly onRuntimeBytes?: BytesProgress;
  /** The runtime is there, the session is about to be built. */
  readonly onBuilding?: () => void;
}

export interface RunOrtOptions {
  /** Names of the outputs to fetch; undefined: all. Others are neither copied nor need they be readable. */
  readonly outputs?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** Whoever opened it releases it. Runs take turns. */
export interface OrtSession {
  readonly report: RuntimeReport;
  readonly inputs: readonly OrtValue[];
  readonly outputs: readonly OrtValue[];
  /**
   * Runs the network. The outputs are in CPU memory and belong to the caller.
   * Rejects with DetectError 'wrong-shape', 'runtime-lost', 'out-of-memory' or 'model-unsupported', and with
   * AbortError where the run had not begun; a run that has begun goes to its end.
   */
  run(
    inputName: string,
    data: Float32Array,
    dims: readonly number[],
    options?: RunOrtOptions,
  ): Promise<RawOutputs>;
  counts(): Pick<ResourceCounts, 'sessions' | 'tensors'>;
  release(): Promise<void>;
}

/** Long enough for the slowest machine that compiles 27 MB; a start that hangs never ends. */
const startLimitMs = 60_000;

/**
 * Opens a session. Rejects with DetectError 'backend-unavailable', 'no-network', 'model-broken', 'model-unsupported',
 * 'bad-option', or with AbortError.
 */
export async function openOrt(
  model: Uint8Array<ArrayBuffer>,
  choice: OrtChoice,
  options: OpenOrtOptions = {},
): Promise<OrtSession> {
  const { signal } = options;
  const runtime = await loadRuntime(choice, options);
  throwIfAborted(signal);
  options.onBuilding?.();
  const creating = runtime.ort.InferenceSession.create(model, {
    executionProviders: [choice.backend],
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3, // errors; warnings speak of optimisations
  }).catch((error: unknown) => {
    throw createFailure(choice.backend, error);
  });
  const session = await waitFor(creating, {
    signal,
    limitMs: startLimitMs,
    late: () => unavailable(choice.backend, `it did not answer within ${startLimitMs / 1000} s`),
    drop: (late) => void late.release(),
  });
  try {
    const watch = await watchDevice(runtime.ort, choice.backend);
    return new Session(runtime, session, choice.backend, watch);
  } catch (error) {
    await session.release();
    throw unavailable(choice.backend, 'its GPU device could not be had', error);
  }
}

interface Runtime {
  readonly ort: typeof Ort;
  readonly threads: number;
}

const runtimes = new Map<OrtBackend, Promise<Runtime>>();

function loadRuntime(choice: OrtChoice, options: OpenOrtOptions): Promise<Runtime> {
  expectThreads(choice);
  const known = runtimes.get(choice.backend);
  if (known) return waitFor(known, options);
  const loading = startRuntime(choice, options);
  runtimes.set(choice.backend, loading);
  loading.catch(() => runtimes.delete(choice.backend));
  return loading;
}

async function startRuntime(
  { backend, threads = halfTheCores() }: OrtChoice,
  { signal, onRuntimeBytes }: OpenOrtOptions,
): Promise<Runtime> {
  if (import.meta.env.SSR) {
    if (backend === 'webgpu') throw unavailable(backend, 'there is no WebGPU in Node');
    const ort = await import('onnxruntime-web');
    ort.env.wasm.numThreads = 1;
    return { ort, threads: 1 };
  }
  if (backend === 'webgpu') await expectAdapter();
  const { ort, wasmUrl, glueUrl } =
    backend === 'webgpu' ? await import('./ort-webgpu') : await import('./ort-wasm');
  const isIsolated = globalThis.crossOriginIsolated;
  const running = backend === 'webgpu' || !isIsolated ? 1 : threads;
  const here = globalThis.location.href;
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = running;
  ort.env.wasm.wasmPaths = { mjs: new URL(glueUrl, here) };
  // Fetched here, so that it shows its progress, can be stopped, and fails with a reason.
  const bytes = await fetchBytes(new URL(wasmUrl, here), {
    what: 'the runtime onnxruntime-web',
    ...(signal ? { signal } : {}),
    ...(onRuntimeBytes ? { onBytes: onRuntimeBytes } : {}),
  });
  ort.env.wasm.wasmBinary = bytes;
  return { ort, threads: running };
}

function halfTheCores(): number {
  // Absent in Node 20.
  const { navigator } = globalThis as {
    readonly navigator?: { readonly hardwareConcurrency: number };
  };
  return Math.min(4, Math.ceil((navigator?.hardwareConcurrency ?? 1) / 2));
}

function expectThreads({ threads }: OrtChoice): void {
  if (threads === undefined) return;
  if (!Number.isInteger(threads) || threads < 1 || threads > 64) {
    throw new DetectError('bad-option', `threads must be a whole number in 1..64, got ${threads}.`);
  }
}

async function expectAdapter(): Promise<void> {
  // Typed as always there, which holds in secure contexts of some browsers only.
  const gpu = (globalThis.navigator as { readonly gpu?: GPU }).gpu;
  if (gpu === undefined) throw unavailable('webgpu', 'this browser has no WebGPU here');
  if ((await gpu.requestAdapter()) === null) {
    throw unavailable('webgpu', 'the browser offers no WebGPU adapter');
  }
}

interface DeviceWatch {
  readonly device?: string;
  /** Resolves with the reason when the GPU is gone. */
  readonly lost: Promise<string>;
}

async function watchDevice(ort: typeof Ort, backend: OrtBackend): Promise<DeviceWatch> {
  if (backend !== 'webgpu') return { lost: new Promise(() => undefined) };
  const device = (await ort.env.webgpu.device) as GPUDevice;
  // Typed as always there; browsers older than the rest of WebGPU that is used here lack it.
  const info = (device as { readonly adapterInfo?: GPUAdapterInfo }).adapterInfo;
  const parts = [info?.vendor, info?.architecture, info?.description];
  const name = parts.filter((part) => part !== undefined && part !== '').join(' ');
  const lost = device.lost.then(({ message, reason }) => message || reason);
  return { lost, ...(name === '' ? {} : { device: name }) };
}

class Session implements OrtSession {
  readonly report: RuntimeReport;
  readonly inputs: readonly OrtValue[];
  readonly outputs: readonly OrtValue[];
  readonly #ort: typeof Ort;
  readonly #session: Ort.InferenceSession;
  readonly #backend: OrtBackend;
  /** Set when the GPU is gone. */
  #lostError: DetectError | undefined;
  /**
   * Ends the run under way. Of its own for each run: to race against one promise that stays pending as long as the
   * session would keep every frame's outputs alive.
   */
  #failRun: ((error: DetectError) => void) | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #tensors = 0;
  #isReleased = false;

  constructor(
    { ort, threads }: Runtime,
    session: Ort.InferenceSession,
    backend: OrtBackend,
    watch: DeviceWatch,
  ) {
    this.#ort = ort;
    this.#session = session;
    this.#backend = backend;
    void watch.lost.then((reason) => {
      this.#lostError = new DetectError(
        'runtime-lost',
        `The GPU was lost during a run of onnxruntime-web (${reason}). Open the detector again; if it happens again, choose wasm.`,
      );
      this.#failRun?.(this.#lostError);
    });
    this.report = {
      runtime: 'ort',
      version: ort.env.versions.web ?? ort.env.versions.common,
      backend,
      threads,
      ...(watch.device === undefined ? {} : { device: watch.device }),
    };
    this.inputs = session.inputMetadata.map(valueOf);
    this.outputs = session.outputMetadata.map(valueOf);
  }

  run(
    inputName: string,
    data: Float32Array,
    dims: readonly number[],
    options: RunOrtOptions = {},
  ): Promise<RawOutputs> {
    const run = (): Promise<RawOutputs> => this.#runNow(inputName, data, dims, options);
    const turn = this.#turn.then(run, run);
    this.#turn = turn;
    return turn;
  }

  counts(): Pick<ResourceCounts, 'sessions' | 'tensors'> {
    return { sessions: this.#isReleased ? 0 : 1, tensors: this.#tensors };
  }

  async release(): Promise<void> {
    if (this.#isReleased) return;
    this.#isReleased = true;
    await this.#turn.catch(() => undefined); // its caller hears of it
    await this.#session.release();
  }

  async #runNow(
    inputName: string,
    data: Float32Array,
    dims: readonly number[],
    { outputs = this.#session.outputNames, signal }: RunOrtOptions,
  ): Promise<RawOutputs> {
    throwIfAborted(signal);
    if (this.#isReleased) {
      throw new DetectError('runtime-lost', 'This session was released; open the detector again.');
    }
    if (this.#lostError) throw this.#lostError;
    const lost = new Promise<never>((_, reject) => {
      this.#failRun = reject;
    });
    const input = new this.#ort.Tensor('float32', data, dims);
    this.#tensors++;
    let results: Ort.InferenceSession.OnnxValueMapType;
    try {
      results = await Promise.race([this.#session.run({ [inputName]: input }, outputs), lost]);
    } catch (error) {
      throw error instanceof DetectError ? error : runFailure(this.#backend, error);
    } finally {
      this.#failRun = undefined;
      input.dispose();
      this.#tensors--;
    }
    return this.#takeOutputs(results);
  }

  /** The values of all outputs; the tensors are given back. */
  #takeOutputs(results: Ort.InferenceSession.OnnxValueMapType): RawOutputs {
    const outputs: Record<string, RawOutputs[string]> = {};
    const tensors = Object.entries(results) as [string, Ort.Tensor][];
    this.#tensors += tensors.length;
    try {
      for (const [name, { type, dims, data }] of tensors) {
        if (data instanceof Float32Array) outputs[name] = { dims: [...dims], data };
        else if (data instanceof BigInt64Array || data instanceof Int32Array) {
          outputs[name] = { dims: [...dims], data: Float32Array.from(data, Number) };
        } else {
          throw new DetectError(
            'model-unsupported',
            `The output ${name} holds ${type}; float32, int32 or int64 is read. Export the model in float32.`,
          );
        }
      }
    } finally {
      for (const [, tensor] of tensors) tensor.dispose();
      this.#tensors -= tensors.length;
    }
    return outputs;
  }
}

function valueOf(value: Ort.InferenceSession.ValueMetadata): OrtValue {
  if (!value.isTensor) return { name: value.name, dims: [], type: 'no tensor' };
  return {
    name: value.name,
    type: value.type,
    dims: value.shape.map((dim) => (typeof dim === 'number' ? dim : -1)),
  };
}
