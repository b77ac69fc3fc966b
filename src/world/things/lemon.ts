/** A lemon or a lime, lying on its side or cut in half. Belongs to no class: an orange's double. */
import { Group, Mesh, SphereGeometry } from 'three';
import { createRng, type Rng } from '$src/core/rng';
import { cutSkin, halfBall, peelSkin, type Peel } from './round/citrus';
import { between, chance, colourOf, lathe, mould, settle, type Hsl } from './round/shape';
import { defineThing, type ThingForm } from './thing';

interface LemonForm extends ThingForm {
  readonly isHalf: boolean;
  /** Across. */
  readonly bodyM: number;
  /** Length over width, without the ends. */
  readonly length: number;
  /** How far the nipple stands out, share of the width. */
  readonly nipple: number;
  readonly neck: number;
  readonly bend: number;
  readonly peel: Peel;
  readonly flesh: Hsl;
  readonly tiltDeg: number;
}

function draw(rng: Rng): LemonForm {
  const isLime = chance(rng, 0.2);
  const bodyM = isLime ? between(rng, 0.021, 0.027) : between(rng, 0.024, 0.033);
  const length = isLime ? between(rng, 1.02, 1.2) : between(rng, 1.1, 1.4);
  const nipple = (isLime ? 0.12 : 0.3) * between(rng, 0.5, 1);
  const neck = (isLime ? 0.04 : 0.16) * between(rng, 0, 1);
  const isHalf = chance(rng, 0.15);
  const tiltDeg = chance(rng, 0.5) ? between(rng, 0, 10) : between(rng, 20, 60);
  const hue = isLime ? between(rng, 0.2, 0.27) : between(rng, 0.126, 0.148);
  const tilt = (tiltDeg * Math.PI) / 180;
  return {
    ...(isHalf
      ? {
          // Leaning, the long shell reaches out behind.
          radiusM: bodyM * Math.max(1, Math.hypot(length * Math.sin(tilt), Math.cos(tilt))),
          heightM:
            Math.hypot(bodyM * Math.sin(tilt), bodyM * length * Math.cos(tilt)) +
            bodyM * Math.sin(tilt),
        }
      : { radiusM: bodyM * (length + 0.5 * (nipple + neck)), heightM: 2 * bodyM }),
    isHalf,
    bodyM,
    length,
    nipple,
    neck,
    bend: between(rng, -0.12, 0.12),
    peel: {
      colour: [hue, between(rng, 0.8, 0.95), isLime ? between(rng, 0.26, 0.38) : 0.52],
      tinge: [isLime ? 0.17 : between(rng, 0.12, 0.18), 0.8, 0.5],
      tingeAmount: between(rng, 0, 0.5),
      pores: between(rng, 380, 620),
      poreDepthM: between(rng, 0.0001, 0.0003),
      gloss: between(rng, 0.28, 0.45),
      grain: between(rng, 0, 8),
    },
    flesh: isLime ? [0.2, 0.55, 0.6] : [0.148, 0.75, 0.66],
    tiltDeg,
  };
}

export default defineThing<LemonForm>({
  name: 'lemon',
  draw,
  build(form, kit) {
    const { bodyM, length, nipple, neck, bend, peel } = form;
    if (form.isHalf) {
      const [shell, face] = halfBall(bodyM, length);
      const tilt = (form.tiltDeg * Math.PI) / 180;
      const half = new Group().add(
        new Mesh(shell, peelSkin(kit, peel, bodyM, bodyM)),
        new Mesh(face, cutSkin(kit, peel, form.flesh, bodyM * 1.001, 10)),
      );
      half.rotation.x = tilt;
      half.position.y = Math.hypot(bodyM * Math.sin(tilt), bodyM * length * Math.cos(tilt));
      return new Group().add(half);
    }
    const rng = createRng(Math.round(peel.grain * 1e7)).fork('lemon shape');
    const [a, b] = [2 * Math.PI * rng.next(), 2 * Math.PI * rng.next()];
    const body = mould(new SphereGeometry(1, 32, 40).rotateZ(-Math.PI / 2), (point) => {
      const off = Math.hypot(point.y, point.z);
      const lump = 1 + 0.02 * Math.sin(3 * point.x + a) * Math.sin(3 * point.y + b);
      const end = point.x > 0 ? nipple : neck;
      const out = end * Math.exp(-((off / 0.3) ** 2));
      // Shifted so that both ends are equally far from the middle.
      const x = point.x * length + Math.sign(point.x) * out - (nipple - neck) / 2;
      point.set(
        x * bodyM,
        point.y * bodyM * lump,
        (point.z * lump + bend * (point.x * point.x - 0.5)) * bodyM,
      );
    });
    settle(body);
    const button = new Mesh(
      lathe(
        [
          [bodyM * 0.12, 0],
          [bodyM * 0.09, bodyM * 0.05],
          [0, bodyM * 0.03],
        ],
        8,
      ),
      kit.skin({ colour: colourOf([0.14, 0.35, 0.3]), roughness: 0.8 }),
    );
    button.rotation.z = Math.PI / 2;
    button.position.set(-bodyM * (length + (nipple + neck) * 0.49), bodyM, bend * 0.5 * bodyM);
    return new Group().add(new Mesh(body, peelSkin(kit, peel, bodyM, form.heightM)), button);
  },
});
