import * as tf from '@tensorflow/tfjs';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readGraphModel } from '$src/detect/adapters/ssd-graph-model';
import { openTfjs } from '$src/detect/runtime/tfjs';
import { convolutionsLostOnWasm, readGraphFiles } from '$src/detect/runtime/tfjs-graph';
import { readFrom, tinyGraphFiles, type TinyGraph } from './tiny-graph';

const graph: TinyGraph = { boxes: [[0, 0, 1, 1]], scores: [{ 53: 0.9 }] };
const text = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value);
const hash = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

test('hands over topology, weights and hashes', async () => {
  const files = tinyGraphFiles(graph);
  const read = await readGraphFiles(readFrom(files));
  const [json, weights] = [files.get('model.json'), files.get('weights.bin')];
  if (!json || !weights) throw new Error('two files expected');
  expect(read.nodes.has('scores')).toBe(true);
  expect(read.artifacts.weightData).toHaveProperty('byteLength', weights.byteLength);
  expect(read.sha256Of.get('weights.bin')).toBe(hash(weights).toString('hex'));
  const both = Buffer.concat([hash(json), hash(weights)]);
  expect(read.sha256).toBe(hash(both).toString('hex'));
});

describe('refuses with a reason', () => {
  const edited = (edit: (json: string) => string): Map<string, Uint8Array<ArrayBuffer>> => {
    const files = tinyGraphFiles(graph);
    files.set('model.json', text(edit(new TextDecoder().decode(files.get('model.json')))));
    return files;
  };
  test.each([
    ['a web page', '<!doctype html>', /not JSON/],
    ['an empty file', '', /not JSON/],
    ['null', 'null', /no TensorFlow.js graph model/],
    [
      'a Layers model',
      '{"format":"layers-model","modelTopology":{},"weightsManifest":[]}',
      /layers-model/,
    ],
    [
      'nodes of nothing',
      '{"modelTopology":{"node":[null]},"weightsManifest":[]}',
      /without a name/,
    ],
    [
      'weights of nothing',
      '{"modelTopology":{"node":[]},"weightsManifest":[{"paths":3}]}',
      /without a file/,
    ],
  ])('%s in place of model.json', async (_, content, message) => {
    const files = tinyGraphFiles(graph).set('model.json', text(content));
    const reading = readGraphFiles(readFrom(files));
    await expect(reading).rejects.toMatchObject({ reason: 'model-broken' });
    await expect(reading).rejects.toThrow(message);
  });

  test.each([
    [
      'a weight file outside the folder',
      (json: string) => json.replace('"weights.bin"', '"../../key"'),
      /"\.\.\/\.\.\/key"/,
    ],
    [
      'a weight file elsewhere',
      (json: string) => json.replace('"weights.bin"', '"https://x.example/w"'),
      /plain file name/,
    ],
    [
      'weights that are too short',
      (json: string) => json.replace('[1,1,90]', '[1,2,90]'),
      /bytes long instead of/,
    ],
    [
      'a weight of immense size',
      (json: string) => json.replace('[1,1,90]', '[999999999,999999999,90]'),
      /cannot be read/,
    ],
    [
      'a weight of negative size',
      (json: string) => json.replace('[1,1,90]', '[-1,1,90]'),
      /cannot be read/,
    ],
    [
      'a weight of unknown type',
      (json: string) => json.replaceAll('"dtype":"float32"', '"dtype":"string"'),
      /type string/,
    ],
  ])('%s', async (_, edit, message) => {
    const reading = readGraphFiles(readFrom(edited(edit)));
    await expect(reading).rejects.toMatchObject({ reason: 'model-broken' });
    await expect(reading).rejects.toThrow(message);
  });
});

describe('convolutions that tfjs computes as zeros on wasm', () => {
  const conv = (strides: number, padding: string): TinyGraph => ({
    ...graph,
    extraWeights: [['kernel', [3, 3, 3, 1], new Float32Array(27).fill(1)]],
    extraNodes: [
      {
        name: 'sparse',
        op: 'Conv2D',
        input: ['pixels', 'kernel'],
        attr: {
          T: { type: 'DT_FLOAT' },
          strides: { list: { i: ['1', `${strides}`, `${strides}`, '1'] } },
          padding: { s: btoa(padding) },
        },
      },
    ],
  });

  test.each([
    [4, 'SAME', ['sparse']],
    [3, 'SAME', []],
    [4, 'VALID', []],
  ])('stride %i, padding %s', async (stride, padding, lost) => {
    const files = tinyGraphFiles(conv(stride, padding));
    const { artifacts } = await readGraphFiles(readFrom(files));
    expect(convolutionsLostOnWasm(artifacts)).toEqual(lost);
    const opening = readGraphModel('coco-ssd', readFrom(files), 'wasm');
    if (lost.length === 0) await expect(opening).resolves.toBeDefined();
    else await expect(opening).rejects.toMatchObject({ reason: 'model-unsupported' });
    await expect(readGraphModel('coco-ssd', readFrom(files), 'cpu')).resolves.toBeDefined();
  });

  test('are still computed so: otherwise the check can go', async () => {
    const sumOn = async (backend: 'cpu' | 'wasm'): Promise<number> => {
      const runtime = await openTfjs(backend);
      return runtime.run(async () => {
        const result = tf.tidy(() =>
          tf
            .conv2d(tf.ones<tf.Rank.R4>([1, 8, 8, 3]), tf.ones<tf.Rank.R4>([3, 3, 3, 1]), 4, 'same')
            .sum(),
        );
        const [sum = NaN] = await result.data();
        result.dispose();
        return sum;
      });
    };
    expect(await sumOn('cpu')).toBeGreaterThan(0);
    expect(await sumOn('wasm')).toBe(0);
  });
});
