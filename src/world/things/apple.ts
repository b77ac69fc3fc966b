/**
 * An apple: a turned profile with a cavity at either end, ribbed towards the calyx, ground colour with a
 * blush that runs in streaks from pole to pole and favours the sunny side, lenticels, russet, bruises.
 * Varieties set the ranges (Granny Smith, Golden Delicious, Gala, Red Delicious, Pink Lady, a russet).
 */
import { ConeGeometry, Group, Mesh, Vector3, type Object3D } from 'three';
import { createRng, type Rng } from '$src/core/rng';
import type { Pattern } from '../render/kit';
import {
  between,
  chance,
  colourOf,
  lathe,
  leaf,
  mould,
  near,
  settle,
  tube,
  weighted,
  type Hsl,
} from './round/shape';
import { defineThing, type ThingForm } from './thing';

interface Variety {
  readonly share: number;
  readonly ground: Hsl;
  readonly blush: Hsl;
  /** How much of the skin the blush takes, 0..1, and how it is drawn. */
  readonly amount: readonly [number, number];
  readonly streaks: readonly [number, number];
  readonly tallness: readonly [number, number];
  readonly ribs: number;
  readonly lenticels: readonly [number, number];
  readonly russet: number;
}

const varieties = {
  green: {
    share: 20,
    ground: [0.215, 0.56, 0.4],
    blush: [0.03, 0.5, 0.42],
    amount: [-0.3, 0.12],
    streaks: [0, 0.5],
    tallness: [0.82, 0.96],
    ribs: 0.02,
    lenticels: [0.3, 0.8],
    russet: 0.15,
  },
  yellow: {
    share: 15,
    ground: [0.145, 0.68, 0.54],
    blush: [0.05, 0.7, 0.45],
    amount: [-0.2, 0.25],
    streaks: [0, 0.7],
    tallness: [0.86, 1.02],
    ribs: 0.025,
    lenticels: [0.3, 0.9],
    russet: 0.5,
  },
  bicolour: {
    share: 28,
    ground: [0.14, 0.62, 0.5],
    blush: [0.004, 0.74, 0.31],
    amount: [0.3, 0.75],
    streaks: [0.5, 1.5],
    tallness: [0.8, 0.96],
    ribs: 0.02,
    lenticels: [0.1, 0.6],
    russet: 0.3,
  },
  red: {
    share: 22,
    ground: [0.02, 0.66, 0.34],
    blush: [0.992, 0.76, 0.2],
    amount: [0.45, 1],
    streaks: [0.4, 1.3],
    tallness: [0.86, 1.06],
    ribs: 0.06,
    lenticels: [0.2, 0.8],
    russet: 0.1,
  },
  pink: {
    share: 10,
    ground: [0.17, 0.5, 0.56],
    blush: [0.99, 0.62, 0.41],
    amount: [0.4, 0.8],
    streaks: [0.1, 0.6],
    tallness: [0.88, 1],
    ribs: 0.015,
    lenticels: [0.1, 0.5],
    russet: 0.1,
  },
  russet: {
    share: 5,
    ground: [0.11, 0.5, 0.42],
    blush: [0.03, 0.5, 0.33],
    amount: [0, 0.4],
    streaks: [0.2, 0.8],
    tallness: [0.78, 0.9],
    ribs: 0.02,
    lenticels: [0.6, 1],
    russet: 1.6,
  },
} as const satisfies Record<string, Variety>;

interface AppleForm extends ThingForm {
  readonly variety: keyof typeof varieties;
  /** Of the unribbed body. */
  readonly bodyM: number;
  readonly tallness: number;
  /** How much wider above the middle than below. */
  readonly taper: number;
  readonly cavity: number;
  readonly ribs: number;
  readonly lobes: number;
  readonly lean: number;
  readonly ground: Hsl;
  readonly blush: Hsl;
  readonly amount: number;
  readonly streaks: number;
  readonly softness: number;
  readonly lenticels: number;
  readonly russet: number;
  readonly bruise: number;
  readonly gloss: number;
  readonly stemM: number;
  readonly leafM: number;
  readonly grain: number;
}

const skin: Pattern = {
  name: 'apple',
  uniforms: {
    blush: 'vec3',
    size: 'vec2',
    cover: 'vec2',
    marks: 'vec3',
    grain: 'float',
    gloss: 'float',
    softness: 'float',
  },
  // size: radius, height; cover: amount, streaks; marks: lenticels, russet, bruise.
  glsl: `
    float up = p.y / size.y;
    float away = length(p.xz) / size.x;
    vec2 ring = p.xz / max(length(p.xz), 1e-5);
    vec3 q = p * (0.04 / size.x) + grain;
    float streak = noise(vec3(ring * 5.0, up * 1.3) + grain) * 0.4
      + noise(vec3(ring * 15.0, up * 1.6) + grain) * 0.35
      + noise(vec3(ring * 42.0, up * 3.5) + grain) * 0.25;
    float cloud = fbm(q * 48.0);
    vec3 sunny = normalize(vec3(sin(grain), 0.5, cos(grain)));
    float cheek = dot(normalize(p - vec3(0.0, size.y * 0.5, 0.0)), sunny);
    float sum = cover.x * 2.4 - 1.2 + cheek * 0.7 + (streak - 0.5) * cover.y * 3.0 + (cloud - 0.5) * 0.9;
    float red = smoothstep(-softness, softness, sum);
    vec3 ground = colour * (0.86 + 0.3 * cloud);
    ground = mix(ground, ground * vec3(0.8, 1.12, 0.75), (1.0 - up) * 0.4);
    colour = mix(ground, blush * (0.62 + 0.8 * streak), red * 0.97);
    float hollow = (1.0 - smoothstep(0.1, 0.42, away)) * step(0.5, up);
    colour = mix(colour, ground * vec3(0.85, 1.0, 0.6), hollow * 0.55 * (1.0 - red * 0.5));
    float rays = noise(vec3(ring * 6.0, 3.0) + grain) * 0.55 + cloud * 0.45;
    float crust = smoothstep(0.62, 0.85, hollow * 0.55 + rays * 0.5 * marks.y + (marks.y - 0.75) * 0.35);
    colour = mix(colour, vec3(0.26, 0.15, 0.055) * (0.7 + 0.6 * cloud), crust * 0.8);
    vec2 pore = spots(q * 175.0);
    float wide = mix(0.07, 0.15, pore.y);
    float pale = (1.0 - smoothstep(wide * 0.6, wide, pore.x)) * step(0.35, pore.y);
    colour = mix(colour, mix(vec3(0.62, 0.5, 0.28), vec3(0.28, 0.17, 0.06), 1.0 - red) , pale * marks.x * 0.9);
    vec3 where = normalize(vec3(cos(grain * 3.0), 0.1 + 0.5 * sin(grain * 5.0), sin(grain * 3.0)));
    float sore = dot(normalize(p - vec3(0.0, size.y * 0.5, 0.0)), where) + (cloud - 0.5) * 0.08;
    float spoilt = smoothstep(1.0 - 0.09 * marks.z, 1.0 - 0.055 * marks.z, sore) * step(0.01, marks.z);
    colour = mix(colour, vec3(0.2, 0.095, 0.03) * (0.6 + 0.8 * cloud), spoilt * 0.75);
    roughness = gloss + 0.1 * cloud + 0.35 * crust + 0.12 * spoilt;
    height = (fbm(q * 30.0) - 0.5) * 0.0007 - spoilt * 0.0004;`,
};

/** Radius and height about the middle for a body of radius 1, from the calyx to the stem. */
function outline(form: Pick<AppleForm, 'tallness' | 'taper' | 'cavity'>): [number, number][] {
  const points: [number, number][] = [];
  const rows = 28;
  for (let i = 0; i <= rows; i++) {
    const t = (i / rows) * Math.PI;
    const upward = -Math.cos(t);
    const r = Math.sin(t) ** 0.94 * (1 + form.taper * upward);
    const hollow =
      upward > 0
        ? form.cavity * Math.exp(-((r / 0.27) ** 2))
        : form.cavity * 0.75 * Math.exp(-((r / 0.24) ** 2));
    points.push([r, upward * form.tallness * 1.06 - Math.sign(upward) * hollow]);
  }
  const widest = Math.max(...points.map(([r]) => r));
  return points.map(([r, y]) => [r / widest, y]);
}

function draw(rng: Rng): AppleForm {
  const variety = weighted(
    rng,
    Object.fromEntries(
      Object.entries(varieties).map(([name, { share }]) => [name, share]),
    ) as Record<keyof typeof varieties, number>,
  );
  const kind: Variety = varieties[variety];
  const bodyM = between(rng, 0.03, 0.044);
  const ribs = kind.ribs * between(rng, 0.2, 1);
  const shape = {
    tallness: between(rng, ...kind.tallness),
    taper: between(rng, 0.02, 0.06) + 0.8 * kind.ribs,
    cavity: between(rng, 0.26, 0.42),
  };
  const heights = outline(shape).map(([, y]) => y);
  return {
    radiusM: bodyM * (1 + ribs * 0.5),
    heightM: bodyM * (Math.max(...heights) - Math.min(...heights)),
    isRound: true,
    variety,
    bodyM,
    ...shape,
    ribs,
    lobes: chance(rng, 0.85) ? 5 : 4,
    lean: 0.07 * rng.normal(),
    ground: near(rng, kind.ground, [0.018, 0.12, 0.06]),
    blush: near(rng, kind.blush, [0.018, 0.12, 0.06]),
    amount: between(rng, ...kind.amount),
    streaks: between(rng, ...kind.streaks),
    softness: between(rng, 0.12, 0.5),
    lenticels: between(rng, ...kind.lenticels),
    russet: kind.russet * between(rng, 0.3, 1),
    bruise: chance(rng, 0.15) ? between(rng, 0.3, 1) : 0,
    gloss: between(rng, 0.2, 0.42),
    stemM: chance(rng, 0.88) ? between(rng, 0.012, 0.026) : 0,
    leafM: chance(rng, 0.12) ? between(rng, 0.03, 0.055) : 0,
    grain: between(rng, 0, 60),
  };
}

export default defineThing<AppleForm>({
  name: 'apple',
  draw,
  build(form, kit) {
    const { bodyM, ribs, lobes, lean } = form;
    const lopsided = createRng(Math.round(form.grain * 1e6)).fork('apple shape');
    const phase = 2 * Math.PI * lopsided.next();
    const rows = outline(form).map(([r, y]) => [r * bodyM, y * bodyM] as const);
    const stemFoot = (rows.at(-1)?.[1] ?? 0) - 0.002;
    const calyxAt = rows[0]?.[1] ?? 0;
    const body = mould(lathe(rows, 40), (point) => {
      const up = point.y / bodyM; // about -1..1
      const angle = Math.atan2(point.z, point.x) + phase;
      const lower = 0.5 - 0.5 * Math.tanh(1.6 * up);
      const lobe = Math.cos(lobes * angle) * ribs * (0.3 + lower);
      point.x *= 1 + lobe + 0.012 * Math.cos(2 * angle);
      point.z *= 1 + lobe + 0.012 * Math.cos(2 * angle);
      point.y *= 1 + (up < 0 ? lobe * 1.4 * Math.min(1, -up * 2) : 0);
      point.y += lean * point.x * 0.9;
    });
    const lift = settle(body);
    const group = new Group().add(
      new Mesh(
        body,
        kit.skin({
          colour: colourOf(form.ground),
          pattern: skin,
          uniforms: {
            blush: colourOf(form.blush),
            size: { x: bodyM, y: form.heightM },
            cover: { x: form.amount, y: form.streaks },
            marks: colourOf([0, 0, 0]).setRGB(form.lenticels, form.russet, form.bruise),
            grain: form.grain,
            gloss: form.gloss,
            softness: form.softness,
          },
        }),
      ),
    );
    const wood = kit.skin({ colour: colourOf([0.075, 0.35, 0.18]), roughness: 0.85 });
    const calyx = new Mesh(new ConeGeometry(bodyM * 0.11, bodyM * 0.12, 5, 1), wood);
    calyx.name = 'calyx';
    calyx.position.y = calyxAt + lift + bodyM * 0.02;
    calyx.rotation.z = Math.PI;
    group.add(calyx);
    if (form.stemM > 0)
      addStem(group, form, stemFoot + lift, lopsided, wood, () =>
        kit.skin({
          colour: colourOf(near(lopsided, [0.27, 0.5, 0.24])),
          roughness: 0.6,
          isThin: true,
        }),
      );
    return group;
  },
});

function addStem(
  group: Group,
  { stemM, leafM }: AppleForm,
  footM: number,
  rng: Rng,
  wood: ConstructorParameters<typeof Mesh>[1],
  green: () => ConstructorParameters<typeof Mesh>[1],
): Object3D {
  const bend = between(rng, 0.1, 0.6);
  const turn = 2 * Math.PI * rng.next();
  const path = (t: number): Vector3 =>
    new Vector3(
      Math.cos(turn) * bend * stemM * t * t,
      footM + stemM * t,
      Math.sin(turn) * bend * stemM * t * t,
    );
  const stem = new Mesh(
    tube(path, (t) => (t > 0.999 ? 0 : 0.0011 + 0.0009 * Math.max(0, t - 0.7) * 3), 6, 6),
    wood,
  );
  stem.name = 'stem';
  group.add(stem);
  if (leafM > 0) {
    const blade = new Mesh(leaf(leafM, leafM * 0.48, between(rng, 0.1, 0.5)), green());
    blade.name = 'leaf';
    blade.position.copy(path(0.75));
    blade.rotation.set(0, turn + between(rng, -1, 1), between(rng, 0.1, 0.5), 'YXZ');
    group.add(blade);
  }
  return group;
}
