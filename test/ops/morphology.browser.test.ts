import { afterAll, beforeAll, describe, test } from 'vitest';
import { createRng } from '$src/core/rng';
import { openBackend } from '$src/gpu/backends';
import type { Backend } from '$src/ops/backend';
import morphology from '$src/ops/morphology';
import { expectedBackends } from '../gpu/expected-backends';
import { randomImage } from '../gpu/fixtures/images';
import { expectAgreement } from './gpu-agreement';

describe.each(expectedBackends)('morphology on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend(name);
  });
  afterAll(() => backend.dispose());

  test.each(['erode', 'dilate', 'open', 'close', 'gradient', 'tophat', 'blackhat'])(
    '%s with every shape',
    async (operation) => {
      const image = randomImage(createRng(4), 45, 37);
      for (const shape of ['rect', 'cross', 'ellipse', 'custom']) {
        for (const size of [
          { kernelWidth: 3, kernelHeight: 3 },
          { kernelWidth: 4, kernelHeight: 1, iterations: 3 },
          { kernelWidth: 2, kernelHeight: 7, anchorX: 0, anchorY: 6 },
        ]) {
          await expectAgreement(backend, morphology, image, { operation, shape, ...size });
        }
      }
    },
  );

  test('the largest element: column 30 is the last bit of its row', async () => {
    const image = randomImage(createRng(5), 50, 41);
    const largest = { kernelWidth: 31, kernelHeight: 31 };
    for (const shape of ['rect', 'ellipse']) {
      await expectAgreement(backend, morphology, image, { operation: 'erode', shape, ...largest });
    }
    const kernel = [Array.from({ length: 31 }, (_, i) => (i === 30 ? 1 : 0))];
    await expectAgreement(backend, morphology, image, {
      operation: 'dilate',
      shape: 'custom',
      kernel,
      anchorX: 0,
    });
  });

  test('an empty element', async () => {
    const image = randomImage(createRng(6), 9, 9);
    for (const operation of ['erode', 'dilate', 'gradient']) {
      const params = { operation, shape: 'custom', kernel: [[0, 0]] };
      await expectAgreement(backend, morphology, image, params);
    }
  });
});
