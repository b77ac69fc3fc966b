/**
 * A donut: a lumpy ring (or a filled ball without a hole), fried brown with the pale band that it floats
 * on; glazed on top to a wavy edge, with drizzle or sprinkles, or sugared; now and then bitten.
 */
import { CapsuleGeometry, Color, Group, Matrix4, Mesh, Quaternion, Vector3 } from 'three';
import { createRng, type Rng } from '$src/core/rng';
import type { Kit, Pattern } from '../render/kit';
import {
  between,
  chance,
  colourOf,
  merged,
  near,
  pick,
  settle,
  surface,
  wave,
  weighted,
  type Hsl,
} from './round/shape';
import { defineThing, type ThingForm } from './thing';

type Topping = 'plain' | 'glazed' | 'sugared' | 'powdered';

interface DonutForm extends ThingForm {
  readonly topping: Topping;
  readonly hasHole: boolean;
  /** From the middle to the middle of the ring, and half the ring's width and height. */
  readonly ringM: number;
  readonly halfWidthM: number;
  readonly halfHeightM: number;
  /** Angle that a bite took, radians. */
  readonly biteRad: number;
  readonly lumps: number;
  readonly dough: Hsl;
  readonly glaze: Hsl;
  readonly drizzle: Hsl;
  /** Lines to the metre; 0 is none. */
  readonly drizzleLines: number;
  /** How far down the glaze runs: -1 all over, 0 half way, 1 none. */
  readonly edge: number;
  readonly waviness: number;
  readonly gloss: number;
  readonly sprinkles: number;
  readonly sprinkleColours: readonly Hsl[];
  readonly grain: number;
}

const glazes: readonly Hsl[] = [
  [0.06, 0.6, 0.13],
  [0.06, 0.55, 0.17],
  [0.95, 0.65, 0.7],
  [0.93, 0.75, 0.62],
  [0.1, 0.3, 0.9],
  [0.12, 0.25, 0.86],
  [0.1, 0.6, 0.62],
  [0.08, 0.75, 0.45],
  [0.55, 0.55, 0.65],
  [0.27, 0.45, 0.6],
  [0.77, 0.4, 0.62],
  [0.14, 0.8, 0.62],
  [0.0, 0.7, 0.4],
];

const surfacePattern: Pattern = {
  name: 'donut',
  uniforms: {
    glaze: 'vec3',
    drizzle: 'vec3',
    ring: 'vec3',
    edge: 'vec2',
    lines: 'vec2',
    powder: 'vec2',
    gloss: 'float',
    grain: 'float',
  },
  // ring: to its middle, half width, half height; edge: level, waviness; lines: to the metre, angle;
  // powder: sugar grains, icing sugar.
  glsl: `
    vec3 q = p + grain;
    float up = p.y / ring.z - 1.0; // -1..1
    float cloud = fbm(q * 50.0);
    float fine = fbm(q * 400.0);
    // Frying: darkest above and below, pale where it floated.
    float band = 1.0 - smoothstep(0.06, 0.3, abs(up - 0.02 + (cloud - 0.5) * 0.2));
    band *= smoothstep(ring.x * 0.6, ring.x, length(p.xz)) * step(0.001, dot(n.xz, p.xz));
    vec3 crust = colour * (0.55 + 0.8 * cloud) * (0.85 + 0.3 * fine);
    colour = mix(crust, vec3(0.72, 0.46, 0.2) * (0.85 + 0.3 * fine), band * 0.8);
    roughness = 0.72;
    height = fine * 0.0004 + cloud * 0.0012;
    float angle = atan(p.z, p.x);
    vec3 rim = vec3(cos(angle), sin(angle), 0.0);
    float outer = step(0.0, dot(n.xz, p.xz));
    float level = edge.x + edge.y * ((noise(rim * 2.2 + grain) - 0.5) * 1.1
      + (noise(rim * 6.0 + grain + 3.0 * outer) - 0.5) * 0.9) - 0.12 * (1.0 - outer);
    float iced = smoothstep(level - 0.035, level + 0.035, up + (fine - 0.5) * 0.04);
    if (edge.x > 1.5) iced = 0.0;
    vec3 icing = glaze * (0.94 + 0.12 * cloud);
    float swell = smoothstep(level - 0.03, level + 0.22, up);
    if (lines.x > 0.0) {
      vec2 along = vec2(cos(lines.y), sin(lines.y));
      float wander = (noise(vec3(p.xz * 70.0, grain)) - 0.5) * 0.0045;
      float at = (dot(p.xz, along) + wander) * lines.x;
      float thick = 0.16 + 0.1 * (noise(vec3(p.xz * 120.0, grain + 5.0)) - 0.5);
      float line = 1.0 - smoothstep(thick - 0.05, thick + 0.05, abs(fract(at) - 0.5));
      line *= smoothstep(0.15, 0.4, up);
      icing = mix(icing, drizzle, line);
      swell += line * 0.35;
      iced = max(iced, line);
    }
    colour = mix(colour, icing, iced);
    roughness = mix(roughness, gloss, iced);
    height = mix(height, 0.0009 * swell + cloud * 0.0005, iced);
    // Sugar: grains stuck here and there; icing sugar lies in drifts.
    vec2 grains = spots(q * 900.0);
    float blur = smoothstep(0.3, 0.9, length(fwidth(p)) * 900.0);
    float sugar = mix((1.0 - smoothstep(0.2, 0.4, grains.x)) * step(0.3, grains.y), 0.13, blur) * powder.x;
    float drift = powder.y * smoothstep(0.28, 0.55, cloud * 0.55 + fine * 0.3 + (up + 1.0) * 0.16);
    colour = mix(colour, vec3(0.92, 0.85, 0.72), max(sugar * 0.8, drift * 0.95));
    roughness = mix(roughness, 0.5, sugar);
    height += sugar * 0.0005;`,
};

const crumbPattern: Pattern = {
  name: 'crumb',
  uniforms: { grain: 'float' },
  glsl: `
    vec2 hole = spots((p + grain) * 330.0);
    float pit = 1.0 - smoothstep(0.15, 0.5, hole.x);
    colour *= (0.8 + 0.4 * fbm((p + grain) * 160.0)) * (1.0 - 0.22 * pit);
    roughness = 0.9;
    height = -pit * 0.0006;`,
};

function draw(rng: Rng): DonutForm {
  const hasHole = chance(rng, 0.88);
  const topping = weighted<Topping>(rng, {
    glazed: hasHole ? 72 : 35,
    plain: 8,
    sugared: 14,
    powdered: hasHole ? 6 : 20,
  });
  const radiusM = between(rng, 0.036, 0.056);
  const holeM = hasHole ? radiusM * between(rng, 0.1, 0.38) : 0;
  const halfWidthM = hasHole ? (radiusM - holeM) / 2 : radiusM / 2;
  const halfHeightM = hasHole
    ? halfWidthM * between(rng, 0.72, 1.02)
    : radiusM * between(rng, 0.42, 0.58);
  const isGlazed = topping === 'glazed';
  const hasDrizzle = isGlazed ? chance(rng, 0.22) : topping === 'plain' && chance(rng, 0.4);
  const hasSprinkles = isGlazed && !hasDrizzle && chance(rng, 0.45);
  const single: Hsl = pick(rng, [
    [0.06, 0.6, 0.12],
    [0.1, 0.2, 0.92],
    [0.95, 0.7, 0.6],
  ] as const);
  const glaze = near(rng, pick(rng, glazes), [0.015, 0.1, 0.05]);
  return {
    radiusM,
    heightM: 2 * halfHeightM * 0.97,
    topping,
    hasHole,
    ringM: radiusM - halfWidthM,
    halfWidthM,
    halfHeightM,
    biteRad: hasHole && chance(rng, 0.08) ? between(rng, 0.5, 1.5) : 0,
    lumps: between(rng, 0.2, 1),
    dough: near(rng, [0.078, 0.66, 0.38], [0.012, 0.1, 0.08]),
    glaze,
    drizzle: near(rng, glaze[2] > 0.5 ? [0.06, 0.6, 0.12] : pick(rng, glazes.slice(2))),
    drizzleLines: hasDrizzle ? between(rng, 65, 130) : 0,
    edge: isGlazed ? (chance(rng, 0.12) ? -0.6 : between(rng, -0.05, 0.42)) : 2,
    waviness: between(rng, 0.1, 0.6),
    gloss: between(rng, 0.1, 0.4),
    sprinkles: hasSprinkles ? rng.integer(18, 60) : 0,
    sprinkleColours: chance(rng, 0.3)
      ? [single, single, single, single]
      : [
          near(rng, [0.97, 0.8, 0.5]),
          near(rng, [0.14, 0.9, 0.55]),
          near(rng, [0.57, 0.8, 0.5]),
          near(rng, chance(rng, 0.5) ? [0.35, 0.65, 0.45] : [0.1, 0.2, 0.92]),
        ],
    grain: between(rng, 0, 8),
  };
}

export default defineThing<DonutForm>({
  name: 'donut',
  draw,
  build(form, kit) {
    const rng = createRng(Math.round(form.grain * 1e7)).fork('donut shape');
    const at = shapeOf(form, rng);
    const whole = 2 * Math.PI - form.biteRad;
    const ring = surface(form.hasHole ? 52 : 44, 24, (u, v, out) => {
      at(u * whole, 2 * Math.PI * v, out);
    });
    const cut = form.biteRad > 0 ? [0, whole].map((angle) => bitten(at, angle, form.biteRad)) : [];
    const lift = settle(ring, ...cut);
    const skin = kit.skin({
      colour: colourOf(form.dough),
      pattern: surfacePattern,
      uniforms: {
        glaze: colourOf(form.glaze),
        drizzle: colourOf(form.drizzle),
        ring: new Color().setRGB(form.ringM, form.halfWidthM, form.heightM / 2),
        edge: { x: form.edge, y: form.waviness },
        lines: { x: form.drizzleLines, y: 2 * Math.PI * rng.next() },
        powder: {
          x: form.topping === 'sugared' ? 1 : 0,
          y: form.topping === 'powdered' ? 1 : 0,
        },
        gloss: form.gloss,
        grain: form.grain,
      },
    });
    const group = new Group().add(new Mesh(ring, skin));
    const crumb = kit.skin({
      colour: colourOf([0.11, 0.62, 0.7]),
      pattern: crumbPattern,
      uniforms: { grain: form.grain },
    });
    for (const face of cut) group.add(new Mesh(face, crumb));
    if (form.sprinkles > 0) group.add(sprinkled(form, at, lift, rng, kit));
    return group;
  },
});

type Shape = (around: number, about: number, out: Vector3) => void;

/** `around` the middle, `about` the ring's own middle (0 outside, a quarter turn on top). */
function shapeOf(form: DonutForm, rng: Rng): Shape {
  const { ringM, halfWidthM, halfHeightM, lumps, hasHole } = form;
  const side = wave(rng, 5);
  const top = wave(rng, 6);
  return (around, about, out) => {
    const swell = 1 + 0.025 * lumps * side(around);
    const [c, s] = [Math.cos(about), Math.sin(about)];
    const flat = hasHole ? 1 : Math.max(0, c); // no pleats where a cushion's poles close
    // Flatter below than above, where it lay.
    const y =
      (s > 0 ? s : 0.94 * Math.tanh(1.6 * s)) *
      halfHeightM *
      (1 + 0.03 * lumps * top(around) * flat);
    let r = ringM + halfWidthM * Math.sign(c) * Math.abs(c) ** 0.92 * swell;
    if (!hasHole) {
      // The inner half of the ring folds into the middle: a cushion.
      r = 2 * ringM * flat ** 0.8 * swell;
    }
    out.set(r * Math.cos(around), y, -r * Math.sin(around));
  };
}

/** The face that a bite leaves: the ring's section, hollowed. */
function bitten(at: Shape, angle: number, biteRad: number): ReturnType<typeof surface> {
  const middle = new Vector3();
  const opposite = new Vector3();
  at(angle, 0, middle);
  at(angle, Math.PI, opposite);
  middle.add(opposite).multiplyScalar(0.5);
  const inward = angle === 0 ? 1 : -1;
  // Teeth take a bowl out of the remaining ring.
  const hollow = new Vector3(-Math.sin(angle), 0, -Math.cos(angle)).multiplyScalar(
    inward * Math.min(0.006, 0.006 * biteRad),
  );
  return surface(26, 5, (u, v, out) => {
    at(angle, 2 * Math.PI * (inward > 0 ? -u : u), out);
    const depth = 1 - v * v;
    out.sub(middle).multiplyScalar(Math.max(v, 1e-3)).add(middle);
    out.addScaledVector(hollow, depth + 0.25 * depth * Math.sin(9 * u * 2 * Math.PI) * v);
  });
}

function sprinkled(form: DonutForm, at: Shape, liftM: number, rng: Rng, kit: Kit): Mesh {
  const [point, along, about] = [new Vector3(), new Vector3(), new Vector3()];
  const transform = new Matrix4();
  const turn = new Quaternion();
  const parts = Array.from({ length: form.sprinkles }, () => {
    const around = (2 * Math.PI - form.biteRad) * rng.next();
    // Denser on top than where the glaze ends.
    const position = form.hasHole
      ? Math.PI / 2 + 0.85 * (rng.next() + rng.next() - 1)
      : between(rng, 0.5, 1.5);
    at(around, position, point);
    at(around + 0.01, position, along);
    at(around, position + 0.01, about);
    along.sub(point).normalize();
    about.sub(point).normalize();
    const normal = along.clone().cross(about).normalize();
    const direction = along.applyAxisAngle(normal, Math.PI * rng.next());
    turn.setFromUnitVectors(new Vector3(0, 1, 0), direction);
    point.addScaledVector(normal, 0.0009).add(about.set(0, liftM, 0));
    const grain = new CapsuleGeometry(0.0008, between(rng, 0.003, 0.0052), 1, 5);
    const uv = grain.getAttribute('uv');
    const colour = (rng.integer(0, 3) + 0.5) / 4;
    for (let i = 0; i < uv.count; i++) uv.setXY(i, colour, 0.5);
    return grain.applyMatrix4(transform.compose(point, turn, new Vector3(1, 1, 1)));
  });
  const [a, b, c, d] = form.sprinkleColours.map(colourOf);
  const white = new Color(1, 1, 1);
  const mesh = new Mesh(
    merged(parts),
    kit.skin({
      colour: white,
      roughness: 0.35,
      pattern: {
        name: 'sprinkles',
        uniforms: { a: 'vec3', b: 'vec3', c: 'vec3', d: 'vec3' },
        glsl: `colour = uv.x < 0.25 ? a : uv.x < 0.5 ? b : uv.x < 0.75 ? c : d; roughness = 0.35;`,
      },
      uniforms: { a: a ?? white, b: b ?? white, c: c ?? white, d: d ?? white },
    }),
  );
  mesh.name = 'sprinkles';
  return mesh;
}
