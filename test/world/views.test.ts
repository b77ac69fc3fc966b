// Views against pixels worked by hand, on pictures of a few pixels.
import { expect, it } from 'vitest';
import { grayFromRows, imageOf } from '$src/core/image';
import { defaultColours, type Rgb, type Rgba } from '$src/ui/paint';
import {
  depthColour,
  depthRangeOf,
  depthView,
  instanceColours,
  markView,
  maskView,
  middlesOf,
  noClass,
  occlusionColour,
  occlusionView,
  outlineTint,
  outlineView,
  tintView,
  type Shade,
} from '$src/world/views';

const objects: readonly Shade[] = [
  { id: 5, isAnnotated: true, occlusion: 0.5 },
  { id: 2, isAnnotated: true, occlusion: 0 },
  { id: 3, isAnnotated: false },
];
const red: Rgb = [1, 0, 0];
const green: Rgb = [0, 2, 0];
const pixels = ({ data }: Rgba): number[][] =>
  Array.from({ length: data.length / 4 }, (_, i) => [...data.subarray(4 * i, 4 * i + 4)]);
const [black] = [[...defaultColours.ground, 255]];

it('gives colours in the order of labels, grey to what has no class, and lighter ones from the eighth on', () => {
  const colours = instanceColours(objects);
  expect(colours.get(2)).toEqual(defaultColours.classes[0]);
  expect(colours.get(3)).toEqual(noClass);
  expect(colours.get(5)).toEqual(defaultColours.classes[1]);
  const many = instanceColours(
    Array.from({ length: 30 }, (_, i) => ({ id: i + 1, isAnnotated: true })),
  );
  expect(new Set([...many.values()].slice(0, 21).map(String)).size).toBe(21);
  // 230 + (255 - 230) x 0.45 = 241.25; 159 + 96 x 0.45 = 202.2; 0 + 255 x 0.45 = 114.75
  expect(many.get(8)).toEqual([241, 202, 115]);
});

it('masks: colours on black, dark where two objects meet, not towards the ground', () => {
  const labels = grayFromRows([
    [0, 1, 2],
    [1, 1, 0],
  ]);
  const view = maskView(
    labels,
    new Map([
      [1, red],
      [2, green],
    ]),
  );
  const seam = black;
  expect(pixels(view)).toEqual([
    black,
    seam,
    [0, 2, 0, 255],
    [1, 0, 0, 255],
    [1, 0, 0, 255],
    black,
  ]);
});

it('tints: the same colours, half clear, and nothing where there is no object', () => {
  const view = tintView(grayFromRows([[0, 1]]), new Map([[1, red]]), 100);
  expect(pixels(view)).toEqual([
    [0, 0, 0, 0],
    [1, 0, 0, 100],
  ]);
});

it('outlines: light on black, or alone', () => {
  const outline = grayFromRows([[255, 0]]);
  expect(pixels(outlineView(outline))).toEqual([[...defaultColours.edgeStrong, 255], black]);
  expect(pixels(outlineTint(outline, [7, 8, 9]))).toEqual([
    [7, 8, 9, 255],
    [0, 0, 0, 0],
  ]);
});

it('depth: near is the light end, far the dark one, beyond the range stays at the end', () => {
  const depth = imageOf('f32', 5, 1, 1, new Float32Array([0.5, 1, 1.5, 20, 0.1]));
  const view = depthView(depth, { nearM: 0.5, farM: 1.5 });
  expect(pixels(view).map(([r, g, b]) => [r, g, b])).toEqual([
    [254, 232, 56],
    [125, 124, 118], // half way lies between the fifth and the sixth of ten anchors
    [0, 34, 78],
    [0, 34, 78],
    [254, 232, 56],
  ]);
});

it('depth: the ramp ends a tenth beyond the farthest object, or at the farthest point without one', () => {
  const depth = imageOf('f32', 4, 1, 1, new Float32Array([0.4, 1, 2, 20]));
  expect(depthRangeOf(depth, grayFromRows([[0, 1, 1, 0]]))).toEqual({
    nearM: expect.closeTo(0.4, 6) as unknown,
    farM: expect.closeTo(2.2, 6) as unknown,
  });
  expect(depthRangeOf(depth, grayFromRows([[0, 0, 0, 0]])).farM).toBe(20);
});

it('depth and occlusion get darker all the way', () => {
  const lightness = ([r, g, b]: readonly [number, number, number]) =>
    0.2126 * r ** 2.2 + 0.7152 * g ** 2.2 + 0.0722 * b ** 2.2;
  for (const ramp of [depthColour, occlusionColour]) {
    for (let step = 1; step <= 40; step++) {
      expect(lightness(ramp(step / 40))).toBeLessThan(lightness(ramp((step - 1) / 40)));
    }
  }
});

it('occlusion: by the object’s share, grey where it was not measured', () => {
  const view = occlusionView(grayFromRows([[2, 0, 5, 0, 3]]), objects);
  expect(pixels(view)).toEqual([
    [243, 239, 229, 255],
    black,
    [255, 122, 51, 255],
    black,
    [...noClass, 255],
  ]);
});

it('marks one object: light inside its edge, dark outside, clear elsewhere', () => {
  const labels = grayFromRows([
    [0, 0, 0, 0, 0],
    [0, 4, 4, 0, 0],
    [0, 4, 4, 0, 0],
  ]);
  const levels = pixels(markView(labels, 4)).map(([level = 0, , , alpha]) => (alpha ? level : -1));
  expect(levels).toEqual([-1, 12, 12, -1, -1, 12, 255, 255, 12, -1, 12, 255, 255, 12, -1]);
});

it('finds the pixel that lies deepest inside each object', () => {
  const labels = grayFromRows([
    [1, 1, 1, 1, 1],
    [1, 1, 1, 0, 1],
    [1, 1, 1, 0, 0],
    [0, 0, 0, 0, 7],
  ]);
  const middles = middlesOf(labels);
  expect(middles.get(1)).toEqual({ x: 1, y: 1 });
  expect(middles.get(7)).toEqual({ x: 4, y: 3 });
  expect(middles.size).toBe(2);
});
