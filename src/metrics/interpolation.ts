/**
 * From a precision-recall curve to one number. All common rules first take the envelope, the best precision still
 * reached at a recall or beyond, and differ in where they sample it: 11 levels of recall (PASCAL VOC to 2009), the
 * exact area (VOC from 2010), 101 levels (COCO), or 101 levels joined by straight lines (Ultralytics).
 *
 * The curve is given by its hits alone, the detections that raise the recall: between two hits precision only
 * falls, so the envelope at every level is attained at a hit.
 */

/**
 * `11-point-arange` and `101-point` take k * 0.1 and k * 0.01 for the levels, as numpy's arange and linspace give
 * them: 0.30000000000000004 or 0.7000000000000001 are missed by a recall of exactly 3/10 or 7/10.
 */
export type Interpolation =
  '11-point' | '11-point-arange' | 'all-point' | '101-point' | '101-point-exact' | '101-trapezoid';

export const interpolations: readonly Interpolation[] = [
  '11-point',
  '11-point-arange',
  'all-point',
  '101-point',
  '101-point-exact',
  '101-trapezoid',
];

const linspace101 = Float64Array.from({ length: 101 }, (_, k) => (k === 100 ? 1 : k * 0.01));
const levelsOf: Readonly<Record<Exclude<Interpolation, 'all-point'>, Float64Array>> = {
  '11-point': Float64Array.from({ length: 11 }, (_, k) => k / 10),
  '11-point-arange': Float64Array.from({ length: 11 }, (_, k) => k * 0.1),
  '101-point': linspace101,
  '101-point-exact': Float64Array.from({ length: 101 }, (_, k) => k / 100),
  '101-trapezoid': linspace101,
};

/** Recall and precision after each hit, by falling score; only the first `count` entries are read. */
export interface Hits {
  readonly recall: Float64Array;
  readonly precision: Float64Array;
  readonly count: number;
  /** Precision after the last detection of all, hit or not; only the trapezoid looks at it. */
  readonly finalPrecision: number;
}

/** AP, 0..1. Overwrites `precision` with its envelope. */
export function areaUnder(interpolation: Interpolation, hits: Hits): number {
  const { recall, precision, count } = hits;
  toEnvelope(precision, count);
  if (interpolation === 'all-point') {
    let area = 0;
    let reached = 0;
    for (let i = 0; i < count; i++) {
      const at = recall[i] ?? 0;
      area += (at - reached) * (precision[i] ?? 0);
      reached = at;
    }
    return area;
  }
  if (interpolation === '101-trapezoid') return trapezoid(hits);
  const levels = levelsOf[interpolation];
  let sum = 0;
  let at = 0;
  for (let k = 0; k < levels.length; k++) {
    const level = levels[k] ?? 0;
    while (at < count && (recall[at] ?? 0) < level) at++;
    if (at === count) break;
    sum += precision[at] ?? 0;
  }
  return sum / levels.length;
}

/** The corners of what is averaged, for drawing: levels with their precision, or the steps of the exact area. */
export function interpolatedPoints(
  interpolation: Interpolation,
  hits: Hits,
): readonly { readonly recall: number; readonly precision: number }[] {
  const precision = hits.precision.slice(0, hits.count);
  toEnvelope(precision, hits.count);
  const envelope = { ...hits, precision };
  if (interpolation === 'all-point') {
    return Array.from(precision, (value, i) => ({ recall: hits.recall[i] ?? 0, precision: value }));
  }
  if (interpolation === '101-trapezoid') {
    const values = hits.count === 0 ? linspace101.map(() => 0) : lineValues(envelope);
    return Array.from(values, (value, k) => ({ recall: linspace101[k] ?? 0, precision: value }));
  }
  return Array.from(levelsOf[interpolation], (level) => ({
    recall: level,
    precision: stepAt(envelope, level),
  }));
}

function toEnvelope(precision: Float64Array, count: number): void {
  for (let i = count - 2; i >= 0; i--) {
    const next = precision[i + 1] ?? 0;
    if (next > (precision[i] ?? 0)) precision[i] = next;
  }
}

function stepAt({ recall, precision, count }: Hits, level: number): number {
  for (let i = 0; i < count; i++) if ((recall[i] ?? 0) >= level) return precision[i] ?? 0;
  return 0;
}

/**
 * Ultralytics appends the point (recall 1, precision 0) and joins it to the end of the curve by a straight line, so a
 * detector that stops at a recall of 0.5 is paid for half of what it never found. With a line in place of a
 * step, a level equal to a recall takes the value that follows it. `next` is the first hit beyond the level.
 */
function lineAt({ recall, precision, count, finalPrecision }: Hits, level: number, next: number) {
  if (next < count) return precision[next] ?? 0;
  const last = recall[count - 1] ?? 0;
  return last >= 1 ? 0 : (finalPrecision * (1 - level)) / (1 - last);
}

function trapezoid(hits: Hits): number {
  if (hits.count === 0) return 0;
  const values = lineValues(hits);
  let area = 0;
  for (let k = 1; k < values.length; k++) {
    const width = (linspace101[k] ?? 0) - (linspace101[k - 1] ?? 0);
    area += width * 0.5 * ((values[k] ?? 0) + (values[k - 1] ?? 0));
  }
  return area;
}

function lineValues(hits: Hits): Float64Array {
  let next = 0;
  return linspace101.map((level) => {
    while (next < hits.count && (hits.recall[next] ?? 0) <= level) next++;
    return lineAt(hits, level, next);
  });
}
