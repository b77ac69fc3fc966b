/**
 * YOLO's labels (https://docs.ultralytics.com/datasets/detect/): a text per picture, a line per box:
 * `class cx cy w h`, and `conf` as sixth in detections. Classes count from 0; the box's middle and size are
 * shares of the picture's width and height, so that pixels need the picture's size.
 *
 * Deliberately not: polygons, key points and turned boxes, which have more columns.
 */
import type { CocoResult } from '../coco/types';
import type { CocoDataset, CocoImage } from '../coco-format';
import { mismatch } from './errors';
import { maxClasses } from './limits';
import { stemOf } from './names';
import { decimalOf, wholeOf } from './numbers';
import { linesOf } from './text';
import { writeNames } from './yolo-names';

export interface YoloBox {
  /** From 1. */
  readonly line: number;
  readonly classIndex: number;
  /** Middle and size as shares of the picture. */
  readonly middle: readonly [cx: number, cy: number, w: number, h: number];
  /** Undefined in ground truth. */
  readonly score: number | undefined;
}

/** Rounding of a box at the edge, and no more: pixels taken for shares must not pass. */
const slack = 0.01;

/** Boxes of one file, all with a confidence or none. Throws FormatError that names the line. */
export function readYolo(text: string, file: string): YoloBox[] {
  const boxes: YoloBox[] = [];
  let columns: number | undefined;
  for (const [index, content] of linesOf(text).entries()) {
    const fields = content.trim().split(/\s+/);
    if (fields[0] === '') continue;
    const line = index + 1;
    const where = `line ${line}`;
    if (fields.length !== 5 && fields.length !== 6) {
      throw mismatch(
        file,
        where,
        '5 numbers (class cx cy w h) or 6 with a confidence',
        content,
        fields.length > 6 ? 'Polygons and key points are not read here: use COCO for masks.' : '',
      );
    }
    columns ??= fields.length;
    if (fields.length !== columns) {
      throw mismatch(file, where, `${columns} numbers as in the lines before`, content);
    }
    boxes.push(boxOf(fields, file, line));
  }
  return boxes;
}

function boxOf(fields: readonly string[], file: string, line: number): YoloBox {
  const [name = '', ...rest] = fields;
  const where = `line ${line}`;
  const classIndex = wholeOf(name) ?? wholeOf(name.replace(/\.0*$/, ''));
  if (classIndex === undefined || classIndex >= maxClasses) {
    throw mismatch(file, `${where}, class`, `a whole number from 0 below ${maxClasses}`, name);
  }
  const values = rest.map(decimalOf);
  const share = (at: number, field: string, low: number): number => {
    const value = values[at];
    if (value === undefined || value < low || value > 1 + slack) {
      throw mismatch(
        file,
        `${where}, ${field}`,
        'a share of the picture from 0 to 1, not pixels',
        rest[at],
      );
    }
    return value;
  };
  const middle = [
    share(0, 'cx', -slack),
    share(1, 'cy', -slack),
    share(2, 'w', 0),
    share(3, 'h', 0),
  ] as const;
  const score = values[4];
  if (rest.length === 5 && score === undefined) {
    throw mismatch(file, `${where}, conf`, 'a finite number', rest[4]);
  }
  return { line, classIndex, middle, score };
}

/** Shares to pixels: x, y, width, height. */
export function pixelsFromShares(
  [cx, cy, w, h]: readonly [number, number, number, number],
  { width, height }: { readonly width: number; readonly height: number },
): [number, number, number, number] {
  return [(cx - w / 2) * width, (cy - h / 2) * height, w * width, h * height];
}

export interface WrittenFiles {
  /** Text by path. */
  readonly files: ReadonlyMap<string, string>;
  /** What the format could not hold, in words; empty where nothing was lost but digits. */
  readonly notes: readonly string[];
}

/**
 * Labels of a data set, and of detections where they are given, with `classes.txt` and `data.yaml`. Classes
 * are numbered by ascending category id. A picture without objects has an empty file. Crowds are left out;
 * boxes are clipped to their picture. Eight decimals: less than 1e-4 px in a picture of 10,000.
 * Throws RangeError for two pictures that would share a file, and for ids the data set does not have.
 */
export function writeYolo(
  dataset: CocoDataset,
  detections: readonly CocoResult[] = [],
): WrittenFiles {
  const categories = [...dataset.categories].sort((a, b) => a.id - b.id);
  const indices = new Map(categories.map(({ id }, index) => [id, index]));
  const images = new Map(dataset.images.map((image) => [image.id, image]));
  const lost = { crowds: 0, clipped: 0, outside: 0 };
  const lines = { labels: new Map<number, string[]>(), predictions: new Map<number, string[]>() };
  const add = (
    kind: keyof typeof lines,
    imageId: number,
    categoryId: number,
    bbox: readonly [number, number, number, number],
    score?: number,
  ): void => {
    const image = images.get(imageId);
    const index = indices.get(categoryId);
    if (!image || index === undefined) {
      throw new RangeError(
        `A box is of image ${imageId} and category ${categoryId}; the data set does not have ${image ? 'the category' : 'the image'}.`,
      );
    }
    const shares = sharesOf(bbox, image);
    if (!shares) lost.outside++;
    else {
      if (shares.isClipped) lost.clipped++;
      const end = score === undefined ? [] : [String(score)];
      const line = [String(index), ...shares.middle.map(eightDecimals), ...end].join(' ');
      const list = lines[kind].get(imageId);
      if (list) list.push(line);
      else lines[kind].set(imageId, [line]);
    }
  };
  for (const { image_id: imageId, category_id: categoryId, bbox, iscrowd } of dataset.annotations) {
    if (iscrowd === 1) lost.crowds++;
    else add('labels', imageId, categoryId, bbox);
  }
  for (const { image_id: imageId, category_id: categoryId, bbox, score } of detections) {
    add('predictions', imageId, categoryId, bbox, score);
  }
  const files = new Map<string, string>();
  for (const { id, file_name: name } of dataset.images) {
    for (const kind of ['labels', 'predictions'] as const) {
      if (kind === 'predictions' && detections.length === 0) continue;
      const file = `${kind}/${stemOf(name).replace(/^images\//, '')}.txt`;
      if (files.has(file)) {
        throw new RangeError(
          `Two pictures would share ${file}, the second is ${name}. Give pictures names that differ before the ending.`,
        );
      }
      files.set(file, (lines[kind].get(id) ?? []).map((line) => `${line}\n`).join(''));
    }
  }
  for (const [file, text] of writeNames(categories.map(({ name }) => name))) files.set(file, text);
  const notes = [
    lost.crowds > 0 ? `${lost.crowds} crowd regions left out: YOLO has none.` : '',
    lost.clipped > 0 ? `${lost.clipped} boxes clipped to their picture.` : '',
    lost.outside > 0 ? `${lost.outside} boxes left out: they lie outside their picture.` : '',
  ].filter((note) => note !== '');
  return { files, notes };
}

function sharesOf(
  [x, y, w, h]: readonly [number, number, number, number],
  { width, height }: CocoImage,
): { readonly middle: readonly number[]; readonly isClipped: boolean } | undefined {
  const left = Math.max(0, x);
  const top = Math.max(0, y);
  const right = Math.min(width, x + w);
  const bottom = Math.min(height, y + h);
  if (left > right || top > bottom) return undefined;
  const isClipped = left > x || top > y || right < x + w || bottom < y + h;
  // Unclipped boxes keep their own size: right - left would add rounding of its own.
  const box = isClipped ? [left, top, right - left, bottom - top] : [x, y, w, h];
  const [bx = 0, by = 0, bw = 0, bh = 0] = box;
  return {
    middle: [(bx + bw / 2) / width, (by + bh / 2) / height, bw / width, bh / height],
    isClipped,
  };
}

function eightDecimals(value: number): string {
  return String(Number(value.toFixed(8)));
}

/** Whether a text is a list of boxes: tells labels from other texts. */
export function looksLikeYolo(text: string): boolean {
  const first = /\S[^\r\n]*/.exec(text.slice(0, 10_000))?.[0];
  if (first === undefined) return false;
  const fields = first.trim().split(/\s+/);
  return (
    fields.length >= 5 &&
    fields.length <= 6 &&
    fields.every((field) => decimalOf(field) !== undefined)
  );
}
