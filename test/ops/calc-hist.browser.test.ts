import { afterAll, beforeAll, describe, test } from 'vitest';
import { createImage } from '$src/core/image';
import { createRng } from '$src/core/rng';
import { openBackend } from '$src/gpu/backends';
import type { Backend } from '$src/ops/backend';
import calcHist from '$src/ops/calc-hist';
import { expectedBackends } from '../gpu/expected-backends';
import { randomImage } from '../gpu/fixtures/images';
import { expectAgreement } from './gpu-agreement';

describe.each(expectedBackends)('calcHist on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend(name);
  });
  afterAll(() => backend.dispose());

  // Blocks are 64 × 64: exactly one, one pixel less and more on each side, many.
  test.each([
    [64, 64],
    [63, 65],
    [65, 63],
    [128, 1],
    [1, 129],
    [333, 217],
  ])('counts blocks of %i × %i', async (width, height) => {
    const image = randomImage(createRng(width), width, height);
    await expectAgreement(backend, calcHist, image);
    for (const params of [
      { bins: 1 },
      { bins: 7, low: 13, span: 100 },
      { bins: 255, low: 200, span: 256 },
      { bins: 256, low: 3, span: 2 },
    ]) {
      await expectAgreement(backend, calcHist, image, params);
    }
  });

  test('all pixels in one bin: every thread meets in one counter', async () => {
    const image = createImage('u8', 500, 300);
    image.data.fill(201);
    await expectAgreement(backend, calcHist, image);
  });
});
