/**
 * How concentrated the lost AP is: groups of errors (types, pairs of classes, pictures, single errors) in the order of
 * what each wins alone, and what the first k win together. The smallest k that wins back half is the answer to "what
 * would you look at first?".
 *
 * Exact for the six types, where all 64 sets are tried. Greedy for the others: a cleverer set of k groups may win
 * more, so that the k found here is an upper bound.
 */
import { tideErrorTypes, type TideError, type TideErrorType } from '$src/metrics';
import type { Repairs } from './repaired';

export type Grouping = 'type' | 'pair' | 'picture' | 'error';

export interface Concentration {
  readonly grouping: Grouping;
  /** All groups that have an error. */
  readonly groups: number;
  /** After so many groups, so much of the lost AP is won back; both 0..1, from (0, 0). */
  readonly points: readonly (readonly [share: number, won: number])[];
  /** The first `half` groups win back half of the lost AP; undefined where nothing is lost. */
  readonly half: number | undefined;
  /** Names of these groups, at most the first eight. */
  readonly first: readonly string[];
}

export interface Group {
  readonly name: string;
  readonly errors: readonly TideError[];
}

const named = 8;
/** More points than this no plot can show. */
const mostPoints = 60;

/** `fixes` is `apOfAllFixes`. */
export function concentrationOfTypes(
  fixes: readonly (number | null)[],
  counts: Readonly<Record<TideErrorType, number>>,
): Concentration {
  const present = tideErrorTypes.filter((type) => counts[type] > 0);
  const base = fixes[0] ?? 0;
  const lost = 1 - base;
  const best = Array.from({ length: present.length + 1 }, () => ({ won: 0, mask: 0 }));
  fixes.forEach((ap, mask) => {
    const types = typesOf(mask);
    if (!types.every((type) => present.includes(type))) return;
    const won = lost > 0 ? Math.max(0, (ap ?? 0) - base) / lost : 0;
    const entry = best[types.length];
    if (entry && won > entry.won) best[types.length] = { won, mask };
  });
  const half = best.findIndex(({ won }, k) => k > 0 && won >= 0.5);
  return {
    grouping: 'type',
    groups: present.length,
    points: best.map(({ won }, k) => [present.length === 0 ? 0 : k / present.length, won] as const),
    half: half < 0 ? undefined : half,
    first: half < 0 ? [] : typesOf(best[half]?.mask ?? 0),
  };
}

/** The set of types behind a place in `apOfAllFixes`. */
export function typesOf(mask: number): TideErrorType[] {
  return tideErrorTypes.filter((_, bit) => (mask & (1 << bit)) !== 0);
}

/** The place of a set of types in `apOfAllFixes`. */
export function maskOf(types: readonly TideErrorType[]): number {
  return tideErrorTypes.reduce(
    (mask, type, bit) => (types.includes(type) ? mask | (1 << bit) : mask),
    0,
  );
}

/** `ordered`: what wins most alone comes first. */
export function concentrationOf(
  grouping: Grouping,
  ordered: readonly Group[],
  repairs: Repairs,
): Concentration {
  const lost = 1 - repairs.ap().value;
  const wonBy = (count: number): number =>
    count === 0 || lost <= 0
      ? 0
      : repairs.gain(ordered.slice(0, count).flatMap(({ errors }) => errors)) / lost;
  const total = ordered.length;
  const sampled = new Set<number>();
  for (let i = 0; i <= mostPoints; i++) sampled.add(Math.round((i / mostPoints) ** 2 * total));
  const points = [...sampled].sort((a, b) => a - b).map((count) => [count, wonBy(count)] as const);
  const at = points.findIndex(([, won]) => won >= 0.5);
  let half = points[at]?.[0];
  if (half !== undefined) {
    // Between the last point below and the first above: the first count that reaches half.
    for (let count = (points[at - 1]?.[0] ?? 0) + 1; count < half; count++) {
      if (wonBy(count) >= 0.5) half = count;
    }
  }
  return {
    grouping,
    groups: total,
    points: points.map(([count, won]) => [total === 0 ? 0 : count / total, won] as const),
    half,
    first: ordered.slice(0, Math.min(half ?? 0, named)).map(({ name }) => name),
  };
}
