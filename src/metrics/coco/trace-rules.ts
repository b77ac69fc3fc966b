/** The rules by which COCO's matching judges a detection, and what each makes of it. */

/** What a detection turned out to be. `ignored`: it met something that does not count. */
export type Verdict = 'true-positive' | 'false-positive' | 'ignored';

/**
 * - `matched`: it overlaps a free object of its class by enough.
 * - `matched-crowd`: it lies in a crowd, which takes any number and counts for nothing.
 * - `matched-ignored-area`: it found an object whose area is outside the range of sizes.
 * - `duplicate`: every object that it overlaps by enough was taken by better scores.
 * - `below-threshold`: no object of its class in the image overlaps it by enough.
 * - `no-object-of-class`: the image has no object of its class.
 * - `own-area-outside`: it found nothing, and its own area is outside the range of sizes.
 * - `beyond-max-detections`: enough of its class and image have better scores; it is not looked at.
 * - `unknown-class`: the data set does not have its class; it is not looked at.
 */
export const traceRules = [
  'matched',
  'matched-crowd',
  'matched-ignored-area',
  'duplicate',
  'below-threshold',
  'no-object-of-class',
  'own-area-outside',
  'beyond-max-detections',
  'unknown-class',
] as const;
export type TraceRule = (typeof traceRules)[number];

/** The code of each rule: its place in `traceRules`. */
export const ruleCodes = Object.fromEntries(
  traceRules.map((rule, code) => [rule, code]),
) as Readonly<Record<TraceRule, number>>;

/** undefined: not judged. */
export const verdictByRule: Readonly<Record<TraceRule, Verdict | undefined>> = {
  matched: 'true-positive',
  'matched-crowd': 'ignored',
  'matched-ignored-area': 'ignored',
  duplicate: 'false-positive',
  'below-threshold': 'false-positive',
  'no-object-of-class': 'false-positive',
  'own-area-outside': 'ignored',
  'beyond-max-detections': undefined,
  'unknown-class': undefined,
};
