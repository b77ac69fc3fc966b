/**
 * What can be read off a picture of labels (one value per object, 0 for none): outlines, and the box
 * and area of a label. The one definition of an outline for samples, tabletop and labs.
 */
import { createImage, type U8Image } from './image';

/** One value per pixel, row by row; a U8Image of one channel fits. */
export interface LabelGrid {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * 255 where a pixel's label differs from that of its right or its lower neighbour, else 0. Pixels of
 * the last column have no right neighbour, those of the last row no lower one. The line is therefore
 * one pixel wide and lies on the upper left side of every boundary.
 */
export function outlineOf({ width, height, data }: LabelGrid): U8Image {
  if (data.length !== width * height) {
    throw new RangeError(
      `Labels of ${width} × ${height} have ${width * height} values in one channel, got ${data.length}.`,
    );
  }
  const outline = createImage('u8', width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const isRight = x + 1 < width && data[at + 1] !== data[at];
      const isBelow = y + 1 < height && data[at + width] !== data[at];
      if (isRight || isBelow) outline.data[at] = 255;
    }
  }
  return outline;
}

/** Tight box (x, y, width, height) and pixel count of one label; undefined when it is not there. */
export function extentOf(
  { width, height, data }: LabelGrid,
  label: number,
): { readonly bbox: readonly [number, number, number, number]; readonly area: number } | undefined {
  let [left, top, right, bottom, area] = [width, height, -1, -1, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] !== label) continue;
      area++;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return area === 0 ? undefined : { bbox: [left, top, right - left + 1, bottom - top + 1], area };
}
