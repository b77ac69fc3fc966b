/** Small draws from a range, for looks. */
import { Color } from 'three';
import type { Rng } from '$src/core/rng';

export function between(rng: Rng, lo: number, hi: number): number {
  return lo + (hi - lo) * rng.next();
}

export function chance(rng: Rng, share: number): boolean {
  return rng.next() < share;
}

/** A linear colour from hue, saturation and lightness of sRGB, each 0..1. */
export function hsl(hue: number, saturation: number, lightness: number): Color {
  return new Color().setHSL(hue, saturation, lightness);
}
