// One set of weights in three runtimes: every layer of the TensorFlow.js graph and of the ONNX file says what
// PyTorch says. The WebGL and WebGPU half is in layers.browser.test.ts.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { imageOf, type U8Image } from '$src/core/image';
import { mappingOfCard, parseCard } from '$src/detect/card';
import { openOrt } from '$src/detect/runtime/ort';
import { withOutputs } from '$test/support/onnx-outputs';
import {
  decodedNodes,
  decodingDifference,
  disagreements,
  expectSameDecoding,
  repeated,
  tfjsLayers,
  type GoldenLayers,
  type GoldenResized,
} from './tfjs/layers';

const golden = (name: string): string =>
  fileURLToPath(new URL(`../golden/detect/layers/${name}`, import.meta.url));
const readModel = async (model: string, file: string): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(
    await readFile(fileURLToPath(new URL(`../../public/models/${model}/${file}`, import.meta.url))),
  );
const readGolden = async <T extends GoldenLayers>(name: string): Promise<T> =>
  JSON.parse(await readFile(golden(`${name}.json`), 'utf8')) as T;

async function readPicture(): Promise<U8Image> {
  const { width, height, channels, data } = decode(await readFile(golden('picture.png')));
  expect(channels).toBe(3);
  return imageOf('u8', width, height, 3, Uint8Array.from(data));
}

test.each([
  ['yolo-tiny', 'yolo-tiny'],
  ['ssd-lite', 'ssd-lite'],
  ['ssd-lite-resized', 'ssd-lite'],
])('%s: the expected values are those of the shipped file', async (name, model) => {
  const sha256 = createHash('sha256')
    .update(await readModel(model, 'model.onnx'))
    .digest('hex');
  expect((await readGolden(name)).sha256, 'run training/golden.py after an export').toBe(sha256);
});

test.each(['yolo-tiny', 'ssd-lite'])(
  '%s: ONNX agrees with PyTorch in every layer',
  async (model) => {
    const expected = await readGolden(model);
    // What the file gives out anyway has no third dimension.
    const inner = expected.layers.filter(({ shape }) => shape.length === 3);
    const onnx = withOutputs(
      await readModel(model, 'model.onnx'),
      inner.map(({ name }) => name),
    );
    const session = await openOrt(onnx, { backend: 'wasm', threads: 1 });
    const { width, height, data } = await readPicture();
    const pixels = width * height;
    const input = Float32Array.from(
      { length: 3 * pixels },
      (_, i) => (data[(i % pixels) * 3 + Math.floor(i / pixels)] ?? 0) / 255,
    );
    const outputs = await session.run('images', input, [1, 3, height, width]);
    await session.release();
    expect(disagreements(expected, outputs, 'nchw')).toEqual([]);
  },
  60_000,
);

test.each(['cpu', 'wasm'] as const)(
  'ssd-lite: the TensorFlow.js graph on %s agrees with PyTorch in every layer, and decodes as we do',
  async (backend) => {
    const expected = await readGolden('ssd-lite');
    const read = (file: string): Promise<Uint8Array<ArrayBuffer>> => readModel('ssd-lite', file);
    const outputs = await tfjsLayers(backend, read, await readPicture(), expected, decodedNodes);
    expect(disagreements(expected, outputs, 'nhwc')).toEqual([]);
    const card = parseCard(new TextDecoder().decode(await read('card.json')));
    expectSameDecoding(decodingDifference(outputs, mappingOfCard(card)));
  },
  60_000,
);

test.each(['cpu', 'wasm'] as const)(
  'ssd-lite: the TensorFlow.js graph on %s resizes a picture as PyTorch does',
  async (backend) => {
    const expected = await readGolden<GoldenResized>('ssd-lite-resized');
    const read = (file: string): Promise<Uint8Array<ArrayBuffer>> => readModel('ssd-lite', file);
    const wide = repeated(await readPicture(), expected.size);
    const outputs = await tfjsLayers(backend, read, wide, expected);
    expect(disagreements(expected, outputs, 'nhwc')).toEqual([]);
  },
);
