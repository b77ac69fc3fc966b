/**
 * Whatever files a reader brings, as one neutral pair: ground truth in COCO's form and detections in COCO's
 * form, with the pictures they speak of. Formats are recognised by content and name; the same truth in several
 * formats (as many exports have it) is taken from the one that says most.
 *
 * Nothing is guessed in silence: notes tell what was read, left out, assumed and missing. Broken files throw.
 */
import type { CocoDataset } from './coco-format';
import type { CocoDetection } from './coco/types';
import { openFiles, type NamedBytes } from './formats/archive';
import { FormatError } from './formats/errors';
import { defaultLimits, type Limits } from './formats/limits';
import { PictureNames } from './formats/names';
import type { PictureSize } from './formats/picture-size';
import { assemble, type PictureBoxes } from './own-set/assemble';
import {
  fromBoxes,
  fromResults,
  Resolver,
  yoloCategories,
  type UnknownRule,
} from './own-set/detections';
import { counted, Notes, type Note } from './own-set/notes';
import { recognise, type FileOf, type Picture, type Recognised } from './own-set/recognise';
import { fromCsv, fromVoc, fromYolo } from './own-set/sources';

export type { NamedBytes } from './formats/archive';
export type { UnknownRule } from './own-set/detections';
export type { Note, NoteKind } from './own-set/notes';

export interface OwnSetOptions {
  /** Detections on pictures or of classes that the ground truth does not have. Default: refuse. */
  readonly unknown?: UnknownRule;
  /** Width and height by name, for pictures that are not brought. */
  readonly imageSizes?: ReadonlyMap<string, PictureSize>;
  readonly limits?: Partial<Limits>;
}

export interface OwnSet {
  /** Images and categories of the whole set; `annotations` is empty where no ground truth was brought. */
  readonly groundTruth: CocoDataset;
  readonly hasGroundTruth: boolean;
  readonly detections: readonly CocoDetection[];
  /** False where no file of detections was brought: not the same as one that found nothing. */
  readonly hasDetections: boolean;
  /** Bytes of pictures by `file_name` of the ground truth's images; pictures may be missing. */
  readonly images: ReadonlyMap<string, Uint8Array>;
  readonly notes: readonly Note[];
}

/**
 * Reads files as they were dropped, archives among them. Throws FormatError, which names file, place, value
 * and what was expected, at the first breach; also where nothing could be used.
 */
export function readOwnSet(files: readonly NamedBytes[], options: OwnSetOptions = {}): OwnSet {
  const limits = { ...defaultLimits, ...options.limits };
  const notes = new Notes();
  const opened = openFiles(files, limits);
  for (const path of opened.leftOut) notes.leaveOut(path, 'an ending that is not read here');
  const found = recognise(opened.files, options.imageSizes ?? new Map(), limits, notes);
  const truth = truthOf(found, notes);
  const groundTruth = truth ?? { ...detectedSet(found, notes), annotations: [] };
  if (!truth && groundTruth.images.length === 0) throw nothingUsable(files, notes);
  const detections = detectionsOf(
    found,
    groundTruth,
    truth !== undefined,
    options.unknown ?? 'refuse',
    notes,
  );
  const images = imagesOf(groundTruth, found.pictures, notes);
  if (truth) {
    notes.add(
      'read',
      `Ground truth: ${counted(truth.annotations.length, 'object')} of ${counted(truth.categories.length, 'class')} in ${counted(truth.images.length, 'picture')}.`,
    );
  } else
    notes.add(
      'missing',
      'No ground truth: bring COCO instances, YOLO labels, VOC annotations or a CSV without scores.',
    );
  if (detections) notes.add('read', `Detections: ${detections.length}.`);
  else
    notes.add(
      'missing',
      'No detections: bring COCO results, YOLO labels with confidence, or a CSV with scores.',
    );
  return {
    groundTruth,
    hasGroundTruth: truth !== undefined,
    detections: detections ?? [],
    hasDetections: detections !== undefined,
    images,
    notes: notes.all(),
  };
}

/** Undefined where no file holds ground truth. */
function truthOf(found: Recognised, notes: Notes): CocoDataset | undefined {
  const { instances, voc, pictures, yoloTruth } = found;
  const csv = found.csv.filter(({ content }) => !content.hasScores);
  const kinds = [
    { name: 'COCO', files: instances },
    { name: 'VOC', files: voc },
    { name: 'CSV', files: csv },
    { name: 'YOLO', files: yoloTruth },
  ] as const;
  const chosen = firstOf(kinds, 'ground truth', notes);
  switch (chosen) {
    case undefined:
      return undefined;
    case 'COCO':
      return onlyOne(instances, 'COCO instances').content;
    case 'VOC': {
      const fromZero = voc.filter(({ content }) => content.countsFromZero);
      if (fromZero.length > 0) {
        notes.add(
          'assumed',
          `${counted(fromZero.length, 'VOC file')} with a corner at 0, though VOC counts from 1 (${fromZero[0]?.file.path ?? ''}): boxes are read by VOC's rule and may be one pixel too large.`,
        );
      }
      const rules = {
        format: 'VOC',
        classNames: undefined,
        classCount: 0,
        takesAllPictures: false,
      } as const;
      return assemble(fromVoc(voc), pictures, rules, notes);
    }
    case 'CSV':
      return setFromCsv(fromCsv(csv), pictures, notes);
    case 'YOLO':
      return setFromYolo(fromYolo(yoloTruth), found, notes);
  }
}

/** Without ground truth: the pictures and classes that the detections name, and the pictures brought. */
function detectedSet(found: Recognised, notes: Notes): CocoDataset {
  const csv = found.csv.filter(({ content }) => content.hasScores);
  if (csv.length > 0) return setFromCsv(fromCsv(csv), found.pictures, notes);
  return setFromYolo(fromYolo(found.yoloDetections), found, notes);
}

function setFromCsv(
  files: readonly PictureBoxes[],
  pictures: readonly Picture[],
  notes: Notes,
): CocoDataset {
  const boxes = files.flatMap((one) => one.boxes);
  if (boxes.length > 0 && boxes.every(({ box }) => box.every((value) => Math.abs(value) <= 1))) {
    notes.add(
      'assumed',
      'All coordinates of the CSV are at most 1: read as pixels. If they are shares of the picture, multiply them by its size.',
    );
  }
  const rules = {
    format: 'CSV',
    classNames: undefined,
    classCount: 0,
    takesAllPictures: true,
  } as const;
  return assemble(files, pictures, rules, notes);
}

function setFromYolo(files: readonly PictureBoxes[], found: Recognised, notes: Notes): CocoDataset {
  const classNames = found.classNames?.content;
  if (!classNames && files.length > 0) {
    notes.add(
      'assumed',
      'No names of classes (classes.txt or data.yaml): classes are shown by number.',
    );
  }
  const used = [...found.yoloTruth, ...found.yoloDetections];
  const classCount = used.reduce(
    (most, { content }) =>
      content.reduce((count, { classIndex }) => Math.max(count, classIndex + 1), most),
    0,
  );
  const rules = {
    format: 'YOLO',
    classNames,
    classCount: classNames ? 0 : classCount,
    takesAllPictures: true,
  } as const;
  return assemble(files, found.pictures, rules, notes);
}

/** Undefined where no file holds detections. */
function detectionsOf(
  found: Recognised,
  groundTruth: CocoDataset,
  hasTruth: boolean,
  rule: UnknownRule,
  notes: Notes,
): CocoDetection[] | undefined {
  const { results, yoloDetections } = found;
  const csv = found.csv.filter(({ content }) => content.hasScores);
  const kinds = [
    { name: 'COCO', files: results },
    { name: 'CSV', files: csv },
    { name: 'YOLO', files: yoloDetections },
  ] as const;
  const chosen = firstOf(kinds, 'detections', notes);
  if (chosen === undefined) return undefined;
  const resolver = new Resolver(groundTruth, rule);
  const detections = ((): CocoDetection[] => {
    if (chosen === 'COCO') {
      const one = onlyOne(results, 'COCO results');
      if (!hasTruth || found.instances.length === 0) {
        throw new FormatError(
          one.file.path,
          '',
          'expected the COCO instances file as well: results name pictures and classes by its numbers. Bring it, or detections as CSV or YOLO.',
        );
      }
      return fromResults(one, resolver);
    }
    if (chosen === 'CSV') {
      return fromBoxes(fromCsv(csv), resolver, ({ category, line }, file) =>
        resolver.category(category, file, `line ${line}`),
      );
    }
    const classNames = found.classNames?.content;
    if (!classNames && hasTruth && found.yoloTruth.length === 0) {
      notes.add(
        'assumed',
        'No names for the classes of the YOLO detections: number 0 is taken for the category with the lowest id, and so on.',
      );
    }
    return fromBoxes(
      fromYolo(yoloDetections),
      resolver,
      yoloCategories(groundTruth, classNames, resolver),
    );
  })();
  resolver.tell(notes);
  return detections;
}

/** The first kind that has files; the others say the same with less. */
function firstOf<T extends string>(
  kinds: readonly { readonly name: T; readonly files: readonly FileOf<unknown>[] }[],
  what: string,
  notes: Notes,
): T | undefined {
  const [chosen, ...others] = kinds.filter(({ files }) => files.length > 0);
  for (const { name, files } of others) {
    for (const { file } of files)
      notes.leaveOut(
        file.path,
        `${what} in the form of ${name}, taken from ${chosen?.name ?? ''} instead`,
      );
  }
  return chosen?.name;
}

function onlyOne<T>(files: readonly FileOf<T>[], what: string): FileOf<T> {
  const [first, second] = files;
  if (!first || second) {
    throw new FormatError(
      second?.file.path ?? '',
      '',
      `expected one file of ${what}, but ${first?.file.path ?? 'none'} is another. Bring one at a time.`,
    );
  }
  return first;
}

function imagesOf(
  { images }: CocoDataset,
  pictures: readonly Picture[],
  notes: Notes,
): Map<string, Uint8Array> {
  const names = new PictureNames<Picture>();
  for (const picture of pictures) if (picture.bytes) names.add(picture.name, picture);
  const found = new Map<string, Uint8Array>();
  const otherSize: string[] = [];
  for (const { file_name: name, width, height } of images) {
    const hit = names.find(name);
    if (!hit || !('value' in hit) || !hit.value.bytes) continue;
    found.set(name, hit.value.bytes);
    const { size } = hit.value;
    if (size && (size.width !== width || size.height !== height)) {
      otherSize.push(
        `${name} is ${size.width} x ${size.height}, its annotations say ${width} x ${height}`,
      );
    }
  }
  if (otherSize.length > 0) {
    notes.add(
      'assumed',
      `${counted(otherSize.length, 'picture')} of another size than annotated: ${otherSize[0] ?? ''}. Boxes are read at the annotated size.`,
    );
  }
  if (found.size < images.length) {
    notes.add(
      'missing',
      `${images.length - found.size} of ${counted(images.length, 'picture')} not brought: figures need none, looking at errors does.`,
    );
  }
  return found;
}

function nothingUsable(files: readonly NamedBytes[], notes: Notes): FormatError {
  const reasons = notes.all().map(({ text }) => text);
  return new FormatError(
    files.length === 1 ? (files[0]?.name ?? '') : 'These files',
    '',
    `expected annotations, detections or pictures, got none. ${reasons.join(' ') || 'Bring COCO JSON, YOLO txt, VOC XML, CSV, pictures, or a ZIP of them.'}`,
  );
}
