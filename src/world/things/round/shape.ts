/**
 * Small tools for modelling things: seeded choices, colours as data, deformation with right normals,
 * tubes and leaves. In a folder of its own, because every file beside `thing.ts` is a thing.
 */
import {
  BufferGeometry,
  Color,
  Float32BufferAttribute,
  LatheGeometry,
  Vector2,
  Vector3,
} from 'three';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';
import type { Rng } from '$src/core/rng';

/** Hue, saturation, lightness of sRGB, each 0..1. Plain data, as forms must be. */
export type Hsl = readonly [number, number, number];

export function between(rng: Rng, low: number, high: number): number {
  return low + (high - low) * rng.next();
}

export function chance(rng: Rng, share: number): boolean {
  return rng.next() < share;
}

/** Throws RangeError where there is nothing to pick. */
export function pick<T>(rng: Rng, list: readonly T[]): T {
  const picked = list[rng.integer(0, list.length - 1)];
  if (picked === undefined) throw new RangeError('pick() needs a list of at least one.');
  return picked;
}

/** One of the keys, with probability in proportion to its weight. */
export function weighted<K extends string>(rng: Rng, weights: Readonly<Record<K, number>>): K {
  const entries = Object.entries(weights) as [K, number][];
  let left = rng.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [key, weight] of entries) {
    left -= weight;
    if (left < 0) return key;
  }
  return entries[0]?.[0] ?? pick(rng, []);
}

/** A colour near another: offsets up to the given ones, both ways. */
export function near(rng: Rng, [h, s, l]: Hsl, spread: Hsl = [0.02, 0.1, 0.06]): Hsl {
  const clamp = (value: number): number => Math.min(1, Math.max(0, value));
  return [
    (h + spread[0] * (2 * rng.next() - 1) + 1) % 1,
    clamp(s + spread[1] * (2 * rng.next() - 1)),
    clamp(l + spread[2] * (2 * rng.next() - 1)),
  ];
}

export function colourOf([h, s, l]: Hsl): Color {
  return new Color().setHSL(h, s, l);
}

/** Any paint or plastic, rarely dull: what toys and balls are made in. */
export function paint(rng: Rng): Hsl {
  if (chance(rng, 0.2)) return pick(rng, [whiteHsl, blackHsl, [0.09, 0.25, 0.55] as const]);
  return [rng.next(), between(rng, 0.42, 0.85), between(rng, 0.28, 0.55)];
}

export const whiteHsl: Hsl = [0.12, 0.15, 0.9];
export const blackHsl: Hsl = [0.6, 0.05, 0.06];

/**
 * Moves every vertex by `move` (which alters the point it is given). Normals follow by the cofactors of
 * the map's Jacobian, taken by central differences, so seams stay smooth.
 */
export function mould<G extends BufferGeometry>(geometry: G, move: (point: Vector3) => void): G {
  const position = geometry.getAttribute('position');
  const normal = geometry.getAttribute('normal');
  const step = 2e-5;
  const at = new Vector3();
  const out = new Vector3();
  const columns = [new Vector3(), new Vector3(), new Vector3()] as const;
  const back = new Vector3();
  for (let i = 0; i < position.count; i++) {
    at.fromBufferAttribute(position, i);
    for (const [axis, column] of columns.entries()) {
      move(column.copy(at).setComponent(axis, at.getComponent(axis) + step));
      move(back.copy(at).setComponent(axis, at.getComponent(axis) - step));
      column.sub(back).divideScalar(2 * step);
    }
    const [cx, cy, cz] = columns;
    const [nx, ny, nz] = [normal.getX(i), normal.getY(i), normal.getZ(i)];
    out.set(0, 0, 0);
    out.addScaledVector(back.crossVectors(cy, cz), nx);
    out.addScaledVector(back.crossVectors(cz, cx), ny);
    out.addScaledVector(back.crossVectors(cx, cy), nz);
    if (!(out.lengthSq() > 1e-18)) out.set(nx, ny, nz); // a point where the map folds
    out.normalize();
    normal.setXYZ(i, out.x, out.y, out.z);
    move(at);
    position.setXYZ(i, at.x, at.y, at.z);
  }
  return geometry;
}

/** Lifts or lowers it so that its lowest point is at y = 0; returns by how much (metres). */
export function settle(...geometries: readonly BufferGeometry[]): number {
  let lowest = Infinity;
  for (const geometry of geometries) {
    geometry.computeBoundingBox();
    lowest = Math.min(lowest, geometry.boundingBox?.min.y ?? Infinity);
  }
  for (const geometry of geometries) geometry.translate(0, -lowest, 0);
  return -lowest;
}

/** Turned about the y axis from (radius, height) pairs, bottom first. */
export function lathe(
  profile: readonly (readonly [number, number])[],
  segments = 36,
): LatheGeometry {
  return new LatheGeometry(
    profile.map(([r, y]) => new Vector2(Math.max(r, 1e-5), y)),
    segments,
  );
}

/** A grid of points `at(u, v)`, u and v 0..1; the outside is where u x v points. */
export function surface(
  columns: number,
  rows: number,
  at: (u: number, v: number, out: Vector3) => void,
): BufferGeometry {
  const positions: number[] = [];
  const normals: number[] = [];
  const uvs: number[] = [];
  const index: number[] = [];
  const [point, a, b, c] = [new Vector3(), new Vector3(), new Vector3(), new Vector3()];
  const step = 1e-4;
  for (let row = 0; row <= rows; row++) {
    for (let column = 0; column <= columns; column++) {
      const [u, v] = [column / columns, row / rows];
      at(u, v, point);
      at(u + step, v, a);
      at(u - step, v, c);
      a.sub(c);
      at(u, v + step, b);
      at(u, v - step, c);
      b.sub(c);
      a.cross(b);
      if (!(a.lengthSq() > 0)) a.set(0, 1, 0);
      a.normalize();
      positions.push(point.x, point.y, point.z);
      normals.push(a.x, a.y, a.z);
      uvs.push(u, v);
      if (row === rows || column === columns) continue;
      const first = row * (columns + 1) + column;
      const above = first + columns + 1;
      index.push(first, first + 1, above, first + 1, above + 1, above);
    }
  }
  const geometry = new BufferGeometry();
  geometry.setIndex(index);
  geometry.setAttribute('position', new Float32BufferAttribute(positions, 3));
  geometry.setAttribute('normal', new Float32BufferAttribute(normals, 3));
  geometry.setAttribute('uv', new Float32BufferAttribute(uvs, 2));
  return geometry;
}

/** A tube along a path, closed by narrowing: `at(t)` and `radius(t)` in metres, t 0..1. */
export function tube(
  at: (t: number) => Vector3,
  radius: (t: number) => number,
  rings: number,
  sides: number,
): BufferGeometry {
  const side = new Vector3();
  const other = new Vector3();
  return surface(sides, rings, (u, v, out) => {
    const t = Math.min(1, Math.max(0, v));
    const along = at(Math.min(1, t + 0.01)).sub(at(Math.max(0, t - 0.01)));
    side.set(0, 0, 1).cross(along);
    if (side.lengthSq() < 1e-12) side.set(1, 0, 0);
    side.normalize();
    other.copy(along).cross(side).normalize();
    const angle = -2 * Math.PI * u;
    out
      .copy(at(t))
      .addScaledVector(side, radius(v) * Math.cos(angle))
      .addScaledVector(other, radius(v) * Math.sin(angle));
  });
}

/** A leaf of the given size from the origin along +x, face up, folded along its rib and drooping. */
export function leaf(lengthM: number, widthM: number, droop: number, fold = 0.25): BufferGeometry {
  return surface(4, 8, (u, v, out) => {
    const x = v * lengthM;
    const half = (widthM / 2) * Math.sin(Math.PI * Math.min(1, Math.max(0, v)) ** 0.8) ** 0.8;
    const side = 2 * u - 1;
    out.set(x, -droop * lengthM * v * v + fold * Math.abs(side) * half, -side * half || 0);
  });
}

export function merged(geometries: readonly BufferGeometry[]): BufferGeometry {
  const whole = mergeGeometries([...geometries]);
  for (const geometry of geometries) geometry.dispose();
  return whole;
}

/** A smooth random function of the angle, about -1..1, with period 2 pi. */
export function wave(rng: Rng, harmonics: number, first = 1): (angle: number) => number {
  const terms = Array.from({ length: harmonics }, (_, i) => ({
    times: i + first,
    phase: 2 * Math.PI * rng.next(),
    size: rng.normal() / Math.sqrt(harmonics) / (1 + 0.3 * i),
  }));
  return (angle) =>
    terms.reduce((sum, { times, phase, size }) => sum + size * Math.cos(times * angle + phase), 0);
}
