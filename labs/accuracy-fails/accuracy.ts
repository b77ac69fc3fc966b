/**
 * Three ways in which people make an accuracy out of a detector, each a share of right answers:
 *
 * - presence: for each picture and class, is there one? Looks at no box.
 * - naming: of the objects that a box was laid on, how many got the right name? Looks at which object a box was meant
 *   for, not at where it is now.
 * - places: for each of so many places per picture, is it reported rightly, or rightly passed over? Depends on how many
 *   places one cares to count.
 */
import { iouXywh, verdictsOf, type CocoDataset, type CocoResult } from '$src/metrics';

/** Detections that a product would show. */
export function shownOf(results: readonly CocoResult[], score: number): readonly CocoResult[] {
  return results.filter((result) => result.score >= score);
}

/** Right answers of "is this class in this picture?", 0..1. */
export function presenceAccuracy(truth: CocoDataset, shown: readonly CocoResult[]): number {
  const key = (one: { readonly image_id: number; readonly category_id: number }): string =>
    `${one.image_id} ${one.category_id}`;
  const there = new Set(truth.annotations.map(key));
  const said = new Set(shown.map(key));
  let right = 0;
  for (const { id: image_id } of truth.images) {
    for (const { id: category_id } of truth.categories) {
      const asked = key({ image_id, category_id });
      if (there.has(asked) === said.has(asked)) right++;
    }
  }
  return right / Math.max(1, truth.images.length * truth.categories.length);
}

/** Which detection was meant for which object, whatever its class: places in the two lists. */
export type Meant = readonly { readonly annotation: number; readonly detection: number }[];

/** Each object with the best-scored box that overlaps it by half, of any class; objects without one are left out. */
export function meantFor(truth: CocoDataset, shown: readonly CocoResult[]): Meant {
  const ofImage = new Map<number, number[]>();
  shown.forEach(({ image_id }, detection) => {
    const list = ofImage.get(image_id);
    if (list) list.push(detection);
    else ofImage.set(image_id, [detection]);
  });
  return truth.annotations.flatMap(({ image_id, bbox }, annotation) => {
    const best = (ofImage.get(image_id) ?? [])
      .filter((detection) => iouXywh(shown[detection]?.bbox ?? bbox, bbox, false) >= 0.5)
      .sort((a, b) => (shown[b]?.score ?? 0) - (shown[a]?.score ?? 0))[0];
    return best === undefined ? [] : [{ annotation, detection: best }];
  });
}

/** Share of the meant boxes that have the object's class, 0..1; NaN where none was meant. */
export function namingAccuracy(
  truth: CocoDataset,
  shown: readonly CocoResult[],
  meant: Meant,
): number {
  const right = meant.filter(
    ({ annotation, detection }) =>
      truth.annotations[annotation]?.category_id === shown[detection]?.category_id,
  );
  return right.length / meant.length;
}

export interface BoxCounts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly missed: number;
  readonly precision: number;
  readonly recall: number;
}

/** What is shown against the truth, by COCO's matching at IoU 0.5. */
export function countBoxes(truth: CocoDataset, shown: readonly CocoResult[]): BoxCounts {
  const verdicts = verdictsOf(truth, shown, 0.5);
  const truePositives = verdicts.filter((verdict) => verdict === 'true-positive').length;
  const falsePositives = verdicts.filter((verdict) => verdict === 'false-positive').length;
  const objects = truth.annotations.filter(({ iscrowd }) => iscrowd === 0).length;
  const judged = truePositives + falsePositives;
  return {
    truePositives,
    falsePositives,
    missed: objects - truePositives,
    precision: judged === 0 ? 0 : truePositives / judged,
    recall: objects === 0 ? 0 : truePositives / objects,
  };
}

/** Everything that was not reported and is not there counts as right. */
export function placesAccuracy(
  { truePositives, falsePositives, missed }: BoxCounts,
  places: number,
): number {
  const wrong = falsePositives + missed;
  // A picture can have no fewer places than were reported or are objects.
  const all = Math.max(places, wrong + truePositives);
  return all === 0 ? 1 : (all - wrong) / all;
}
