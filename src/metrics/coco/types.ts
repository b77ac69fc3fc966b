/** What goes into COCO's evaluation, in the terms of its file formats. */
import type { Segmentation } from '../coco-format';
import type { Xywh } from './box-iou';

/** One line of COCO's results format. */
export interface CocoResult {
  readonly image_id: number;
  readonly category_id: number;
  /** x, y, width, height in pixels. */
  readonly bbox: Xywh;
  readonly score: number;
  /** For `segm`; without it the box itself is the mask, as in pycocotools. */
  readonly segmentation?: Segmentation;
}

/** A line that gives a mask alone: its box and area follow from the mask. */
export interface CocoMaskResult {
  readonly image_id: number;
  readonly category_id: number;
  readonly score: number;
  readonly segmentation: Segmentation;
}

export type CocoDetection = CocoResult | CocoMaskResult;

/** Where an evaluation stands. */
export interface EvaluationProgress {
  readonly stage: 'reading' | 'matching' | 'counting';
  /** Classes done, of all. */
  readonly done: number;
  readonly total: number;
}
