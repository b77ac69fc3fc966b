// Small data sets and detections for tests of the metrics, by hand and by fast-check.
import fc from 'fast-check';
import type { CocoDataset, CocoResult } from '$src/metrics';

export type Box = readonly [x: number, y: number, width: number, height: number];

export interface HandObject {
  /** From 1. */
  readonly image?: number;
  /** From 1. */
  readonly category?: number;
  readonly box: Box;
  /** Of the mask; the box's without it. */
  readonly area?: number;
  readonly crowd?: boolean;
  readonly difficult?: boolean;
}

/** Ids of images and categories from 1, of annotations from 0: any id will do. */
export function datasetOf(
  objects: readonly HandObject[],
  { images = 3, categories = 2 }: { readonly images?: number; readonly categories?: number } = {},
): CocoDataset {
  return {
    images: Array.from({ length: images }, (_, i) => ({
      id: i + 1,
      file_name: `${i + 1}.png`,
      width: 640,
      height: 640,
    })),
    categories: Array.from({ length: categories }, (_, i) => ({
      id: i + 1,
      name: `class ${i + 1}`,
    })),
    annotations: objects.map(({ image = 1, category = 1, box, area, crowd, difficult }, i) => ({
      id: i,
      image_id: image,
      category_id: category,
      bbox: box,
      area: area ?? box[2] * box[3],
      iscrowd: crowd === true ? 1 : 0,
      ...(difficult === true ? { difficult: 1 } : {}),
    })),
  };
}

export function detectionOf(box: Box, score: number, image = 1, category = 1): CocoResult {
  return { image_id: image, category_id: category, bbox: box, score };
}

/** Sides at which COCO's ranges of area begin and end: 32² = 1024 and 96² = 9216 belong to both neighbours. */
const sides = [1, 8, 31, 32, 33, 95, 96, 97];
const place = fc.integer({ min: 0, max: 40 });
const boxes: fc.Arbitrary<Box> = fc.tuple(
  place,
  place,
  fc.constantFrom(...sides),
  fc.constantFrom(...sides),
);

export interface DetectionCase {
  readonly dataset: CocoDataset;
  readonly detections: readonly CocoResult[];
}

/**
 * Few images, three classes, many traps: crowds, difficult objects, identical boxes, areas at the bounds, images
 * without anything, classes without objects, and tied scores unless `isDistinct` asks for different ones.
 */
export function detectionCases({ isDistinct = false } = {}): fc.Arbitrary<DetectionCase> {
  const objects = fc.record({
    image: fc.constantFrom(1, 1, 2, 3),
    category: fc.constantFrom(1, 1, 2),
    box: boxes,
    area: fc.constantFrom(undefined, 1, 1023, 1024, 1025, 9216, 9217),
    crowd: fc.constantFrom(false, false, false, true),
    difficult: fc.constantFrom(false, false, false, true),
  });
  const shift = fc.integer({ min: -6, max: 6 });
  const guesses = fc.record({
    /** Near an object, so that overlaps are not all nought. */
    near: fc.nat(),
    isNear: fc.constantFrom(true, true, false),
    shifts: fc.tuple(shift, shift, shift, shift),
    image: fc.constantFrom(1, 2, 3, 4),
    category: fc.constantFrom(1, 1, 2, 3),
    box: boxes,
    score: fc.constantFrom(0, 0.1, 0.3, 0.5, 0.5, 0.7, 0.9, 1),
  });
  return fc
    .record({
      objects: fc.array(objects, { maxLength: 8 }),
      guesses: fc.array(guesses, { maxLength: 14 }),
    })
    .map(({ objects: list, guesses: found }) => ({
      dataset: datasetOf(
        list.map(({ area, ...rest }) => (area === undefined ? rest : { ...rest, area })),
        { images: 4, categories: 3 },
      ),
      detections: found.map(({ near, isNear, shifts, image, category, box, score }, i) => {
        const own = isDistinct ? 1 - i / 100 : score;
        const object = list[near % Math.max(1, list.length)];
        if (!isNear || !object) return detectionOf(box, own, image, category);
        const [x, y, width, height] = object.box;
        const moved: Box = [
          x + shifts[0],
          y + shifts[1],
          Math.max(1, width + shifts[2]),
          Math.max(1, height + shifts[3]),
        ];
        return detectionOf(moved, own, object.image, object.category);
      }),
    }));
}
