/** What glasses, cups and bottles hold: drinks, clear or not, froth and ice. */
import { BoxGeometry, Color, Mesh, type Object3D } from 'three';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';
import { createRng } from '$src/core/rng';
import type { Kit, Pattern } from '../../render/kit';
import { crumb, crumbOf } from './crumb';
import { glassMesh } from './glass';
import { disc, radiusAt, slice, turned, type Profile } from './turning';

/** A drink: how it looks from the side and from above. Colours are sRGB hex. */
export interface Drink {
  readonly colour: number;
  /** 0 clear .. 1 opaque, across the vessel. */
  readonly density: number;
  /** Froth, crema or milk on top. */
  readonly foam: number;
  readonly foamAmount: number;
}

const clear = (colour: number, density: number): Drink => ({
  colour,
  density,
  foam: colour,
  foamAmount: 0,
});

export const drinks = {
  water: clear(0xe4f3f5, 0.05),
  redWine: clear(0x3a0410, 0.95),
  whiteWine: clear(0xf2cf4a, 0.42),
  rose: clear(0xf07a58, 0.55),
  sparkling: clear(0xf0c850, 0.38),
  beer: { colour: 0xe8920c, density: 0.66, foam: 0xfff6e0, foamAmount: 0 },
  cola: clear(0x1c0b05, 0.95),
  orangeJuice: { colour: 0xf39a14, density: 1, foam: 0xf9bd55, foamAmount: 0.3 },
  appleJuice: clear(0xe8a01a, 0.6),
  berryJuice: clear(0xa3142c, 0.85),
  lemonade: clear(0xc6e83e, 0.4),
  milk: { colour: 0xf6f3ea, density: 1, foam: 0xffffff, foamAmount: 0.1 },
  coffee: { colour: 0x1d0d05, density: 1, foam: 0x7a4a20, foamAmount: 0.35 },
  espresso: { colour: 0x2a1206, density: 1, foam: 0xb47a38, foamAmount: 0.9 },
  latte: { colour: 0xa87a50, density: 1, foam: 0xf3e6d2, foamAmount: 0.6 },
  cocoa: { colour: 0x4f2c18, density: 1, foam: 0xd8b694, foamAmount: 0.4 },
  tea: clear(0xa8500f, 0.8),
  greenTea: clear(0xb8b04a, 0.6),
} as const satisfies Record<string, Drink>;
export type DrinkName = keyof typeof drinks;

const surfacePattern: Pattern = {
  name: 'drink',
  uniforms: { foam: 'vec3', amount: 'float', wide: 'float', swirl: 'float' },
  glsl: `
    float r = length(p.xz) / max(wide, 0.001);
    float froth = fbm(vec3(p.xz * 90.0, swirl));
    float ring = smoothstep(0.86, 0.97, r + 0.1 * (froth - 0.5));
    vec2 q = p.xz / max(wide, 0.001);
    float art = sin(9.0 * q.y + 3.0 * abs(q.x) * swirl) * smoothstep(0.8, 0.4, r);
    float cover = max(ring * min(1.0, amount * 2.0), step(0.45, amount) * smoothstep(0.1, 0.3, art));
    cover = max(cover, smoothstep(1.0 - amount, 1.2 - amount, froth) * step(0.8, amount));
    colour = mix(colour, foam * (0.85 + 0.3 * froth), clamp(cover, 0.0, 1.0));
    roughness = mix(roughness, 0.6, clamp(cover, 0.0, 1.0));`,
};

/** Only the surface: all that one sees of a drink in an opaque vessel. */
export function drinkSurface(
  kit: Kit,
  drink: Drink,
  radiusM: number,
  heightM: number,
  swirl: number,
): Mesh {
  // A clear drink over a deep opaque bottom is darker than seen through from the side.
  const colour = new Color(drink.colour).multiplyScalar(drink.density < 0.9 ? 0.4 : 1);
  const material = kit.skin({
    colour,
    roughness: 0.08,
    pattern: surfacePattern,
    uniforms: {
      foam: new Color(drink.foam),
      amount: drink.foamAmount,
      wide: radiusM,
      swirl,
    },
  });
  return new Mesh(disc(radiusM, heightM), material);
}

/** The drink inside a clear wall, between two heights of the inner profile. */
export function drinkBody(
  kit: Kit,
  drink: Drink,
  inner: Profile,
  fromM: number,
  levelM: number,
  swirl: number,
): Object3D[] {
  const side = slice(inner, fromM, levelM, -0.0004);
  const radius = radiusAt(inner, levelM) - 0.0004;
  const geometry = turned(side);
  if (drink.density >= 0.9) {
    const body = new Mesh(geometry, kit.skin({ colour: drink.colour, roughness: 0.15 }));
    return [body, drinkSurface(kit, drink, radius, levelM, swirl)];
  }
  const glass = kit.glass({
    tint: drink.colour,
    density: drink.density,
    solid: 0.6,
    reflections: 0.15,
  });
  const top = kit.glass({
    tint: drink.colour,
    density: 0.12 + 0.6 * drink.density,
    solid: 0.3,
    reflections: 0.6,
  });
  return [
    glassMesh(disc(radius, levelM), top, kit),
    glassMesh(geometry, glass, kit),
    glassMesh(turned(slice(inner, levelM - 0.0022, levelM, -0.0003)), top, kit), // meniscus
  ];
}

/** Froth on a beer or a cola: a band and its top. */
export function froth(kit: Kit, colour: number, inner: Profile, fromM: number, toM: number): Mesh {
  const side = slice(inner, fromM, toM, -0.0003);
  const top: Profile = [...side, side.at(-1) ?? [0, toM], [0, toM]];
  return new Mesh(
    turned(top),
    kit.skin({ colour, roughness: 0.9, pattern: crumb, uniforms: crumbOf(0.0004, 300) }),
  );
}

export function iceCubes(kit: Kit, seed: number, radiusM: number, levelM: number): Mesh {
  const rng = createRng(seed);
  const side = Math.min(0.024, radiusM * 0.62);
  const cubes = [0, 1, 2, 3].map((i) => {
    const cube = new BoxGeometry(side, side, side);
    cube.rotateX(rng.next() * 6).rotateY(rng.next() * 6);
    const angle = (i + 0.5 * rng.next()) * 1.7;
    const out = (radiusM - side * 0.7) * 0.7;
    return cube.translate(
      Math.cos(angle) * out,
      levelM - side * (0.2 + 0.3 * (i % 2)),
      Math.sin(angle) * out,
    );
  });
  return glassMesh(
    mergeGeometries(cubes),
    kit.glass({ tint: 0xf4fbff, density: 0.22, solid: 0.7 }),
    kit,
  );
}
