/**
 * TensorFlow.js 4.22 in the caller's realm: one backend chosen, checked, and watched while it runs.
 *
 * The engine is one per realm: backend, tidy stack and kernel table are global, so everything that runs here
 * takes turns, and detectors that are to run at the same time need a worker each. tfjs goes over to another
 * backend without a word when the chosen one fails (and `getBackend()` then still names the chosen one until
 * the next operation), so the backend is looked at before and after every run and a result that another
 * backend computed is thrown away.
 *
 * Import this file dynamically: it pulls the whole of tfjs.
 */
import * as tf from '@tensorflow/tfjs';
import { DetectError, type RuntimeReport } from '../types';
import { throwIfAborted, waitFor } from '../waiting';

export type TfjsBackend = 'webgpu' | 'webgl' | 'wasm' | 'cpu';

/** A backend that has been started and answers for what it computes. */
export interface TfjsRuntime {
  readonly report: RuntimeReport;
  /**
   * Runs `work` on this backend, one after another with everything else of the realm; a run that has begun is
   * not interrupted. Rejects with DetectError 'runtime-lost' where the GPU context went away or tfjs changed the
   * backend, and with AbortError.
   */
  run<R>(work: () => Promise<R>, signal?: AbortSignal): Promise<R>;
  /** Runs `free` in its turn, also where the context was lost. */
  release(free: () => void): Promise<void>;
  /** Tensors of the whole realm, weights of loaded models included. */
  tensorCount(): number;
}

/** Long enough for the slowest machine; a start that hangs never ends. */
const startLimitMs = 60_000;

/**
 * Starts `backend`, or finds it started.
 * Rejects with DetectError 'backend-unavailable', saying why and what else to choose.
 */
export function openTfjs(backend: TfjsBackend, signal?: AbortSignal): Promise<TfjsRuntime> {
  return exclusively(async () => {
    throwIfAborted(signal);
    // Production mode keeps tfjs from printing advice meant for developers on every frame.
    tf.env().set('PROD', true);
    const device = await prepare(backend);
    const isSet = await waitFor(tf.setBackend(backend), {
      signal,
      limitMs: startLimitMs,
      late: () => unavailable(backend, `it did not answer within ${startLimitMs / 1000} s`),
    });
    if (!isSet || tf.getBackend() !== backend) throw unavailable(backend, 'it did not start');
    const watch = watchFor(backend);
    const name = device ?? watch.device;
    const report: RuntimeReport = {
      runtime: 'tfjs',
      version: tf.version_core,
      backend,
      threads: 1,
      ...(name === undefined ? {} : { device: name }),
    };
    return {
      report,
      run: (work, runSignal) => exclusively(() => runOn(backend, watch, work, runSignal)),
      release: (free) => exclusively(() => Promise.resolve(free())),
      tensorCount: () => tf.memory().numTensors,
    };
  });
}

let lastTurn: Promise<unknown> = Promise.resolve();

/** Runs `work` when all earlier work of the realm has ended, well or badly. */
function exclusively<R>(work: () => Promise<R>): Promise<R> {
  const turn = lastTurn.then(work, work);
  lastTurn = turn;
  return turn;
}

async function runOn<R>(
  backend: TfjsBackend,
  watch: Watch,
  work: () => Promise<R>,
  signal: AbortSignal | undefined,
): Promise<R> {
  throwIfAborted(signal);
  if (watch.isLost()) throw lost(backend);
  // Another detector of this realm may have run on another backend meanwhile.
  if (tf.getBackend() !== backend && !(await tf.setBackend(backend))) throw lost(backend);
  let result: R;
  try {
    result = await work();
  } catch (error) {
    if (watch.isLost()) throw lost(backend, error);
    throw error;
  }
  throwIfAborted(signal);
  if (watch.isLost()) throw lost(backend);
  if (tf.getBackend() !== backend) {
    throw new DetectError(
      'runtime-lost',
      `TensorFlow.js went over from ${backend} to ${tf.getBackend()} during a run; the result was thrown away. Open the detector again or choose another backend.`,
    );
  }
  return result;
}

/** Loads and configures what the backend needs. Returns the name of the device where it is known before the start. */
async function prepare(backend: TfjsBackend): Promise<string | undefined> {
  const isNode = tf.env().getBool('IS_NODE');
  switch (backend) {
    case 'cpu':
      return undefined;
    case 'wasm':
      return prepareWasm(isNode);
    case 'webgl':
      if (isNode) throw unavailable(backend, 'there is no WebGL in Node');
      // Software rendering is slow, not wrong; the report names it.
      tf.env().set('SOFTWARE_WEBGL_ENABLED', true);
      return undefined;
    case 'webgpu': {
      // tfjs does not check for a missing adapter: it would fail with "cannot read properties of null".
      const gpu = (globalThis.navigator as Navigator | undefined)?.gpu;
      if (isNode || gpu === undefined) throw unavailable(backend, 'there is no WebGPU here');
      const adapter = await gpu.requestAdapter();
      if (adapter === null) throw unavailable(backend, 'the browser offers no WebGPU adapter');
      await import('@tensorflow/tfjs-backend-webgpu');
      const { vendor, architecture, description } = adapter.info;
      return [vendor, architecture, description].filter((part) => part !== '').join(' ');
    }
  }
}

let hasWasmPaths = false;

async function prepareWasm(isNode: boolean): Promise<undefined> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  // The threaded build pastes its own source into a worker, which a minifier breaks: on an isolated page it
  // then waits for ever. One thread it is.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  // In Node the package finds its own files.
  if (isNode || hasWasmPaths) return undefined;
  const { wasmFiles } = await import('./tfjs-wasm-files');
  hasWasmPaths = true; // they cannot be set twice
  wasm.setWasmPaths(wasmFiles);
  return undefined;
}

interface Watch {
  readonly device: string | undefined;
  readonly isLost: () => boolean;
}

const watches = new WeakMap<object, Watch>();

/** Tells whether the GPU behind the running backend is still there. One watch for each backend instance. */
function watchFor(backend: TfjsBackend): Watch {
  const instance = tf.backend();
  const known = watches.get(instance);
  if (known) return known;
  const watch = createWatch(backend, instance);
  watches.set(instance, watch);
  return watch;
}

function createWatch(backend: TfjsBackend, instance: object): Watch {
  if (backend === 'webgl') {
    const { gl } = (instance as { gpgpu: { gl: WebGL2RenderingContext } }).gpgpu;
    const info = gl.getExtension('WEBGL_debug_renderer_info');
    const renderer: unknown = gl.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
    return { device: String(renderer), isLost: () => gl.isContextLost() };
  }
  if (backend === 'webgpu') {
    let isLost = false;
    void (instance as { device: GPUDevice }).device.lost.then(() => (isLost = true));
    return { device: undefined, isLost: () => isLost };
  }
  return { device: undefined, isLost: () => false };
}

function unavailable(backend: TfjsBackend, why: string): DetectError {
  const others = (['webgpu', 'webgl', 'wasm', 'cpu'] as const).filter((name) => name !== backend);
  return new DetectError(
    'backend-unavailable',
    `TensorFlow.js cannot run on ${backend}: ${why}. Choose ${others.join(', ')} instead.`,
  );
}

function lost(backend: TfjsBackend, cause?: unknown): DetectError {
  return new DetectError(
    'runtime-lost',
    `The ${backend} context of TensorFlow.js was lost (the GPU was reset, or ran out of memory). Open the detector again; if it happens again, choose wasm.`,
    cause === undefined ? {} : { cause },
  );
}
