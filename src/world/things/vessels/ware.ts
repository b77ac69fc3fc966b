/**
 * The surface of crockery, paper, plastic and metal: one pattern with many faces (bands, stripes, dots,
 * dip glaze, hammered or brushed metal), so that all vessels share a few shader programs.
 */
import { Color, type MeshStandardMaterial, type Texture } from 'three';
import type { Rng } from '$src/core/rng';
import type { Kit, Pattern } from '../../render/kit';
import { anyColour, between, chance, pick, pickWeighted, shade } from './drawing';

export const wareStyles = ['plain', 'bands', 'stripes', 'dots', 'dip', 'zigzag', 'leaves'] as const;
export type WareStyle = (typeof wareStyles)[number];

/** How a vessel is decorated. Colours are sRGB hex. */
export interface Ware {
  readonly style: WareStyle;
  readonly colour: number;
  readonly accent: number;
  readonly inside: number;
  /** Around (stripes, dots, leaves) or up (bands). */
  readonly count: number;
  /** Decorated part of the height, 0..1. */
  readonly from: number;
  readonly to: number;
  /** Freckles of the clay, 0..1. */
  readonly speckle: number;
  /** Accent line on the rim, share of the height. */
  readonly rim: number;
  /** Bare clay at the foot, share of the height. */
  readonly foot: number;
  /** Depth of turning rings in millimetres. */
  readonly rings: number;
  readonly roughness: number;
  readonly metal: number;
}

export const plainWare: Ware = {
  style: 'plain',
  colour: 0xffffff,
  accent: 0x000000,
  inside: 0xffffff,
  count: 1,
  from: 0,
  to: 1,
  speckle: 0,
  rim: 0,
  foot: 0,
  rings: 0,
  roughness: 0.3,
  metal: 0,
};

const warePattern: Pattern = {
  name: 'ware',
  uniforms: {
    style: 'float',
    accent: 'vec3',
    inside: 'vec3',
    count: 'float',
    span: 'vec2',
    tall: 'float',
    speckle: 'float',
    rim: 'float',
    foot: 'float',
    rings: 'float',
  },
  glsl: `
    float up = p.y / tall;
    float around = atan(p.x, p.z) / 6.2831853 + 0.5;
    bool isInside = dot(n.xz, p.xz) < 1e-5 && n.y > -0.4;
    float ink = 0.0;
    float cell = fract(around * count);
    float along = (up - span.x) / max(span.y - span.x, 0.01);
    if (style > 0.5 && along > 0.0 && along < 1.0) {
      if (style < 1.5) ink = step(fract(along * count * 0.5 + 0.25), 0.5);
      else if (style < 2.5) ink = step(cell, 0.5);
      else if (style < 3.5) {
        float rows = max(1.0, floor((span.y - span.x) * tall * count / (6.2831853 * max(length(p.xz), 0.01)) + 0.5));
        float row = floor(along * rows);
        vec2 q = vec2(fract(around * count + 0.5 * mod(row, 2.0)), fract(along * rows)) - 0.5;
        ink = 1.0 - smoothstep(0.26, 0.29, length(q));
      } else if (style < 4.5) ink = step(along + 0.25 * (noise(vec3(around * 9.0, 1.0, count)) - 0.5), 0.75);
      else if (style < 5.5) ink = step(abs(along - 0.5 - 0.3 * (abs(cell - 0.5) * 4.0 - 1.0)), 0.16);
      else {
        vec2 q = vec2(cell - 0.5, along - 0.5);
        float lean = q.x * 0.8 + q.y * 0.5; float wide = q.x * 0.9 - q.y * 0.4;
        ink = step(wide * wide * 22.0 + lean * lean * 6.0, 0.35) * step(0.015, abs(wide));
        ink = max(ink, step(abs(q.x), 0.02) * step(q.y, 0.0));
      }
    }
    if (isInside) { colour = inside; ink = 0.0; }
    if (rim > 0.0 && up > 1.0 - rim) ink = 1.0;
    colour = mix(colour, accent, ink);
    if (speckle > 0.0) {
      vec2 s = spots(p * 330.0);
      float dark = (1.0 - smoothstep(0.14, 0.3, s.x)) * step(1.0 - speckle, s.y);
      colour = mix(colour, colour * vec3(0.35, 0.25, 0.18), 0.75 * dark);
      colour *= 0.9 + 0.2 * noise(p * 40.0);
    }
    if (up < foot * (0.85 + 0.3 * noise(p * 60.0)) && !isInside) {
      colour = vec3(0.45, 0.29, 0.18) * (0.8 + 0.4 * noise(p * 400.0));
      roughness = 0.9;
    }
    roughness = clamp(roughness * (0.85 + 0.3 * noise(p * 45.0)), 0.05, 1.0);
    height = rings * 0.001 * (sin(p.y * 900.0) * 0.5 + noise(vec3(p.y * 500.0, 2.0, 3.0)));`,
};

/** A material for a vessel of `tallM` (to which shares of the height refer). */
export function wareSkin(
  kit: Kit,
  ware: Ware,
  tallM: number,
  print?: Texture,
): MeshStandardMaterial {
  return kit.skin({
    colour: ware.colour,
    roughness: ware.roughness,
    metal: ware.metal,
    pattern: warePattern,
    ...(print ? { print } : {}),
    uniforms: {
      style: wareStyles.indexOf(ware.style),
      accent: new Color(ware.accent),
      inside: new Color(ware.inside),
      count: ware.count,
      span: { x: ware.from, y: ware.to },
      tall: tallM,
      speckle: ware.speckle,
      rim: ware.rim,
      foot: ware.foot,
      rings: ware.rings,
    },
  });
}

const glazes = [
  0xf4f1ea, 0xf7f7f5, 0xe9e2d3, 0xd8c9ae, 0x2f4f6f, 0x26323a, 0x1d1d1f, 0x7d8f7a, 0x9fb7b9,
  0xb4553b, 0x8a2f2b, 0xd9a441, 0x5b7fa6, 0xe7b8b0, 0x6e5a8a, 0x3f6b52, 0xc8d6c0, 0xe07a3f,
  0x9a9a96, 0x4a3a30,
];

/** Glazed pottery or porcelain of any taste. */
export function drawCeramic(rng: Rng): Ware {
  const isPottery = chance(rng, 0.35);
  const isWhite = chance(rng, 0.35);
  const colour = isWhite
    ? shade(rng, 0xf3f0ea, 0.4)
    : chance(rng, 0.2)
      ? anyColour(rng)
      : shade(rng, pick(rng, glazes));
  const style = pickWeighted<WareStyle>(rng, [
    ['plain', 0.42],
    ['bands', 0.14],
    ['stripes', 0.09],
    ['dots', 0.1],
    ['dip', 0.12],
    ['zigzag', 0.05],
    ['leaves', 0.08],
  ]);
  const from = style === 'dip' ? -0.01 : between(rng, 0, 0.55);
  const accent = chance(rng, 0.5) ? shade(rng, pick(rng, glazes)) : anyColour(rng);
  return {
    style,
    colour,
    accent,
    inside: chance(rng, 0.5)
      ? shade(rng, 0xf3efe6, 0.4)
      : chance(rng, 0.6)
        ? colour
        : shade(rng, pick(rng, glazes)),
    count: style === 'bands' ? rng.integer(1, 6) : rng.integer(6, 18),
    from,
    to: style === 'dip' ? between(rng, 0.35, 0.9) : between(rng, from + 0.3, 1.02),
    speckle: isPottery ? between(rng, 0, 0.6) : 0,
    rim: chance(rng, 0.25) ? between(rng, 0.015, 0.05) : 0,
    foot: isPottery && chance(rng, 0.6) ? between(rng, 0.03, 0.16) : 0,
    rings: isPottery ? between(rng, 0, 0.25) : 0,
    roughness: chance(rng, 0.25) ? between(rng, 0.5, 0.8) : between(rng, 0.12, 0.35),
    metal: 0,
  };
}

/** Steel, copper, brass or enamelled sheet. */
export function drawMetal(rng: Rng): Ware {
  const [colour, metal] = pickWeighted<readonly [number, number]>(rng, [
    [[0xc9cbcd, 1], 5],
    [[0xb87350, 1], 1],
    [[0xc9a55a, 1], 1],
    [[anyColour(rng, [0.2, 0.7], [0.2, 0.8]), 0], 2],
  ]);
  return {
    ...plainWare,
    colour: shade(rng, colour, 0.4),
    inside: metal === 1 ? colour : shade(rng, 0xf1f1ee, 0.3),
    accent: metal === 1 ? colour : 0x20242a,
    rim: metal === 1 ? 0 : 0.05,
    rings: between(rng, 0, 0.12),
    roughness: between(rng, 0.14, 0.42),
    metal: 0.8 * metal,
  };
}
