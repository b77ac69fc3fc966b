/**
 * Everything that the page says about one detector on one set of pictures: TIDE's analysis, what each error, slice and set
 * of types would win, with intervals over resampled pictures. Made in the lab worker and sent to the page as plain
 * data; of the toy set it is made on the page.
 */
import { createRng } from '$src/core/rng';
import type { TruthObject } from '$src/lab/contract';
import type { SuiteDetections } from '$src/lab/suite-detections';
import {
  analyseErrors,
  apOfAllFixes,
  tideErrorTypes,
  traceAt,
  traceEntry,
  type CocoDataset,
  type CocoResult,
  type TideAnalysis,
  type TideError,
  type TideErrorType,
} from '$src/metrics';
import {
  concentrationOf,
  concentrationOfTypes,
  type Concentration,
  type Group,
} from './concentration';
import { Repairs, type Ranged } from './repaired';
import { cuts, slicesBy, type Slice } from './slices';

/** Resamples of the pictures for an interval. */
const resamples = 200;
/** Slices of one cut that get an interval: the dearest. */
const mostRanged = 16;
/** Of the resamples: the same set gives the same intervals. */
const seed = 7;

export interface Analysed {
  readonly suite: string;
  /** As the reader is told: "YOLO-tiny". */
  readonly detector: string;
  /** Image ids are the pictures' ids in the suite. */
  readonly truth: CocoDataset;
  /** In the order of `truth.annotations`. */
  readonly objects: readonly TruthObject[];
  readonly results: readonly CocoResult[];
  readonly tide: TideAnalysis;
  readonly ap: Ranged;
  readonly types: Readonly<Record<TideErrorType, Ranged>>;
  /** AP after each set of repairs, by bit mask as in `apOfAllFixes`. */
  readonly fixes: readonly number[];
  /** What each error of `tide.errors` would win alone. */
  readonly ownGain: Float64Array;
  readonly slices: readonly Slice[];
  readonly concentrations: readonly Concentration[];
  /** Of each annotation: score of the detection that found it; 0 where none did. */
  readonly foundScore: Float64Array;
  /** Of each annotation: place of its picture. */
  readonly imageOf: Int32Array;
}

export interface AnalysisInput extends Pick<SuiteDetections, 'suite' | 'truth' | 'results'> {
  readonly detector: string;
  readonly objects: readonly TruthObject[];
}

/** Pauses between its parts, with the share that is done, for whoever shows progress or may stop. */
export function* analysisSteps(
  { suite, detector, truth, objects, results }: AnalysisInput,
  foundIou: number,
): Generator<number, Analysed, void> {
  const tide = analyseErrors(truth, results, { foundIou });
  yield 0.1;
  const repairs = new Repairs(truth, results, tide);
  repairs.draw(createRng(seed), resamples);
  yield 0.2;
  const fixes = apOfAllFixes(tide).map((ap) => ap ?? 0);
  yield 0.3;
  const { errors } = tide;
  const ranged = tideErrorTypes.map((type) => {
    const those = errors.filter((error) => error.type === type);
    return [type, repairs.gainRanged(those)] as const;
  });
  yield 0.4;
  const ownGain = Float64Array.from(errors, (error) => repairs.gain([error]));
  yield 0.5;
  const slices: Slice[] = [];
  for (const [i, { value: cut }] of cuts.entries()) {
    const some = slicesBy(cut, errors, { objects, categories: truth.categories }).map((slice) => {
      const meant = slice.errors.flatMap((place) => errors[place] ?? []);
      return { slice, meant, value: repairs.gain(meant) };
    });
    const dearest = new Set(some.toSorted((a, b) => b.value - a.value).slice(0, mostRanged));
    for (const one of some) {
      const { slice, meant, value } = one;
      const gain = dearest.has(one) ? repairs.gainRanged(meant) : { value };
      slices.push({ ...slice, gain });
    }
    yield 0.5 + (0.3 * (i + 1)) / cuts.length;
  }
  const concentrations = [
    concentrationOfTypes(fixes, tide.counts),
    ...groupings(tide, ownGain, slices, repairs).map(([grouping, groups]) =>
      concentrationOf(grouping, groups, repairs),
    ),
  ];
  return {
    suite,
    detector,
    truth,
    objects: objects.map(plain),
    results,
    tide,
    ap: repairs.ap(),
    types: Object.fromEntries(ranged) as Record<TideErrorType, Ranged>,
    fixes,
    ownGain,
    slices,
    concentrations,
    ...foundBy(truth, results, foundIou),
  };
}

/** All at once, for small sets. */
export function analysed(input: AnalysisInput, foundIou = 0.5): Analysed {
  const steps = analysisSteps(input, foundIou);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Pairs of classes, pictures and single errors, each by what it wins alone. */
function groupings(
  { errors }: TideAnalysis,
  ownGain: Float64Array,
  slices: readonly Slice[],
  repairs: Repairs,
): readonly (readonly ['pair' | 'picture' | 'error', readonly Group[]])[] {
  const pairs = slices
    .filter(({ cut }) => cut === 'pair')
    .sort((a, b) => b.gain.value - a.gain.value)
    .map(({ label, errors: places }) => ({
      name: label,
      errors: places.flatMap((place) => errors[place] ?? []),
    }));
  const byImage = new Map<number, TideError[]>();
  for (const error of errors) {
    byImage.set(error.imageId, [...(byImage.get(error.imageId) ?? []), error]);
  }
  const pictures = [...byImage]
    .map(([id, some]) => ({ name: `picture ${id}`, errors: some, gain: repairs.gain(some) }))
    .sort((a, b) => b.gain - a.gain);
  const singles = errors
    .map((error, place) => ({ name: `${place}`, errors: [error], gain: ownGain[place] ?? 0 }))
    .sort((a, b) => b.gain - a.gain);
  return [
    ['pair', pairs],
    ['picture', pictures],
    ['error', singles],
  ];
}

/** By COCO's matching, which is TIDE's but for exactly equal overlaps. */
function foundBy(
  truth: CocoDataset,
  results: readonly CocoResult[],
  iouThreshold: number,
): Pick<Analysed, 'foundScore' | 'imageOf'> {
  const trace = traceAt(truth, results, iouThreshold, { iouType: 'bbox' });
  const foundScore = new Float64Array(truth.annotations.length);
  results.forEach(({ score }, place) => {
    const { rule, truth: object } = traceEntry(trace, place, 0);
    if (rule === 'matched' && object !== undefined) foundScore[object] = score;
  });
  const places = new Map(truth.images.map(({ id }, place) => [id, place]));
  return {
    foundScore,
    imageOf: Int32Array.from(truth.annotations, ({ image_id: id }) => places.get(id) ?? 0),
  };
}

/** Without what the suites know beyond: masks and distances would only make the message long. */
function plain({
  className,
  categoryId,
  boxXywh,
  areaPx,
  annotationId,
  occlusion,
  truncation,
  lightLevel,
}: TruthObject): TruthObject {
  return {
    className,
    categoryId,
    boxXywh,
    areaPx,
    ...(annotationId === undefined ? {} : { annotationId }),
    ...(occlusion === undefined ? {} : { occlusion }),
    ...(truncation === undefined ? {} : { truncation }),
    ...(lightLevel === undefined ? {} : { lightLevel }),
  };
}
