/**
 * The worst case for hysteresis: one long contour, weak everywhere, strong only at its very beginning.
 * And how many passes the naive way would take: each pass lets every edge grow by one pixel.
 */
import { createImage, type Image, type U8Image } from '$src/core/image';
import { HYSTERESIS } from '$src/ops/canny/reference';

/** Side of the picture, and width of the arm and of the gaps between its turns, in pixels. */
export const spiralSide = 160;
const pitchPx = 8;
const ground = 90;
/** A step of 15 grey levels: Sobel's answer, 60, lies between the thresholds. */
const arm = 105;
/** A step of 110: strong. */
const start = 200;
/** The thresholds that go with it. */
export const spiralThresholds = { low: 30, high: 120 } as const;

/** A rectangular spiral arm on even ground, brightest in its first 8 pixels, outside. */
export function spiralPicture(side: number = spiralSide): U8Image {
  const image = createImage('u8', side, side);
  image.data.fill(ground);
  const half = pitchPx / 2;
  const margin = pitchPx;
  let left = margin;
  let top = margin;
  let right = side - margin;
  let bottom = side - margin;
  const paint = (x0: number, y0: number, x1: number, y1: number, value: number): void => {
    for (let y = y0; y < y1; y++) {
      for (let x = x0; x < x1; x++) image.data[y * side + x] = value;
    }
  };
  let isFirst = true;
  while (right - left >= pitchPx && bottom - top >= pitchPx) {
    paint(isFirst ? left : left - pitchPx, top, right, top + half, arm);
    paint(right - half, top, right, bottom, arm);
    paint(left, bottom - half, right, bottom, arm);
    paint(left, top + pitchPx, left + half, bottom, arm);
    isFirst = false;
    left += pitchPx;
    top += pitchPx;
    right -= pitchPx;
    bottom -= pitchPx;
  }
  paint(margin, margin, margin + pitchPx, margin + half, start);
  return image;
}

/**
 * Passes of the naive kernel ("a weak pixel joins if one of its eight neighbours has joined") until a
 * pass changes nothing, that confirming one included: the largest number of steps from a strong pixel
 * to a kept one, plus one. `kept` is Canny's output of that name.
 */
export function naivePasses(kept: Image): number {
  const { width, height, data } = kept;
  const isReached = new Uint8Array(width * height);
  let front: number[] = [];
  data.forEach((label, i) => {
    if (label !== HYSTERESIS.strong) return;
    isReached[i] = 1;
    front.push(i);
  });
  for (let passes = 1; ; passes++) {
    const next: number[] = [];
    for (const i of front) {
      const x = i % width;
      const y = (i - x) / width;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const n = ny * width + nx;
          if (isReached[n] || (data[n] ?? 0) < HYSTERESIS.weakKept) continue;
          isReached[n] = 1;
          next.push(n);
        }
      }
    }
    if (next.length === 0) return passes;
    front = next;
  }
}
