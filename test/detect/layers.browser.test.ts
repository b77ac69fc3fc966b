// The layer-by-layer comparison of layers.test.ts on the backends that only a browser has.
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { imageOf, type U8Image } from '$src/core/image';
import { mappingOfCard, parseCard } from '$src/detect/card';
import pictureUrl from '$test/golden/detect/layers/picture.png?url';
import resizedJson from '$test/golden/detect/layers/ssd-lite-resized.json';
import goldenJson from '$test/golden/detect/layers/ssd-lite.json';
import {
  decodedNodes,
  decodingDifference,
  disagreements,
  expectSameDecoding,
  repeated,
  tfjsLayers,
  type GoldenLayers,
} from './tfjs/layers';

const golden: GoldenLayers = goldenJson;
const [width = 0, height = 0] = resizedJson.size;

async function read(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  expect(response.ok, url).toBe(true);
  return new Uint8Array(await response.arrayBuffer());
}
async function readPicture(): Promise<U8Image> {
  const png = decode(await read(pictureUrl));
  return imageOf('u8', png.width, png.height, 3, Uint8Array.from(png.data));
}

const readModel = (file: string): Promise<Uint8Array<ArrayBuffer>> =>
  read(`/models/ssd-lite/${file}`);

// A hundred shaders are compiled on a software GPU: half a minute on a busy machine.
test.each(['webgl', 'webgpu'] as const)(
  'ssd-lite: the TensorFlow.js graph on %s agrees with PyTorch in every layer, and decodes as we do',
  async (backend) => {
    const picture = await readPicture();
    const outputs = await tfjsLayers(backend, readModel, picture, golden, decodedNodes);
    expect(disagreements(golden, outputs, 'nhwc')).toEqual([]);
    const card = parseCard(new TextDecoder().decode(await readModel('card.json')));
    expectSameDecoding(decodingDifference(outputs, mappingOfCard(card)));
  },
  240_000,
);

test.each(['webgl', 'webgpu'] as const)(
  'ssd-lite: the TensorFlow.js graph on %s resizes a picture as PyTorch does',
  async (backend) => {
    const wide = repeated(await readPicture(), [width, height]);
    const outputs = await tfjsLayers(backend, readModel, wide, resizedJson);
    expect(disagreements(resizedJson, outputs, 'nhwc')).toEqual([]);
  },
  60_000,
);
