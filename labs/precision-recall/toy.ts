/**
 * A set made by hand, small enough to be recounted on paper: four pictures of cups and apples in which each rule of an
 * evaluation decides about some box. No detector was involved; scores and boxes are chosen for what they show.
 *
 * With cups at IoU 0.5 by COCO's rules: eight objects, ten detections; six are found.
 */
import type { CocoDataset, CocoResult } from '$src/metrics';

export const [cup, apple, bottle] = [47, 53, 44] as const;
export const toySize = { width: 320, height: 240 } as const;

type Xywh = readonly [x: number, y: number, width: number, height: number];
interface Thing {
  readonly image: number;
  readonly category: number;
  readonly box: Xywh;
  readonly flag?: 'difficult' | 'crowd';
}

const things: readonly Thing[] = [
  { image: 1, category: cup, box: [50, 90, 80, 80] },
  { image: 1, category: cup, box: [70, 90, 80, 80] }, // behind the first: IoU 0.6 between the two
  { image: 1, category: apple, box: [230, 150, 50, 50] },
  { image: 2, category: cup, box: [40, 60, 100, 100] },
  { image: 2, category: cup, box: [200, 100, 60, 80] },
  { image: 2, category: apple, box: [150, 190, 36, 36] },
  { image: 3, category: cup, box: [120, 150, 24, 24] },
  { image: 3, category: cup, box: [200, 60, 70, 90] },
  { image: 4, category: cup, box: [0, 120, 30, 80], flag: 'difficult' }, // cut off by the edge
  { image: 4, category: cup, box: [240, 180, 50, 50] }, // in the shade; nobody finds it
  { image: 4, category: apple, box: [60, 50, 46, 46] },
  { image: 4, category: apple, box: [140, 60, 160, 100], flag: 'crowd' },
];

export const toyTruth: CocoDataset = {
  images: [1, 2, 3, 4].map((id) => ({ id, file_name: `drawn ${id}`, ...toySize })),
  categories: [
    { id: bottle, name: 'bottle' }, // a class without an object
    { id: cup, name: 'cup' },
    { id: apple, name: 'apple' },
  ],
  annotations: things.map(({ image, category, box, flag }, i) => ({
    id: i + 1,
    image_id: image,
    category_id: category,
    bbox: box,
    area: box[2] * box[3],
    iscrowd: flag === 'crowd' ? 1 : 0,
    ...(flag === 'difficult' ? { difficult: 1 } : {}),
  })),
};

const found = (image: number, category: number, score: number, box: Xywh): CocoResult => ({
  image_id: image,
  category_id: category,
  bbox: box,
  score,
});

export const toyResults: readonly CocoResult[] = [
  found(1, cup, 0.97, [52, 92, 80, 80]),
  found(1, apple, 0.95, [231, 151, 50, 50]),
  found(2, cup, 0.91, [204, 98, 60, 80]),
  found(3, cup, 0.88, [203, 64, 70, 90]),
  found(2, cup, 0.84, [40, 60, 100, 50]), // the upper half: IoU exactly 0.5
  found(4, apple, 0.8, [150, 70, 50, 50]), // in the crowd
  found(3, cup, 0.76, [60, 60, 50, 90]), // a vase
  found(2, apple, 0.72, [151, 191, 36, 36]),
  found(4, cup, 0.7, [0, 122, 32, 80]), // the difficult one; as sure as the next
  found(2, cup, 0.7, [196, 104, 60, 80]), // its cup is taken
  found(1, cup, 0.62, [58, 90, 80, 80]), // nearest to the front cup, which is taken; the back one is free
  found(4, apple, 0.58, [220, 100, 50, 50]), // in the crowd
  found(3, cup, 0.55, [120, 150, 11.8, 24]), // half of the small one: IoU 0.49, and 0.51 with a pixel more
  found(3, bottle, 0.52, [58, 58, 54, 94]),
  found(4, apple, 0.45, [64, 160, 40, 40]),
  found(4, apple, 0.41, [61, 52, 46, 46]), // right, and lost to a threshold of 0.5
  found(3, cup, 0.3, [190, 50, 80, 100]), // once more
];
