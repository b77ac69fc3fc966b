/**
 * Reads COCO's instances files (https://cocodataset.org/#format-data): images, categories, and
 * annotations with boxes and masks. Whatever else the file carries is kept as it is, so extensions pass
 * through. Files may come from anywhere: everything that the lab relies on is checked here, once.
 *
 * By hand instead of by schema, for speed: 36,000 annotations with polygons pass in a fraction of a
 * second, most of it JSON.parse. Objects are checked in place and not copied.
 *
 * Deliberately not here: results files (bare arrays of detections), key points, captions, panoptic.
 */
import { isRecord, wanted } from './formats/errors';
import { JsonError, parseJson } from './formats/json';
import { maxCoordinatePx } from './formats/limits';
import { checkRle, fromCompressed, maxMaskPixels, type CompressedRle, type Rle } from './rle';

/** Polygons as x, y, x, y ...; the mask is their union. */
export type Polygons = readonly (readonly number[])[];
export type Segmentation = Polygons | Rle | CompressedRle;

interface Extensible {
  readonly [extra: string]: unknown;
}

export interface CocoImage extends Extensible {
  readonly id: number;
  readonly file_name: string;
  readonly width: number;
  readonly height: number;
  readonly license?: number;
}

export interface CocoAnnotation extends Extensible {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: number;
  /** x, y, width, height in pixels. */
  readonly bbox: readonly [number, number, number, number];
  /** Of the mask, in pixels; it decides between small, medium and large. */
  readonly area: number;
  readonly iscrowd: 0 | 1;
  /** Absent in files that give boxes only. */
  readonly segmentation?: Segmentation;
}

export interface CocoCategory extends Extensible {
  readonly id: number;
  readonly name: string;
  readonly supercategory?: string;
}

export interface CocoLicense extends Extensible {
  readonly id: number;
  readonly name: string;
  readonly url?: string;
}

export interface CocoDataset extends Extensible {
  readonly info?: Extensible;
  readonly licenses?: readonly CocoLicense[];
  readonly images: readonly CocoImage[];
  readonly annotations: readonly CocoAnnotation[];
  readonly categories: readonly CocoCategory[];
}

/** The text is no COCO file. `path` is where, as in `annotations[3].bbox`. */
export class CocoFormatError extends Error {
  override readonly name = 'CocoFormatError';
  readonly path: string;

  constructor(path: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.path = path;
  }
}

/**
 * A dataset whose ids are unique and whose references exist. `iscrowd` may be missing and is then 0, as
 * in pycocotools. Boxes may reach over the picture's edge, as some of COCO's do. Run-length masks fill
 * exactly their picture. Throws CocoFormatError at the first breach.
 */
export function parseCoco(text: string): CocoDataset {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const reason = `${error.where && `${error.where}: `}${error.message}`;
    throw new CocoFormatError('', `The COCO file is no JSON: ${reason}.`, { cause: error });
  }
  return cocoOf(json);
}

/** `parseCoco` of JSON that is already parsed. Throws CocoFormatError at the first breach. */
export function cocoOf(json: unknown): CocoDataset {
  if (!isRecord(json)) throw breach('file', 'an object with images, annotations, categories', json);
  const images = new Map<number, CocoImage>();
  for (const [i, image] of listOf(json, 'images').entries()) {
    expectImage(image, `images[${i}]`);
    once(images, image, `images[${i}].id`);
  }
  const categories = new Map<number, CocoCategory>();
  for (const [i, category] of listOf(json, 'categories').entries()) {
    expectCategory(category, `categories[${i}]`);
    once(categories, category, `categories[${i}].id`);
  }
  const seen = new Map<number, CocoAnnotation>();
  const annotations: CocoAnnotation[] = [];
  const list = listOf(json, 'annotations');
  for (let i = 0; i < list.length; i++) {
    const annotation = annotationOf(list[i], i, images, categories);
    if (seen.has(annotation.id)) throw twice(`annotations[${i}].id`, annotation.id);
    seen.set(annotation.id, annotation);
    annotations.push(annotation);
  }
  return {
    ...json,
    images: [...images.values()],
    categories: [...categories.values()],
    annotations,
  };
}

/** Both forms of run lengths as one. Throws RangeError for a broken string. */
export function rleOf(segmentation: Rle | CompressedRle): Rle {
  return isCompressed(segmentation) ? fromCompressed(segmentation) : segmentation;
}

export function isPolygons(segmentation: Segmentation): segmentation is Polygons {
  return Array.isArray(segmentation);
}

function isCompressed(rle: Rle | CompressedRle): rle is CompressedRle {
  return typeof rle.counts === 'string';
}

function expectImage(image: unknown, path: string): asserts image is CocoImage {
  if (!isRecord(image)) throw breach(path, 'an object', image);
  if (!isId(image['id'])) throw breach(`${path}.id`, 'a whole number from 0', image['id']);
  if (typeof image['file_name'] !== 'string' || image['file_name'] === '')
    throw breach(`${path}.file_name`, 'a text', image['file_name']);
  const { width, height } = image;
  if (!isSide(width)) throw breach(`${path}.width`, 'a whole number of pixels from 1', width);
  if (!isSide(height)) throw breach(`${path}.height`, 'a whole number of pixels from 1', height);
  if (width * height > maxMaskPixels)
    throw breach(path, `at most ${maxMaskPixels} pixels`, `${width} x ${height}`);
}

function expectCategory(category: unknown, path: string): asserts category is CocoCategory {
  if (!isRecord(category)) throw breach(path, 'an object', category);
  if (!isId(category['id'])) throw breach(`${path}.id`, 'a whole number from 0', category['id']);
  if (typeof category['name'] !== 'string' || category['name'] === '')
    throw breach(`${path}.name`, 'a text', category['name']);
}

function annotationOf(
  raw: unknown,
  index: number,
  images: ReadonlyMap<number, CocoImage>,
  categories: ReadonlyMap<number, CocoCategory>,
): CocoAnnotation {
  // Paths are put together only for an error: there may be a million annotations.
  const wrong = (field: string, expected: string, got: unknown): CocoFormatError =>
    breach(`annotations[${index}]${field}`, expected, got);
  if (!isRecord(raw)) throw wrong('', 'an object', raw);
  const { id, image_id: imageId, category_id: categoryId, bbox, area, iscrowd, segmentation } = raw;
  if (!isId(id)) throw wrong('.id', 'a whole number from 0', id);
  const image = isId(imageId) ? images.get(imageId) : undefined;
  if (!image) throw wrong('.image_id', 'the id of one of the images', imageId);
  if (!isId(categoryId) || !categories.has(categoryId))
    throw wrong('.category_id', 'the id of one of the categories', categoryId);
  if (!isBox(bbox))
    throw wrong(
      '.bbox',
      'four finite numbers x, y, width, height with width and height from 0',
      bbox,
    );
  if (!isNumber(area) || area < 0)
    throw wrong('.area', 'the pixels of the mask (or width x height of the box), from 0', area);
  if (iscrowd !== undefined && iscrowd !== 0 && iscrowd !== 1)
    throw wrong('.iscrowd', '0 or 1', iscrowd);
  if (segmentation !== undefined) {
    if (Array.isArray(segmentation)) {
      const at = segmentation.findIndex((polygon) => !isPolygon(polygon));
      if (at >= 0)
        throw wrong(
          `.segmentation[${at}]`,
          'a polygon: an even number of finite numbers x, y, x, y ..., at least 4',
          segmentation[at],
        );
    } else if (isRecord(segmentation)) expectRle(segmentation, image, wrong);
    else throw wrong('.segmentation', 'polygons, or an RLE { size, counts }', segmentation);
  }
  // Checked above, field by field; the compiler cannot see through `unknown`.
  const annotation = raw as unknown as CocoAnnotation;
  return iscrowd === undefined ? { ...annotation, iscrowd: 0 } : annotation;
}

function expectRle(
  { size, counts }: Readonly<Record<string, unknown>>,
  { width, height }: CocoImage,
  wrong: (field: string, expected: string, got: unknown) => CocoFormatError,
): void {
  if (!Array.isArray(size) || size.length !== 2 || size[0] !== height || size[1] !== width)
    throw wrong('.segmentation.size', `[height, width] of its image, [${height}, ${width}]`, size);
  try {
    if (typeof counts === 'string') fromCompressed({ size: [height, width], counts });
    else if (Array.isArray(counts)) checkRle({ size: [height, width], counts });
    else throw wrong('.segmentation.counts', 'a list of run lengths or a string', counts);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw wrong(
      '.segmentation.counts',
      `a mask of ${width} x ${height} (${error.message})`,
      counts,
    );
  }
}

/** Polygons of two points enclose nothing, but data sets have them. */
export function isPolygon(polygon: unknown): boolean {
  return (
    Array.isArray(polygon) &&
    polygon.length >= 4 &&
    polygon.length % 2 === 0 &&
    polygon.every(isCoordinate)
  );
}

function isBox(box: unknown): boolean {
  return (
    Array.isArray(box) &&
    box.length === 4 &&
    box.every(isCoordinate) &&
    (box[2] ?? -1) >= 0 &&
    (box[3] ?? -1) >= 0
  );
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** Beyond it areas would overflow, and an overlap be no number. */
function isCoordinate(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= maxCoordinatePx;
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isSide(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function listOf(file: Readonly<Record<string, unknown>>, field: string): unknown[] {
  const list = file[field];
  if (!Array.isArray(list)) throw breach(field, 'a list', list);
  return list;
}

function once<T extends { readonly id: number }>(known: Map<number, T>, entry: T, path: string) {
  if (known.has(entry.id)) throw twice(path, entry.id);
  known.set(entry.id, entry);
}

function twice(path: string, id: number): CocoFormatError {
  return new CocoFormatError(path, `${path}: expected an id of its own, but ${id} is taken.`);
}

function breach(path: string, expected: string, got: unknown): CocoFormatError {
  return new CocoFormatError(path, `${path}: ${wanted(expected, got)}`);
}
