import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { openTfjs } from '$src/detect/runtime/tfjs';

test('a result that another backend computed is thrown away, and the next run is right again', async () => {
  const runtime = await openTfjs('wasm');
  const straying = runtime.run(async () => {
    await tf.setBackend('cpu');
    return 1;
  });
  await expect(straying).rejects.toMatchObject({
    reason: 'runtime-lost',
    message: expect.stringContaining('from wasm to cpu') as string,
  });
  expect(await runtime.run(() => Promise.resolve(tf.getBackend()))).toBe('wasm');
});

test('runs take turns, in order, and a failing one does not hold up the next', async () => {
  const [cpu, wasm] = [await openTfjs('cpu'), await openTfjs('wasm')];
  const seen: string[] = [];
  const note = (name: string) => async (): Promise<void> => {
    seen.push(`${name} begins on ${tf.getBackend()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    seen.push(`${name} ends on ${tf.getBackend()}`);
  };
  const failing = cpu.run(() => Promise.reject(new Error('broken')));
  const others = [wasm.run(note('a')), cpu.run(note('b'))];
  await expect(failing).rejects.toThrow('broken');
  await Promise.all(others);
  expect(seen).toEqual(['a begins on wasm', 'a ends on wasm', 'b begins on cpu', 'b ends on cpu']);
});

test('an aborted run does not begin', async () => {
  const runtime = await openTfjs('cpu');
  let hasRun = false;
  const work = (): Promise<void> => {
    hasRun = true;
    return Promise.resolve();
  };
  await expect(runtime.run(work, AbortSignal.abort())).rejects.toThrow(
    expect.objectContaining({ name: 'AbortError' }),
  );
  expect(hasRun).toBe(false);
});

test.each(['webgl', 'webgpu'] as const)('says that Node has no %s', async (backend) => {
  await expect(openTfjs(backend)).rejects.toMatchObject({
    reason: 'backend-unavailable',
    message: expect.stringMatching(/Choose .*wasm.*cpu/) as string,
  });
});
