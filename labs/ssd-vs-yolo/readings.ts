/** What is counted on one frame, for the line under the picture: readings of the page, not evidence. */
import type { U8Image } from '$src/core/image';
import { cocoProtocol } from '$src/detect/evaluation';
import { suppress } from '$src/detect/stages/suppress';
import type { Candidates, Label } from '$src/detect/types';
import type { TruthObject } from '$src/lab/contract';
import { evaluateCoco } from '$src/metrics';
import { categoryOf, xywhOf, type Match } from './match';
import { datasetOf } from './pictures';

export interface Readings {
  readonly boxes: number;
  readonly hits?: number;
  readonly falses?: number;
  readonly missed?: number;
  /** Of the hits. */
  readonly meanIou?: number;
  /** See `apOfFrame`. */
  readonly ap?: number;
}

export function readingsOf(boxes: number, found: Match | undefined, ap?: number): Readings {
  if (!found) return { boxes };
  const hits = found.judged.filter(({ verdict }) => verdict === 'hit');
  const meanIou = hits.reduce((sum, { iou }) => sum + iou, 0) / Math.max(1, hits.length);
  return {
    boxes,
    hits: hits.length,
    falses: found.judged.filter(({ verdict }) => verdict === 'false').length,
    missed: found.missed.length,
    ...(hits.length > 0 ? { meanIou } : {}),
    ...(ap === undefined ? {} : { ap }),
  };
}

/**
 * COCO's AP of one picture, over the classes that it shows; undefined where it shows none. Of all candidates, by the
 * protocol of every other AP here: AP is about the whole range of scores, so no slider may cut it.
 */
export function apOfFrame(
  candidates: Candidates,
  labels: readonly Label[],
  frame: U8Image,
  objects: readonly TruthObject[],
): number | undefined {
  if (objects.length === 0) return undefined;
  const truth = datasetOf([{ frame, objects }]);
  const known = new Set(truth.categories.map(({ id }) => id));
  // From the lowest score on that the candidates have.
  const results = suppress(candidates, { ...cocoProtocol, scoreThreshold: 0 }).flatMap((one) => {
    const category = categoryOf(labels[one.classIndex]);
    return category === undefined || !known.has(category)
      ? []
      : [{ image_id: 1, category_id: category, bbox: xywhOf(one), score: one.score }];
  });
  return evaluateCoco(truth, results, { iouType: 'bbox' }).stats[0] ?? undefined;
}
