/**
 * Which detectors can stand against each other, and on what each can run. The two that are compared by default were
 * trained on the same pictures with similar budgets and run in the same runtime, so that what differs is the
 * architecture.
 */
import type { Params } from '$src/core/params';
import { catalogueEntry, type CatalogueEntry } from '$src/detect/catalogue';
import type { DetectorRequest } from '$src/detect/open';
import type { AdapterName, RuntimeChoice } from '$src/detect/types';
import type lab from './lab';

export type Specs = typeof lab.params;
export type LabParams = Params<Specs>;
export type ModelChoice = LabParams['left'];
export type RuntimeKey = LabParams['leftOn'];

/** Folder and adapter of each choice in the catalogue. */
const places = {
  'yolo-tiny': ['yolo-tiny', 'yolo-tiny'],
  'ssd-lite': ['ssd-lite', 'ssd-onnx'],
  'ssd-graph': ['ssd-lite', 'ssd-graph'],
  'ssd-box': ['ssd-lite', 'coco-ssd'],
  'coco-graph': ['coco-ssd', 'ssd-graph'],
  'coco-box': ['coco-ssd', 'coco-ssd'],
  'yolox-nano': ['yolox-nano', 'yolox'],
} as const satisfies Record<Exclude<ModelChoice, 'custom'>, readonly [string, AdapterName]>;

/** Undefined for the reader's own model, which is in no catalogue. */
export function entryOf(model: ModelChoice): CatalogueEntry | undefined {
  if (model === 'custom') return undefined;
  const [modelId, adapter] = places[model];
  return catalogueEntry(modelId, adapter);
}

function libraryOf(model: ModelChoice): 'ort' | 'tfjs' {
  return entryOf(model)?.runtimes[0]?.runtime ?? 'ort';
}

/** What the library can compute with; the first is the fall-back. */
const offered: Readonly<Record<'ort' | 'tfjs', readonly RuntimeKey[]>> = {
  ort: ['wasm', 'threads', 'webgpu'],
  tfjs: ['wasm', 'webgl', 'webgpu', 'cpu'],
};

export function runtimesOf(model: ModelChoice): readonly RuntimeKey[] {
  return offered[libraryOf(model)];
}

/** The chosen runtime where the model has it, else WASM. */
export function runtimeFor(model: ModelChoice, key: RuntimeKey): RuntimeChoice {
  const library = libraryOf(model);
  const usable = offered[library].includes(key) ? key : 'wasm';
  if (library === 'tfjs') {
    return { runtime: 'tfjs', backend: usable === 'threads' ? 'wasm' : usable };
  }
  if (usable === 'webgpu') return { runtime: 'ort', backend: 'webgpu' };
  return { runtime: 'ort', backend: 'wasm', threads: usable === 'threads' ? threadCount() : 1 };
}

/** Two to four: beyond that a network of this size waits for its slowest thread. */
function threadCount(): number {
  const { navigator } = globalThis as {
    readonly navigator?: { readonly hardwareConcurrency: number };
  };
  return Math.min(4, Math.max(2, navigator?.hardwareConcurrency ?? 2));
}

/** What to open; undefined for a model of the reader's that was not chosen yet. */
export function requestFor(
  model: ModelChoice,
  key: RuntimeKey,
  custom?: DetectorRequest,
): DetectorRequest | undefined {
  const runtime = runtimeFor(model, key);
  if (model === 'custom') return custom && { ...custom, runtime };
  const [modelId, adapter] = places[model];
  return { adapter, modelId, runtime };
}

/** What the experiments compare, whatever stands on the bench. */
export { both, ssd, yolo, type Key } from '$src/lab/detectors';
