/** What experiments of several labs share. The timing protocol itself is src/evidence/protocol.ts. */
import type { Comparison } from '$src/evidence/protocol';
import { summarise } from '$src/evidence/statistics';
import type { Summary } from '$src/evidence/types';
import type { Backend } from '$src/ops/backend';

/**
 * The reference backend, which is always there. Experiments whose numbers are exact work on it: a GPU
 * may round a blurred pixel the other way, and one grey level can open or close a contour.
 */
export function referenceOf({ backends }: { readonly backends: readonly Backend[] }): Backend {
  const reference = backends.find(({ name }) => name === 'reference');
  if (!reference) throw new Error('The reference backend is missing: reload the page.');
  return reference;
}

/**
 * A comparison's ratio b / a as a summary: its value is the ratio of the medians, its spread that of
 * the ratios of neighbouring runs.
 */
export function ratioOf({ a, b, ratio }: Comparison): Summary {
  const pairs = a.runs.flatMap((ms, i) => {
    const other = b.runs[i];
    return other === undefined || ms === 0 ? [] : [other / ms];
  });
  return { ...summarise(pairs, a.discarded + b.discarded), median: ratio };
}
