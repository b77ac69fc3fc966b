/**
 * Eight surfaces that are told apart by texture alone. Each is a solid pattern of the kit over the
 * plane of a swatch (x, z in metres); what they share (colour, brightness, contrast) is set afterwards
 * by `standardise`, so nothing of it may carry the class.
 */
import { createRng, type Rng } from '$src/core/rng';
import type { Pattern } from '../render/kit';

export const textures = [
  'weave',
  'brushed',
  'granite',
  'leather',
  'sand',
  'knit',
  'concrete',
  'mesh',
] as const;
export type TextureName = (typeof textures)[number];

export interface SwatchLook {
  readonly texture: TextureName;
  readonly isDome: boolean;
  /** 0.8..1.25; of the pattern's features. */
  readonly scale: number;
  /** Which part of the endless surface, in features. */
  readonly offset: readonly [number, number];
}

/** Draws a swatch; the same state of `rng` gives the same swatch. */
export function drawSwatchLook(rng: Rng): SwatchLook {
  return {
    texture: textures[rng.integer(0, textures.length - 1)] ?? 'weave',
    isDome: rng.next() < 0.4,
    scale: 0.8 * (1.25 / 0.8) ** rng.next(),
    offset: [200 * rng.next(), 200 * rng.next()],
  };
}

/** A seed for which a swatch has this texture. */
export function swatchSeed(rng: Rng, texture: TextureName): number {
  for (;;) {
    const seed = rng.integer(0, 2 ** 31 - 1);
    if (drawSwatchLook(createRng(seed).fork('swatch')).texture === texture) return seed;
  }
}

// `q` counts features: one is 8 mm at scale 1. Every pattern sets `light` (about 0..1) and `height`.
const bodies: Readonly<Record<TextureName, string>> = {
  // Plain weave: warp over weft in a chequerboard, each thread round.
  weave: `
    vec2 cell = floor(q * 0.85); vec2 in2 = fract(q * 0.85) - 0.5;
    bool over = mod(cell.x + cell.y, 2.0) < 1.0;
    float across = over ? in2.x : in2.y; float along = over ? in2.y : in2.x;
    float bulge = sqrt(max(0.0, 1.0 - 3.6 * across * across)) * (0.55 + 0.45 * cos(along * 3.14159));
    light = 0.2 + 0.65 * bulge + 0.2 * noise(vec3(q * 9.0, 2.0)); height = bulge * 0.0012;`,
  // Metal brushed in one direction: long streaks of many widths.
  brushed: `
    float streak = noise(vec3(q.x * 0.18, q.y * 3.2, 3.0)) * 0.5 + noise(vec3(q.x * 0.3, q.y * 8.0, 5.0)) * 0.35
      + noise(vec3(q.x * 0.12, q.y * 1.1, 9.0)) * 0.25;
    light = streak; height = streak * 0.0002;`,
  // Crystals of three minerals, hard edges.
  granite: `
    vec2 a = spots(vec3(q * 1.5, 4.0)); vec2 b = spots(vec3(q * 2.6, 11.0));
    light = 0.25 + 0.5 * a.y + 0.35 * step(0.62, b.y) - 0.4 * step(b.y, 0.22); height = 0.0;`,
  // Pebbled skin: cells with dark creases between them.
  leather: `
    vec2 w = q + 0.35 * vec2(noise(vec3(q, 1.0)), noise(vec3(q, 6.0)));
    vec2 a = spots(vec3(w * 1.25, 0.5));
    float crease = smoothstep(0.25, 0.75, a.x);
    light = 0.85 - 0.7 * crease + 0.15 * noise(vec3(q * 6.0, 1.0)); height = -crease * 0.0012;`,
  // Wind ripples with grains.
  sand: `
    float bend = 1.6 * noise(vec3(q * 0.28, 2.0)) + 0.5 * noise(vec3(q * 0.9, 8.0));
    float ripple = 0.5 + 0.5 * sin((q.y * 0.55 + bend) * 6.28318);
    light = 0.2 + 0.55 * pow(ripple, 1.4) + 0.4 * (noise(vec3(q * 11.0, 7.0)) - 0.3);
    height = ripple * 0.0012;`,
  // Stocking stitch: columns of V.
  knit: `
    vec2 s = vec2(q.x * 0.6, q.y * 0.8); float column = fract(s.x) - 0.5;
    float leg = fract(s.y + 0.75 * abs(column) * 1.3) - 0.5;
    float yarn = max(0.0, 1.0 - 5.0 * leg * leg) * (1.0 - smoothstep(0.34, 0.5, abs(column)))
      * smoothstep(0.0, 0.07, abs(column));
    light = 0.12 + 0.7 * yarn + 0.2 * noise(vec3(q * 8.0, 3.0)); height = yarn * 0.0014;`,
  // Smooth cloudiness with air holes.
  concrete: `
    float cloud = fbm(vec3(q * 0.45, 2.0)) * 0.7 + noise(vec3(q * 7.0, 4.0)) * 0.2;
    vec2 hole = spots(vec3(q * 0.75, 6.0));
    float pit = (1.0 - smoothstep(0.1, 0.2, hole.x)) * step(0.35, hole.y);
    light = 0.2 + cloud - 0.7 * pit; height = -pit * 0.0012;`,
  // Punched sheet: round holes in a triangular grid.
  mesh: `
    vec2 t = vec2(q.x * 0.75, q.y * 0.866); t.x += 0.5 * mod(floor(t.y), 2.0);
    vec2 in2 = fract(t) - 0.5; float r = length(vec2(in2.x, in2.y * 0.866));
    float hole = 1.0 - smoothstep(0.27, 0.34, r);
    light = 0.75 - 0.65 * hole + 0.2 * noise(vec3(q * 2.0, 5.0)); height = -hole * 0.0012;`,
};

/** The kit's pattern for a texture; `scale` and `offset` are uniforms. */
export function patternOf(texture: TextureName): Pattern {
  return {
    name: `swatch ${texture}`,
    uniforms: { scale: 'float', offset: 'vec2' },
    glsl: `vec2 q = p.xz * 125.0 / scale + offset; float light = 0.5;
      ${bodies[texture]}
      colour *= clamp(0.35 + 0.65 * light, 0.05, 1.3);`,
  };
}
