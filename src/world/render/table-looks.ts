/** What each family of tables is made of, and how far a seed may vary it. */
import { Color, Vector3 } from 'three';
import type { Rng } from '$src/core/rng';
import { between, chance, hsl } from './draws';
import type { SkinOptions } from './kit';
import { plainPattern, woodPattern } from './table-patterns';

export interface TableLook {
  readonly skin: SkinOptions;
  /** What the table is in the round; a board by default. */
  readonly form?: 'cloth' | 'ground';
  readonly thicknessM?: readonly [number, number];
  readonly roundingM?: number;
}

/** A direction in the plane as cosine and sine, near one of the axes. */
function turn(rng: Rng, spreadDeg: number, quarter = true): { x: number; y: number } {
  const angle =
    (quarter && chance(rng, 0.25) ? Math.PI / 2 : 0) +
    ((rng.next() - 0.5) * 2 * spreadDeg * Math.PI) / 180;
  return { x: Math.cos(angle), y: Math.sin(angle) };
}

function shift(rng: Rng): number {
  return rng.integer(1, 900);
}

interface WoodLook {
  readonly colour: Color;
  readonly grain: Color;
  /** Width of a year's growth, metres. */
  readonly ringM: number;
  readonly ringStrength: number;
  /** Open pores: short dark dashes along the grain. */
  readonly pores: number;
  /** How much boards differ from one another. */
  readonly variety: number;
  readonly board: { x: number; y: number };
  readonly gapM: number;
  readonly weathered: number;
  readonly roughness: number;
}

function wood(rng: Rng, look: WoodLook): SkinOptions {
  return {
    colour: look.colour,
    roughness: look.roughness,
    pattern: woodPattern,
    uniforms: {
      grain: look.grain,
      turn: turn(rng, 3),
      board: look.board,
      ring: new Vector3(look.ringM, look.ringStrength, look.pores),
      look: new Vector3(look.variety, look.gapM, look.weathered),
      shift: shift(rng),
    },
  };
}

function plain(
  rng: Rng,
  kind: number,
  look: {
    readonly colour: Color;
    readonly second: Color;
    readonly third?: Color;
    readonly roughness: number;
    readonly metal?: number;
    /** Meaning by kind, see table-patterns.ts. */
    readonly scale: Vector3;
    readonly turn?: { x: number; y: number };
  },
): SkinOptions {
  return {
    colour: look.colour,
    roughness: look.roughness,
    metal: look.metal ?? 0,
    pattern: plainPattern,
    uniforms: {
      kind,
      second: look.second,
      third: look.third ?? look.second,
      turn: look.turn ?? turn(rng, 4),
      scale: look.scale,
      shift: shift(rng),
    },
  };
}

/** Boards of a width and length, or one wide board without joints. */
function boards(rng: Rng, lo: number, hi: number): { x: number; y: number } {
  return { x: between(rng, 0.5, 1.6), y: between(rng, lo, hi) };
}

export const tableLooks: Readonly<Record<string, (rng: Rng) => TableLook>> = {
  oak: (rng) => {
    const tone = between(rng, 0, 1);
    return {
      skin: wood(rng, {
        colour: hsl(0.085 + 0.02 * rng.next(), 0.36 + 0.12 * rng.next(), 0.44 + 0.16 * tone),
        grain: hsl(0.07, 0.42, 0.22 + 0.16 * tone),
        ringM: between(rng, 0.004, 0.009),
        ringStrength: between(rng, 0.35, 0.7),
        pores: between(rng, 0.4, 0.9),
        variety: between(rng, 0.08, 0.3),
        board: boards(rng, 0.05, 0.14),
        gapM: 0.0004,
        weathered: 0,
        roughness: between(rng, 0.3, 0.6),
      }),
    };
  },
  walnut: (rng) => ({
    skin: wood(rng, {
      colour: hsl(0.06 + 0.02 * rng.next(), 0.36 + 0.12 * rng.next(), between(rng, 0.24, 0.36)),
      grain: hsl(0.05, 0.4, between(rng, 0.09, 0.16)),
      ringM: between(rng, 0.005, 0.014),
      ringStrength: between(rng, 0.5, 0.9),
      pores: between(rng, 0.2, 0.6),
      variety: between(rng, 0.15, 0.45),
      board: boards(rng, 0.08, 0.2),
      gapM: 0.0003,
      weathered: 0,
      roughness: between(rng, 0.22, 0.5),
    }),
  }),
  birch: (rng) => ({
    skin: wood(rng, {
      colour: hsl(0.1 + 0.02 * rng.next(), 0.38 + 0.15 * rng.next(), between(rng, 0.68, 0.8)),
      grain: hsl(0.09, 0.4, between(rng, 0.55, 0.64)),
      ringM: between(rng, 0.006, 0.016),
      ringStrength: between(rng, 0.3, 0.65),
      pores: 0.12,
      variety: between(rng, 0.03, 0.12),
      board: { x: 3, y: between(rng, 0.14, 0.4) },
      gapM: 0.0002,
      weathered: 0,
      roughness: between(rng, 0.4, 0.65),
    }),
  }),
  planks: (rng) => ({
    skin: wood(rng, {
      colour: hsl(0.075 + 0.03 * rng.next(), between(rng, 0.1, 0.35), between(rng, 0.34, 0.58)),
      grain: hsl(0.07, 0.25, between(rng, 0.16, 0.26)),
      ringM: between(rng, 0.006, 0.013),
      ringStrength: between(rng, 0.4, 0.8),
      pores: between(rng, 0.3, 0.8),
      variety: between(rng, 0.25, 0.6),
      board: { x: 4, y: between(rng, 0.07, 0.16) },
      gapM: between(rng, 0.002, 0.007),
      weathered: between(rng, 0.2, 1),
      roughness: between(rng, 0.65, 0.9),
    }),
    thicknessM: [0.03, 0.055],
  }),
  laminate: (rng) => {
    const isWhite = chance(rng, 0.35);
    const colour = isWhite
      ? hsl(0.1, 0.06, between(rng, 0.82, 0.93))
      : hsl(rng.next(), between(rng, 0.08, 0.5), between(rng, 0.25, 0.75));
    return {
      skin: plain(rng, 0, {
        colour,
        second: chance(rng, 0.5) ? hsl(0.09, 0.4, 0.55) : colour.clone().multiplyScalar(0.6),
        third: hsl(0, 0, chance(rng, 0.5) ? 0.1 : 0.95),
        roughness: between(rng, 0.18, 0.5),
        scale: new Vector3(
          between(rng, 250, 700),
          chance(rng, 0.6) ? between(rng, 0.1, 0.6) : 0,
          0,
        ),
      }),
      roundingM: 0.0015,
    };
  },
  marble: (rng) => {
    const isDark = chance(rng, 0.25);
    const hue = chance(rng, 0.6) ? 0.6 : between(rng, 0.02, 0.45);
    return {
      skin: plain(rng, 1, {
        colour: isDark
          ? hsl(hue, 0.15, between(rng, 0.07, 0.2))
          : hsl(hue, 0.08, between(rng, 0.78, 0.92)),
        second: isDark
          ? hsl(0.1, 0.2, between(rng, 0.55, 0.85))
          : hsl(hue, 0.12, between(rng, 0.3, 0.6)),
        third: chance(rng, 0.3) ? hsl(0.1, 0.5, 0.5) : hsl(hue, 0.1, 0.5),
        roughness: between(rng, 0.08, 0.3),
        scale: new Vector3(
          between(rng, 1.8, 5),
          between(rng, 0.45, 1) * (isDark ? 0.55 : 1),
          between(rng, 0.5, 1.6),
        ),
        turn: turn(rng, 60),
      }),
    };
  },
  linen: (rng) => {
    const isNatural = chance(rng, 0.5);
    const colour = isNatural
      ? hsl(0.1, between(rng, 0.05, 0.25), between(rng, 0.65, 0.88))
      : hsl(rng.next(), between(rng, 0.1, 0.45), between(rng, 0.3, 0.8));
    return {
      skin: plain(rng, 2, {
        colour,
        second: chance(rng, 0.4)
          ? hsl(rng.next(), between(rng, 0.3, 0.7), between(rng, 0.25, 0.5))
          : colour.clone().multiplyScalar(0.75),
        roughness: 0.95,
        // thread, stripe period (0 is none), share of the period that is striped
        scale: new Vector3(
          between(rng, 0.0009, 0.0019),
          chance(rng, 0.65) ? between(rng, 0.05, 0.4) : 0,
          between(rng, 0.08, 0.4),
        ),
        turn: turn(rng, 12),
      }),
      form: 'cloth',
      roundingM: 0.012,
    };
  },
  gingham: (rng) => ({
    skin: plain(rng, 3, {
      colour: hsl(0.12, 0.15, between(rng, 0.82, 0.92)),
      second: hsl(rng.next(), between(rng, 0.5, 0.85), between(rng, 0.25, 0.45)),
      roughness: 0.95,
      scale: new Vector3(between(rng, 0.0009, 0.0016), between(rng, 0.018, 0.07), 0.5),
      turn: turn(rng, 20),
    }),
    form: 'cloth',
    roundingM: 0.012,
  }),
  stone: (rng) => {
    const hue = between(rng, 0.02, 0.16);
    const lightness = between(rng, 0.25, 0.65);
    return {
      skin: plain(rng, 4, {
        colour: hsl(hue, between(rng, 0.03, 0.22), lightness),
        second: hsl(hue + 0.03, 0.12, lightness * between(rng, 0.45, 0.75)),
        third: hsl(hue, 0.08, Math.min(0.9, lightness * 1.5)),
        roughness: between(rng, 0.55, 0.9),
        // grain per metre, joints' spacing (0 is one slab), speckle
        scale: new Vector3(
          between(rng, 150, 420),
          chance(rng, 0.5) ? between(rng, 0.25, 0.6) : 0,
          between(rng, 0.2, 0.9),
        ),
        turn: turn(rng, 30),
      }),
      thicknessM: [0.04, 0.07],
      roundingM: 0.006,
    };
  },
  steel: (rng) => {
    const level = between(rng, 0.75, 0.95);
    return {
      skin: plain(rng, 5, {
        colour: new Color(
          level,
          level * between(rng, 0.97, 1.01),
          level * between(rng, 0.95, 1.05),
        ),
        second: new Color(level * 0.7, level * 0.7, level * 0.7),
        roughness: between(rng, 0.28, 0.45),
        metal: 0.9,
        scale: new Vector3(between(rng, 900, 2200), between(rng, 0.3, 1), between(rng, 0.2, 0.8)),
      }),
      roundingM: 0.004,
    };
  },
  grass: (rng) => {
    const hue = between(rng, 0.2, 0.31);
    return {
      skin: plain(rng, 6, {
        colour: hsl(hue, between(rng, 0.35, 0.6), between(rng, 0.3, 0.42)),
        second: hsl(hue - 0.02, 0.5, between(rng, 0.07, 0.13)),
        third: hsl(between(rng, 0.12, 0.17), 0.4, between(rng, 0.4, 0.55)),
        roughness: 0.9,
        scale: new Vector3(between(rng, 90, 170), between(rng, 0.1, 0.7), 1),
        turn: turn(rng, 180),
      }),
      form: 'ground',
    };
  },
  mosaic: (rng) => {
    const hue = rng.next();
    return {
      skin: plain(rng, 7, {
        colour: hsl(hue, between(rng, 0.2, 0.6), between(rng, 0.35, 0.6)),
        second: hsl(
          hue + between(rng, -0.12, 0.12),
          between(rng, 0.2, 0.6),
          between(rng, 0.5, 0.85),
        ),
        third: chance(rng, 0.7) ? hsl(0.1, 0.06, between(rng, 0.55, 0.8)) : hsl(0, 0, 0.15),
        roughness: between(rng, 0.12, 0.5),
        scale: new Vector3(
          between(rng, 0.014, 0.045),
          between(rng, 0.06, 0.14),
          between(rng, 0.2, 1),
        ),
        turn: turn(rng, 45),
      }),
    };
  },
};
