/**
 * A small plant in a pot: a rosette of fleshy leaves, a ribbed cactus, upright blades, or a tuft of thin
 * leaves on stalks. Belongs to no class; its pot is a cup's double.
 */
import { CircleGeometry, Group, Mesh, SphereGeometry, Vector3, type BufferGeometry } from 'three';
import { createRng, type Rng } from '$src/core/rng';
import type { Kit, Pattern } from '../render/kit';
import {
  between,
  chance,
  colourOf,
  lathe,
  leaf,
  merged,
  mould,
  near,
  paint,
  pick,
  surface,
  tube,
  weighted,
  type Hsl,
} from './round/shape';
import { defineThing, type ThingForm } from './thing';

type Style = 'rosette' | 'cactus' | 'blades' | 'leafy';

interface PlantForm extends ThingForm {
  readonly style: Style;
  readonly pot: Hsl;
  readonly potGlaze: Hsl;
  /** Share of the pot's height below which the glaze ends; 0 is glazed all over, 1 not at all. */
  readonly potBare: number;
  readonly potRadiusM: number;
  readonly potHeightM: number;
  /** Radius at the foot over radius at the rim. */
  readonly taper: number;
  readonly hasRim: boolean;
  readonly green: Hsl;
  readonly tip: Hsl;
  readonly potGloss: number;
  /** Decides the single leaves. */
  readonly growth: number;
}

const potPattern: Pattern = {
  name: 'pot',
  uniforms: { glaze: 'vec3', bare: 'float', gloss: 'float', grain: 'float' },
  glsl: `
    vec3 q = p + grain;
    float clay = fbm(q * 60.0);
    float fine = fbm(q * 500.0);
    colour *= 0.75 + 0.35 * clay + 0.15 * fine;
    float lime = smoothstep(0.6, 0.8, fbm(vec3(q.x, q.y * 2.0, q.z) * 40.0));
    colour = mix(colour, vec3(0.7, 0.66, 0.6), lime * 0.3 * bare);
    float above = bare + (noise(q * 70.0) - 0.5) * 0.006;
    float glazed = smoothstep(above, above + 0.001, p.y) * step(bare, 0.9);
    colour = mix(colour, glaze * (0.92 + 0.16 * clay), glazed);
    roughness = mix(0.9, gloss, glazed);
    height = mix(fine * 0.0002, clay * 0.0002, glazed);`,
};

const leafPattern: Pattern = {
  name: 'plant leaf',
  uniforms: { tip: 'vec3', marks: 'float', grain: 'float' },
  // uv: across 0..1, along 0..1. marks: 0 plain, 1 banded across, 2 pale rib and rim, 3 spines.
  glsl: `
    float cloud = fbm((p + grain) * 120.0);
    colour *= 0.7 + 0.5 * cloud;
    int kind = int(marks + 0.5);
    float rim = abs(uv.x * 2.0 - 1.0);
    if (kind == 0) colour = mix(colour, tip, smoothstep(0.75, 1.0, uv.y) * 0.8);
    if (kind == 1) {
      float band = noise(vec3(uv.y * 22.0 + (noise(vec3(uv * 9.0, grain)) - 0.5) * 3.0, grain, uv.x));
      colour *= 0.6 + 0.75 * smoothstep(0.35, 0.6, band);
      colour = mix(colour, tip, smoothstep(0.72, 0.82, rim));
    }
    if (kind == 2) colour = mix(colour, tip, (1.0 - smoothstep(0.02, 0.12, rim)) * 0.6);
    roughness = 0.45 + 0.2 * cloud;
    if (kind == 3) {
      vec2 spine = spots(vec3(uv.x * 64.0, uv.y * 26.0, grain));
      float tuft = (1.0 - smoothstep(0.12, 0.3, spine.x)) * smoothstep(0.6, 0.95, abs(cos(uv.x * 100.53)));
      colour = mix(colour, tip, tuft);
      roughness = 0.7;
    }`,
};

interface Growth {
  /** The green parts, standing on the soil, whose height is y = 0. */
  readonly leaves: BufferGeometry;
  readonly marks: number;
}

const growers: Record<Style, (rng: Rng, potM: number) => Growth> = {
  rosette(rng, potM) {
    const size = potM * between(rng, 0.9, 1.45);
    const whorls = rng.integer(3, 5);
    const petals = rng.integer(6, 8);
    const point = between(rng, 0.5, 0.9);
    const parts: BufferGeometry[] = [];
    for (let whorl = 0; whorl < whorls; whorl++) {
      const share = whorl / whorls; // 0 is the outermost
      for (let i = 0; i < petals; i++) {
        const length = size * (1 - 0.62 * share) * between(rng, 0.9, 1.08);
        const petal = fleshyLeaf(length, length * between(rng, 0.42, 0.52), point);
        petal.rotateZ(0.18 + 1.05 * share + between(rng, -0.06, 0.06));
        petal.rotateY(((i + 0.5 * (whorl % 2)) / petals) * 2 * Math.PI + between(rng, -0.1, 0.1));
        petal.translate(0, size * (0.04 + 0.13 * share), 0);
        parts.push(petal);
      }
    }
    return { leaves: merged(parts), marks: 0 };
  },
  cactus(rng, potM) {
    const ribs = rng.integer(8, 14);
    const radius = potM * between(rng, 0.5, 0.8);
    const tall = between(rng, 0.8, 2.6);
    const column = (r: number, height: number): BufferGeometry =>
      mould(new SphereGeometry(1, 64, 18), (at) => {
        const groove = 1 - 0.16 * Math.abs(Math.sin((ribs / 2) * Math.atan2(at.z, at.x)));
        // A ball drawn out into a column with a round head.
        const y =
          height > r ? Math.sign(at.y) * Math.abs(at.y) ** (1 + 0.5 * (height / r - 1)) : at.y;
        const waist = height > r ? Math.hypot(at.x, at.z) ** 0.6 : Math.hypot(at.x, at.z);
        const scale = (r * groove * waist) / Math.max(1e-6, Math.hypot(at.x, at.z));
        at.set(at.x * scale, (y * 0.92 + 0.8) * height, at.z * scale);
      });
    const parts = [column(radius, radius * tall * 0.8)];
    if (chance(rng, 0.35)) {
      const pup = column(radius * 0.4, radius * 0.4);
      pup.translate(radius * 0.75, 0, radius * 0.3);
      parts.push(pup);
    }
    return { leaves: merged(parts), marks: 3 };
  },
  blades(rng, potM) {
    const count = rng.integer(6, 11);
    const tall = potM * between(rng, 1.8, 3.4);
    const parts = Array.from({ length: count }, (_, i) => {
      const length = tall * between(rng, 0.5, 1);
      const blade = fleshyLeaf(length, Math.min(length * 0.22, potM * 0.5), 0.8, 0.12);
      blade.rotateX(between(rng, -0.8, 0.8));
      blade.rotateZ(Math.PI / 2 - between(rng, 0.04, 0.32));
      const turn = (i / count) * 2 * Math.PI + between(rng, -0.3, 0.3);
      blade.rotateY(turn);
      const out = potM * between(rng, 0.05, 0.4);
      return blade.translate(out * Math.cos(turn), 0, -out * Math.sin(turn));
    });
    return { leaves: merged(parts), marks: 1 };
  },
  leafy(rng, potM) {
    const count = rng.integer(12, 22);
    const spread = potM * between(rng, 1, 1.8);
    const size = potM * between(rng, 0.6, 1.1);
    const width = between(rng, 0.45, 0.85);
    const parts = Array.from({ length: count }, (_, i) => {
      const turn = i * 2.4 + between(rng, -0.3, 0.3); // about the golden angle
      const share = (i + 0.5) / count;
      const out = spread * (1 - share) ** 0.7 * between(rng, 0.5, 0.9);
      const up = spread * (0.35 + 0.9 * share) * between(rng, 0.7, 1);
      const end = new Vector3(out * Math.cos(turn), up, -out * Math.sin(turn));
      const stalk = tube(
        (t) => new Vector3(end.x * t * t, end.y * t ** 0.8, end.z * t * t),
        () => potM * 0.018,
        4,
        4,
      );
      const length = size * between(rng, 0.7, 1.1);
      const blade = leaf(length, length * width, between(rng, 0.15, 0.6), 0.2);
      blade.rotateZ(between(rng, -0.2, 0.5) + share * 0.6);
      blade.rotateY(turn + between(rng, -0.4, 0.4));
      blade.translate(end.x, end.y, end.z);
      return [stalk, blade];
    });
    return { leaves: merged(parts.flat()), marks: 2 };
  },
};

/** A thick leaf along +x, hollow above, ending in a point. */
function fleshyLeaf(lengthM: number, widthM: number, point: number, thick = 0.3): BufferGeometry {
  return surface(8, 7, (u, v, out) => {
    const along = Math.min(1, Math.max(0, v));
    const half = (widthM / 2) * Math.sin(Math.PI * (0.12 + 0.88 * along) ** (1 + point)) ** 0.75;
    const angle = 2 * Math.PI * u;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const flat = s > 0 ? thick * 0.25 : thick;
    const bow = 0.16 * lengthM * along * along + 0.25 * half * c * c;
    out.set(v * lengthM, flat * half * s + bow, -half * c);
  });
}

function sizeOf({ leaves }: Growth): { reachM: number; heightM: number } {
  const position = leaves.getAttribute('position');
  let [reachM, heightM] = [0, 0];
  for (let i = 0; i < position.count; i++) {
    reachM = Math.max(reachM, Math.hypot(position.getX(i), position.getZ(i)));
    heightM = Math.max(heightM, position.getY(i));
  }
  return { reachM, heightM };
}

/** Where the soil is, share of the pot's height. */
const soilAt = 0.88;

function draw(rng: Rng): PlantForm {
  const style = weighted<Style>(rng, { rosette: 36, cactus: 24, blades: 18, leafy: 22 });
  const potRadiusM = between(rng, 0.026, 0.05);
  const potHeightM = potRadiusM * between(rng, 1.2, 2);
  const growth = rng.integer(0, 2 ** 31 - 1);
  // The form must know how far the leaves reach: they are grown once for their size alone.
  const grown = growers[style](createRng(growth), potRadiusM);
  const size = sizeOf(grown);
  grown.leaves.dispose();
  const isGlazed = chance(rng, 0.6);
  return {
    radiusM: Math.max(potRadiusM, size.reachM),
    heightM: Math.max(potHeightM, soilAt * potHeightM + size.heightM),
    style,
    pot: near(
      rng,
      pick(rng, [
        [0.045, 0.5, 0.45],
        [0.1, 0.08, 0.6],
        [0.08, 0.3, 0.75],
        [0.05, 0.4, 0.3],
      ] as const),
    ),
    potGlaze: chance(rng, 0.4) ? near(rng, [0.12, 0.12, 0.86]) : paint(rng),
    potBare: isGlazed ? (chance(rng, 0.5) ? 0 : between(rng, 0.15, 0.6)) : 1,
    potRadiusM,
    potHeightM,
    taper: between(rng, 0.66, 1),
    hasRim: chance(rng, 0.5),
    green: near(
      rng,
      pick(rng, [
        [0.3, 0.35, 0.32],
        [0.36, 0.28, 0.42],
        [0.26, 0.5, 0.3],
        [0.42, 0.22, 0.4],
      ] as const),
    ),
    tip:
      style === 'rosette'
        ? near(
            rng,
            pick(rng, [
              [0.96, 0.5, 0.45],
              [0.28, 0.5, 0.45],
              [0.0, 0.55, 0.4],
            ] as const),
          )
        : near(rng, [0.16, 0.5, 0.7]),
    potGloss: between(rng, 0.12, 0.5),
    growth,
  };
}

export default defineThing<PlantForm>({
  name: 'plant',
  draw,
  build(form, kit) {
    const { potRadiusM, potHeightM, growth, style } = form;
    const { leaves, marks } = growers[style](createRng(growth), potRadiusM);
    const grain = (growth % 997) / 100;
    const green = new Mesh(
      leaves,
      kit.skin({
        colour: colourOf(form.green),
        pattern: leafPattern,
        uniforms: { tip: colourOf(form.tip), marks, grain },
        isThin: true,
      }),
    );
    green.position.y = soilAt * potHeightM;
    return new Group().add(green, ...potOf(form, grain, kit));
  },
});

function potOf(form: PlantForm, grain: number, kit: Kit): Mesh[] {
  const { potRadiusM: r, potHeightM: h, taper } = form;
  const rim = form.hasRim ? 0.9 : 1;
  const wall = 0.09 * r;
  const at = (share: number): number => r * rim * (taper + (1 - taper) * share);
  const body = lathe(
    [
      [0, 0],
      [at(0) * 0.96, 0],
      [at(0), 0.02 * h],
      [at(0.4), 0.4 * h],
      [at(0.8), 0.8 * h],
      ...(form.hasRim
        ? ([
            [r, 0.805 * h],
            [r, 0.98 * h],
          ] as const)
        : ([[at(0.98), 0.98 * h]] as const)),
      [r - wall * 0.5, h],
      [r - wall, 0.97 * h],
      [r - wall * 1.3, soilAt * h - 0.003],
    ],
    36,
  );
  const soil = new CircleGeometry(r - wall, 24).rotateX(-Math.PI / 2).translate(0, soilAt * h, 0);
  return [
    new Mesh(
      body,
      kit.skin({
        colour: colourOf(form.pot),
        pattern: potPattern,
        uniforms: {
          glaze: colourOf(form.potGlaze),
          bare: form.potBare === 1 ? 1 : form.potBare * h,
          gloss: form.potGloss,
          grain,
        },
      }),
    ),
    new Mesh(
      soil,
      kit.skin({
        colour: colourOf([0.07, 0.35, 0.16]),
        pattern: potPattern,
        uniforms: { glaze: colourOf([0, 0, 0]), bare: 1, gloss: 0.9, grain },
      }),
    ),
  ];
}
