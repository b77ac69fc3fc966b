import { Random } from '../core/random';
import type { Light, Scene, Thing } from '../core/scene';
import { normalize } from '../core/vec';
import { bead, button, coin, felt, washer } from '../models/flat';
import { cloth, floor, wood, WALNUT } from '../models/room';
import { glyphWidth, letter, pencil, shape, sheet } from '../models/print';
import { cup, MUSTARD } from '../models/tableware';
import { DAYLIGHT, relit } from './lights';

/** Scenes seen from above: many separate pieces, or print. */

interface Disc {
  readonly x: number;
  readonly z: number;
  readonly r: number;
}

/** Throws discs at random; `touching` lets one in so many slide until it meets a neighbour. */
function scatter(
  random: Random,
  count: number,
  half: readonly [number, number],
  radius: () => number,
  touching: number,
): Disc[] {
  const placed: Disc[] = [];
  const gap = (d: Disc): number =>
    Math.min(...placed.map((p) => Math.hypot(p.x - d.x, p.z - d.z) - p.r - d.r), Infinity);
  for (let tries = 0; placed.length < count && tries < 6000; tries++) {
    const r = radius();
    let d: Disc = {
      x: random.range(-half[0] + r, half[0] - r),
      z: random.range(-half[1] + r, half[1] - r),
      r,
    };
    const wantTouch = random.next() < touching && placed.length > 2;
    let room = gap(d);
    if (room < 0.07) continue;
    if (wantTouch) {
      const [n] = [...placed].sort(
        (a, b) => Math.hypot(a.x - d.x, a.z - d.z) - a.r - (Math.hypot(b.x - d.x, b.z - d.z) - b.r),
      );
      if (n) {
        const far = Math.hypot(n.x - d.x, n.z - d.z);
        const k = (n.r + d.r + 0.002) / far;
        d = { x: n.x + (d.x - n.x) * k, z: n.z + (d.z - n.z) * k, r };
        room = gap(d);
        if (room < 0) continue;
      }
    }
    placed.push(d);
  }
  return placed;
}

const OVERHEAD: Light = relit(
  { ...DAYLIGHT, window: { ...DAYLIGHT.window, x: -7, y0: 2.2, y1: 8, z0: -5, z1: 3 } },
  1.25,
  0,
  1.1,
);

export function coins(seed: number): Scene {
  const random = new Random(seed);
  const half = 3.3;
  const discs = scatter(
    random,
    46,
    [half - 0.12, half - 0.12],
    () => random.pick([0.26, 0.3, 0.34, 0.4, 0.45]),
    0.32,
  );
  const things = discs.map(({ x, z, r }, i): Thing => {
    const place = { x, z, size: r, turn: random.range(0, 360) };
    const kind = random.next();
    if (kind < 0.5)
      return coin(place, random.pick(['#c99a78', '#d6bd84', '#cfd0d1', '#b98763']), i);
    if (kind < 0.68) return washer({ ...place, size: r * 0.92 });
    return button(
      { ...place, size: r * 0.96 },
      random.pick(['#b3382f', '#2f5f8f', '#e9e2d0', '#d8a02f', '#3f7a55', '#6b4630']),
      random.next() < 0.6 ? 4 : 2,
      i,
    );
  });
  return {
    light: OVERHEAD,
    camera: { eye: [0, 16, 0], target: [0, 0, 0], fov: 23.2, lens: 0, focus: 16 },
    things: [floor(cloth('#56656f', 30, 0.7), -9, 9, -9, 9), ...things],
  };
}

export function beads(seed: number): Scene {
  const random = new Random(seed);
  const discs = scatter(random, 130, [4.2, 3.1], () => random.pick([0.15, 0.18, 0.21, 0.25]), 0.35);
  const things = discs.map(({ x, z, r }, i): Thing => {
    const code = random.pick(['#e6d3b0', '#d9b98a', '#efe6d6', '#cf9a63', '#e3c9b0', '#c9745a']);
    const upright = random.next() < 0.55;
    const place = upright
      ? { x, z, y: 0.79 * r, size: r, turn: random.range(0, 360) }
      : { x, z, y: r, size: r, roll: 90, turn: random.range(0, 360) };
    return bead(place, code, random.next() < 0.55 ? 'wood' : 'glaze', i);
  });
  return {
    // A lamp close to the left edge: light falls off by more than ten across the picture.
    light: relit(
      {
        ...DAYLIGHT,
        window: {
          x: -5.6,
          y0: 1.7,
          y1: 3.3,
          z0: -1.6,
          z1: 0.6,
          columns: 1,
          rows: 1,
          bar: 0,
          radiance: [34, 31, 26],
        },
      },
      1.1,
      0,
      0.26,
    ),
    camera: { eye: [0.1, 11, 1.4], target: [0.1, 0, 0.05], fov: 29.5, lens: 0, focus: 11 },
    things: [floor(felt('#8d9a92'), -9, 9, -9, 9), ...things],
  };
}

export function print(seed: number): Scene {
  const random = new Random(seed);
  const turn = -9;
  const a = (turn * Math.PI) / 180;
  // Print is laid out on the sheet and turned with it.
  const on = (x: number, y: number): { x: number; y: number; z: number; turn: number } => ({
    x: x * Math.cos(a) - y * Math.sin(a),
    z: -x * Math.sin(a) - y * Math.cos(a),
    y: 0.0325,
    turn,
  });
  const row = (text: string, x: number, y: number, size: number): Thing[] =>
    [...text].map((glyph) => {
      const placed = letter(glyph, { ...on(x, y), size });
      x += (glyphWidth(glyph) + 0.2) * size;
      return placed;
    });
  const inks = ['#b23a2e', '#27476e', '#2f6b4a', '#c98a1c', '#1b1a18'];
  const names = ['disc', 'triangle', 'square', 'star', 'ring', 'hexagon', 'cross', 'crescent'];
  const shapes = names.map((name, i) => {
    const where = on(-1.62 + (i % 4) * 1.08, i < 4 ? -0.42 : -1.36);
    return shape(
      name,
      { ...where, turn: turn + random.range(-18, 18), size: random.range(0.72, 0.86) },
      inks[i % inks.length] ?? '#1b1a18',
    );
  });
  return {
    light: relit(
      {
        ...DAYLIGHT,
        sun: normalize([-0.74, 0.55, -0.28]),
        window: { ...DAYLIGHT.window, z0: -9, z1: -1.3 },
      },
      0.9,
      1,
      0.9,
    ),
    camera: { eye: [0.2, 6.1, 6.6], target: [0.1, 0, 0.12], fov: 30, lens: 0.02, focus: 8.9 },
    things: [
      floor(wood(WALNUT), -14, 14, -12, 9),
      sheet(5.2, 3.9, { y: 0.015, turn }),
      ...row('CVLAB', -2.2, 0.42, 0.95),
      ...shapes,
      cup({ x: -2.55, z: -2.15, turn: 215, size: 1.05 }, MUSTARD),
      pencil({ x: 1.55, z: 2.35, y: 0.05, turn: 14 }),
    ],
  };
}
