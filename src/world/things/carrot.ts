/**
 * A carrot: a tapered root with rings and dents, lying; bare, trimmed to stubs or with its feathery
 * leaves as thin strips.
 */
import type { Color } from 'three';
import { BufferGeometry, Float32BufferAttribute, Group, Mesh, Vector3 } from 'three';
import { createRng, type Rng } from '$src/core/rng';
import type { Pattern } from '../render/kit';
import { between, hsl, pick } from './flat/draw';
import { gridOf, settle, surface, type SurfacePoint } from './flat/solids';
import { defineThing, type ThingForm } from './thing';

const tops = ['bare', 'stubs', 'leaves'] as const;

/**
 * The root lies along x, its crown at +x. radiusM is the farthest that root and stems reach from the
 * middle of their bounding box, seen from above: the disc covers the length however it is turned.
 */
interface CarrotForm extends ThingForm {
  readonly root: Root;
  readonly shift: Vector3;
  readonly fronds: readonly Frond[];
  /** Leaves, not stubs. */
  readonly isFull: boolean;
  readonly colour: Color;
  readonly leaf: Color;
  readonly rings: number;
  readonly pale: number;
  readonly grain: number;
  readonly seed: number;
}

interface Root {
  readonly lengthM: number;
  readonly girthM: number;
  /** Exponent of the taper: small is a cylinder with a blunt tip, large a cone. */
  readonly taper: number;
  /** Radius of the tip before it closes, as a share. */
  readonly tip: number;
  readonly bendM: number;
  readonly twist: number;
  readonly dent: number;
  readonly grain: number;
}

const skin: Pattern = {
  name: 'carrot',
  uniforms: { rings: 'float', grain: 'float', lengthM: 'float', pale: 'float' },
  glsl: `
    float along = uv.y * lengthM;
    float angle = uv.x * 6.2832;
    vec2 round = vec2(cos(angle), sin(angle));
    float ringAt = along * 520.0 + noise(vec3(round * 1.5, along * 60.0)) * 2.5;
    float ring = noise(vec3(ringAt, round * 0.9 + grain));
    float crease = smoothstep(0.66, 0.9, ring) * rings;
    float fine = noise(vec3(along * 2600.0, round * 2.0 + grain));
    float blotch = fbm(p * 60.0 + grain);
    colour *= 0.84 + 0.30 * blotch;
    colour = mix(colour, colour * vec3(0.50, 0.36, 0.26), crease * 0.85);
    vec3 light = colour * vec3(1.05, 1.3, 1.6) + 0.012;
    colour = mix(colour, light, pale * (0.25 * fine + smoothstep(0.5, 0.8, noise(p * 38.0 + grain * 2.0)) * 0.6));
    float crown = 1.0 - smoothstep(0.0, 0.045, uv.y + (blotch - 0.5) * 0.03);
    colour = mix(colour, vec3(0.16, 0.12, 0.03), crown * 0.6);
    float tail = smoothstep(0.88, 1.0, uv.y);
    colour = mix(colour, colour * vec3(0.75, 0.6, 0.45), tail);
    roughness = 0.48 + 0.2 * fine + 0.15 * crease;
    height = -crease * 0.0006 + fine * 0.00008;`,
};

const cap = 0.025;

function pointOf(root: Root): SurfacePoint {
  return (u, v, target) => {
    const t = Math.min(1, Math.max(0, (v - cap) / (1 - 2 * cap)));
    const angle = 2 * Math.PI * u;
    const closing = Math.min(1, 0.03 + v / cap, 0.03 + (1 - v) / cap); // never a point: normals
    const shoulder = 0.62 + 0.38 * Math.sqrt(1 - (1 - Math.min(1, t / 0.09)) ** 2);
    const cone = root.tip + (1 - root.tip) * (1 - t ** root.taper);
    const blunt = Math.sqrt(Math.max(0, 1 - ((Math.max(t, 0.9) - 0.9) / 0.1) ** 2));
    const closed = root.tip > 0.3 ? Math.max(0.05, blunt) : 1;
    const bumps =
      Math.sin(t * 23 + root.grain + 1.3 * Math.cos(angle + root.twist)) +
      Math.sin(t * 51 + 2 * root.grain + 1.7 * Math.sin(angle)) * 0.6 +
      Math.cos(2 * angle + 5 * t + root.grain) * 0.7;
    const r = (root.girthM / 2) * closing * shoulder * cone * closed * (1 + root.dent * bumps);
    const sway = root.bendM * Math.sin(Math.PI * t * 1.2 + 0.2);
    target.set(
      root.lengthM * (0.5 - t),
      (root.girthM / 2) * cone + r * Math.cos(angle),
      sway - r * Math.sin(angle),
    );
  };
}

const kinds = ['long', 'long', 'blunt', 'blunt', 'cone', 'baby'] as const;

function drawRoot(rng: Rng): Root {
  const kind = pick(rng, kinds);
  const shared = {
    twist: between(rng, 0, 6),
    dent: between(rng, 0.008, 0.03),
    grain: between(rng, 0, 40),
  };
  switch (kind) {
    case 'long': {
      const lengthM = between(rng, 0.16, 0.25);
      const girthM = lengthM * between(rng, 0.11, 0.19);
      const taper = between(rng, 0.9, 1.5);
      return { ...shared, lengthM, girthM, taper, tip: 0.06, bendM: between(rng, -0.014, 0.014) };
    }
    case 'blunt': {
      const lengthM = between(rng, 0.12, 0.19);
      const girthM = lengthM * between(rng, 0.17, 0.26);
      const taper = between(rng, 1.4, 2.6);
      return {
        ...shared,
        lengthM,
        girthM,
        taper,
        tip: between(rng, 0.35, 0.6),
        bendM: between(rng, -0.006, 0.006),
      };
    }
    case 'cone': {
      const lengthM = between(rng, 0.09, 0.14);
      const girthM = lengthM * between(rng, 0.26, 0.38);
      const taper = between(rng, 0.8, 1.3);
      return { ...shared, lengthM, girthM, taper, tip: 0.07, bendM: between(rng, -0.005, 0.005) };
    }
    case 'baby': {
      const lengthM = between(rng, 0.055, 0.085);
      const girthM = lengthM * between(rng, 0.2, 0.28);
      return {
        ...shared,
        lengthM,
        girthM,
        taper: 2,
        tip: between(rng, 0.5, 0.75),
        dent: 0.008,
        bendM: between(rng, -0.003, 0.003),
      };
    }
  }
}

/** A stem of the leaves; `spread` is its angle from the root's axis, `turn` round it, in radians. */
interface Frond {
  readonly from: Vector3;
  readonly lengthM: number;
  readonly spread: number;
  readonly turn: number;
  /** By how much it bends down on its way, as a share of its length. */
  readonly droop: number;
}

function drawFronds(rng: Rng, root: Root, count: number, lengthM: number, width: number): Frond[] {
  return Array.from({ length: count }, () => {
    const turn = between(rng, 0, 2 * Math.PI);
    return {
      from: new Vector3(
        root.lengthM / 2 - 0.003,
        root.girthM * (0.5 + 0.13 * Math.cos(turn)),
        root.bendM * Math.sin(0.2) + root.girthM * 0.13 * Math.sin(turn),
      ),
      lengthM: lengthM * between(rng, 0.7, 1),
      spread: between(rng, 0.04, width),
      turn,
      droop: between(rng, 0.1, 0.5),
    };
  });
}

/** A point of the stem, in the root's frame; stems lie down on the table rather than enter it. */
function frondAt({ from, lengthM, spread, turn, droop }: Frond, t: number): Vector3 {
  return new Vector3(
    from.x + Math.cos(spread) * lengthM * t,
    Math.max(
      0.003,
      from.y + Math.sin(spread) * Math.cos(turn) * lengthM * t - droop * lengthM * t * t,
    ),
    from.z + Math.sin(spread) * Math.sin(turn) * lengthM * t,
  );
}

/** Stems with leaflets of the second order on both sides; all flat, seen from both sides. */
class Foliage {
  readonly #positions: number[] = [];
  readonly #floor: number;
  readonly #ceiling: number;

  /** Nothing goes below y = `floor` or above `ceiling`. */
  constructor(floor: number, ceiling: number) {
    this.#floor = floor;
    this.#ceiling = ceiling;
  }

  add(frond: Frond, leaflets: number, rng: Rng): void {
    const steps = 6;
    for (let i = 0; i < steps; i++) {
      const width = (leaflets > 0 ? 0.0026 : 0.0034) * (1 - (0.7 * i) / steps);
      const [from, to] = [frondAt(frond, i / steps), frondAt(frond, (i + 1) / steps)];
      this.#blade(from, to, width, new Vector3(0, 0, 1));
      this.#blade(from, to, width, new Vector3(0, 1, 0));
    }
    for (let k = 0; k < leaflets; k++) {
      const t = 0.3 + (0.69 * (k + 0.5)) / leaflets;
      for (const side of [-1, 1])
        this.#leaf(frondAt(frond, t), side, frond.lengthM * 0.27 * (1.2 - t), rng);
    }
  }

  #leaf(base: Vector3, side: number, size: number, rng: Rng): void {
    const length = size * between(rng, 0.8, 1.3);
    const reach = new Vector3(between(rng, 0.3, 0.9), between(rng, -0.35, 0.3), side);
    const tip = base.clone().addScaledVector(reach.normalize(), length);
    this.#blade(base, tip, 0.0016, new Vector3(0, 1, 0));
    for (let j = 1; j <= 4; j++) {
      const sideways = j % 2 === 0 ? 0.9 : -0.9;
      const off = new Vector3(between(rng, 0.2, 1), between(rng, -0.5, 0.5), sideways).normalize();
      const small = length * 0.46 * (1.2 - j / 5) * between(rng, 0.7, 1.2);
      const root = base.clone().lerp(tip, j / 4.2);
      const facing = new Vector3(between(rng, -0.6, 0.6), 1, between(rng, -0.6, 0.6));
      this.#blade(root, root.clone().addScaledVector(off, small), small * 0.62, facing);
    }
  }

  build(): BufferGeometry {
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new Float32BufferAttribute(this.#positions, 3));
    geometry.setAttribute(
      'uv',
      new Float32BufferAttribute(new Array<number>((this.#positions.length / 3) * 2).fill(0), 2),
    );
    geometry.computeVertexNormals();
    return geometry;
  }

  /** A lozenge, widest in its middle. */
  #blade(from: Vector3, to: Vector3, width: number, facing: Vector3): void {
    const side = to
      .clone()
      .sub(from)
      .cross(facing)
      .normalize()
      .multiplyScalar(width / 2);
    const middle = from.clone().lerp(to, 0.45);
    const left = middle.clone().add(side);
    const right = middle.clone().sub(side);
    for (const { x, y, z } of [from, left, right, left, to, right])
      this.#positions.push(x, Math.min(this.#ceiling, Math.max(this.#floor + 0.0005, y)), z);
  }
}

export default defineThing<CarrotForm>({
  name: 'carrot',
  draw(rng) {
    const root = drawRoot(rng);
    const isBaby = root.lengthM < 0.09;
    const top = isBaby ? 'bare' : pick(rng, tops);
    const topM =
      top === 'bare' ? 0 : top === 'stubs' ? between(rng, 0.008, 0.035) : between(rng, 0.07, 0.17);
    const isFull = top === 'leaves';
    const fronds =
      top === 'bare'
        ? []
        : drawFronds(
            rng,
            root,
            isFull ? rng.integer(7, 10) : rng.integer(7, 11),
            topM,
            isFull ? 0.42 : 0.5,
          );
    const { radiusM, heightM, shift } = settle([
      gridOf(pointOf(root), 16, 44),
      fronds.flatMap((frond) => [0.3, 0.6, 1].map((t) => frondAt(frond, t))),
    ]);
    const rare = rng.next();
    const colour =
      rare < 0.06
        ? hsl(between(rng, 0.86, 0.93), between(rng, 0.35, 0.6), between(rng, 0.16, 0.28))
        : rare < 0.12
          ? hsl(between(rng, 0.1, 0.13), between(rng, 0.65, 0.85), between(rng, 0.5, 0.62))
          : hsl(between(rng, 0.036, 0.069), between(rng, 0.88, 1), between(rng, 0.42, 0.53));
    return {
      radiusM,
      heightM,
      root,
      shift,
      fronds,
      isFull,
      colour,
      leaf: hsl(between(rng, 0.2, 0.3), between(rng, 0.4, 0.7), between(rng, 0.22, 0.36)),
      rings: between(rng, 0.3, 1),
      pale: rng.next() ** 2,
      grain: between(rng, 0, 40),
      seed: rng.integer(0, 2 ** 30),
    };
  },
  build(form, kit) {
    const { root, shift } = form;
    const body = new Mesh(
      surface(pointOf(root), 20, 44),
      kit.skin({
        colour: form.colour,
        pattern: skin,
        uniforms: {
          rings: form.rings,
          grain: form.grain,
          lengthM: root.lengthM,
          pale: form.pale,
        },
      }),
    );
    body.position.copy(shift);
    const group = new Group().add(body);
    if (form.fronds.length === 0) return group;
    const rng = createRng(form.seed);
    const foliage = new Foliage(-shift.y, form.heightM * 1.05 - shift.y);
    for (const frond of form.fronds) foliage.add(frond, form.isFull ? 7 : 0, rng);
    const geometry = foliage.build();
    geometry.translate(shift.x, shift.y, shift.z);
    group.add(new Mesh(geometry, kit.skin({ colour: form.leaf, roughness: 0.7, isThin: true })));
    return group;
  },
});
