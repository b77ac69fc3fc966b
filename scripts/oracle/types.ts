/**
 * The vocabulary of the oracle runner: what a case file says, what a runner table answers, and what
 * the comparison of the two comes to. The file format is that of an oracle folder's `cases.json`.
 */
import type { ElementType, Image } from '$src/core/image';

/**
 * What a runner returns for one case: an image for `png` and `raw` cases, any JSON-comparable value
 * for `json` cases, or an image with a value beside it where the case has an `expectedValue` (Otsu).
 */
export type CaseResult = Image | ImageWithValue | unknown;

/** An image result with named numbers that must be equal to the case's `expectedValue`. */
export interface ImageWithValue {
  readonly image: Image;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Runs one op on one case. Images are `input` and, where the case has it, `input2`. */
export type Runner = (
  images: readonly Image[],
  params: Readonly<Record<string, unknown>>,
) => CaseResult;

/** Runners by the `op` of the case. */
export type Runners = Readonly<Record<string, Runner>>;

/** How far a result may be from the expected one. */
export interface Bound {
  /** Largest absolute difference of any element. */
  readonly maxAbs: number;
  /** Largest share of elements that may differ at all. */
  readonly maxFractionDiffering: number;
  readonly because: string;
}

export type CaseFormat =
  | { readonly kind: 'png' }
  | { readonly kind: 'raw'; readonly dtype: ElementType; readonly shape: readonly number[] }
  | { readonly kind: 'json' };

export interface OracleCase {
  readonly id: string;
  readonly op: string;
  /** Paths of the input images relative to the folder; none for ops that make an image. */
  readonly inputs: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly format: CaseFormat;
  /** Path of the expected result relative to the folder. */
  readonly expected: string;
  readonly expectedValue?: Readonly<Record<string, unknown>>;
  readonly compare: Bound;
}

/** How a result differs from the expected one. */
export interface Difference {
  /** Largest absolute difference; Infinity when the two cannot be compared at all. */
  readonly worst: number;
  /** Share of elements that differ. */
  readonly fraction: number;
  /** Where and how, for the first element outside the bound (or the first that differs). */
  readonly first?: string;
}

export type CaseOutcome = {
  readonly case: Pick<OracleCase, 'id' | 'op'>;
  readonly status: 'exact' | 'within bound' | 'failed' | 'unsupported';
  /** Largest absolute difference; absent when unsupported. */
  readonly worst?: number;
  /** For failures: what is wrong, with the first differing position. */
  readonly problem?: string;
};
