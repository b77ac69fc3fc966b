import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRng } from '$src/core/rng';
import { openBackend } from '$src/gpu/backends';
import type { Backend } from '$src/ops/backend';
import resize from '$src/ops/resize';
import { expectedBackends } from '../gpu/expected-backends';
import { randomImage } from '../gpu/fixtures/images';
import { expectAgreement } from './gpu-agreement';

describe.each(expectedBackends)('resize on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend(name);
  });
  afterAll(() => backend.dispose());

  test.each(['nearest', 'linear', 'area', 'cubic'])('%s to many sizes', async (interpolation) => {
    const image = randomImage(createRng(8), 97, 61);
    for (const [width, height] of [
      [1, 1],
      [48, 30],
      [97, 61],
      [96, 62],
      [33, 140],
      [200, 3],
      [291, 183],
    ]) {
      const params = { interpolation, sizing: 'size', width: width ?? 1, height: height ?? 1 };
      const worst = await expectAgreement(backend, resize, image, params);
      if (interpolation === 'nearest') expect(worst).toBe(0);
    }
  });

  test('colour and alpha change size together', async () => {
    for (const channels of [3, 4] as const) {
      const image = randomImage(createRng(9), 23, 17, channels);
      await expectAgreement(backend, resize, image, { sizing: 'scale', scale: 1.7 });
      await expectAgreement(backend, resize, image, { sizing: 'scale', scale: 1 });
    }
  });
});
