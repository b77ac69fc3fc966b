/**
 * A cell predicts its box's centre in strides from the cell's corner, and the logarithm of its size in
 * strides. Ge et al., "YOLOX: Exceeding YOLO Series in 2021", the form that the authors export: objectness and
 * classes are probabilities already.
 *
 * cx = (column + o₀) · stride,  cy = (row + o₁) · stride,  w = exp(o₂) · stride,  h = exp(o₃) · stride
 */
import type { RawOutputs, YoloxHead } from '../../head';
import { gridLevels, levelAt, originCount } from '../grid';
import { expSize, expectOutput, wrongShape } from './outputs';
import type { HeadReader } from './reader';

export function readYolox(head: YoloxHead, outputs: RawOutputs, sidePx: number): HeadReader {
  const levels = gridLevels(head.strides, sidePx);
  const origins = originCount(levels);
  const { data, dims } = expectOutput(outputs, head.output, [1, origins, undefined]);
  const columns = dims[2] ?? 0;
  if (columns < 6) throw wrongShape(head.output, [1, origins, undefined], dims);

  return {
    origins,
    classes: columns - 5,
    levels,
    scores: {
      kind: 'table',
      values: data,
      first: 5,
      originStep: columns,
      classStep: 1,
      isLogit: false,
      objectness: 4,
    },
    boxOf(origin, into) {
      const level = levelAt(levels, origin);
      if (!level) return;
      const cell = origin - level.first;
      const at = origin * columns;
      const x = ((cell % level.columns) + (data[at] ?? 0)) * level.stridePx;
      const y = (Math.floor(cell / level.columns) + (data[at + 1] ?? 0)) * level.stridePx;
      const halfWidth = (expSize(data[at + 2] ?? 0) * level.stridePx) / 2;
      const halfHeight = (expSize(data[at + 3] ?? 0) * level.stridePx) / 2;
      into[0] = x - halfWidth;
      into[1] = y - halfHeight;
      into[2] = x + halfWidth;
      into[3] = y + halfHeight;
    },
  };
}
