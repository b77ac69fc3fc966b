/**
 * The fixed choices of COCO's detection protocol: which overlaps, sizes and numbers of detections are asked
 * for. From the reference program's defaults (https://github.com/cocodataset/cocoapi, cocoeval.py, class
 * Params), to the last bit, since a recall of exactly 7/10 is or is not counted by the last bit of 0.7.
 */

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

/** Boxes, or masks by their pixels. */
export type IouType = 'bbox' | 'segm';

/** As numpy's linspace(0.5, 0.95, 10), to the last bit: the ninth is 0.8999999999999999. */
export const iouThresholds: readonly number[] = Array.from({ length: 10 }, (_, k) =>
  k === 9 ? 0.95 : 0.5 + k * ((0.95 - 0.5) / 9),
);

/** As numpy's linspace(0, 1, 101): 70 * 0.01 is 0.7000000000000001, so a recall of 7/10 does not reach it. */
export const recallLevels: readonly number[] = Array.from({ length: 101 }, (_, k) =>
  k === 100 ? 1 : k * 0.01,
);

export const areaNames = ['all', 'small', 'medium', 'large'] as const;
export type AreaName = (typeof areaNames)[number];
export type AreaRange = readonly [low: number, high: number];

/** Bounds of the area in pixels. Both belong to the range: 1024 is small and medium. */
export const areaRanges: Readonly<Record<AreaName, AreaRange>> = {
  all: [0, 1e10],
  small: [0, 32 ** 2],
  medium: [32 ** 2, 96 ** 2],
  large: [96 ** 2, 1e10],
};

/** How many detections per image and class are looked at, best first. */
export const maxDetections = [1, 10, 100] as const;
export type MaxDetections = (typeof maxDetections)[number];

/** What is asked for. Thresholds ascend; so do the numbers of detections, the last of which is matched. */
export interface CocoRules {
  readonly iouThresholds: readonly number[];
  readonly areas: readonly AreaName[];
  readonly maxDetections: readonly number[];
}

export const cocoRules: CocoRules = { iouThresholds, areas: areaNames, maxDetections };
