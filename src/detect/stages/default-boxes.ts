/**
 * Default boxes (priors): the boxes that an SSD head corrects, instead of guessing boxes from nothing.
 * Liu et al., "SSD: Single Shot MultiBox Detector", ECCV 2016, section 2.2.
 *
 * Four per cell, centred in it. With s the level's size and s' that of the next level: the square of s, the
 * square of sqrt(s s'), and two of area s^2 that are twice as wide as tall and twice as tall as wide. Deliberately
 * not: the paper's further ratios 3 and 1/3, clipping to the input, or sizes relative to the input's side (a
 * convolution sees pixels, not shares of a side that it does not know).
 */
import type { SsdHead } from '../head';
import { DetectError } from '../types';
import { gridLevels, originCount } from './grid';

export const defaultBoxesPerCell = 4;

/** Widths and heights of one cell's boxes in pixels, for size `s` and the next level's. */
export function shapesOf(s: number, next: number): readonly (readonly [number, number])[] {
  const between = Math.sqrt(s * next);
  return [
    [s, s],
    [between, between],
    [s * Math.SQRT2, s / Math.SQRT2],
    [s / Math.SQRT2, s * Math.SQRT2],
  ];
}

type Layout = Pick<SsdHead, 'strides' | 'sizesPx'>;
const made = new WeakMap<Layout, { sidePx: number; boxes: Float64Array }>();

/**
 * All default boxes, `count * 4`: centre x, centre y, width, height in pixels of the input; by level, row, column,
 * shape. The last result of a head is kept, since every frame asks for the same.
 */
export function defaultBoxes(layout: Layout, sidePx: number): Float64Array {
  const known = made.get(layout);
  if (known?.sidePx === sidePx) return known.boxes;
  const { strides, sizesPx } = layout;
  if (sizesPx.length !== strides.length + 1) {
    throw new DetectError(
      'model-broken',
      `${strides.length} strides need ${strides.length + 1} default sizes, got ${sizesPx.length}. Check the model's card.`,
    );
  }
  const levels = gridLevels(strides, sidePx, defaultBoxesPerCell);
  const boxes = new Float64Array(originCount(levels) * 4);
  let at = 0;
  levels.forEach(({ stridePx, columns, rows }, index) => {
    const shapes = shapesOf(sizesPx[index] ?? 0, sizesPx[index + 1] ?? 0);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        for (const [width, height] of shapes) {
          boxes[at++] = (column + 0.5) * stridePx;
          boxes[at++] = (row + 0.5) * stridePx;
          boxes[at++] = width;
          boxes[at++] = height;
        }
      }
    }
  });
  made.set(layout, { sidePx, boxes });
  return boxes;
}
