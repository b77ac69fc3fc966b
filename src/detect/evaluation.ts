/**
 * A detector over a whole set of pictures: collects what COCO's metrics want, and the time of each stage.
 * The scripts, the tests and the labs measure AP through this one function, so that a figure on a card can be
 * recomputed on the page.
 *
 * AP is a matter of protocol. `cocoProtocol` keeps nearly everything: AP rewards recall at any score, so the
 * thresholds that suit a viewer would cost AP. Deliberately not here: the metrics (src/metrics) and reading
 * files.
 */
import type { U8Image } from '$src/core/image';
import type { CocoDataset, CocoResult } from '$src/metrics';
import type { DetectOptions, Detector, Label, StageTimings } from './types';

/** As YOLOX's own evaluation (0.01; its 0.65 lowered to 0.6), at most a hundred boxes per picture. */
export const cocoProtocol: DetectOptions = {
  scoreThreshold: 0.01,
  iouThreshold: 0.6,
  suppression: 'per-class',
  maxDetections: 100,
};

export interface EvaluationPicture {
  /** COCO's id of the image. */
  readonly imageId: number;
  /** Called when its turn comes. */
  load(signal?: AbortSignal): Promise<U8Image>;
}

export interface EvaluationOptions {
  readonly options?: Partial<DetectOptions>;
  readonly signal?: AbortSignal;
  /** After each picture. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface EvaluationRun {
  readonly results: readonly CocoResult[];
  /** One per picture. */
  readonly timings: readonly StageTimings[];
}

/**
 * Detects on every picture, one after the other. Results have the category ids of `categories`; detections of
 * other classes are left out. Rejects with what the detector or a picture rejects with, or AbortError.
 */
export async function runOverPictures(
  detector: Detector,
  pictures: readonly EvaluationPicture[],
  categories: CocoDataset['categories'],
  { options, signal, onProgress }: EvaluationOptions = {},
): Promise<EvaluationRun> {
  const categoryIds = categoryIdsOf(detector.info.spec.labels, categories);
  const results: CocoResult[] = [];
  const timings: StageTimings[] = [];
  for (const { imageId, load } of pictures) {
    signal?.throwIfAborted();
    const frame = await load(signal);
    const found = await detector.detect(frame, { ...cocoProtocol, ...options }, signal);
    for (const { boxXyxy, score, classIndex } of found.detections) {
      const categoryId = categoryIds[classIndex];
      if (categoryId === undefined) continue;
      const [x1, y1, x2, y2] = boxXyxy;
      results.push({
        image_id: imageId,
        category_id: categoryId,
        bbox: [x1, y1, x2 - x1, y2 - y1],
        score,
      });
    }
    timings.push(found.timings);
    onProgress?.(timings.length, pictures.length);
  }
  return { results, timings };
}

/**
 * The category of each label, or undefined: the one of the same name; else, in a set that numbers as COCO
 * does (some class has both name and id in common), the one with the label's COCO id.
 */
export function categoryIdsOf(
  labels: readonly Label[],
  categories: CocoDataset['categories'],
): (number | undefined)[] {
  const byName = new Map(categories.map(({ id, name }) => [plain(name), id]));
  const ids = new Set(categories.map(({ id }) => id));
  const named = labels.map(({ name }) => byName.get(plain(name)));
  const isCocoNumbered = labels.some(
    ({ categoryId }, i) => categoryId !== undefined && named[i] === categoryId,
  );
  return labels.map(({ categoryId }, i) => {
    if (named[i] !== undefined) return named[i];
    const isThere = isCocoNumbered && categoryId !== undefined && ids.has(categoryId);
    return isThere ? categoryId : undefined;
  });
}

/** The set with only those categories that the detector knows: objects of others are neither found nor missed. */
export function commonClasses(dataset: CocoDataset, labels: readonly Label[]): CocoDataset {
  const known = new Set(categoryIdsOf(labels, dataset.categories));
  return {
    ...dataset,
    categories: dataset.categories.filter(({ id }) => known.has(id)),
    annotations: dataset.annotations.filter(({ category_id: id }) => known.has(id)),
  };
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]+/g, ' ');
}
