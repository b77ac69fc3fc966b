// The truth of scenes that were really drawn: apples before one another, over the edge, out of sight.
import { afterAll, expect, test } from 'vitest';
import { extentOf } from '$src/core/labels';
import { cameraPositionM } from '$src/world/camera';
import { checkCoco, cocoOf } from '$src/world/export/coco';
import { WorldRenderer } from '$src/world/render/renderer';
import { object, scene } from './fixtures';

const renderer = new WorldRenderer(new OffscreenCanvas(16, 16));
afterAll(() => renderer.dispose());

const options = { width: 160, height: 120, samples: 1 };
const camera = { ...scene().camera, targetM: [0, 0.035, 0] as const, distanceM: 0.8 };
const description = scene(
  [
    object(1, 'apple'),
    object(2, 'apple', { positionM: [0.04, 0, -0.15] }),
    // Just behind the first and smaller: nothing of it shows.
    object(3, 'apple', { positionM: [0, 0, -0.1], scale: 0.4 }),
    object(4, 'apple', { positionM: [-0.25, 0, 0] }),
    object(5, 'apple', { positionM: [5, 0, 0] }),
  ],
  { camera: { ...camera, elevationDeg: 8 } },
);
const { truth } = renderer.frame(description, options);

test('who is seen, hidden, cut off, and out of the picture', () => {
  expect(truth.instances.map(({ label }) => label)).toEqual([1, 2, 4]);
  expect(truth.hidden).toEqual([3]);
  const [front, behind, cut] = truth.instances;
  expect(front).toMatchObject({ occlusion: 0, truncation: 0 });
  expect(behind?.occlusion).toBeGreaterThan(0.2);
  expect(behind?.truncation).toBe(0);
  expect(cut?.occlusion).toBe(0);
  expect(cut?.truncation).toBeGreaterThan(0.1);
  expect(cut?.fullBoxXywh[0]).toBeLessThan(0);
});

test('boxes and areas are those of the label picture', () => {
  for (const { label, visibleBoxXywh, visibleAreaPx } of truth.instances)
    expect(extentOf(truth.labels, label)).toEqual({ bbox: visibleBoxXywh, area: visibleAreaPx });
});

test('depth and distance agree with the camera that draws', () => {
  const [x, y, z] = cameraPositionM(description.camera);
  const [front] = truth.instances;
  expect(front?.distanceM).toBeCloseTo(Math.hypot(x, y, z), 12);
  // An apple's front is nearer than its foot's middle, by less than its own size.
  expect(front?.nearestDepthM).toBeLessThan(0.8);
  expect(front?.nearestDepthM).toBeGreaterThan(0.7);
  expect(front?.meanDepthM).toBeGreaterThan(front?.nearestDepthM ?? 0);
});

test('there is light, and the data set keeps the rules', () => {
  expect(truth.lightLevel).toBeGreaterThan(0.01);
  for (const { lightLevel } of truth.instances) expect(lightLevel).toBeGreaterThan(0);
  const suite = { name: 'x', title: 'x', description: 'x', domain: 'studio', seed: 1 } as const;
  const picture = { fileName: 'images/0.webp', scene: description, truth, index: 0 };
  expect(checkCoco(cocoOf(suite, [picture]))).toEqual([]);
});
