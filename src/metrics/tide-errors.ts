/** Sorts every wrong detection and every object not found into one of TIDE's six types; see tide.ts. */
import type { Protocol } from './protocol';
import { falsePositive, isDifficult, truePositive, type ClassMatches } from './protocol-match';
import { overlapsOf, type Cell, type Prepared } from './protocol-prepare';

export type TideErrorType =
  'classification' | 'localisation' | 'both' | 'duplicate' | 'background' | 'missed';

/** A wrong detection. */
export interface TideFalsePositive {
  readonly type: Exclude<TideErrorType, 'missed'>;
  /** Place in the list of detections. */
  readonly detection: number;
  readonly imageId: number;
  readonly categoryId: number;
  readonly score: number;
  /** Place of the object the error is about, or of the nearest one of any class; -1 where the image has none. */
  readonly annotation: number;
  /** Class of that object; -1 without one. */
  readonly objectCategoryId: number;
  /** With that object. */
  readonly iou: number;
  /** Of a duplicate: the detection that found the object first; -1 otherwise. */
  readonly foundBy: number;
  /** Repaired, it finds its object: the best-scored error of class or place on an object that nothing else found. */
  readonly becomesHit: boolean;
}

/** An object that no detection found, and that no error of class or place was about. */
export interface TideMissed {
  readonly type: 'missed';
  readonly detection: -1;
  readonly imageId: number;
  readonly annotation: number;
  readonly objectCategoryId: number;
}

export type TideError = TideFalsePositive | TideMissed;

/** By image, wrong detections by falling score, then missed objects. */
export function classifyErrors(
  prepared: Prepared,
  matches: readonly ClassMatches[],
  protocol: Protocol,
  backgroundIou: number,
): readonly TideError[] {
  const foundBy = new Map<number, number>();
  const isWrong = new Set<number>();
  const missed = new Set<number>();
  for (const { judged, matchings } of matches) {
    const matching = matchings[0];
    if (!matching) continue;
    matching.missed.forEach((object) => missed.add(object));
    judged.forEach((place, slot) => {
      const object = matching.annotation[slot] ?? -1;
      if (matching.verdict[slot] === truePositive) foundBy.set(object, place);
      if (matching.verdict[slot] === falsePositive) isWrong.add(place);
    });
  }
  const [pooled] = prepared.pooled;
  return (pooled?.cells ?? []).flatMap((cell) => {
    const context = { prepared, protocol, backgroundIou, foundBy, missed, cell };
    return errorsOfImage(context, isWrong);
  });
}

interface Context {
  readonly prepared: Prepared;
  readonly protocol: Protocol;
  readonly backgroundIou: number;
  /** Of each annotation that was found: the detection. */
  readonly foundBy: ReadonlyMap<number, number>;
  readonly missed: ReadonlySet<number>;
  readonly cell: Cell;
}

function errorsOfImage(context: Context, isWrong: ReadonlySet<number>): TideError[] {
  const { prepared, missed, cell } = context;
  const errors: TideError[] = [];
  /** Objects not found that a repaired detection would find. */
  const claimed = new Set<number>();
  cell.found.forEach((place, row) => {
    if (!isWrong.has(place)) return;
    const error = falsePositiveOf(context, place, row, claimed);
    if (error.becomesHit) claimed.add(error.annotation);
    errors.push(error);
  });
  for (const place of cell.truths) {
    const annotation = prepared.annotations[place];
    if (!annotation || !missed.has(place) || claimed.has(place)) continue;
    const { image_id: imageId, category_id: objectCategoryId } = annotation;
    errors.push({ type: 'missed', detection: -1, imageId, annotation: place, objectCategoryId });
  }
  return errors;
}

function falsePositiveOf(
  context: Context,
  place: number,
  row: number,
  claimed: ReadonlySet<number>,
): TideFalsePositive {
  const { prepared, foundBy, missed } = context;
  const detection = prepared.detections[place];
  const categoryId = detection?.category_id ?? -1;
  const { type, object, iou } = typeOf(context, row, categoryId);
  const isRepairable = type === 'classification' || type === 'localisation';
  return {
    type,
    detection: place,
    imageId: detection?.image_id ?? -1,
    categoryId,
    score: detection?.score ?? 0,
    annotation: object,
    objectCategoryId: prepared.annotations[object]?.category_id ?? -1,
    iou,
    foundBy: type === 'duplicate' ? (foundBy.get(object) ?? -1) : -1,
    becomesHit: isRepairable && missed.has(object) && !claimed.has(object),
  };
}

/** The order of the questions is part of the definition. */
function typeOf(
  context: Context,
  row: number,
  categoryId: number,
): Nearest & { readonly type: TideFalsePositive['type'] } {
  const { protocol, backgroundIou, foundBy } = context;
  const foundIou = protocol.iouThresholds[0] ?? 0.5;
  const any = nearestOf(context, row, () => true);
  if (any.object < 0) return { type: 'background', ...any };
  const own = nearestOf(context, row, (_, category) => category === categoryId);
  if (own.iou >= backgroundIou && own.iou <= foundIou) return { type: 'localisation', ...own };
  const other = nearestOf(context, row, (_, category) => category !== categoryId);
  if (other.iou >= foundIou) return { type: 'classification', ...other };
  const taken = nearestOf(
    context,
    row,
    (object, category) => category === categoryId && foundBy.has(object),
  );
  if (taken.iou >= foundIou) return { type: 'duplicate', ...taken };
  return { type: any.iou <= backgroundIou ? 'background' : 'both', ...any };
}

interface Nearest {
  /** Place of the annotation; -1 without one. */
  readonly object: number;
  readonly iou: number;
}

/** The object of the largest IoU among those asked for, the first of equal ones. Ignored objects are none. */
function nearestOf(
  { prepared, cell, protocol }: Context,
  row: number,
  isAsked: (annotation: number, objectCategoryId: number) => boolean,
): Nearest {
  const overlaps = overlapsOf(prepared, cell, protocol);
  let best: Nearest = { object: -1, iou: -1 };
  cell.truths.forEach((object, t) => {
    const annotation = prepared.annotations[object];
    if (!annotation || annotation.iscrowd === 1 || isDifficult(annotation)) return;
    const iou = overlaps[row * cell.truths.length + t] ?? 0;
    if (iou > best.iou && isAsked(object, annotation.category_id)) best = { object, iou };
  });
  return best.object < 0 ? { object: -1, iou: 0 } : best;
}
