/**
 * Kernels of the lab: the presets, and the step from what the bench controls say to what the op
 * `filter2D` is given. The rule of the division stands here once; bench, experiments and tests use it.
 */
import { defaults, type Matrix, type Params } from '$src/core/params';
import filter2DOp from '$src/ops/filter2d';
import type { Filter2DParams } from '$src/ops/filter2d/reference';
import type lab from './lab';

export type ConvolutionParams = Params<(typeof lab)['params']>;

export interface Preset {
  readonly id: string;
  readonly label: string;
  readonly kernel: Matrix;
  readonly normalise: boolean;
  /** 16-bit output, for kernels with negative sums. */
  readonly signed: boolean;
  /** Shown best on a single white pixel. */
  readonly impulse?: boolean;
}

/** One row of Pascal's triangle: the weights of a small Gaussian (Jähne, Digital Image Processing). */
export function binomial(taps: number): readonly number[] {
  let row = [1];
  while (row.length < taps) row = [...row, 0].map((w, i) => w + (row[i - 1] ?? 0));
  return row;
}

/** The matrix column · row: every separable kernel has this form. */
export function outer(column: readonly number[], row: readonly number[]): Matrix {
  return column.map((a) => row.map((b) => a * b));
}

/** A k × k kernel of the same weight everywhere, summing to 1. */
export function mean(k: number): Matrix {
  return Array.from({ length: k }, () => Array.from({ length: k }, () => 1 / (k * k)));
}

/** Turned by 180°: what separates convolution from correlation. */
export function turned(kernel: Matrix): Matrix {
  return kernel.map((row) => [...row].reverse()).reverse();
}

export const sobelX: Matrix = [
  [-1, 0, 1],
  [-2, 0, 2],
  [-1, 0, 1],
];

/** Pulls from the upper left: its turned self pulls from the lower right. Divided by its sum it has weights ½, ¼, ¼. */
export const corner: Matrix = [
  [2, 1, 0],
  [1, 0, 0],
  [0, 0, 0],
];

export const presets: readonly Preset[] = [
  {
    id: 'identity',
    label: 'Identity',
    kernel: [
      [0, 0, 0],
      [0, 1, 0],
      [0, 0, 0],
    ],
    normalise: false,
    signed: false,
  },
  {
    id: 'box3',
    label: 'Box 3 × 3',
    kernel: [
      [1, 1, 1],
      [1, 1, 1],
      [1, 1, 1],
    ],
    normalise: true,
    signed: false,
  },
  {
    id: 'gauss5',
    label: 'Gaussian 5 × 5',
    kernel: outer(binomial(5), binomial(5)),
    normalise: true,
    signed: false,
  },
  {
    id: 'sharpen',
    label: 'Sharpen',
    kernel: [
      [0, -1, 0],
      [-1, 5, -1],
      [0, -1, 0],
    ],
    normalise: false,
    signed: false,
  },
  {
    id: 'emboss',
    label: 'Emboss',
    kernel: [
      [-2, -1, 0],
      [-1, 1, 1],
      [0, 1, 2],
    ],
    normalise: false,
    signed: false,
  },
  { id: 'sobelX', label: 'Sobel, across x', kernel: sobelX, normalise: false, signed: true },
  {
    id: 'laplacian',
    label: 'Laplacian',
    kernel: [
      [0, 1, 0],
      [1, -4, 1],
      [0, 1, 0],
    ],
    normalise: false,
    signed: true,
  },
  { id: 'corner', label: 'Corner, lopsided', kernel: corner, normalise: true, signed: false },
  {
    id: 'letter',
    label: 'Letter F on one pixel',
    kernel: [
      [0, 1, 1, 1, 0],
      [0, 1, 0, 0, 0],
      [0, 1, 1, 0, 0],
      [0, 1, 0, 0, 0],
      [0, 1, 0, 0, 0],
    ],
    normalise: false,
    signed: false,
    impulse: true,
  },
];

/** The preset with exactly this kernel and division, if any. */
export function presetOf(p: Pick<ConvolutionParams, 'kernel' | 'normalise'>): Preset | undefined {
  const text = JSON.stringify(p.kernel);
  return presets.find(
    (preset) => JSON.stringify(preset.kernel) === text && preset.normalise === p.normalise,
  );
}

/**
 * What every weight is divided by: the sum of all when that is asked for, not 0, and leaves weights
 * that the op takes (±64); else 1.
 */
export function divisorOf(p: Pick<ConvolutionParams, 'kernel' | 'normalise'>): number {
  const weights = p.kernel.flat();
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (!p.normalise || sum === 0) return 1;
  const { min, max } = filter2DOp.params.kernel;
  return weights.every((weight) => weight / sum >= min && weight / sum <= max) ? sum : 1;
}

/** The parameters of `filter2D` for the bench's controls. */
export function filterParams(p: ConvolutionParams): Filter2DParams {
  const divisor = divisorOf(p);
  return {
    ...filter2DDefaults,
    kernel: divisor === 1 ? p.kernel : p.kernel.map((row) => row.map((w) => w / divisor)),
    delta: p.offset,
    outputType: p.signed ? 'i16' : 'u8',
    flip: p.flip,
    stride: p.stride,
    dilation: p.dilation,
    ...(p.padding === 'valid'
      ? { padding: 'valid' as const }
      : { padding: 'same' as const, border: p.padding }),
  };
}

/** All parameters of `filter2D` at their defaults: correlation, same size, reflect101. */
export const filter2DDefaults: Filter2DParams = defaults(filter2DOp.params);
