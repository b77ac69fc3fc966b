/**
 * How one row of the output became a box, as a computation to follow by hand: the same formulas as in `decode/`,
 * with this row's numbers put in. Heads that decode inside their graph only tell their result.
 */
import type { DflGridHead, Head, RawOutputs, SsdHead, YoloxHead } from '../head';
import type { BoxXyxy, OriginTrace, TraceStep } from '../types';
import { readHead } from './decode';
import { expectedBin } from './decode/dfl-grid';
import { expSize } from './decode/outputs';
import { scoreAt, type HeadReader, type ScoreTable } from './decode/reader';
import { defaultBoxes } from './default-boxes';
import { cellOf, cellXyxy, type Cell } from './grid';
import { boxInFrame, clipToFrame, type Geometry } from './letterbox';

/**
 * Traces row `origin` of the outputs. Steps are in pixels of the input, boxes in pixels of the frame; `boxXyxy` is
 * clipped like a detection. A head on no known grid has stride 0 and its box as its cell.
 * Throws DetectError as `decode` does, RangeError for an origin beyond the last row.
 */
export function trace(
  head: Head,
  outputs: RawOutputs,
  origin: number,
  geometry: Geometry,
): OriginTrace {
  const { sidePx } = geometry;
  const reader = readHead(head, outputs, sidePx);
  if (!Number.isInteger(origin) || origin < 0 || origin >= reader.origins) {
    throw new RangeError(`Origin ${origin} is outside 0..${reader.origins - 1}.`);
  }
  const box = new Float64Array(4);
  reader.boxOf(origin, box);
  const boxXyxy: BoxXyxy = [box[0] ?? 0, box[1] ?? 0, box[2] ?? 0, box[3] ?? 0];
  const cell = reader.levels && cellOf(reader.levels, origin);
  const { raw, steps } = stepsOf(head, outputs, origin, { sidePx, cell, box: boxXyxy });
  const { classLogits, classScores, scoreStep } = classesOf(reader, origin);
  return {
    origin,
    headKind: head.kind,
    stridePx: cell?.level.stridePx ?? 0,
    column: cell?.column ?? 0,
    row: cell?.row ?? 0,
    cellXyxy: boxInFrame(cell ? cellXyxy(cell) : boxXyxy, geometry),
    ...(head.kind === 'ssd'
      ? { defaultBoxXyxy: boxInFrame(defaultBoxXyxy(head, origin, sidePx), geometry) }
      : {}),
    classLogits,
    classScores,
    raw,
    steps: [...steps, scoreStep],
    boxXyxy: clipToFrame(boxInFrame(boxXyxy, geometry), geometry),
  };
}

interface Place {
  readonly sidePx: number;
  readonly cell: Cell | undefined;
  readonly box: BoxXyxy;
}
interface Steps {
  readonly raw: readonly number[];
  readonly steps: readonly TraceStep[];
}

function stepsOf(head: Head, outputs: RawOutputs, origin: number, place: Place): Steps {
  switch (head.kind) {
    case 'dfl-grid':
      return dflSteps(head, outputs, origin, place);
    case 'ssd':
      return ssdSteps(head, outputs, origin, place);
    case 'yolox':
      return yoloxSteps(head, outputs, origin, place);
    case 'yolov8': {
      const { data, dims } = outputs[head.output] ?? { data: [], dims: [] };
      const step = dims[2] ?? 0;
      const raw = [0, 1, 2, 3].map((row) => data[row * step + origin] ?? 0);
      return { raw, steps: centreSteps(raw, 1, place) };
    }
    case 'yolov5': {
      const raw = rowOf(outputs, head.output, origin, 5);
      return { raw, steps: centreSteps(raw, 1, place) };
    }
    case 'end-to-end':
      return { raw: rowOf(outputs, head.output, origin, 6), steps: givenSteps(place.box) };
    case 'decoded': {
      const { data } = outputs[head.boxes] ?? { data: [] };
      const raw = [...data.slice(origin * 4, origin * 4 + 4)];
      const unit = head.isRelative ? place.sidePx : 1;
      const isCentre = head.order === 'cxcywh';
      return { raw, steps: isCentre ? centreSteps(raw, unit, place) : givenSteps(place.box) };
    }
  }
}

function dflSteps(
  { bins, outputs: names }: DflGridHead,
  outputs: RawOutputs,
  origin: number,
  place: Place,
): Steps {
  const raw = rowOf(outputs, names.sideLogits, origin, 4 * bins);
  const stride = place.cell?.level.stridePx ?? 0;
  const x = ((place.cell?.column ?? 0) + 0.5) * stride;
  const y = ((place.cell?.row ?? 0) + 0.5) * stride;
  const steps: TraceStep[] = [
    step('cell centre x', `(${place.cell?.column ?? 0} + 0.5) × ${stride}`, x),
    step('cell centre y', `(${place.cell?.row ?? 0} + 0.5) × ${stride}`, y),
  ];
  const sides = ['left', 'top', 'right', 'bottom'].map((name, index) => {
    const strides = expectedBin(raw, index * bins, bins);
    steps.push(
      step(`${name} side in strides`, `Σ i · softmax(logits)ᵢ, i = 0..${bins - 1}`, strides),
      step(`${name} side`, `${show(strides)} × ${stride}`, strides * stride),
    );
    return strides * stride;
  });
  const [left = 0, top = 0, right = 0, bottom = 0] = sides;
  steps.push(
    step('x1', `${show(x)} − ${show(left)}`, x - left),
    step('y1', `${show(y)} − ${show(top)}`, y - top),
    step('x2', `${show(x)} + ${show(right)}`, x + right),
    step('y2', `${show(y)} + ${show(bottom)}`, y + bottom),
  );
  return { raw, steps };
}

function ssdSteps(head: SsdHead, outputs: RawOutputs, origin: number, place: Place): Steps {
  const raw = rowOf(outputs, head.outputs.offsets, origin, 4);
  const [o0 = 0, o1 = 0, o2 = 0, o3 = 0] = raw;
  const [dx = 0, dy = 0, dw = 0, dh = 0] = defaultBoxes(head, place.sidePx).slice(
    origin * 4,
    origin * 4 + 4,
  );
  const [shift, stretch] = head.variances;
  const x = dx + shift * o0 * dw;
  const y = dy + shift * o1 * dh;
  const width = dw * expSize(stretch * o2);
  const height = dh * expSize(stretch * o3);
  return {
    raw,
    steps: [
      step('centre x', `${show(dx)} + ${shift} × ${show(dw)} × ${bracketed(o0)}`, x),
      step('centre y', `${show(dy)} + ${shift} × ${show(dh)} × ${bracketed(o1)}`, y),
      step('width', `${show(dw)} × exp(${stretch} × ${bracketed(o2)})`, width),
      step('height', `${show(dh)} × exp(${stretch} × ${bracketed(o3)})`, height),
      ...cornerSteps(x, y, width, height),
    ],
  };
}

function yoloxSteps(head: YoloxHead, outputs: RawOutputs, origin: number, place: Place): Steps {
  const raw = rowOf(outputs, head.output, origin, 5);
  const [o0 = 0, o1 = 0, o2 = 0, o3 = 0] = raw;
  const stride = place.cell?.level.stridePx ?? 0;
  const column = place.cell?.column ?? 0;
  const row = place.cell?.row ?? 0;
  const x = (column + o0) * stride;
  const y = (row + o1) * stride;
  const width = expSize(o2) * stride;
  const height = expSize(o3) * stride;
  return {
    raw,
    steps: [
      step('centre x', `(${column} + ${bracketed(o0)}) × ${stride}`, x),
      step('centre y', `(${row} + ${bracketed(o1)}) × ${stride}`, y),
      step('width', `exp(${show(o2)}) × ${stride}`, width),
      step('height', `exp(${show(o3)}) × ${stride}`, height),
      ...cornerSteps(x, y, width, height),
    ],
  };
}

/** Centre and size as the graph gave them, in units of `unit` pixels. */
function centreSteps(raw: readonly number[], unit: number, place: Place): TraceStep[] {
  const [x = 0, y = 0, width = 0, height = 0] = raw.map((value) => value * unit);
  const given = (value: number): string =>
    unit === 1 ? 'given by the network' : `${show(value / unit)} × ${place.sidePx}`;
  return [
    step('centre x', given(x), x),
    step('centre y', given(y), y),
    step('width', given(width), width),
    step('height', given(height), height),
    ...cornerSteps(x, y, width, height),
  ];
}

function givenSteps(box: BoxXyxy): TraceStep[] {
  return ['x1', 'y1', 'x2', 'y2'].map((name, i) => step(name, 'given by the network', box[i] ?? 0));
}

function cornerSteps(x: number, y: number, width: number, height: number): TraceStep[] {
  return [
    step('x1', `${show(x)} − ${show(width)} / 2`, x - width / 2),
    step('y1', `${show(y)} − ${show(height)} / 2`, y - height / 2),
    step('x2', `${show(x)} + ${show(width)} / 2`, x + width / 2),
    step('y2', `${show(y)} + ${show(height)} / 2`, y + height / 2),
  ];
}

/** Values and scores of all classes, and how the best score came about. */
function classesOf(
  reader: HeadReader,
  origin: number,
): { classLogits: number[]; classScores: number[]; scoreStep: TraceStep } {
  const { scores } = reader;
  if (scores.kind === 'list') {
    const at = origin * scores.originStep;
    const score = scores.values[at + scores.score] ?? 0;
    const classIndex = Math.min(Math.max(scores.values[at + scores.classIndex] ?? 0, 0), 65535);
    const list = Array.from({ length: classIndex + 1 }, (_, c) => (c === classIndex ? score : 0));
    const scoreStep = step('score', 'given by the network', score);
    return { classLogits: list, classScores: list, scoreStep };
  }
  const classes = Array.from({ length: reader.classes }, (_, c) => c);
  const classLogits = classes.map(
    (c) => scores.values[scores.first + origin * scores.originStep + c * scores.classStep] ?? 0,
  );
  const classScores = classes.map((c) => scoreAt(scores, origin, c));
  const best = classScores.indexOf(Math.max(...classScores));
  const formula = scoreFormula(scores, origin, classLogits[best] ?? 0);
  return {
    classLogits,
    classScores,
    scoreStep: step('best score', formula, classScores[best] ?? 0),
  };
}

function scoreFormula(table: ScoreTable, origin: number, value: number): string {
  if (table.isLogit) return `1 / (1 + exp(${show(-value)}))`;
  if (table.objectness === undefined) return 'given by the network';
  const objectness = table.values[table.objectness + origin * table.originStep] ?? 0;
  return `${show(objectness)} × ${show(value)}`;
}

function defaultBoxXyxy(head: SsdHead, origin: number, sidePx: number): BoxXyxy {
  const [x = 0, y = 0, width = 0, height = 0] = defaultBoxes(head, sidePx).slice(
    origin * 4,
    origin * 4 + 4,
  );
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
}

/** The first `count` values of one row of an output [1, rows, columns]. */
function rowOf(outputs: RawOutputs, name: string, origin: number, count: number): number[] {
  const { data, dims } = outputs[name] ?? { data: new Float32Array(0), dims: [] };
  const at = origin * (dims[2] ?? 0);
  return [...data.slice(at, at + count)];
}

function step(name: string, formula: string, value: number): TraceStep {
  return { name, formula, value };
}

/** Four digits, and a real minus sign. */
function show(value: number): string {
  return String(Number(value.toPrecision(4))).replace('-', '−');
}

/** In brackets if negative, so that no two signs meet. */
function bracketed(value: number): string {
  return value < 0 ? `(${show(value)})` : show(value);
}
