/**
 * Two boxes on a sheet of whole pixels: how they are moved and resized, and which pairs there are to start from. One
 * pixel of the sheet is a few pixels of the screen, so that the step of one pixel, which IoU is so touchy about, can be
 * seen and made by hand.
 */
import type { Params } from '$src/core/params';
import type { Xywh } from '$src/metrics';
import type lab from './lab';

export type Specs = typeof lab.params;
export type LabParams = Params<Specs>;

/** In px. Four screen pixels each fill the well of a wide page. */
export const sheet = { width: 208, height: 88 } as const;

export type BoxName = 'a' | 'b';
export const boxNames: readonly BoxName[] = ['a', 'b'];
export const boxWords: Readonly<Record<BoxName, string>> = { a: 'truth', b: 'guess' };

/** What of a box is held: all of it, or one corner. */
export type Grip = 'all' | 'nw' | 'ne' | 'sw' | 'se';
export const corners: readonly Exclude<Grip, 'all'>[] = ['nw', 'ne', 'sw', 'se'];
export const gripWords: Readonly<Record<Grip, string>> = {
  all: 'box',
  nw: 'upper left corner',
  ne: 'upper right corner',
  sw: 'lower left corner',
  se: 'lower right corner',
};

/** Inside the sheet, at least one pixel wide and high. */
export function kept([x, y, width, height]: Xywh): Xywh {
  const w = Math.min(sheet.width, Math.max(1, Math.round(width)));
  const h = Math.min(sheet.height, Math.max(1, Math.round(height)));
  return [
    Math.min(sheet.width - w, Math.max(0, Math.round(x))),
    Math.min(sheet.height - h, Math.max(0, Math.round(y))),
    w,
    h,
  ];
}

export function boxOf(params: LabParams, name: BoxName): Xywh {
  return name === 'a'
    ? kept([params.ax, params.ay, params.aw, params.ah])
    : kept([params.bx, params.by, params.bw, params.bh]);
}

export function paramsOf(name: BoxName, box: Xywh): Partial<LabParams> {
  const [x, y, width, height] = kept(box);
  return name === 'a'
    ? { ax: x, ay: y, aw: width, ah: height }
    : { bx: x, by: y, bw: width, bh: height };
}

/** The box after its grip went `dx`, `dy` px. A corner stops one pixel before the opposite one. */
export function dragged(box: Xywh, grip: Grip, dx: number, dy: number): Xywh {
  const [x, y, width, height] = box;
  if (grip === 'all') return kept([x + dx, y + dy, width, height]);
  const [right, bottom] = [x + width, y + height];
  const left = grip === 'nw' || grip === 'sw';
  const top = grip === 'nw' || grip === 'ne';
  const x1 = left ? clamp(x + dx, 0, right - 1) : x;
  const y1 = top ? clamp(y + dy, 0, bottom - 1) : y;
  const x2 = left ? right : clamp(right + dx, x + 1, sheet.width);
  const y2 = top ? bottom : clamp(bottom + dy, y + 1, sheet.height);
  return kept([x1, y1, x2 - x1, y2 - y1]);
}

/** Wider and higher by so much, at the right and at the lower end. */
export function resized(box: Xywh, dw: number, dh: number): Xywh {
  return dragged(box, 'se', dw, dh);
}

export interface BoxPair {
  readonly id: string;
  readonly label: string;
  readonly a: Xywh;
  readonly b: Xywh;
}

/** Each shows something that the one before does not. The first frames the cup of the sample that opens first. */
export const boxPairs: readonly BoxPair[] = [
  { id: 'fair', label: 'A fair hit', a: [148, 48, 40, 32], b: [144, 44, 42, 38] },
  { id: 'offset', label: 'A quarter off', a: [48, 20, 64, 48], b: [64, 28, 64, 48] },
  { id: 'pixel', label: 'One pixel off, 10 px', a: [96, 38, 10, 10], b: [97, 38, 10, 10] },
  { id: 'large', label: 'One pixel off, 80 px', a: [60, 4, 80, 80], b: [61, 4, 80, 80] },
  { id: 'apart', label: 'Apart', a: [24, 24, 40, 40], b: [120, 24, 40, 40] },
  { id: 'inside', label: 'One in the other', a: [56, 8, 96, 72], b: [64, 16, 32, 24] },
  { id: 'thin', label: 'Thin, crossed', a: [32, 40, 144, 8], b: [100, 4, 8, 80] },
];

/** A box of a picture on the sheet, where the picture is cut to the sheet's shape about its middle. */
export function onSheet(
  box: Xywh,
  picture: { readonly width: number; readonly height: number },
): Xywh | undefined {
  const { left, top, scale } = cutOf(picture);
  const [x, y, width, height] = box;
  const x1 = clamp(Math.round((x - left) * scale), 0, sheet.width);
  const y1 = clamp(Math.round((y - top) * scale), 0, sheet.height);
  const x2 = clamp(Math.round((x + width - left) * scale), 0, sheet.width);
  const y2 = clamp(Math.round((y + height - top) * scale), 0, sheet.height);
  return x2 - x1 < 2 || y2 - y1 < 2 ? undefined : [x1, y1, x2 - x1, y2 - y1];
}

/** The largest part of a picture with the sheet's shape, about its middle; `scale` is sheet px per picture px. */
export function cutOf({ width, height }: { readonly width: number; readonly height: number }): {
  readonly left: number;
  readonly top: number;
  readonly scale: number;
} {
  const scale = Math.max(sheet.width / width, sheet.height / height);
  return {
    scale,
    left: (width - sheet.width / scale) / 2,
    top: (height - sheet.height / scale) / 2,
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
