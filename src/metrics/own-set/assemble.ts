/**
 * A data set in COCO's form from boxes of other formats: pictures found by name, sizes settled, ids given.
 * Ids follow from names alone, so that the order in which files were dropped changes nothing.
 */
import type { CocoAnnotation, CocoCategory, CocoDataset, CocoImage } from '../coco-format';
import { FormatError } from '../formats/errors';
import { PictureNames, tamedPath } from '../formats/names';
import { wholeOf } from '../formats/numbers';
import { vocFlags, type VocFlags } from '../formats/voc';
import { maxMaskPixels } from '../rle';
import { pixelsFromShares } from '../formats/yolo';
import { counted, type Notes } from './notes';
import type { Picture } from './recognise';

/** One box as its file gives it. */
export interface FileBox {
  readonly line: number;
  /** The name of the class, or its number in YOLO's list. */
  readonly category: string | number;
  /** x, y, width, height in pixels; in YOLO the middle and size as shares of the picture. */
  readonly box: readonly [number, number, number, number];
  readonly isShares: boolean;
  /** Undefined in ground truth. */
  readonly score: number | undefined;
  readonly isCrowd: boolean;
  readonly flags: VocFlags;
  readonly areaPx: number | undefined;
}

/** What one file says about one picture. */
export interface PictureBoxes {
  readonly file: string;
  /** As the file names the picture. */
  readonly image: string;
  readonly size: { readonly width: number; readonly height: number } | undefined;
  readonly boxes: readonly FileBox[];
}

export interface AssembleOptions {
  readonly format: 'VOC' | 'CSV' | 'YOLO';
  /** Of YOLO's classes. */
  readonly classNames: readonly string[] | undefined;
  /** Numbers of YOLO's classes that are used anywhere, at least. */
  readonly classCount: number;
  /** Whether pictures that no file names belong to the set, as pictures of nothing. */
  readonly takesAllPictures: boolean;
}

/** Throws FormatError for pictures that are ambiguous, described twice, or of unknown size. */
export function assemble(
  files: readonly PictureBoxes[],
  pictures: readonly Picture[],
  options: AssembleOptions,
  notes: Notes,
): CocoDataset {
  const names = new PictureNames<Picture>();
  for (const picture of pictures) names.add(picture.name, picture);
  const byName = new Map<
    string,
    { readonly boxes: PictureBoxes; readonly picture: Picture | undefined }
  >();
  for (const one of files) {
    const picture = pictureOf(one, names);
    const name = (picture?.name ?? tamedPath(one.image)) || 'picture';
    const other = byName.get(name)?.boxes;
    if (other && other.file !== one.file) {
      throw new FormatError(
        one.file,
        '',
        `expected the boxes of ${name} in one file, but ${other.file} has some too. If one of the two holds detections, its boxes need a score.`,
      );
    }
    // One table may name a picture in two ways, `a.jpg` and `images/a.jpg`.
    const boxes = other ? { ...one, boxes: [...other.boxes, ...one.boxes] } : one;
    byName.set(name, { boxes, picture });
  }
  const bare = pictures.filter(({ name, bytes }) => bytes !== undefined && !byName.has(name));
  if (options.takesAllPictures) {
    for (const picture of bare) {
      if (!picture.size) continue;
      byName.set(picture.name, {
        boxes: { file: '', image: picture.name, size: undefined, boxes: [] },
        picture,
      });
    }
    if (bare.length > 0 && files.length > 0) {
      notes.add(
        'assumed',
        `${counted(bare.length, 'picture')} without a line of ground truth taken as pictures of nothing.`,
      );
    }
  } else if (bare.length > 0) {
    notes.add(
      'left-out',
      `Left out ${counted(bare.length, 'picture')} that no annotation names, such as ${bare[0]?.name ?? ''}.`,
    );
  }
  const sorted = [...byName].sort(([a], [b]) => (a < b ? -1 : 1));
  const guessed: string[] = [];
  const images = sorted.map(([name, { boxes, picture }], index): CocoImage => {
    const size = boxes.size ?? picture?.size ?? guessedSize(boxes, options, name, guessed);
    if (size.width * size.height > maxMaskPixels) {
      throw new FormatError(
        boxes.file,
        '',
        `expected pictures of at most ${maxMaskPixels} pixels, got ${size.width} x ${size.height} for ${name}.`,
      );
    }
    return { id: index + 1, file_name: name, width: size.width, height: size.height };
  });
  if (guessed.length > 0) {
    notes.add(
      'assumed',
      `The size of ${counted(guessed.length, 'picture')} is given nowhere; taken as just large enough for the boxes. It decides nothing in AP.`,
    );
  }
  const categories = categoriesOf(files, options);
  const idOf = categoryIds(categories, options);
  const annotations: CocoAnnotation[] = [];
  sorted.forEach(
    (
      [
        ,
        {
          boxes: { file, boxes },
        },
      ],
      index,
    ) => {
      const image = images[index];
      if (!image) return;
      for (const box of boxes)
        annotations.push(annotationOf(box, annotations.length + 1, image, idOf(box, file)));
    },
  );
  return { images, categories, annotations };
}

/** Box in pixels, whatever the file's form. */
export function boxXywhOf(
  { box, isShares }: FileBox,
  image: CocoImage,
): readonly [number, number, number, number] {
  return isShares ? pixelsFromShares(box, image) : box;
}

/** YOLO looks for `images` where its labels lie under `labels`. */
export function pictureNameOf(label: string): string {
  return label.replace(/^(.*\/)?labels\//, '$1images/');
}

function pictureOf(
  { file, image }: PictureBoxes,
  names: PictureNames<Picture>,
): Picture | undefined {
  const found = names.find(pictureNameOf(image)) ?? names.find(image);
  if (!found) return undefined;
  if ('value' in found) return found.value;
  throw ambiguous(file, '', image, found.candidates);
}

export function ambiguous(
  file: string,
  where: string,
  name: string,
  candidates: readonly string[],
): FormatError {
  return new FormatError(
    file,
    where,
    `expected a name that fits one picture, got ${JSON.stringify(name.slice(0, 120))}, which fits ${candidates.join(' and ')}. Name the folder too.`,
  );
}

function guessedSize(
  { file, image, boxes }: PictureBoxes,
  { format }: AssembleOptions,
  name: string,
  guessed: string[],
): { width: number; height: number } {
  if (format !== 'CSV') {
    throw new FormatError(
      file,
      '',
      `expected the size of the picture ${JSON.stringify(image.slice(0, 120))}, got none. Bring the picture${format === 'VOC' ? ', or write <size> with width and height' : ': shares become pixels by its size'}.`,
    );
  }
  guessed.push(name);
  let [right, bottom] = [1, 1];
  for (const {
    box: [x, y, w, h],
  } of boxes) {
    right = Math.max(right, Math.ceil(x + w));
    bottom = Math.max(bottom, Math.ceil(y + h));
  }
  return { width: right, height: bottom };
}

function categoriesOf(
  files: readonly PictureBoxes[],
  { format, classNames, classCount }: AssembleOptions,
): CocoCategory[] {
  if (format === 'YOLO') {
    const count = Math.max(classCount, classNames?.length ?? 0);
    return Array.from({ length: count }, (_, index) => ({
      id: index + 1,
      name: classNames?.[index] ?? `class ${index}`,
    }));
  }
  const names = new Set<string>();
  for (const { boxes } of files) for (const { category } of boxes) names.add(String(category));
  const sorted = [...names].sort();
  const ids = sorted.map(wholeOf);
  // Numbers in place of names are kept as ids, so that other files can use them too.
  if (ids.every((id) => id !== undefined) && new Set(ids).size === ids.length) {
    return sorted
      .map((name, index) => ({ id: ids[index] ?? index, name }))
      .sort((a, b) => a.id - b.id);
  }
  return sorted.map((name, index) => ({ id: index + 1, name }));
}

function categoryIds(
  categories: readonly CocoCategory[],
  { format, classNames }: AssembleOptions,
): (box: FileBox, file: string) => number {
  const ids = new Map(categories.map(({ id, name }) => [name, id]));
  return ({ category, line }, file) => {
    if (format === 'YOLO' && typeof category === 'number') {
      if (classNames && category >= classNames.length)
        throw classOutside(file, line, category, classNames);
      return category + 1;
    }
    return ids.get(String(category)) ?? 0;
  };
}

export function classOutside(
  file: string,
  line: number,
  index: number,
  classNames: readonly string[],
): FormatError {
  return new FormatError(
    file,
    `line ${line}, class`,
    `expected a class from 0 to ${classNames.length - 1}, as many as have names, got ${index}.`,
  );
}

function annotationOf(
  box: FileBox,
  id: number,
  image: CocoImage,
  categoryId: number,
): CocoAnnotation {
  const bbox = boxXywhOf(box, image);
  const flags = Object.fromEntries(
    vocFlags.flatMap((flag) => (box.flags[flag] === undefined ? [] : [[flag, box.flags[flag]]])),
  );
  return {
    id,
    image_id: image.id,
    category_id: categoryId,
    bbox,
    area: box.areaPx ?? bbox[2] * bbox[3],
    iscrowd: box.isCrowd ? 1 : 0,
    ...flags,
  };
}
