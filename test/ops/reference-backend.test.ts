import { expect, test } from 'vitest';
import { createImage, grayFromRows } from '$src/core/image';
import { createReferenceBackend } from '$src/ops/reference-backend';
import { invert, lookUpAndTurn } from '$test/gpu/fixtures/ops';

test('runs an op and counts what is held', async () => {
  const backend = createReferenceBackend();
  const input = await backend.upload(grayFromRows([[0, 255]]));
  expect(input).toMatchObject({
    backend: 'reference',
    width: 2,
    height: 1,
    channels: 1,
    type: 'u8',
  });
  const result = await backend.run(invert, [input], {});
  expect(result).toMatchObject({ dispatches: 0, repeats: {}, isEdited: false });
  const output = result.outputs['result'];
  if (!output) throw new Error('no output');
  expect(await backend.read(output)).toEqual(grayFromRows([[255, 0]]));
  expect(backend.counts()).toEqual({ textures: 2, buffers: 0, pipelines: 0, bytes: 4 });
  backend.release(input, output);
  backend.release(input);
  expect(backend.counts()).toEqual({ textures: 0, buffers: 0, pipelines: 0, bytes: 0 });
});

test('dispose drops everything', async () => {
  const backend = createReferenceBackend();
  await backend.upload(createImage('u8', 3, 3));
  backend.dispose();
  expect(backend.counts().textures).toBe(0);
});

test('refuses wrong images and parameters in words', async () => {
  const backend = createReferenceBackend();
  const f32 = await backend.upload(createImage('f32', 2, 2));
  const u8 = await backend.upload(createImage('u8', 2, 2));
  await expect(backend.run(invert, [f32], {})).rejects.toThrow(
    'invert takes u8 with 1 or 3 or 4 channel(s) as image, got f32 with 1.',
  );
  await expect(backend.run(invert, [], {})).rejects.toThrow(
    'invert takes 1 image(s) (image), got 0.',
  );
  await expect(backend.run(lookUpAndTurn, [u8], { offset: 1, gain: 99 })).rejects.toThrow(
    /lookUpAndTurn: Gain must be 0 to 4.* got 99/,
  );
  backend.release(u8);
  await expect(backend.run(invert, [u8], {})).rejects.toThrow('was released; upload it again');
  await expect(backend.read({ ...f32, backend: 'webgpu' })).rejects.toThrow('lives on webgpu');
});

test('names an output that the op forgot', async () => {
  const backend = createReferenceBackend();
  const u8 = await backend.upload(createImage('u8', 2, 2));
  const forgetful = { ...invert, reference: () => ({}) };
  await expect(backend.run(forgetful, [u8], {})).rejects.toThrow('promised an output "result"');
});
