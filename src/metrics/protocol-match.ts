/**
 * Who finds whom: the greedy matching of detections to objects under the rules of a `Protocol`, with the rule that
 * decided each detection. Ranking and averaging follow in average-precision.ts.
 *
 * One image and class at a time, best scores first. Nothing is optimised over all: a detection that takes an
 * object which another would need keeps it, as in every program described in protocol.ts.
 */
import type { CocoAnnotation } from './coco-format';
import type { Protocol } from './protocol';
import { overlapsOf, type Cell, type ClassCells, type Prepared } from './protocol-prepare';

/**
 * Why a detection is what it is, in the words of COCO's trace (coco/trace-rules.ts) and two more: `at-threshold`, an
 * overlap equal to the threshold where more is asked for, and `matched-difficult`. The place in this list is the
 * code in `Matching.rule`.
 */
export const matchRules = [
  'matched',
  'matched-crowd',
  'matched-difficult',
  'matched-ignored-area',
  'duplicate',
  'at-threshold',
  'below-threshold',
  'no-object-of-class',
  'own-area-outside',
] as const;
export type MatchRule = (typeof matchRules)[number];
const codeOf = Object.fromEntries(matchRules.map((rule, code) => [rule, code])) as Record<
  MatchRule,
  number
>;

export const falsePositive = 0;
export const truePositive = 1;
export const ignored = 2;
const verdictOf: Readonly<Record<MatchRule, number>> = {
  matched: truePositive,
  'no-object-of-class': falsePositive,
  'below-threshold': falsePositive,
  'at-threshold': falsePositive,
  duplicate: falsePositive,
  'matched-crowd': ignored,
  'matched-difficult': ignored,
  'matched-ignored-area': ignored,
  'own-area-outside': ignored,
};

/** At one IoU threshold, one entry per judged detection. */
export interface Matching {
  readonly iouThreshold: number;
  /** `falsePositive`, `truePositive` or `ignored`. */
  readonly verdict: Uint8Array;
  /** Code of the rule that decided. */
  readonly rule: Uint8Array;
  /** Place of the annotation that was met, or of the one nearest by IoU; -1 where the image has none. */
  readonly annotation: Int32Array;
  /** With that annotation. */
  readonly iou: Float64Array;
  /** Places of the annotations that count and were not found. */
  readonly missed: Int32Array;
}

export interface ClassMatches {
  readonly categoryId: number | null;
  readonly name: string;
  /** Places of the judged detections: by image id, then by score. */
  readonly judged: Int32Array;
  /** Of each judged detection, its place in `Prepared.imageIds`. */
  readonly image: Int32Array;
  /** Of each annotation that counts, the place of its image. */
  readonly objectImages: Int32Array;
  /** One per IoU threshold. */
  readonly matchings: readonly Matching[];
}

/** What an annotation is to the matching. */
const counts = 0;
/** Outside the range of areas: takes one detection, which is then ignored. */
const ignoredOnce = 1;
/** Crowds and difficult objects: take any number. */
const ignoredAlways = 2;
const absent = 3;

export function matchClasses(prepared: Prepared, protocol: Protocol): readonly ClassMatches[] {
  const classes = protocol.classes === 'pooled' ? prepared.pooled : prepared.separate;
  return classes.map((one) => matchClass(prepared, one, protocol));
}

/** A cell as one protocol sees it. */
interface Seen {
  readonly cell: Cell;
  /** What each of the cell's annotations is to the matching. */
  readonly kinds: Uint8Array;
  /** How many of its detections are judged: the first so many. */
  readonly kept: number;
  readonly overlaps: Float64Array;
}

function matchClass(
  prepared: Prepared,
  { categoryId, name, cells }: ClassCells,
  protocol: Protocol,
): ClassMatches {
  const seen = cells.map((cell): Seen => ({
    cell,
    kinds: Uint8Array.from(cell.truths, (place) => kindOf(prepared.annotations[place], protocol)),
    kept: keptOf(prepared, cell, protocol),
    overlaps: overlapsOf(prepared, cell, protocol),
  }));
  const judged = seen.flatMap(({ cell, kept }) => [...cell.found.subarray(0, kept)]);
  const image = seen.flatMap(({ cell, kept }) => new Array<number>(kept).fill(cell.image));
  const objectImages = seen.flatMap(({ cell, kinds }) =>
    [...kinds].filter((kind) => kind === counts).map(() => cell.image),
  );
  return {
    categoryId,
    name,
    judged: Int32Array.from(judged),
    image: Int32Array.from(image),
    objectImages: Int32Array.from(objectImages),
    matchings: protocol.iouThresholds.map((iouThreshold) => {
      const missed: number[] = [];
      const matching = {
        iouThreshold,
        verdict: new Uint8Array(judged.length),
        rule: new Uint8Array(judged.length),
        annotation: new Int32Array(judged.length),
        iou: new Float64Array(judged.length),
      };
      let at = 0;
      for (const one of seen) {
        matchCell(prepared, one, protocol, matching, at, missed);
        at += one.kept;
      }
      return { ...matching, missed: Int32Array.from(missed) };
    }),
  };
}

/** Writes the cell's detections to `matching` from `at` on, and its objects not found to `missed`. */
function matchCell(
  { annotations, detections }: Prepared,
  { cell, kinds, kept, overlaps }: Seen,
  protocol: Protocol,
  matching: Omit<Matching, 'missed'>,
  at: number,
  missed: number[],
): void {
  const { truths, found } = cell;
  const { iouThreshold } = matching;
  const isTaken = new Uint8Array(truths.length);
  const find = protocol.reassignment === 'next-free' ? nextFree : largest;
  for (let d = 0; d < kept; d++) {
    const row = overlaps.subarray(d * truths.length, (d + 1) * truths.length);
    const met = find(row, kinds, isTaken, iouThreshold, protocol);
    const shown = met >= 0 ? met : largestOf(row, kinds, protocol);
    const overlap = shown >= 0 ? (row[shown] ?? 0) : 0;
    let rule: MatchRule;
    if (met < 0) {
      const bbox = detections[found[d] ?? -1]?.bbox;
      const isOutside = isOutsideArea((bbox?.[2] ?? 0) * (bbox?.[3] ?? 0), protocol);
      if (isOutside) rule = 'own-area-outside';
      else if (shown < 0) rule = 'no-object-of-class';
      else if (passes(overlap, iouThreshold, protocol)) rule = 'duplicate';
      else if (overlap === iouThreshold) rule = 'at-threshold';
      else rule = 'below-threshold';
    } else if (kinds[met] === counts) {
      rule = isTaken[met] === 1 ? 'duplicate' : 'matched';
    } else if (kinds[met] === ignoredOnce) {
      rule = 'matched-ignored-area';
    } else {
      rule = annotations[truths[met] ?? -1]?.iscrowd === 1 ? 'matched-crowd' : 'matched-difficult';
    }
    if (met >= 0) isTaken[met] = 1;
    matching.rule[at + d] = codeOf[rule];
    matching.verdict[at + d] = verdictOf[rule];
    matching.annotation[at + d] = shown >= 0 ? (truths[shown] ?? -1) : -1;
    matching.iou[at + d] = overlap;
  }
  for (let t = 0; t < truths.length; t++) {
    if (kinds[t] === counts && isTaken[t] === 0) missed.push(truths[t] ?? -1);
  }
}

/** COCO: the largest overlap among free objects; one that counts comes before one that is ignored. */
function nextFree(
  row: Float64Array,
  kinds: Uint8Array,
  isTaken: Uint8Array,
  iouThreshold: number,
  protocol: Protocol,
): number {
  let met = -1;
  for (let t = 0; t < row.length; t++) {
    const kind = kinds[t] ?? absent;
    if (kind === absent || (isTaken[t] === 1 && kind !== ignoredAlways)) continue;
    const overlap = row[t] ?? 0;
    if (!passes(overlap, iouThreshold, protocol)) continue;
    if (met < 0 || isBetter(t, met)) met = t;
  }
  return met;

  function isBetter(t: number, than: number): boolean {
    const isIgnored = kinds[t] !== counts;
    if (isIgnored !== (kinds[than] !== counts)) return !isIgnored;
    const [here, there] = [row[t] ?? 0, row[than] ?? 0];
    return here > there || (here === there && protocol.equalOverlap === 'last');
  }
}

/** VOC: the largest overlap, free or not, to be ignored or not. */
function largest(
  row: Float64Array,
  kinds: Uint8Array,
  _isTaken: Uint8Array,
  iouThreshold: number,
  protocol: Protocol,
): number {
  const best = largestOf(row, kinds, protocol);
  return best >= 0 && passes(row[best] ?? 0, iouThreshold, protocol) ? best : -1;
}

function largestOf(row: Float64Array, kinds: Uint8Array, { equalOverlap }: Protocol): number {
  let best = -1;
  for (let t = 0; t < row.length; t++) {
    if (kinds[t] === absent) continue;
    const [here, there] = [row[t] ?? 0, best < 0 ? -1 : (row[best] ?? 0)];
    if (here > there || (here === there && equalOverlap === 'last')) best = t;
  }
  return best;
}

function passes(overlap: number, iouThreshold: number, { comparison }: Protocol): boolean {
  // A threshold of 1 asks for 1 - 1e-10, as in pycocotools.
  return comparison === 'above'
    ? overlap > iouThreshold
    : overlap >= Math.min(iouThreshold, 1 - 1e-10);
}

function kindOf(annotation: CocoAnnotation | undefined, protocol: Protocol): number {
  if (!annotation) return absent;
  if (annotation.iscrowd === 1) {
    if (protocol.crowds === 'dropped') return absent;
    if (protocol.crowds === 'coco' || protocol.difficult === 'ignored') return ignoredAlways;
  } else if (isDifficult(annotation) && protocol.difficult === 'ignored') return ignoredAlways;
  return isOutsideArea(annotation.area, protocol) ? ignoredOnce : counts;
}

/** `difficult` as PASCAL VOC has it, or `ignore` as some COCO files do; 1 or true. */
export function isDifficult({ difficult, ignore }: CocoAnnotation): boolean {
  return [difficult, ignore].some((flag) => flag === 1 || flag === true);
}

function isOutsideArea(areaPx: number, { areaRangePx: [low, high] }: Protocol): boolean {
  return areaPx < low || areaPx > high;
}

/** The cuts leave a beginning of the list, because every one of them goes by score. */
function keptOf(
  { detections, rankInImage }: Prepared,
  { found }: Cell,
  protocol: Protocol,
): number {
  const { maxDetections, maxDetectionsPer, minScore } = protocol;
  let kept = 0;
  while (kept < found.length) {
    const place = found[kept] ?? -1;
    const rank = maxDetectionsPer === 'class' ? kept : (rankInImage[place] ?? 0);
    if (rank >= maxDetections || (detections[place]?.score ?? 0) < minScore) break;
    kept++;
  }
  return kept;
}
