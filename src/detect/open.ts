/**
 * Opens a detector in the caller's own thread: what the detector's worker does, and what Node scripts and
 * tests do directly. The page goes through `client.ts`.
 */
import type { Head, InputSpec } from './head';
import {
  DetectError,
  type AdapterName,
  type Detector,
  type Label,
  type RuntimeChoice,
} from './types';

/** Reads a file of a model by its relative name. Rejects with DetectError ('model-missing', 'no-network'). */
export type ReadModelFile = (
  file: string,
  signal?: AbortSignal,
) => Promise<Uint8Array<ArrayBuffer>>;

/** Everything a `custom-onnx` (or any ONNX) detector needs to know about a file. */
export interface OnnxMapping {
  readonly input: InputSpec;
  readonly head: Head;
  readonly labels: readonly Label[];
}

/** Which model, through which adapter, on which runtime. Plain data: it crosses to the worker. */
export interface DetectorRequest {
  readonly adapter: AdapterName;
  /** Folder under `models/`; for `custom-onnx` a name for the reader. */
  readonly modelId: string;
  readonly runtime: RuntimeChoice;
  /** `custom-onnx` only: the file and how to read it. */
  readonly custom?: { readonly bytes: Uint8Array<ArrayBuffer>; readonly mapping: OnnxMapping };
}

/** What opening is busy with. Plain data: it crosses from the worker. */
export interface OpenProgress {
  /** The model's files, the runtime's own file, building the session or graph, the first run. */
  readonly step: 'model' | 'runtime' | 'session' | 'first-run';
  /** For `runtime` and each file of `model`: bytes so far, and all where the server says how many. */
  readonly loadedBytes?: number;
  readonly totalBytes?: number;
}

export interface OpenOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: OpenProgress) => void;
}

/**
 * Opens the model and runs it once. Whoever opens it disposes of it.
 * Rejects with DetectError ('model-missing', 'model-broken', 'model-unsupported', 'wrong-shape',
 * 'backend-unavailable', 'no-network', 'bad-option', 'out-of-memory') or AbortError.
 */
export async function openDetector(
  request: DetectorRequest,
  read: ReadModelFile,
  options: OpenOptions = {},
): Promise<Detector> {
  switch (request.adapter) {
    case 'yolo-tiny':
    case 'ssd-onnx':
    case 'yolox':
    case 'custom-onnx': {
      const { openOnnx } = await import('./adapters/onnx');
      return openOnnx(request, read, options);
    }
    case 'coco-ssd': {
      const { openCocoSsd } = await import('./adapters/coco-ssd');
      return openCocoSsd(request, read, options);
    }
    case 'ssd-graph': {
      const { openSsdGraph } = await import('./adapters/ssd-graph');
      return openSsdGraph(request, read, options);
    }
    default: {
      const unknown: never = request.adapter;
      throw new DetectError('bad-option', `There is no adapter “${String(unknown)}”.`);
    }
  }
}
