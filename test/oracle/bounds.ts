/**
 * Which op may differ from OpenCV, by how much, and why.
 *
 * The references are textbook definitions. They follow OpenCV's semantics (borders, anchors,
 * thresholds, rounding of the result, ties) but copy none of its speed shortcuts. Ops that decide or
 * count are therefore absent here: they must match exactly. An op in this table passes a case when it
 * is within the case's own `compare` or within this bound.
 */
import type { Bound } from '$scripts/oracle/types';

type Params = Readonly<Record<string, unknown>>;

interface OpBound {
  /** Only for cases with these parameters; default: all cases of the op. */
  readonly when?: (params: Params) => boolean;
  readonly maxAbs: number;
  readonly because: string;
}

/** A dyadic kernel (multiples of 1/256) has exact float32 sums: nothing may differ there. */
const isDyadic = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.every(isDyadic)
    : typeof value === 'number' && Number.isInteger(value * 256);

export const opBounds: Readonly<Record<string, readonly OpBound[]>> = {
  boxBlur: [
    {
      maxAbs: 1,
      because:
        'the reference divides and rounds; OpenCV multiplies by a 23-bit reciprocal, which takes halves of even windows up',
    },
  ],
  gaussianBlur: [
    {
      maxAbs: 1,
      because: 'the reference uses the real weights; OpenCV rounds them to 8 fractional bits',
    },
  ],
  filter2D: [
    {
      when: (params) => !(isDyadic(params['kernel']) && isDyadic(params['delta'] ?? 0)),
      maxAbs: 1,
      because:
        'float32 sums of a kernel that is not a multiple of 1/256: the order of additions decides near a rounding tie',
    },
  ],
  bilateralFilter: [
    {
      maxAbs: 1,
      because: 'float weights from exp(): the last bit decides near a rounding tie',
    },
  ],
  resize: [
    {
      when: (params) => params['interpolation'] !== 'nearest',
      maxAbs: 1,
      because:
        'the reference interpolates with real weights; OpenCV uses 11-bit weights (linear, cubic) and float32 area sums',
    },
  ],
  clahe: [
    {
      maxAbs: 1,
      because: 'float32 interpolation of four tables: the order of additions decides near a tie',
    },
  ],
  cvtColor: [
    {
      when: (params) => /LAB/i.test(String(params['code'])),
      maxAbs: 2,
      because:
        'the reference evaluates the CIE formula; OpenCV uses a rounded gamma table, a 15-bit cube-root table and fixed-point matrices',
    },
    {
      when: (params) => !/LAB/i.test(String(params['code'])),
      maxAbs: 1,
      because: 'OpenCV uses 12- to 15-bit fixed-point coefficients and reciprocals',
    },
  ],
  gradientDirection: [
    {
      maxAbs: 0.0125,
      because:
        'degrees, modulo 360: the reference is the true arctangent; OpenCV uses a polynomial that is up to 0.0096 degrees off',
    },
  ],
};

/** The project's bound for a case of `op` with these parameters; undefined where there is none. */
export function boundFor(op: string, params: Params): Bound | undefined {
  const bound = opBounds[op]?.find((candidate) => candidate.when?.(params) ?? true);
  return bound && { maxAbs: bound.maxAbs, maxFractionDiffering: 1, because: bound.because };
}
