/**
 * The rules that turn boxes into one AP, as data. "mAP 0.71" says little: the same boxes get other numbers from
 * COCO's program, from each PASCAL VOC devkit and from their many copies, because each decides differently
 * what a pixel is, whether an IoU equal to the threshold matches, or what a class without objects is worth. A
 * `Protocol` names every such decision, so that two numbers can be compared flag by flag (protocol-gap.ts).
 *
 * Sources of the presets: cocodataset/cocoapi `cocoeval.py`; VOCdevkit `VOCevaldet.m` (Everingham et al. 2010);
 * rbgirshick/py-faster-rcnn `voc_eval.py`; detectron2 `pascal_voc_evaluation.py`; rafaelpadilla/Object-Detection-Metrics
 * `Evaluator.py`; dbolya/tide `quantify.py`, `ap.py`; ultralytics `metrics.py`, `validator.py`.
 *
 * Deliberately not: masks and key points, and quirks that are faults rather than rules (0/0 as NaN, the id 0
 * as "none", an order of equal scores that an unstable sort leaves open).
 */
import { iouThresholds as cocoThresholds } from './coco/rules';
import type { Interpolation } from './interpolation';

export interface Protocol {
  /** In (0, 1]; AP is the mean over them. */
  readonly iouThresholds: readonly number[];
  /** Whether an IoU equal to the threshold is a match. */
  readonly comparison: 'at-least' | 'above';
  /**
   * `inclusive`: x + width is read as the last pixel of the box and not as its edge, so every side is one pixel longer.
   * That is what VOC's programs do to the edges of COCO's boxes. Boxes read from VOC's own files (formats/voc.ts)
   * have the last pixel in their width already: for them VOC's programs are `continuous`.
   */
  readonly pixels: 'continuous' | 'inclusive';
  /**
   * A detection whose object is taken: `next-free` looks on for a free one, objects that count before ignored ones
   * (COCO); `none` looks at the object of the largest overlap alone, free or not (VOC).
   */
  readonly reassignment: 'next-free' | 'none';
  /** Which of two objects with the same overlap is meant, in the order of the file. */
  readonly equalOverlap: 'first' | 'last';
  /** Objects with `difficult` or `ignore` set: `ignored` ones take any number of detections, and neither counts. */
  readonly difficult: 'ignored' | 'counted';
  /**
   * Objects with `iscrowd`: `coco` ignores them and divides by the detection's area alone; `as-difficult` treats them
   * as difficult ones with the plain IoU; `dropped` takes them out of the data set.
   */
  readonly crowds: 'coco' | 'as-difficult' | 'dropped';
  /** A class with detections but without objects: left out of the mean, or 0 in it. */
  readonly absentClasses: 'excluded' | 'zero';
  readonly interpolation: Interpolation;
  /**
   * Order of equal scores: by image id and then file (COCO), by file, or the order that flatters or harms most
   * (bounds of what ties can do; the matching itself stays as it is).
   */
  readonly scoreTies: 'image-order' | 'file-order' | 'hits-first' | 'misses-first';
  /** The best so many count; Infinity for all. */
  readonly maxDetections: number;
  /** `class`: per image and class (COCO); `image`: per image, all classes together. */
  readonly maxDetectionsPer: 'class' | 'image';
  /** Detections below are cut off first; -Infinity for none. */
  readonly minScore: number;
  /** `pooled`: all classes are one. */
  readonly classes: 'separate' | 'pooled';
  /** Both ends included, in pixels: objects outside are ignored, and so are detections outside that match nothing. */
  readonly areaRangePx: readonly [low: number, high: number];
}

export type ProtocolFlag = keyof Protocol;

/** One line per flag, for tables and attributions. */
export const flagLabels: Readonly<Record<ProtocolFlag, string>> = {
  iouThresholds: 'IoU thresholds',
  comparison: 'IoU equal to the threshold',
  pixels: '+1 pixel in widths and heights',
  reassignment: 'detection whose object is taken',
  equalOverlap: 'two objects, same overlap',
  difficult: 'difficult objects',
  crowds: 'crowds',
  absentClasses: 'classes without objects',
  interpolation: 'area under the curve',
  scoreTies: 'order of equal scores',
  maxDetections: 'most detections that count',
  maxDetectionsPer: 'the most counted per',
  minScore: 'lowest score',
  classes: 'classes apart or pooled',
  areaRangePx: 'range of areas',
};

/** Also the order in which differing flags are reported: those that decide matching first. */
export const protocolFlags = Object.keys(flagLabels) as readonly ProtocolFlag[];

const cocoAp50: Protocol = {
  iouThresholds: [0.5],
  comparison: 'at-least',
  pixels: 'continuous',
  reassignment: 'next-free',
  equalOverlap: 'last',
  difficult: 'counted',
  crowds: 'coco',
  absentClasses: 'excluded',
  interpolation: '101-point',
  scoreTies: 'image-order',
  maxDetections: 100,
  maxDetectionsPer: 'class',
  minScore: -Infinity,
  classes: 'separate',
  areaRangePx: [0, 1e10],
};

const voc2010: Protocol = {
  ...cocoAp50,
  pixels: 'inclusive',
  reassignment: 'none',
  equalOverlap: 'first',
  difficult: 'ignored',
  crowds: 'as-difficult',
  interpolation: 'all-point',
  scoreTies: 'file-order',
  maxDetections: Infinity,
};

export interface NamedProtocol {
  readonly label: string;
  readonly protocol: Protocol;
}

/** What the well-known programs do, and three scripts as people write them at home. */
export const protocols = {
  'coco-ap': {
    label: 'COCO AP (IoU 0.50:0.95)',
    protocol: { ...cocoAp50, iouThresholds: cocoThresholds },
  },
  'coco-ap50': { label: 'COCO AP50', protocol: cocoAp50 },
  'voc2007-devkit': {
    label: 'PASCAL VOC 2007 devkit, 11-point',
    protocol: { ...voc2010, interpolation: '11-point' },
  },
  voc2010: { label: 'PASCAL VOC 2010-2012 devkit, all-point', protocol: voc2010 },
  'py-faster-rcnn': {
    label: 'py-faster-rcnn, all-point',
    protocol: { ...voc2010, comparison: 'above' },
  },
  'py-faster-rcnn-07': {
    label: 'py-faster-rcnn, 11-point',
    protocol: { ...voc2010, comparison: 'above', interpolation: '11-point-arange' },
  },
  /** py-faster-rcnn's program, but adding 1 to the left and upper edge before, which undoes the +1 of the sides. */
  'detectron2-voc': {
    label: 'detectron2 PASCAL VOC, AP50',
    protocol: { ...voc2010, comparison: 'above', pixels: 'continuous' },
  },
  padilla: {
    label: 'Object-Detection-Metrics (Padilla), every point',
    protocol: { ...voc2010, difficult: 'counted' },
  },
  tide: {
    label: 'TIDE AP@50',
    protocol: {
      ...cocoAp50,
      equalOverlap: 'first',
      difficult: 'ignored',
      absentClasses: 'zero',
      interpolation: '101-point-exact',
      maxDetectionsPer: 'image',
    },
  },
  /** Its labels know no crowds; the cap on detections is the detector's. */
  'ultralytics-map50': {
    label: 'Ultralytics mAP50',
    protocol: {
      ...cocoAp50,
      reassignment: 'none',
      equalOverlap: 'first',
      crowds: 'dropped',
      interpolation: '101-trapezoid',
      maxDetections: Infinity,
    },
  },
  'home-made-strict': {
    label: 'home-made: VOC without +1, strictly above 0.5',
    protocol: { ...voc2010, pixels: 'continuous', comparison: 'above' },
  },
  'home-made-absent-zero': {
    label: 'home-made: VOC without +1, absent classes as 0',
    protocol: { ...voc2010, pixels: 'continuous', absentClasses: 'zero' },
  },
  'home-made-pooled': {
    label: 'home-made: all classes pooled, crowds as objects, 11-point',
    protocol: {
      ...cocoAp50,
      difficult: 'counted',
      crowds: 'as-difficult',
      interpolation: '11-point',
      classes: 'pooled',
    },
  },
} as const satisfies Record<string, NamedProtocol>;
export type ProtocolName = keyof typeof protocols;

/** The flags in which two protocols differ, in the order of `protocolFlags`. */
export function differingFlags(a: Protocol, b: Protocol): readonly ProtocolFlag[] {
  return protocolFlags.filter((flag) => !isSame(a[flag], b[flag]));
}

/** Throws RangeError for a protocol no evaluation can follow. */
export function expectProtocol({ iouThresholds, maxDetections, areaRangePx }: Protocol): void {
  if (iouThresholds.length === 0 || !iouThresholds.every((t) => t > 0 && t <= 1)) {
    throw new RangeError(
      `A protocol needs IoU thresholds above 0 and up to 1, got [${iouThresholds.join(', ')}].`,
    );
  }
  if (!(maxDetections >= 1)) {
    throw new RangeError(`maxDetections must be 1 or more, got ${maxDetections}.`);
  }
  const [low, high] = areaRangePx;
  if (!(low <= high)) {
    throw new RangeError(
      `areaRangePx must be [low, high] with low <= high, got [${low}, ${high}].`,
    );
  }
}

function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((value, i) => value === b[i]);
  }
  return a === b;
}
