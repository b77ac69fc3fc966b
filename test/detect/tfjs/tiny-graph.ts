// A graph model small enough to work out by hand, with coco-ssd's signature: the scores are constants times the
// brightness of the picture's mean (0..1), the boxes are constants.
import type { ReadModelFile } from '$src/detect/open';
import { DetectError } from '$src/detect/types';

export interface TinyGraph {
  /** ymin, xmin, ymax, xmax in 0..1, one row per box. */
  readonly boxes: readonly (readonly [number, number, number, number])[];
  /** Score of the given COCO ids per box at a white picture; all others are 0. */
  readonly scores: readonly Readonly<Record<number, number>>[];
  /** Nodes of the signature's outputs, in its order; `scores`, `boxes` where not given. */
  readonly outputs?: readonly string[];
  /** Nodes to add, and weights for them: name, shape, values. */
  readonly extraNodes?: readonly object[];
  readonly extraWeights?: readonly (readonly [
    string,
    readonly number[],
    Float32Array | Int32Array,
  ])[];
}

const columns = 90;
const float = { dtype: { type: 'DT_FLOAT' } };
const type = { T: { type: 'DT_FLOAT' } };

/** The files of the model `coco-ssd`, as the stock model lies on disk. */
export function tinyGraphFiles(graph: TinyGraph): Map<string, Uint8Array<ArrayBuffer>> {
  const count = graph.boxes.length;
  const scores = new Float32Array(count * columns);
  graph.scores.forEach((row, box) => {
    for (const [id, score] of Object.entries(row))
      scores[box * columns + Number(id) - 1] = score / 255;
  });
  const weights: [string, number[], Float32Array | Int32Array][] = [
    ['axes', [3], new Int32Array([1, 2, 3])],
    ['scores_when_white', [1, count, columns], scores],
    ['boxes_constant', [1, count, 1, 4], new Float32Array(graph.boxes.flat())],
    ...(graph.extraWeights ?? []).map(
      ([name, shape, values]): [string, number[], Float32Array | Int32Array] => [
        name,
        [...shape],
        values,
      ],
    ),
  ];
  const node = [
    {
      name: 'images',
      op: 'Placeholder',
      attr: {
        dtype: { type: 'DT_INT32' },
        shape: { shape: { dim: [{ size: '-1' }, { size: '-1' }, { size: '-1' }, { size: '3' }] } },
      },
    },
    ...weights.map(([name, , values]) => ({
      name,
      op: 'Const',
      attr: values instanceof Int32Array ? { dtype: { type: 'DT_INT32' } } : float,
    })),
    {
      name: 'pixels',
      op: 'Cast',
      input: ['images'],
      attr: { SrcT: { type: 'DT_INT32' }, DstT: { type: 'DT_FLOAT' } },
    },
    {
      name: 'brightness',
      op: 'Mean',
      input: ['pixels', 'axes'],
      attr: { keep_dims: { b: false } },
    },
    { name: 'scores', op: 'Mul', input: ['scores_when_white', 'brightness'], attr: type },
    { name: 'boxes', op: 'Identity', input: ['boxes_constant'], attr: type },
    ...(graph.extraNodes ?? []),
  ];
  const json = {
    format: 'graph-model',
    modelTopology: { node, versions: { producer: 808, minConsumer: 12 }, library: {} },
    signature: {
      inputs: { images: { name: 'images:0' } },
      outputs: Object.fromEntries(
        (graph.outputs ?? ['scores', 'boxes']).map((name) => [name, { name: `${name}:0` }]),
      ),
    },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: weights.map(([name, shape, values]) => ({
          name,
          shape,
          dtype: values instanceof Int32Array ? 'int32' : 'float32',
        })),
      },
    ],
  };
  const bytes = weights.flatMap(([, , values]) => [...new Uint8Array(values.buffer)]);
  return new Map([
    ['model.json', new TextEncoder().encode(JSON.stringify(json))],
    ['weights.bin', new Uint8Array(bytes)],
  ]);
}

/** Reads from a map of files. */
export function readFrom(files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): ReadModelFile {
  return (file) => {
    const bytes = files.get(file);
    return bytes
      ? Promise.resolve(bytes)
      : Promise.reject(new DetectError('model-missing', `There is no ${file}.`));
  };
}
