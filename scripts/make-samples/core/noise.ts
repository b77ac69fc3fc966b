import { hash01 } from './random';

/** Procedural texture primitives: value noise, its fractal sum, and cell noise. */

const fade = (t: number): number => t * t * t * (t * (t * 6 - 15) + 10);

const lattice = (x: number, y: number, z: number): number =>
  hash01(x | 0, y | 0, (z | 0) + 0x51ed27);

/** Value noise in [0, 1] with quintic interpolation. */
export function noise3(x: number, y: number, z: number): number {
  const xi = Math.floor(x);
  const yi = Math.floor(y);
  const zi = Math.floor(z);
  const u = fade(x - xi);
  const v = fade(y - yi);
  const w = fade(z - zi);
  const a = lattice(xi, yi, zi) * (1 - u) + lattice(xi + 1, yi, zi) * u;
  const b = lattice(xi, yi + 1, zi) * (1 - u) + lattice(xi + 1, yi + 1, zi) * u;
  const c = lattice(xi, yi, zi + 1) * (1 - u) + lattice(xi + 1, yi, zi + 1) * u;
  const d = lattice(xi, yi + 1, zi + 1) * (1 - u) + lattice(xi + 1, yi + 1, zi + 1) * u;
  return (a * (1 - v) + b * v) * (1 - w) + (c * (1 - v) + d * v) * w;
}

export function noise2(x: number, y: number): number {
  const xi = Math.floor(x);
  const yi = Math.floor(y);
  const u = fade(x - xi);
  const v = fade(y - yi);
  const a = lattice(xi, yi, 0) * (1 - u) + lattice(xi + 1, yi, 0) * u;
  const b = lattice(xi, yi + 1, 0) * (1 - u) + lattice(xi + 1, yi + 1, 0) * u;
  return a * (1 - v) + b * v;
}

/** Fractal sum of `octaves` layers, normalised to [0, 1]. */
export function fbm3(x: number, y: number, z: number, octaves: number): number {
  let sum = 0;
  let weight = 0.5;
  let total = 0;
  for (let i = 0; i < octaves; i++) {
    sum += weight * noise3(x, y, z);
    total += weight;
    weight *= 0.5;
    // A factor a little off 2 keeps the lattices of the layers from lining up.
    x = x * 2.03 + 17.1;
    y = y * 2.03 + 5.3;
    z = z * 2.03 + 9.7;
  }
  return sum / total;
}

/** Distance to the nearest point of a jittered unit grid: pores, dimples, speckles. */
export function cells3(x: number, y: number, z: number): number {
  const xi = Math.floor(x);
  const yi = Math.floor(y);
  const zi = Math.floor(z);
  let best = 9;
  for (let k = -1; k <= 1; k++) {
    for (let j = -1; j <= 1; j++) {
      for (let i = -1; i <= 1; i++) {
        const a = xi + i;
        const b = yi + j;
        const c = zi + k;
        const dx = a + hash01(a, b, c) - x;
        const dy = b + hash01(a, b, c + 7919) - y;
        const dz = c + hash01(a, b, c + 15487) - z;
        const d = dx * dx + dy * dy + dz * dz;
        if (d < best) best = d;
      }
    }
  }
  return Math.sqrt(best);
}
