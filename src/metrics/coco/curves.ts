/**
 * Precision over recall from matches (accumulate in cocoeval.py): all detections of a class by score, counting
 * hits and misses; at each of 101 levels of recall the best precision that is still reached there or later.
 *
 * Precision can only be highest right after a hit, so hits alone are looked at; and a detection that met no
 * object is a miss at every threshold, so such ones are counted once for all ten.
 */
import type { CocoCategory } from '../coco-format';
import { areaRanges, type AreaName, type CocoRules } from './rules';
import type { Matches } from './match';
import { ruleCodes, traceRules, verdictByRule } from './trace-rules';
import type { Tables } from './tables';

/**
 * All curves of one evaluation: pycocotools' `eval['precision']`, `['recall']` and `['scores']`, in an order
 * that keeps one curve together. Plain data, so that it can leave a worker; `curveOf` reads one curve.
 */
export interface CocoCurves {
  readonly iouThresholds: readonly number[];
  readonly recallLevels: readonly number[];
  readonly areas: readonly AreaName[];
  readonly maxDetections: readonly number[];
  readonly categoryIds: readonly number[];
  /** Per class its place in the arrays below; -1 for classes without objects, which have no curve. */
  readonly blockOf: Int32Array<ArrayBuffer>;
  /** [class][area][maxDetections][IoU threshold][recall level], 0..1. */
  readonly precision: Float64Array<ArrayBuffer>;
  /** In the same order: the score at which that recall is reached, 0 where it is not. */
  readonly scores: Float64Array<ArrayBuffer>;
  /** [class][area][maxDetections][IoU threshold]: what all detections together reach, 0..1. */
  readonly recall: Float64Array<ArrayBuffer>;
  /** [class][area]: objects that count, crowds excluded; 0: there is no curve. */
  readonly objects: Uint32Array<ArrayBuffer>;
}

/** Yields after each class. */
export function* accumulate(
  tables: Tables,
  matches: Matches,
  rules: CocoRules,
  recallLevels: readonly number[],
): Generator<number, CocoCurves> {
  const { iouThresholds, areas, maxDetections } = rules;
  const curves = emptyCurves(tables, rules, recallLevels);
  const fill = fillerOf(tables, matches, curves);
  for (let k = 0; k < tables.categories.length; k++) {
    const block = curves.blockOf[k] ?? -1;
    if (block >= 0) {
      for (let a = 0; a < areas.length; a++) {
        const objects = curves.objects[block * areas.length + a] ?? 0;
        if (objects === 0) continue;
        for (let m = 0; m < maxDetections.length; m++) {
          const first =
            ((block * areas.length + a) * maxDetections.length + m) * iouThresholds.length;
          fill(k, a, maxDetections[m] ?? 0, objects, first);
        }
      }
    }
    yield k + 1;
  }
  return curves;
}

function emptyCurves(tables: Tables, rules: CocoRules, levels: readonly number[]): CocoCurves {
  const { categories, cells, cellStart, truths, truthsByCell } = tables;
  const { iouThresholds, areas, maxDetections } = rules;
  const blockOf = new Int32Array(categories.length).fill(-1);
  const objects: number[] = [];
  const ranges = areas.map((name) => areaRanges[name]);
  let blocks = 0;
  for (let k = 0; k < categories.length; k++) {
    const counts = ranges.map(() => 0);
    for (let cell = cellStart[k] ?? 0; cell < (cellStart[k + 1] ?? 0); cell++) {
      const start = cells.truthStart[cell] ?? 0;
      for (let i = start; i < start + (cells.truthCount[cell] ?? 0); i++) {
        const truth = truthsByCell[i] ?? 0;
        if (truths.isCrowd[truth] === 1) continue;
        const area = truths.areaPx[truth] ?? 0;
        ranges.forEach(([low, high], a) => {
          if (area >= low && area <= high) counts[a] = (counts[a] ?? 0) + 1;
        });
      }
    }
    if (counts.every((count) => count === 0)) continue;
    blockOf[k] = blocks++;
    objects.push(...counts);
  }
  const curveCount = blocks * areas.length * maxDetections.length * iouThresholds.length;
  return {
    iouThresholds,
    recallLevels: levels,
    areas,
    maxDetections,
    categoryIds: categories.map(({ id }: CocoCategory) => id),
    blockOf,
    precision: new Float64Array(curveCount * levels.length),
    scores: new Float64Array(curveCount * levels.length),
    recall: new Float64Array(curveCount),
    objects: Uint32Array.from(objects),
  };
}

const hitCode = ruleCodes.matched;
const isMiss = Uint8Array.from(traceRules, (rule) =>
  verdictByRule[rule] === 'false-positive' ? 1 : 0,
);

/** Fills the curves of one class, range of sizes and number of detections, at every threshold. */
function fillerOf(tables: Tables, matches: Matches, curves: CocoCurves) {
  const { detectionsByScore, byScoreStart, rankOf, detections } = tables;
  const { rowOf, outside, rules } = matches;
  const thresholds = curves.iouThresholds.length;
  const levels = Float64Array.from(curves.recallLevels);
  const perRow = curves.areas.length * thresholds;
  const most = detectionsByScore.length;
  // Detections with a row, how many without one missed before them, and their scores.
  const rows = new Int32Array(most);
  const missesBefore = new Uint32Array(most);
  const rowScores = new Float64Array(most);
  // Per threshold: hits and misses so far, and precision and score at each hit. Every hit has an object of its own.
  const hits = new Uint32Array(thresholds);
  const rowMisses = new Uint32Array(thresholds);
  const mostObjects = curves.objects.reduce((a, b) => Math.max(a, b), 0);
  const precision = new Float64Array(thresholds * mostObjects);
  const hitScores = new Float64Array(thresholds * mostObjects);

  return (k: number, a: number, atMost: number, objects: number, firstCurve: number): void => {
    let rowCount = 0;
    let misses = 0;
    let bestScore = 0;
    let isFirst = true;
    for (let i = byScoreStart[k] ?? 0; i < (byScoreStart[k + 1] ?? 0); i++) {
      const d = detectionsByScore[i] ?? 0;
      if ((rankOf[d] ?? 0) >= atMost) continue;
      const score = detections.score[d] ?? 0;
      if (isFirst) bestScore = score;
      isFirst = false;
      const row = rowOf[d] ?? -1;
      if (row < 0) {
        misses += 1 - (((outside[d] ?? 0) >> a) & 1);
        continue;
      }
      rows[rowCount] = row;
      missesBefore[rowCount] = misses;
      rowScores[rowCount++] = score;
    }
    hits.fill(0);
    rowMisses.fill(0);
    for (let i = 0; i < rowCount; i++) {
      const row = (rows[i] ?? 0) * perRow + a * thresholds;
      const before = missesBefore[i] ?? 0;
      for (let t = 0; t < thresholds; t++) {
        const rule = rules[row + t] ?? 0;
        if (rule !== hitCode) {
          rowMisses[t] = (rowMisses[t] ?? 0) + (isMiss[rule] ?? 0);
          continue;
        }
        const hit = hits[t] ?? 0;
        const at = t * mostObjects + hit;
        hits[t] = hit + 1;
        hitScores[at] = rowScores[i] ?? 0;
        // The reference adds the spacing of 1 lest it divide by 0, and so do the last digits here.
        precision[at] = (hit + 1) / ((rowMisses[t] ?? 0) + before + hit + 1 + Number.EPSILON);
      }
    }
    for (let t = 0; t < thresholds; t++) {
      const hitCount = hits[t] ?? 0;
      const own = t * mostObjects;
      curves.recall[firstCurve + t] = hitCount / objects;
      for (let i = own + hitCount - 1; i > own; i--) {
        const later = precision[i] ?? 0;
        if (later > (precision[i - 1] ?? 0)) precision[i - 1] = later;
      }
      const first = (firstCurve + t) * levels.length;
      let at = 0;
      for (let level = 0; level < levels.length; level++) {
        const recall = levels[level] ?? 1;
        while (at < hitCount && (at + 1) / objects < recall) at++;
        if (at >= hitCount) break;
        curves.precision[first + level] = precision[own + at] ?? 0;
        curves.scores[first + level] = hitScores[own + at] ?? 0;
      }
      // A recall of 0 is reached by the very first detection, hit or not.
      if (!isFirst) curves.scores[first] = bestScore;
    }
  };
}

/** Which curve is meant. */
export interface CurveChoice {
  /** One of the data set's classes. */
  readonly categoryId: number;
  /** Index among the IoU thresholds. */
  readonly threshold: number;
  /** Default: all sizes. */
  readonly area?: AreaName;
  /** Detections per image and class; default: the most. */
  readonly maxDetections?: number;
}

export interface CocoCurve {
  /** Per recall level (0, 0.01 ... 1): the best precision there or later, 0..1; 0 where it is not reached. */
  readonly precision: Float64Array;
  /** Per recall level: the score at which it is reached; 0 where it is not. */
  readonly scores: Float64Array;
  /** What all detections together reach, 0..1. */
  readonly recall: number;
  /** Objects that count. */
  readonly objects: number;
}

/** undefined where the class has no object of the size asked for. Throws RangeError for an unknown choice. */
export function curveOf(curves: CocoCurves, choice: CurveChoice): CocoCurve | undefined {
  const { areas, maxDetections, iouThresholds, recallLevels, blockOf } = curves;
  const { area = 'all', threshold } = choice;
  const k = placeIn('categoryId', curves.categoryIds, choice.categoryId);
  const a = placeIn('area', areas, area);
  const m = placeIn('maxDetections', maxDetections, choice.maxDetections ?? maxDetections.at(-1));
  const t = placeIn('threshold', [...iouThresholds.keys()], threshold);
  const block = blockOf[k] ?? -1;
  const objects = block < 0 ? 0 : (curves.objects[block * areas.length + a] ?? 0);
  if (objects === 0) return undefined;
  const at = ((block * areas.length + a) * maxDetections.length + m) * iouThresholds.length + t;
  const [from, to] = [at * recallLevels.length, (at + 1) * recallLevels.length];
  return {
    precision: curves.precision.subarray(from, to),
    scores: curves.scores.subarray(from, to),
    recall: curves.recall[at] ?? 0,
    objects,
  };
}

function placeIn<T>(what: string, known: readonly T[], asked: T | undefined): number {
  const place = asked === undefined ? -1 : known.indexOf(asked);
  if (place >= 0) return place;
  throw new RangeError(`${what} must be one of ${known.join(', ')}; got ${String(asked)}.`);
}
