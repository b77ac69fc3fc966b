import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { imageOf } from '$src/core/image';
import { createRng } from '$src/core/rng';
import { openBackend } from '$src/gpu/backends';
import { CompileError } from '$src/ops/backend';
import type { Backend } from '$src/ops/backend';
import { backendBehaviour } from './fixtures/behaviour';
import { randomImage } from './fixtures/images';
import { invert } from './fixtures/ops';

backendBehaviour('webgpu');

describe('webgpu only', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend('webgpu');
  });
  afterAll(() => backend.dispose());

  test('is not absent here, and names its device', () => {
    expect(backend.device).not.toBe('');
    expect(backend.device).not.toMatch(/unnamed/);
  });

  test('gives GPU time where it has timestamp queries', async () => {
    if (!backend.takeGpuTimeMs) return expect(backend.device).not.toMatch(/SwiftShader/);
    await backend.takeGpuTimeMs();
    const input = await backend.upload(randomImage(createRng(1), 512, 512));
    const { outputs } = await backend.run(invert, [input], {});
    const gpuMs = await backend.takeGpuTimeMs();
    expect(gpuMs).toBeGreaterThan(0);
    expect(gpuMs).toBeLessThan(5000);
    expect(await backend.takeGpuTimeMs()).toBe(0);
    backend.release(input, ...Object.values(outputs));
  });

  test('an edited workgroup size changes the dispatch, not the result', async () => {
    const planner = invert.gpu;
    if ('missing' in planner) throw new Error('no planner');
    const source = planner.kernels['invert']?.wgsl.replace('(8, 8)', '(4, 2, 1)');
    await backend.setKernel?.(invert, 'invert', source);
    const input = await backend.upload(imageOf('u8', 9, 5, 1, new Uint8Array(45).fill(7)));
    const result = await backend.run(invert, [input], {});
    const output = result.outputs['result'];
    if (!output) throw new Error('no output');
    expect(new Set((await backend.read(output)).data)).toEqual(new Set([248]));
    await backend.setKernel?.(invert, 'invert', undefined);
    backend.release(input, output);
  });

  test('a kernel without the right output binding is a CompileError', async () => {
    const planner = invert.gpu;
    if ('missing' in planner) throw new Error('no planner');
    const source = planner.kernels['invert']?.wgsl.replace('r32sint', 'rgba32sint');
    await expect(backend.setKernel?.(invert, 'invert', source)).rejects.toThrow(CompileError);
  });
});
