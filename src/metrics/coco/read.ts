/**
 * COCO's objects, checked and laid out in columns, one entry per object of the file. What the reference leaves
 * out is left out: objects and detections of classes that the data set does not have, and objects of images
 * that it does not have. A detection on an unknown image is an error there too.
 */
import type { CocoAnnotation, CocoCategory, CocoDataset, Segmentation } from '../coco-format';
import type { Rle } from '../rle';
import { boxAndAreaOf, maskOf, MaskStore } from './mask-store';
import type { IouType } from './rules';
import type { CocoDetection } from './types';

/** Every column has one entry per object, in the order given. */
export interface Columns {
  /** Index among the images by ascending id. */
  readonly image: Uint32Array<ArrayBuffer>;
  /** Index among the categories by ascending id; leftOut where the object does not take part. */
  readonly category: Uint32Array<ArrayBuffer>;
  /** x, y, width, height. */
  readonly xywh: Float64Array<ArrayBuffer>;
  readonly areaPx: Float64Array<ArrayBuffer>;
  /** Only for masks. */
  readonly masks: MaskStore | undefined;
  /** The objects that take part, ascending. */
  readonly kept: Uint32Array<ArrayBuffer>;
}
export interface TruthColumns extends Columns {
  readonly isCrowd: Uint8Array<ArrayBuffer>;
}
export const leftOut = 0xffffffff;

interface Known {
  readonly categories: readonly CocoCategory[];
  readonly imageCount: number;
  readonly imageIndex: ReadonlyMap<number, number>;
  readonly categoryIndex: ReadonlyMap<number, number>;
  /** As the data set gives it: width and height. */
  readonly imageSize: readonly (readonly [number, number])[];
  /** Height and width of the masks of each image, from the first one read. */
  readonly maskSize: (readonly [number, number] | undefined)[];
}

export function knownOf({ images, categories }: CocoDataset): Known {
  const byId = new Map(images.map((image) => [image.id, image]));
  const sorted = [...byId.values()].sort((a, b) => a.id - b.id);
  const classes = [...new Map(categories.map((one) => [one.id, one])).values()].sort(
    (a, b) => a.id - b.id,
  );
  return {
    categories: classes,
    imageCount: sorted.length,
    imageIndex: new Map(sorted.map(({ id }, i) => [id, i])),
    categoryIndex: new Map(classes.map(({ id }, i) => [id, i])),
    imageSize: sorted.map(({ width, height }) => [width, height]),
    maskSize: new Array<undefined>(sorted.length).fill(undefined),
  };
}

export function readTruths(
  annotations: readonly CocoAnnotation[],
  known: Known,
  iouType: IouType,
): TruthColumns {
  const columns = emptyColumns(annotations.length, iouType);
  const isCrowd = new Uint8Array(annotations.length);
  for (let i = 0; i < annotations.length; i++) {
    const annotation = annotations[i];
    if (!annotation) continue;
    const { image_id: imageId, category_id: categoryId, bbox, area, iscrowd } = annotation;
    const image = known.imageIndex.get(imageId);
    const category = known.categoryIndex.get(categoryId);
    if (image === undefined || category === undefined) {
      columns.leaveOut(i);
      continue;
    }
    if (!(area >= 0 && area < Infinity)) {
      throw wrong(`annotations[${i}].area`, 'a finite number of pixels from 0', area);
    }
    isCrowd[i] = iscrowd === 1 ? 1 : 0;
    if (iouType === 'bbox') {
      expectBox(bbox, 'annotations', i);
      columns.add(i, image, category, bbox, area);
    } else {
      const { segmentation } = annotation;
      if (segmentation === undefined) {
        throw wrong(
          `annotations[${i}].segmentation`,
          'a mask, as iouType segm asks for',
          segmentation,
        );
      }
      columns.add(
        i,
        image,
        category,
        noBox,
        area,
        readMask(segmentation, known, image, `annotations[${i}]`),
      );
    }
  }
  return { ...columns.done(), isCrowd };
}

export function readDetections(
  results: readonly CocoDetection[],
  known: Known,
  iouType: IouType,
): Columns & { readonly score: Float64Array<ArrayBuffer> } {
  const columns = emptyColumns(results.length, iouType);
  const score = new Float64Array(results.length);
  // The reference decides by the first line whether areas are those of boxes or of masks.
  const hasBoxes = boxOf(results[0]) !== undefined;
  for (let i = 0; i < results.length; i++) {
    const result: CocoDetection | null | undefined = results[i];
    if (typeof result !== 'object' || result === null) {
      throw wrong(`detections[${i}]`, 'an object', result);
    }
    const { image_id: imageId, category_id: categoryId } = result;
    const image = known.imageIndex.get(imageId);
    if (image === undefined) {
      throw wrong(`detections[${i}].image_id`, 'the id of one of the images', imageId);
    }
    if (!Number.isFinite(result.score)) {
      throw wrong(`detections[${i}].score`, 'a finite number', result.score);
    }
    score[i] = result.score;
    const bbox = boxOf(result);
    if (hasBoxes || (iouType === 'bbox' && bbox !== undefined)) {
      expectBox(bbox, 'detections', i);
    }
    const needsMask = iouType === 'segm' || !hasBoxes;
    const mask = needsMask ? maskOfResult(result, known, image, `detections[${i}]`) : undefined;
    const category = known.categoryIndex.get(categoryId);
    if (category === undefined) {
      columns.leaveOut(i);
      continue;
    }
    const ofMask = mask && !hasBoxes ? boxAndAreaOf(mask) : undefined;
    const xywh = bbox ?? ofMask?.xywh ?? noBox;
    const areaPx = ofMask?.areaPx ?? (xywh[2] ?? 0) * (xywh[3] ?? 0);
    columns.add(i, image, category, xywh, areaPx, iouType === 'segm' ? mask : undefined);
  }
  return { ...columns.done(), score };
}

function maskOfResult(result: CocoDetection, known: Known, image: number, path: string): Rle {
  if (result.segmentation !== undefined) {
    return readMask(result.segmentation, known, image, path);
  }
  const bbox = boxOf(result);
  if (bbox === undefined) {
    throw wrong(`${path}.bbox`, 'a box x, y, width, height or a segmentation', bbox);
  }
  const [x, y, width, height] = bbox;
  const [right, bottom] = [x + width, y + height];
  return readMask([[x, y, x, bottom, right, bottom, right, y]], known, image, path);
}

/** All masks of one image must have one size: pixels of others could not be compared. */
function readMask(
  segmentation: Segmentation,
  { imageSize, maskSize }: Known,
  image: number,
  path: string,
): Rle {
  const [width, height] = imageSize[image] ?? [0, 0];
  let mask: Rle;
  try {
    // Polygons are drawn to the size of the masks that are already there.
    const [rows, columns] = maskSize[image] ?? [height, width];
    mask = maskOf(segmentation, columns, rows);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`${path}.segmentation: ${error.message}`, { cause: error });
  }
  const first = maskSize[image];
  const [rows, columns] = mask.size;
  if (first && (first[0] !== rows || first[1] !== columns)) {
    throw wrong(
      `${path}.segmentation.size`,
      `[${first.join(', ')}], that of the other masks of its image`,
      `[${rows}, ${columns}]`,
    );
  }
  maskSize[image] = mask.size;
  return mask;
}

function emptyColumns(count: number, iouType: IouType) {
  const image = new Uint32Array(count);
  const category = new Uint32Array(count).fill(leftOut);
  const xywh = new Float64Array(4 * count);
  const areaPx = new Float64Array(count);
  const masks = iouType === 'segm' ? new MaskStore() : undefined;
  const kept = new Uint32Array(count);
  let keptCount = 0;
  return {
    add(
      i: number,
      imageIndex: number,
      categoryIndex: number,
      box: readonly number[],
      area: number,
      mask: Rle = noMask,
    ): void {
      image[i] = imageIndex;
      category[i] = categoryIndex;
      for (let side = 0; side < 4; side++) xywh[4 * i + side] = box[side] ?? 0;
      areaPx[i] = area;
      masks?.add(mask);
      kept[keptCount++] = i;
    },
    /** Its mask is empty, so that the masks of the others keep their numbers. */
    leaveOut(i: number): void {
      category[i] = leftOut;
      masks?.add(noMask);
    },
    done(): Columns {
      return { image, category, xywh, areaPx, masks, kept: kept.slice(0, keptCount) };
    },
  };
}

const noBox: readonly number[] = [0, 0, 0, 0];
const noMask: Rle = { size: [1, 1], counts: [1] };

/** As in pycocotools an empty list is no box. */
function boxOf(
  result: CocoDetection | undefined,
): readonly [number, number, number, number] | undefined {
  // Callers without types may give anything; what is no object is refused in its turn.
  if (typeof result !== 'object' || result === null || !('bbox' in result)) return undefined;
  const { bbox } = result;
  return (bbox as readonly number[] | undefined)?.length === 0 ? undefined : bbox;
}

function expectBox(bbox: readonly number[] | undefined, list: string, i: number): void {
  const isBox =
    Array.isArray(bbox) &&
    bbox.length === 4 &&
    Number.isFinite(bbox[0]) &&
    Number.isFinite(bbox[1]) &&
    bbox[2] >= 0 &&
    bbox[2] < Infinity &&
    bbox[3] >= 0 &&
    bbox[3] < Infinity;
  if (isBox) return;
  throw wrong(
    `${list}[${i}].bbox`,
    'four finite numbers x, y, width, height with sides from 0',
    Array.isArray(bbox) ? `[${bbox.join(', ')}]` : bbox,
  );
}

function wrong(path: string, expected: string, got: unknown): RangeError {
  return new RangeError(`${path}: expected ${expected}, got ${String(got)}.`);
}
