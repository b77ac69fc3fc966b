/** A candle: pillar, tea light or taper in a holder, not burning; belongs to no class. */
import { CylinderGeometry, Group, Mesh } from 'three';
import type { Pattern } from '../render/kit';
import { defineThing, type ThingForm } from './thing';
import { anyColour, between, chance, pick, pickWeighted, shade } from './vessels/drawing';
import { smooth, turned, type Profile } from './vessels/turning';
import { drawCeramic, plainWare, wareSkin, type Ware } from './vessels/ware';

type Kind = 'pillar' | 'light' | 'taper';

interface CandleForm extends ThingForm {
  readonly kind: Kind;
  readonly bodyRadiusM: number;
  readonly tallM: number;
  readonly holderM: number;
  readonly wax: number;
  readonly holder: Ware;
  readonly isTwisted: boolean;
}

/** Wax lets light through: brighter towards the top and never quite dark. */
const wax: Pattern = {
  name: 'wax',
  uniforms: { tall: 'float', ridges: 'float' },
  glsl: `
    float up = clamp(p.y / tall, 0.0, 1.0);
    colour *= 0.88 + 0.2 * up * up + 0.1 * (fbm(p * 50.0) - 0.5);
    height = 0.0004 * noise(p * vec3(120.0, 30.0, 120.0)) + ridges * 0.0012 * sin(atan(p.z, p.x) * 6.0 + p.y * 160.0);`,
};

const colours = [0xf4ead2, 0xf7f3ea, 0xf0dfb6, 0x8f1d22, 0x2f5a3a, 0x24385a, 0xd9a05a, 0xc98aa0];

export default defineThing<CandleForm>({
  name: 'candle',
  draw(rng) {
    const kind = pickWeighted<Kind>(rng, [
      ['pillar', 3],
      ['taper', 2],
      ['light', 1.4],
    ]);
    const bodyRadiusM =
      kind === 'pillar'
        ? between(rng, 0.022, 0.04)
        : kind === 'taper'
          ? between(rng, 0.0095, 0.012)
          : 0.0185;
    const tallM =
      kind === 'pillar'
        ? between(rng, 0.05, 0.16)
        : kind === 'taper'
          ? between(rng, 0.1, 0.24)
          : 0.016;
    const holderM = kind === 'taper' ? between(rng, 0.034, 0.05) : 0;
    return {
      radiusM: Math.max(bodyRadiusM, holderM),
      heightM: tallM + (kind === 'taper' ? 0.012 : 0) + 0.009,
      kind,
      bodyRadiusM,
      tallM,
      holderM,
      wax: chance(rng, 0.7)
        ? shade(rng, pick(rng, colours))
        : anyColour(rng, [0.3, 0.7], [0.4, 0.8]),
      holder: chance(rng, 0.5)
        ? { ...plainWare, colour: 0xb9924a, metal: 0.75, roughness: 0.3 }
        : drawCeramic(rng),
      isTwisted: kind === 'taper' && chance(rng, 0.25),
    };
  },
  build(form, kit) {
    const { kind, bodyRadiusM: r, tallM, holderM } = form;
    const from = kind === 'taper' ? 0.012 : 0;
    const top = from + tallM;
    const group = new Group();
    const inset = kind === 'light' ? 0.0006 : 0;
    const sink = kind === 'pillar' ? 0.008 : 0.002;
    const edge = kind === 'taper' ? r * 0.72 : r - inset;
    const body: Profile = [
      [0, from],
      [r - inset, from],
      [r - inset, from],
      [r - inset, from + tallM * 0.4],
      [edge, top - 0.002],
      [edge * 0.93, top],
      [edge * 0.84, top - 0.001],
      [edge * 0.7, top - sink],
      [0, top - sink],
    ];
    const skin = kit.skin({
      colour: form.wax,
      roughness: 0.42,
      pattern: wax,
      uniforms: { tall: top, ridges: form.isTwisted ? 1 : 0 },
    });
    group.add(new Mesh(turned(body), skin));
    const wick = new CylinderGeometry(0.0007, 0.0009, 0.009 + sink, 6);
    wick.translate(0, top - sink + (0.009 + sink) / 2, 0);
    group.add(new Mesh(wick, kit.skin({ colour: 0x1d1712, roughness: 1 })));
    if (kind === 'light') {
      const cup: Profile = [
        [0, 0],
        [r, 0],
        [r, 0],
        [r, tallM * 0.96],
        [r + 0.0005, tallM],
      ];
      group.add(
        new Mesh(
          turned(cup),
          kit.skin({ colour: 0xcfd2d4, roughness: 0.36, metal: 0.65, isThin: true }),
        ),
      );
    }
    if (kind === 'taper') {
      const holder: Profile = [
        [0, 0],
        [holderM, 0],
        [holderM, 0],
        ...smooth(
          [
            [holderM, 0.004],
            [holderM * 0.75, 0.006],
            [r * 1.7, 0.012],
            [r * 1.35, 0.02],
            [r * 1.6, 0.034],
          ],
          3,
        ),
        [r * 1.6, 0.034],
        [r * 0.98, 0.034],
      ];
      group.add(new Mesh(turned(holder), wareSkin(kit, { ...form.holder, foot: 0 }, 0.034)));
    }
    return group;
  },
});
