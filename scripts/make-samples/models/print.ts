import { merge, roundedBox, surface, tube, type Mesh } from '../core/mesh';
import { noise2, noise3 } from '../core/noise';
import type { Shader, Thing } from '../core/scene';
import { hex, type Vec } from '../core/vec';
import { blend, bump, coat, metal, paint, plain, thing, tone, type Place } from './paint';

/**
 * Print is geometry: each letter or shape is a set of flat patches a hair above the sheet, so it has an
 * exact mask like any other thing. Coordinates on the sheet: x to the right, y up, cap height 1.
 */

type Point = readonly [number, number];

const PEN = 0.24;

const patch = (nu: number, nv: number, at: (u: number, v: number) => Point): Mesh =>
  surface(nu, nv, (u, v): Vec => {
    const [x, y] = at(u, v);
    return [x, 0, -y];
  });

/** A straight stroke with square ends. */
function bar(from: Point, to: Point, pen = PEN): Mesh {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const n = Math.hypot(dx, dy);
  const [sx, sy] = [(-dy / n) * pen, (dx / n) * pen];
  return patch(1, 1, (u, v) => [
    from[0] + dx * u + sx * (v - 0.5),
    from[1] + dy * u + sy * (v - 0.5),
  ]);
}

/** A slanted stroke cut off level at both ends, as the legs of A and V are. */
const leg = (from: Point, to: Point, pen = PEN * 1.16): Mesh =>
  patch(1, 1, (u, v) => [
    from[0] + (to[0] - from[0]) * u + (v - 0.5) * pen,
    from[1] + (to[1] - from[1]) * u,
  ]);

/** An elliptic stroke from angle a to angle b, in degrees; the radii are those of its middle line. */
function arc(centre: Point, rx: number, ry: number, a: number, b: number, pen = PEN): Mesh {
  return patch(64, 1, (u, v) => {
    const t = ((a + (b - a) * u) * Math.PI) / 180;
    return [
      centre[0] + (rx + (v - 0.5) * pen) * Math.cos(t),
      centre[1] + (ry + (v - 0.5) * pen) * Math.sin(t),
    ];
  });
}

/** A filled outline that can be seen whole from its centre. */
function fan(corners: readonly Point[]): Mesh {
  const n = corners.length;
  return patch(n, 1, (u, v) => {
    const [x, y] = corners[Math.round(u * n) % n] ?? [0, 0];
    return [x * v, y * v];
  });
}

const ring = (n: number, radius: (i: number) => number, start = 90): Point[] =>
  Array.from({ length: n }, (_, i): Point => {
    const t = ((start + (360 * i) / n) * Math.PI) / 180;
    return [radius(i) * Math.cos(t), radius(i) * Math.sin(t)];
  });

const H = PEN / 2;

/** Bold capitals drawn with straight and round strokes; origin at the lower left. */
const LETTERS: Readonly<Record<string, readonly Mesh[]>> = {
  A: [
    leg([0.14, 0], [0.46, 1]),
    leg([0.78, 0], [0.46, 1]),
    bar([0.2, 0.29], [0.72, 0.29], PEN * 0.8),
  ],
  B: [
    bar([H, 0], [H, 1]),
    bar([H, 1 - H], [0.4, 1 - H]),
    bar([H, 0.52], [0.42, 0.52]),
    bar([H, H], [0.42, H]),
    arc([0.4, 0.7], 0.18, 0.3 - H, -90, 90),
    arc([0.42, 0.32], 0.22, 0.32 - H, -90, 90),
  ],
  C: [arc([0.48, 0.5], 0.48 - H, 0.5 - H, 48, 312)],
  L: [bar([H, 0], [H, 1]), bar([0, H], [0.62, H])],
  V: [leg([0.14, 1], [0.46, 0]), leg([0.78, 1], [0.46, 0])],
};

/** Advance width without the gap to the next letter. */
export const glyphWidth = (glyph: string): number =>
  Math.max(
    ...(LETTERS[glyph] ?? []).flatMap((m) => [...m.positions].filter((_, i) => i % 3 === 0)),
    0,
  );

export const SHAPES: Readonly<Record<string, readonly Mesh[]>> = {
  disc: [fan(ring(96, () => 0.5))],
  ring: [arc([0, 0], 0.4, 0.4, 0, 360, 0.2)],
  square: [
    fan([
      [0.44, 0.44],
      [-0.44, 0.44],
      [-0.44, -0.44],
      [0.44, -0.44],
    ]),
  ],
  triangle: [fan(ring(3, () => 0.56))],
  star: [fan(ring(10, (i) => (i % 2 === 0 ? 0.54 : 0.24)))],
  hexagon: [fan(ring(6, () => 0.5, 0))],
  cross: [bar([-0.46, 0], [0.46, 0], 0.27), bar([0, -0.46], [0, 0.46], 0.27)],
  crescent: [
    patch(64, 1, (u, v) => {
      const t = (50 + 260 * u) * (Math.PI / 180);
      const outer: Point = [0.5 * Math.cos(t), 0.5 * Math.sin(t)];
      const s = (62 + 236 * u) * (Math.PI / 180);
      const inner: Point = [0.16 + 0.36 * Math.cos(s), 0.383 * Math.sin(t)];
      return [outer[0] * v + inner[0] * (1 - v), outer[1] * v + inner[1] * (1 - v)];
    }),
  ],
};

function ink(code: string): Shader {
  const c = hex(code);
  return (s) => {
    paint(s, c);
    // Ink lies a little unevenly on paper.
    tone(s, 0.88 + 0.24 * noise3(s.x * 7, s.y, s.z * 7));
    coat(s, 0.03, 0.45);
  };
}

export function letter(glyph: string, place: Place, code = '#1b1a18'): Thing {
  const meshes = LETTERS[glyph];
  if (!meshes) throw new RangeError(`no letterform for ${glyph}`);
  return thing(
    'letter',
    meshes.map((mesh) => ({ mesh, shader: ink(code) })),
    place,
  );
}

export function shape(name: string, place: Place, code: string): Thing {
  const meshes = SHAPES[name];
  if (!meshes) throw new RangeError(`no shape ${name}`);
  return thing(
    'printed shape',
    meshes.map((mesh) => ({ mesh, shader: ink(code) })),
    place,
  );
}

/** The sheet itself: heavy cotton paper, background to what is printed on it. */
export function sheet(width: number, depth: number, place: Place): Thing {
  const c = hex('#f1ede3');
  const shader: Shader = (s) => {
    paint(s, c);
    tone(s, 0.95 + 0.07 * noise2(s.x * 3, s.z * 3));
    const fibre = noise3(s.x * 26, 1, s.z * 26);
    blend(s, hex('#cfc6b2'), 0.12 * fibre);
    bump(s, 22, 0.0009);
  };
  return thing(undefined, [{ mesh: roundedBox([width, 0.03, depth], 0.008), shader }], place);
}

/** A hexagonal pencil along +x, 12 long in tenths. */
export function pencil(place: Place, code = '#c8452f'): Thing {
  const hexagon = (a: number): number => 1 / Math.cos(((a + 6.2832) % (Math.PI / 3)) - Math.PI / 6);
  const rod = (x0: number, x1: number, r0: number, r1: number, six: boolean): Mesh =>
    tube(
      (t): Vec => [x0 + (x1 - x0) * t, 0, 0],
      (t, a) => (r0 + (r1 - r0) * t) * (six ? hexagon(a) * 0.92 : 1),
      48,
      4,
    );
  return thing(
    undefined,
    [
      { mesh: rod(0, 1.45, 0.05, 0.05, true), shader: plain(code, 0.05, 0.16) },
      { mesh: rod(1.45, 1.62, 0.049, 0.016, false), shader: plain('#d9b384', 0.03, 0.6) },
      { mesh: rod(1.62, 1.68, 0.016, 0.002, false), shader: plain('#26262a', 0.06, 0.4) },
      { mesh: merge([rod(-0.1, 0, 0.052, 0.052, false)]), shader: metal('#c9b58a', 0.25) },
      { mesh: rod(-0.2, -0.1, 0.046, 0.048, false), shader: plain('#d58a86', 0.03, 0.7) },
    ],
    place,
  );
}
