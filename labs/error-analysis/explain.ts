/** The way to a verdict in words: COCO's matching, TIDE's questions in their order, what a repair would do. */
import {
  iouXywh,
  traceAt,
  traceEntry,
  type CocoDataset,
  type CocoResult,
  type TideError,
  type TraceEntry,
} from '$src/metrics';
import type { TruthObject } from '$src/lab/contract';
import { formatNumber } from '$src/ui/format';
import { wholeBelow } from './slices';
import { classOf, type Case, type Named } from './cases';
import type { Analysed } from './analysis';

export interface Line {
  readonly head: string;
  readonly text: string;
}

type Set = Named & Pick<Analysed, 'detector' | 'ownGain' | 'suite'>;

export function explain(set: Set, one: Case): readonly Line[] {
  const error = set.tide.errors[one.error];
  const object = set.objects[one.annotation];
  const isAbout = object !== undefined && error?.type !== 'background';
  return [
    ...(one.detection < 0 ? nearest(set, one) : [said(set, one), matching(set, one)]),
    ...(error ? [questions(set, error), repair(set, one, error)] : []),
    ...(isAbout ? [facts(object)] : []),
  ];
}

const two = (value: number): string => formatNumber(value, 2);
const an = (name: string): string => (/^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`);

function said(set: Set, { detection, imageId }: Case): Line {
  const result = set.results[detection];
  const name = classOf(set, result?.category_id);
  const same = set.results.filter(({ category_id: id }) => id === result?.category_id);
  const better = same.filter(({ score }) => score > (result?.score ?? 0)).length;
  const where = set.suite === 'toy' ? '' : ` Picture ${imageId}.`;
  return {
    head: 'Says',
    text: `${name}, score ${two(result?.score ?? 0)}: place ${formatNumber(better + 1)} of ${formatNumber(same.length)} boxes of that class.${where}`,
  };
}

/** COCO's matching, of this picture alone: other pictures have no say in it. */
function matching(set: Set, { detection, imageId }: Case): Line {
  const places = set.results.flatMap(({ image_id: id }, place) => (id === imageId ? [place] : []));
  const objects = set.truth.annotations.flatMap(({ image_id: id }, place) =>
    id === imageId ? [place] : [],
  );
  const truth: CocoDataset = {
    images: set.truth.images.filter(({ id }) => id === imageId),
    categories: set.truth.categories,
    annotations: objects.flatMap((place) => set.truth.annotations[place] ?? []),
  };
  const results = places.flatMap((place): CocoResult[] =>
    set.results[place] ? [set.results[place]] : [],
  );
  const trace = traceAt(truth, results, foundIou(set), { iouType: 'bbox' });
  const entry = traceEntry(trace, places.indexOf(detection), 0);
  const by = entry.takenBy === undefined ? undefined : results[entry.takenBy];
  const name = classOf(set, set.results[detection]?.category_id);
  return { head: 'Matching', text: ruleWords(entry, name, foundIou(set), by?.score) };
}

function ruleWords(
  { rule, iou }: TraceEntry,
  name: string,
  threshold: number,
  scoreBefore: number | undefined,
): string {
  switch (rule) {
    case 'matched':
      return `It takes a free ${name} at IoU ${two(iou)}: right.`;
    case 'duplicate':
      return `Its ${name} (IoU ${two(iou)}) was taken by a better score${scoreBefore === undefined ? '' : `, ${two(scoreBefore)}`}: wrong.`;
    case 'below-threshold':
      return iou > 0
        ? `The nearest ${name} overlaps it by IoU ${two(iou)}, less than ${two(threshold)}: wrong.`
        : `No ${name} overlaps it: wrong.`;
    case 'no-object-of-class':
      return `The picture has no ${name} at all: wrong.`;
    case 'beyond-max-detections':
      return 'More than a hundred boxes of its class in the picture score better: not looked at.';
    default:
      return 'It met what does not count: ignored.';
  }
}

/** TIDE's questions up to the one that decides; their order is part of the definition. */
function questions(set: Set, error: TideError): Line {
  const head = 'TIDE asks';
  const found = foundIou(set);
  const t = two(found);
  if (error.type === 'missed') {
    return { head, text: 'No box found it, and no error of class or place was about it: missed.' };
  }
  const { categoryId, imageId, detection } = error;
  const name = classOf(set, categoryId);
  const own = nearestObject(set, imageId, detection, (id) => id === categoryId);
  const other = nearestObject(set, imageId, detection, (id) => id !== categoryId);
  const steps = [`${name} at IoU 0.1 to ${t}? ${own ? two(own.iou) : 'none'}`];
  if (error.type === 'localisation') return { head, text: `${steps.join('. ')}: place.` };
  steps.push(
    `Another class at ${t} or more? ${other ? `${other.name}, ${two(other.iou)}` : 'none'}`,
  );
  if (error.type === 'classification') return { head, text: `${steps.join('. ')}: class.` };
  steps.push(
    `Taken already: ${an(name)} at ${t} or more? ${error.type === 'duplicate' ? 'yes' : 'no'}`,
  );
  if (error.type === 'duplicate') return { head, text: `${steps.join('. ')}: duplicate.` };
  const most = Math.max(own?.iou ?? 0, other?.iou ?? 0);
  const verdict = error.type === 'background' ? 'background' : 'class and place';
  return { head, text: `${steps.join('. ')}. Anything above 0.1? ${two(most)}: ${verdict}.` };
}

function repair(set: Set, { error: place }: Case, error: TideError): Line {
  const gain = set.ownGain[place] ?? 0;
  const wins = gain > 0 ? `alone that wins ${formatNumber(gain, 4)} AP` : 'alone that wins nothing';
  if (error.type === 'missed') {
    return { head: 'Repaired', text: `It leaves the list of objects: ${wins}.` };
  }
  const name = classOf(set, error.objectCategoryId);
  if (error.becomesHit) {
    return { head: 'Repaired', text: `It finds ${an(name)} that nothing else found: ${wins}.` };
  }
  const isClaim = error.type === 'classification' || error.type === 'localisation';
  const why = isClaim
    ? 'It vanishes, because a better box has or claims that object'
    : 'It vanishes';
  return { head: 'Repaired', text: `${why}: ${wins}.` };
}

/** Of an object without a box: what came closest. */
function nearest(set: Set, { annotation, imageId }: Case): readonly Line[] {
  const object = set.truth.annotations[annotation];
  if (!object) return [];
  const best = set.results
    .filter(({ image_id: id }) => id === imageId)
    .map((result) => ({ ...result, iou: iouXywh([...tuple(result.bbox)], object.bbox) }))
    .sort((a, b) => b.iou - a.iou);
  const own = best.find(({ category_id: id }) => id === object.category_id);
  const any = best[0];
  const words = (one: typeof own): string =>
    one && one.iou > 0
      ? `${classOf(set, one.category_id)}, score ${two(one.score)}, at IoU ${two(one.iou)}`
      : 'nothing overlaps it';
  const where = set.suite === 'toy' ? '' : ` Picture ${imageId}.`;
  return [
    {
      head: 'Nearest',
      text: `Of its class: ${words(own)}. Of any: ${words(any)}.${where}`,
    },
  ];
}

function facts({
  className,
  boxXywh,
  areaPx,
  occlusion,
  truncation,
  lightLevel,
}: TruthObject): Line {
  const [, , w, h] = boxXywh;
  const share = (value: number | undefined, word: string): string[] =>
    value === undefined || value < wholeBelow ? [] : [`${Math.round(100 * value)} % ${word}`];
  const parts = [
    `${formatNumber(Math.round(w))} × ${formatNumber(Math.round(h))} px, ${formatNumber(areaPx)} of them visible`,
    ...share(occlusion, 'hidden by others'),
    ...share(truncation, 'cut by the edge'),
    ...(lightLevel === undefined ? [] : [`light ${two(lightLevel)} of a white sheet’s`]),
  ];
  return { head: 'Object', text: `${className}, ${parts.join(', ')}.` };
}

interface Near {
  readonly name: string;
  readonly iou: number;
}

function nearestObject(
  set: Set,
  imageId: number,
  detection: number,
  isAsked: (categoryId: number) => boolean,
): Near | undefined {
  const box = tuple(set.results[detection]?.bbox ?? []);
  let best: Near | undefined;
  for (const { image_id: id, category_id: category, bbox } of set.truth.annotations) {
    if (id !== imageId || !isAsked(category)) continue;
    const iou = iouXywh(box, bbox);
    if (!best || iou > best.iou) best = { name: classOf(set, category), iou };
  }
  return best;
}

function tuple([x = 0, y = 0, w = 0, h = 0]: readonly number[]): readonly [
  number,
  number,
  number,
  number,
] {
  return [x, y, w, h];
}

function foundIou(set: Set): number {
  return set.tide.options.foundIou;
}
