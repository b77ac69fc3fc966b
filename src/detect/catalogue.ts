/**
 * The detectors that the app knows: every model through every adapter that can run it, and on what. One list for
 * the lab, the Live page and the tests. What a model is and how well it does stands on its card (`card.ts`) or,
 * for those of others, in `store/third-party.ts`. The reader's own file is no entry: it brings its mapping along.
 */
import type { DetectorRequest } from './open';
import type { AdapterName, RuntimeChoice } from './types';

/** A model through one of its adapters. */
export interface CatalogueEntry {
  /** "ssd-lite/ssd-graph": for links and lists. */
  readonly key: string;
  /** Folder under `models/`. */
  readonly modelId: string;
  readonly adapter: Exclude<AdapterName, 'custom-onnx'>;
  /** For the reader. */
  readonly label: string;
  /** To be loaded first, from its origin or by `npm run models`. */
  readonly isThirdParty: boolean;
  /** What it can run on; the first is the one to begin with. */
  readonly runtimes: readonly RuntimeChoice[];
}

const ort: readonly RuntimeChoice[] = [
  { runtime: 'ort', backend: 'wasm' },
  { runtime: 'ort', backend: 'webgpu' },
];
const tfjs: readonly RuntimeChoice[] = [
  { runtime: 'tfjs', backend: 'webgl' },
  { runtime: 'tfjs', backend: 'webgpu' },
  { runtime: 'tfjs', backend: 'wasm' },
  { runtime: 'tfjs', backend: 'cpu' },
];

const rows: readonly Omit<CatalogueEntry, 'key'>[] = [
  {
    modelId: 'yolo-tiny',
    adapter: 'yolo-tiny',
    label: 'YOLO-tiny, ours',
    isThirdParty: false,
    runtimes: ort,
  },
  {
    modelId: 'ssd-lite',
    adapter: 'ssd-onnx',
    label: 'SSD-lite, ours',
    isThirdParty: false,
    runtimes: ort,
  },
  {
    modelId: 'ssd-lite',
    adapter: 'ssd-graph',
    label: 'SSD-lite, ours, as TensorFlow.js graph',
    isThirdParty: false,
    runtimes: tfjs,
  },
  {
    modelId: 'ssd-lite',
    adapter: 'coco-ssd',
    label: 'SSD-lite, ours, through the package coco-ssd',
    isThirdParty: false,
    runtimes: tfjs,
  },
  {
    modelId: 'yolox-nano',
    adapter: 'yolox',
    label: 'YOLOX-Nano, 80 COCO classes',
    isThirdParty: true,
    runtimes: ort,
  },
  {
    modelId: 'coco-ssd',
    adapter: 'ssd-graph',
    label: 'coco-ssd’s graph with our suppression',
    isThirdParty: true,
    runtimes: tfjs,
  },
  {
    modelId: 'coco-ssd',
    adapter: 'coco-ssd',
    label: 'coco-ssd as shipped',
    isThirdParty: true,
    runtimes: tfjs,
  },
];

export const catalogue: readonly CatalogueEntry[] = rows.map((row) => ({
  key: `${row.modelId}/${row.adapter}`,
  ...row,
}));

/** The entry of that model, through that adapter where one is named; undefined where there is none. */
export function catalogueEntry(modelId: string, adapter?: AdapterName): CatalogueEntry | undefined {
  return catalogue.find(
    (entry) => entry.modelId === modelId && (adapter === undefined || entry.adapter === adapter),
  );
}

/** A request for an entry; the runtime by default its first. Throws RangeError for one that it does not run on. */
export function requestFor(entry: CatalogueEntry, runtime = entry.runtimes[0]): DetectorRequest {
  const isOffered = entry.runtimes.some(
    (other) => other.runtime === runtime?.runtime && other.backend === runtime.backend,
  );
  if (!runtime || !isOffered) {
    const offered = entry.runtimes.map((choice) => `${choice.runtime} ${choice.backend}`);
    throw new RangeError(
      `${entry.key} runs on ${offered.join(', ')}, not on ${runtime ? `${runtime.runtime} ${runtime.backend}` : 'nothing'}.`,
    );
  }
  return { adapter: entry.adapter, modelId: entry.modelId, runtime };
}

/**
 * Whether this browser, or Node, has what the runtime needs. WebGPU counts only with an adapter: `navigator.gpu` is
 * there on machines that have none. A yes is no promise: opening can still fail.
 */
export async function isRuntimeHere({ backend }: RuntimeChoice): Promise<boolean> {
  if (backend === 'webgpu') {
    const { navigator } = globalThis as { readonly navigator?: { readonly gpu?: GPU } };
    return ((await navigator?.gpu?.requestAdapter()) ?? null) !== null;
  }
  if (backend === 'webgl') {
    const { OffscreenCanvas: Canvas } = globalThis as { OffscreenCanvas?: typeof OffscreenCanvas };
    const context = Canvas && new Canvas(1, 1).getContext('webgl2');
    context?.getExtension('WEBGL_lose_context')?.loseContext();
    return context !== null && context !== undefined;
  }
  return true;
}
