// A GPU that goes away: the running call and all later ones say so, instead of returning garbage. tfjs itself drops
// a lost WebGL context and carries on.
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { createImage } from '$src/core/image';
import { openSsdGraph } from '$src/detect/adapters/ssd-graph';
import type { Detector } from '$src/detect/types';
import { readFrom, tinyGraphFiles } from './tiny-graph';

const files = tinyGraphFiles({ boxes: [[0.1, 0.1, 0.5, 0.5]], scores: [{ 53: 0.9 }] });
const frame = createImage('u8', 32, 32, 3);
frame.data.fill(255);

const open = (backend: 'webgl' | 'webgpu' | 'wasm'): Promise<Detector> =>
  openSsdGraph(
    { adapter: 'ssd-graph', modelId: 'coco-ssd', runtime: { runtime: 'tfjs', backend } },
    readFrom(files),
  );

const lost = {
  reason: 'runtime-lost',
  message: expect.stringMatching(/Open the detector again/) as string,
};

test('webgl', async () => {
  const detector = await open('webgl');
  expect((await detector.detect(frame)).detections).toHaveLength(1);
  const { gl } = (tf.backend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } }).gpgpu;
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  await expect(detector.detect(frame)).rejects.toMatchObject(lost);
  await expect(detector.detect(frame)).rejects.toMatchObject(lost);
  await detector.dispose();
});

test('webgpu, between and during runs', async () => {
  const detector = await open('webgpu');
  expect((await detector.detect(frame)).detections).toHaveLength(1);
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  const running = detector.detect(frame);
  device.destroy();
  await expect(running).rejects.toMatchObject(lost);
  await expect(detector.detect(frame)).rejects.toMatchObject(lost);
  await detector.dispose();
});

test('other backends of the realm go on', async () => {
  const detector = await open('wasm');
  expect((await detector.detect(frame)).detections).toHaveLength(1);
  await detector.dispose();
});
