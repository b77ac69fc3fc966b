/**
 * A box, of no class: brown cardboard with tape and an address label, closed or with open flaps, or a
 * printed carton, standing or lying.
 */
import { BoxGeometry, Color, Group, Mesh } from 'three';
import { RoundedBoxGeometry } from 'three/addons/geometries/RoundedBoxGeometry.js';
import type { Pattern } from '../render/kit';
import { between, chance, hsl, pick } from './flat/draw';
import { pack, packCount } from './flat/packs';
import { printed } from './flat/printed';
import { defineThing, type ThingForm } from './thing';

/** radiusM reaches to the farthest corner of the base, or of the open flaps. */
interface BoxForm extends ThingForm {
  readonly kind: 'cardboard' | 'open' | 'carton';
  /** Width, height, depth. */
  readonly sizeM: readonly [number, number, number];
  readonly colour: Color;
  readonly tape: Color;
  readonly tapeM: number;
  /** Of the open flaps from the upright, radians. */
  readonly flaps: readonly [number, number, number, number];
  readonly pack: number;
  readonly turn: number;
  readonly saturation: number;
  readonly wear: number;
  readonly gloss: number;
  readonly hasLabel: boolean;
}

const cardboard: Pattern = {
  name: 'cardboard',
  uniforms: { tape: 'vec3', tapeM: 'float', wear: 'float' },
  glsl: `
    float flute = sin(p.x * 1100.0 + noise(p * 40.0) * 0.6);
    float fibre = noise(p * vec3(500.0, 260.0, 500.0)) * 0.4 + fbm(p * 35.0) * 0.5;
    colour *= 0.82 + 0.30 * fibre;
    colour *= 1.0 - 0.25 * wear * smoothstep(0.55, 0.8, fbm(p * 18.0 + 4.0));
    roughness = 0.9;
    height = flute * 0.00005 + fibre * 0.00006;
    if (abs(p.z) < tapeM && (n.y > 0.5 || (abs(n.x) > 0.5 && p.y > 0.0))) {
      colour = mix(colour, tape, 0.75); roughness = 0.25; height = 0.0;
    } else if (tapeM > 0.0 && n.y > 0.5 && abs(p.z) < 0.0008) colour *= 0.3;`,
};

export default defineThing<BoxForm>({
  name: 'box',
  draw(rng) {
    const kind = pick(rng, ['cardboard', 'open', 'carton', 'carton'] as const);
    const sides = [between(rng, 0.04, 0.2), between(rng, 0.04, 0.16), between(rng, 0.025, 0.14)];
    if (kind === 'carton') sides.sort((a, b) => (chance(rng, 0.5) ? a - b : b - a));
    const [width = 0.1, height = 0.1, depth = 0.1] = sides;
    const angle = () => between(rng, 0.35, 2);
    const flaps = [angle(), angle(), angle(), angle()] as const;
    const [radiusM, heightM] =
      kind === 'open'
        ? openSize([width, height, depth], flaps)
        : [Math.hypot(width, depth) / 2, height];
    return {
      radiusM,
      heightM,
      kind,
      sizeM: [width, height, depth],
      colour: hsl(between(rng, 0.07, 0.105), between(rng, 0.38, 0.6), between(rng, 0.38, 0.56)),
      tape: chance(rng, 0.6) ? new Color(0.45, 0.3, 0.13) : new Color(0.7, 0.7, 0.66),
      tapeM: kind === 'cardboard' && chance(rng, 0.8) ? between(rng, 0.008, 0.024) : 0,
      flaps,
      pack: rng.integer(0, packCount - 1),
      turn: between(rng, 0, 2 * Math.PI),
      saturation: between(rng, 0.6, 1.2),
      wear: rng.next(),
      gloss: between(rng, 0.3, 0.9),
      hasLabel: chance(rng, 0.5),
    };
  },
  build(form, kit) {
    const [width, height, depth] = form.sizeM;
    const group = new Group();
    if (form.kind === 'carton') {
      const { turn, saturation, wear, gloss } = form;
      const skin = kit.skin({
        colour: 0xffffff,
        print: pack(kit, form.pack),
        pattern: printed,
        uniforms: { turn, saturation, wear: wear * 0.5, cloth: 0, gloss },
      });
      const carton = new RoundedBoxGeometry(width, height, depth, 2, 0.0012);
      return group.add(new Mesh(carton.translate(0, height / 2, 0), skin));
    }
    const { colour, tape, tapeM, wear } = form;
    const skin = kit.skin({ colour, pattern: cardboard, uniforms: { tape, tapeM, wear } });
    if (form.kind === 'cardboard') {
      const body = new Mesh(new RoundedBoxGeometry(width, height, depth, 2, 0.002), skin);
      body.position.y = height / 2;
      group.add(body);
      if (form.hasLabel) {
        const label = new BoxGeometry(
          Math.min(0.07, width * 0.6),
          Math.min(0.04, height * 0.5),
          0.0004,
        );
        const mesh = new Mesh(label, kit.skin({ colour: 0xf4f3ee, roughness: 0.5 }));
        mesh.position.set(width * 0.12, height * 0.55, depth / 2);
        group.add(mesh);
      }
      return group;
    }
    const wall = 0.003;
    const panel = (w: number, h: number, d: number, x: number, y: number, z: number): void => {
      const mesh = new Mesh(new BoxGeometry(w, h, d), skin);
      mesh.position.set(x, y, z);
      group.add(mesh);
    };
    panel(width, wall, depth, 0, wall / 2, 0);
    for (const side of [-1, 1]) {
      panel(width, height, wall, 0, height / 2, (side * (depth - wall)) / 2);
      panel(wall, height, depth, (side * (width - wall)) / 2, height / 2, 0);
    }
    for (const [i, angle] of form.flaps.entries()) {
      const alongX = i < 2;
      const side = i % 2 === 0 ? -1 : 1;
      const long = depth / 2;
      const flap = new BoxGeometry(alongX ? width : wall * 0.7, long, alongX ? wall * 0.7 : depth);
      flap.translate(0, long / 2, 0);
      if (alongX) flap.rotateX(side * angle).translate(0, height, (side * (depth - wall)) / 2);
      else flap.rotateZ(-side * angle).translate((side * (width - wall)) / 2, height, 0);
      group.add(new Mesh(flap, skin));
    }
    return group;
  },
});

/** Farthest corner and height of a box with flaps of half its depth, `flaps` off the upright. */
function openSize(
  [width, height, depth]: readonly [number, number, number],
  flaps: BoxForm['flaps'],
): readonly [radiusM: number, heightM: number] {
  const long = depth / 2;
  const radii = flaps.map((angle, i) => {
    const out = long * Math.sin(angle);
    return i < 2 ? Math.hypot(width / 2, depth / 2 + out) : Math.hypot(width / 2 + out, depth / 2);
  });
  const tops = flaps.map((angle) => height + long * Math.cos(angle));
  return [Math.max(...radii), Math.max(height, ...tops)];
}
