/**
 * How much is read before a set is refused. Far above any real set that a page can show, and low enough
 * that a hostile file ends in a sentence and not in a full memory.
 */
export interface Limits {
  /** Files, those within archives included. */
  readonly files: number;
  /** Bytes of all files, unpacked. */
  readonly totalBytes: number;
  /** Bytes of one text; beyond it the browser's own strings end. */
  readonly textBytes: number;
  /** Boxes of all files of one kind. */
  readonly boxes: number;
}

export const defaultLimits: Limits = {
  files: 100_000,
  totalBytes: 2 ** 30,
  textBytes: 2 ** 28,
  boxes: 5_000_000,
};

/** Characters of a path, and folders in it. */
export const maxPathLength = 1024;
export const maxPathDepth = 64;
/** Nested elements of XML, nested brackets of JSON. COCO needs five. */
export const maxDepth = 64;
/** Class numbers of YOLO, from 0. */
export const maxClasses = 10_000;
/** Of a coordinate, in pixels: the area of any box stays exact enough to be compared. */
export const maxCoordinatePx = 1e9;
