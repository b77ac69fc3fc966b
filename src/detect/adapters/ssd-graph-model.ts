/**
 * A graph model with what its files do not say: the names of its classes and how its outputs are read. Our own
 * models carry a card. COCO's stock model, as Google hosts it, carries none; what it is stands here.
 */
import { labelsOfCard, mappingOfCard, fileOfRole, parseCard, type ModelCard } from '../card';
import { cocoLabels90 } from '../coco-labels';
import type { DecodedHead, Head } from '../head';
import type { DetectorRequest, ReadModelFile } from '../open';
import type { TfjsBackend } from '../runtime/tfjs';
import { convolutionsLostOnWasm, readGraphFiles, type GraphFiles } from '../runtime/tfjs-graph';
import { DetectError, type Label } from '../types';

export interface GraphModel {
  readonly name: string;
  readonly files: GraphFiles;
  /** Side that the graph resizes every picture to. */
  readonly sidePx: number;
  /** The classes by name, as coco-ssd reports them. */
  readonly classes: readonly Label[];
  /** How the nodes in `outputs` are read, and the label of each of their columns. */
  readonly head: Head;
  readonly columns: readonly Label[];
  /** Nodes to compute; undefined: the graph's own outputs, scores and boxes, as coco-ssd takes them. */
  readonly outputs?: readonly string[];
}

/** Scores and boxes as coco-ssd expects them: [1, N, 90] and [1, N, 1, 4], relative, decoded in the graph. */
const decodedHead: DecodedHead = {
  kind: 'decoded',
  scores: 'scores',
  boxes: 'boxes',
  order: 'yxyx',
  isRelative: true,
  hasBackground: false,
};

/** SSDLite MobileNetV2 of TensorFlow's model zoo, coco-ssd's default. */
const stock = { id: 'coco-ssd', name: 'COCO SSDLite MobileNetV2', sidePx: 300 } as const;

/** Reads the model's files and refuses what the backend would get wrong in silence. */
export async function readGraphModel(
  modelId: string,
  read: ReadModelFile,
  backend: TfjsBackend,
  signal?: AbortSignal,
): Promise<GraphModel> {
  const model =
    modelId === stock.id ? await readStock(read, signal) : await readOurs(modelId, read, signal);
  const lost = backend === 'wasm' ? convolutionsLostOnWasm(model.files.artifacts) : [];
  if (lost.length > 0) {
    throw new DetectError(
      'model-unsupported',
      `TensorFlow.js computes zeros on wasm for convolutions with “same” padding and a stride beyond the kernel: ${lost.join(', ')}. Choose cpu, webgl or webgpu for “${modelId}”.`,
    );
  }
  return model;
}

/** The tfjs backend that is asked for. Throws DetectError 'bad-option' for another runtime. */
export function tfjsBackendOf({ adapter, runtime }: DetectorRequest): TfjsBackend {
  if (runtime.runtime === 'tfjs') return runtime.backend;
  throw new DetectError(
    'bad-option',
    `The adapter ${adapter} runs on tfjs, not on ${runtime.runtime}. Choose tfjs with webgpu, webgl, wasm or cpu.`,
  );
}

async function readStock(read: ReadModelFile, signal?: AbortSignal): Promise<GraphModel> {
  return {
    name: stock.name,
    files: await readGraphFiles(read, signal),
    sidePx: stock.sidePx,
    classes: cocoLabels90,
    head: decodedHead,
    columns: cocoLabels90,
  };
}

async function readOurs(
  modelId: string,
  read: ReadModelFile,
  signal?: AbortSignal,
): Promise<GraphModel> {
  const text = new TextDecoder().decode(await read('card.json', signal));
  const card = parseCard(text, modelId);
  const file = fileOfRole(card, 'tfjs-model');
  if (file === undefined) {
    throw new DetectError(
      'model-unsupported',
      `“${modelId}” has no TensorFlow.js graph model. Run it on onnxruntime-web.`,
    );
  }
  const files = await readGraphFiles(read, signal, file.path);
  expectHashes(card, files);
  return {
    name: card.name,
    files,
    sidePx: card.input.side,
    classes: labelsOfCard(card),
    ...headFor(card, files),
  };
}

/** Refuses files that are not those of the card: an old copy of one beside a new copy of the other. */
function expectHashes(card: ModelCard, { sha256Of }: GraphFiles): void {
  for (const { path, sha256 } of card.files) {
    const found = sha256Of.get(path);
    if (found === undefined || found === sha256) continue;
    throw new DetectError(
      'model-broken',
      `${path} of ${card.name} is not the file that its card describes (sha256 ${found.slice(0, 12)}… instead of ${sha256.slice(0, 12)}…). Reload the page to get both anew.`,
    );
  }
}

/** The raw nodes where the graph has them, so that a box can be followed; else what the graph decoded. */
function headFor(
  card: ModelCard,
  { nodes }: GraphFiles,
): Pick<GraphModel, 'head' | 'columns' | 'outputs'> {
  const { head, labels } = mappingOfCard(card);
  if (head.kind === 'ssd') {
    const outputs = [head.outputs.classLogits, head.outputs.offsets];
    if (outputs.every((name) => nodes.has(name))) return { head, columns: labels, outputs };
  }
  return { head: decodedHead, columns: cocoLabels90 };
}
