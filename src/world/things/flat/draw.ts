/** Small helpers for drawing forms from a seed. */
import { Color } from 'three';
import type { Rng } from '$src/core/rng';

/** Uniform in [lo, hi). */
export function between(rng: Rng, lo: number, hi: number): number {
  return lo + (hi - lo) * rng.next();
}

/** One of the list, all alike. Throws RangeError for an empty list. */
export function pick<T>(rng: Rng, list: readonly T[]): T {
  const chosen = list[rng.integer(0, list.length - 1)];
  if (chosen === undefined) throw new RangeError('pick() needs a list that is not empty.');
  return chosen;
}

export function chance(rng: Rng, share: number): boolean {
  return rng.next() < share;
}

export function smoothstep(from: number, to: number, x: number): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** Hue 0..1, saturation and lightness 0..1, as sRGB has them; linear inside. */
export function hsl(h: number, s: number, l: number): Color {
  return new Color().setHSL(((h % 1) + 1) % 1, s, l);
}
