// Both tfjs adapters on every tfjs backend of a browser. Losing a GPU is in loss.browser.test.ts, because it takes
// the realm's engine with it.
import * as cocoSsd from '@tensorflow-models/coco-ssd';
import { describe, expect, test, vi } from 'vitest';
import { imageOf } from '$src/core/image';
import { openCocoSsd } from '$src/detect/adapters/coco-ssd';
import { openSsdGraph } from '$src/detect/adapters/ssd-graph';
import { openTfjs } from '$src/detect/runtime/tfjs';
import { readFrom, tinyGraphFiles } from './tiny-graph';

const readTiny = readFrom(
  tinyGraphFiles({
    boxes: [
      [0.1, 0.2, 0.5, 0.6],
      [0.1, 0.2, 0.5, 0.7],
      [0.6, 0.5, 0.9, 0.9],
    ],
    scores: [{ 53: 0.9 }, { 47: 0.85 }, { 44: 0.7, 85: 0.6 }],
  }),
);

const open = { 'coco-ssd': openCocoSsd, 'ssd-graph': openSsdGraph } as const;
const pairs = (['cpu', 'wasm', 'webgl', 'webgpu'] as const).flatMap((backend) =>
  (['coco-ssd', 'ssd-graph'] as const).map((adapter) => [adapter, backend] as const),
);

/** A bitmap of one colour with an apple's worth of brightness. */
function bitmapOf(level: number): Promise<ImageBitmap> {
  const pixels = new Uint8ClampedArray(200 * 100 * 4).fill(level);
  return createImageBitmap(new ImageData(pixels, 200, 100));
}

describe.each(pairs)('%s on %s', (adapter, backend) => {
  test('runs there, 200 frames leave nothing behind, bitmaps are closed', async () => {
    const detector = await open[adapter](
      { adapter, modelId: 'coco-ssd', runtime: { runtime: 'tfjs', backend } },
      readTiny,
    );
    expect(detector.info.runtime).toMatchObject({ runtime: 'tfjs', backend, threads: 1 });
    if (backend.startsWith('webg')) expect(detector.info.runtime.device).toMatch(/./);
    const before = await detector.counts();
    const frame = imageOf('u8', 60, 40, 4, new Uint8Array(60 * 40 * 4).fill(255));
    // The package drops the cup, which overlaps the apple by 0.8.
    const expected = [
      { name: 'apple', score: 0.9, boxXyxy: [12, 4, 36, 20] },
      { name: 'cup', score: 0.85, boxXyxy: [12, 4, 42, 20] },
      { name: 'bottle', score: 0.7, boxXyxy: [30, 24, 54, 36] },
    ].filter(({ name }) => adapter === 'ssd-graph' || name !== 'cup');
    for (let i = 0; i < 200; i++) {
      const { detections } = await detector.detect(frame, { scoreThreshold: 0.65 });
      expect(detections).toHaveLength(expected.length);
      detections.forEach(({ boxXyxy, score, classIndex }, k) => {
        const match = expected[k];
        expect(detector.info.spec.labels[classIndex]?.name).toBe(match?.name);
        expect(score).toBeCloseTo(match?.score ?? NaN, 5);
        boxXyxy.forEach((edge, e) => expect(edge).toBeCloseTo(match?.boxXyxy[e] ?? NaN, 4));
      });
    }
    const bitmap = await bitmapOf(255);
    const { widthPx, timings } = await detector.detect(bitmap, { scoreThreshold: 0.65 });
    expect(widthPx).toBe(200);
    expect(timings.readFrameMs).toBeGreaterThan(0);
    expect(bitmap.width, 'a closed bitmap has no width').toBe(0);
    expect(await detector.counts()).toEqual(before);
    await detector.dispose();
    expect((await detector.counts()).tensors).toBe(0);
  });
});

test('cocoSsd.load({ modelUrl }) takes our files from their address, without any of our code', async () => {
  const runtime = await openTfjs('wasm');
  const quiet = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  await runtime.run(async () => {
    const detection = await cocoSsd.load({ modelUrl: '/models/ssd-lite/model.json' });
    const objects = await detection.detect(new ImageData(64, 48), 3, 1e-4);
    expect(objects.length).toBeGreaterThan(0);
    detection.dispose();
  });
  quiet.mockRestore();
});

test('no WebGPU adapter is an error in words, and the next backend still starts', async () => {
  vi.spyOn(navigator.gpu, 'requestAdapter').mockResolvedValue(null);
  await expect(openTfjs('webgpu')).rejects.toMatchObject({ reason: 'backend-unavailable' });
  vi.restoreAllMocks();
  await expect(openTfjs('wasm')).resolves.toBeDefined();
});
