/**
 * filter2D on the GPU with kernels up to 31 × 31 and anchors that always fit. The common agreement suite
 * draws anchors freely, so most of its cases for this op are refusals.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnyParams, Matrix } from '$src/core/params';
import { defaults } from '$src/core/params';
import { createRng, type Rng } from '$src/core/rng';
import { openBackend } from '$src/gpu/backends';
import type { Backend } from '$src/ops/backend';
import filter2D from '$src/ops/filter2d';
import { filter2D as reference, type Filter2DParams } from '$src/ops/filter2d/reference';
import { expectU8, type Image } from '$src/core/image';
import { expectedBackends } from '$test/gpu/expected-backends';
import { differenceOf } from '$src/gpu/difference';
import { randomImage } from '$test/gpu/fixtures/images';
import { opNamed } from '$src/ops/registry';

const seed = 31;

/** Multiples of 1/16 from −4 to 4: at most 961 · 4 · 255 · 16 < 2²⁴ sixteenths, exact in float32. */
function dyadicKernel(rng: Rng, rows: number, columns: number): Matrix {
  return Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => rng.integer(-64, 64) / 16),
  );
}

function draw(rng: Rng): Filter2DParams {
  const rows = rng.integer(1, rng.next() < 0.2 ? 31 : 5);
  const columns = rng.integer(1, rng.next() < 0.2 ? 31 : 5);
  const borders = ['replicate', 'reflect', 'reflect101', 'constant'] as const;
  return {
    ...defaults(filter2D.params),
    kernel: dyadicKernel(rng, rows, columns),
    anchorX: rng.integer(-1, columns - 1),
    anchorY: rng.integer(-1, rows - 1),
    delta: rng.integer(-255, 255),
    border: borders[rng.integer(0, 3)] ?? 'constant',
    borderValue: rng.integer(0, 255),
    outputType: rng.next() < 0.5 ? 'u8' : 'i16',
    flip: rng.next() < 0.5,
    stride: rng.next() < 0.5 ? 1 : rng.integer(2, 8),
    dilation: rng.next() < 0.5 ? 1 : rng.integer(2, 8),
  };
}

describe.each(expectedBackends)('filter2D on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend(name);
  });
  afterAll(() => backend.dispose());

  async function run(image: Image, params: Filter2DParams): Promise<Image> {
    const input = await backend.upload(image);
    const { outputs } = await backend.run(
      opNamed('filter2D'),
      [input],
      params as unknown as AnyParams,
    );
    const output = outputs['image'];
    if (!output) throw new Error('filter2D gave no output "image".');
    const result = await backend.read(output);
    backend.release(input, output);
    return result;
  }

  test('equals the reference bit for bit where float32 sums are exact', async () => {
    const rng = createRng(seed);
    for (let i = 0; i < 40; i++) {
      const params = draw(rng);
      const channels = ([1, 1, 3, 4] as const)[rng.integer(0, 3)] ?? 1;
      const image = randomImage(rng, rng.integer(1, 40), rng.integer(1, 40), channels);
      const expected = reference(expectU8(image, 'filter2D'), params);
      const { maxAbs, where } = differenceOf(expected, await run(image, params));
      expect(maxAbs, `draw ${i}, ${JSON.stringify({ ...params, kernel: '' })}, ${where}`).toBe(0);
    }
  });

  test('valid padding gives the documented size and the same values', async () => {
    const rng = createRng(seed + 1);
    for (const [stride, dilation, flip] of [
      [1, 1, false],
      [2, 1, true],
      [3, 2, false],
      [8, 3, true],
    ] as const) {
      const kernel = dyadicKernel(rng, 3, 5);
      const params = { ...draw(rng), kernel, anchorX: -1, anchorY: -1, padding: 'valid' } as const;
      const image = randomImage(rng, 37, 29, 3);
      const p = { ...params, stride, dilation, flip };
      const result = await run(image, p);
      expect([result.width, result.height]).toEqual([
        Math.floor((37 - (4 * dilation + 1)) / stride) + 1,
        Math.floor((29 - (2 * dilation + 1)) / stride) + 1,
      ]);
      const expected = reference(expectU8(image, 'filter2D'), p);
      expect(differenceOf(expected, result).maxAbs).toBe(0);
    }
  });

  test('decimal weights whose sums keep clear of halves give the same', async () => {
    const rng = createRng(seed + 2);
    const kernel = Array.from({ length: 9 }, () => Array.from({ length: 9 }, () => 1 / 81));
    const params = { ...defaults(filter2D.params), kernel };
    const image = randomImage(rng, 61, 47);
    const expected = reference(expectU8(image, 'filter2D'), params);
    const { maxAbs } = differenceOf(expected, await run(image, params));
    // The sum is a multiple of 1/81, at least 1/162 from a half: float32 cannot cross it.
    expect(maxAbs).toBe(0);
  });
});
