/**
 * Why each detection is a true positive, a false positive or ignored, at each threshold and in each range of
 * sizes: the matching's own record, kept in typed arrays and read one entry at a time. Plain data, so that it
 * can leave a worker.
 */
import type { Matches } from './match';
import type { AreaName, CocoRules } from './rules';
import { noCell, type Tables } from './tables';
import { traceRules, verdictByRule, type TraceRule, type Verdict } from './trace-rules';

/** Detections and objects are named by their index in the lists that were evaluated. */
export interface CocoTrace extends Matches {
  readonly iouThresholds: readonly number[];
  readonly areas: readonly AreaName[];
  readonly cellOf: Uint32Array<ArrayBuffer>;
  readonly rankOf: Uint32Array<ArrayBuffer>;
  readonly truthStart: Uint32Array<ArrayBuffer>;
  readonly truthCount: Uint32Array<ArrayBuffer>;
  readonly truthsByCell: Uint32Array<ArrayBuffer>;
  readonly detectionStart: Uint32Array<ArrayBuffer>;
  readonly detectionsByCell: Uint32Array<ArrayBuffer>;
}

export interface TraceEntry {
  readonly rule: TraceRule;
  /** undefined: not judged. */
  readonly verdict: Verdict | undefined;
  /** Place among the detections of its class and image, best score first, from 0. */
  readonly rank: number;
  /**
   * Index of the object that the rule is about: the one it matched, or else the one of its class that it
   * overlaps most; undefined where it overlaps none.
   */
  readonly truth: number | undefined;
  /** Overlap with that object, 0..1; 0 without one. */
  readonly iou: number;
  /** Index of the detection that took the object before, for `duplicate`. */
  readonly takenBy: number | undefined;
}

export function traceFrom(tables: Tables, matches: Matches, rules: CocoRules): CocoTrace {
  const { cells, cellOf, rankOf, truthsByCell, detectionsByCell } = tables;
  return {
    ...matches,
    iouThresholds: rules.iouThresholds,
    areas: rules.areas,
    cellOf,
    rankOf,
    truthStart: cells.truthStart,
    truthCount: cells.truthCount,
    truthsByCell,
    detectionStart: cells.detectionStart,
    detectionsByCell,
  };
}

/**
 * What became of detection `detection` at the IoU threshold of index `threshold`. Throws RangeError for a
 * detection, threshold or range of sizes that was not evaluated.
 */
export function traceEntry(
  trace: CocoTrace,
  detection: number,
  threshold: number,
  area: AreaName = 'all',
): TraceEntry {
  const { iouThresholds, areas, cellOf, rankOf, rowOf, taken, outside } = trace;
  const a = areas.indexOf(area);
  const cell = cellOf[detection];
  if (cell === undefined || a < 0 || iouThresholds[threshold] === undefined) {
    throw new RangeError(
      `The trace has detections 0 to ${cellOf.length - 1}, thresholds 0 to ${iouThresholds.length - 1} and the areas ${areas.join(', ')}; got ${detection}, ${threshold}, ${area}.`,
    );
  }
  const rank = rankOf[detection] ?? 0;
  const entry = (rule: TraceRule, truth: number | undefined, iou: number, takenBy?: number) => ({
    rule,
    verdict: verdictByRule[rule],
    rank,
    truth,
    iou,
    takenBy,
  });
  if (cell === noCell) return entry('unknown-class', undefined, 0);
  if (rank >= trace.mostPerCell) return entry('beyond-max-detections', undefined, 0);
  const best = mostOverlapped(trace, cell, rank);
  const row = rowOf[detection] ?? -1;
  if (row < 0) {
    const isOutside = (((outside[detection] ?? 0) >> a) & 1) === 1;
    const hasObjects = (trace.truthCount[cell] ?? 0) > 0;
    const rule = hasObjects ? 'below-threshold' : 'no-object-of-class';
    return entry(isOutside ? 'own-area-outside' : rule, best.truth, best.iou);
  }
  const at = (row * areas.length + a) * iouThresholds.length + threshold;
  const rule = traceRules[trace.rules[at] ?? 0] ?? 'matched';
  const truth = taken[at] ?? -1;
  if (truth >= 0) return entry(rule, truth, overlapWith(trace, cell, rank, truth));
  if (rule !== 'duplicate') return entry(rule, best.truth, best.iou);
  const takenBy = takerOf(trace, cell, rank, best.truth, a, threshold);
  return entry(rule, best.truth, best.iou, takenBy);
}

/** The verdict alone; undefined where the detection is not judged. */
export function verdictAt(
  trace: CocoTrace,
  detection: number,
  threshold: number,
  area: AreaName = 'all',
): Verdict | undefined {
  return traceEntry(trace, detection, threshold, area).verdict;
}

/** Of equal overlaps the later object, as in matching. */
function mostOverlapped(
  trace: CocoTrace,
  cell: number,
  rank: number,
): { readonly truth: number | undefined; readonly iou: number } {
  const count = trace.truthCount[cell] ?? 0;
  const first = (trace.iouStart[cell] ?? 0) + rank * count;
  let best = -1;
  let highest = 0;
  for (let g = 0; g < count; g++) {
    const overlap = trace.iou[first + g] ?? 0;
    if (overlap === 0 || overlap < highest) continue;
    highest = overlap;
    best = g;
  }
  const truth = best < 0 ? undefined : trace.truthsByCell[(trace.truthStart[cell] ?? 0) + best];
  return { truth, iou: highest };
}

function overlapWith(trace: CocoTrace, cell: number, rank: number, truth: number): number {
  const count = trace.truthCount[cell] ?? 0;
  const start = trace.truthStart[cell] ?? 0;
  const g = trace.truthsByCell.indexOf(truth, start) - start;
  return trace.iou[(trace.iouStart[cell] ?? 0) + rank * count + g] ?? 0;
}

function takerOf(
  trace: CocoTrace,
  cell: number,
  rank: number,
  truth: number | undefined,
  area: number,
  threshold: number,
): number | undefined {
  const start = trace.detectionStart[cell] ?? 0;
  for (let r = 0; r < rank; r++) {
    const other = trace.detectionsByCell[start + r];
    const row = other === undefined ? -1 : (trace.rowOf[other] ?? -1);
    const at = (row * trace.areas.length + area) * trace.iouThresholds.length + threshold;
    if (row >= 0 && trace.taken[at] === truth) return other;
  }
  return undefined;
}
