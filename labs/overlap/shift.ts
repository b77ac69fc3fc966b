/**
 * What an error of so many pixels does to the overlap of a square with itself. A shift by d along a side s leaves
 * (s - d) / (s + d) of IoU: the measure knows shares of the side, not pixels.
 */
import { boxOverlap, type BoxOverlap, type Xywh } from '$src/metrics';
import type { LabParams } from './geometry';

export type ErrorKind = LabParams['error'];
export type Unit = LabParams['unit'];
export type Measure = LabParams['measure'];

/** Sides of the squares, in px. */
export const sidesPx = [4, 6, 10, 16, 24, 32, 50, 100, 200, 400] as const;
/** In px, or in per cent of the side. */
export const errorSizes: Readonly<Record<Unit, readonly number[]>> = {
  px: [1, 2, 3, 4, 6, 8, 12, 16],
  share: [1, 2, 5, 10, 15, 20, 25, 40],
};

/** The guess for a true square at the origin. Too small by more than its half leaves nothing: a side of 0. */
export function guessOf(sidePx: number, errorPx: number, kind: ErrorKind): Xywh {
  switch (kind) {
    case 'right':
      return [errorPx, 0, sidePx, sidePx];
    case 'diagonal':
      return [errorPx, errorPx, sidePx, sidePx];
    case 'grow':
      return [-errorPx, -errorPx, sidePx + 2 * errorPx, sidePx + 2 * errorPx];
    case 'shrink': {
      const left = Math.max(0, sidePx - 2 * errorPx);
      return [(sidePx - left) / 2, (sidePx - left) / 2, left, left];
    }
  }
}

export function errorPxOf(sidePx: number, size: number, unit: Unit): number {
  return unit === 'px' ? size : (sidePx * size) / 100;
}

export interface Cell {
  readonly sidePx: number;
  readonly errorPx: number;
  readonly truth: Xywh;
  readonly guess: Xywh;
  readonly overlap: BoxOverlap;
  readonly value: number;
}

/** One row per side, one cell per size of the error. */
export function heatMap(
  kind: ErrorKind,
  unit: Unit,
  measure: Measure,
): readonly (readonly Cell[])[] {
  return sidesPx.map((sidePx) =>
    errorSizes[unit].map((size) => {
      const errorPx = errorPxOf(sidePx, size, unit);
      const truth: Xywh = [0, 0, sidePx, sidePx];
      const guess = guessOf(sidePx, errorPx, kind);
      const overlap = boxOverlap(truth, guess);
      return { sidePx, errorPx, truth, guess, overlap, value: overlap[measure] };
    }),
  );
}
