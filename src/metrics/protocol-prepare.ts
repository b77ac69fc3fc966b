/**
 * A data set and detections as arrays, grouped once for every protocol that is asked about them: by image and class,
 * detections by falling score, with the overlaps of each group. Comparing two protocols rule by rule asks up to
 * a thousand times for the same groups.
 */
import { iouXywh, type Xywh } from './coco/box-iou';
import type { CocoResult } from './coco/types';
import type { CocoDataset } from './coco-format';
import type { Protocol } from './protocol';

/** One class (or all of them, pooled) in one image. */
export interface Cell {
  readonly image: number;
  /** Places in `annotations`, in the order of the file. */
  readonly truths: Int32Array;
  /** Places in `detections`, by falling score, equal ones in the order of the file. */
  readonly found: Int32Array;
  /** Filled by `overlapsOf`. */
  readonly overlaps: Map<string, Float64Array>;
}

export interface ClassCells {
  /** Null where the classes are pooled. */
  readonly categoryId: number | null;
  readonly name: string;
  /** By ascending image id. */
  readonly cells: readonly Cell[];
}

export interface Prepared {
  readonly annotations: CocoDataset['annotations'];
  readonly detections: readonly CocoResult[];
  /** By ascending id; `Cell.image` is a place in this list. */
  readonly imageIds: readonly number[];
  /** By ascending category id. */
  readonly separate: readonly ClassCells[];
  /** The classes pooled, as one. */
  readonly pooled: readonly ClassCells[];
  /** Of each detection: how many of its image, all classes together, come before it. */
  readonly rankInImage: Int32Array;
}

/**
 * Detections of categories that the data set does not have are left out. Throws RangeError for an unknown image, a
 * box that is not four finite numbers with sides from 0, or a score that is not finite.
 */
export function prepare(dataset: CocoDataset, detections: readonly CocoResult[]): Prepared {
  const { images, annotations, categories } = dataset;
  const imageIds = [...new Set(images.map(({ id }) => id))].sort((a, b) => a - b);
  const imageOf = new Map(imageIds.map((id, i) => [id, i]));
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  const categoryIds = [...names.keys()].sort((a, b) => a - b);
  const classOf = new Map(categoryIds.map((id, k) => [id, k]));
  detections.forEach((detection, place) => expectDetection(detection, place, imageOf));

  const separate = new Groups(categoryIds.length);
  const pooled = new Groups(1);
  annotations.forEach(({ image_id, category_id }, place) => {
    const image = imageOf.get(image_id);
    const category = classOf.get(category_id);
    if (image === undefined || category === undefined) return;
    separate.of(category, image).truths.push(place);
    pooled.of(0, image).truths.push(place);
  });
  detections.forEach(({ image_id, category_id }, place) => {
    const image = imageOf.get(image_id);
    const category = classOf.get(category_id);
    if (image === undefined || category === undefined) return;
    separate.of(category, image).found.push(place);
    pooled.of(0, image).found.push(place);
  });
  const byScore = (a: number, b: number): number =>
    (detections[b]?.score ?? 0) - (detections[a]?.score ?? 0) || a - b;
  const all = pooled.cells(0, byScore);
  const rankInImage = new Int32Array(detections.length);
  for (const { found } of all) found.forEach((place, rank) => (rankInImage[place] = rank));
  return {
    annotations,
    detections,
    imageIds,
    separate: categoryIds.map((categoryId, k) => ({
      categoryId,
      name: names.get(categoryId) ?? String(categoryId),
      cells: separate.cells(k, byScore),
    })),
    pooled: [{ categoryId: null, name: 'all classes', cells: all }],
    rankInImage,
  };
}

/**
 * IoU of each detection of the cell with each object, row by row: `found.length` x `truths.length`. Kept for the next
 * protocol that reads pixels and crowds alike.
 */
export function overlapsOf(prepared: Prepared, cell: Cell, protocol: Protocol): Float64Array {
  const sidePx = protocol.pixels === 'inclusive' ? 1 : 0;
  const isCocoCrowd = protocol.crowds === 'coco';
  const key = `${sidePx}${isCocoCrowd}`;
  const known = cell.overlaps.get(key);
  if (known) return known;
  const { truths, found } = cell;
  const overlaps = new Float64Array(found.length * truths.length);
  for (let d = 0; d < found.length; d++) {
    const detection = prepared.detections[found[d] ?? -1];
    for (let t = 0; t < truths.length; t++) {
      const truth = prepared.annotations[truths[t] ?? -1];
      if (!detection || !truth) continue;
      const overDetection = isCocoCrowd && truth.iscrowd === 1;
      overlaps[d * truths.length + t] = iouXywh(
        grown(detection.bbox, sidePx),
        grown(truth.bbox, sidePx),
        overDetection,
      );
    }
  }
  cell.overlaps.set(key, overlaps);
  return overlaps;
}

/** Corners that are whole pixels of the box make every side longer by one. */
function grown([x, y, width, height]: Xywh, sidePx: number): Xywh {
  return [x, y, width + sidePx, height + sidePx];
}

/** Cells as they fill: one per class and image that has an object or a detection. */
class Groups {
  private readonly byClass: Map<number, { truths: number[]; found: number[] }>[];

  constructor(classes: number) {
    this.byClass = Array.from({ length: classes }, () => new Map());
  }

  of(category: number, image: number): { truths: number[]; found: number[] } {
    const images = this.byClass[category];
    const known = images?.get(image);
    if (known) return known;
    const fresh = { truths: [], found: [] };
    images?.set(image, fresh);
    return fresh;
  }

  cells(category: number, byScore: (a: number, b: number) => number): Cell[] {
    return [...(this.byClass[category] ?? [])]
      .sort(([a], [b]) => a - b)
      .map(([image, { truths, found }]) => ({
        image,
        truths: Int32Array.from(truths),
        found: Int32Array.from(found).sort(byScore),
        overlaps: new Map(),
      }));
  }
}

function expectDetection(
  { image_id, bbox, score }: CocoResult,
  place: number,
  known: ReadonlyMap<number, number>,
): void {
  if (!known.has(image_id)) {
    throw new RangeError(
      `detections[${place}].image_id: expected the id of one of the images, got ${image_id}.`,
    );
  }
  const isBox = bbox.length === 4 && bbox.every(Number.isFinite) && bbox[2] >= 0 && bbox[3] >= 0;
  if (!isBox) {
    throw new RangeError(
      `detections[${place}].bbox: expected four finite numbers x, y, width, height with sides from 0, got [${bbox.join(', ')}].`,
    );
  }
  if (!Number.isFinite(score)) {
    throw new RangeError(`detections[${place}].score: expected a finite number, got ${score}.`);
  }
}
