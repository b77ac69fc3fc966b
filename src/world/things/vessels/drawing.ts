/** Small helpers for drawing forms from a seed. */
import { Color, SRGBColorSpace } from 'three';
import type { Rng } from '$src/core/rng';

export function between(rng: Rng, low: number, high: number): number {
  return low + (high - low) * rng.next();
}

export function chance(rng: Rng, share: number): boolean {
  return rng.next() < share;
}

/** One of the values. Throws RangeError for an empty list. */
export function pick<T>(rng: Rng, values: readonly T[]): T {
  const value = values[rng.integer(0, values.length - 1)];
  if (value === undefined) throw new RangeError('pick() needs a list with at least one value.');
  return value;
}

/** One of the values by weight: [value, weight] pairs. */
export function pickWeighted<T>(rng: Rng, pairs: readonly (readonly [T, number])[]): T {
  let left = rng.next() * pairs.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of pairs) {
    left -= weight;
    if (left < 0) return value;
  }
  return pick(rng, pairs)[0];
}

/** A shade near a colour (sRGB hex): a little other in hue, saturation and lightness. */
export function shade(rng: Rng, hex: number, spread = 1): number {
  const hsl = { h: 0, s: 0, l: 0 };
  const colour = new Color(hex);
  colour.getHSL(hsl, SRGBColorSpace);
  return colour
    .setHSL(
      hsl.h + 0.025 * spread * (rng.next() - 0.5) + 1,
      Math.min(1, Math.max(0, hsl.s * (1 + 0.3 * spread * (rng.next() - 0.5)))),
      Math.min(0.97, Math.max(0.02, hsl.l * (1 + 0.24 * spread * (rng.next() - 0.5)))),
      SRGBColorSpace,
    )
    .getHex(SRGBColorSpace);
}

/** Any colour of a saturation and lightness range, as sRGB hex. */
export function anyColour(
  rng: Rng,
  saturation: readonly [number, number] = [0.25, 0.75],
  lightness: readonly [number, number] = [0.25, 0.65],
): number {
  return new Color()
    .setHSL(rng.next(), between(rng, ...saturation), between(rng, ...lightness), SRGBColorSpace)
    .getHex(SRGBColorSpace);
}
