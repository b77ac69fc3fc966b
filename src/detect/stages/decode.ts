/**
 * From a network's outputs to candidates: every pair of box and class whose score reaches the threshold, best
 * first. What the numbers of each head mean stands in `decode/`.
 *
 * A box that is sure of two classes gives two rows, as in Ultralytics' `multi_label`; coco-ssd and others
 * keep only the best class.
 */
import type { Head, RawOutputs } from '../head';
import { DetectError, type Candidates } from '../types';
import { readDflGrid } from './decode/dfl-grid';
import { readDecoded, readEndToEnd, readYoloV5, readYoloV8 } from './decode/pixel-heads';
import type { HeadReader, ScoreList, ScoreTable } from './decode/reader';
import { Rows } from './decode/rows';
import { readSsd } from './decode/ssd';
import { sigmoid } from './decode/outputs';
import { readYolox } from './decode/yolox';

export interface DecodeOptions {
  /** Side of the square network input in pixels. */
  readonly sidePx: number;
  /** Rows with a lower score are dropped. 0..1, compared in float32 like the scores. */
  readonly scoreThreshold: number;
  /** How many classes the labels name; a head with another number is refused. */
  readonly classCount?: number;
}

/** Boxes in pixels of the input, not clipped. Throws DetectError 'wrong-shape', 'not-finite', 'bad-option'. */
export function decode(head: Head, outputs: RawOutputs, options: DecodeOptions): Candidates {
  const { sidePx, scoreThreshold, classCount } = options;
  if (!(scoreThreshold >= 0 && scoreThreshold <= 1)) {
    throw new DetectError(
      'bad-option',
      `The score threshold must lie in 0..1, got ${scoreThreshold}.`,
    );
  }
  const reader = readHead(head, outputs, sidePx);
  if (classCount !== undefined && reader.classes !== 0 && reader.classes !== classCount) {
    throw new DetectError(
      'wrong-shape',
      `The model tells ${reader.classes} classes apart, but ${classCount} are named. Give one name per class, or check the mapping of the head.`,
    );
  }
  const threshold = Math.fround(scoreThreshold);
  const rows = new Rows();
  if (reader.scores.kind === 'table') collectTable(reader, reader.scores, threshold, rows);
  else collectList(reader, reader.scores, threshold, classCount, rows);
  return rows.sorted();
}

/** Knows the layout of every head. Throws DetectError 'wrong-shape' or 'not-finite'. */
export function readHead(head: Head, outputs: RawOutputs, sidePx: number): HeadReader {
  switch (head.kind) {
    case 'dfl-grid':
      return readDflGrid(head, outputs, sidePx);
    case 'ssd':
      return readSsd(head, outputs, sidePx);
    case 'yolox':
      return readYolox(head, outputs, sidePx);
    case 'yolov5':
      return readYoloV5(head, outputs, sidePx);
    case 'yolov8':
      return readYoloV8(head, outputs, sidePx);
    case 'end-to-end':
      return readEndToEnd(head, outputs);
    case 'decoded':
      return readDecoded(head, outputs, sidePx);
  }
}

/** The head's boxes have been suppressed by its graph: a second suppression would only lose some. */
export function isSuppressed(head: Head): boolean {
  return head.kind === 'end-to-end';
}

/**
 * Most cells are empty, so that the threshold is asked of the bare value (a logit, or a probability that objectness
 * can only lower) before anything is computed from it; a box is decoded once, and only where a class passes.
 */
function collectTable(reader: HeadReader, table: ScoreTable, threshold: number, rows: Rows): void {
  const { values, first, originStep, classStep, isLogit, objectness } = table;
  const { origins, classes } = reader;
  const slack = 1e-5; // the bare value only sorts out: the score itself decides below
  const least = (isLogit ? logit(threshold) : threshold) - slack;
  const box = new Float64Array(4);
  for (let origin = 0; origin < origins; origin++) {
    const start = first + origin * originStep;
    const factor = objectness === undefined ? 1 : (values[objectness + origin * originStep] ?? 0);
    if (factor < threshold) continue;
    let hasBox = false;
    for (let c = 0; c < classes; c++) {
      const value = values[start + c * classStep] ?? 0;
      if (value < least) continue;
      const score = Math.fround((isLogit ? sigmoid(value) : value) * factor);
      if (score < threshold) continue;
      if (!hasBox) reader.boxOf(origin, box);
      hasBox = true;
      rows.push(box, expectProbability(score), c, origin);
    }
  }
}

function collectList(
  reader: HeadReader,
  list: ScoreList,
  threshold: number,
  classCount: number | undefined,
  rows: Rows,
): void {
  const box = new Float64Array(4);
  for (let origin = 0; origin < reader.origins; origin++) {
    const at = origin * list.originStep;
    const score = list.values[at + list.score] ?? 0;
    if (score < threshold) continue;
    const classIndex = list.values[at + list.classIndex] ?? 0;
    if (!Number.isInteger(classIndex) || classIndex < 0 || classIndex >= (classCount ?? 65536)) {
      throw new DetectError(
        'wrong-shape',
        `Row ${origin} names class ${classIndex}, expected a whole number in 0..${(classCount ?? 65536) - 1}. Check the mapping of the head and the names of the classes.`,
      );
    }
    reader.boxOf(origin, box);
    rows.push(box, expectProbability(score), classIndex, origin);
  }
}

/** Rounding may carry a probability a little above 1; more than that is no probability. */
function expectProbability(score: number): number {
  if (score <= 1) return Math.abs(score); // −0 is 0
  if (score <= 1.001) return 1;
  throw new DetectError(
    'wrong-shape',
    `A score of ${score} is no probability in 0..1. The head holds something else there: choose another mapping.`,
  );
}

function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}
