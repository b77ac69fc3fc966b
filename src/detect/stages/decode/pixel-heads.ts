/**
 * Heads whose graph has done the decoding: boxes in pixels (or shares) of the input, probabilities beside them. Only
 * the layout differs.
 */
import type { DecodedHead, EndToEndHead, RawOutputs, YoloV5Head, YoloV8Head } from '../../head';
import { gridLevels, originCount, type GridLevel } from '../grid';
import { expectOutput, wrongShape } from './outputs';
import type { HeadReader } from './reader';

/** Strides of YOLOv5 to v11 as published (P3 to P5). */
const usualStrides = [8, 16, 32] as const;

/** [1, boxes, 5 + classes]: cx, cy, w, h, objectness, classes (Ultralytics YOLOv5, three anchors per cell). */
export function readYoloV5(head: YoloV5Head, outputs: RawOutputs, sidePx: number): HeadReader {
  const { data, dims } = expectOutput(outputs, head.output, [1, undefined, undefined]);
  const [, origins = 0, columns = 0] = dims;
  if (columns < 6) throw wrongShape(head.output, [1, undefined, 6], dims);
  return {
    origins,
    classes: columns - 5,
    ...levelsIfThey(origins, sidePx, 3),
    scores: {
      kind: 'table',
      values: data,
      first: 5,
      originStep: columns,
      classStep: 1,
      isLogit: false,
      objectness: 4,
    },
    boxOf: (origin, into) => readCentreBox(data, origin * columns, 1, 1, into),
  };
}

/** [1, 4 + classes, boxes]: the transposed table of YOLOv8 and later, without objectness. */
export function readYoloV8(head: YoloV8Head, outputs: RawOutputs, sidePx: number): HeadReader {
  const { data, dims } = expectOutput(outputs, head.output, [1, undefined, undefined]);
  const [, rows = 0, origins = 0] = dims;
  if (rows < 5) throw wrongShape(head.output, [1, 5, undefined], dims);
  return {
    origins,
    classes: rows - 4,
    ...levelsIfThey(origins, sidePx, 1),
    scores: {
      kind: 'table',
      values: data,
      first: 4 * origins,
      originStep: 1,
      classStep: origins,
      isLogit: false,
    },
    boxOf: (origin, into) => readCentreBox(data, origin, origins, 1, into),
  };
}

/** [1, boxes, 6]: x1, y1, x2, y2, score, class; suppressed by the network or its graph. */
export function readEndToEnd(head: EndToEndHead, outputs: RawOutputs): HeadReader {
  const { data, dims } = expectOutput(outputs, head.output, [1, undefined, 6]);
  return {
    origins: dims[1] ?? 0,
    classes: 0,
    scores: { kind: 'list', values: data, score: 4, classIndex: 5, originStep: 6 },
    boxOf(origin, into) {
      for (let i = 0; i < 4; i++) into[i] = data[origin * 6 + i] ?? 0;
    },
  };
}

/** Boxes and scores as two outputs: [1, N, 4] or [1, N, 1, 4], and [1, N, classes]. */
export function readDecoded(head: DecodedHead, outputs: RawOutputs, sidePx: number): HeadReader {
  const scores = expectOutput(outputs, head.scores, [1, undefined, undefined]);
  const [, origins = 0, columns = 0] = scores.dims;
  const background = head.hasBackground ? 1 : 0;
  if (columns <= background) {
    throw wrongShape(head.scores, [1, undefined, background + 1], scores.dims);
  }
  const isDeep = outputs[head.boxes]?.dims.length === 4;
  const boxes = expectOutput(
    outputs,
    head.boxes,
    isDeep ? [1, origins, 1, 4] : [1, origins, 4],
  ).data;
  const unit = head.isRelative ? sidePx : 1;
  return {
    origins,
    classes: columns - background,
    scores: {
      kind: 'table',
      values: scores.data,
      first: background,
      originStep: columns,
      classStep: 1,
      isLogit: false,
    },
    boxOf(origin, into) {
      const at = origin * 4;
      if (head.order === 'cxcywh') {
        readCentreBox(boxes, at, 1, unit, into);
        return;
      }
      const swap = head.order === 'yxyx' ? 1 : 0;
      for (let i = 0; i < 4; i++) into[i] = (boxes[at + (i ^ swap)] ?? 0) * unit;
    },
  };
}

function readCentreBox(
  data: Float32Array,
  at: number,
  step: number,
  unit: number,
  into: Float64Array,
): void {
  const x = (data[at] ?? 0) * unit;
  const y = (data[at + step] ?? 0) * unit;
  const halfWidth = ((data[at + 2 * step] ?? 0) * unit) / 2;
  const halfHeight = ((data[at + 3 * step] ?? 0) * unit) / 2;
  into[0] = x - halfWidth;
  into[1] = y - halfHeight;
  into[2] = x + halfWidth;
  into[3] = y + halfHeight;
}

/** The usual grids, if they have just as many rows as the output: these heads do not say where a row lies. */
function levelsIfThey(
  origins: number,
  sidePx: number,
  perCell: number,
): { levels?: readonly GridLevel[] } {
  if (sidePx % 32 !== 0) return {};
  const levels = gridLevels(usualStrides, sidePx, perCell, true);
  return originCount(levels) === origins ? { levels } : {};
}
