/** Painting a mask by hand: strokes of a round brush, and how the painted mask lies over the picture. */
import { createImage, imageOf, type U8Image } from '$src/core/image';
import { fillDisc } from './defects';

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A copy of the mask with a stroke from one pixel to another: a disc at every step, so no gaps. */
export function withStroke(
  mask: U8Image,
  from: Place,
  to: Place,
  radiusPx: number,
  value: 0 | 255,
): U8Image {
  const painted = imageOf('u8', mask.width, mask.height, 1, mask.data.slice());
  const steps = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y));
  for (let k = 0; k <= steps; k++) {
    const share = steps === 0 ? 0 : k / steps;
    const x = Math.round(from.x + (to.x - from.x) * share);
    const y = Math.round(from.y + (to.y - from.y) * share);
    fillDisc(painted, { x, y }, radiusPx, value);
  }
  return painted;
}

export function blankMask({ width, height }: { width: number; height: number }): U8Image {
  return createImage('u8', width, height);
}

/** Sky blue where the mask is, clear elsewhere: RGBA, straight alpha. */
export function tint(mask: U8Image): {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
} {
  const { width, height } = mask;
  const data = new Uint8ClampedArray(width * height * 4);
  mask.data.forEach((value, i) => {
    if (value !== 0) data.set([86, 180, 233, 150], i * 4);
  });
  return { width, height, data };
}
