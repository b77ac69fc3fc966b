import { surface } from '../core/mesh';
import { fbm3, noise2, noise3 } from '../core/noise';
import { hash01 } from '../core/random';
import type { Shader, Thing } from '../core/scene';
import { hex, smoothstep } from '../core/vec';
import { blend, bump, coat, paint, thing, tone } from './paint';

/** Table tops, walls and cloths: the background that every picture stands on. */

export interface Wood {
  readonly light: string;
  readonly dark: string;
  /** Width of a board; boards run along x. */
  readonly board: number;
  /** How strongly dark and light grain differ. */
  readonly grain: number;
  readonly rough: number;
}

export const OAK: Wood = {
  light: '#d2a878',
  dark: '#8f6238',
  board: 1.55,
  grain: 0.75,
  rough: 0.42,
};
export const WALNUT: Wood = {
  light: '#96735a',
  dark: '#4a3527',
  board: 1.9,
  grain: 0.85,
  rough: 0.38,
};
export const ASH: Wood = { light: '#dcc7a4', dark: '#a98a62', board: 1.7, grain: 0.6, rough: 0.5 };

/**
 * Boards cut from a log: growth rings are distance bands about an axis along the board, wobbling with
 * height, plus fine pores drawn out along the grain.
 */
export function wood(kind: Wood): Shader {
  const light = hex(kind.light);
  const dark = hex(kind.dark);
  return (s) => {
    const row = Math.floor(s.z / kind.board);
    const inBoard = s.z - row * kind.board;
    const id = hash01(row, 3);
    // Each board is another piece of the log: shift along it and another distance from its heart.
    const x = s.x + id * 37;
    const across = inBoard - kind.board * (0.2 + 0.6 * hash01(row, 5));
    const warp = fbm3(x * 0.22, s.z * 0.9, id * 20, 3) - 0.5;
    const deep = 0.5 + 1.1 * hash01(row, 9) + 0.28 * Math.sin(x * 0.21 + id * 9);
    const ring = Math.sqrt(across * across + deep * deep * 0.35) * 9.5 + warp * 5.5;
    const phase = ring - Math.floor(ring);
    // Late wood darkens slowly and ends abruptly.
    const late = phase * phase * (1 - smoothstep(0.86, 1, phase));
    const streak = noise2(x * 1.3, s.z * 38 + id * 90);
    const fine = noise2(x * 4.5, s.z * 120);
    const pore = smoothstep(0.74, 0.9, noise2(x * 2.6, s.z * 75 + 31));
    paint(s, light);
    blend(s, dark, kind.grain * (0.62 * late + 0.3 * (streak - 0.2) + 0.16 * (fine - 0.3)));
    blend(s, dark, 0.34 * pore * kind.grain);
    tone(s, 0.9 + 0.2 * hash01(row, 7));
    coat(s, 0.04, kind.rough + 0.14 * streak);
    // A narrow groove with softened edges between boards.
    const edge = Math.min(inBoard, kind.board - inBoard);
    if (edge < 0.03) {
      tone(s, 0.25 + 0.75 * smoothstep(0.002, 0.02, edge));
      const slope = 1 - smoothstep(0.004, 0.03, edge);
      s.gz += (inBoard < kind.board / 2 ? 0.7 : -0.7) * slope;
    }
    s.gz += (streak - 0.5) * 0.05 + (pore > 0.3 ? (fine - 0.5) * 0.12 : 0);
  };
}

/** Trowelled plaster: broad shallow waves, some grain, faint stains. */
export function plaster(code: string, roughness = 1): Shader {
  const c = hex(code);
  return (s) => {
    paint(s, c);
    const broad = fbm3(s.x * 0.5, s.y * 0.5, 4.2, 4);
    tone(s, 0.93 + 0.14 * broad);
    bump(s, 1.7, 0.018 * roughness);
    bump(s, 7, 0.004 * roughness);
    bump(s, 34, 0.0005 * roughness);
  };
}

/** Woven cloth: over-and-under threads, each a little uneven. */
export function cloth(code: string, threads = 46, weave = 1): Shader {
  const c = hex(code);
  return (s) => {
    paint(s, c);
    const u = s.x * threads;
    const v = s.z * threads;
    const over = (Math.floor(u) + Math.floor(v)) % 2 === 0;
    const fu = u - Math.floor(u) - 0.5;
    const fv = v - Math.floor(v) - 0.5;
    const tu = noise2(Math.floor(u) * 0.9, s.z * 1.4);
    const tv = noise2(Math.floor(v) * 0.9 + 50, s.x * 1.4);
    const thread = over ? tu : tv;
    tone(s, 1 + weave * (0.3 * (thread - 0.5) - 0.3 * (over ? fu * fu : fv * fv)));
    s.gx += weave * (over ? fu * 0.7 : -fu * 0.2);
    s.gz += weave * (over ? -fv * 0.2 : fv * 0.7);
    tone(s, 0.94 + 0.12 * noise3(s.x * 0.8, 2, s.z * 0.8));
  };
}

/** A flat top at y = 0 between the given edges. */
export function floor(shader: Shader, x0: number, x1: number, z0: number, z1: number): Thing {
  const mesh = surface(1, 1, (u, v) => [x0 + (x1 - x0) * u, 0, z1 + (z0 - z1) * v]);
  return thing(undefined, [{ mesh, shader }], {});
}

/** An upright wall facing +z. */
export function wall(shader: Shader, z: number, x0: number, x1: number, y1: number): Thing {
  const mesh = surface(1, 1, (u, v) => [x0 + (x1 - x0) * u, -2 + (y1 + 2) * v, z]);
  return thing(undefined, [{ mesh, shader }], {});
}
