import { expect, test } from 'vitest';
import { reporting } from '$src/lab/progress';

test('reports are yielded in place, the result is returned', async () => {
  const events = reporting(
    async (report) => {
      for (let i = 1; i <= 3; i++) {
        report(i, 3);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      return 'result';
    },
    { note: 'WebGPU', offset: 20, total: 60 },
  );
  const seen: number[] = [];
  let step = await events.next();
  while (step.done !== true) {
    seen.push(step.value.done);
    expect(step.value.total).toBe(60);
    expect(step.value.note).toBe('WebGPU');
    step = await events.next();
  }
  expect(seen).toEqual([21, 22, 23]);
  expect(step.value).toBe('result');
});

test('a rejection comes out of the generator', async () => {
  const events = reporting(() => Promise.reject(new Error('lost')));
  await expect(events.next()).rejects.toThrow('lost');
});

test('reports that come faster than they are read are folded into the latest', async () => {
  const events = reporting((report) => {
    for (let i = 1; i <= 100; i++) report(i, 100);
    return Promise.resolve(0);
  });
  const step = await events.next();
  expect(step.done === true || step.value.done === 100).toBe(true);
});
