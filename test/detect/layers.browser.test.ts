// The layer-by-layer comparison of layers.test.ts on the backends that only a browser has.
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { imageOf } from '$src/core/image';
import { mappingOfCard, parseCard } from '$src/detect/card';
import pictureUrl from '$test/golden/detect/layers/picture.png?url';
import goldenJson from '$test/golden/detect/layers/ssd-lite.json';
import {
  decodingDifference,
  disagreements,
  expectSameDecoding,
  tfjsLayers,
  type GoldenLayers,
} from './tfjs/layers';

const golden: GoldenLayers = goldenJson;

async function read(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  expect(response.ok, url).toBe(true);
  return new Uint8Array(await response.arrayBuffer());
}
const readModel = (file: string): Promise<Uint8Array<ArrayBuffer>> =>
  read(`/models/ssd-lite/${file}`);

// A hundred shaders are compiled on a software GPU: half a minute on a busy machine.
test.each(['webgl', 'webgpu'] as const)(
  'ssd-lite: the TensorFlow.js graph on %s agrees with PyTorch in every layer, and decodes as we do',
  async (backend) => {
    const { width, height, data } = decode(await read(pictureUrl));
    const picture = imageOf('u8', width, height, 3, Uint8Array.from(data));
    const outputs = await tfjsLayers(backend, readModel, picture, golden);
    expect(disagreements(golden, outputs, 'nhwc')).toEqual([]);
    const card = parseCard(new TextDecoder().decode(await readModel('card.json')));
    expectSameDecoding(decodingDifference(outputs, mappingOfCard(card)));
  },
  240_000,
);
