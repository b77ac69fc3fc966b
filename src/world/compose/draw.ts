/** Drawing from ranges, and rounding so that scenes stay short as text. */
import type { Rng } from '$src/core/rng';

export type Range = readonly [lo: number, hi: number];

/** Seeds of things and surfaces are whole numbers from 0 to this. */
export const maxSeed = 2 ** 31 - 1;

export function uniform(rng: Rng, [lo, hi]: Range): number {
  return lo + (hi - lo) * rng.next();
}

/** Uniform in the logarithm: as many between 1 and 2 as between 2 and 4. Both ends above 0. */
export function logUniform(rng: Rng, [lo, hi]: Range): number {
  return lo * (hi / lo) ** rng.next();
}

export function pick<T>(rng: Rng, values: readonly T[]): T {
  const value = values[rng.integer(0, values.length - 1)];
  if (value === undefined) throw new RangeError('pick() needs at least one value.');
  return value;
}

/** A new array in random order (Fisher and Yates). */
export function shuffled<T>(rng: Rng, values: readonly T[]): T[] {
  const left = [...values];
  const out: T[] = [];
  while (left.length > 0) out.push(...left.splice(rng.integer(0, left.length - 1), 1));
  return out;
}

export function clamp(value: number, lo: number, hi: number): number {
  return Math.min(hi, Math.max(lo, value));
}

/** To `digits` decimals; never -0, which JSON cannot carry. */
export function rounded(value: number, digits = 4): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale + 0;
}
