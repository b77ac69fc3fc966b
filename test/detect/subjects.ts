// Every adapter with a model to run the contract on: the shipped models, and files worked out by hand where a shipped
// model is too slow (TensorFlow.js runs ours at 320 px only) or does not exist.
import type { DetectorRequest, OnnxMapping, ReadModelFile } from '$src/detect/open';
import { yoloxNanoFile } from '$src/detect/adapters/onnx-models';
import type { AdapterName, RuntimeChoice } from '$src/detect/types';
import { tinyOnnx } from '$test/support/tiny-onnx';
import { readFrom, tinyGraphFiles } from './tfjs/tiny-graph';

export interface AdapterCase {
  readonly modelId: string;
  readonly inputSide?: number;
  readonly hasGrids?: boolean;
  /** Frames of the leak test where 500 would take minutes. */
  readonly frames?: number;
  /** Undefined: the model as it ships. */
  readonly read?: ReadModelFile;
  readonly custom?: DetectorRequest['custom'];
}

/** 3549 cells of 85 numbers: a few boxes among noise far below. */
function yoloxOutput(): Float32Array {
  const values = new Float32Array(3549 * 85);
  for (const [cell, score, column] of [
    [700, 0.9, 41],
    [701, 0.8, 41],
    [3000, 0.6, 39],
    [3500, 0.5, 46],
  ] as const) {
    values.set([0.5, 0.5, 1.2, 1.5, 1], cell * 85);
    values[cell * 85 + 5 + column] = score;
  }
  return values;
}

const customMapping: OnnxMapping = {
  input: {
    name: 'images',
    sidePx: 64,
    layout: 'nchw',
    colour: 'rgb',
    white: 1,
    fit: 'letterbox',
    align: 'centre',
    padLevel: 114,
  },
  head: {
    kind: 'decoded',
    boxes: 'boxes',
    scores: 'scores',
    order: 'cxcywh',
    isRelative: false,
    hasBackground: false,
  },
  labels: [{ name: 'cup', categoryId: 47 }, { name: 'bottle', categoryId: 44 }, { name: 'key' }],
};

const customBoxes = [
  [32, 32, 20, 16],
  [33, 32, 20, 16],
  [10, 30, 12, 12],
  [50, 40, 30, 10],
  [60, 10, 20, 80],
];
/** For a white picture; a darker one lowers them all. */
const customScores = [
  [0.9, 0.1, 0],
  [0.7, 0.2, 0],
  [0, 0.6, 0.3],
  [0, 0, 0.5],
  [0.2, 0, 0],
];

/** One model for each adapter. */
export const adapterCases: Readonly<Record<AdapterName, AdapterCase>> = {
  'yolo-tiny': { modelId: 'yolo-tiny', inputSide: 64, hasGrids: true },
  'ssd-onnx': { modelId: 'ssd-lite', inputSide: 64, hasGrids: true },
  yolox: {
    modelId: 'yolox-nano',
    hasGrids: true,
    frames: 40, // its input has 416 px
    read: readFrom(
      new Map([
        [
          yoloxNanoFile,
          tinyOnnx({
            inputDims: [1, 3, 416, 416],
            outputs: [
              {
                name: 'output',
                dims: [1, 3549, 85],
                values: yoloxOutput(),
              },
            ],
          }),
        ],
      ]),
    ),
  },
  'custom-onnx': {
    modelId: 'my own',
    custom: {
      mapping: customMapping,
      bytes: tinyOnnx({
        outputs: [
          { name: 'boxes', dims: [1, 5, 4], values: customBoxes.flat() },
          { name: 'scores', dims: [1, 5, 3], values: customScores.flat(), timesMean: true },
        ],
      }),
    },
  },
  'ssd-graph': { modelId: 'coco-ssd', read: readFrom(tinyGraph()) },
  'coco-ssd': { modelId: 'coco-ssd', read: readFrom(tinyGraph()) },
};

function tinyGraph(): Map<string, Uint8Array<ArrayBuffer>> {
  return tinyGraphFiles({
    boxes: [
      [0.1, 0.2, 0.5, 0.6],
      [0.1, 0.25, 0.5, 0.7],
      [0.6, 0.5, 0.9, 0.9],
    ],
    scores: [{ 53: 0.9 }, { 47: 0.85 }, { 44: 0.7, 85: 0.6 }],
  });
}

export function requestOf(adapter: AdapterName, runtime: RuntimeChoice): DetectorRequest {
  const { modelId, custom } = adapterCases[adapter];
  return { adapter, modelId, runtime, ...(custom ? { custom } : {}) };
}

export function nameOf(adapter: AdapterName, { runtime, backend, ...rest }: RuntimeChoice): string {
  const threads = 'threads' in rest ? `, ${rest.threads} thread(s)` : '';
  return `${adapter} on ${runtime} ${backend}${threads}`;
}
