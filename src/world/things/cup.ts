/**
 * A cup as COCO means it: mug, tea cup with its saucer, espresso cup, paper cup with lid or sleeve,
 * handle-less bowl of a cup, and the clear tumbler.
 */
import { CylinderGeometry, Group, Mesh, type Object3D } from 'three';
import type { Rng } from '$src/core/rng';
import type { Kit } from '../render/kit';
import { defineThing, type ThingForm } from './thing';
import { drinkBody, drinks, drinkSurface, froth, iceCubes, type DrinkName } from './vessels/drinks';
import { anyColour, between, chance, pick, pickWeighted, shade } from './vessels/drawing';
import { handle, lid, saucer, type CupBody, type CupKind } from './vessels/cup-parts';
import { glassVessel } from './vessels/glass';
import { decalCount, decalPrint, labelCount, labelPrint } from './vessels/prints';
import { closed, hollow, radiusAt, slice, smooth, turned, type Profile } from './vessels/turning';
import { drawCeramic, drawMetal, plainWare, wareSkin, type Ware } from './vessels/ware';

interface CupForm extends ThingForm, CupBody {
  /** Radius half-way up as a share of the mouth's. */
  readonly belly: number;
  readonly drink: DrinkName | undefined;
  readonly fill: number;
  readonly swirl: number;
  readonly print: number | undefined;
  readonly hasLid: boolean;
  readonly hasSleeve: boolean;
  readonly hasStraw: boolean;
  /** Seed of the ice, or undefined. */
  readonly ice: number | undefined;
  readonly glassTint: number;
  readonly glassDensity: number;
}

interface CupShape {
  readonly mouthM: readonly [number, number];
  /** Height over mouth radius. */
  readonly slender: readonly [number, number];
  readonly foot: readonly [number, number];
  readonly belly: readonly [number, number];
}

const shapes: Readonly<Record<CupKind, CupShape>> = {
  mug: { mouthM: [0.037, 0.046], slender: [1.9, 2.6], foot: [0.72, 1], belly: [0.95, 1.08] },
  enamel: { mouthM: [0.038, 0.045], slender: [1.75, 2.1], foot: [0.9, 0.98], belly: [0.96, 1] },
  tea: { mouthM: [0.042, 0.052], slender: [1.15, 1.5], foot: [0.42, 0.6], belly: [0.8, 0.96] },
  espresso: { mouthM: [0.029, 0.034], slender: [1.5, 1.95], foot: [0.55, 0.8], belly: [0.88, 1] },
  beaker: { mouthM: [0.035, 0.046], slender: [1.4, 2.2], foot: [0.6, 0.85], belly: [0.9, 1.06] },
  paper: { mouthM: [0.039, 0.046], slender: [2.2, 3.1], foot: [0.68, 0.78], belly: [0.83, 0.89] },
  tumbler: { mouthM: [0.033, 0.043], slender: [2, 3.4], foot: [0.72, 0.95], belly: [0.86, 1.02] },
};

const hot: readonly DrinkName[] = [
  'coffee',
  'coffee',
  'latte',
  'tea',
  'cocoa',
  'milk',
  'greenTea',
  'espresso',
];
const cold: readonly DrinkName[] = [
  'water',
  'water',
  'orangeJuice',
  'appleJuice',
  'milk',
  'cola',
  'berryJuice',
  'lemonade',
  'tea',
  'beer',
];

function drawPaper(rng: Rng): Ware {
  const isPlain = chance(rng, 0.4);
  return {
    ...plainWare,
    colour: isPlain ? shade(rng, pick(rng, [0xf6f4ee, 0xb98a5a, 0x2a2a2c])) : anyColour(rng),
    accent: anyColour(rng),
    inside: 0xf3efe6,
    style: isPlain
      ? 'plain'
      : pick(rng, ['plain', 'dip', 'stripes', 'zigzag', 'dots', 'bands'] as const),
    count: rng.integer(5, 16),
    from: between(rng, 0, 0.3),
    to: between(rng, 0.6, 1),
    roughness: between(rng, 0.45, 0.8),
  };
}

export default defineThing<CupForm>({
  name: 'cup',
  draw(rng) {
    const kind = pickWeighted<CupKind>(rng, [
      ['mug', 4],
      ['tea', 1.8],
      ['espresso', 1],
      ['beaker', 1],
      ['paper', 2],
      ['tumbler', 2.2],
      ['enamel', 0.6],
    ]);
    const shape = shapes[kind];
    const mouthM = between(rng, ...shape.mouthM);
    const tallM = mouthM * between(rng, ...shape.slender);
    const belly = between(rng, ...shape.belly);
    const hasHandle = kind === 'mug' || kind === 'tea' || kind === 'espresso' || kind === 'enamel';
    const handleM = hasHandle ? Math.min(tallM * 0.42, between(rng, 0.02, 0.034)) : 0;
    const hasSaucer = kind === 'tea' ? chance(rng, 0.75) : kind === 'espresso' && chance(rng, 0.5);
    const saucerM = hasSaucer ? mouthM * between(rng, 1.45, 1.75) : 0;
    const hasLid = kind === 'paper' && chance(rng, 0.55);
    const widestM = mouthM * Math.max(1, belly);
    const isCold = kind === 'tumbler' || (kind === 'paper' && chance(rng, 0.3));
    return {
      radiusM: hasSaucer ? Math.max(saucerM, widestM + handleM) : widestM + handleM / 2,
      heightM: tallM + (hasSaucer ? 0.004 : 0) + (hasLid ? 0.011 : 0),
      kind,
      mouthM,
      tallM,
      foot: between(rng, ...shape.foot),
      belly,
      ware:
        kind === 'paper'
          ? drawPaper(rng)
          : kind === 'enamel'
            ? {
                ...drawMetal(rng),
                metal: 0,
                colour: anyColour(rng, [0.1, 0.8], [0.3, 0.9]),
                accent: 0x1c2230,
                inside: 0xf2f1ec,
                rim: 0.05,
              }
            : drawCeramic(rng),
      handleM,
      handleRoundness: between(rng, 0.35, 0.9),
      saucerM,
      drink: chance(rng, 0.4) ? undefined : pick(rng, isCold ? cold : hot),
      fill: between(rng, kind === 'tumbler' ? 0.25 : 0.55, 0.9),
      swirl: between(rng, 0.5, 6),
      print:
        (kind === 'mug' && chance(rng, 0.4)) || (kind === 'paper' && chance(rng, 0.5))
          ? rng.integer(0, kind === 'mug' ? decalCount - 1 : labelCount - 1)
          : undefined,
      hasLid,
      hasSleeve: kind === 'paper' && chance(rng, 0.35),
      hasStraw: kind === 'tumbler' && chance(rng, 0.12),
      ice: kind === 'tumbler' && chance(rng, 0.4) ? rng.integer(0, 2 ** 31 - 1) : undefined,
      glassTint: chance(rng, 0.18) ? anyColour(rng, [0.3, 0.6], [0.55, 0.75]) : 0xf1f7f6,
      glassDensity: between(rng, 0.05, 0.11),
    };
  },
  build(form, kit) {
    const { mouthM, tallM, foot, belly, kind } = form;
    const isStraight =
      kind === 'paper' || kind === 'enamel' || (kind === 'tumbler' && belly < 0.97);
    const corner = Math.min(0.006, tallM * 0.08);
    const outline = isStraight
      ? [
          [foot * mouthM - corner * 0.4, 0] as const,
          [foot * mouthM, corner * 0.5] as const,
          ...[0.06, 0.1, 0.15, 0.3, 0.5, 0.75, 1].map(
            (up) => [(foot + (1 - foot) * up) * mouthM, tallM * up] as const,
          ),
        ]
      : smooth(
          [
            [foot * mouthM * 0.86, 0],
            [foot * mouthM * 0.97, corner * 0.6],
            [(foot * 0.5 + belly * 0.5) * mouthM, tallM * 0.2],
            [belly * mouthM, tallM * 0.55],
            [mouthM, tallM],
          ],
          5,
        );
    const group = new Group();
    if (kind === 'tumbler') group.add(...tumbler(form, outline, kit));
    else group.add(...opaque(form, outline, kit));
    if (form.saucerM > 0) {
      group.children.forEach((part) => part.translateY(0.004));
      group.add(saucer(form, kit));
    } else if (form.handleM > 0)
      group.children.forEach((part) => part.translateX(-form.handleM / 2));
    return group;
  },
});

function tumbler(form: CupForm, outline: Profile, kit: Kit): Object3D[] {
  const { tallM, mouthM } = form;
  const floor = tallM * 0.07 + 0.003;
  const wall = hollow(outline, 0.0019, floor);
  const level = Math.max(floor + 0.01, tallM * form.fill);
  const contents: Object3D[] = [];
  if (form.drink) {
    const drink = drinks[form.drink];
    contents.push(...drinkBody(kit, drink, wall.inner, floor + 0.0005, level, form.swirl));
    if (form.drink === 'beer') {
      const head = Math.min(tallM * 0.97, level + 0.014);
      contents.push(froth(kit, drink.foam, wall.inner, level, head));
    }
    if (form.ice !== undefined)
      contents.unshift(iceCubes(kit, form.ice, radiusAt(wall.inner, level), level));
  }
  if (form.hasStraw) {
    const straw = new CylinderGeometry(0.0028, 0.0028, tallM * 1.02, 10);
    straw.rotateZ(0.2).translate(-mouthM * 0.1, tallM * 0.54, 0);
    contents.unshift(new Mesh(straw, kit.skin({ colour: form.ware.accent, roughness: 0.4 })));
  }
  const foot: Profile = [
    [0, 0.0015],
    [(outline[0]?.[0] ?? mouthM) * 0.9, 0.0008],
  ];
  return [
    glassVessel(
      kit,
      { ...wall, outer: [...foot, ...outline] },
      { tint: form.glassTint, density: form.glassDensity },
      contents,
    ),
  ];
}

function opaque(form: CupForm, outline: Profile, kit: Kit): Object3D[] {
  const { kind, tallM, mouthM, ware } = form;
  const isThin = kind === 'paper' || kind === 'enamel';
  const wall = hollow(outline, isThin ? 0.0008 : mouthM * 0.075, isThin ? 0.004 : 0.005);
  const footEdge = outline[0]?.[0] ?? 0;
  const body = turned([
    [0, 0.002],
    [footEdge * 0.9, 0.0015],
    [footEdge * 0.92, 0],
    ...closed(wall),
  ]);
  const skin = wareSkin(kit, ware, tallM);
  const parts: Object3D[] = [new Mesh(body, skin)];
  if (form.handleM > 0) {
    // Its inward faces are not the inside of the cup.
    const glaze = wareSkin(
      kit,
      { ...ware, style: 'plain', inside: ware.colour, rim: 0, foot: 0 },
      tallM,
    );
    parts.push(new Mesh(handle(form, outline), glaze));
  }
  if (form.print !== undefined && !form.hasSleeve) {
    const print = kind === 'mug' ? decalPrint(kit, form.print) : labelPrint(kit, form.print);
    const decorated = wareSkin(
      kit,
      kind === 'mug' ? { ...ware, style: 'plain', foot: 0 } : { ...plainWare, roughness: 0.5 },
      10,
      print,
    );
    parts.push(
      new Mesh(
        turned(slice(outline, tallM * 0.2, tallM * 0.84, 0.00025), { from: Math.PI }),
        decorated,
      ),
    );
  }
  if (form.hasSleeve) {
    const sleeve = wareSkin(
      kit,
      {
        ...plainWare,
        style: 'stripes',
        count: 60,
        colour: 0xb58a5e,
        accent: 0xa67c52,
        roughness: 0.9,
        from: -1,
      },
      10,
    );
    parts.push(new Mesh(turned(slice(outline, tallM * 0.28, tallM * 0.7, 0.001)), sleeve));
  }
  if (kind === 'paper' && !form.hasLid) {
    // The rolled rim.
    const roll: Profile = [0, 1, 2, 3, 4, 5, 6].map((i) => {
      const angle = -Math.PI / 2 + (i / 6) * Math.PI * 1.3;
      return [mouthM + 0.0016 * Math.cos(angle) - 0.0004, tallM + 0.0016 * Math.sin(angle)];
    });
    parts.push(new Mesh(turned(roll), kit.skin({ colour: 0xf3efe6, roughness: 0.5 })));
  }
  if (form.hasLid) parts.push(lid(form, kit));
  else if (form.drink) {
    const level = tallM * form.fill;
    parts.push(
      drinkSurface(
        kit,
        drinks[form.drink],
        radiusAt(wall.inner, level) + 0.0005,
        level,
        form.swirl,
      ),
    );
  }
  return parts;
}
