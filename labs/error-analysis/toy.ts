/**
 * A set of one drawn picture in which a made-up detector makes each of TIDE's six errors once, so that the bench has
 * something to take apart before a network has run. Behind every wrong box comes a right one with a lower score: a
 * wrong box behind all right ones would cost nothing.
 *
 * Deliberately drawn and not rendered: nobody shall take its numbers for a detector's.
 */
import { createImage, type U8Image } from '$src/core/image';
import type { TruthObject } from '$src/lab/contract';
import type { CocoDataset, CocoResult } from '$src/metrics';
import type { AnalysisInput } from './analysis';

const width = 400;
const height = 300;

const cup = { id: 47, name: 'cup' };
const apple = { id: 53, name: 'apple' };
const orange = { id: 55, name: 'orange' };
const book = { id: 84, name: 'book' };

type Box = readonly [x: number, y: number, width: number, height: number];
interface Thing {
  readonly kind: { readonly id: number; readonly name: string };
  readonly box: Box;
  readonly light: number;
  readonly occlusion?: number;
  readonly truncation?: number;
}

const things: readonly Thing[] = [
  { kind: book, box: [16, 20, 128, 84], light: 0.5 },
  { kind: book, box: [196, 30, 92, 56], light: 0.4 },
  { kind: cup, box: [24, 128, 58, 66], light: 0.5 },
  { kind: cup, box: [330, 40, 52, 60], light: 0.2 },
  { kind: cup, box: [334, 160, 66, 76], light: 0.15, truncation: 0.12 },
  { kind: apple, box: [104, 140, 54, 52], light: 0.4 },
  { kind: apple, box: [180, 132, 50, 48], light: 0.35 },
  { kind: apple, box: [250, 216, 26, 26], light: 0.1, occlusion: 0.05 },
  { kind: apple, box: [262, 128, 30, 30], light: 0.06, occlusion: 0.45 },
  { kind: orange, box: [40, 222, 56, 56], light: 0.45 },
];

/** Class, score, box: by falling score, as a detector gives them. */
const found: readonly (readonly [kind: { readonly id: number }, score: number, box: Box])[] = [
  [book, 0.96, [14, 22, 130, 82]],
  [cup, 0.93, [25, 127, 57, 66]],
  [apple, 0.91, [105, 139, 53, 53]],
  [book, 0.87, [198, 31, 90, 54]],
  [orange, 0.84, [181, 131, 50, 49]], // class: an apple by any other name
  [orange, 0.8, [41, 223, 55, 54]],
  [cup, 0.77, [356, 190, 44, 66]], // place: a corner of the cup, and some table
  [apple, 0.71, [108, 145, 50, 50]], // duplicate of the apple with 0.91
  [apple, 0.66, [132, 232, 34, 32]], // background: bare table
  [apple, 0.6, [251, 217, 25, 25]],
  [cup, 0.58, [240, 40, 60, 70]], // class and place: half of a book
  [cup, 0.52, [331, 42, 50, 58]],
];

const truth: CocoDataset = {
  images: [{ id: 1, file_name: 'toy', width, height }],
  categories: [cup, apple, orange, book],
  annotations: things.map(({ kind, box }, place) => ({
    id: place + 1,
    image_id: 1,
    category_id: kind.id,
    bbox: box,
    area: areaOf(box, kind === book),
    iscrowd: 0,
  })),
};

const objects: readonly TruthObject[] = things.map((thing) => ({
  className: thing.kind.name,
  categoryId: thing.kind.id,
  boxXywh: thing.box,
  areaPx: areaOf(thing.box, thing.kind === book),
  occlusion: thing.occlusion ?? 0,
  truncation: thing.truncation ?? 0,
  lightLevel: thing.light,
}));

const results: readonly CocoResult[] = found.map(([{ id }, score, bbox]) => ({
  image_id: 1,
  category_id: id,
  bbox: [...bbox],
  score,
}));

export const toySet: AnalysisInput = {
  suite: 'toy',
  detector: 'a made-up detector',
  truth,
  objects,
  results,
};

/** Of the box for what is square, of the ellipse in it otherwise. */
function areaOf([, , w, h]: Box, isSquare: boolean): number {
  return Math.round(isSquare ? w * h : (Math.PI * w * h) / 4);
}

type Rgb = readonly [number, number, number];
type Inside = (x: number, y: number) => boolean;

/** The picture of the set, RGB. */
export function drawToy(): U8Image {
  const image = createImage('u8', width, height, 3);
  paint(image, [0, 0, width, height], [196, 178, 150], () => true);
  for (let y = 12; y < height; y += 24) {
    paint(image, [0, y, width, 1], [184, 165, 136], () => true); // boards of the table
  }
  for (const { kind, box, light } of things) {
    paint(image, shifted(box, 4, 6), [140, 122, 98], disc(shifted(box, 4, 6), kind === book));
    drawThing(image, kind.name, box, light);
  }
  // What hides the apple that is missed, and the cloth that is in the shade.
  paint(image, [274, 120, 34, 44], [92, 88, 84], () => true);
  return image;
}

function drawThing(image: U8Image, name: string, box: Box, light: number): void {
  const [x, y, w, h] = box;
  const lit = (colour: Rgb): Rgb => {
    const gain = Math.min(1, 0.6 + 0.9 * light);
    return [colour[0] * gain, colour[1] * gain, colour[2] * gain];
  };
  if (name === 'book') {
    paint(image, box, lit([58, 84, 128]), () => true);
    paint(image, [x + w - 7, y + 3, 5, h - 6], lit([236, 230, 214]), () => true);
    paint(image, [x + 14, y + 14, w - 40, 6], lit([214, 178, 92]), () => true);
  } else if (name === 'cup') {
    const body: Box = [x, y, w - 14, h];
    const handle: Box = [x + w - 30, y + h * 0.25, 30, h * 0.5];
    const hole: Box = [x + w - 24, y + h * 0.35, 16, h * 0.3];
    const isHole = disc(hole, false);
    const isHandle = disc(handle, false);
    paint(image, handle, lit([214, 218, 220]), (px, py) => isHandle(px, py) && !isHole(px, py));
    paint(image, body, lit([232, 236, 238]), () => true);
    paint(image, [x, y, w - 14, 7], lit([150, 156, 160]), () => true);
  } else {
    const colour: Rgb = name === 'orange' ? [236, 140, 36] : [190, 40, 44];
    paint(image, box, lit(colour), disc(box, false));
    const gleam: Box = [x + w * 0.22, y + h * 0.18, w * 0.24, h * 0.2];
    paint(image, gleam, lit([252, 226, 206]), disc(gleam, false));
    if (name === 'apple') paint(image, [x + w / 2 - 1, y, 3, h * 0.2], [70, 50, 30], () => true);
  }
}

function disc([x, y, w, h]: Box, isSquare: boolean): Inside {
  return (px, py) =>
    isSquare || ((px - x - w / 2) / (w / 2)) ** 2 + ((py - y - h / 2) / (h / 2)) ** 2 <= 1;
}

function shifted([x, y, w, h]: Box, dx: number, dy: number): Box {
  return [x + dx, y + dy, w, h];
}

/** Pixels whose middle is inside; the box bounds where to look. */
function paint(image: U8Image, [x, y, w, h]: Box, colour: Rgb, isInside: Inside): void {
  for (let py = Math.max(0, Math.floor(y)); py < Math.min(image.height, y + h); py++) {
    for (let px = Math.max(0, Math.floor(x)); px < Math.min(image.width, x + w); px++) {
      if (isInside(px + 0.5, py + 0.5)) image.data.set(colour, 3 * (py * image.width + px));
    }
  }
}
