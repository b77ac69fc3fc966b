/**
 * The files of a TensorFlow.js graph model (`model.json` with its weight shards), read by our own reader and
 * checked before tfjs sees them, and what can be told from them without running anything.
 */
import type { io } from '@tensorflow/tfjs';
import { joined, sha256Hex, sha256OfHashes, type Bytes } from '../bytes';
import type { ReadModelFile } from '../open';
import { DetectError } from '../types';

export interface GraphFiles {
  readonly artifacts: io.ModelArtifacts;
  /** Names of all nodes. */
  readonly nodes: ReadonlySet<string>;
  /** Hex; of the hashes of all files, one after another, `model.json` first. Empty where none can be computed. */
  readonly sha256: string;
  /** Hex, by file name; empty in pages without a secure context, which cannot compute it. */
  readonly sha256Of: ReadonlyMap<string, string>;
}

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, { s?: string; list?: { i?: readonly string[] } }>>;
}

interface GraphJson {
  readonly format?: string;
  readonly modelTopology: { readonly node: readonly GraphNode[] };
  readonly weightsManifest: readonly io.WeightsManifestConfig[number][];
  readonly signature?: object;
  readonly userDefinedMetadata?: Record<string, object>;
}

const bytesPerElement: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1 };
const quantisedBytes: Readonly<Record<string, number>> = { uint8: 1, uint16: 2, float16: 2 };

/**
 * Reads a graph model. Rejects with DetectError: 'model-broken' where a file is not what it should be, or what
 * `read` rejects with.
 */
export async function readGraphFiles(
  read: ReadModelFile,
  signal?: AbortSignal,
  file = 'model.json',
): Promise<GraphFiles> {
  const jsonBytes = await read(file, signal);
  const json = parseGraph(jsonBytes, file);
  const specs = json.weightsManifest.flatMap((group) => group.weights);
  const paths = json.weightsManifest.flatMap((group) => group.paths);
  const parts: Bytes[] = [];
  for (const path of paths) {
    if (!/^[\w.-]+$/.test(path)) {
      throw broken(`${file} names the weight file "${path}", which is not a plain file name`);
    }
    parts.push(await read(path, signal));
  }
  const weights = joined(parts);
  const expectedBytes = specs.reduce((sum, spec) => sum + byteLength(spec, file), 0);
  if (weights.byteLength !== expectedBytes) {
    throw broken(`its weights are ${weights.byteLength} bytes long instead of ${expectedBytes}`);
  }
  return {
    artifacts: {
      format: 'graph-model',
      modelTopology: json.modelTopology,
      weightSpecs: specs,
      weightData: weights.buffer,
      ...(json.signature === undefined ? {} : { signature: json.signature }),
      ...(json.userDefinedMetadata === undefined
        ? {}
        : { userDefinedMetadata: json.userDefinedMetadata }),
    },
    nodes: new Set(json.modelTopology.node.map((node) => node.name)),
    ...(await hashFiles([file, ...paths], [jsonBytes, ...parts])),
  };
}

/**
 * The convolutions that tfjs' wasm backend answers with zeros and no word: padding "same" with a stride
 * larger than the kernel (tensorflow/tfjs#5907, #8405). Names of the nodes; empty where the graph is safe.
 */
export function convolutionsLostOnWasm(artifacts: io.ModelArtifacts): string[] {
  const { node: nodes } = artifacts.modelTopology as GraphJson['modelTopology'];
  const shapes = new Map(artifacts.weightSpecs?.map(({ name, shape }) => [name, shape]));
  return nodes
    .filter(({ op }) => /Conv2D|DepthwiseConv2dNative/.test(op))
    .filter((node) => {
      const [, kernelName = ''] = node.input ?? [];
      const [kernelHeight = Infinity, kernelWidth = Infinity] = shapes.get(kernelName) ?? [];
      const [, strideY = 1, strideX = 1] = (node.attr?.['strides']?.list?.i ?? []).map(Number);
      const isSame = atob(node.attr?.['padding']?.s ?? '') === 'SAME';
      return isSame && (strideY > kernelHeight || strideX > kernelWidth);
    })
    .map(({ name }) => name);
}

function parseGraph(bytes: Uint8Array, file: string): GraphJson {
  let json: Partial<GraphJson> | null;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as typeof json;
  } catch (cause) {
    throw broken(`${file} is not JSON`, cause);
  }
  if (!Array.isArray(json?.modelTopology?.node) || !Array.isArray(json.weightsManifest)) {
    const found = json?.format === undefined ? '' : ` (its format is "${String(json.format)}")`;
    throw broken(`${file} is no TensorFlow.js graph model${found}`);
  }
  const isSound =
    json.modelTopology.node.every(
      (node) => typeof node?.name === 'string' && typeof node.op === 'string',
    ) &&
    json.weightsManifest.every(
      (group) => Array.isArray(group?.paths) && Array.isArray(group.weights),
    );
  if (!isSound) throw broken(`${file} lists a node without a name or weights without a file`);
  return json as GraphJson;
}

function byteLength(spec: io.WeightsManifestEntry, file: string): number {
  const elements = spec.shape.reduce((product, side) => product * side, 1);
  const quantised = spec.quantization?.dtype;
  const size = quantised === undefined ? bytesPerElement[spec.dtype] : quantisedBytes[quantised];
  if (size === undefined || !Number.isSafeInteger(elements) || elements < 0) {
    throw broken(
      `${file} gives the weight "${spec.name}" the type ${quantised ?? spec.dtype} and the shape [${spec.shape.join(', ')}], which cannot be read`,
    );
  }
  return elements * size;
}

async function hashFiles(
  names: readonly string[],
  files: readonly Bytes[],
): Promise<Pick<GraphFiles, 'sha256' | 'sha256Of'>> {
  const hashes = (await Promise.all(files.map(sha256Hex))).filter((hash) => hash !== undefined);
  if (hashes.length < files.length) return { sha256: '', sha256Of: new Map() };
  return {
    sha256: (await sha256OfHashes(hashes)) ?? '',
    sha256Of: new Map(hashes.map((hash, index) => [names[index] ?? '', hash])),
  };
}

function broken(what: string, cause?: unknown): DetectError {
  return new DetectError(
    'model-broken',
    `The model cannot be used: ${what}. Load it again.`,
    cause === undefined ? {} : { cause },
  );
}
