/**
 * Ground truth and detections as columns of numbers, grouped into cells: one class in one image, which is
 * where COCO's matching happens. Everything after this file works on typed arrays only.
 */
import type { CocoCategory, CocoDataset } from '../coco-format';
import { descendingOrder, orderBy, startsOf } from './order';
import { knownOf, readDetections, readTruths, type Columns, type TruthColumns } from './read';
import type { IouType } from './rules';
import type { CocoDetection } from './types';

/** Of a detection of a class that the data set does not have. */
export const noCell = 0xffffffff;

/** Cells ordered by class and image; only those with an object or a detection. */
export interface CellColumns {
  readonly count: number;
  /** First place in `truthsByCell`, and number of objects. */
  readonly truthStart: Uint32Array<ArrayBuffer>;
  readonly truthCount: Uint32Array<ArrayBuffer>;
  /** First place in `detectionsByCell`, and number of detections. */
  readonly detectionStart: Uint32Array<ArrayBuffer>;
  readonly detectionCount: Uint32Array<ArrayBuffer>;
}

export interface Tables {
  readonly iouType: IouType;
  /** By ascending id. */
  readonly categories: readonly CocoCategory[];
  /** In the order given. */
  readonly truths: TruthColumns;
  readonly detections: Columns & { readonly score: Float64Array<ArrayBuffer> };
  readonly cells: CellColumns;
  /** First cell of each class; one entry more, the end. */
  readonly cellStart: Uint32Array<ArrayBuffer>;
  /** Objects by class, image and place in the file. */
  readonly truthsByCell: Uint32Array<ArrayBuffer>;
  /** Detections by class, image and score. */
  readonly detectionsByCell: Uint32Array<ArrayBuffer>;
  /** Detections by class and score; ties by image, then as in the file. */
  readonly detectionsByScore: Uint32Array<ArrayBuffer>;
  /** First place in `detectionsByScore` of each class; one entry more, the end. */
  readonly byScoreStart: Uint32Array<ArrayBuffer>;
  /** The cell of each detection, or noCell. */
  readonly cellOf: Uint32Array<ArrayBuffer>;
  /** The place of each detection in its cell, best first, from 0. */
  readonly rankOf: Uint32Array<ArrayBuffer>;
}

/** Throws RangeError for the first value that cannot be evaluated. */
export function tablesOf(
  dataset: CocoDataset,
  results: readonly CocoDetection[],
  iouType: IouType,
): Tables {
  const known = knownOf(dataset);
  const truths = readTruths(dataset.annotations, known, iouType);
  const detections = readDetections(results, known, iouType);
  const classCount = known.categories.length;
  const byImage = (order: Uint32Array, { image }: Columns) =>
    orderBy(order, image, known.imageCount);
  const byClass = (order: Uint32Array, { category }: Columns) =>
    orderBy(order, category, classCount);

  const truthsByCell = byClass(byImage(truths.kept, truths), truths);
  // Equal scores: by image, then as in the file. Sorting by score keeps that order.
  const inImages = byImage(detections.kept, detections);
  const scored = descendingOrder(detections.score, inImages);
  const detectionsByScore = byClass(scored, detections);
  const detectionsByCell = byClass(byImage(scored, detections), detections);
  return {
    iouType,
    categories: known.categories,
    truths,
    detections,
    truthsByCell,
    detectionsByCell,
    detectionsByScore,
    byScoreStart: startsOf(detections.category, detectionsByScore, classCount),
    ...cellsOf(truths, truthsByCell, detections, detectionsByCell, classCount),
  };
}

/** Both sides are ordered by class and image: one walk over the two finds the cells. */
function cellsOf(
  truths: Columns,
  truthsByCell: Uint32Array,
  detections: Columns,
  detectionsByCell: Uint32Array,
  classCount: number,
): Pick<Tables, 'cells' | 'cellStart' | 'cellOf' | 'rankOf'> {
  const most = truthsByCell.length + detectionsByCell.length;
  const cells = {
    truthStart: new Uint32Array(most),
    truthCount: new Uint32Array(most),
    detectionStart: new Uint32Array(most),
    detectionCount: new Uint32Array(most),
  };
  const cellStart = new Uint32Array(classCount + 1);
  const cellOf = new Uint32Array(detections.category.length).fill(noCell);
  const rankOf = new Uint32Array(detections.category.length);
  let [t, d, count] = [0, 0, 0];
  for (let k = 0; k < classCount; k++) {
    cellStart[k] = count;
    for (;;) {
      const truthImage = imageAt(truths, truthsByCell[t], k);
      const detectionImage = imageAt(detections, detectionsByCell[d], k);
      const image = Math.min(truthImage, detectionImage);
      if (image === Infinity) break;
      cells.truthStart[count] = t;
      cells.detectionStart[count] = d;
      while (imageAt(truths, truthsByCell[t], k) === image) t++;
      for (let rank = 0; imageAt(detections, detectionsByCell[d], k) === image; rank++) {
        const detection = detectionsByCell[d++] ?? 0;
        cellOf[detection] = count;
        rankOf[detection] = rank;
      }
      cells.truthCount[count] = t - (cells.truthStart[count] ?? 0);
      cells.detectionCount[count] = d - (cells.detectionStart[count] ?? 0);
      count++;
    }
  }
  cellStart[classCount] = count;
  return {
    cells: {
      count,
      truthStart: cells.truthStart.slice(0, count),
      truthCount: cells.truthCount.slice(0, count),
      detectionStart: cells.detectionStart.slice(0, count),
      detectionCount: cells.detectionCount.slice(0, count),
    },
    cellStart,
    cellOf,
    rankOf,
  };
}

/** The image of an entry of class `k`, Infinity for another class or none. */
function imageAt({ category, image }: Columns, index: number | undefined, k: number): number {
  return index !== undefined && category[index] === k ? (image[index] ?? 0) : Infinity;
}
