/**
 * What kind of error costs how much AP: the six types of TIDE (Bolya et al. 2020, "TIDE: A General Toolbox for
 * Identifying Object Detection Errors"; rules after dbolya/tide, `quantify.py`). Every false positive and every
 * object not found gets exactly one type, and delta-AP is how much AP50 rises when errors of that type alone are
 * repaired. The six do not add up to what is missing: repairing one type makes others cheaper or dearer, which
 * `apWithFixes` shows for any set of types.
 *
 * One deliberate difference: a class without objects is left out of the mean, where TIDE counts it as 0. There, "Bkg"
 * seems to repair such a class by emptying it. The classes left out are named in the result.
 *
 * Deliberately not: masks, and AP over several IoU thresholds.
 */
import type { CocoDataset } from './coco-format';
import type { CocoResult } from './coco/types';
import { areaUnder } from './interpolation';
import { protocols, type Protocol } from './protocol';
import { ignored, matchClasses, truePositive } from './protocol-match';
import { prepare, type Prepared } from './protocol-prepare';
import { classifyErrors, type TideError, type TideErrorType } from './tide-errors';

export const tideErrorTypes: readonly TideErrorType[] = [
  'classification',
  'localisation',
  'both',
  'duplicate',
  'background',
  'missed',
];

export interface TideOptions {
  /** IoU from which a detection finds an object, in (0, 1]; 0.5 by default. */
  readonly foundIou?: number;
  /** IoU up to which it is background, above 0 and below `foundIou`; 0.1 by default. */
  readonly backgroundIou?: number;
  /** Per image, all classes together; 100 by default, as in TIDE. */
  readonly maxDetections?: number;
  /** `zero` counts classes without objects as TIDE itself does. */
  readonly absentClasses?: 'excluded' | 'zero';
}

/** A class as it enters AP. All columns by falling score. */
export interface TideClass {
  readonly categoryId: number;
  readonly name: string;
  readonly objects: number;
  /** Places of the detections that are right or wrong; ignored ones are left out. */
  readonly detections: Int32Array;
  readonly score: Float64Array;
  /** 1 for a hit. */
  readonly isHit: Uint8Array;
}

export interface TideAnalysis {
  readonly options: Required<TideOptions>;
  /** AP at `foundIou`, 101 levels of recall, 0..1; null where there is nothing to find. */
  readonly AP: number | null;
  readonly errors: readonly TideError[];
  readonly counts: Readonly<Record<TideErrorType, number>>;
  /** Rise of AP when errors of one type alone are repaired, 0..1, never below 0. */
  readonly deltaAP: Readonly<Record<TideErrorType, number>>;
  /** Rise of AP with all false positives behind all hits, and with nothing missed at the same precision. */
  readonly deltaFalsePositives: number;
  readonly deltaFalseNegatives: number;
  readonly classes: readonly TideClass[];
  /** Detected, but with no object in the set: in no AP here. */
  readonly absentClasses: readonly {
    readonly categoryId: number;
    readonly name: string;
    readonly detections: number;
  }[];
}

/** Throws RangeError for thresholds out of order and for detections that cannot be used. */
export function analyseErrors(
  dataset: CocoDataset,
  detections: readonly CocoResult[],
  options: TideOptions = {},
): TideAnalysis {
  const settings = { ...defaults, ...options };
  const { foundIou, backgroundIou, maxDetections } = settings;
  if (!(foundIou > 0 && foundIou <= 1 && backgroundIou > 0 && backgroundIou < foundIou)) {
    throw new RangeError(
      `TIDE needs 0 < backgroundIou < foundIou <= 1, got ${backgroundIou} and ${foundIou}.`,
    );
  }
  const protocol: Protocol = {
    ...protocols.tide.protocol,
    iouThresholds: [foundIou],
    maxDetections,
  };
  const prepared = prepare(dataset, detections);
  const matches = matchClasses(prepared, protocol);
  const errors = classifyErrors(prepared, matches, protocol, backgroundIou);
  const classes = matches.map((one): TideClass => {
    const verdict = one.matchings[0]?.verdict ?? new Uint8Array(0);
    const slots = byScore(prepared, one.judged).filter((slot) => verdict[slot] !== ignored);
    const places = slots.map((slot) => one.judged[slot] ?? -1);
    return {
      categoryId: one.categoryId ?? -1,
      name: one.name,
      objects: one.objectImages.length,
      detections: places,
      score: Float64Array.from(places, (place) => detections[place]?.score ?? 0),
      isHit: Uint8Array.from(slots, (slot) => Number(verdict[slot] === truePositive)),
    };
  });
  const bare = { options: settings, errors, classes };
  const AP = apWithFixes(bare, []);
  const rise = (value: number | null): number => Math.max(0, (value ?? 0) - (AP ?? 0));
  return {
    ...bare,
    AP,
    counts: ofTypes((type) => errors.filter((error) => error.type === type).length),
    deltaAP: ofTypes((type) => rise(apWithFixes(bare, [type]))),
    deltaFalsePositives: rise(meanAP(classes.map(withoutMisses), settings)),
    deltaFalseNegatives: rise(meanAP(classes.map(withoutMissing), settings)),
    absentClasses: classes
      .filter(({ objects, detections: places }) => objects === 0 && places.length > 0)
      .map(({ categoryId, name, detections: places }) => ({
        categoryId,
        name,
        detections: places.length,
      })),
  };
}

/**
 * AP with all errors of these types repaired together, 0..1. Errors of class or place become hits on their object, but
 * only the best-scored one of each object, and none where another detection has found it; wrong detections of the other
 * types vanish, and so do missed objects. A class of which nothing is left counts nowhere; with every error
 * repaired AP is 1. Null where the set has nothing to find.
 */
export function apWithFixes(
  { options, errors, classes }: Pick<TideAnalysis, 'options' | 'errors' | 'classes'>,
  types: readonly TideErrorType[],
): number | null {
  const added = new Map<number, { readonly score: number; readonly place: number }[]>();
  const gone = new Set<number>();
  const fewer = new Map<number, number>();
  for (const error of errors) {
    if (!types.includes(error.type)) continue;
    if (error.type === 'missed') {
      fewer.set(error.objectCategoryId, (fewer.get(error.objectCategoryId) ?? 0) + 1);
      continue;
    }
    gone.add(error.detection);
    if (!error.becomesHit) continue;
    const list = added.get(error.objectCategoryId) ?? [];
    list.push({ score: error.score, place: error.detection });
    added.set(error.objectCategoryId, list);
  }
  return meanAP(
    classes.map((one) => {
      const entries = Array.from(one.detections, (place, i) => ({
        place,
        score: one.score[i] ?? 0,
        isHit: one.isHit[i] === 1,
      })).filter(({ place }) => !gone.has(place));
      for (const { place, score } of added.get(one.categoryId) ?? []) {
        entries.push({ place, score, isHit: true });
      }
      // Stable: hits that are new come behind equal scores.
      entries.sort((a, b) => b.score - a.score);
      return {
        objects: one.objects - (fewer.get(one.categoryId) ?? 0),
        isHit: entries.map(({ isHit }) => Number(isHit)),
        hadObjects: one.objects > 0,
      };
    }),
    options,
  );
}

/** One AP per set of types, by bit mask in the order of `tideErrorTypes`: 64 numbers, for sliders and attributions. */
export function apOfAllFixes(
  analysis: Pick<TideAnalysis, 'options' | 'errors' | 'classes'>,
): readonly (number | null)[] {
  return Array.from({ length: 2 ** tideErrorTypes.length }, (_, mask) =>
    apWithFixes(
      analysis,
      tideErrorTypes.filter((_type, bit) => (mask & (1 << bit)) !== 0),
    ),
  );
}

const defaults = {
  foundIou: 0.5,
  backgroundIou: 0.1,
  maxDetections: 100,
  absentClasses: 'excluded',
} as const;

interface Sequence {
  readonly objects: number;
  /** By falling score. */
  readonly isHit: ArrayLike<number>;
  readonly hadObjects: boolean;
}

function meanAP(
  sequences: readonly Sequence[],
  { absentClasses }: Required<TideOptions>,
): number | null {
  const counted = sequences.filter(({ hadObjects }) => hadObjects || absentClasses === 'zero');
  if (!counted.some(({ hadObjects }) => hadObjects)) return null;
  const values = counted
    .filter(({ objects, isHit }) => objects > 0 || isHit.length > 0)
    .map(apOfSequence);
  return values.length === 0 ? 1 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function apOfSequence({ objects, isHit }: Sequence): number {
  if (objects === 0) return 0;
  const recall = new Float64Array(isHit.length);
  const precision = new Float64Array(isHit.length);
  let count = 0;
  for (let i = 0; i < isHit.length; i++) {
    if (isHit[i] !== 1) continue;
    recall[count] = (count + 1) / objects;
    precision[count] = (count + 1) / (i + 1);
    count++;
  }
  return areaUnder('101-point-exact', { recall, precision, count, finalPrecision: 0 });
}

function withoutMisses({ objects, isHit }: TideClass): Sequence {
  const order = [...isHit].sort((a, b) => b - a);
  return { objects, isHit: order, hadObjects: objects > 0 };
}

function withoutMissing({ objects, isHit }: TideClass): Sequence {
  const hits = isHit.reduce((sum, hit) => sum + hit, 0);
  return { objects: hits, isHit, hadObjects: objects > 0 };
}

/** Ties: by image, then by rank within the image. */
function byScore({ detections }: Prepared, judged: Int32Array): Int32Array {
  const scoreAt = (slot: number): number => detections[judged[slot] ?? -1]?.score ?? 0;
  return Int32Array.from(judged, (_, slot) => slot).sort(
    (a, b) => scoreAt(b) - scoreAt(a) || a - b,
  );
}

function ofTypes(valueOf: (type: TideErrorType) => number): Record<TideErrorType, number> {
  return Object.fromEntries(tideErrorTypes.map((type) => [type, valueOf(type)])) as Record<
    TideErrorType,
    number
  >;
}
