/** Who holds what on the GPU: nothing grows with use, and everything goes when it is given back. */
import { describe, expect, test } from 'vitest';
import { createRng } from '$src/core/rng';
import { openBackend } from '$src/gpu/backends';
import { GpuBackend } from '$src/gpu/gpu-backend';
import type { Backend, ImageHandle } from '$src/ops/backend';
import { expectedBackends } from './expected-backends';
import { randomImage } from './fixtures/images';
import { invert, lookUpAndTurn, reconstruct } from './fixtures/ops';

const nothing = { textures: 0, buffers: 0, pipelines: 0, bytes: 0 };

describe.each(expectedBackends)('resources of %s', (name) => {
  async function use(backend: Backend, keep = false): Promise<ImageHandle[]> {
    const gray = await backend.upload(randomImage(createRng(1), 40, 30));
    const mask = await backend.upload(randomImage(createRng(2), 40, 30));
    const rgba = await backend.upload(randomImage(createRng(3), 24, 24, 4));
    const results = [
      await backend.run(invert, [rgba], {}),
      await backend.run(lookUpAndTurn, [gray], { offset: 1, gain: 1 }),
      await backend.run(reconstruct, [gray, mask], {}),
    ];
    const handles = [gray, mask, rgba, ...results.flatMap((r) => Object.values(r.outputs))];
    for (const handle of handles) await backend.read(handle);
    if (keep) return handles;
    backend.release(...handles);
    return [];
  }

  test('200 runs hold no more than the first ones', async () => {
    const backend = await openBackend(name);
    await use(backend);
    await use(backend);
    const early = backend.counts();
    for (let i = 0; i < 200; i++) await use(backend);
    expect(backend.counts()).toEqual(early);
    backend.dispose();
  });

  test('held images count, and only they remain after trim', async () => {
    const backend = await openBackend(name);
    if (!(backend instanceof GpuBackend)) throw new Error('no GPU backend');
    const idle = backend.counts();
    const handles = await use(backend, true);
    backend.trim();
    // gray, mask, inverted, turned, looked, filled: one texture each
    expect(backend.counts().textures - idle.textures).toBe(handles.length);
    expect(handles).toHaveLength(7);
    const texels = 40 * 30 * 5 + 24 * 24 * 2;
    expect(backend.counts().bytes - idle.bytes).toBe(4 * texels);
    backend.release(...handles);
    backend.trim();
    expect(backend.counts()).toEqual(idle);
    backend.dispose();
    expect(backend.counts()).toEqual(nothing);
  });

  test('closing frees everything, images still held and runs in flight included', async () => {
    const backend = await openBackend(name);
    await use(backend, true);
    const input = await backend.upload(randomImage(createRng(4), 16, 16));
    const running = backend.run(invert, [input], {}).catch(() => undefined);
    backend.dispose();
    await running;
    expect(backend.counts()).toEqual(nothing);
  });

  test('different sizes do not pile up without bound', async () => {
    const backend = await openBackend(name);
    for (let side = 1; side <= 60; side++) {
      const input = await backend.upload(randomImage(createRng(side), side, side));
      const { outputs } = await backend.run(invert, [input], {});
      backend.release(input, ...Object.values(outputs));
    }
    expect(backend.counts().textures).toBeLessThanOrEqual(32);
    backend.dispose();
  });
});
