import type { Camera, Light, Scene, Thing } from '../core/scene';
import { apple, orange } from '../models/fruit';
import { bottle } from '../models/glassware';
import { book } from '../models/objects';
import { floor, OAK, plaster, wall, wood } from '../models/room';
import { donut } from '../models/sweets';
import { cup } from '../models/tableware';
import { DAYLIGHT } from './lights';

const room: Thing[] = [
  floor(wood(OAK), -14, 14, -2.6, 9),
  wall(plaster('#c9c3b8'), -2.6, -16, 16, 10),
];

const CAMERA: Camera = {
  eye: [0.1, 2.05, 8.6],
  target: [0.12, 1.2, 0],
  fov: 23.6,
  lens: 0.05,
  focus: 8.0,
};

/** The hero: bottle, apple, book with an orange on it, donut, cup. */
export function tabletop(light: Light = DAYLIGHT, camera: Camera = CAMERA): Scene {
  return {
    light,
    camera,
    things: [
      ...room,
      bottle({ x: -1.95, z: -0.5, turn: 8 }),
      apple({ x: -1.05, z: 0.55, turn: 20, size: 1.1 }, 0),
      book({ x: 0.25, z: -0.45, turn: -13 }, '#27476e', '#d8b76a', [2.0, 0.38, 1.35]),
      orange({ x: 0.1, y: 0.38, z: -0.5, turn: 30, size: 1.08 }),
      donut({ x: 0.85, z: 1.0, turn: 10, size: 1.1 }),
      cup({ x: 2.15, z: -0.05, turn: -28, size: 1.12 }),
    ],
  };
}

export const HERO_CAMERA = CAMERA;
