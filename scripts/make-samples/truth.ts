/** What can be read off a label picture: masks, boxes, outlines. Used to write and to check truth. */

export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** COCO's uncompressed run lengths: column by column, first run is background. */
export interface Rle {
  readonly size: readonly [number, number];
  readonly counts: readonly number[];
}

/**
 * 255 where a pixel's label differs from that of its right or its lower neighbour, else 0. Pixels of
 * the last column have no right neighbour, those of the last row no lower one. The line is therefore
 * one pixel wide and lies on the upper left side of every boundary.
 */
export function outline({ width, height, data }: Grid): Uint8Array {
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const right = x + 1 < width && data[at + 1] !== data[at];
      const below = y + 1 < height && data[at + width] !== data[at];
      if (right || below) out[at] = 255;
    }
  }
  return out;
}

export function encodeRle({ width, height, data }: Grid, label: number): Rle {
  const counts: number[] = [];
  let inside = false;
  let run = 0;
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      if ((data[y * width + x] === label) !== inside) {
        counts.push(run);
        run = 0;
        inside = !inside;
      }
      run++;
    }
  }
  counts.push(run);
  return { size: [height, width], counts };
}

/** 1 inside the mask, row by row. */
export function decodeRle({ size: [height, width], counts }: Rle): Uint8Array {
  const out = new Uint8Array(width * height);
  let at = 0;
  counts.forEach((run, i) => {
    for (let k = 0; k < run; k++, at++) {
      if (i % 2 === 1) out[(at % height) * width + Math.floor(at / height)] = 1;
    }
  });
  if (at !== width * height) throw new RangeError('run lengths do not fill the picture');
  return out;
}

/** Tight box [x, y, width, height] and pixel count of one label; null when it is not there. */
export function extent(
  { width, height, data }: Grid,
  label: number,
): { bbox: [number, number, number, number]; area: number } | null {
  let [x0, y0, x1, y1, area] = [width, height, -1, -1, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] !== label) continue;
      area++;
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x);
      y0 = Math.min(y0, y);
      y1 = y;
    }
  }
  return area === 0 ? null : { bbox: [x0, y0, x1 - x0 + 1, y1 - y0 + 1], area };
}
