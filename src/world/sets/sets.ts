/**
 * Small labelled sets for classification, rendered with the same world: one picture, one class.
 *
 * `crops`: one object each, the twelve classes. `symbols`: printed tags where a mirrored picture is
 * another class, so that flipping as augmentation destroys the label. `textures`: surfaces of equal
 * colours, brightness and contrast that differ only in fine texture, so that augmentation which blurs
 * or adds noise destroys the label.
 *
 * Pictures are stored as sprites of one sheet per split (see sheet.ts). Deliberately not: any scene
 * with several objects; those are suites (../suites.ts).
 */
import { classes as cocoClasses } from '../classes';
import { symbols } from './glyphs';
import { textures } from './textures';

export const splits = ['train', 'test'] as const;
export type Split = (typeof splits)[number];

export interface SheetSet {
  readonly name: string;
  readonly title: string;
  /** One or two sentences: what is in it and what it is for. */
  readonly description: string;
  /** Side of a picture in pixels; a multiple of 16, WebP's block, so that neighbours do not mix. */
  readonly size: number;
  readonly classes: readonly string[];
  readonly perClass: Readonly<Record<Split, number>>;
  readonly seed: number;
  /** Renderings averaged per picture. */
  readonly samples: number;
  /** Of the sheet, 1..100. */
  readonly quality: number;
}

export const sheetSets = [
  {
    name: 'crops',
    title: 'Object crops',
    description:
      'One object in the middle of each picture, any pose, table, backdrop and light. Twelve COCO classes.',
    size: 64,
    classes: cocoClasses.map(({ name }) => name),
    perClass: { train: 100, test: 25 },
    seed: 101,
    samples: 8,
    quality: 86,
  },
  {
    name: 'symbols',
    title: 'Mirrored symbols',
    description:
      'Printed tags with an arrow or a letter, turned by at most 25 degrees. Mirroring a picture makes it another class: left and right, b and d, p and q; upside down turns b into p.',
    size: 48,
    classes: symbols,
    perClass: { train: 150, test: 40 },
    seed: 102,
    samples: 8,
    quality: 86,
  },
  {
    name: 'textures',
    title: 'Surface textures',
    description:
      'Surfaces whose grey values have one and the same distribution, whatever the class: only the arrangement of light and dark tells the classes apart. Any orientation, light, tint, brightness and contrast.',
    size: 64,
    classes: textures,
    perClass: { train: 100, test: 25 },
    seed: 103,
    samples: 8,
    quality: 88,
  },
] as const satisfies readonly SheetSet[];

export function sheetSetOf(name: string): SheetSet | undefined {
  return sheetSets.find((set) => set.name === name);
}

/** One picture of a set. */
export interface SpriteItem {
  /** Over the whole set: training pictures first. */
  readonly index: number;
  readonly split: Split;
  readonly classIndex: number;
  /** Decides everything else about the picture; different for every picture of a set. */
  readonly seed: number;
}

/** `train` pictures of each class in all, and the set's share of test pictures. */
export function perClassOf(set: SheetSet, train = set.perClass.train): Record<Split, number> {
  const share = set.perClass.test / set.perClass.train;
  return { train, test: Math.max(1, Math.round(train * share)) };
}

export function countOf(set: SheetSet, perClass: Readonly<Record<Split, number>>): number {
  return set.classes.length * (perClass.train + perClass.test);
}

/**
 * The picture at `index`; classes take turns. A picture keeps its seed when the set is made larger.
 * Throws RangeError beyond the end.
 */
export function itemAt(
  set: SheetSet,
  perClass: Readonly<Record<Split, number>>,
  index: number,
  seed: number = set.seed,
): SpriteItem {
  const inTrain = set.classes.length * perClass.train;
  const count = countOf(set, perClass);
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new RangeError(`${set.name} has pictures 0 to ${count - 1}; got ${index}.`);
  }
  const split = index < inTrain ? 'train' : 'test';
  const within = split === 'train' ? index : index - inTrain;
  return {
    index,
    split,
    classIndex: within % set.classes.length,
    // 2^20 pictures of each split before two sets could share a seed.
    seed: (Math.imul(seed, 0x200000) + (split === 'test' ? 0x100000 : 0) + within) >>> 0,
  };
}
