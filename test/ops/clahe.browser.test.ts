import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRng } from '$src/core/rng';
import { openBackend } from '$src/gpu/backends';
import type { Backend } from '$src/ops/backend';
import clahe from '$src/ops/clahe';
import { expectedBackends } from '../gpu/expected-backends';
import { randomImage } from '../gpu/fixtures/images';
import { expectAgreement } from './gpu-agreement';

describe.each(expectedBackends)('clahe on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend(name);
  });
  afterAll(() => backend.dispose());

  test.each([
    [320, 240, { tilesX: 1, tilesY: 1 }],
    [321, 241, { tilesX: 3, tilesY: 5, clipLimit: 3 }],
    [500, 7, { tilesX: 2, tilesY: 16, clipLimit: 40 }],
    [7, 500, { tilesX: 16, tilesY: 1, clipLimit: 0 }],
    [2, 3, { tilesX: 16, tilesY: 16, clipLimit: 0.5 }],
  ])('%i × %i, %o', async (width, height, params) => {
    const image = randomImage(createRng(width), width, height);
    await expectAgreement(backend, clahe, image, params);
  });

  test('the tables and histograms are equal, only the blend may round differently', async () => {
    const image = randomImage(createRng(11), 203, 151);
    const params = { clipLimit: 2.5, tilesX: 8, tilesY: 6 };
    const expected = clahe.reference([image], params);
    const input = await backend.upload(image);
    const { outputs } = await backend.run(clahe, [input], params);
    for (const output of ['lut', 'histograms']) {
      const handle = outputs[output];
      expect(handle && (await backend.read(handle))).toEqual(expected[output]);
    }
    backend.release(input, ...Object.values(outputs));
  });
});
