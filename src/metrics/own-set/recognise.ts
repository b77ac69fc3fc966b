/**
 * Which file is what, by content first and name second: a JSON list is COCO's results, a JSON object with
 * images its instances; XML is VOC's; a table with columns of boxes is CSV; lines of five or six numbers are
 * YOLO's. Whatever is none of these is left out with its reason.
 */
import type { CocoDataset } from '../coco-format';
import type { OpenedFile } from '../formats/archive';
import { instancesOf, readJson, resultsOf, type RawResult } from '../formats/coco';
import { looksLikeBoxes, readBoxesCsv, type BoxesCsv } from '../formats/boxes-csv';
import { FormatError, isRecord, mismatch } from '../formats/errors';
import type { Limits } from '../formats/limits';
import { baseOf, folderOf, PictureNames } from '../formats/names';
import { pictureFormatOf, pictureSizeOf, type PictureSize } from '../formats/picture-size';
import { decodeText } from '../formats/text';
import { readVoc, type VocPicture } from '../formats/voc';
import { looksLikeYolo, readYolo, type YoloBox } from '../formats/yolo';
import { readClassesTxt, readNamesYaml } from '../formats/yolo-names';
import { maxMaskPixels } from '../rle';
import type { Notes } from './notes';

/** A picture, or the size of one that was not brought. */
export interface Picture {
  readonly name: string;
  readonly bytes: Uint8Array | undefined;
  /** Undefined where the header cannot be read. */
  readonly size: PictureSize | undefined;
}

export interface FileOf<T> {
  readonly file: OpenedFile;
  readonly content: T;
}

export interface Recognised {
  readonly pictures: readonly Picture[];
  readonly instances: readonly FileOf<CocoDataset>[];
  readonly results: readonly FileOf<readonly RawResult[]>[];
  readonly voc: readonly FileOf<VocPicture>[];
  readonly csv: readonly FileOf<BoxesCsv>[];
  readonly yoloTruth: readonly FileOf<readonly YoloBox[]>[];
  readonly yoloDetections: readonly FileOf<readonly YoloBox[]>[];
  /** Of YOLO's classes, in their order. */
  readonly classNames: FileOf<readonly string[]> | undefined;
}

const textEnding = /\.(?:json|xml|txt|names|csv|tsv|ya?ml)$/i;
const isPredictions = /pred|detect|result|(^|[/_-])det([/_-]|$)/i;

/** Throws FormatError for a file that is of a known form and broken. */
export function recognise(
  files: readonly OpenedFile[],
  givenSizes: ReadonlyMap<string, PictureSize>,
  limits: Limits,
  notes: Notes,
): Recognised {
  const found = {
    pictures: picturesOf(files, givenSizes, notes),
    instances: [] as FileOf<CocoDataset>[],
    results: [] as FileOf<readonly RawResult[]>[],
    voc: [] as FileOf<VocPicture>[],
    csv: [] as FileOf<BoxesCsv>[],
    names: [] as FileOf<readonly string[]>[],
  };
  const texts: FileOf<string>[] = [];
  for (const file of files) {
    if (pictureFormatOf(file.bytes) !== undefined) continue;
    const text = textOf(file, limits, notes);
    if (text !== undefined) texts.push({ file, content: text });
  }
  const labels: FileOf<string>[] = [];
  for (const { file, content: text } of texts) {
    const first = /\S/.exec(text)?.[0];
    const base = baseOf(file.path);
    // Names first: a class may begin with any character.
    if (/\.ya?ml$/i.test(base)) {
      const names = readNamesYaml(text, file.path);
      if (names) found.names.push({ file, content: names });
      else notes.leaveOut(file.path, 'YAML without names:');
    } else if (/\.names$|^classes\.txt$/i.test(base)) {
      found.names.push({ file, content: readClassesTxt(text, file.path) });
    } else if (/\.json$/i.test(base) || first === '{' || first === '[') {
      addJson(file, text, found, limits, notes);
    } else if (/\.xml$/i.test(base) || first === '<') {
      const picture = readVoc(text, file.path);
      if (picture) found.voc.push({ file, content: picture });
      else notes.leaveOut(file.path, 'XML whose root is not <annotation>');
    } else if (looksLikeBoxes(text, file.path)) {
      found.csv.push({ file, content: readBoxesCsv(text, file.path, limits.boxes) });
    } else if (/\.[ct]sv$/i.test(base)) {
      const reason = 'a table without columns for image and box, such as image,class,score,x,y,w,h';
      notes.leaveOut(file.path, first === undefined ? 'empty' : reason);
    } else labels.push({ file, content: text });
  }
  const { yoloTruth, yoloDetections } = labelsOf(labels, found.pictures, limits, notes);
  return { ...found, yoloTruth, yoloDetections, classNames: oneList(found.names) };
}

function picturesOf(
  files: readonly OpenedFile[],
  givenSizes: ReadonlyMap<string, PictureSize>,
  notes: Notes,
): Picture[] {
  const pictures = new Map<string, Picture>();
  for (const { name, path, bytes } of files) {
    if (pictureFormatOf(bytes) === undefined) continue;
    if (pictures.has(name)) {
      throw new FormatError(path, '', `expected each picture once, got ${name} from two archives.`);
    }
    const size = pictureSizeOf(bytes) ?? givenSizes.get(name);
    if (size && size.width * size.height > maxMaskPixels) {
      notes.leaveOut(path, `a picture of more than ${maxMaskPixels} pixels`);
    } else {
      if (!size)
        notes.add('missing', `The size of ${path} cannot be read: the picture is damaged.`);
      pictures.set(name, { name, bytes, size });
    }
  }
  for (const [name, size] of givenSizes) {
    if (!pictures.has(name)) pictures.set(name, { name, bytes: undefined, size });
  }
  return [...pictures.values()];
}

/** Undefined for what is no text and does not claim to be one. */
function textOf(file: OpenedFile, limits: Limits, notes: Notes): string | undefined {
  try {
    return decodeText(file.bytes, file.path, limits.textBytes);
  } catch (error) {
    if (!(error instanceof FormatError) || textEnding.test(file.path)) throw error;
    notes.leaveOut(file.path, 'neither a picture nor a text that is read here');
    return undefined;
  }
}

function addJson(
  file: OpenedFile,
  text: string,
  found: {
    readonly instances: FileOf<CocoDataset>[];
    readonly results: FileOf<readonly RawResult[]>[];
  },
  limits: Limits,
  notes: Notes,
): void {
  const json = readJson(text, file.path);
  const [first] = Array.isArray(json) ? (json as readonly unknown[]) : [];
  if (Array.isArray(json) && (json.length === 0 || (isRecord(first) && 'image_id' in first))) {
    found.results.push({ file, content: resultsOf(json, file.path, limits.boxes) });
  } else if (
    isRecord(json) &&
    ['images', 'annotations', 'categories'].filter((key) => key in json).length > 1
  ) {
    const dataset = instancesOf(json, file.path);
    if (dataset.annotations.length > limits.boxes) {
      throw new FormatError(
        file.path,
        'annotations',
        `expected at most ${limits.boxes}, got ${dataset.annotations.length}.`,
      );
    }
    found.instances.push({ file, content: dataset });
  } else {
    notes.leaveOut(
      file.path,
      'JSON that is neither COCO instances (an object with images, annotations, categories) nor COCO results (a list with image_id)',
    );
  }
}

/** YOLO's files among the other texts, each folder with one role. */
function labelsOf(
  texts: readonly FileOf<string>[],
  pictures: readonly Picture[],
  limits: Limits,
  notes: Notes,
): Pick<Recognised, 'yoloTruth' | 'yoloDetections'> {
  const names = new PictureNames<Picture>();
  for (const picture of pictures) names.add(picture.name, picture);
  const folders = new Map<string, FileOf<readonly YoloBox[]>[]>();
  let boxCount = 0;
  for (const { file, content: text } of texts) {
    const folder = folderOf(file.path);
    const isEmpty = text.trim() === '';
    const isMeant =
      looksLikeYolo(text) ||
      /(^|\/)labels(\/|$)/i.test(folder) ||
      (/\.txt$/i.test(file.path) && names.find(file.name) !== undefined);
    if (!isMeant && !(isEmpty && /\.txt$/i.test(file.path))) {
      notes.leaveOut(file.path, isEmpty ? 'empty' : 'text of no known form');
      continue;
    }
    const boxes = readYolo(text, file.path);
    boxCount += boxes.length;
    if (boxCount > limits.boxes) {
      throw new FormatError(
        file.path,
        '',
        `expected at most ${limits.boxes} boxes in all, got more.`,
      );
    }
    const list = folders.get(folder);
    if (list) list.push({ file, content: boxes });
    else folders.set(folder, [{ file, content: boxes }]);
  }
  const yoloTruth: FileOf<readonly YoloBox[]>[] = [];
  const yoloDetections: FileOf<readonly YoloBox[]>[] = [];
  for (const [folder, files] of folders) {
    const first = files.find(({ content }) => content.length > 0);
    const hasScores = first ? first.content[0]?.score !== undefined : isPredictions.test(folder);
    for (const { file, content } of files) {
      const [box] = content;
      if (box && (box.score !== undefined) !== hasScores) {
        throw mismatch(
          file.path,
          `line ${box.line}`,
          `${hasScores ? 'six' : 'five'} numbers as in ${first?.file.path ?? folder}, since both lie in one folder`,
          box.score === undefined ? 'five' : 'six',
        );
      }
    }
    (hasScores ? yoloDetections : yoloTruth).push(...files);
  }
  return { yoloTruth, yoloDetections };
}

/** Several lists of classes must be the same. */
function oneList(
  lists: readonly FileOf<readonly string[]>[],
): FileOf<readonly string[]> | undefined {
  const [first, ...others] = lists;
  for (const { file, content } of others) {
    if (first && JSON.stringify(content) !== JSON.stringify(first.content)) {
      throw mismatch(file.path, '', `the classes of ${first.file.path} in the same order`, content);
    }
  }
  return first;
}
