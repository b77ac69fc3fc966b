/**
 * What every head is once its layout is known: a table of scores (origins by classes), and a way from an origin to
 * its box. Decoding, the heat map and the trace read all heads through this.
 */
import type { GridLevel } from '../grid';
import { sigmoid } from './outputs';

/**
 * Where scores lie in an output: origin o and class c at `first + o * originStep + c * classStep`.
 * With objectness, the score is the product (YOLOv1, Redmon et al. 2016: P(class | object) P(object)).
 */
export interface ScoreTable {
  readonly kind: 'table';
  readonly values: Float32Array;
  readonly first: number;
  readonly originStep: number;
  readonly classStep: number;
  /** Values are logits: the score is their sigmoid. Otherwise they are probabilities. */
  readonly isLogit: boolean;
  /** Position of origin 0's objectness in `values`; same step. */
  readonly objectness?: number;
}

/** One score and one class per origin (end-to-end heads). */
export interface ScoreList {
  readonly kind: 'list';
  readonly values: Float32Array;
  /** Positions for origin 0. */
  readonly score: number;
  readonly classIndex: number;
  readonly originStep: number;
}

export interface HeadReader {
  readonly origins: number;
  /** 0 for a list, which does not tell. */
  readonly classes: number;
  readonly scores: ScoreTable | ScoreList;
  /** Writes x1, y1, x2, y2 in pixels of the input. */
  boxOf(origin: number, into: Float64Array): void;
  /** Absent where the head does not lie on known grids. */
  readonly levels?: readonly GridLevel[];
}

/** The score of one class of one origin, 0..1. */
export function scoreAt(table: ScoreTable, origin: number, classIndex: number): number {
  const row = origin * table.originStep;
  const value = table.values[table.first + row + classIndex * table.classStep] ?? 0;
  const probability = table.isLogit ? sigmoid(value) : value;
  return table.objectness === undefined
    ? probability
    : probability * (table.values[table.objectness + row] ?? 0);
}
