/** Small vector and colour helpers. Tuples, because models and scenes are built once, not per ray. */

export type Vec = readonly [number, number, number];

export const add = (a: Vec, b: Vec): Vec => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const sub = (a: Vec, b: Vec): Vec => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const scale = (a: Vec, s: number): Vec => [a[0] * s, a[1] * s, a[2] * s];
export const dot = (a: Vec, b: Vec): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vec, b: Vec): Vec => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const normalize = (a: Vec): Vec => scale(a, 1 / (Math.hypot(a[0], a[1], a[2]) || 1));

export const clamp = (x: number, low = 0, high = 1): number =>
  x < low ? low : x > high ? high : x;
export const mix = (a: number, b: number, t: number): number => a + (b - a) * t;
export const smoothstep = (low: number, high: number, x: number): number => {
  const t = clamp((x - low) / (high - low));
  return t * t * (3 - 2 * t);
};

/** Row-major 3x3 rotation. */
export type Rotation = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

/** Rotation by Euler angles in degrees: first about x, then z, then y (so y is the turn on the table). */
export function rotation(xDeg: number, yDeg: number, zDeg: number): Rotation {
  const [a, b, c] = [xDeg, yDeg, zDeg].map((d) => (d * Math.PI) / 180) as [number, number, number];
  const [sx, cx, sy, cy, sz, cz] = [a, b, c].flatMap((t) => [Math.sin(t), Math.cos(t)]) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return [
    cy * cz,
    -cy * sz * cx + sy * sx,
    cy * sz * sx + sy * cx,
    sz,
    cz * cx,
    -cz * sx,
    -sy * cz,
    sy * sz * cx + cy * sx,
    -sy * sz * sx + cy * cx,
  ];
}

export const rotate = (m: Rotation, p: Vec): Vec => [
  m[0] * p[0] + m[1] * p[1] + m[2] * p[2],
  m[3] * p[0] + m[4] * p[1] + m[5] * p[2],
  m[6] * p[0] + m[7] * p[1] + m[8] * p[2],
];

export const toLinear = (s: number): number =>
  s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
export const toSrgb = (l: number): number =>
  l <= 0.0031308 ? l * 12.92 : 1.055 * l ** (1 / 2.4) - 0.055;

/** '#rrggbb' as a linear-light colour. */
export function hex(code: string): Vec {
  const n = Number.parseInt(code.slice(1), 16);
  return [toLinear((n >> 16) / 255), toLinear(((n >> 8) & 255) / 255), toLinear((n & 255) / 255)];
}
