/**
 * COCO's two files (https://cocodataset.org/#format-data, #format-results): instances, read by
 * coco-format.ts, and results, a bare list of detections. Both are also written here.
 *
 * A result names its picture by the id of the instances file; tools that have no ids write the name of
 * the file instead, which is kept as text for the caller to resolve.
 */
import {
  CocoFormatError,
  cocoOf,
  isPolygon,
  rleOf,
  type CocoDataset,
  type Segmentation,
} from '../coco-format';
import type { CocoDetection, CocoMaskResult, CocoResult } from '../coco/types';
import { checkRle, type CompressedRle, type Rle } from '../rle';
import { FormatError, isRecord, mismatch } from './errors';
import { JsonError, parseJson } from './json';
import { defaultLimits } from './limits';
import { isCoordinate } from './numbers';

type Unresolved<T> = Omit<T, 'image_id'> & { readonly image_id: number | string };
/** A detection before it is known which picture is meant. */
export type RawResult = Unresolved<CocoResult> | Unresolved<CocoMaskResult>;

/** `parseCoco` with the file's name in the error. Throws FormatError. */
export function readInstances(text: string, file: string): CocoDataset {
  return instancesOf(readJson(text, file), file);
}

/** `readInstances` of JSON that is already parsed. */
export function instancesOf(json: unknown, file: string): CocoDataset {
  try {
    return cocoOf(json);
  } catch (error) {
    if (!(error instanceof CocoFormatError)) throw error;
    const { path, message } = error;
    const reason = message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message;
    throw new FormatError(file, path, reason, { cause: error });
  }
}

/** The whole text as JSON. Throws FormatError. */
export function readJson(text: string, file: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new FormatError(file, error.where, `expected JSON: ${error.message}.`, { cause: error });
  }
}

/**
 * Detections, in the file's order, with a box, a mask or both; an empty list is no box, as in pycocotools.
 * Other fields are dropped. Throws FormatError with the index.
 */
export function readResults(
  text: string,
  file: string,
  maxResults: number = defaultLimits.boxes,
): RawResult[] {
  return resultsOf(readJson(text, file), file, maxResults);
}

/** `readResults` of JSON that is already parsed. */
export function resultsOf(
  json: unknown,
  file: string,
  maxResults: number = defaultLimits.boxes,
): RawResult[] {
  if (!Array.isArray(json)) {
    throw mismatch(file, '', 'a list of results [{ image_id, category_id, bbox, score }, …]', json);
  }
  if (json.length > maxResults) {
    throw new FormatError(file, '', `expected at most ${maxResults} results, got ${json.length}.`);
  }
  return json.map((one: unknown, index) => resultOf(one, index, file));
}

function resultOf(raw: unknown, index: number, file: string): RawResult {
  const wrong = (field: string, expected: string, got: unknown): FormatError =>
    mismatch(file, `[${index}]${field}`, expected, got);
  if (!isRecord(raw)) throw wrong('', 'an object', raw);
  const { image_id, category_id, bbox, score, segmentation } = raw;
  if (!isId(image_id) && (typeof image_id !== 'string' || image_id === '')) {
    throw wrong('.image_id', 'the id of an image, a whole number from 0', image_id);
  }
  if (!isId(category_id)) {
    throw wrong('.category_id', 'the id of a category, a whole number from 0', category_id);
  }
  if (typeof score !== 'number' || !Number.isFinite(score)) {
    throw wrong('.score', 'a finite number', score);
  }
  const mask = segmentation === undefined ? undefined : maskOf(segmentation, wrong);
  const result = { image_id, category_id, score };
  const hasBox = bbox !== undefined && !(Array.isArray(bbox) && bbox.length === 0);
  if (!hasBox && mask) return { ...result, segmentation: mask };
  if (!isBox(bbox)) {
    const expected =
      'four finite numbers x, y, width, height in pixels, with width and height from 0';
    throw wrong('.bbox', expected, bbox);
  }
  return mask ? { ...result, bbox, segmentation: mask } : { ...result, bbox };
}

function maskOf(
  value: unknown,
  wrong: (field: string, expected: string, got: unknown) => FormatError,
): Segmentation {
  if (Array.isArray(value) && value.every(isPolygon)) return value;
  const { size, counts } = isRecord(value) ? value : {};
  if (!Array.isArray(size) || (typeof counts !== 'string' && !Array.isArray(counts))) {
    throw wrong('.segmentation', 'run lengths { size, counts } or polygons', value);
  }
  // Checked right below; the compiler cannot see through `unknown`.
  const mask = { size, counts } as unknown as Rle | CompressedRle;
  try {
    checkRle(rleOf(mask));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw wrong('.segmentation', `run lengths that fill their picture (${error.message})`, counts);
  }
  return mask;
}

function isBox(box: unknown): box is readonly [number, number, number, number] {
  return (
    Array.isArray(box) &&
    box.length === 4 &&
    box.every((value) => typeof value === 'number' && isCoordinate(value)) &&
    box[2] >= 0 &&
    box[3] >= 0
  );
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** An instances file, one record to a line: short enough to compare, small enough to send. */
export function writeInstances({ images, annotations, categories, ...rest }: CocoDataset): string {
  const head = Object.entries(rest).map(
    ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)},\n`,
  );
  return `{${head.join('')}"images":${linesOfJson(images)},\n"annotations":${linesOfJson(annotations)},\n"categories":${linesOfJson(categories)}}\n`;
}

/** A results file, one detection to a line. */
export function writeResults(detections: readonly CocoDetection[]): string {
  return `${linesOfJson(detections)}\n`;
}

function linesOfJson(items: readonly unknown[]): string {
  return `[${items.map((item) => `\n${JSON.stringify(item)}`).join(',')}]`;
}
