/**
 * Where a network sees anything at all: the best score that any class (and any default box) reaches in each cell of
 * each grid, before thresholds and suppression. Not an attention map and no gradient: just the scores themselves.
 */
import type { Head, RawOutputs } from '../head';
import type { HeatLevel } from '../types';
import { readHead } from './decode';
import { sigmoid } from './decode/outputs';
import type { HeadReader, ScoreTable } from './decode/reader';
import type { GridLevel } from './grid';
import { boxInFrame, type Geometry } from './letterbox';

/** One level per grid, finest first; none where the head does not lie on known grids. */
export function heat(head: Head, outputs: RawOutputs, geometry: Geometry): HeatLevel[] {
  const { sidePx } = geometry;
  const reader = readHead(head, outputs, sidePx);
  const { scores, levels = [] } = reader;
  if (scores.kind !== 'table') return [];
  const best = bestScores(reader, scores);
  const coversXyxy = boxInFrame([0, 0, sidePx, sidePx], geometry);
  return levels.map((level) => ({
    stridePx: level.stridePx,
    columns: level.columns,
    rows: level.rows,
    scores: bestOfCells(best, level),
    coversXyxy,
  }));
}

/** Per origin. The sigmoid rises, so the best logit is the best score: one exp() per origin. */
function bestScores({ origins, classes }: HeadReader, table: ScoreTable): Float32Array {
  const { values, first, originStep, classStep, isLogit, objectness } = table;
  const best = new Float32Array(origins);
  for (let origin = 0; origin < origins; origin++) {
    const row = origin * originStep;
    let highest = -Infinity;
    for (let c = 0; c < classes; c++) {
      const value = values[first + row + c * classStep] ?? 0;
      if (value > highest) highest = value;
    }
    const score = isLogit ? sigmoid(highest) : highest;
    const factor = objectness === undefined ? 1 : (values[objectness + row] ?? 0);
    best[origin] = Math.min(1, Math.max(0, score * factor));
  }
  return best;
}

function bestOfCells(best: Float32Array, level: GridLevel): Float32Array {
  const { columns, rows, perCell, isShapeMajor, first } = level;
  const cells = columns * rows;
  return Float32Array.from({ length: cells }, (_, cell) => {
    let highest = 0;
    for (let shape = 0; shape < perCell; shape++) {
      const origin = first + (isShapeMajor ? shape * cells + cell : cell * perCell + shape);
      highest = Math.max(highest, best[origin] ?? 0);
    }
    return highest;
  });
}
