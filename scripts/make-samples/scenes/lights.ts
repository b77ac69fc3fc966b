import type { Light, Window } from '../core/scene';
import { normalize, scale, type Vec } from '../core/vec';

/** The one room that all pictures share: a window on the left, a sun behind it, pale walls. */
const WINDOW: Window = {
  x: -9,
  y0: 0.6,
  y1: 7.9,
  z0: -2.4,
  z1: 5.6,
  columns: 3,
  rows: 3,
  bar: 0.34,
  radiance: [5.6, 6.0, 6.6],
};

const tinted = (v: Vec, by: number | Vec): Vec =>
  typeof by === 'number' ? scale(v, by) : [v[0] * by[0], v[1] * by[1], v[2] * by[2]];

export const DAYLIGHT: Light = {
  window: WINDOW,
  sun: normalize([-0.8, 0.5, 0.3]),
  sunlight: [9.5, 8.6, 7.2],
  sunRadius: 0.022,
  sunThroughWindow: true,
  room: [
    [0.3, 0.25, 0.2],
    [0.42, 0.4, 0.38],
    [0.62, 0.6, 0.58],
  ],
};

/** The same room with light scaled: window, sun, rest. */
export function relit(
  base: Light,
  window: number | Vec,
  sun: number | Vec,
  room: number | Vec,
  change: Partial<Light> = {},
): Light {
  return {
    ...base,
    window: { ...base.window, radiance: tinted(base.window.radiance, window) },
    sunlight: tinted(base.sunlight, sun),
    room: [tinted(base.room[0], room), tinted(base.room[1], room), tinted(base.room[2], room)],
    ...change,
  };
}
