/** What the preview draws: the picture, and a line round the selected thing. */
import type { U8Image } from '$src/core/image';

/** RGB as RGBA, for a canvas. */
export function rgbaOf({ width, height, data }: U8Image): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let from = 0, to = 0; to < rgba.length; from += 3, to += 4) {
    rgba[to] = data[from] ?? 0;
    rgba[to + 1] = data[from + 1] ?? 0;
    rgba[to + 2] = data[from + 2] ?? 0;
    rgba[to + 3] = 255;
  }
  return rgba;
}

/** Draws a light line with a dark one outside it along the edge of `label`, into `rgba` of equal size. */
export function markEdge(
  rgba: Uint8ClampedArray<ArrayBuffer>,
  { width, height, data }: U8Image,
  label: number,
): void {
  const paint = (at: number, level: number): void => {
    rgba.fill(level, 4 * at, 4 * at + 3);
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const isIn = data[at] === label;
      const touches =
        (x > 0 && (data[at - 1] === label) !== isIn) ||
        (x + 1 < width && (data[at + 1] === label) !== isIn) ||
        (y > 0 && (data[at - width] === label) !== isIn) ||
        (y + 1 < height && (data[at + width] === label) !== isIn);
      if (touches) paint(at, isIn ? 250 : 15);
    }
  }
}
