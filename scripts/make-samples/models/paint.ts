import { noise3 } from '../core/noise';
import type { Part, Shader, Surface, Thing } from '../core/scene';
import { hex, mix, rotation, type Vec } from '../core/vec';

/** Helpers that the models share: colours, plain finishes, placing. */

export function paint(s: Surface, c: Vec): void {
  s.r = c[0];
  s.g = c[1];
  s.b = c[2];
}

/** Mixes the surface's colour towards c by t. */
export function blend(s: Surface, c: Vec, t: number): void {
  s.r = mix(s.r, c[0], t);
  s.g = mix(s.g, c[1], t);
  s.b = mix(s.b, c[2], t);
}

export function tone(s: Surface, factor: number): void {
  s.r *= factor;
  s.g *= factor;
  s.b *= factor;
}

export function coat(s: Surface, f0: number, rough: number): void {
  s.f0 = f0;
  s.rough = rough;
}

/** One colour, one coat. */
export function plain(code: string, f0 = 0.04, rough = 0.4): Shader {
  const c = hex(code);
  return (s) => {
    paint(s, c);
    coat(s, f0, rough);
  };
}

/** Polished or brushed metal; the colour is its mirror tint. */
export function metal(code: string, rough = 0.2): Shader {
  const c = hex(code);
  return (s) => {
    paint(s, c);
    s.metal = true;
    s.rough = rough;
  };
}

/** Adds the gradient of amplitude x noise(frequency x p) to the bump, by forward differences. */
export function bump(
  s: Surface,
  frequency: number,
  amplitude: number,
  f: (x: number, y: number, z: number) => number = noise3,
): void {
  const x = s.x * frequency;
  const y = s.y * frequency;
  const z = s.z * frequency;
  const h = f(x, y, z);
  const d = 0.05;
  const k = (amplitude * frequency) / d;
  s.gx += (f(x + d, y, z) - h) * k;
  s.gy += (f(x, y + d, z) - h) * k;
  s.gz += (f(x, y, z + d) - h) * k;
}

/** Where a thing stands; turns are degrees about x, y (the table's upright) and z. */
export interface Place {
  readonly x?: number;
  readonly y?: number;
  readonly z?: number;
  readonly turn?: number;
  readonly pitch?: number;
  readonly roll?: number;
  readonly size?: number;
}

export function thing(category: string | undefined, parts: readonly Part[], place: Place): Thing {
  const { x = 0, y = 0, z = 0, turn = 0, pitch = 0, roll = 0, size = 1 } = place;
  const where = { parts, at: [x, y, z] as const, turn: rotation(pitch, turn, roll), size };
  return category === undefined ? where : { category, ...where };
}
