// What PyTorch computed in every layer of our networks for one picture (test/golden/detect/layers, written by
// training/golden.py), and how far a runtime is from it.
import { io, loadGraphModel, type Tensor } from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { imageOf, type U8Image } from '$src/core/image';
import type { RawOutput, RawOutputs } from '$src/detect/head';
import type { OnnxMapping, ReadModelFile } from '$src/detect/open';
import { openTfjs, type TfjsBackend } from '$src/detect/runtime/tfjs';
import { frameTensor } from '$src/detect/runtime/tfjs-frame';
import { readGraphFiles } from '$src/detect/runtime/tfjs-graph';
import { readHead } from '$src/detect/stages/decode';
import { scoreAt } from '$src/detect/stages/decode/reader';

export interface GoldenLayer {
  readonly name: string;
  /** [channels, height, width] or [rows, columns]. */
  readonly shape: readonly number[];
  readonly mean: number;
  readonly std: number;
  /** Flat places in that shape, and the values there. */
  readonly at: readonly number[];
  readonly values: readonly number[];
}

export interface GoldenLayers {
  readonly model: string;
  /** Of the ONNX file that was exported from the same weights. */
  readonly sha256: string;
  readonly layers: readonly GoldenLayer[];
}

/** For a picture of this size, made from the usual one by `repeated`, which the graph has to resize. */
export interface GoldenResized extends GoldenLayers {
  readonly size: readonly [number, number];
}

/**
 * Largest difference from PyTorch that is let pass, relative to the layer's root mean square. Both compute in
 * float32, but add up to 384 products in other orders, with batch normalisation folded into the weights, and
 * each layer inherits the error of those before. A rounding is 6e-8; seen are up to 1e-5 (ONNX, tfjs on cpu and wasm).
 * A wrong layer is off by about 1.
 */
export const tolerance = 1e-4;

/** Runs the graph once for all layers of the golden file, and for further nodes. */
export async function tfjsLayers(
  backend: TfjsBackend,
  read: ReadModelFile,
  picture: U8Image,
  golden: GoldenLayers,
  further: readonly string[] = [],
): Promise<RawOutputs> {
  const names = [...golden.layers.map(({ name }) => name), ...further];
  const files = await readGraphFiles(read);
  const runtime = await openTfjs(backend);
  return runtime.run(async () => {
    const graph = await loadGraphModel(io.fromMemory(files.artifacts));
    const image = frameTensor(picture);
    const input = image.expandDims<Tensor>(0);
    const results = graph.execute(input, names) as Tensor[];
    const outputs: Record<string, RawOutput> = {};
    for (const [index, result] of results.entries()) {
      const data = new Float32Array(await result.data());
      outputs[names[index] ?? ''] = { dims: result.shape, data };
      result.dispose();
    }
    input.dispose();
    image.dispose();
    graph.dispose();
    return outputs;
  });
}

/** What coco-ssd reads. */
export const decodedNodes = ['scores', 'boxes'] as const;

/** The picture again and again to the right and below: NumPy's pad with mode "wrap", as in golden.py. */
export function repeated(image: U8Image, [width, height]: readonly [number, number]): U8Image {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = ((y % image.height) * image.width + (x % image.width)) * 3;
      data.set(image.data.subarray(from, from + 3), (y * width + x) * 3);
    }
  }
  return imageOf('u8', width, height, 3, data);
}

export interface DecodingDifference {
  readonly score: number;
  readonly edge: number;
  readonly strays: number;
}

/** Float32 in the graph against float64 here: a few roundings of numbers up to 1, more where exp() is approximated. */
export function expectSameDecoding({ score, edge, strays }: DecodingDifference): void {
  expect(score).toBeLessThan(1e-5);
  expect(edge).toBeLessThan(1e-5);
  expect(strays).toBe(0);
}

/**
 * How far the graph's own decoding, which coco-ssd reads, is from our stages' on the same raw outputs: the largest
 * difference of a score and of a box's edge (relative to the picture), and how many scores of COCO's other
 * classes are not exactly 0.
 */
export function decodingDifference(
  outputs: RawOutputs,
  { head, labels, input: { sidePx } }: OnnxMapping,
): DecodingDifference {
  const reader = readHead(head, outputs, sidePx);
  const { scores: table, origins } = reader;
  const { scores, boxes } = outputs;
  if (table.kind !== 'table' || !scores || !boxes)
    throw new Error('raw and decoded outputs expected');
  const classOf = new Map(labels.map(({ categoryId = 0 }, index) => [categoryId - 1, index]));
  const found = { score: 0, edge: 0, strays: 0 };
  const box = new Float64Array(4);
  for (let origin = 0; origin < origins; origin++) {
    for (let column = 0; column < 90; column++) {
      const score = scores.data[origin * 90 + column] ?? NaN;
      const classIndex = classOf.get(column);
      if (classIndex !== undefined) {
        const difference = Math.abs(score - scoreAt(table, origin, classIndex));
        found.score = Math.max(found.score, difference);
      } else if (score !== 0) found.strays++;
    }
    reader.boxOf(origin, box);
    for (let i = 0; i < 4; i++) {
      const inside = Math.min(1, Math.max(0, (box[i] ?? NaN) / sidePx));
      const difference = Math.abs((boxes.data[origin * 4 + (i ^ 1)] ?? NaN) - inside);
      found.edge = Math.max(found.edge, difference);
    }
  }
  return found;
}

/** The largest difference of each layer that is beyond the tolerance, in words; empty where all agree. */
export function disagreements(
  golden: GoldenLayers,
  outputs: RawOutputs,
  layout: 'nchw' | 'nhwc',
  limit = tolerance,
): string[] {
  return golden.layers.flatMap((layer) => {
    const output = outputs[layer.name];
    const found = output && difference(layer, output, layout);
    if (found !== undefined && found <= limit) return [];
    return [`${layer.name}: ${found === undefined ? 'missing or misshapen' : String(found)}`];
  });
}

/** Over the 32 stored values, the mean and the standard deviation; undefined for another shape. */
function difference(
  layer: GoldenLayer,
  { dims, data }: RawOutput,
  layout: 'nchw' | 'nhwc',
): number | undefined {
  const [channels = 0, height = 0, width] = layer.shape;
  const isImage = width !== undefined;
  const expected = !isImage
    ? [1, channels, height]
    : layout === 'nchw'
      ? [1, channels, height, width]
      : [1, height, width, channels];
  if (dims.join() !== expected.join()) return undefined;
  const place = (flat: number): number => {
    if (!isImage || layout === 'nchw') return flat;
    const pixels = height * width;
    return (flat % pixels) * channels + Math.floor(flat / pixels);
  };
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length;
  const differences = layer.at.map(
    (flat, i) => (data[place(flat)] ?? NaN) - (layer.values[i] ?? NaN),
  );
  const all = [...differences, mean - layer.mean, Math.sqrt(variance) - layer.std];
  return Math.max(...all.map(Math.abs)) / Math.hypot(layer.mean, layer.std);
}
