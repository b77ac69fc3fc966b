import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBackend } from '$src/gpu/backends';
import { GpuBackend } from '$src/gpu/gpu-backend';
import { selfTest, selfTestOps } from '$src/gpu/self-test';
import type { Backend } from '$src/ops/backend';
import { ops } from '$src/ops/registry';
import { ReferenceBackend } from '$src/ops/reference-backend';
import { expectedBackends } from './expected-backends';
import { invert, wrongInvert } from './fixtures/ops';

test('every op of the self-test exists and runs on the GPU', () => {
  for (const name of selfTestOps) expect(ops.get(name)?.gpu, name).not.toHaveProperty('missing');
  for (const name of selfTestOps) expect(ops.has(name), name).toBe(true);
});

test('the reference agrees with itself', async () => {
  expect(await selfTest(new ReferenceBackend())).toMatchObject({ backend: 'reference', ok: true });
});

describe.each(expectedBackends)('self-test of %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend(name);
  });
  afterAll(() => backend.dispose());

  test('passes with the shipped kernels and leaves nothing behind', async () => {
    const before = backend.counts();
    const start = performance.now();
    expect(await selfTest(backend)).toEqual({ backend: name, device: backend.device, ok: true });
    console.warn(`Self-test of ${name}: ${Math.round(performance.now() - start)} ms`);
    if (backend instanceof GpuBackend) backend.trim();
    expect(backend.counts()).toEqual(before);
  });

  test('refuses a kernel that computes something else, naming the op and the difference', async () => {
    const report = await selfTest(backend, [invert, wrongInvert]);
    expect(report.ok).toBe(false);
    expect(report.reason).toMatch(
      /WebG(PU|L2) on .+ disagrees with the reference: wrongInvert differs by up to 1 \(allowed 0\)/,
    );
    expect(report.reason).toMatch(/x \d+, y \d+: \d+ instead of \d+/);
  });

  test('reports a failing backend instead of throwing', async () => {
    const lost = await openBackend(name);
    if (lost instanceof GpuBackend) lost.simulateLoss();
    const report = await selfTest(lost, [invert]);
    expect(report).toMatchObject({ backend: name, ok: false });
    expect(report.reason).toMatch(/failed its self-test in invert: WebG(PU|L2) lost its device/);
    lost.dispose();
  });
});
