/**
 * The confusion matrix of a detector: which class is taken for which, with a row for what was detected where nothing
 * is, and a column for what was not detected. Rows are true classes, columns predicted ones.
 *
 * Detections are matched to objects of their own class first, best scores first, as for AP; what is left on both sides
 * is then matched across classes, largest IoU first. So the diagonal is the number of hits of AP, and a right detection
 * never loses its object to a wrong one that lies closer. (Many programs match by IoU alone; their diagonal is smaller.)
 * Every object is in its row once, every detection in its column once, except those that only met a crowd or a
 * difficult object: they are counted apart.
 *
 * Unlike AP it needs a score threshold, and says nothing about the order of scores.
 */
import type { CocoDataset } from './coco-format';
import type { CocoResult } from './coco/types';
import { expectProtocol, protocols, type Protocol } from './protocol';
import { falsePositive, ignored, matchClasses, truePositive } from './protocol-match';
import { overlapsOf, prepare, type Cell, type Prepared } from './protocol-prepare';

export interface ConfusionEntry {
  /** Places in `counts`. */
  readonly row: number;
  readonly column: number;
  /** Place of the detection; -1 where an object was not detected. */
  readonly detection: number;
  /** Place of the annotation; -1 where nothing is. */
  readonly annotation: number;
  /** Of the two; 0 where one is missing. */
  readonly iou: number;
}

export interface ConfusionMatrix {
  /** By ascending id; rows and columns of `counts` in this order, the background last. */
  readonly categories: readonly { readonly id: number; readonly name: string }[];
  /** counts[true class][predicted class]; the last of both is the background. */
  readonly counts: readonly (readonly number[])[];
  /** What was counted, for looking at it. */
  readonly entries: readonly ConfusionEntry[];
  /** Detections that only met a crowd or a difficult object. */
  readonly ignoredDetections: number;
}

/** Throws RangeError for a threshold outside (0, 1] and for detections that cannot be used. */
export function confusionMatrix(
  dataset: CocoDataset,
  detections: readonly CocoResult[],
  { iouThreshold = 0.5, minScore = 0.5 } = {},
): ConfusionMatrix {
  const protocol: Protocol = {
    ...protocols['coco-ap50'].protocol,
    iouThresholds: [iouThreshold],
    minScore,
    maxDetections: Infinity,
    difficult: 'ignored',
  };
  expectProtocol(protocol);
  const prepared = prepare(dataset, detections);
  const categories = prepared.separate.map(({ categoryId, name }) => ({
    id: categoryId ?? -1,
    name,
  }));
  const background = categories.length;
  const entries: ConfusionEntry[] = [];
  let ignoredDetections = 0;
  const wrong = new Set<number>();
  const missed = new Set<number>();
  matchClasses(prepared, protocol).forEach(({ judged, matchings: [matching] }, k) => {
    if (!matching) return;
    judged.forEach((detection, slot) => {
      const verdict = matching.verdict[slot];
      const annotation = matching.annotation[slot] ?? -1;
      const iou = matching.iou[slot] ?? 0;
      if (verdict === falsePositive) wrong.add(detection);
      if (verdict === ignored) ignoredDetections++;
      if (verdict === truePositive) entries.push({ row: k, column: k, detection, annotation, iou });
    });
    matching.missed.forEach((annotation) => missed.add(annotation));
  });

  const classOf = new Map(categories.map(({ id }, k) => [id, k]));
  const rowOf = (annotation: number): number =>
    classOf.get(prepared.annotations[annotation]?.category_id ?? NaN) ?? background;
  const columnOf = (detection: number): number =>
    classOf.get(detections[detection]?.category_id ?? NaN) ?? background;
  for (const cell of prepared.pooled[0]?.cells ?? []) {
    for (const pair of leftoverPairs(prepared, cell, protocol, wrong, missed)) {
      const { detection, annotation } = pair;
      // Pairs come by falling IoU; each side is used once.
      if (!wrong.has(detection) || !missed.has(annotation)) continue;
      wrong.delete(detection);
      missed.delete(annotation);
      entries.push({ row: rowOf(annotation), column: columnOf(detection), ...pair });
    }
  }
  for (const detection of wrong) {
    const column = columnOf(detection);
    entries.push({ row: background, column, detection, annotation: -1, iou: 0 });
  }
  for (const annotation of missed) {
    entries.push({ row: rowOf(annotation), column: background, detection: -1, annotation, iou: 0 });
  }
  const counts = Array.from({ length: background + 1 }, () =>
    new Array<number>(background + 1).fill(0),
  );
  for (const { row, column } of entries) {
    const line = counts[row];
    if (line) line[column] = (line[column] ?? 0) + 1;
  }
  return { categories, counts, entries, ignoredDetections };
}

/** Wrong detections and missed objects of one image that overlap enough, by falling IoU, ties by score and file. */
function leftoverPairs(
  prepared: Prepared,
  cell: Cell,
  protocol: Protocol,
  wrong: ReadonlySet<number>,
  missed: ReadonlySet<number>,
): readonly Pick<ConfusionEntry, 'detection' | 'annotation' | 'iou'>[] {
  const { found, truths } = cell;
  const threshold = protocol.iouThresholds[0] ?? 1;
  const overlaps = overlapsOf(prepared, cell, protocol);
  const pairs: Pick<ConfusionEntry, 'detection' | 'annotation' | 'iou'>[] = [];
  found.forEach((detection, d) => {
    if (!wrong.has(detection)) return;
    truths.forEach((annotation, t) => {
      const iou = overlaps[d * truths.length + t] ?? 0;
      if (missed.has(annotation) && iou >= threshold) pairs.push({ detection, annotation, iou });
    });
  });
  return pairs.sort((a, b) => b.iou - a.iou);
}
