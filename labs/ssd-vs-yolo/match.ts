/**
 * Detections against truth on one picture, by COCO's rule at one IoU threshold (Lin et al. 2014; pycocotools):
 * best score first, each detection takes the free object of its class that it overlaps most, if by enough.
 * Deliberately not AP, which needs a whole set and is `src/metrics`.
 */
import type { Detection, Label } from '$src/detect/types';
import type { TruthObject } from '$src/lab/contract';
import { iouXywh } from '$src/metrics';
import { annotatedClasses } from '$src/sources/objects';

export const matchIou = 0.5;

export interface Judged {
  readonly detection: Detection;
  /** `unjudged`: of a class in which the truth is not complete (a person, a phone). */
  readonly verdict: 'hit' | 'false' | 'unjudged';
  /** The best overlap with an object of its class, 0 where there is none. */
  readonly iou: number;
  /** Index of the object it found. */
  readonly object?: number;
}

export interface Match {
  /** In the order of the detections, which is best first. */
  readonly judged: readonly Judged[];
  /** Indices of the objects that nothing found. */
  readonly missed: readonly number[];
}

/** COCO's id of a detector's class: its own, or that of the class of the same name. */
export function categoryOf(label: Label | undefined): number | undefined {
  if (!label) return undefined;
  const known = annotatedClasses.find(({ name }) => name === label.name);
  return known?.id ?? label.categoryId;
}

export function match(
  detections: readonly Detection[],
  labels: readonly Label[],
  objects: readonly TruthObject[],
  iouThreshold: number = matchIou,
): Match {
  const taken = new Set<number>();
  const judged = detections.map((detection): Judged => {
    const category = categoryOf(labels[detection.classIndex]);
    if (!annotatedClasses.some(({ id }) => id === category)) {
      return { detection, verdict: 'unjudged', iou: 0 };
    }
    const overlaps = objects.map(({ categoryId, boxXywh }) =>
      categoryId === category ? iouXywh(xywhOf(detection), boxXywh) : 0,
    );
    const iou = Math.max(0, ...overlaps);
    let object = -1;
    overlaps.forEach((overlap, i) => {
      const isFree = !taken.has(i) && overlap >= iouThreshold;
      if (isFree && overlap > (overlaps[object] ?? 0)) object = i;
    });
    if (object < 0) return { detection, verdict: 'false', iou };
    taken.add(object);
    return { detection, verdict: 'hit', iou: overlaps[object] ?? 0, object };
  });
  return { judged, missed: objects.flatMap((_, i) => (taken.has(i) ? [] : [i])) };
}

export function xywhOf({ boxXyxy: [x1, y1, x2, y2] }: Pick<Detection, 'boxXyxy'>) {
  return [x1, y1, x2 - x1, y2 - y1] as const;
}
