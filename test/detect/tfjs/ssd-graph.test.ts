import * as tf from '@tensorflow/tfjs';
import { decode } from 'fast-png';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createImage, imageOf, type U8Image } from '$src/core/image';
import { openCocoSsd } from '$src/detect/adapters/coco-ssd';
import { areSameDetections } from '$src/detect/adapters/coco-ssd-quirk';
import { openSsdGraph } from '$src/detect/adapters/ssd-graph';
import type { DetectorRequest, ReadModelFile } from '$src/detect/open';
import { openTfjs, type TfjsBackend } from '$src/detect/runtime/tfjs';
import { readFrom, tinyGraphFiles, type TinyGraph } from './tiny-graph';

const root = new URL('../../../', import.meta.url);
const readRoot = async (path: string): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await readFile(fileURLToPath(new URL(path, root))));
const readOurs: ReadModelFile = (file) => readRoot(`public/models/ssd-lite/${file}`);

async function readPicture(): Promise<U8Image> {
  const png = decode(await readRoot('test/golden/detect/layers/picture.png'));
  return imageOf('u8', png.width, png.height, 3, Uint8Array.from(png.data));
}

const request = (modelId: string, backend: TfjsBackend = 'wasm'): DetectorRequest => ({
  adapter: 'ssd-graph',
  modelId,
  runtime: { runtime: 'tfjs', backend },
});

const graph: TinyGraph = {
  boxes: [
    [0.1, 0.2, 0.5, 0.6],
    [0.1, 0.2, 0.5, 0.7],
    [0.6, 0.5, 0.9, 0.9],
  ],
  scores: [{ 53: 0.9 }, { 47: 0.85 }, { 44: 0.7, 85: 0.6 }],
};
const white = createImage('u8', 200, 100, 3);
white.data.fill(255);

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation((...message) => {
    throw new Error(`unexpected warning: ${message.join(' ')}`);
  });
  return () => vi.restoreAllMocks();
});

describe('a graph with decoded outputs only, as COCO’s stock model', () => {
  test('gives a row for every class of a box, named by COCO’s ids, and thresholds of its own', async () => {
    const detector = await openSsdGraph(request('coco-ssd'), readFrom(tinyGraphFiles(graph)));
    const { detections, candidates } = await detector.detect(white, {
      scoreThreshold: 0.5,
      iouThreshold: 0.5,
      wantsCandidates: true,
    });
    const names = detections.map(({ classIndex }) => detector.info.spec.labels[classIndex]?.name);
    expect(names).toEqual(['apple', 'cup', 'bottle', 'clock']);
    expect(detections.map(({ origin }) => origin)).toEqual([0, 1, 2, 2]);
    expect(candidates?.count).toBe(4);
    const [, cup] = detections;
    [40, 10, 140, 50].forEach((edge, i) => expect(cup?.boxXyxy[i]).toBeCloseTo(edge, 4));
    const trace = await detector.trace(1);
    expect(trace?.headKind).toBe('decoded');
    cup?.boxXyxy.forEach((edge, i) => expect(trace?.boxXyxy[i]).toBeCloseTo(edge, 4));
    await detector.dispose();
    expect(await detector.counts()).toEqual({ sessions: 0, tensors: 0, bitmaps: 0 });
  });

  test('runs graphs with outputs of unknown size, as the stock model is', async () => {
    // Boxes and scores reordered by a suppression inside the graph.
    const weight = (name: string, values: Float32Array | Int32Array, shape: number[] = []) =>
      [name, shape, values] as const;
    const float = { T: { type: 'DT_FLOAT' } };
    const pick = (name: string, from: string): object => ({
      name,
      op: 'GatherV2',
      input: [from, 'order', 'first_axis'],
      attr: { Tparams: { type: 'DT_FLOAT' }, batch_dims: { i: '0' } },
    });
    const dynamic = tinyGraphFiles({
      ...graph,
      extraWeights: [
        weight('flat_boxes', new Float32Array(graph.boxes.flat()), [3, 4]),
        weight('rank', new Float32Array([0.2, 0.9, 0.5]), [3]),
        weight('most', new Int32Array([3])),
        weight('iou', new Float32Array([1])),
        weight('least', new Float32Array([0])),
        weight('first_axis', new Int32Array([1])),
      ],
      extraNodes: [
        {
          name: 'order',
          op: 'NonMaxSuppressionV3',
          input: ['flat_boxes', 'rank', 'most', 'iou', 'least'],
          attr: float,
        },
        pick('ordered_scores', 'scores'),
        pick('ordered_boxes', 'boxes'),
      ],
      outputs: ['ordered_scores', 'ordered_boxes'],
    });
    const detector = await openSsdGraph(request('coco-ssd', 'cpu'), readFrom(dynamic));
    const before = (await detector.counts()).tensors;
    const { detections } = await detector.detect(white, { scoreThreshold: 0.65 });
    // Still best first, but from the rows 2, 0, 1: the graph put box 1 first, then 2, then 0.
    expect(detections.map(({ origin }) => origin)).toEqual([2, 0, 1]);
    expect((await detector.counts()).tensors).toBe(before);
    await detector.dispose();
  });
});

describe('our ssd-lite', () => {
  test('is read from its raw nodes: a traced row gives the detected box', async () => {
    const detector = await openSsdGraph(request('ssd-lite'), readOurs);
    expect(detector.info.spec.labels).toHaveLength(12);
    const { detections, heat } = await detector.detect(await readPicture(), {
      scoreThreshold: 0,
      maxDetections: 5,
      wantsHeat: true,
    });
    expect(detections).toHaveLength(5);
    expect(heat?.map(({ columns }) => columns)).toEqual([40, 20, 10, 5]);
    for (const { origin = -1, boxXyxy, score, classIndex } of detections) {
      const trace = await detector.trace(origin);
      expect(trace?.headKind).toBe('ssd');
      expect(trace?.classScores[classIndex]).toBeCloseTo(score, 6);
      boxXyxy.forEach((edge, i) => expect(trace?.boxXyxy[i]).toBeCloseTo(edge, 3));
    }
    await detector.dispose();
  });

  test('agrees with the package on the same graph where the thresholds mean the same', async () => {
    const runtime = { runtime: 'tfjs', backend: 'wasm' } as const;
    const ours = await openSsdGraph(request('ssd-lite'), readOurs);
    const blackBox = await openCocoSsd(
      { adapter: 'coco-ssd', modelId: 'ssd-lite', runtime },
      readOurs,
    );
    const before = await ours.counts();
    const picture = await readPicture();
    const all = await ours.detect(picture, {
      scoreThreshold: 0,
      suppression: 'none',
      maxDetections: 200,
    });
    // Between two scores that are well apart, so that rounding puts no box on the other side.
    const scores = all.detections.map(({ score }) => score);
    const gaps = scores
      .slice(20)
      .map((score, i) => ({ gap: (scores[i + 19] ?? 0) - score, score }));
    const { gap, score } = gaps.reduce((best, one) => (one.gap > best.gap ? one : best));
    const threshold = score + gap / 2;
    const theirs = await blackBox.detect(picture, { scoreThreshold: threshold });
    const same = await ours.detect(picture, {
      scoreThreshold: threshold,
      iouThreshold: threshold,
      suppression: 'class-agnostic',
    });
    expect(theirs.detections).not.toHaveLength(0);
    expect(areSameDetections(theirs.detections, same.detections, 0.05)).toBe(true);
    expect(await ours.counts()).toEqual(before);
    await Promise.all([ours.dispose(), blackBox.dispose()]);
  });

  test('is refused when a file is not the one of its card', async () => {
    const read: ReadModelFile = async (file) => {
      const bytes = await readOurs(file);
      if (file === 'weights.bin') bytes[1000] = (bytes[1000] ?? 0) ^ 1;
      return bytes;
    };
    await expect(openSsdGraph(request('ssd-lite'), read)).rejects.toMatchObject({
      reason: 'model-broken',
      message: expect.stringContaining('weights.bin') as string,
    });
  });
});

describe('what ssd-graph refuses', () => {
  test('outputs that are not numbers, with the place', async () => {
    const files = tinyGraphFiles({ ...graph, boxes: [[0, 0, 1, 1]], scores: [{ 53: Infinity }] });
    // Infinity times the brightness of the empty first frame, 0, is NaN.
    await expect(openSsdGraph(request('coco-ssd'), readFrom(files))).rejects.toMatchObject({
      reason: 'not-finite',
      message: expect.stringMatching(/NaN at position 52/) as string,
    });
    await openTfjs('wasm');
    expect(tf.memory().numTensors).toBe(0);
  });

  test('outputs of another shape', async () => {
    const files = tinyGraphFiles({ ...graph, outputs: ['boxes', 'scores'] });
    await expect(openSsdGraph(request('coco-ssd'), readFrom(files))).rejects.toMatchObject({
      reason: 'wrong-shape',
    });
  });

  test('an input that takes no pictures', async () => {
    const files = tinyGraphFiles(graph);
    const json = new TextDecoder().decode(files.get('model.json'));
    files.set('model.json', new TextEncoder().encode(json.replace('"DT_INT32"', '"DT_FLOAT"')));
    await expect(openSsdGraph(request('coco-ssd'), readFrom(files))).rejects.toMatchObject({
      reason: 'model-broken',
    });
  });

  test('a run that was stopped before its turn came', async () => {
    const detector = await openSsdGraph(request('coco-ssd'), readFrom(tinyGraphFiles(graph)));
    const controller = new AbortController();
    const first = detector.detect(white);
    const second = detector.detect(white, {}, controller.signal);
    controller.abort();
    await expect(first).resolves.toBeDefined();
    await expect(second).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    await detector.dispose();
    expect((await detector.counts()).tensors).toBe(0);
  });
});
