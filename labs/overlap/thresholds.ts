/**
 * One pair under COCO's ten IoU thresholds. With a single object and a single detection AP at a threshold is 1 or 0, so
 * that AP averaged over 0.50:0.95 is the share of the thresholds that the pair passes.
 */
import { iouThresholds } from '$src/metrics';

export interface Rung {
  readonly threshold: number;
  readonly isPassed: boolean;
}

/** COCO passes a pair that is exactly at the threshold. */
export function ladder(iou: number): readonly Rung[] {
  return iouThresholds.map((threshold) => ({ threshold, isPassed: iou >= threshold }));
}

export function passedCount(iou: number): number {
  return ladder(iou).filter(({ isPassed }) => isPassed).length;
}
