/** Stage times of many pictures as medians and 95th percentiles. */
import { quantile } from '$src/evidence/statistics';
import type { StageTimings } from '$src/detect/types';

export interface Spread {
  readonly p50: number;
  readonly p95: number;
}
export type StageSpreads = Readonly<Record<keyof StageTimings, Spread>>;

/** Throws RangeError without timings. */
export function spreadsOf(timings: readonly StageTimings[]): StageSpreads {
  const spread = (stage: keyof StageTimings): Spread => {
    const values = timings.map((timing) => timing[stage]);
    return { p50: quantile(values, 0.5), p95: quantile(values, 0.95) };
  };
  return {
    readFrameMs: spread('readFrameMs'),
    prepareMs: spread('prepareMs'),
    inferMs: spread('inferMs'),
    decodeMs: spread('decodeMs'),
    suppressMs: spread('suppressMs'),
    totalMs: spread('totalMs'),
  };
}

/** Share of the summed time that is not the network's. */
export function shareOutsideOf(timings: readonly StageTimings[]): number {
  const total = timings.reduce((sum, { totalMs }) => sum + totalMs, 0);
  const infer = timings.reduce((sum, { inferMs }) => sum + inferMs, 0);
  return total === 0 ? 0 : (total - infer) / total;
}
