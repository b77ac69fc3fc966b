/** A toy cube: painted or bare wood, letter block, die, twisty puzzle, foam. Belongs to no class. */
import { Color, Mesh } from 'three';
import { RoundedBoxGeometry } from 'three/addons/geometries/RoundedBoxGeometry.js';
import type { Rng } from '$src/core/rng';
import type { Pattern } from '../render/kit';
import {
  between,
  blackHsl,
  chance,
  colourOf,
  near,
  paint,
  pick,
  weighted,
  whiteHsl,
  type Hsl,
} from './round/shape';
import { defineThing, type ThingForm } from './thing';

const styles = { wood: 0, painted: 1, die: 2, puzzle: 3, letter: 4 } as const;
type Style = keyof typeof styles;

interface CubeForm extends ThingForm {
  readonly style: Style;
  readonly sideM: number;
  /** Width and depth over height. */
  readonly aspect: readonly [number, number];
  readonly edge: number;
  readonly body: Hsl;
  readonly mark: Hsl;
  readonly gloss: number;
  readonly isSolved: boolean;
  readonly letter: string;
  readonly grain: number;
}

const pattern: Pattern = {
  name: 'cube',
  uniforms: {
    style: 'float',
    side: 'float',
    aspect: 'vec2',
    mark: 'vec3',
    gloss: 'float',
    mixed: 'float',
    grain: 'float',
  },
  glsl: `
    vec3 d = (p - vec3(0.0, side * 0.5, 0.0)) / (side * 0.5 * vec3(aspect.x, 1.0, aspect.y)); // -1..1
    vec3 m = abs(n);
    int axis = m.x > m.y && m.x > m.z ? 0 : m.y > m.z ? 1 : 2;
    vec2 on = axis == 0 ? d.zy : axis == 1 ? d.xz : d.xy;
    bool isFront = (axis == 0 ? n.x : axis == 1 ? n.y : n.z) > 0.0;
    int face = 2 * axis + (isFront ? 1 : 0);
    vec3 q = p + grain;
    float rings = length(vec2(q.x * 1.0, q.z * 0.6) + 0.004 * fbm(q * 30.0));
    float wood = fbm(vec3(rings * 900.0, q.y * 14.0, grain)) * 0.6 + fbm(vec3(q.x * 500.0, q.y * 30.0, q.z * 500.0)) * 0.4;
    int kind = int(style + 0.5);
    roughness = gloss;
    if (kind == 0 || kind == 4) { colour *= 0.66 + 0.6 * wood; height = wood * 0.00015; }
    if (kind == 4) {
      float frame = max(abs(on.x), abs(on.y));
      float inFrame = smoothstep(0.7, 0.72, frame) * (1.0 - smoothstep(0.86, 0.88, frame));
      colour = mix(colour, mark, inFrame * 0.9);
    }
    if (kind == 1) {
      colour *= 0.93 + 0.12 * wood;
      float worn = smoothstep(1.86, 1.95, abs(d.x) + abs(d.y) + abs(d.z) - min(min(abs(d.x), abs(d.y)), abs(d.z)) + (wood - 0.5) * 0.3);
      colour = mix(colour, mark, worn * 0.7);
      height = wood * 0.00005;
    }
    if (kind == 2) {
      int number = face == 3 ? 1 : face == 2 ? 6 : face == 1 ? 2 : face == 0 ? 5 : face == 5 ? 3 : 4;
      vec2 at = abs(on);
      float pip = 9.0;
      if (number == 1 || number == 3 || number == 5) pip = length(on);
      if (number >= 4) pip = min(pip, length(at - 0.5));
      if (number == 2 || number == 3) pip = min(pip, min(length(on - 0.5), length(on + 0.5)));
      if (number == 6) pip = min(pip, length(at - vec2(0.5, 0.0)));
      float dot = 1.0 - smoothstep(0.16, 0.2, pip);
      colour = mix(colour, mark, dot);
      height = -0.0006 * dot;
    }
    if (kind == 3) {
      vec2 cell = (on + 1.0) * 1.5;
      vec2 within = abs(fract(cell) - 0.5);
      float sticker = 1.0 - smoothstep(0.4, 0.43, max(within.x, within.y) + 0.12 * max(0.0, within.x + within.y - 0.72));
      vec2 place = floor(cell);
      int which = face;
      if (mixed > 0.5 && !(place.x == 1.0 && place.y == 1.0))
        which = int(hash3(ivec3(int(place.x) + 3 * face, int(place.y), int(grain * 1000.0))).x * 5.999);
      vec3 paint = which == 0 ? vec3(0.6, 0.02, 0.02) : which == 1 ? vec3(0.85, 0.2, 0.01)
        : which == 2 ? vec3(0.85, 0.7, 0.02) : which == 3 ? vec3(0.8) : which == 4 ? vec3(0.01, 0.3, 0.06)
        : vec3(0.01, 0.08, 0.45);
      colour = mix(colour, paint, sticker);
      height = sticker * 0.0004;
    }`,
};

function draw(rng: Rng): CubeForm {
  const style = weighted<Style>(rng, { wood: 22, painted: 32, die: 16, puzzle: 14, letter: 16 });
  const sideM =
    style === 'die'
      ? between(rng, 0.013, 0.03)
      : style === 'puzzle'
        ? between(rng, 0.045, 0.06)
        : between(rng, 0.02, 0.05);
  const isBrick = style === 'painted' && chance(rng, 0.25);
  const aspect = [
    isBrick ? between(rng, 1.4, 2.2) : 1,
    isBrick ? between(rng, 0.8, 1.1) : 1,
  ] as const;
  const edge = style === 'die' ? between(rng, 0.08, 0.2) : between(rng, 0.03, 0.08);
  const bareWood = near(rng, [0.088, 0.45, 0.55], [0.015, 0.12, 0.12]);
  const body =
    style === 'puzzle' ? blackHsl : style === 'painted' || style === 'die' ? paint(rng) : bareWood;
  // Rounding takes (1 - 1 / root 2) x the edge's radius, twice, off the diagonal.
  const corner = (sideM / 2) * Math.hypot(...aspect) - sideM * edge * (Math.SQRT2 - 1);
  return {
    radiusM: corner,
    heightM: sideM,
    style,
    sideM,
    aspect,
    edge,
    body,
    mark:
      style === 'painted'
        ? bareWood
        : style === 'die'
          ? body[2] > 0.6
            ? blackHsl
            : whiteHsl
          : paint(rng),
    gloss: style === 'wood' ? between(rng, 0.55, 0.85) : between(rng, 0.2, 0.6),
    isSolved: chance(rng, 0.3),
    letter: pick(rng, [...'ABCDEGHKMRST']),
    grain: between(rng, 0, 8),
  };
}

export default defineThing<CubeForm>({
  name: 'cube',
  draw,
  build(form, kit) {
    const { sideM, aspect, style, letter } = form;
    const geometry = new RoundedBoxGeometry(
      sideM * aspect[0],
      sideM,
      sideM * aspect[1],
      3,
      sideM * form.edge,
    );
    geometry.translate(0, sideM / 2, 0);
    const print =
      style === 'letter'
        ? kit.print(`cube ${letter}`, 128, 128, (context) => {
            context.fillStyle = '#fff';
            context.fillRect(0, 0, 128, 128);
            context.fillStyle = '#a01818';
            context.font = 'bold 84px sans-serif';
            context.textAlign = 'center';
            context.textBaseline = 'middle';
            context.fillText(letter, 64, 68);
          })
        : undefined;
    return new Mesh(
      geometry,
      kit.skin({
        colour: print ? new Color(0.75, 0.6, 0.42) : colourOf(form.body),
        pattern,
        ...(print ? { print } : {}),
        uniforms: {
          style: styles[style],
          side: sideM,
          aspect: { x: aspect[0], y: aspect[1] },
          mark: colourOf(form.mark),
          gloss: form.gloss,
          mixed: form.isSolved ? 0 : 1,
          grain: form.grain,
        },
      }),
    );
  },
});
