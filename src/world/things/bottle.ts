/**
 * A bottle: wine, beer, water and soda in PET with ribs, ketchup, milk, oil, a steel flask, juice. The
 * wall is real (outer and inner face), what is in it shows, labels carry printed art.
 */
import { Group, Mesh, type Object3D } from 'three';
import type { Rng } from '$src/core/rng';
import type { Kit } from '../render/kit';
import { defineThing, type ThingForm } from './thing';
import { bottleOutline, bottleShapes, ribbed, type BottleKind } from './vessels/bottle-shapes';
import { capHeight, capOf, type Cap } from './vessels/bottle-caps';
import { drinkBody, drinks, type DrinkName } from './vessels/drinks';
import { anyColour, between, chance, pick, pickWeighted, shade } from './vessels/drawing';
import { glassVessel } from './vessels/glass';
import { labelCount, labelPrint } from './vessels/prints';
import { hollow, radiusAt, slice, turned, type Profile } from './vessels/turning';
import { plainWare, wareSkin } from './vessels/ware';

interface BottleForm extends ThingForm {
  readonly kind: BottleKind;
  readonly bodyRadiusM: number;
  readonly tallM: number;
  /** Depth over width. */
  readonly depth: number;
  /** Undefined: opaque. */
  readonly glass: { readonly tint: number; readonly density: number } | undefined;
  readonly colour: number;
  readonly isMetal: boolean;
  readonly ribs: number;
  readonly drink: DrinkName | undefined;
  /** Level, share of the height. */
  readonly fill: number;
  readonly cap: Cap;
  readonly capColour: number;
  /** Index of the print, or undefined for none. */
  readonly label: number | undefined;
  readonly labelTint: number;
  readonly labelSweep: number;
  readonly labelTurn: number;
  readonly hasNeckLabel: boolean;
  readonly isLying: boolean;
}

const greens = [0x3f9440, 0x57a04a, 0x7fae4e, 0x2f7d4a, 0x9db85a];
const browns = [0xa85f1c, 0x8a4812, 0xb8742a];
const clears = [0xeef4f2, 0xe6f0ee, 0xd8ebe6];

function drawGlass(rng: Rng, kind: BottleKind): BottleForm['glass'] {
  const green = { tint: shade(rng, pick(rng, greens)), density: between(rng, 0.5, 0.82) };
  const brown = { tint: shade(rng, pick(rng, browns)), density: between(rng, 0.55, 0.85) };
  const plain = { tint: pick(rng, clears), density: between(rng, 0.05, 0.12) };
  const blue = { tint: shade(rng, 0x8ac4e6), density: between(rng, 0.12, 0.35) };
  switch (kind) {
    case 'bordeaux':
    case 'burgundy':
      return pickWeighted(rng, [
        [green, 6],
        [brown, 1],
        [plain, 2.5],
      ]);
    case 'longneck':
      return pickWeighted(rng, [
        [brown, 5],
        [green, 3],
        [plain, 2],
      ]);
    case 'oil':
      return pickWeighted(rng, [
        [green, 4],
        [plain, 4],
        [brown, 1],
      ]);
    case 'water':
      return pickWeighted(rng, [
        [plain, 5],
        [blue, 4],
        [green, 0.6],
      ]);
    case 'soda':
      return pickWeighted(rng, [
        [plain, 6],
        [green, 1.5],
        [blue, 0.5],
      ]);
    case 'juice':
      return plain;
    case 'milk':
      return chance(rng, 0.6) ? plain : undefined;
    case 'squeeze':
      return chance(rng, 0.15) ? plain : undefined;
    case 'flask':
      return undefined;
  }
}

const contentsOf: Readonly<Record<BottleKind, readonly DrinkName[]>> = {
  bordeaux: ['redWine', 'redWine', 'whiteWine', 'rose'],
  burgundy: ['redWine', 'whiteWine', 'sparkling', 'rose'],
  longneck: ['beer', 'beer', 'appleJuice', 'lemonade'],
  water: ['water', 'water', 'water', 'lemonade'],
  soda: ['cola', 'cola', 'beer', 'lemonade', 'berryJuice', 'water', 'orangeJuice'],
  squeeze: ['berryJuice', 'orangeJuice'],
  milk: ['milk', 'milk', 'orangeJuice', 'cocoa'],
  oil: ['whiteWine', 'cola', 'appleJuice', 'redWine'],
  flask: ['water'],
  juice: ['orangeJuice', 'berryJuice', 'appleJuice', 'greenTea', 'milk'],
};

const caps: Readonly<Record<BottleKind, readonly Cap[]>> = {
  bordeaux: ['foil', 'foil', 'cork', 'none'],
  burgundy: ['foil', 'foil', 'cork', 'none'],
  longneck: ['crown', 'crown', 'none'],
  water: ['screw', 'screw', 'screw', 'none'],
  soda: ['screw', 'screw', 'screw', 'none'],
  squeeze: ['nozzle', 'screw', 'nozzle'],
  milk: ['screw', 'foil', 'none'],
  oil: ['screw', 'cork', 'screw'],
  flask: ['screw'],
  juice: ['screw'],
};

const squeezes = [
  0xb3160f, 0xb3160f, 0xe8b21a, 0xf1ece0, 0x6b3a1a, 0xf4f4f2, 0x3f9a5a, 0x3a7ac0, 0xe58ab0,
];

export default defineThing<BottleForm>({
  name: 'bottle',
  draw(rng) {
    const kind = pickWeighted<BottleKind>(rng, [
      ['bordeaux', 1.6],
      ['burgundy', 1.1],
      ['longneck', 1.5],
      ['water', 1.5],
      ['soda', 1.2],
      ['squeeze', 1],
      ['milk', 0.7],
      ['oil', 0.7],
      ['flask', 0.7],
      ['juice', 0.8],
    ]);
    const shape = bottleShapes[kind];
    const bodyRadiusM = between(rng, ...shape.radiusM);
    const tallM = between(rng, ...shape.heightM);
    const depth = between(rng, ...shape.depth);
    const glass = drawGlass(rng, kind);
    const isLying = chance(rng, 0.08);
    const cap = pick(rng, caps[kind]);
    const capM = capHeight(cap, bodyRadiusM) + tallM;
    const isFull = isLying || cap !== 'none';
    const isEmpty = glass !== undefined && chance(rng, isLying ? 0.6 : 0.2);
    const isMetal = kind === 'flask' && chance(rng, 0.4);
    return {
      radiusM: isLying ? capM / 2 : bodyRadiusM,
      heightM: isLying ? bodyRadiusM * depth * 2 : capM,
      kind,
      bodyRadiusM,
      tallM,
      depth,
      glass,
      colour:
        kind === 'squeeze'
          ? shade(rng, pick(rng, squeezes))
          : kind === 'flask'
            ? isMetal
              ? 0xc4c6c8
              : anyColour(rng, [0.1, 0.8], [0.1, 0.8])
            : shade(rng, 0xf4f3ee, 0.3),
      isMetal,
      ribs: kind === 'water' ? between(rng, 0.3, 1) : kind === 'soda' && chance(rng, 0.4) ? 0.5 : 0,
      drink: isEmpty || glass === undefined ? undefined : pick(rng, contentsOf[kind]),
      fill: isLying
        ? 0.97
        : isFull && chance(rng, 0.6)
          ? between(rng, 0.8, 0.9)
          : between(rng, 0.12, 0.78),
      cap,
      capColour: chance(rng, 0.35)
        ? shade(rng, pick(rng, [0xf4f4f2, 0x1d1d1f, 0xb79a52]))
        : anyColour(rng, [0.5, 0.9], [0.25, 0.55]),
      label: chance(rng, 0.85) ? rng.integer(0, labelCount - 1) : undefined,
      labelTint: shade(rng, 0xffffff, 0.5),
      labelSweep: chance(rng, 0.45) ? 2 * Math.PI : between(rng, 2, 4),
      labelTurn: between(rng, 0, 2 * Math.PI),
      hasNeckLabel: chance(rng, 0.4),
      isLying,
    };
  },
  build(form, kit) {
    const { kind, bodyRadiusM, tallM, depth } = form;
    const outline = bottleOutline(kind, bodyRadiusM, tallM);
    const standing = new Group();
    for (const part of bodyOf(form, outline, kit)) standing.add(part);
    for (const part of labelsOf(form, outline, kit)) standing.add(part);
    for (const part of capOf(form, radiusAt(outline, 0.985 * tallM), kit)) standing.add(part);
    standing.traverse((part) => {
      if (part instanceof Mesh) part.geometry.scale(1, 1, depth);
    });
    if (!form.isLying) return standing;
    // On its flat side: first the depth upright, then down.
    standing.rotation.set(-Math.PI / 2, 0, 0);
    standing.position.set(0, bodyRadiusM * depth, form.radiusM);
    return new Group().add(standing);
  },
});

function bodyOf(form: BottleForm, outline: Profile, kit: Kit): Object3D[] {
  const { glass, tallM, bodyRadiusM, drink } = form;
  const isPlastic = form.kind === 'water' || form.kind === 'soda' || form.kind === 'juice';
  const foot: Profile = [
    [0, bodyRadiusM * 0.12],
    [bodyRadiusM * 0.6, bodyRadiusM * 0.03],
  ];
  const outer: Profile = [...foot, ...ribbed(outline, form.kind, tallM, form.ribs)];
  if (!glass) {
    const body: Profile = [...outer, [radiusAt(outline, tallM) * 0.8, tallM], [0, tallM * 0.985]];
    const skin = wareSkin(
      kit,
      {
        ...plainWare,
        colour: form.colour,
        roughness: form.isMetal ? 0.3 : 0.28,
        metal: form.isMetal ? 1 : 0,
      },
      10, // the decoration's spans do not apply
    );
    return [new Mesh(turned(body), skin)];
  }
  const floor = isPlastic ? 0.004 : 0.009;
  const wall = hollow(outline, isPlastic ? 0.0007 : 0.0026, floor);
  const contents = drink
    ? drinkBody(kit, drinks[drink], wall.inner, floor + 0.0005, form.fill * tallM, 0)
    : [];
  const vessel = glassVessel(kit, { ...wall, outer }, glass, contents, { segments: 28 });
  return [vessel];
}

function labelsOf(form: BottleForm, outline: Profile, kit: Kit): Object3D[] {
  if (form.label === undefined) return [];
  const [from, to] = bottleShapes[form.kind].label;
  const print = kit.skin({
    colour: form.labelTint,
    roughness: 0.55,
    print: labelPrint(kit, form.label),
  });
  const sweep = form.labelSweep;
  const isWrap = sweep > 6;
  const around = {
    from: form.labelTurn,
    sweep,
    repeats: isWrap ? 1 : 0.5, // the front half of the print
    segments: isWrap ? 28 : 18,
  };
  const place = slice(outline, from * form.tallM, to * form.tallM, 0.0004);
  const parts = [new Mesh(turned(place, around), print)];
  // Its back shows through a clear bottle: paper, not the print in a mirror.
  const paper = kit.skin({ colour: 0xd9d6cd, roughness: 0.8 });
  if (form.glass) parts.push(new Mesh(turned([...place].reverse(), around), paper));
  const hasNeck = form.kind === 'longneck' || form.kind === 'bordeaux' || form.kind === 'burgundy';
  if (form.hasNeckLabel && hasNeck)
    parts.push(
      new Mesh(turned(slice(outline, 0.78 * form.tallM, 0.86 * form.tallM, 0.0004)), print),
    );
  return parts;
}
