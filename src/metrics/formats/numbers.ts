/** Numbers as annotation files write them: decimal, with a point, finite. Not hexadecimal, not `0,5`, not empty. */
import { maxCoordinatePx } from './limits';

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Undefined for anything but a finite decimal number; spaces around it are passed over. */
export function decimalOf(text: string): number | undefined {
  const trimmed = text.trim();
  // Hostile digits by the million would only cost time.
  if (trimmed.length > 100 || !decimal.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : undefined;
}

/** Undefined for anything but a whole number from 0 that a double holds exactly. */
export function wholeOf(text: string): number | undefined {
  const trimmed = text.trim();
  if (!/^\d{1,16}$/.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** A finite number of pixels that is small enough to compute with. */
export function isCoordinate(value: number): boolean {
  return Math.abs(value) <= maxCoordinatePx;
}
