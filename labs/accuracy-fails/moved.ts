/**
 * Boxes with the right classes in the wrong places. A box that goes aside by a share s of its side overlaps where it
 * was by (1 - s) / (1 + s); one that grows by s about its middle by 1 / (1 + s)^2. That is where AP must fall, for a
 * detector that was exact before.
 */
import { iouThresholds, type CocoResult } from '$src/metrics';
import type { LabParams } from './run';

export type Way = LabParams['way'];

/** The golden angle: neighbours in the list go far apart, and the same list always the same ways. */
const turnRad = Math.PI * (3 - Math.sqrt(5));

/** `share` of each box's own sides; 0 gives them back as they are. Classes and scores stay. */
export function moved<T extends Pick<CocoResult, 'bbox'>>(
  boxes: readonly T[],
  share: number,
  way: Way,
): T[] {
  if (share === 0) return [...boxes];
  return boxes.map((box, i) => {
    const [x, y, width, height] = box.bbox;
    switch (way) {
      case 'right':
        return { ...box, bbox: [x + share * width, y, width, height] };
      case 'around': {
        const angle = i * turnRad;
        const [dx, dy] = [share * width * Math.cos(angle), share * height * Math.sin(angle)];
        return { ...box, bbox: [x + dx, y + dy, width, height] };
      }
      case 'grow': {
        const [more, higher] = [share * width, share * height];
        return { ...box, bbox: [x - more / 2, y - higher / 2, width + more, height + higher] };
      }
    }
  });
}

/** Overlap of an exact box with its object after it was moved; `around` depends on the way and has none. */
export function overlapAfter(share: number, way: Exclude<Way, 'around'>): number {
  return way === 'right' ? Math.max(0, 1 - share) / (1 + share) : 1 / (1 + share) ** 2;
}

/** COCO's AP of a detector whose boxes were exact, where no box reaches a neighbour: thresholds still met, of ten. */
export function flawlessAp(share: number, way: Exclude<Way, 'around'>): number {
  const overlap = overlapAfter(share, way);
  // A threshold of 0.5 and an overlap of 0.49999999 by rounding are the same.
  return iouThresholds.filter((threshold) => overlap >= threshold - 1e-9).length / 10;
}

export interface SweepPoint {
  /** Percent of the box's side. */
  readonly shift: number;
  readonly ap: number;
  readonly ap50: number;
  readonly ap75: number;
  /** Share of all questions "is this class in this picture?" answered rightly. */
  readonly presence: number;
}

/** Where the curve first falls to half of its start, between two points by a straight line. */
export function halfShift(points: readonly Pick<SweepPoint, 'shift' | 'ap'>[]): number | undefined {
  const half = (points[0]?.ap ?? 0) / 2;
  for (const [i, point] of points.entries()) {
    const before = points[i - 1];
    if (!before || point.ap > half) continue;
    const fall = before.ap - point.ap;
    if (fall === 0) return point.shift;
    return before.shift + ((before.ap - half) / fall) * (point.shift - before.shift);
  }
  return undefined;
}
