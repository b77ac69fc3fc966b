// Boxes on a real canvas, and the layer of buttons over them.
import '$src/ui/styles';
import axe from 'axe-core';
import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import DetectionLayer from '$src/ui/DetectionLayer.svelte';
import {
  boxAt,
  boxLooks,
  labelOf,
  paintBoxes,
  type BoxStyle,
  type PictureBox,
} from '$src/ui/paint-boxes';

function painted(boxes: readonly PictureBox[], options: { isMirrored?: boolean } = {}) {
  const canvas = new OffscreenCanvas(200, 120);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2-D canvas');
  paintBoxes(context, boxes, { width: 200, height: 120, imagePerCss: 1, ...options });
  const { data } = context.getImageData(0, 0, 200, 120);
  return (x: number, y: number) => [...data.subarray((y * 200 + x) * 4, (y * 200 + x) * 4 + 4)];
}
const box = (style: BoxStyle, label = ''): PictureBox => ({
  boxXyxy: [20, 40, 100, 100],
  label,
  style,
  colour: '#ff0000',
});

test('a line runs along the edge, with a dark keyline outside of it and nothing inside', () => {
  const at = painted([box('found')]);
  expect(at(60, 40)[0]).toBeGreaterThan(200);
  expect(at(60, 70)).toEqual([0, 0, 0, 0]);
  const [red = 0, , , alpha = 0] = at(60, 38);
  expect(alpha).toBeGreaterThan(60);
  expect(red).toBeLessThan(60);
});

test('what a box is shows without colour: lines have gaps of their own, labels their mark', () => {
  const gaps = (style: BoxStyle): number => {
    const at = painted([box(style)]);
    return Array.from({ length: 60 }, (_, i) => at(30 + i, 40)).filter(([red = 0]) => red < 128)
      .length;
  };
  expect(gaps('hit')).toBe(0);
  expect(gaps('false')).toBeGreaterThan(10);
  expect(gaps('missed')).toBeGreaterThan(gaps('false'));
  const marks = (['hit', 'false', 'missed'] as const).map((style) => boxLooks[style].mark);
  expect(new Set(marks).size).toBe(3);
  expect(labelOf({ ...box('hit', 'cup'), score: 0.934, note: 'IoU 0.82' })).toBe(
    '✓ cup 93 %, IoU 0.82',
  );
});

test('a label stays inside the picture, and gives way to a better one', () => {
  const isLabel = ([red = 0, green = 0, , alpha = 0]: number[]) =>
    alpha > 250 && red > 200 && green < 60;
  // At the top there is no room above: the label goes inside.
  const top = painted([{ ...box('found', 'cup'), boxXyxy: [20, 2, 100, 80] }]);
  expect(isLabel(top(23, 6))).toBe(true);
  const twice = painted([
    { ...box('found', 'cup'), score: 0.4 },
    { ...box('found', 'cup'), score: 0.9 },
  ]);
  expect(isLabel(twice(23, 26))).toBe(true);
});

test('mirrored boxes lie on the other side', () => {
  const at = painted([{ ...box('found'), boxXyxy: [0, 40, 40, 100] }], { isMirrored: true });
  expect(at(160, 70)[0]).toBeGreaterThan(200);
  expect(at(40, 70)).toEqual([0, 0, 0, 0]);
});

test('the smallest box under a point is the one that is meant', () => {
  const boxes = [box('found'), { ...box('found'), boxXyxy: [30, 50, 50, 70] as const }];
  expect(boxAt(boxes, 40, 60)).toBe(1);
  expect(boxAt(boxes, 90, 90)).toBe(0);
  expect(boxAt(boxes, 100, 100)).toBe(-1); // the far edge does not belong
});

test('buttons over boxes: one tab stop, arrow keys, pressing again lets go', async () => {
  const chosen = vi.fn();
  const boxes = [
    { ...box('found', 'cup'), score: 0.9 },
    { ...box('found', 'bottle'), boxXyxy: [30, 50, 50, 70] as const, score: 0.8 },
  ];
  const place = { left: 10, top: 5, width: 400, height: 240, scale: 2 };
  const screen = await render(DetectionLayer, { boxes, place, label: 'Boxes', onchoose: chosen });
  const [cup, bottle] = [...document.querySelectorAll<HTMLElement>('.boxes button')];
  expect(cup?.getBoundingClientRect().width).toBe(160);
  expect([cup?.tabIndex, bottle?.tabIndex]).toEqual([0, -1]);
  cup?.focus();
  await userEvent.keyboard('{ArrowRight}');
  expect(document.activeElement).toBe(bottle);
  await userEvent.keyboard('{Enter}');
  expect(chosen).toHaveBeenLastCalledWith(1);
  await screen.rerender({ value: 1 });
  await page.getByRole('button', { name: 'bottle' }).click();
  expect(chosen).toHaveBeenLastCalledWith(-1);
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id }) => id)).toEqual([]);
});
