import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createImage, imageOf, type U8Image } from '$src/core/image';
import { openCocoSsd } from '$src/detect/adapters/coco-ssd';
import { packageRule } from '$src/detect/adapters/coco-ssd-quirk';
import { openSsdGraph } from '$src/detect/adapters/ssd-graph';
import type { DetectorRequest } from '$src/detect/open';
import { readFrom, tinyGraphFiles, type TinyGraph } from './tiny-graph';

// On a frame of 200 × 100 px: two that overlap with IoU 0.8 (both rows 10..50; columns 40..120 and 40..140), and
// one apart. Ids: 53 apple, 47 cup, 44 bottle, 85 clock.
const graph: TinyGraph = {
  boxes: [
    [0.1, 0.2, 0.5, 0.6],
    [0.1, 0.2, 0.5, 0.7],
    [0.6, 0.5, 0.9, 0.9],
  ],
  scores: [{ 53: 0.9 }, { 47: 0.85 }, { 44: 0.7, 85: 0.6 }],
};

const frameOf = (level: number, channels: 1 | 3 | 4 = 3): U8Image => {
  const image = createImage('u8', 200, 100, channels);
  image.data.fill(level);
  return image;
};

const request = (backend: 'cpu' | 'wasm'): DetectorRequest => ({
  adapter: 'coco-ssd',
  modelId: 'coco-ssd',
  runtime: { runtime: 'tfjs', backend },
});

beforeEach(() => {
  // tfjs reports failed starts and odd graphs with warnings; none belongs here.
  vi.spyOn(console, 'warn').mockImplementation((...message) => {
    throw new Error(`unexpected warning: ${message.join(' ')}`);
  });
  return () => vi.restoreAllMocks();
});

describe.each(['cpu', 'wasm'] as const)('coco-ssd as shipped, on %s', (backend) => {
  test('gives boxes in the frame, best class, one threshold, and leaves nothing behind', async () => {
    const detector = await openCocoSsd(request(backend), readFrom(tinyGraphFiles(graph)));
    expect(detector.info.runtime).toEqual({
      runtime: 'tfjs',
      version: '4.22.0',
      backend,
      threads: 1,
    });
    expect(detector.info.spec).toMatchObject({ isTransparent: false, inputSidePx: 300 });
    const before = await detector.counts();

    const low = await detector.detect(frameOf(255), { scoreThreshold: 0.5 });
    const names = low.detections.map(
      ({ classIndex }) => detector.info.spec.labels[classIndex]?.name,
    );
    expect(names).toEqual(['apple', 'bottle']);
    expect(low.detections[0]?.score).toBeCloseTo(0.9, 6);
    const expected = [
      [40, 10, 120, 50],
      [100, 60, 180, 90],
    ];
    low.detections.forEach(({ boxXyxy }, i) =>
      boxXyxy.forEach((edge, k) => expect(edge).toBeCloseTo(expected[i]?.[k] ?? NaN, 4)),
    );
    // 0.82 as IoU threshold lets the overlapping cup live that 0.5 suppressed: the quirk.
    const high = await detector.detect(frameOf(255), { scoreThreshold: 0.82 });
    expect(high.detections).toHaveLength(2);
    expect((await detector.detect(frameOf(255), { maxDetections: 1 })).detections).toHaveLength(1);
    expect(await detector.counts()).toEqual(before);
    expect(await detector.trace(0)).toBeUndefined();

    await detector.dispose();
    expect(await detector.counts()).toEqual({ sessions: 0, tensors: 0, bitmaps: 0 });
    await expect(detector.detect(frameOf(255))).rejects.toMatchObject({ reason: 'runtime-lost' });
  });

  test('reports what the rule in coco-ssd-quirk predicts from the raw scores', async () => {
    const read = readFrom(tinyGraphFiles(graph));
    const blackBox = await openCocoSsd(request(backend), read);
    const ours = await openSsdGraph({ ...request(backend), adapter: 'ssd-graph' }, read);
    const { candidates } = await ours.detect(frameOf(255), {
      scoreThreshold: 0.01,
      wantsCandidates: true,
    });
    if (!candidates) throw new Error('candidates were asked for');
    // 0.1 to 0.95; 0.8 is left out, which is the IoU of the two boxes but for rounding.
    for (const minScore of [0.1, 0.5, 0.65, 0.75, 0.79, 0.81, 0.86, 0.95]) {
      const { detections } = await blackBox.detect(frameOf(255), { scoreThreshold: minScore });
      const predicted = packageRule(candidates, minScore, 100);
      expect(detections.map(({ classIndex }) => classIndex)).toEqual(
        predicted.map(({ classIndex }) => classIndex),
      );
    }
    await Promise.all([blackBox.dispose(), ours.dispose()]);
  });

  test('agrees with ssd-graph where the thresholds mean the same', async () => {
    const read = readFrom(tinyGraphFiles(graph));
    const blackBox = await openCocoSsd(request(backend), read);
    const ours = await openSsdGraph({ ...request(backend), adapter: 'ssd-graph' }, read);
    // The mean of 100 instead of 255 lowers every score to 0.39 of it.
    for (const [frame, threshold] of [
      [frameOf(255), 0.5],
      [frameOf(255), 0.82],
      [frameOf(100, 4), 0.3],
      [frameOf(100, 1), 0.2],
    ] as const) {
      const one = await blackBox.detect(frame, { scoreThreshold: threshold });
      const other = await ours.detect(frame, {
        scoreThreshold: threshold,
        iouThreshold: threshold,
        suppression: 'class-agnostic',
      });
      expect(one.detections).not.toHaveLength(0);
      expect(other.detections).toHaveLength(one.detections.length);
      one.detections.forEach(({ boxXyxy, score, classIndex }, i) => {
        const match = other.detections[i];
        expect(match?.classIndex).toBe(classIndex);
        expect(match?.score).toBeCloseTo(score, 6);
        boxXyxy.forEach((edge, k) => expect(match?.boxXyxy[k]).toBeCloseTo(edge, 3));
      });
    }
    await Promise.all([blackBox.dispose(), ours.dispose()]);
  });
});

test('two backends in one realm take turns and both stay what they are', async () => {
  const read = readFrom(tinyGraphFiles(graph));
  const [cpu, wasm] = await Promise.all([
    openCocoSsd(request('cpu'), read),
    openCocoSsd(request('wasm'), read),
  ]);
  const results = await Promise.all(
    [cpu, wasm, cpu, wasm].map((detector) => detector.detect(frameOf(255))),
  );
  for (const { detections } of results) {
    expect(detections.map(({ classIndex }) => classIndex)).toEqual([52, 43]);
  }
  await Promise.all([cpu.dispose(), wasm.dispose()]);
});

describe('what coco-ssd refuses', () => {
  test('a graph whose outputs are the wrong way round', async () => {
    const files = tinyGraphFiles({ ...graph, outputs: ['boxes', 'scores'] });
    // The package's own warm-up does not look at them.
    const detector = await openCocoSsd(request('cpu'), readFrom(files));
    await expect(detector.detect(frameOf(255))).rejects.toMatchObject({ reason: 'model-broken' });
    await detector.dispose();
  });

  test('boxes that are not numbers', async () => {
    const files = tinyGraphFiles({ ...graph, boxes: [[NaN, 0, 1, 1]], scores: [{ 53: 0.9 }] });
    const detector = await openCocoSsd(request('cpu'), readFrom(files));
    await expect(detector.detect(frameOf(255))).rejects.toMatchObject({ reason: 'not-finite' });
    await detector.dispose();
  });

  test('a frame without pixels, a threshold beyond 1, another input side, another runtime', async () => {
    const read = readFrom(tinyGraphFiles(graph));
    const detector = await openCocoSsd(request('cpu'), read);
    const tensors = (await detector.counts()).tensors;
    const empty = {
      ...imageOf('u8', 1, 1, 3, new Uint8Array(3)),
      width: 0,
      data: new Uint8Array(),
    };
    await expect(detector.detect(empty)).rejects.toMatchObject({ reason: 'bad-frame' });
    const bad = { reason: 'bad-option' };
    await expect(detector.detect(frameOf(0), { scoreThreshold: 2 })).rejects.toMatchObject(bad);
    await expect(detector.detect(frameOf(0), { inputSide: 320 })).rejects.toMatchObject(bad);
    const aborted = AbortSignal.abort();
    await expect(detector.detect(frameOf(0), {}, aborted)).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    );
    expect((await detector.counts()).tensors).toBe(tensors);
    await detector.dispose();
    await expect(
      openCocoSsd({ ...request('cpu'), runtime: { runtime: 'ort', backend: 'wasm' } }, read),
    ).rejects.toMatchObject(bad);
  });

  test('what is not there', async () => {
    const files = tinyGraphFiles(graph);
    files.delete('weights.bin');
    await expect(openCocoSsd(request('cpu'), readFrom(files))).rejects.toMatchObject({
      reason: 'model-missing',
    });
    await expect(
      openCocoSsd(
        { ...request('cpu'), runtime: { runtime: 'tfjs', backend: 'webgpu' } },
        readFrom(tinyGraphFiles(graph)),
      ),
    ).rejects.toMatchObject({ reason: 'backend-unavailable' });
  });
});
