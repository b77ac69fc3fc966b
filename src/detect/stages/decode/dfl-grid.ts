/**
 * A cell predicts how far it is from its centre to each side of the box, and each distance as a distribution over
 * whole strides: the distance is its expectation. Li et al., "Generalized Focal Loss", NeurIPS 2020; without
 * anchors as in FCOS (Tian et al., ICCV 2019).
 *
 * side = stride · Σ i · softmax(logits)ᵢ, i = 0..bins − 1
 */
import type { DflGridHead, RawOutputs } from '../../head';
import { gridLevels, levelAt, originCount } from '../grid';
import { expectOutput, wrongShape } from './outputs';
import type { HeadReader } from './reader';

export function readDflGrid(head: DflGridHead, outputs: RawOutputs, sidePx: number): HeadReader {
  const { strides, bins } = head;
  const levels = gridLevels(strides, sidePx);
  const origins = originCount(levels);
  const logits = expectOutput(outputs, head.outputs.classLogits, [1, origins, undefined]);
  const sides = expectOutput(outputs, head.outputs.sideLogits, [1, origins, 4 * bins]).data;
  const classes = logits.dims[2] ?? 0;
  if (classes < 1) throw wrongShape(head.outputs.classLogits, [1, origins, 1], logits.dims);

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
      const level = levelAt(levels, origin);
      if (!level) return;
      const cell = origin - level.first;
      const x = ((cell % level.columns) + 0.5) * level.stridePx;
      const y = (Math.floor(cell / level.columns) + 0.5) * level.stridePx;
      const at = origin * 4 * bins;
      into[0] = x - level.stridePx * expectedBin(sides, at, bins);
      into[1] = y - level.stridePx * expectedBin(sides, at + bins, bins);
      into[2] = x + level.stridePx * expectedBin(sides, at + 2 * bins, bins);
      into[3] = y + level.stridePx * expectedBin(sides, at + 3 * bins, bins);
    },
  };
}

/** Σ i · softmax(logits)ᵢ of `bins` logits from `at` on: 0..bins − 1. */
export function expectedBin(logits: ArrayLike<number>, at: number, bins: number): number {
  let largest = -Infinity; // taken off every logit, so that exp() cannot overflow
  for (let i = 0; i < bins; i++) largest = Math.max(largest, logits[at + i] ?? 0);
  let weight = 0;
  let sum = 0;
  for (let i = 0; i < bins; i++) {
    const e = Math.exp((logits[at + i] ?? 0) - largest);
    weight += e;
    sum += e * i;
  }
  return sum / weight;
}
