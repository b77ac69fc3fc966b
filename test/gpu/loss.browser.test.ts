/** A GPU can go away at any moment. The run says so, nothing hangs, and the backend can be opened again. */
import { afterEach, describe, expect, test } from 'vitest';
import { createImage, grayFromRows } from '$src/core/image';
import { openBackend } from '$src/gpu/backends';
import { BackendLost } from '$src/gpu/errors';
import { GpuBackend } from '$src/gpu/gpu-backend';
import { expectedBackends } from './expected-backends';
import { invert, reconstruct } from './fixtures/ops';

describe.each(expectedBackends)('loss of %s', (name) => {
  const opened: GpuBackend[] = [];
  async function open(): Promise<GpuBackend> {
    const backend = await openBackend(name);
    if (!(backend instanceof GpuBackend)) throw new Error(`${name} is no GPU backend`);
    opened.push(backend);
    return backend;
  }
  afterEach(() => {
    for (const backend of opened.splice(0)) backend.dispose();
  });

  /** A mark at one end of a long path: many repeats. */
  async function longRun(backend: GpuBackend) {
    const mask = createImage('u8', 512, 1);
    mask.data.fill(255);
    const marks = createImage('u8', 512, 1);
    marks.data[0] = 255;
    const inputs = [await backend.upload(marks), await backend.upload(mask)];
    return () => backend.run(reconstruct, inputs, {});
  }

  test('a run in flight rejects with a clear message', async () => {
    const backend = await open();
    const run = await longRun(backend);
    await run(); // compiled and proven: only the repeats wait for the GPU
    const running = run();
    backend.simulateLoss();
    const error: unknown = await running.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(BackendLost);
    expect(String(error)).toMatch(
      /WebG(PU|L2) lost its device: .+ Nothing measured is lost; run it again\./,
    );
  });

  test('`lost` resolves with the reason, and every later call rejects', async () => {
    const backend = await open();
    const input = await backend.upload(createImage('u8', 4, 4));
    backend.simulateLoss();
    expect(await backend.lost).not.toBe('');
    await expect(backend.run(invert, [input], {})).rejects.toThrow(BackendLost);
    await expect(backend.read(input)).rejects.toThrow(BackendLost);
    await expect(backend.upload(createImage('u8', 1, 1))).rejects.toThrow(BackendLost);
    await expect(backend.finish()).rejects.toThrow(BackendLost);
    backend.release(input); // must not throw
  });

  test('a read in flight rejects', async () => {
    const backend = await open();
    const input = await backend.upload(createImage('u8', 600, 600));
    backend.simulateLoss();
    await expect(backend.read(input)).rejects.toThrow(BackendLost);
  });

  test('opening again gives a working backend, and disposing the lost one frees its counts', async () => {
    const backend = await open();
    await (
      await longRun(backend)
    )();
    backend.simulateLoss();
    await backend.lost;
    backend.dispose();
    expect(backend.counts()).toEqual({ textures: 0, buffers: 0, pipelines: 0, bytes: 0 });
    const fresh = await open();
    const input = await fresh.upload(grayFromRows([[1, 2]]));
    const output = (await fresh.run(invert, [input], {})).outputs['result'];
    if (!output) throw new Error('no output');
    expect(await fresh.read(output)).toEqual(grayFromRows([[254, 253]]));
  });

  test('closing is no loss', async () => {
    const backend = await open();
    backend.dispose();
    const winner = await Promise.race([
      backend.lost,
      new Promise((resolve) => setTimeout(() => resolve('nothing'), 200)),
    ]);
    expect(winner).toBe('nothing');
  });
});
