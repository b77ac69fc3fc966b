/**
 * COCO's average precision of boxes: the twelve numbers of pycocotools, and the same per class.
 *
 * A detection finds an object of its class when their IoU reaches a threshold, each object once, the best
 * scores first. AP is the mean over ten thresholds (0.50 to 0.95), 101 levels of recall and all classes of
 * the best precision still reached at that recall. Defined by the reference program
 * (https://github.com/cocodataset/cocoapi, PythonAPI/pycocotools/cocoeval.py; data set: Lin et al. 2014),
 * whose rules on ties, crowds and sizes decide the last digits and are copied, each where it applies.
 *
 * One deliberate difference: pycocotools takes an object with the id 0 for "none"; here any id will do.
 * Deliberately not: masks, key points, and other protocols (PASCAL VOC).
 */
import type { CocoDataset } from './coco-format';

/** One line of COCO's results format. */
export interface CocoResult {
  readonly image_id: number;
  readonly category_id: number;
  /** x, y, width, height in pixels. */
  readonly bbox: readonly [number, number, number, number];
  readonly score: number;
}

/** The twelve numbers in pycocotools' order. */
export const statNames = [
  'AP',
  'AP50',
  'AP75',
  'APsmall',
  'APmedium',
  'APlarge',
  'AR1',
  'AR10',
  'AR100',
  'ARsmall',
  'ARmedium',
  'ARlarge',
] as const;
export type StatName = (typeof statNames)[number];

/** Shares 0..1; null where there is nothing to find (pycocotools prints -1). */
export interface ClassResult {
  readonly categoryId: number;
  readonly name: string;
  /** Objects that count: crowds do not. */
  readonly objects: number;
  readonly AP: number | null;
  readonly AP50: number | null;
  readonly AP75: number | null;
  readonly APsmall: number | null;
  readonly APmedium: number | null;
  readonly APlarge: number | null;
}

export interface CocoEvaluation {
  /** In the order of `statNames`, shares 0..1; null where pycocotools gives -1. */
  readonly stats: readonly (number | null)[];
  /** By ascending category id. */
  readonly perClass: readonly ClassResult[];
}

/** As numpy's linspace(0.5, 0.95, 10), to the last bit: the ninth is 0.8999999999999999. */
export const iouThresholds: readonly number[] = Array.from({ length: 10 }, (_, k) =>
  k === 9 ? 0.95 : 0.5 + k * ((0.95 - 0.5) / 9),
);
/** As numpy's linspace(0, 1, 101): 70 * 0.01 is 0.7000000000000001, so a recall of 7/10 does not reach it. */
const recallLevels = Array.from({ length: 101 }, (_, k) => (k === 100 ? 1 : k * 0.01));
const maxDetections = 100;
/** Bounds of the area in pixels. Both belong to the range: 1024 is small and medium. */
const areaRanges = {
  all: [0, 1e10],
  small: [0, 32 ** 2],
  medium: [32 ** 2, 96 ** 2],
  large: [96 ** 2, 1e10],
} as const;
type AreaRange = readonly [low: number, high: number];

/** What a detection turned out to be. `ignored`: it met a crowd or an object outside the range of sizes. */
export type Verdict = 'true-positive' | 'false-positive' | 'ignored';

interface Truth {
  readonly xywh: readonly [number, number, number, number];
  readonly areaPx: number;
  readonly isCrowd: boolean;
}

interface Found {
  readonly xywh: readonly [number, number, number, number];
  readonly score: number;
  /** Place in the list of detections that was given. */
  readonly place: number;
}

/** One class in one image: objects in the file's order, the best 100 detections, and their IoUs. */
interface Cell {
  readonly truths: readonly Truth[];
  readonly found: readonly Found[];
  /** iou[detection][object] */
  readonly iou: readonly (readonly number[])[];
}

/**
 * Evaluates detections against a data set as pycocotools' COCOeval does with its default parameters.
 * Detections of categories that the data set does not have are left out, as there. Throws RangeError for
 * an unknown image, a box that is not four finite numbers with sides from 0, or a score that is not finite.
 */
export function evaluateCoco(
  groundTruth: CocoDataset,
  detections: readonly CocoResult[],
  { iouType }: { readonly iouType: 'bbox' },
): CocoEvaluation {
  // Callers without types may ask for more than there is.
  if ((iouType as string) !== 'bbox') {
    throw new RangeError(`iouType must be 'bbox'; got ${JSON.stringify(iouType)}.`);
  }
  const classes = cellsOf(groundTruth, detections).map(({ category, cells }) => ({
    category,
    all: curvesOf(cells, areaRanges.all, maxDetections),
    small: curvesOf(cells, areaRanges.small, maxDetections),
    medium: curvesOf(cells, areaRanges.medium, maxDetections),
    large: curvesOf(cells, areaRanges.large, maxDetections),
    // Fewer detections per image are the beginnings of the same sorted lists.
    first: curvesOf(cells, areaRanges.all, 1),
    firstTen: curvesOf(cells, areaRanges.all, 10),
  }));
  const half = iouThresholds.indexOf(0.5);
  const threeQuarters = iouThresholds.indexOf(0.75);
  const stats = [
    mean(classes.flatMap(({ all }) => all?.precision ?? [])),
    mean(classes.flatMap(({ all }) => all?.precision[half] ?? [])),
    mean(classes.flatMap(({ all }) => all?.precision[threeQuarters] ?? [])),
    mean(classes.flatMap(({ small }) => small?.precision ?? [])),
    mean(classes.flatMap(({ medium }) => medium?.precision ?? [])),
    mean(classes.flatMap(({ large }) => large?.precision ?? [])),
    mean(classes.flatMap(({ first }) => first?.recall ?? [])),
    mean(classes.flatMap(({ firstTen }) => firstTen?.recall ?? [])),
    mean(classes.flatMap(({ all }) => all?.recall ?? [])),
    mean(classes.flatMap(({ small }) => small?.recall ?? [])),
    mean(classes.flatMap(({ medium }) => medium?.recall ?? [])),
    mean(classes.flatMap(({ large }) => large?.recall ?? [])),
  ];
  const perClass = classes.map(({ category, all, small, medium, large }) => ({
    categoryId: category.id,
    name: category.name,
    objects: all?.objects ?? 0,
    AP: mean(all?.precision ?? []),
    AP50: all?.precision[half] ?? null,
    AP75: all?.precision[threeQuarters] ?? null,
    APsmall: mean(small?.precision ?? []),
    APmedium: mean(medium?.precision ?? []),
    APlarge: mean(large?.precision ?? []),
  }));
  return { stats, perClass };
}

/**
 * What each detection is at one IoU threshold, in the order given; undefined where it is not judged: its
 * category is not in the data set, or a hundred of its class and image are better. Throws as `evaluateCoco`.
 */
export function verdictsOf(
  groundTruth: CocoDataset,
  detections: readonly CocoResult[],
  iouThreshold: number,
): (Verdict | undefined)[] {
  const verdicts = new Array<Verdict | undefined>(detections.length).fill(undefined);
  for (const { cells } of cellsOf(groundTruth, detections)) {
    for (const cell of cells) {
      const judged = match(cell, areaRanges.all, iouThreshold).verdicts;
      cell.found.forEach(({ place }, i) => (verdicts[place] = judged[i]));
    }
  }
  return verdicts;
}

/** Intersection over union of two boxes x, y, width, height; over the area of `a` where `b` is a crowd. */
export function iouXywh(
  [ax, ay, aw, ah]: readonly [number, number, number, number],
  [bx, by, bw, bh]: readonly [number, number, number, number],
  isCrowd = false,
): number {
  const width = Math.min(ax + aw, bx + bw) - Math.max(ax, bx);
  const height = Math.min(ay + ah, by + bh) - Math.max(ay, by);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (isCrowd ? aw * ah : aw * ah + bw * bh - shared);
}

/** Per category, by ascending id, its images with an object or a detection, by ascending id. */
function cellsOf(
  { images, categories, annotations }: CocoDataset,
  detections: readonly CocoResult[],
): { readonly category: CocoDataset['categories'][number]; readonly cells: readonly Cell[] }[] {
  const imageIds = [...new Set(images.map(({ id }) => id))].sort((a, b) => a - b);
  const known = new Set(imageIds);
  const truths = new Map<string, Truth[]>();
  for (const { image_id, category_id, bbox, area, iscrowd } of annotations) {
    const truth = { xywh: bbox, areaPx: area, isCrowd: iscrowd === 1 };
    append(truths, keyOf(image_id, category_id), truth);
  }
  const found = new Map<string, Found[]>();
  detections.forEach(({ image_id, category_id, bbox, score }, place) => {
    expectDetection(image_id, bbox, score, place, known);
    append(found, keyOf(image_id, category_id), { xywh: bbox, score, place });
  });
  const byId = new Map(categories.map((category) => [category.id, category]));
  return [...byId.values()]
    .sort((a, b) => a.id - b.id)
    .map((category) => ({
      category,
      cells: imageIds.flatMap((imageId) => {
        const key = keyOf(imageId, category.id);
        const cell = cellOf(truths.get(key) ?? [], found.get(key) ?? []);
        return cell.truths.length + cell.found.length > 0 ? [cell] : [];
      }),
    }));
}

function cellOf(truths: readonly Truth[], found: readonly Found[]): Cell {
  // The order of equal scores is the file's: sorting is stable, as the reference's merge sort.
  const best = [...found].sort((a, b) => b.score - a.score).slice(0, maxDetections);
  const iou = best.map((one) =>
    truths.map((truth) => iouXywh(one.xywh, truth.xywh, truth.isCrowd)),
  );
  return { truths, found: best, iou };
}

/** Greedy matching of one class in one image at one threshold; objects outside the range are ignored. */
function match(
  { truths, found, iou }: Cell,
  range: AreaRange,
  iouThreshold: number,
): { readonly verdicts: readonly Verdict[]; readonly objects: number } {
  const isIgnored = truths.map(({ areaPx, isCrowd }) => isCrowd || isOutside(areaPx, range));
  const indices = truths.map((_, i) => i);
  const order = [
    ...indices.filter((i) => isIgnored[i] === false),
    ...indices.filter((i) => isIgnored[i] === true),
  ];
  const isTaken = truths.map(() => false);
  const verdicts = found.map(({ xywh }, d): Verdict => {
    let best = Math.min(iouThreshold, 1 - 1e-10);
    let chosen = -1;
    for (const t of order) {
      // A crowd takes any number of detections, every other object one.
      if (isTaken[t] === true && truths[t]?.isCrowd !== true) continue;
      // An object that counts comes before one that does not, whatever the overlap.
      if (chosen >= 0 && isIgnored[chosen] === false && isIgnored[t] === true) break;
      const overlap = iou[d]?.[t] ?? 0;
      if (overlap < best) continue; // of equal overlaps the later object wins
      best = overlap;
      chosen = t;
    }
    if (chosen < 0) {
      const [, , width, height] = xywh;
      return isOutside(width * height, range) ? 'ignored' : 'false-positive';
    }
    isTaken[chosen] = true;
    return isIgnored[chosen] === true ? 'ignored' : 'true-positive';
  });
  return { verdicts, objects: isIgnored.filter((ignored) => !ignored).length };
}

interface Curves {
  /** Per IoU threshold: precision, averaged over the levels of recall. */
  readonly precision: readonly number[];
  /** Per IoU threshold: the recall that all detections together reach. */
  readonly recall: readonly number[];
  readonly objects: number;
}

/** Undefined where the class has no object in the range: such a class counts in no mean. */
function curvesOf(cells: readonly Cell[], range: AreaRange, atMost: number): Curves | undefined {
  const precision: number[] = [];
  const recall: number[] = [];
  let objects = 0;
  for (const threshold of iouThresholds) {
    objects = 0;
    const ranked: { readonly score: number; readonly verdict: Verdict }[] = [];
    for (const cell of cells) {
      const matched = match(cell, range, threshold);
      objects += matched.objects;
      for (let d = 0; d < Math.min(atMost, cell.found.length); d++) {
        const verdict = matched.verdicts[d] ?? 'false-positive';
        ranked.push({ score: cell.found[d]?.score ?? 0, verdict });
      }
    }
    if (objects === 0) return undefined;
    ranked.sort((a, b) => b.score - a.score); // ties: by image id, then by rank within the image
    const curve = curveOf(ranked, objects);
    precision.push(interpolated(curve));
    recall.push(curve.recall.at(-1) ?? 0);
  }
  return { precision, recall, objects };
}

/** Precision and recall after each detection; an ignored one changes neither. */
function curveOf(
  ranked: readonly { readonly verdict: Verdict }[],
  objects: number,
): { readonly precision: number[]; readonly recall: number[] } {
  const precision: number[] = [];
  const recall: number[] = [];
  let hits = 0;
  let misses = 0;
  for (const { verdict } of ranked) {
    if (verdict === 'true-positive') hits++;
    if (verdict === 'false-positive') misses++;
    precision.push(hits / (misses + hits + Number.EPSILON));
    recall.push(hits / objects);
  }
  return { precision, recall };
}

/** Mean over the levels of recall of the best precision at that recall or more, 0 where it is not reached. */
function interpolated({ precision, recall }: { precision: number[]; recall: number[] }): number {
  for (let i = precision.length - 1; i > 0; i--) {
    precision[i - 1] = Math.max(precision[i - 1] ?? 0, precision[i] ?? 0);
  }
  let at = 0;
  let sum = 0;
  for (const level of recallLevels) {
    while (at < recall.length && (recall[at] ?? 0) < level) at++;
    sum += precision[at] ?? 0;
  }
  return sum / recallLevels.length;
}

function expectDetection(
  imageId: number,
  bbox: readonly number[],
  score: number,
  place: number,
  known: ReadonlySet<number>,
): void {
  if (!known.has(imageId)) {
    throw new RangeError(
      `detections[${place}].image_id: expected the id of one of the images, got ${imageId}.`,
    );
  }
  const isBox =
    bbox.length === 4 &&
    bbox.every(Number.isFinite) &&
    (bbox[2] ?? -1) >= 0 &&
    (bbox[3] ?? -1) >= 0;
  if (!isBox) {
    throw new RangeError(
      `detections[${place}].bbox: expected four finite numbers x, y, width, height with sides from 0, got [${bbox.join(', ')}].`,
    );
  }
  if (!Number.isFinite(score)) {
    throw new RangeError(`detections[${place}].score: expected a finite number, got ${score}.`);
  }
}

function isOutside(areaPx: number, [low, high]: AreaRange): boolean {
  return areaPx < low || areaPx > high;
}

function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function keyOf(imageId: number, categoryId: number): string {
  return `${imageId}/${categoryId}`;
}

function append<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
