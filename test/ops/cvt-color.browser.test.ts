import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { imageOf } from '$src/core/image';
import { createRng } from '$src/core/rng';
import { openBackend } from '$src/gpu/backends';
import type { Backend } from '$src/ops/backend';
import cvtColor from '$src/ops/cvt-color';
import { expectedBackends } from '../gpu/expected-backends';
import { randomImage } from '../gpu/fixtures/images';
import { expectAgreement } from './gpu-agreement';

/** Every 5th value of each channel, corners included: 140,608 colours. */
const steps = Array.from({ length: 52 }, (_, i) => i * 5);
const cube = imageOf(
  'u8',
  52 * 52,
  52,
  3,
  Uint8Array.from(steps.flatMap((r) => steps.flatMap((g) => steps.flatMap((b) => [r, g, b])))),
);

describe.each(expectedBackends)('cvtColor on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend(name);
  });
  afterAll(() => backend.dispose());

  test.each(['RGB2GRAY', 'RGB2HSV', 'HSV2RGB', 'RGB2YCrCb', 'YCrCb2RGB'])(
    '%s is equal over the colour cube',
    async (code) => {
      expect(await expectAgreement(backend, cvtColor, cube, { code })).toBe(0);
    },
  );

  test.each(['RGB2Lab', 'Lab2RGB'])('%s is within one level over the colour cube', async (code) => {
    await expectAgreement(backend, cvtColor, cube, { code });
  });

  test('gray to RGB', async () => {
    const image = randomImage(createRng(1), 19, 11);
    expect(await expectAgreement(backend, cvtColor, image, { code: 'GRAY2RGB' })).toBe(0);
  });

  test('alpha comes along', async () => {
    const image = randomImage(createRng(2), 19, 11, 4);
    for (const code of ['RGB2GRAY', 'RGB2YCrCb', 'HSV2RGB']) {
      expect(await expectAgreement(backend, cvtColor, image, { code })).toBe(0);
    }
  });

  test('refuses the wrong number of channels in the words of the reference', async () => {
    const input = await backend.upload(randomImage(createRng(3), 4, 4));
    await expect(backend.run(cvtColor, [input], { code: 'RGB2HSV' })).rejects.toThrow(
      /RGB2HSV takes images with 3 or 4 channels, got 1/,
    );
    backend.release(input);
  });
});
