import type { Scene, Thing } from '../core/scene';
import { normalize } from '../core/vec';
import { apple, banana, carrot, orange } from '../models/fruit';
import { bottle, wineGlass } from '../models/glassware';
import { book, clock, tennisBall } from '../models/objects';
import { ASH, floor, OAK, plaster, wall, WALNUT, wood, type Wood } from '../models/room';
import { donut, plate } from '../models/sweets';
import { bowl, cup, MUSTARD, SAGE, WHITE_BLUE, type Glaze } from '../models/tableware';
import { DAYLIGHT, relit } from './lights';

/** Further still lifes in the same room. */

const room = (kind: Wood, tint: string, back = -2.6): Thing[] => [
  floor(wood(kind), -14, 14, back, 10),
  wall(plaster(tint), back, -16, 16, 10),
];

/** A bowl with three fruits below and one on top, resting where spheres of their size would. */
function fruitBowl(x: number, z: number, turn: number, glaze: Glaze): Thing[] {
  const ring = (degrees: number, r: number): { x: number; z: number } => {
    const a = ((degrees + turn) * Math.PI) / 180;
    return { x: x + r * Math.cos(a), z: z + r * Math.sin(a) };
  };
  return [
    bowl({ x, z, turn, size: 1.2 }, glaze),
    orange({ ...ring(80, 0.5), y: 0.35, turn: 40, roll: 12 }, 3),
    apple({ ...ring(200, 0.52), y: 0.37, turn: 130, pitch: -14 }, 2, '#d9c95a', '#a9141c'),
    apple({ ...ring(320, 0.52), y: 0.37, turn: 250, roll: 16 }, 5, '#b9c257', '#c8602a'),
    orange({ x: x - 0.02, z: z - 0.02, y: 1.03, turn: 200, pitch: -20 }, 7),
  ];
}

/** 640 x 480: a fruit bowl, a glass of wine, a banana and a carrot. */
export function fruit(): Scene {
  return {
    light: relit(DAYLIGHT, 1, 1, 1),
    camera: { eye: [0.2, 2.5, 8.6], target: [0.1, 0.82, 0], fov: 26, lens: 0.05, focus: 8.4 },
    things: [
      ...room(WALNUT, '#a9aca4'),
      ...fruitBowl(-0.55, -0.5, 20, SAGE),
      wineGlass({ x: 1.45, z: -0.75, size: 1.05 }),
      banana({ x: 1.3, z: 0.7, y: 0.165, pitch: 68, turn: 172, size: 0.95 }, 1),
      carrot({ x: -0.75, z: 1.35, y: 0.19, turn: 10, size: 0.95 }, 2),
    ],
  };
}

/** 640 x 480: clock on books, cup and tennis ball, pale wood and wall. */
export function study(): Scene {
  return {
    light: relit(DAYLIGHT, 1, 0.85, 1.1),
    camera: { eye: [-0.2, 2.2, 8.8], target: [0.05, 0.98, 0], fov: 25, lens: 0.05, focus: 8.8 },
    things: [
      ...room(ASH, '#c4c7c4'),
      book({ x: -0.55, z: -0.4, turn: 9 }, '#5f2a30', '#d8b76a', [2.1, 0.34, 1.45]),
      book({ x: -0.5, y: 0.34, z: -0.42, turn: -6 }, '#2f5a50', '#e0cfa0', [1.8, 0.26, 1.25]),
      clock({ x: -0.55, y: 0.6, z: -0.4, turn: 14, size: 0.92 }),
      cup({ x: 1.5, z: -0.1, turn: -35 }, MUSTARD),
      tennisBall({ x: 0.95, z: 1.0, turn: 40, pitch: 30 }),
      apple({ x: -1.75, z: 0.55, turn: 200 }, 4, '#d6d06a', '#6f9a2e'),
    ],
  };
}

/** 480 x 640: bottle, glass, apple and book, upright format, low raking sun. */
export function portrait(): Scene {
  return {
    light: relit({ ...DAYLIGHT, sun: normalize([-0.86, 0.4, 0.26]) }, 0.85, 1.15, 0.8),
    camera: { eye: [0, 2.15, 9.6], target: [0.02, 1.34, 0], fov: 24.5, lens: 0.06, focus: 9.4 },
    things: [
      ...room(WALNUT, '#8f9a98'),
      bottle({ x: -0.5, z: -0.55, turn: 12 }, undefined, '#27476e'),
      wineGlass({ x: 0.75, z: -0.2, size: 1.0 }),
      book({ x: 0.05, z: 0.9, turn: 18 }, '#7a2d26', '#d8b76a', [1.6, 0.26, 1.1]),
      apple({ x: -0.1, y: 0.26, z: 0.9, turn: 60, size: 0.95 }, 1),
      orange({ x: -1.1, z: 0.65, turn: 10 }, 2),
    ],
  };
}

/** 1600 x 900: the whole household. */
export function feast(): Scene {
  return {
    light: relit(DAYLIGHT, 1, 1.05, 1),
    camera: { eye: [0.1, 2.2, 9.8], target: [0.05, 1.03, 0], fov: 22.5, lens: 0.06, focus: 9.5 },
    things: [
      ...room(OAK, '#b9bdb8'),
      bottle({ x: -2.45, z: -0.75, turn: 10 }),
      wineGlass({ x: -1.55, z: -0.35, size: 1.0 }),
      ...fruitBowl(0.05, -0.7, 50, SAGE),
      book({ x: 2.2, z: -0.8, turn: -12 }, '#27476e', '#d8b76a', [1.9, 0.32, 1.35]),
      clock({ x: 2.3, y: 0.32, z: -0.8, turn: -20, size: 0.92 }, '#3d6b66'),
      apple({ x: -2.2, z: 0.7, turn: 20, size: 1.05 }, 0),
      plate({ x: -0.75, z: 1.05, size: 0.82 }),
      donut({ x: -0.75, y: 0.05, z: 1.05, turn: 10, size: 0.95 }, '#e79ab2', 1),
      cup({ x: 0.98, z: 0.75, turn: -35, size: 0.98 }, WHITE_BLUE),
      banana({ x: 2.35, z: 0.75, y: 0.15, pitch: 66, turn: 186, size: 0.84 }, 4),
    ],
  };
}

/** 160 x 120: three things only. */
export function trio(): Scene {
  return {
    light: DAYLIGHT,
    camera: { eye: [0, 1.9, 6.2], target: [0, 0.46, 0], fov: 22, lens: 0, focus: 6 },
    things: [
      ...room(OAK, '#9fb0ba'),
      cup({ x: -0.62, z: -0.3, turn: 200 }, MUSTARD),
      tennisBall({ x: 0.18, z: 0.55, turn: 20, pitch: 40 }),
      apple({ x: 0.85, z: -0.15, turn: 90 }, 3),
    ],
  };
}
