/** A small standing figure: peg doll, pawn, skittle, nesting doll, game meeple. Belongs to no class. */
import { Color, ExtrudeGeometry, Group, Mesh, Shape, SphereGeometry, type Object3D } from 'three';
import type { Rng } from '$src/core/rng';
import type { Kit, Pattern } from '../render/kit';
import {
  between,
  blackHsl,
  chance,
  colourOf,
  lathe,
  near,
  paint,
  pick,
  settle,
  weighted,
  whiteHsl,
  type Hsl,
} from './round/shape';
import { defineThing, type ThingForm } from './thing';

type Style = 'peg' | 'pawn' | 'skittle' | 'nesting' | 'meeple';

interface FigureForm extends ThingForm {
  readonly style: Style;
  readonly body: Hsl;
  readonly second: Hsl;
  readonly hair: Hsl;
  readonly skin: Hsl;
  /** Width of the outline, about 1. */
  readonly stout: number;
  readonly gloss: number;
  readonly grain: number;
}

/** Radius and height of the turned ones, from foot to crown, for height 1. */
const outlines: Record<Exclude<Style, 'meeple'>, readonly (readonly [number, number])[]> = {
  peg: [
    [0, 0],
    [0.24, 0],
    [0.265, 0.02],
    [0.25, 0.2],
    [0.215, 0.42],
    [0.15, 0.56],
    [0.115, 0.605],
    [0.16, 0.66],
    [0.198, 0.75],
    [0.2, 0.82],
    [0.17, 0.91],
    [0.1, 0.98],
    [0, 1],
  ],
  pawn: [
    [0, 0],
    [0.29, 0],
    [0.3, 0.05],
    [0.28, 0.11],
    [0.22, 0.15],
    [0.225, 0.19],
    [0.17, 0.25],
    [0.12, 0.4],
    [0.095, 0.57],
    [0.1, 0.6],
    [0.18, 0.63],
    [0.18, 0.655],
    [0.1, 0.68],
    [0.15, 0.74],
    [0.168, 0.83],
    [0.14, 0.93],
    [0.08, 0.985],
    [0, 1],
  ],
  skittle: [
    [0, 0],
    [0.11, 0],
    [0.125, 0.02],
    [0.17, 0.2],
    [0.18, 0.32],
    [0.155, 0.47],
    [0.1, 0.62],
    [0.075, 0.72],
    [0.085, 0.78],
    [0.105, 0.86],
    [0.095, 0.94],
    [0.05, 0.99],
    [0, 1],
  ],
  nesting: [
    [0, 0],
    [0.24, 0],
    [0.25, 0.03],
    [0.285, 0.18],
    [0.295, 0.32],
    [0.265, 0.47],
    [0.21, 0.58],
    [0.205, 0.66],
    [0.225, 0.76],
    [0.21, 0.86],
    [0.14, 0.96],
    [0.06, 0.995],
    [0, 1],
  ],
};

const pattern: Pattern = {
  name: 'figure',
  uniforms: {
    style: 'float',
    tall: 'float',
    second: 'vec3',
    hair: 'vec3',
    skin: 'vec3',
    gloss: 'float',
    grain: 'float',
  },
  glsl: `
    float up = p.y / tall;
    float wood = fbm(vec3((p.xz + grain) * 500.0, p.y * 40.0));
    int kind = int(style + 0.5);
    vec2 face = vec2(p.x, p.y - tall * 0.78) / tall; // looks towards +z
    roughness = gloss;
    colour *= 0.85 + 0.3 * wood;
    if (kind == 0 || kind == 3) {
      float hem = 0.05 + 0.1 * fract(grain * 3.1);
      float stripe = step(0.5, fract(grain * 7.7)) * step(0.5, fract(up * 14.0)) * step(0.1, up);
      colour = mix(colour, second, max(step(up, hem), stripe * 0.9));
      if (kind == 3) {
        vec2 flower = spots(vec3(atan(p.x, p.z) * 2.5, up * 11.0, grain));
        colour = mix(colour, second, step(flower.x, 0.3) * step(up, 0.55));
      }
      float head = step(kind == 0 ? 0.605 : 0.62, up);
      vec3 crown = hair * (0.8 + 0.4 * wood);
      float inFace = kind == 0 ? step(up, 0.86 - 0.6 * abs(face.x)) * step(-0.04, p.z / tall)
        : step(length(face * vec2(1.0, 0.9)), 0.125) * step(0.0, p.z);
      colour = mix(colour, mix(crown, skin, inFace), head);
      float eyes = length(vec2(abs(face.x) - 0.055, face.y));
      float mouth = abs(length(face - vec2(0.0, -0.005)) - 0.062);
      float ink = max(1.0 - smoothstep(0.014, 0.02, eyes),
        (1.0 - smoothstep(0.006, 0.011, mouth)) * step(face.y, -0.04));
      colour = mix(colour, vec3(0.02, 0.012, 0.01), ink * inFace * head * step(0.0, p.z));
    } else if (kind == 2) {
      float bands = step(abs(abs(up - 0.7) - 0.022), 0.011);
      colour = mix(colour, second, bands);
    }
    height = wood * 0.00008;`,
};

const styles: Record<Style, number> = { peg: 0, pawn: 1, skittle: 2, nesting: 3, meeple: 4 };

function draw(rng: Rng): FigureForm {
  const style = weighted<Style>(rng, { peg: 34, pawn: 26, skittle: 12, nesting: 14, meeple: 14 });
  const heightM =
    style === 'meeple'
      ? between(rng, 0.022, 0.045)
      : style === 'skittle'
        ? between(rng, 0.07, 0.15)
        : between(rng, 0.035, 0.095);
  const stout = between(rng, 0.85, 1.15);
  const widest = style === 'meeple' ? 0.5 : Math.max(...outlines[style].map(([radius]) => radius));
  const woods: readonly Hsl[] = [[0.09, 0.5, 0.6], [0.06, 0.5, 0.2], blackHsl, whiteHsl];
  return {
    radiusM: heightM * widest * stout,
    heightM,
    style,
    body: style === 'pawn' && chance(rng, 0.7) ? near(rng, pick(rng, woods)) : paint(rng),
    second: paint(rng),
    hair: near(
      rng,
      pick(rng, [
        [0.07, 0.5, 0.12],
        [0.12, 0.7, 0.5],
        [0.04, 0.7, 0.3],
        [0, 0, 0.06],
      ] as const),
    ),
    skin: near(
      rng,
      pick(rng, [
        [0.07, 0.6, 0.75],
        [0.065, 0.5, 0.5],
        [0.06, 0.45, 0.28],
        [0.09, 0.5, 0.62],
      ] as const),
    ),
    stout,
    gloss: between(rng, 0.2, 0.65),
    grain: between(rng, 0, 8),
  };
}

export default defineThing<FigureForm>({
  name: 'figure',
  draw,
  build(form, kit) {
    return form.style === 'meeple' ? meeple(form, kit) : turned(form, form.style, kit);
  },
});

function skinOf(form: FigureForm, kit: Kit) {
  return kit.skin({
    colour: colourOf(form.body),
    pattern,
    uniforms: {
      style: styles[form.style],
      tall: form.heightM,
      second: colourOf(form.second),
      hair: colourOf(form.hair),
      skin: colourOf(form.skin),
      gloss: form.gloss,
      grain: form.grain,
    },
  });
}

function turned(form: FigureForm, style: Exclude<Style, 'meeple'>, kit: Kit): Object3D {
  const { heightM, stout } = form;
  const rounded = smoothed(outlines[style]).map(
    ([r, y]) => [r * heightM * stout, y * heightM] as const,
  );
  const group = new Group().add(new Mesh(lathe(rounded, 32), skinOf(form, kit)));
  if (style === 'peg' && form.grain > 5) {
    const hat = new Mesh(
      new SphereGeometry(heightM * 0.05, 12, 8),
      kit.skin({ colour: new Color().copy(colourOf(form.second)), roughness: 0.6 }),
    );
    hat.position.y = heightM * 0.985;
    group.add(hat);
  }
  return group;
}

/** Twice as many points on a Catmull-Rom curve through the given ones. */
function smoothed(points: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const out: (readonly [number, number])[] = [];
  points.forEach((point, i) => {
    out.push(point);
    const next = points[i + 1];
    if (!next || i === 0) return;
    const before = points[i - 1] ?? point;
    const after = points[i + 2] ?? next;
    const middle = (axis: 0 | 1): number =>
      (9 * (point[axis] + next[axis]) - before[axis] - after[axis]) / 16;
    out.push([middle(0), middle(1)]);
  });
  return out;
}

/** The outline of a person with open arms, extruded. */
function meeple(form: FigureForm, kit: Kit): Object3D {
  const { heightM, stout } = form;
  const half: readonly (readonly [number, number])[] = [
    [0.09, 0],
    [0.42, 0],
    [0.45, 0.05],
    [0.3, 0.34],
    [0.47, 0.46],
    [0.48, 0.56],
    [0.22, 0.68],
    [0.21, 0.84],
    [0.14, 0.96],
    [0.04, 1],
  ];
  const shape = new Shape();
  shape.moveTo(0, 0.16 * heightM);
  for (const [x, y] of half) shape.lineTo(x * stout * heightM, y * heightM);
  for (const [x, y] of [...half].reverse()) shape.lineTo(-x * stout * heightM, y * heightM);
  const depth = 0.3 * heightM;
  const bevel = 0.02 * heightM;
  const geometry = new ExtrudeGeometry(shape, {
    depth,
    bevelEnabled: true,
    bevelSize: bevel,
    bevelThickness: bevel,
    bevelSegments: 2,
  });
  geometry.translate(0, 0, -depth / 2);
  settle(geometry);
  return new Mesh(geometry, skinOf(form, kit));
}
