/**
 * An orange: whole (with its pored peel, button, navel, now and then leaves), a flat mandarin, half an
 * orange with its cut face up or leaning, or a peeled one whose segments show.
 */
import { Group, Mesh, SphereGeometry, Vector3, type LatheGeometry, type Object3D } from 'three';
import { createRng, type Rng } from '$src/core/rng';
import type { Kit } from '../render/kit';
import { cutSkin, halfBall, peelSkin, type Peel } from './round/citrus';
import {
  between,
  chance,
  colourOf,
  lathe,
  leaf,
  mould,
  settle,
  tube,
  weighted,
  type Hsl,
} from './round/shape';
import { defineThing, type ThingForm } from './thing';

type Style = 'whole' | 'mandarin' | 'half' | 'peeled';

interface OrangeForm extends ThingForm {
  readonly style: Style;
  readonly bodyM: number;
  readonly tallness: number;
  readonly peel: Peel;
  readonly flesh: Hsl;
  readonly segments: number;
  /** Of a half, from lying flat with its face up. */
  readonly tiltDeg: number;
  readonly isNavel: boolean;
  readonly hasButton: boolean;
  readonly leaves: number;
  readonly bumpiness: number;
}

function draw(rng: Rng): OrangeForm {
  const style = weighted<Style>(rng, { whole: 66, mandarin: 14, half: 13, peeled: 7 });
  const isFlat = style === 'mandarin' || (style === 'peeled' && chance(rng, 0.6));
  const bodyM = isFlat ? between(rng, 0.026, 0.037) : between(rng, 0.031, 0.046);
  const tallness = isFlat ? between(rng, 0.72, 0.86) : between(rng, 0.9, 1.04);
  const hue = Math.min(0.105, Math.max(0.042, 0.07 + 0.012 * rng.normal()));
  const isUnripe = chance(rng, 0.14);
  const colour: Hsl = [hue, between(rng, 0.84, 0.98), between(rng, 0.43, 0.52)];
  const peel: Peel = {
    colour,
    tinge: isUnripe
      ? [between(rng, 0.17, 0.24), 0.65, 0.38]
      : [hue + between(rng, -0.022, 0.02), 0.9, between(rng, 0.42, 0.56)],
    tingeAmount: isUnripe ? between(rng, 0.1, 0.5) : between(rng, 0, 0.6),
    pores: between(rng, 420, 720),
    poreDepthM: between(rng, 0.0001, 0.00025),
    gloss: between(rng, 0.3, 0.5),
    grain: between(rng, 0, 8),
  };
  const shared = {
    style,
    bodyM,
    tallness,
    flesh: chance(rng, 0.07)
      ? ([between(rng, 0.99, 1.02) % 1, 0.75, 0.36] as const)
      : ([hue + between(rng, -0.01, 0.015), 0.93, between(rng, 0.5, 0.58)] as const),
    segments: rng.integer(9, 12),
    tiltDeg: chance(rng, 0.5) ? between(rng, 0, 12) : between(rng, 20, 68),
    isNavel: chance(rng, 0.4),
    hasButton: chance(rng, 0.85),
    leaves: chance(rng, style === 'mandarin' ? 0.35 : 0.08) ? rng.integer(1, 2) : 0,
    bumpiness: between(rng, 0.3, 1),
  };
  if (style === 'half') {
    // The lowest point is on the round of the shell; the highest on the rim of the face.
    const tilt = (shared.tiltDeg * Math.PI) / 180;
    const below = Math.hypot(bodyM * Math.sin(tilt), bodyM * tallness * Math.cos(tilt));
    return {
      ...shared,
      peel,
      radiusM: bodyM,
      heightM: below + bodyM * Math.sin(tilt),
    };
  }
  if (style === 'peeled')
    return {
      ...shared,
      bodyM: bodyM * 0.9,
      peel: {
        ...peel,
        colour: [hue, 0.94, 0.5],
        tinge: [0.1, 0.7, 0.74],
        tingeAmount: between(rng, -0.2, 0.04),
        pores: 260,
        poreDepthM: 0,
        gloss: 0.45,
      },
      radiusM: bodyM * 0.9,
      heightM: bodyM * 0.9 * 2 * tallness * 0.93,
    };
  return {
    ...shared,
    peel,
    radiusM: bodyM,
    heightM: bodyM * 2 * tallness * 0.985,
    isRound: !isFlat,
  };
}

export default defineThing<OrangeForm>({
  name: 'orange',
  draw,
  build: (form, kit) => (form.style === 'half' ? buildHalf(form, kit) : buildWhole(form, kit)),
});

function buildHalf(form: OrangeForm, kit: Kit): Object3D {
  const { bodyM, tallness, peel } = form;
  const [shell, face] = halfBall(bodyM, tallness);
  const half = new Group().add(
    new Mesh(shell, peelSkin(kit, peel, bodyM, bodyM)),
    new Mesh(face, cutSkin(kit, peel, form.flesh, bodyM * 1.001, form.segments)),
  );
  const tilt = (form.tiltDeg * Math.PI) / 180;
  half.rotation.x = tilt;
  half.position.y = Math.hypot(bodyM * Math.sin(tilt), bodyM * tallness * Math.cos(tilt));
  return new Group().add(half);
}

function buildWhole(form: OrangeForm, kit: Kit): Object3D {
  const { bodyM, tallness, style, segments } = form;
  const rng = createRng(Math.round(form.peel.grain * 1e7)).fork('orange shape');
  const isPeeled = style === 'peeled';
  const phase = [0, 0, 0].map(() => 2 * Math.PI * rng.next());
  const [a = 0, b = 0, c = 0] = phase;
  const lump = (isPeeled ? 0.02 : 0.012) * form.bumpiness;
  const columns = isPeeled ? 80 : 40;
  const body = mould(new SphereGeometry(1, columns, 26), (point) => {
    const angle = Math.atan2(point.z, point.x);
    const off = Math.hypot(point.x, point.z);
    let scale = bodyM * (1 + lump * Math.sin(3 * point.x + a) * Math.sin(3 * point.z + b));
    // Segments: deep narrow grooves between round backs.
    if (isPeeled) {
      const groove = Math.abs(Math.sin((segments / 2) * angle + c));
      scale *= 1 - 0.075 * (1 - groove) ** 2.2 * Math.min(1, off * 1.6);
    } else {
      // Shallow folds that run into the button, as in loose-skinned fruit.
      const fold = style === 'mandarin' ? 0.035 : 0.012;
      scale *= 1 + fold * Math.cos(segments * angle + c) * Math.exp(-((off / 0.35) ** 2)) * off * 3;
    }
    const dimple = (style === 'mandarin' || isPeeled ? 0.16 : 0.06) * Math.exp(-((off / 0.2) ** 2));
    const y = point.y > 0 ? point.y - dimple : point.y + dimple * 0.6;
    point.set(point.x * scale, y * scale * tallness, point.z * scale);
  });
  const lift = settle(body);
  const skin = peelSkin(kit, form.peel, bodyM, form.heightM);
  const group = new Group().add(new Mesh(body, skin));
  if (isPeeled) return group;
  const depth = style === 'mandarin' ? 0.16 : 0.06;
  const top = lift + bodyM * tallness * (1 - depth);
  if (form.hasButton) {
    const wide = bodyM * between(rng, 0.06, 0.1);
    const button = new Mesh(
      mould(
        lathe(
          [
            [wide, -wide * 0.3],
            [wide * 0.8, wide * 0.3],
            [wide * 0.3, wide * 0.35],
            [0, wide * 0.1],
          ],
          15,
        ),
        (point) => {
          const star = 1 + 0.18 * Math.cos(5 * Math.atan2(point.z, point.x));
          point.x *= star;
          point.z *= star;
        },
      ),
      kit.skin({
        colour: colourOf([
          between(rng, 0.1, 0.24),
          between(rng, 0.3, 0.5),
          between(rng, 0.22, 0.34),
        ]),
        roughness: 0.8,
      }),
    );
    button.name = 'stem';
    button.position.y = top;
    group.add(button);
  }
  if (form.isNavel) {
    const r = bodyM * between(rng, 0.1, 0.17);
    const navel = new Mesh(navelOf(r), skin);
    navel.name = 'navel';
    navel.position.y = lift - bodyM * tallness * (1 - depth * 0.6) + r * 0.12;
    group.add(navel);
  }
  addLeaves(group, form, top, rng, kit);
  return group;
}

/** The second small fruit at the blossom end: a wrinkled ring about a pit. */
function navelOf(r: number): LatheGeometry {
  return mould(
    lathe(
      [
        [0, 0],
        [r * 0.35, -r * 0.22],
        [r * 0.8, -r * 0.24],
        [r * 1.1, r * 0.1],
      ],
      20,
    ),
    (point) => {
      const fold = 1 + 0.12 * Math.cos(4 * Math.atan2(point.z, point.x) + 1);
      point.x *= fold;
      point.z *= fold;
    },
  );
}

function addLeaves(group: Group, form: OrangeForm, topM: number, rng: Rng, kit: Kit): void {
  if (form.leaves === 0) return;
  const green = kit.skin({
    colour: colourOf([between(rng, 0.27, 0.33), 0.55, between(rng, 0.17, 0.25)]),
    roughness: 0.4,
    isThin: true,
  });
  const stem = new Mesh(
    tube(
      (t) => new Vector3(0.002 * t * t, topM + 0.009 * t, 0),
      (t) => (t > 0.999 ? 0 : 0.0013),
      3,
      6,
    ),
    green,
  );
  stem.name = 'stem';
  group.add(stem);
  const first = 2 * Math.PI * rng.next();
  for (let i = 0; i < form.leaves; i++) {
    const length = between(rng, 0.03, 0.05);
    const blade = new Mesh(leaf(length, length * 0.45, between(rng, 0.2, 0.6), 0.3), green);
    blade.name = 'leaf';
    blade.position.y = topM + 0.006;
    blade.rotation.set(0, first + i * between(rng, 1.6, 3), between(rng, 0.2, 0.6), 'YXZ');
    group.add(blade);
  }
}
