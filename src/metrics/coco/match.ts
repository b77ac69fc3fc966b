/**
 * COCO's matching: within one class of one image, best score first, each detection takes the object that it
 * overlaps most among those still free, if by enough (evaluateImg in cocoeval.py). Greedy, not optimal.
 *
 * Overlaps are computed once and serve every threshold and every range of sizes. Most detections overlap
 * nothing by even the lowest threshold: they get no row of verdicts, their range of sizes tells all.
 */
import { iouAt } from './box-iou';
import { areaRanges, type CocoRules } from './rules';
import { ruleCodes } from './trace-rules';
import type { Tables } from './tables';

export interface Matches {
  /** Detections of a cell that are looked at. */
  readonly mostPerCell: number;
  /** Per detection a bit for each range of sizes that its own area lies outside of. */
  readonly outside: Uint8Array<ArrayBuffer>;
  /** First place in `iou` of each cell. */
  readonly iouStart: Float64Array<ArrayBuffer>;
  /** Of each judged detection of a cell, by rank, with each object of the cell, in the file's order. */
  readonly iou: Float64Array<ArrayBuffer>;
  /** The row of each detection; -1: it reaches the lowest threshold with no object. */
  readonly rowOf: Int32Array<ArrayBuffer>;
  /** Per row, range of sizes and IoU threshold: the code of the rule that decided. */
  readonly rules: Uint8Array<ArrayBuffer>;
  /** In the same places: index of the object taken, or -1. */
  readonly taken: Int32Array<ArrayBuffer>;
}

/** Computes the overlaps, then yields after each class that is matched. */
export function* match(tables: Tables, rules: CocoRules): Generator<number, Matches> {
  const { cells, cellStart, categories } = tables;
  const matches = overlapsOf(tables, rules);
  const matcher = matcherOf(tables, rules, matches);
  for (let k = 0; k < categories.length; k++) {
    const end = cellStart[k + 1] ?? cells.count;
    for (let cell = cellStart[k] ?? 0; cell < end; cell++) matcher(cell);
    yield k + 1;
  }
  return matches;
}

/** An overlap of exactly 1 must reach a threshold of 1 although it may have been rounded. */
function reaching(threshold: number): number {
  return Math.min(threshold, 1 - 1e-10);
}

function overlapsOf(tables: Tables, { iouThresholds, areas, maxDetections }: CocoRules): Matches {
  const { cells, truths, detections, truthsByCell, detectionsByCell } = tables;
  const mostPerCell = maxDetections.at(-1) ?? 0;
  const lowest = reaching(iouThresholds[0] ?? 1);
  const iouStart = new Float64Array(cells.count + 1);
  for (let cell = 0; cell < cells.count; cell++) {
    const judged = Math.min(mostPerCell, cells.detectionCount[cell] ?? 0);
    iouStart[cell + 1] = (iouStart[cell] ?? 0) + judged * (cells.truthCount[cell] ?? 0);
  }
  const iou = new Float64Array(iouStart[cells.count] ?? 0);
  const rowOf = new Int32Array(detections.score.length).fill(-1);
  let rows = 0;
  let at = 0;
  for (let cell = 0; cell < cells.count; cell++) {
    const truthCount = cells.truthCount[cell] ?? 0;
    if (truthCount === 0) continue;
    const truthStart = cells.truthStart[cell] ?? 0;
    const start = cells.detectionStart[cell] ?? 0;
    const judged = Math.min(mostPerCell, cells.detectionCount[cell] ?? 0);
    for (let r = 0; r < judged; r++) {
      const d = detectionsByCell[start + r] ?? 0;
      let best = -Infinity;
      for (let g = 0; g < truthCount; g++) {
        const truth = truthsByCell[truthStart + g] ?? 0;
        const isCrowd = truths.isCrowd[truth] === 1;
        const overlap =
          detections.masks && truths.masks
            ? detections.masks.iou(d, truths.masks, truth, isCrowd)
            : iouAt(detections.xywh, d, truths.xywh, truth, isCrowd);
        iou[at++] = overlap;
        if (overlap > best) best = overlap;
      }
      if (best >= lowest) rowOf[d] = rows++;
    }
  }
  const perRow = areas.length * iouThresholds.length;
  return {
    mostPerCell,
    outside: outsideOf(detections.areaPx, areas),
    iouStart,
    iou,
    rowOf,
    rules: new Uint8Array(rows * perRow),
    taken: new Int32Array(rows * perRow).fill(-1),
  };
}

function outsideOf(areaPx: Float64Array, areas: CocoRules['areas']): Uint8Array<ArrayBuffer> {
  const outside = new Uint8Array(areaPx.length);
  for (const [a, name] of areas.entries()) {
    const [low, high] = areaRanges[name];
    for (let i = 0; i < areaPx.length; i++) {
      const area = areaPx[i] ?? 0;
      if (area < low || area > high) outside[i] = (outside[i] ?? 0) | (1 << a);
    }
  }
  return outside;
}

/** Matches one cell at every threshold in every range of sizes; scratch memory is shared between calls. */
function matcherOf(tables: Tables, cocoRules: CocoRules, matches: Matches): (cell: number) => void {
  const { cells, truths, truthsByCell, detectionsByCell } = tables;
  const { rowOf, outside, iou, iouStart, rules, taken, mostPerCell } = matches;
  const thresholds = Float64Array.from(cocoRules.iouThresholds, reaching);
  const lowest = thresholds[0] ?? 1;
  const ranges = cocoRules.areas.map((name) => areaRanges[name]);
  let isTaken = new Uint8Array(0);
  let isIgnored = new Uint8Array(0);
  let candidates = new Uint32Array(0);

  return (cell) => {
    const truthCount = cells.truthCount[cell] ?? 0;
    if (truthCount === 0) return;
    const truthStart = cells.truthStart[cell] ?? 0;
    const start = cells.detectionStart[cell] ?? 0;
    const judged = Math.min(mostPerCell, cells.detectionCount[cell] ?? 0);
    let isReady = false;
    for (let r = 0; r < judged; r++) {
      const d = detectionsByCell[start + r] ?? 0;
      const row = rowOf[d] ?? -1;
      if (row < 0) continue;
      if (!isReady) prepare(truthStart, truthCount);
      isReady = true;
      const first = (iouStart[cell] ?? 0) + r * truthCount;
      let candidateCount = 0;
      let highest = -1;
      for (let g = 0; g < truthCount; g++) {
        const overlap = iou[first + g] ?? 0;
        if (overlap >= lowest) candidates[candidateCount++] = g;
        if (overlap > highest) highest = overlap;
      }
      let at = row * ranges.length * thresholds.length;
      for (let a = 0; a < ranges.length; a++) {
        const isOutside = ((outside[d] ?? 0) >> a) & 1;
        for (let t = 0; t < thresholds.length; t++, at++) {
          const threshold = thresholds[t] ?? 1;
          const takenAt = (a * thresholds.length + t) * truthCount;
          // An object that counts comes before one that does not, whatever the overlap.
          let counting = -1;
          let ignored = -1;
          let bestCounting = threshold;
          let bestIgnored = threshold;
          for (let c = 0; c < candidateCount && threshold <= highest; c++) {
            const g = candidates[c] ?? 0;
            const overlap = iou[first + g] ?? 0;
            // A crowd is never taken: it has room for any number. Of equal overlaps the later object wins.
            if (isTaken[takenAt + g] === 1) continue;
            if (isIgnored[a * truthCount + g] === 0) {
              if (overlap < bestCounting) continue;
              bestCounting = overlap;
              counting = g;
            } else if (overlap >= bestIgnored) {
              bestIgnored = overlap;
              ignored = g;
            }
          }
          const chosen = counting >= 0 ? counting : ignored;
          if (chosen < 0) {
            rules[at] =
              isOutside === 1
                ? ruleCodes['own-area-outside']
                : threshold <= highest
                  ? ruleCodes.duplicate
                  : ruleCodes['below-threshold'];
            continue;
          }
          const truth = truthsByCell[truthStart + chosen] ?? 0;
          const isCrowd = truths.isCrowd[truth] === 1;
          taken[at] = truth;
          if (!isCrowd) isTaken[takenAt + chosen] = 1;
          rules[at] =
            counting >= 0
              ? ruleCodes.matched
              : isCrowd
                ? ruleCodes['matched-crowd']
                : ruleCodes['matched-ignored-area'];
        }
      }
    }
  };

  function prepare(truthStart: number, truthCount: number): void {
    const needed = ranges.length * thresholds.length * truthCount;
    if (isTaken.length < needed) {
      isTaken = new Uint8Array(2 * needed);
      isIgnored = new Uint8Array(2 * ranges.length * truthCount);
      candidates = new Uint32Array(2 * truthCount);
    }
    isTaken.fill(0, 0, needed);
    for (let a = 0; a < ranges.length; a++) {
      const [low, high] = ranges[a] ?? [0, Infinity];
      for (let g = 0; g < truthCount; g++) {
        const truth = truthsByCell[truthStart + g] ?? 0;
        const area = truths.areaPx[truth] ?? 0;
        const isOut = truths.isCrowd[truth] === 1 || area < low || area > high;
        isIgnored[a * truthCount + g] = isOut ? 1 : 0;
      }
    }
  }
}
