/**
 * A bowl: glazed, wooden, of glass or metal; shallow to deep; empty (it may then carry fruit) or filled
 * with soup, cereal, salad and the like.
 */
import { Color, Group, Mesh } from 'three';
import type { Pattern } from '../render/kit';
import { defineThing, type ThingForm } from './thing';
import { drawFilling, fillingMeshes, type Filling } from './vessels/food';
import { anyColour, between, chance, pick, pickWeighted, shade } from './vessels/drawing';
import { glassVessel } from './vessels/glass';
import { closed, hollow, radiusAt, smooth, turned, type Profile } from './vessels/turning';
import { drawCeramic, drawMetal, wareSkin, type Ware } from './vessels/ware';

type Stuff = 'ceramic' | 'wood' | 'glass' | 'metal' | 'plastic';

interface BowlForm extends ThingForm {
  readonly stuff: Stuff;
  readonly mouthM: number;
  readonly tallM: number;
  /** Radius of the foot over the mouth's. */
  readonly foot: number;
  /** 0 a cone .. 1 a hemisphere and beyond. */
  readonly fullness: number;
  /** Turned-out rim, share of the mouth's radius. */
  readonly brim: number;
  readonly wallM: number;
  readonly ware: Ware;
  readonly innerBands: number;
  readonly filling: Filling | undefined;
  readonly fill: number;
  readonly glassTint: number;
  readonly glassDensity: number;
  readonly grainSeed: number;
}

const wood: Pattern = {
  name: 'turned wood',
  uniforms: { dark: 'vec3', seed: 'float' },
  glsl: `
    // Growth rings about an axis that lies in the block.
    vec3 q = p + 0.012 * (vec3(noise(p * 14.0 + seed), noise(p * 14.0 + seed + 9.0), 0.0) - 0.5);
    float ring = length(q.yz + vec2(0.04, 0.09)) * 130.0 + seed;
    float late = smoothstep(0.35, 0.95, fract(ring)) * (0.6 + 0.4 * noise(vec3(floor(ring))));
    float fibre = noise(vec3(p.x * 60.0, p.y * 700.0, p.z * 700.0));
    colour = mix(colour, dark, clamp(0.55 * late + 0.35 * (fibre - 0.4), 0.0, 1.0));
    roughness = 0.5 + 0.25 * fibre;
    height = 0.0002 * fibre;`,
};

/** Height of the ring on which a bowl stands. */
function footRing(tallM: number): number {
  return Math.min(0.006, tallM * 0.1);
}

export default defineThing<BowlForm>({
  name: 'bowl',
  draw(rng) {
    const stuff = pickWeighted<Stuff>(rng, [
      ['ceramic', 6],
      ['wood', 1.8],
      ['glass', 1.4],
      ['metal', 1.2],
      ['plastic', 1],
    ]);
    const mouthM = chance(rng, 0.25) ? between(rng, 0.045, 0.06) : between(rng, 0.06, 0.115);
    const tallM = mouthM * between(rng, 0.42, mouthM < 0.06 ? 1.05 : 0.85);
    const foot = between(rng, 0.36, 0.62);
    const filling = chance(rng, 0.42) ? drawFilling(rng) : undefined;
    const wallM =
      stuff === 'wood' ? mouthM * 0.07 : stuff === 'metal' ? 0.0012 : between(rng, 0.0028, 0.0048);
    const ware: Ware =
      stuff === 'metal'
        ? drawMetal(rng)
        : stuff === 'plastic'
          ? {
              ...drawCeramic(rng),
              style: 'plain',
              colour: anyColour(rng, [0.4, 0.9], [0.35, 0.7]),
              speckle: 0,
              foot: 0,
              rings: 0,
              roughness: 0.38,
            }
          : drawCeramic(rng);
    const carries =
      filling === undefined && mouthM >= 0.06
        ? { carries: { radiusM: mouthM * 0.82, heightM: footRing(tallM) + wallM, isHollow: true } }
        : {};
    return {
      radiusM: mouthM,
      heightM: tallM + 0.6 * wallM, // the lip is half-round
      ...carries,
      stuff,
      mouthM,
      tallM,
      foot,
      fullness: between(rng, 0.25, 1.05),
      brim: stuff !== 'wood' && chance(rng, 0.22) ? between(rng, 0.06, 0.2) : 0,
      wallM,
      ware: stuff === 'plastic' ? { ...ware, inside: ware.colour } : ware,
      innerBands: chance(rng, 0.3) ? rng.integer(1, 3) : 0,
      filling,
      fill: between(rng, 0.55, 0.88),
      glassTint: chance(rng, 0.3)
        ? shade(rng, pick(rng, [0x8fc6b0, 0x8ab4dc, 0xd9a24a, 0xb58ad0]))
        : 0xf0f6f5,
      glassDensity: between(rng, 0.06, 0.2),
      grainSeed: between(rng, 0, 50),
    };
  },
  build(form, kit) {
    const { mouthM, tallM, foot, fullness, brim, wallM } = form;
    const footM = foot * mouthM;
    const ringM = footRing(tallM);
    const edge = mouthM * (1 - brim);
    const at = (share: number): readonly [number, number] => {
      // Between a straight line and a quarter of an ellipse.
      const line = footM + (edge - footM) * share;
      const round = footM + (edge - footM) * Math.sqrt(1 - (1 - share) ** 2);
      return [line + (round - line) * fullness, ringM + (tallM - ringM) * share];
    };
    const lastShare = brim > 0 ? 0.88 : 1;
    const outline = smooth(
      [
        [footM * 0.96, 0],
        [footM * 0.98, ringM],
        ...[0.06, 0.16, 0.32, 0.52, 0.74, lastShare].map(at),
        ...(brim > 0 ? ([[mouthM, tallM]] satisfies Profile) : []),
      ],
      2,
    );
    const floor = ringM + wallM;
    const wall = hollow(outline, wallM, floor);
    const group = new Group();
    const level = floor + (tallM - floor) * form.fill;
    const fillings = form.filling
      ? fillingMeshes(kit, form.filling, radiusAt(wall.inner, level) + 0.0004, level, tallM * 1.05)
      : [];
    const base: Profile = [
      [0, ringM * 0.6],
      [footM * 0.8, ringM * 0.6],
      [footM * 0.86, 0],
    ];
    if (form.stuff === 'glass') {
      const glass = { tint: form.glassTint, density: form.glassDensity };
      return group.add(
        glassVessel(kit, { ...wall, outer: [...base, ...outline] }, glass, fillings),
      );
    }
    const skin =
      form.stuff === 'wood'
        ? kit.skin({
            colour: new Color(form.ware.speckle > 0.3 ? 0x9a6a3c : 0xc79a62),
            roughness: 0.55,
            pattern: wood,
            uniforms: {
              dark: new Color(form.ware.speckle > 0.3 ? 0x4a2a14 : 0x8f6232),
              seed: form.grainSeed,
            },
          })
        : wareSkin(kit, form.ware, tallM);
    group.add(new Mesh(turned([...base, ...closed(wall)], { segments: 36 }), skin), ...fillings);
    if (form.innerBands > 0 && !form.filling && form.stuff === 'ceramic') {
      const paint = kit.skin({ colour: form.ware.accent, roughness: form.ware.roughness });
      for (let i = 0; i < form.innerBands; i++) {
        const high = floor + (tallM - floor) * (0.85 - 0.17 * i);
        const low = high - (tallM - floor) * 0.05;
        const band: Profile = [
          [radiusAt(wall.inner, high) - 0.0003, high],
          [radiusAt(wall.inner, low) - 0.0003, low],
        ];
        group.add(new Mesh(turned(band, { segments: 36 }), paint));
      }
    }
    return group;
  },
});
