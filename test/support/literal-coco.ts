/**
 * COCO's evaluation a second time: slow, literal, sharing nothing with src, written from the published rules
 * (cocoapi's cocoeval.py) one sentence after another, to be read beside them. The random tests hold the fast program
 * against it.
 *
 * Each function states its rule. Numbers are recomputed wherever they are needed; nothing is kept for later.
 */

export interface LiteralObject {
  readonly image: number;
  readonly category: number;
  readonly box: readonly [x: number, y: number, width: number, height: number];
  /** Of the mask: it decides the size, not the box's. */
  readonly area: number;
  readonly isCrowd: boolean;
  /** Foreground of the mask, by pixel "x,y"; for masks only. */
  readonly pixels?: ReadonlySet<string>;
}

export interface LiteralDetection {
  readonly image: number;
  readonly category: number;
  readonly box: readonly [x: number, y: number, width: number, height: number];
  readonly score: number;
  readonly pixels?: ReadonlySet<string>;
}

export interface LiteralInput {
  /** Ascending. */
  readonly images: readonly number[];
  /** Ascending. */
  readonly categories: readonly number[];
  /** In the order of the file. */
  readonly objects: readonly LiteralObject[];
  /** In the order of the file. */
  readonly detections: readonly LiteralDetection[];
  readonly iouType: 'bbox' | 'segm';
}

type Range = readonly [low: number, high: number];
type Outcome = 'hit' | 'miss' | 'ignored';

const all: Range = [0, 1e10];
const small: Range = [0, 1024];
const medium: Range = [1024, 9216];
const large: Range = [9216, 1e10];

/** linspace(.5, .95, 10). */
const thresholds = [0, 1, 2, 3, 4, 5, 6, 7, 8]
  .map((k) => 0.5 + k * ((0.95 - 0.5) / 9))
  .concat(0.95);

/** linspace(0, 1, 101). */
const recallLevels = Array.from({ length: 100 }, (_, k) => k * 0.01).concat(1);

/** The twelve numbers, -1 where there is nothing to average. */
export function literalStats(input: LiteralInput): number[] {
  return [
    meanPrecision(input, thresholds, all),
    meanPrecision(input, [0.5], all),
    meanPrecision(input, thresholds.slice(5, 6), all),
    meanPrecision(input, thresholds, small),
    meanPrecision(input, thresholds, medium),
    meanPrecision(input, thresholds, large),
    meanRecall(input, 1, all),
    meanRecall(input, 10, all),
    meanRecall(input, 100, all),
    meanRecall(input, 100, small),
    meanRecall(input, 100, medium),
    meanRecall(input, 100, large),
  ];
}

/** AP50 per category, -1 where it has no object that counts. */
export function literalAp50PerClass(input: LiteralInput): number[] {
  return input.categories.map((category) => {
    if (objectsThatCount(input, category, all) === 0) return -1;
    return averageOf(precisionAtLevels(input, category, 0.5, all));
  });
}

function meanPrecision(input: LiteralInput, at: readonly number[], range: Range): number {
  const cells: number[] = [];
  for (const threshold of at) {
    for (const category of input.categories) {
      // "If there is no object that counts, the cell stays -1", and -1 is left out of every mean.
      if (objectsThatCount(input, category, range) === 0) continue;
      cells.push(...precisionAtLevels(input, category, threshold, range));
    }
  }
  return averageOf(cells);
}

function meanRecall(input: LiteralInput, maxDetections: number, range: Range): number {
  const cells: number[] = [];
  for (const threshold of thresholds) {
    for (const category of input.categories) {
      const objects = objectsThatCount(input, category, range);
      if (objects === 0) continue;
      const outcomes = outcomesByScore(input, category, threshold, range, maxDetections);
      // The last recall; 0 without detections.
      cells.push(outcomes.filter((outcome) => outcome === 'hit').length / objects);
    }
  }
  return averageOf(cells);
}

function averageOf(values: readonly number[]): number {
  return values.length === 0 ? -1 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function precisionAtLevels(
  input: LiteralInput,
  category: number,
  threshold: number,
  range: Range,
): number[] {
  const objects = objectsThatCount(input, category, range);
  const outcomes = outcomesByScore(input, category, threshold, range, 100);
  const recall: number[] = [];
  const precision: number[] = [];
  outcomes.forEach((_, i) => {
    const soFar = outcomes.slice(0, i + 1);
    const hits = soFar.filter((outcome) => outcome === 'hit').length;
    const misses = soFar.filter((outcome) => outcome === 'miss').length;
    recall.push(hits / objects);
    precision.push(hits / (misses + hits + 2 ** -52));
  });
  return recallLevels.map((level) => {
    const first = recall.findIndex((reached) => reached >= level);
    // The envelope: the best precision from there on.
    return first < 0 ? 0 : Math.max(...precision.slice(first));
  });
}

/** All images in ascending id, the first detections of each, then one stable sort by score. */
function outcomesByScore(
  input: LiteralInput,
  category: number,
  threshold: number,
  range: Range,
  maxDetections: number,
): Outcome[] {
  return input.images
    .flatMap((image) =>
      matchImage(input, image, category, threshold, range).slice(0, maxDetections),
    )
    .sort((a, b) => b.score - a.score)
    .map(({ outcome }) => outcome);
}

function matchImage(
  input: LiteralInput,
  image: number,
  category: number,
  threshold: number,
  range: Range,
): { readonly score: number; readonly outcome: Outcome }[] {
  const here = input.objects.filter((one) => one.image === image && one.category === category);
  // Objects that count come first, the file's order otherwise.
  const objects = [
    ...here.filter((object) => !isIgnored(object, range)),
    ...here.filter((object) => isIgnored(object, range)),
  ];
  const matched = new Set<LiteralObject>();
  return input.detections
    .filter((one) => one.image === image && one.category === category)
    .sort((a, b) => b.score - a.score) // stable
    .slice(0, 100)
    .map((detection) => {
      let best = Math.min(threshold, 1 - 1e-10);
      let found: LiteralObject | undefined;
      for (const object of objects) {
        // Taken already, and no crowd: go on.
        if (matched.has(object) && !object.isCrowd) continue;
        // Matched to an object that counts, and this one is ignored: stop.
        if (found && !isIgnored(found, range) && isIgnored(object, range)) break;
        // Not better than what there is: go on. An equal overlap is better.
        const iou = overlap(detection, object, input.iouType);
        if (iou < best) continue;
        best = iou;
        found = object;
      }
      if (found) matched.add(found);
      const outcome = found
        ? isIgnored(found, range)
          ? 'ignored'
          : 'hit'
        : isOutside(areaOf(detection, input.iouType), range)
          ? 'ignored'
          : 'miss';
      return { score: detection.score, outcome };
    });
}

function objectsThatCount(input: LiteralInput, category: number, range: Range): number {
  return input.objects.filter((one) => one.category === category && !isIgnored(one, range)).length;
}

/** A crowd, or outside the range by its area, both ends of which belong to it. */
function isIgnored(object: LiteralObject, range: Range): boolean {
  return object.isCrowd || isOutside(object.area, range);
}

function isOutside(area: number, [low, high]: Range): boolean {
  return area < low || area > high;
}

function areaOf({ box, pixels }: LiteralDetection, iouType: 'bbox' | 'segm'): number {
  return iouType === 'segm' ? (pixels?.size ?? 0) : box[2] * box[3];
}

/** Shared over union; over the detection alone where the object is a crowd. */
function overlap(
  detection: LiteralDetection,
  object: LiteralObject,
  iouType: 'bbox' | 'segm',
): number {
  const shared =
    iouType === 'segm'
      ? [...(detection.pixels ?? [])].filter((pixel) => object.pixels?.has(pixel)).length
      : sharedArea(detection.box, object.box);
  if (shared === 0) return 0;
  const own = areaOf(detection, iouType);
  const other = iouType === 'segm' ? (object.pixels?.size ?? 0) : object.box[2] * object.box[3];
  return shared / (object.isCrowd ? own : own + other - shared);
}

function sharedArea(a: LiteralDetection['box'], b: LiteralDetection['box']): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  return width <= 0 || height <= 0 ? 0 : width * height;
}
