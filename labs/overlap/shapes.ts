/**
 * Masks made by rule, to start painting from and to measure on. Two masks of one size are kept as one picture: bit 1 is
 * the truth, bit 2 the guess, so that 3 is what both share.
 */
import { createImage, imageOf, type U8Image } from '$src/core/image';
import { sheet, type LabParams } from './geometry';

export type ShapeName = LabParams['shapes'];
export const bits = { truth: 1, guess: 2 } as const;
export type Layer = keyof typeof bits;

/** A mask of 255 wherever the rule holds for the middle of a pixel. */
export function maskOf(
  width: number,
  height: number,
  isInside: (x: number, y: number) => boolean,
): U8Image {
  const mask = createImage('u8', width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (isInside(x + 0.5, y + 0.5)) mask.data[y * width + x] = 255;
    }
  }
  return mask;
}

export function discMask(
  width: number,
  height: number,
  cx: number,
  cy: number,
  radiusPx: number,
): U8Image {
  return maskOf(width, height, (x, y) => Math.hypot(x - cx, y - cy) <= radiusPx);
}

export function rectMask(
  width: number,
  height: number,
  [left, top, w, h]: readonly [number, number, number, number],
): U8Image {
  return maskOf(width, height, (x, y) => x > left && x < left + w && y > top && y < top + h);
}

/** A disc whose outline has teeth cut into it: every second of `teeth` sectors is `depthPx` shorter. */
export function raggedDisc(
  width: number,
  height: number,
  cx: number,
  cy: number,
  radiusPx: number,
  teeth: number,
  depthPx: number,
): U8Image {
  return maskOf(width, height, (x, y) => {
    const sector = Math.floor(((Math.atan2(y - cy, x - cx) / Math.PI + 1) / 2) * 2 * teeth);
    return Math.hypot(x - cx, y - cy) <= radiusPx - (sector % 2 === 0 ? depthPx : 0);
  });
}

/** The mask without the `count` of its pixels that lie nearest to a point. */
export function withHole(mask: U8Image, cx: number, cy: number, count: number): U8Image {
  const { width, height } = mask;
  const inside = Array.from(mask.data, (value, i) => ({ value, i }))
    .filter(({ value }) => value !== 0)
    .map(({ i }) => ({
      i,
      distance: Math.hypot((i % width) + 0.5 - cx, Math.floor(i / width) + 0.5 - cy),
    }))
    .sort((a, b) => a.distance - b.distance || a.i - b.i);
  const holed = imageOf('u8', width, height, 1, mask.data.slice());
  for (const { i } of inside.slice(0, count)) holed.data[i] = 0;
  return holed;
}

/** Pixels in which two masks differ. */
export function wrongPixels(a: U8Image, b: U8Image): number {
  let count = 0;
  a.data.forEach((value, i) => {
    if ((value !== 0) !== (b.data[i] !== 0)) count++;
  });
  return count;
}

export function joined(truth: U8Image, guess: U8Image): U8Image {
  const pair = createImage('u8', truth.width, truth.height);
  for (let i = 0; i < pair.data.length; i++) {
    pair.data[i] = (truth.data[i] ? bits.truth : 0) | (guess.data[i] ? bits.guess : 0);
  }
  return pair;
}

export function layerOf(pair: U8Image, layer: Layer): U8Image {
  const bit = bits[layer];
  const data = Uint8Array.from(pair.data, (value) => ((value & bit) === 0 ? 0 : 255));
  return imageOf('u8', pair.width, pair.height, 1, data);
}

const middle = { x: sheet.width / 2, y: sheet.height / 2 };
const radiusPx = 36;

/** `object`: a true mask on the sheet, for the pair that needs one; without it a disc stands in. */
export function startPair(name: ShapeName, object?: U8Image): U8Image {
  const { width, height } = sheet;
  const disc = (dx: number, radius: number): U8Image =>
    discMask(width, height, middle.x + dx, middle.y, radius);
  const truth = disc(0, radiusPx);
  const ragged = (): U8Image => raggedDisc(width, height, middle.x, middle.y, radiusPx, 16, 6);
  switch (name) {
    case 'shifted':
      return joined(truth, disc(3, radiusPx));
    case 'small':
      return joined(disc(0, 6), disc(3, 6));
    case 'ragged':
      return joined(truth, ragged());
    case 'hole':
      return joined(truth, withHole(truth, middle.x, middle.y, wrongPixels(truth, ragged())));
    case 'thin':
      return joined(
        rectMask(width, height, [32, 42, 144, 2]),
        rectMask(width, height, [32, 44, 144, 2]),
      );
    case 'box': {
      const mask = object ?? truth;
      return joined(mask, boxAround(mask));
    }
  }
}

/** The bounding box of a mask, filled; empty for an empty mask. */
export function boxAround(mask: U8Image): U8Image {
  const { width, height } = mask;
  let [left, top, right, bottom] = [width, height, -1, -1];
  mask.data.forEach((value, i) => {
    if (value === 0) return;
    const [x, y] = [i % width, Math.floor(i / width)];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  });
  if (right < 0) return createImage('u8', width, height);
  return rectMask(width, height, [left, top, right - left + 1, bottom - top + 1]);
}

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** A copy of the pair with a stroke of a round brush on one layer: a disc at every step, so that there are no gaps. */
export function withStroke(
  pair: U8Image,
  from: Spot,
  to: Spot,
  brush: { readonly radiusPx: number; readonly layer: Layer; readonly isErasing: boolean },
): U8Image {
  const painted = imageOf('u8', pair.width, pair.height, 1, pair.data.slice());
  const steps = Math.max(1, Math.abs(to.x - from.x), Math.abs(to.y - from.y));
  for (let k = 0; k <= steps; k++) {
    const at = {
      x: Math.round(from.x + ((to.x - from.x) * k) / steps),
      y: Math.round(from.y + ((to.y - from.y) * k) / steps),
    };
    stamp(painted, at, brush);
  }
  return painted;
}

/** A radius of 0 is one pixel. */
function stamp(
  { width, height, data }: U8Image,
  { x, y }: Spot,
  {
    radiusPx,
    layer,
    isErasing,
  }: { readonly radiusPx: number; readonly layer: Layer; readonly isErasing: boolean },
): void {
  const bit = bits[layer];
  for (let row = Math.max(0, y - radiusPx); row <= Math.min(height - 1, y + radiusPx); row++) {
    const half = Math.floor(Math.sqrt(radiusPx * radiusPx - (row - y) ** 2));
    for (let i = Math.max(0, x - half); i <= Math.min(width - 1, x + half); i++) {
      const at = row * width + i;
      const before = data[at] ?? 0;
      data[at] = isErasing ? before & ~bit : before | bit;
    }
  }
}

/** The label that covers most of a picture of labels, as a mask; undefined where there is none. */
export function largestObject({ width, height, data }: U8Image): U8Image | undefined {
  const areas = new Map<number, number>();
  for (const label of data) if (label !== 0) areas.set(label, (areas.get(label) ?? 0) + 1);
  const [largest] = [...areas].sort((a, b) => b[1] - a[1]);
  if (!largest) return undefined;
  const mask = Uint8Array.from(data, (label) => (label === largest[0] ? 255 : 0));
  return imageOf('u8', width, height, 1, mask);
}
