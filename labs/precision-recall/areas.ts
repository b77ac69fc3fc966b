/** The same points read by three rules: what each of them takes for the area, and the columns that it adds up. */
import {
  hitsOfCurve,
  interpolatedPoints,
  type Interpolation,
  type PrecisionRecall,
} from '$src/metrics';
import { classCurve, type ClassCurve } from './curve';
import type { BoxSet } from './model.svelte';

export interface Column {
  /** Recall from, to; both 0..1. */
  readonly from: number;
  readonly to: number;
  readonly precision: number;
}

export interface Area {
  readonly interpolation: Interpolation;
  readonly title: string;
  readonly rule: string;
  readonly ap: number;
  readonly columns: readonly Column[];
}

const rules = [
  {
    interpolation: '11-point',
    title: '11-point',
    rule: 'VOC to 2009: mean height at recall 0, 0.1 … 1',
    levels: 11,
  },
  {
    interpolation: 'all-point',
    title: 'All-point',
    rule: 'VOC from 2010: the area itself, step by step',
    levels: 0,
  },
  {
    interpolation: '101-point',
    title: '101-point',
    rule: 'COCO: mean height at recall 0, 0.01 … 1',
    levels: 101,
  },
] as const;

export function areasOf({ truth, results }: BoxSet, { className, iou, curve }: ClassCurve): Area[] {
  return rules.map(({ interpolation, title, rule, levels }) => ({
    interpolation,
    title,
    rule,
    ap: classCurve(truth, results, className, iou, { interpolation })?.curve.AP ?? 0,
    columns: columnsOf(curve, interpolation, levels),
  }));
}

/**
 * Levels become columns of equal width, so that their area is the mean that the rule takes; the exact area has a column
 * per hit.
 */
export function columnsOf(
  curve: PrecisionRecall,
  interpolation: Interpolation,
  levels: number,
): Column[] {
  const points = interpolatedPoints(interpolation, hitsOfCurve(curve));
  if (levels > 0) {
    return points.map(({ precision }, k) => ({
      from: k / levels,
      to: (k + 1) / levels,
      precision,
    }));
  }
  return points.map(({ recall, precision }, i) => ({
    from: points[i - 1]?.recall ?? 0,
    to: recall,
    precision,
  }));
}
