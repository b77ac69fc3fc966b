import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createImage, grayFromRows, type TypedImage, type U8Image } from '$src/core/image';
import {
  componentStats,
  connectedComponents,
  type Connectivity,
} from '$src/ops/connected-components/reference';
import { mapValues, rowsOf, u8Images } from './random-images';

const picture = grayFromRows([
  [1, 0, 0, 0, 5],
  [0, 1, 0, 5, 5],
  [0, 0, 0, 0, 0],
  [9, 0, 9, 0, 0],
  [9, 9, 9, 0, 2],
]);

test('labels in raster order of the first pixel', () => {
  expect(rowsOf(connectedComponents(picture, 4))).toEqual([
    [1, 0, 0, 0, 2],
    [0, 3, 0, 2, 2],
    [0, 0, 0, 0, 0],
    [4, 0, 4, 0, 0],
    [4, 4, 4, 0, 5],
  ]);
});

test('with 8 neighbours a diagonal connects', () => {
  expect(rowsOf(connectedComponents(picture, 8))).toEqual([
    [1, 0, 0, 0, 2],
    [0, 1, 0, 2, 2],
    [0, 0, 0, 0, 0],
    [3, 0, 3, 0, 0],
    [3, 3, 3, 0, 4],
  ]);
});

test('statistics by hand', () => {
  const { count, stats } = componentStats(connectedComponents(picture, 8));
  expect(count).toBe(5);
  expect(stats.map((s) => s.label)).toEqual([0, 1, 2, 3, 4]);
  expect(stats[2]).toEqual({
    label: 2,
    left: 3,
    top: 0,
    width: 2,
    height: 2,
    area: 3,
    centroidX: 11 / 3,
    centroidY: 2 / 3,
  });
});

test('an image without background has one object and no background row', () => {
  const { count, stats } = componentStats(connectedComponents(grayFromRows([[1, 1]]), 4));
  expect(count).toBe(2);
  expect(stats.map((s) => s.label)).toEqual([1]);
});

test('an empty mask has the background only', () => {
  const { count, stats } = componentStats(connectedComponents(createImage('u8', 3, 2), 8));
  expect(count).toBe(1);
  expect(stats).toEqual([
    { label: 0, left: 0, top: 0, width: 3, height: 2, area: 6, centroidX: 1, centroidY: 0.5 },
  ]);
});

/** Labels by flood fill from every unlabelled pixel in raster order: the definition, word for word. */
function byFloodFill(mask: U8Image, connectivity: Connectivity): TypedImage<'i32'> {
  const { width, height } = mask;
  const labels = createImage('i32', width, height);
  let next = 0;
  mask.data.forEach((value, start) => {
    if (value === 0 || labels.data[start] !== 0) return;
    const waiting = [start];
    labels.data[start] = ++next;
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const x = at % width;
      const y = Math.floor(at / width);
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          if (connectivity === 4 && dx !== 0 && dy !== 0) continue;
          const near = (y + dy) * width + x + dx;
          if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) continue;
          if (mask.data[near] === 0 || labels.data[near] !== 0) continue;
          labels.data[near] = next;
          waiting.push(near);
        }
      }
    }
  });
  return labels;
}

test('equals a flood fill', () => {
  fc.assert(
    fc.property(
      u8Images(20),
      fc.integer({ min: 40, max: 220 }),
      fc.constantFrom(4, 8),
      (image, threshold, connectivity) => {
        const mask = mapValues(image, (v) => (v < threshold ? 255 : 0));
        expect(connectedComponents(mask, connectivity)).toEqual(byFloodFill(mask, connectivity));
      },
    ),
    { numRuns: 300 },
  );
});

test('areas add up to the image', () => {
  fc.assert(
    fc.property(u8Images(16), (image) => {
      const mask = mapValues(image, (v) => (v < 128 ? 255 : 0));
      const { stats } = componentStats(connectedComponents(mask, 8));
      expect(stats.reduce((sum, s) => sum + s.area, 0)).toBe(mask.data.length);
    }),
  );
});
