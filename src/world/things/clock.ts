/**
 * A clock on a table: a round wall clock on a stand, an alarm clock with two bells, a square or round
 * desk clock, or a digital clock with seven-segment digits. All face +z.
 */
import type { BufferGeometry } from 'three';
import {
  BoxGeometry,
  CircleGeometry,
  Color,
  CylinderGeometry,
  Group,
  Mesh,
  PlaneGeometry,
  SphereGeometry,
  TorusGeometry,
  type Material,
} from 'three';
import { RoundedBoxGeometry } from 'three/addons/geometries/RoundedBoxGeometry.js';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';
import type { Rng } from '$src/core/rng';
import type { Kit } from '../render/kit';
import { barOf, hand, roundCase, segmentsOf, squareCase, type HandStyle } from './flat/clock-parts';
import { dial, dialCount, isDarkDial } from './flat/dials';
import { between, chance, hsl, pick } from './flat/draw';
import { defineThing, type ThingForm } from './thing';

type Kind = 'wall' | 'alarm' | 'desk' | 'digital';

/** radiusM is half the diagonal of its footprint: body, bells and stand. */
interface ClockForm extends ThingForm {
  readonly kind: Kind;
  /** Half the width of the body. */
  readonly half: number;
  /** Half the height of the body; equal to `half` for round ones. */
  readonly halfHeight: number;
  readonly depth: number;
  /** Lean backwards, radians. */
  readonly lean: number;
  /** Height of the lowest point of the body over the table. */
  readonly lift: number;
  readonly rim: number;
  readonly case: { readonly colour: Color; readonly metal: number; readonly roughness: number };
  readonly trim: { readonly colour: Color; readonly metal: number; readonly roughness: number };
  readonly dial: number;
  readonly dialTint: Color;
  readonly hands: HandStyle;
  readonly handColour: Color;
  /** Minutes since twelve and seconds. */
  readonly minutes: number;
  readonly second: number | undefined;
  readonly hasGlass: boolean;
  readonly hasBase: boolean;
  readonly glow: Color | undefined;
  readonly ground: Color;
}

const finishes: readonly ((rng: Rng) => ClockForm['case'])[] = [
  () => ({ colour: new Color(0.9, 0.9, 0.92), metal: 1, roughness: 0.22 }),
  (rng) => ({
    colour: hsl(between(rng, 0.09, 0.12), 0.6, 0.55),
    metal: 1,
    roughness: between(rng, 0.2, 0.4),
  }),
  (rng) => ({ colour: hsl(0.05, 0.55, 0.5), metal: 1, roughness: between(rng, 0.25, 0.45) }),
  () => ({ colour: new Color(0.012, 0.012, 0.014), metal: 0, roughness: 0.35 }),
  () => ({ colour: new Color(0.85, 0.85, 0.83), metal: 0, roughness: 0.4 }),
  (rng) => ({
    colour: hsl(rng.next(), between(rng, 0.45, 0.9), between(rng, 0.3, 0.6)),
    metal: 0,
    roughness: between(rng, 0.25, 0.55),
  }),
  (rng) => ({
    colour: hsl(rng.next(), between(rng, 0.25, 0.5), between(rng, 0.6, 0.8)),
    metal: 0,
    roughness: 0.45,
  }),
  (rng) => ({
    colour: hsl(between(rng, 0.05, 0.09), between(rng, 0.4, 0.6), between(rng, 0.14, 0.42)),
    metal: 0,
    roughness: 0.5,
  }),
];

/** Dial, hands and glass; the dial at z = `at`. */
function face(form: ClockForm, kit: Kit, at: number, radius: number): Group {
  const group = new Group();
  const plate =
    form.kind === 'desk'
      ? new PlaneGeometry(2 * radius, 2 * radius)
      : new CircleGeometry(radius, 48);
  const dialMesh = new Mesh(
    plate.translate(0, 0, at),
    kit.skin({ colour: form.dialTint, roughness: 0.55, print: dial(kit, form.dial) }),
  );
  const ink = kit.skin({ colour: form.handColour, roughness: 0.4 });
  const thick = radius * 0.055;
  const turn = (geometry: BufferGeometry, share: number, z: number, skin: Material): void => {
    group.add(new Mesh(geometry.rotateZ(-2 * Math.PI * share).translate(0, 0, at + z), skin));
  };
  turn(hand(form.hands, radius * 0.52, thick * 1.4), form.minutes / 720, 0.0012, ink);
  turn(hand(form.hands, radius * 0.8, thick), (form.minutes % 60) / 60, 0.002, ink);
  const accent = kit.skin({
    colour: form.second === undefined ? form.handColour : 0xb3170f,
    roughness: 0.4,
  });
  if (form.second !== undefined)
    turn(hand('baton', radius * 0.84, thick * 0.35), form.second / 60, 0.0027, accent);
  const pin = new CylinderGeometry(radius * 0.045, radius * 0.045, 0.0012, 12);
  group.add(dialMesh, new Mesh(pin.rotateX(Math.PI / 2).translate(0, 0, at + 0.003), accent));
  if (form.hasGlass) {
    const pane =
      form.kind === 'desk' ? plate.clone() : new CircleGeometry(radius, 40).translate(0, 0, at);
    const glass = new Mesh(
      pane.translate(0, 0, 0.0045),
      kit.glass({ tint: 0xffffff, density: 0.02 }),
    );
    group.add(glass);
  }
  return group;
}

function wall(form: ClockForm, kit: Kit): Group {
  const body = new Group();
  const skin = kit.skin(form.case);
  body.add(new Mesh(roundCase(form), skin));
  body.add(face(form, kit, form.depth / 2 - 0.003, form.half - form.rim * 0.98));
  const group = new Group().add(upright(form, body));
  if (form.hasBase) {
    const trim = kit.skin(form.trim);
    const base = new RoundedBoxGeometry(
      form.half * 1.1,
      form.lift * 0.7,
      form.depth * 2.2,
      2,
      form.lift * 0.2,
    );
    group.add(new Mesh(base.translate(0, form.lift * 0.35, 0), trim));
    const neck = new BoxGeometry(form.half * 0.5, form.lift * 0.9, form.depth * 0.7);
    group.add(new Mesh(neck.translate(0, form.lift * 0.8, 0), trim));
  } else {
    const trim = kit.skin(form.trim);
    for (const side of [-1, 1]) {
      const foot = new CylinderGeometry(0.004, 0.005, form.lift * 2 + form.half * 0.2, 10);
      foot.translate(0, (form.lift * 2 + form.half * 0.2) / 2, 0).rotateZ(side * 0.35);
      foot.translate(side * form.half * 0.62, 0.0017, 0);
      group.add(new Mesh(foot, trim));
    }
  }
  return group;
}

function alarm(form: ClockForm, kit: Kit): Group {
  const { half, depth } = form;
  const body = new Group();
  const skin = kit.skin(form.case);
  const trim = kit.skin(form.trim);
  body.add(new Mesh(roundCase(form), skin));
  body.add(face(form, kit, depth / 2 - 0.003, half - form.rim * 0.98));
  for (const side of [-1, 1]) {
    const bell = new SphereGeometry(half * 0.42, 20, 10, 0, 2 * Math.PI, 0, Math.PI / 2);
    bell
      .scale(1, 0.85, 1)
      .translate(0, half * 1.04, 0)
      .rotateZ(-side * 0.62);
    const plate = new CylinderGeometry(half * 0.42, half * 0.42, half * 0.03, 20);
    plate.translate(0, half * 1.03, 0).rotateZ(-side * 0.62);
    const post = new CylinderGeometry(half * 0.05, half * 0.05, half * 0.3, 8);
    post.translate(0, half * 0.98, 0).rotateZ(-side * 0.62);
    const leg = new CylinderGeometry(half * 0.05, half * 0.08, half * 0.5, 10);
    leg.translate(0, -half * 1.08, 0).rotateZ(side * 0.6);
    body.add(...[bell, plate, post, leg].map((part) => new Mesh(part, trim)));
  }
  const hammer = new CylinderGeometry(half * 0.03, half * 0.03, half * 0.45, 8).translate(
    0,
    half * 1.2,
    0,
  );
  const head = new SphereGeometry(half * 0.09, 10, 8).translate(0, half * 1.4, 0);
  const grip = new TorusGeometry(half * 0.38, half * 0.035, 8, 20, Math.PI).translate(
    0,
    half * 1.32,
    0,
  );
  body.add(...[hammer, head, grip].map((part) => new Mesh(part, trim)));
  return new Group().add(upright(form, body));
}

function desk(form: ClockForm, kit: Kit): Group {
  const body = new Group();
  body.add(new Mesh(squareCase(form), kit.skin(form.case)));
  body.add(face(form, kit, form.depth / 2 + 0.0006, form.half - form.rim));
  return new Group().add(upright(form, body));
}

function digital(form: ClockForm, kit: Kit): Group {
  const { half, halfHeight, depth } = form;
  const body = new Group();
  body.add(
    new Mesh(
      new RoundedBoxGeometry(2 * half, 2 * halfHeight, depth, 4, Math.min(depth, halfHeight) * 0.4),
      kit.skin(form.case),
    ),
  );
  const front = depth / 2;
  const glossy = kit.skin({ colour: form.ground, roughness: form.glow ? 0.12 : 0.35 });
  body.add(
    new Mesh(
      new RoundedBoxGeometry(2 * half * 0.88, 2 * halfHeight * 0.74, 0.002, 2, 0.0009).translate(
        0,
        0,
        front,
      ),
      glossy,
    ),
  );
  const lit = kit.skin({ colour: form.glow ? 0x050505 : 0x0b0f0b, roughness: 0.5 });
  if (form.glow) lit.emissive = form.glow;
  const unlit = kit.skin({
    colour: form.ground.clone().multiplyScalar(form.glow ? 1.5 : 0.86),
    roughness: 0.5,
  });
  const on: BufferGeometry[] = [];
  const off: BufferGeometry[] = [];
  const height = Math.min(halfHeight * 1.05, half * 0.62);
  const width = height * 0.52;
  const pitch = width * 1.42;
  const hour = Math.floor(form.minutes / 60) || 12;
  const minute = Math.floor(form.minutes % 60);
  const digits = [Math.floor(hour / 10), hour % 10, Math.floor(minute / 10), minute % 10];
  for (const [place, digit] of digits.entries()) {
    const x = (place - 1.5) * pitch + (place < 2 ? -1 : 1) * width * 0.22;
    const bits = place === 0 && digit === 0 ? 0 : (segmentsOf[digit] ?? 0);
    for (let segment = 0; segment < 7; segment++) {
      const bar = barOf(segment, width, height).translate(x, 0, front + 0.0013);
      ((bits >> segment) & 1 ? on : off).push(bar);
    }
  }
  for (const y of [-1, 1])
    on.push(
      new PlaneGeometry(width * 0.16, width * 0.16).translate(0, y * height * 0.18, front + 0.0013),
    );
  body.add(new Mesh(mergeGeometries(on), lit));
  if (off.length > 0) body.add(new Mesh(mergeGeometries(off), unlit));
  for (const side of [-1, 0, 1]) {
    const button = new RoundedBoxGeometry(half * 0.22, 0.006, depth * 0.25, 2, 0.002);
    body.add(new Mesh(button.translate(side * half * 0.5, halfHeight, 0), kit.skin(form.trim)));
  }
  return new Group().add(upright(form, body));
}

/** Stands the body on the table and leans it back about its foot. */
function upright(form: ClockForm, body: Group): Group {
  body.position.y = form.halfHeight + form.lift;
  const leaning = new Group().add(body);
  leaning.rotation.x = -form.lean;
  return leaning;
}

function bodyOf(rng: Rng, kind: Kind) {
  switch (kind) {
    case 'wall': {
      const half = between(rng, 0.055, 0.125);
      return {
        half,
        halfHeight: half,
        depth: between(rng, 0.018, 0.034),
        rim: half * between(rng, 0.05, 0.2),
        lift: between(rng, 0.008, 0.02),
        lean: 0,
      };
    }
    case 'alarm': {
      const half = between(rng, 0.034, 0.055);
      return {
        half,
        halfHeight: half,
        depth: half * between(rng, 0.7, 1),
        rim: half * between(rng, 0.07, 0.16),
        lift: half * 0.143,
        lean: 0,
      };
    }
    case 'desk': {
      const half = between(rng, 0.032, 0.07);
      return {
        half,
        halfHeight: half,
        depth: half * between(rng, 0.45, 0.95),
        rim: half * between(rng, 0.08, 0.22),
        lift: 0,
        lean: 0,
      };
    }
    case 'digital': {
      const half = between(rng, 0.05, 0.1);
      return {
        half,
        halfHeight: half * between(rng, 0.36, 0.6),
        depth: between(rng, 0.03, 0.06),
        rim: 0,
        lift: 0,
        lean: 0,
      };
    }
  }
}

/** Half sides whose hypotenuse reaches as far as a corner rounded off by `radius`. */
function rounded(x: number, z: number, radius: number): readonly [number, number] {
  const cut = radius * (1 - Math.SQRT1_2);
  return [x - cut, z - cut];
}

export default defineThing<ClockForm>({
  name: 'clock',
  draw(rng) {
    const kind = pick<Kind>(rng, [
      'wall',
      'wall',
      'alarm',
      'alarm',
      'alarm',
      'desk',
      'digital',
      'digital',
    ]);
    const body = bodyOf(rng, kind);
    const { half, halfHeight, depth, lift, rim } = body;
    const footprint = {
      wall: [half, depth / 2],
      alarm: [half, depth * 0.6],
      desk: [half - 0.14 * rim, depth * 0.66 - 0.09 * rim], // of its border, whose edges are rounded
      digital: rounded(half, depth / 2, Math.min(depth, halfHeight) * 0.4),
    }[kind];
    const dialIndex = rng.integer(0, dialCount - 1);
    const isDark = isDarkDial(dialIndex);
    const isLcd = chance(rng, 0.3);
    const finish = pick(rng, finishes)(rng);
    return {
      ...body,
      kind,
      radiusM: Math.hypot(...footprint),
      heightM:
        lift + 2 * halfHeight + (kind === 'alarm' ? half * 0.735 : kind === 'digital' ? 0.003 : 0),
      case: finish,
      trim: chance(rng, 0.5) ? finish : pick(rng, finishes)(rng),
      dial: dialIndex,
      dialTint:
        chance(rng, 0.25) && !isDark
          ? hsl(rng.next(), between(rng, 0.3, 0.7), between(rng, 0.65, 0.88))
          : hsl(0.11, between(rng, 0, 0.3), between(rng, 0.84, 1)),
      hands: pick(rng, ['baton', 'leaf', 'spade'] as const),
      handColour: isDark ? new Color(0.85, 0.85, 0.8) : new Color(0.01, 0.01, 0.012),
      minutes: 720 * rng.next(),
      second: chance(rng, 0.6) ? rng.integer(0, 59) : undefined,
      hasGlass: chance(rng, 0.5),
      hasBase: chance(rng, 0.6),
      glow: isLcd
        ? undefined
        : hsl(pick(rng, [0, 0, 0.36, 0.33, 0.56, 0.1]), 1, 0.5).multiplyScalar(
            between(rng, 0.7, 1.8),
          ),
      ground: isLcd
        ? hsl(between(rng, 0.18, 0.35), 0.15, between(rng, 0.45, 0.62))
        : new Color(0.006, 0.006, 0.008),
    };
  },
  build(form, kit) {
    return { wall, alarm, desk, digital }[form.kind](form, kit);
  },
});
