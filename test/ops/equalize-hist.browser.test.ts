import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createImage } from '$src/core/image';
import { createRng } from '$src/core/rng';
import { openBackend } from '$src/gpu/backends';
import type { Backend } from '$src/ops/backend';
import equalizeHist from '$src/ops/equalize-hist';
import { expectedBackends } from '../gpu/expected-backends';
import { randomImage } from '../gpu/fixtures/images';
import { expectAgreement } from './gpu-agreement';

describe.each(expectedBackends)('equalizeHist on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend(name);
  });
  afterAll(() => backend.dispose());

  test('equal for every divisor: the table depends on its last bit', async () => {
    // A ramp of 256 values, then n more pixels of the brightest: N − darkest runs over 255…654.
    for (let n = 0; n < 400; n += 3) {
      const image = createImage('u8', 256 + n, 1);
      image.data.forEach((_, i) => (image.data[i] = Math.min(i, 255)));
      expect(await expectAgreement(backend, equalizeHist, image)).toBe(0);
    }
  });

  test('equal on few pixels, where ties are frequent', async () => {
    for (let width = 1; width <= 40; width++) {
      const image = randomImage(createRng(width), width, 3);
      expect(await expectAgreement(backend, equalizeHist, image)).toBe(0);
    }
  });

  test('equal on a large image', async () => {
    const image = randomImage(createRng(7), 801, 603);
    expect(await expectAgreement(backend, equalizeHist, image)).toBe(0);
  });

  test('one gray value comes back', async () => {
    const image = createImage('u8', 70, 70);
    image.data.fill(93);
    expect(await expectAgreement(backend, equalizeHist, image)).toBe(0);
  });
});
