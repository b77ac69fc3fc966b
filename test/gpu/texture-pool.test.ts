import { describe, expect, test } from 'vitest';
import type { Engine, GpuTexture } from '$src/gpu/engine';
import { TexturePool } from '$src/gpu/texture-pool';

/** An engine with room for `room` textures; everything a pool does not call is absent. */
function fakeEngine(room: number) {
  let made = 0;
  const live = new Set<GpuTexture>();
  const engine = {
    label: 'WebGPU',
    maxSide: 8192,
    expectAlive: () => undefined,
    createTexture: (format: GpuTexture['format'], width: number, height: number) => {
      if (live.size >= room) return Promise.reject(new RangeError('no memory'));
      made++;
      const texture = { format, width, height };
      live.add(texture);
      return Promise.resolve(texture);
    },
    destroyTexture: (texture: GpuTexture) => live.delete(texture),
  } as unknown as Engine<GpuTexture, never>;
  return { engine, live, made: () => made };
}

describe('texture pool', () => {
  test('hands a released texture out again, but only for the same size and format', async () => {
    const { engine, made } = fakeEngine(10);
    const pool = new TexturePool(engine);
    const first = await pool.acquire('i32', 4, 3);
    pool.release(first);
    expect(await pool.acquire('i32', 4, 3)).toBe(first);
    await pool.acquire('i32', 4, 3);
    await pool.acquire('i32', 3, 4);
    await pool.acquire('f32', 4, 3);
    expect(made()).toBe(4);
    expect(pool.textures).toBe(4);
    expect(pool.bytes).toBe(4 * 12 * 4);
  });

  test('frees idle textures when memory is out, then says so in numbers', async () => {
    const { engine, live } = fakeEngine(2);
    const pool = new TexturePool(engine);
    pool.release(await pool.acquire('i32', 10, 10));
    pool.release(await pool.acquire('i32', 20, 10));
    await pool.acquire('f32x4', 30, 10);
    expect(live.size).toBe(1);
    await pool.acquire('i32', 1, 1);
    await expect(pool.acquire('i32', 5000, 4000)).rejects.toThrow(
      'WebGPU has no memory left for 5000 × 4000 px (80 MB). Use a smaller image or close other pages that use the GPU.',
    );
    expect(pool.textures).toBe(2);
  });

  test('a side above the limit is refused before anything is allocated', async () => {
    const { engine, made } = fakeEngine(2);
    const pool = new TexturePool(engine);
    await expect(pool.acquire('i32', 9000, 100)).rejects.toThrow(
      'This image is 9000 × 100 px; WebGPU on this machine holds at most 8192 px a side. Use a smaller image.',
    );
    expect(made()).toBe(0);
  });

  test('keeps a bounded number of idle textures and trims to none', async () => {
    const { engine, live } = fakeEngine(1000);
    const pool = new TexturePool(engine);
    const textures = await Promise.all(
      Array.from({ length: 100 }, (_, i) => pool.acquire('i32', i + 1, 1)),
    );
    for (const texture of textures) pool.release(texture);
    expect(live.size).toBe(32);
    expect(pool.textures).toBe(32);
    pool.trim();
    expect(live.size).toBe(0);
    expect(pool.bytes).toBe(0);
  });

  test('keeps a bounded number of idle bytes', async () => {
    const { engine } = fakeEngine(1000);
    const pool = new TexturePool(engine);
    const textures = await Promise.all(
      Array.from({ length: 8 }, () => pool.acquire('i32', 4096, 4096)),
    );
    for (const texture of textures) pool.release(texture);
    expect(pool.bytes).toBeLessThanOrEqual(256e6);
  });
});
