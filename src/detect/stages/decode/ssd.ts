/**
 * A default box is shifted and stretched by four offsets. Liu et al., SSD, ECCV 2016, equation 2; the variances
 * are those of the authors' code, which scales the offsets so that they have about unit size in training.
 *
 * cx = dcx + v₀ · o₀ · dw,  cy = dcy + v₀ · o₁ · dh,  w = dw · exp(v₁ · o₂),  h = dh · exp(v₁ · o₃)
 *
 * Deliberately not SSD's softmax with a background class: every class has a sigmoid of its own.
 */
import type { RawOutputs, SsdHead } from '../../head';
import { defaultBoxes, defaultBoxesPerCell } from '../default-boxes';
import { gridLevels, originCount } from '../grid';
import { expSize, expectOutput, wrongShape } from './outputs';
import type { HeadReader } from './reader';

export function readSsd(head: SsdHead, outputs: RawOutputs, sidePx: number): HeadReader {
  const levels = gridLevels(head.strides, sidePx, defaultBoxesPerCell);
  const origins = originCount(levels);
  const logits = expectOutput(outputs, head.outputs.classLogits, [1, origins, undefined]);
  const offsets = expectOutput(outputs, head.outputs.offsets, [1, origins, 4]).data;
  const classes = logits.dims[2] ?? 0;
  if (classes < 1) throw wrongShape(head.outputs.classLogits, [1, origins, 1], logits.dims);
  const defaults = defaultBoxes(head, sidePx);
  const [shift, stretch] = head.variances;

  return {
    origins,
    classes,
    levels,
    scores: {
      kind: 'table',
      values: logits.data,
      first: 0,
      originStep: classes,
      classStep: 1,
      isLogit: true,
    },
    boxOf(origin, into) {
      const at = origin * 4;
      const width = defaults[at + 2] ?? 0;
      const height = defaults[at + 3] ?? 0;
      const x = (defaults[at] ?? 0) + shift * (offsets[at] ?? 0) * width;
      const y = (defaults[at + 1] ?? 0) + shift * (offsets[at + 1] ?? 0) * height;
      const halfWidth = (width * expSize(stretch * (offsets[at + 2] ?? 0))) / 2;
      const halfHeight = (height * expSize(stretch * (offsets[at + 3] ?? 0))) / 2;
      into[0] = x - halfWidth;
      into[1] = y - halfHeight;
      into[2] = x + halfWidth;
      into[3] = y + halfHeight;
    },
  };
}
