/** What each family of backdrops looks like, and how far a seed may vary it. */
import { Vector3, type Color } from 'three';
import type { Rng } from '$src/core/rng';
import { between, chance, hsl } from './draws';

export interface RoomLook {
  readonly kind: number;
  /** Main colour of the walls, a second and a third; meaning by kind, see backdrop-patterns.ts. */
  readonly colours: readonly [Color, Color, Color];
  readonly scale: Vector3;
  readonly floor: Color;
}

export interface OpenLook {
  readonly kind: number;
  readonly colours: readonly [Color, Color, Color];
  readonly scale: Vector3;
  readonly ground: Color;
}

function drawFloor(rng: Rng): Color {
  return chance(rng, 0.6)
    ? hsl(0.08, between(rng, 0.15, 0.4), between(rng, 0.2, 0.5))
    : hsl(0.6 * rng.next(), between(rng, 0, 0.15), between(rng, 0.2, 0.7));
}

function wallColour(rng: Rng): Color {
  return chance(rng, 0.4)
    ? hsl(0.1, between(rng, 0.02, 0.15), between(rng, 0.7, 0.92))
    : hsl(rng.next(), between(rng, 0.08, 0.45), between(rng, 0.3, 0.8));
}

export const roomLooks: Readonly<Record<string, (rng: Rng) => RoomLook>> = {
  wall: (rng) => ({
    kind: 0,
    colours: [wallColour(rng), wallColour(rng), hsl(0.1, 0.05, between(rng, 0.75, 0.95))],
    // plaster's grain, height of a panelling (below the floor: none), width of its fields
    scale: new Vector3(
      between(rng, 2, 6),
      chance(rng, 0.4) ? between(rng, -0.05, 0.5) : -2,
      between(rng, 0.3, 0.9),
    ),
    floor: drawFloor(rng),
  }),
  wallpaper: (rng) => {
    const base = wallColour(rng);
    const motif = chance(rng, 0.5)
      ? base.clone().multiplyScalar(between(rng, 0.45, 0.8))
      : hsl(rng.next(), between(rng, 0.15, 0.6), between(rng, 0.25, 0.85));
    return {
      kind: 1,
      colours: [base, motif, hsl(rng.next(), 0.3, between(rng, 0.3, 0.8))],
      // size of the motif, which one (0..5), share
      scale: new Vector3(between(rng, 0.07, 0.26), rng.integer(0, 4), between(rng, 0.3, 0.7)),
      floor: drawFloor(rng),
    };
  },
  tiles: (rng) => {
    const base = chance(rng, 0.5) ? hsl(0.1, 0.05, between(rng, 0.75, 0.93)) : wallColour(rng);
    const tile = between(rng, 0.08, 0.22);
    return {
      kind: 2,
      colours: [
        base,
        chance(rng, 0.5)
          ? base.clone()
          : hsl(rng.next(), between(rng, 0.2, 0.6), between(rng, 0.3, 0.7)),
        hsl(0.1, 0.03, chance(rng, 0.7) ? between(rng, 0.6, 0.85) : 0.25),
      ],
      // tile's width, height, how much they differ
      scale: new Vector3(tile * (chance(rng, 0.4) ? 2 : 1), tile, between(rng, 0.02, 0.3)),
      floor: drawFloor(rng),
    };
  },
  curtain: (rng) => {
    const cloth = hsl(rng.next(), between(rng, 0.1, 0.6), between(rng, 0.25, 0.75));
    return {
      kind: 3,
      colours: [cloth, cloth.clone().multiplyScalar(between(rng, 0.15, 0.35)), wallColour(rng)],
      // folds per metre, irregularity, pattern of stripes across
      scale: new Vector3(between(rng, 4, 11), between(rng, 0.3, 1.2), chance(rng, 0.3) ? 1 : 0),
      floor: drawFloor(rng),
    };
  },
  shelf: (rng) => ({
    kind: 4,
    colours: [
      chance(rng, 0.5)
        ? hsl(0.08, between(rng, 0.2, 0.45), between(rng, 0.25, 0.6))
        : hsl(0, 0, between(rng, 0.1, 0.9)),
      hsl(rng.next(), between(rng, 0.15, 0.5), between(rng, 0.3, 0.7)),
      wallColour(rng),
    ],
    // spacing of the boards, of the uprights, how full
    scale: new Vector3(between(rng, 0.34, 0.5), between(rng, 0.7, 1.2), between(rng, 0.4, 0.85)),
    floor: drawFloor(rng),
  }),
  brick: (rng) => {
    const isPainted = chance(rng, 0.2);
    return {
      kind: 5,
      colours: [
        isPainted
          ? hsl(0.1, 0.05, between(rng, 0.65, 0.9))
          : hsl(between(rng, 0.01, 0.07), between(rng, 0.3, 0.55), between(rng, 0.28, 0.48)),
        isPainted
          ? hsl(0.1, 0.05, between(rng, 0.6, 0.85))
          : hsl(between(rng, 0, 0.09), between(rng, 0.15, 0.5), between(rng, 0.18, 0.6)),
        hsl(0.1, 0.08, between(rng, 0.4, 0.75)),
      ],
      // brick's length, height, mortar
      scale: new Vector3(
        between(rng, 0.19, 0.25),
        between(rng, 0.06, 0.085),
        between(rng, 0.008, 0.014),
      ),
      floor: hsl(0.1, between(rng, 0, 0.12), between(rng, 0.3, 0.6)),
    };
  },
  kitchen: (rng) => ({
    kind: 6,
    colours: [
      chance(rng, 0.5)
        ? hsl(0.1, 0.06, between(rng, 0.7, 0.9))
        : hsl(rng.next(), between(rng, 0.1, 0.45), between(rng, 0.25, 0.7)),
      hsl(0.09, between(rng, 0.1, 0.4), between(rng, 0.2, 0.6)),
      wallColour(rng),
    ],
    // width of a cupboard, height of the worktop, spacing of the tiles
    scale: new Vector3(between(rng, 0.45, 0.65), between(rng, 0.05, 0.2), between(rng, 0.07, 0.16)),
    floor: drawFloor(rng),
  }),
};

export const openLooks: Readonly<Record<string, (rng: Rng) => OpenLook>> = {
  paper: (rng) => {
    const paper = chance(rng, 0.4)
      ? hsl(0.1, 0.03, between(rng, 0.35, 0.93))
      : hsl(rng.next(), between(rng, 0.15, 0.65), between(rng, 0.3, 0.8));
    return {
      kind: 0,
      colours: [paper, paper.clone().multiplyScalar(between(rng, 0.3, 0.8)), paper],
      // how far the light's pool reaches, its height, unused
      scale: new Vector3(between(rng, 0.5, 1.4), between(rng, -0.1, 0.4), 0),
      ground: paper,
    };
  },
  garden: (rng) => {
    const hue = between(rng, 0.2, 0.33);
    return {
      kind: 1,
      colours: [
        hsl(hue, between(rng, 0.4, 0.75), between(rng, 0.28, 0.46)),
        hsl(hue + 0.03, 0.45, between(rng, 0.08, 0.18)),
        hsl(0.57, between(rng, 0.1, 0.5), between(rng, 0.8, 0.95)),
      ],
      // coarseness, height of the bushes, bokeh
      scale: new Vector3(between(rng, 3, 7), between(rng, 0.1, 0.6), between(rng, 0.2, 0.9)),
      ground: hsl(hue - 0.02, between(rng, 0.3, 0.55), between(rng, 0.25, 0.45)),
    };
  },
  foliage: (rng) => {
    const isAutumn = chance(rng, 0.15);
    const hue = isAutumn ? between(rng, 0.09, 0.15) : between(rng, 0.2, 0.36);
    return {
      kind: 2,
      colours: [
        hsl(hue, between(rng, 0.45, 0.75), between(rng, 0.28, 0.45)),
        hsl(hue + 0.05, 0.5, between(rng, 0.04, 0.11)),
        hsl(hue - 0.03, 0.5, between(rng, 0.6, 0.8)),
      ],
      scale: new Vector3(between(rng, 4, 10), between(rng, 0.2, 0.9), between(rng, 0.1, 0.7)),
      ground: hsl(0.1, between(rng, 0.15, 0.35), between(rng, 0.12, 0.3)),
    };
  },
  sky: (rng) => {
    const isLate = chance(rng, 0.3);
    return {
      kind: 3,
      colours: [
        isLate
          ? hsl(between(rng, 0.03, 0.1), 0.6, 0.75)
          : hsl(0.56, between(rng, 0.15, 0.4), between(rng, 0.82, 0.92)),
        isLate
          ? hsl(between(rng, 0.6, 0.75), 0.3, 0.5)
          : hsl(between(rng, 0.56, 0.61), between(rng, 0.4, 0.7), between(rng, 0.45, 0.7)),
        hsl(0.6, between(rng, 0, 0.15), between(rng, 0.8, 0.97)),
      ],
      // cloudiness, height of far hills, haze
      scale: new Vector3(between(rng, 0.1, 0.8), between(rng, 0.02, 0.14), between(rng, 0.3, 0.8)),
      ground: chance(rng, 0.5)
        ? hsl(between(rng, 0.15, 0.3), between(rng, 0.2, 0.4), between(rng, 0.25, 0.45))
        : hsl(0.11, between(rng, 0.15, 0.4), between(rng, 0.4, 0.65)),
    };
  },
  street: (rng) => ({
    kind: 4,
    colours: [
      hsl(between(rng, 0.02, 0.13), between(rng, 0.08, 0.35), between(rng, 0.35, 0.65)),
      hsl(0.6, between(rng, 0.05, 0.3), between(rng, 0.1, 0.25)),
      hsl(0.57, between(rng, 0.05, 0.4), between(rng, 0.6, 0.92)),
    ],
    // houses per turn, height, share of lit windows
    scale: new Vector3(rng.integer(9, 16), between(rng, 0.35, 0.8), between(rng, 0.05, 0.6)),
    ground: hsl(0.6, between(rng, 0, 0.08), between(rng, 0.25, 0.5)),
  }),
};
