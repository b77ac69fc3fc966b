import { expect, test } from 'vitest';
import { availableBackends, backendNames, openBackend, openTested } from '$src/gpu/backends';
import { expectedBackends } from './expected-backends';
import { wrongInvert } from './fixtures/ops';
import type { WorkerAnswer } from './fixtures/probe.worker';

test('all expected backends are there and pass their self-test', async () => {
  const reports = await availableBackends();
  expect(reports.map((report) => report.backend)).toEqual(backendNames);
  for (const name of [...expectedBackends, 'reference'] as const) {
    expect(reports.find((report) => report.backend === name)).toMatchObject({ ok: true });
  }
});

test('a backend that disagrees is closed and not handed out', async () => {
  for (const name of expectedBackends) {
    const { report, backend } = await openTested(name, [wrongInvert]);
    expect(report.ok).toBe(false);
    expect(backend).toBeUndefined();
  }
});

test('the backends work in a module worker', async () => {
  const worker = new Worker(new URL('./fixtures/probe.worker.ts', import.meta.url), {
    type: 'module',
  });
  const answer = await new Promise<WorkerAnswer>((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<WorkerAnswer>) => resolve(event.data);
    worker.onerror = (event) => reject(new Error(event.message));
  });
  worker.terminate();
  for (const name of expectedBackends) expect(answer[name]).toEqual([254, 253, 252]);
});

test('an absent WebGPU is told in words', async () => {
  const navigatorGpu = Object.getOwnPropertyDescriptor(Navigator.prototype, 'gpu');
  const replace = (value: unknown): void => {
    Object.defineProperty(navigator, 'gpu', { value, configurable: true });
  };
  try {
    replace(undefined);
    await expect(openBackend('webgpu')).rejects.toThrow('This browser has no WebGPU.');
    replace({ requestAdapter: () => Promise.resolve(null) });
    await expect(openBackend('webgpu')).rejects.toThrow(/no adapter/);
    const { report } = await openTested('webgpu');
    expect(report).toMatchObject({ backend: 'webgpu', device: '', ok: false });
  } finally {
    Reflect.deleteProperty(navigator, 'gpu');
  }
  expect(navigatorGpu).toBeDefined();
});

test('an absent WebGL2 is told in words', async () => {
  const { getContext } = OffscreenCanvas.prototype;
  try {
    OffscreenCanvas.prototype.getContext = () => null;
    await expect(openBackend('webgl2')).rejects.toThrow(/no WebGL2 context/);
  } finally {
    OffscreenCanvas.prototype.getContext = getContext;
  }
});
