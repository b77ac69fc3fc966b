/**
 * A set of the size of COCO's validation set, by seed: 5,000 images, 80 classes, 36,000 objects and 300,000
 * detections. Sizes, crowds and class frequencies are roughly COCO's; detections are shifted copies of objects,
 * duplicates, confusions of class, and false alarms, with better scores where the overlap is good.
 */
import { createRng, type Rng } from '$src/core/rng';
import type { CocoAnnotation, CocoDataset, CocoResult } from '$src/metrics';

export interface SetSize {
  readonly images: number;
  readonly classes: number;
  readonly objects: number;
  readonly detections: number;
}

export const largeSet: SetSize = {
  images: 5000,
  classes: 80,
  objects: 36_000,
  detections: 300_000,
};

const [width, height] = [640, 480];

export function generateSet(
  { images, classes, objects, detections }: SetSize,
  seed: number,
): { readonly groundTruth: CocoDataset; readonly results: CocoResult[] } {
  const rng = createRng(seed);
  // As in COCO ids have gaps, and a few classes have most of the objects.
  const categoryIds = Array.from({ length: classes }, (_, k) => k + 1 + Math.floor(k / 8));
  const drawClass = (): number =>
    categoryIds[Math.min(classes - 1, Math.floor(classes * rng.next() ** 2.5))] ?? 1;
  const drawImage = (): number => 1 + Math.floor(images * rng.next());

  const annotations = Array.from({ length: objects }, (_, i): CocoAnnotation => {
    const bbox = drawBox(rng);
    return {
      id: i + 1,
      image_id: drawImage(),
      category_id: drawClass(),
      bbox,
      area: bbox[2] * bbox[3] * (0.5 + 0.3 * rng.next()),
      iscrowd: rng.next() < 0.01 ? 1 : 0,
    };
  });
  const results = Array.from({ length: detections }, (): CocoResult => {
    const object = annotations[Math.floor(objects * rng.next())];
    const kind = rng.next();
    if (!object || kind > 0.6) {
      // A false alarm, in an image that has something.
      return {
        image_id: object?.image_id ?? drawImage(),
        category_id: drawClass(),
        bbox: drawBox(rng),
        score: rounded(0.3 * rng.next() ** 2, 1e5),
      };
    }
    const shift = 0.02 + 0.3 * rng.next() ** 2;
    return {
      image_id: object.image_id,
      category_id: kind > 0.55 ? drawClass() : object.category_id,
      bbox: shifted(object.bbox, shift, rng),
      score: rounded(Math.max(0, 0.95 - 2.2 * shift) * rng.next() ** 0.5, 1e5),
    };
  });
  return {
    groundTruth: {
      images: Array.from({ length: images }, (_, i) => ({
        id: i + 1,
        file_name: `${i + 1}.jpg`,
        width,
        height,
      })),
      categories: categoryIds.map((id) => ({ id, name: `class ${id}` })),
      annotations,
    },
    results,
  };
}

/** Sides spread evenly on a scale of logarithms, 8 to 400 pixels. */
function drawBox(rng: Rng): [number, number, number, number] {
  const side = (): number => 8 * 50 ** rng.next();
  const [w, h] = [Math.min(width, side()), Math.min(height, side())];
  const place = [(width - w) * rng.next(), (height - h) * rng.next(), w, h] as const;
  const [x, y, ...sides] = place.map((value) => rounded(value, 100));
  return [x ?? 0, y ?? 0, sides[0] ?? 1, sides[1] ?? 1];
}

function shifted(
  [x, y, w, h]: readonly [number, number, number, number],
  share: number,
  rng: Rng,
): [number, number, number, number] {
  const by = (side: number): number => side * share * (2 * rng.next() - 1);
  return [
    rounded(x + by(w), 100),
    rounded(y + by(h), 100),
    rounded(Math.max(1, w + by(w)), 100),
    rounded(Math.max(1, h + by(h)), 100),
  ];
}

function rounded(value: number, steps: number): number {
  return Math.round(value * steps) / steps;
}
