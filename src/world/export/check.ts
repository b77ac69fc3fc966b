/**
 * The rules that a data set of instance masks must keep, checked against its own masks. Stricter than
 * reading (metrics/coco-format.ts): boxes are tight and inside the picture, areas are those of the
 * masks, and no pixel belongs to two objects. Crowds and polygons are left out of the mask rules: their
 * areas and overlaps are not defined to the pixel.
 */
import {
  isPolygons,
  rleOf,
  type CocoAnnotation,
  type CocoDataset,
  type CocoImage,
} from '$src/metrics/coco-format';
import { checkRle, foreground, rleArea, rleBox, type Rle } from '$src/metrics/rle';

/** Every breach in words; none for a sound data set. */
export function checkCoco(dataset: CocoDataset): string[] {
  const breaches: string[] = [];
  const unique = <T>(what: string, values: readonly T[]): void => {
    const seen = new Set<T>();
    for (const value of values) {
      if (seen.has(value)) breaches.push(`${what} ${String(value)} is given twice`);
      seen.add(value);
    }
  };
  const { images, annotations, categories } = dataset;
  unique(
    'image id',
    images.map(({ id }) => id),
  );
  unique(
    'file name',
    images.map(({ file_name: name }) => name),
  );
  unique(
    'annotation id',
    annotations.map(({ id }) => id),
  );
  unique(
    'category id',
    categories.map(({ id }) => id),
  );
  unique(
    'category name',
    categories.map(({ name }) => name),
  );

  const licenses = new Set(dataset.licenses?.map(({ id }) => id));
  for (const { id, license, width, height } of images) {
    if (license !== undefined && !licenses.has(license))
      breaches.push(`image ${id}: license ${license} is not in licenses`);
    if (!isCount(width) || !isCount(height))
      breaches.push(`image ${id}: size ${width} x ${height} is not in whole pixels`);
  }

  const byId = new Map(images.map((image) => [image.id, image]));
  const known = new Set(categories.map(({ id }) => id));
  const masks = new Map<CocoImage, { id: number; rle: Rle }[]>();
  for (const annotation of annotations) {
    const { id, image_id: imageId, category_id: categoryId, iscrowd } = annotation;
    const say = (what: string): void => void breaches.push(`annotation ${id}: ${what}`);
    if (!known.has(categoryId)) say(`category ${categoryId} is unknown`);
    if (iscrowd !== 0 && iscrowd !== 1) say(`iscrowd is ${String(iscrowd)}, not 0 or 1`);
    const image = byId.get(imageId);
    if (!image) {
      say(`image ${imageId} is unknown`);
      continue;
    }
    checkBox(annotation, image, say);
    if (iscrowd === 1) continue;
    const rle = checkMask(annotation, image, say);
    if (!rle) continue;
    const others = masks.get(image);
    if (others) others.push({ id, rle });
    else masks.set(image, [{ id, rle }]);
  }
  for (const [image, list] of masks) breaches.push(...overlaps(image, list));
  return breaches;
}

type Say = (what: string) => void;

function checkBox({ bbox, area }: CocoAnnotation, { width, height }: CocoImage, say: Say): void {
  const [x, y, w, h] = bbox;
  const isInside = x >= 0 && y >= 0 && w > 0 && h > 0 && x + w <= width && y + h <= height;
  if (!isInside) say(`box ${bbox.join(', ')} is not inside the picture of ${width} x ${height}`);
  if (!(area > 0 && area <= w * h)) say(`area ${area} is not between 0 and that of its box`);
}

/** The mask, when it is one that can be compared. */
function checkMask(
  { bbox, area, segmentation }: CocoAnnotation,
  { width, height }: CocoImage,
  say: Say,
): Rle | undefined {
  if (segmentation === undefined || isPolygons(segmentation)) return undefined;
  const [rows, columns] = segmentation.size;
  if (rows !== height || columns !== width) {
    say(`its mask is for ${columns} x ${rows}, the picture has ${width} x ${height}`);
    return undefined;
  }
  let rle: Rle;
  try {
    rle = rleOf(segmentation);
    checkRle(rle);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    say(error.message);
    return undefined;
  }
  const pixels = rleArea(rle);
  if (pixels !== area) say(`area is ${area}, its mask has ${pixels} pixels`);
  const box = rleBox(rle);
  if (box?.join() !== bbox.join())
    say(`box is ${bbox.join(', ')}, its mask spans ${box?.join(', ') ?? 'nothing'}`);
  return rle;
}

/** Pairs of masks that share pixels, each pair once. */
function overlaps(
  { id: imageId, width, height }: CocoImage,
  masks: readonly { readonly id: number; readonly rle: Rle }[],
): string[] {
  const owners = new Int32Array(width * height).fill(-1); // column by column, like the runs
  const pairs = new Map<string, number>();
  masks.forEach(({ id, rle }, index) => {
    for (const [start, end] of foreground(rle)) {
      for (let at = start; at < end; at++) {
        const owner = owners[at] ?? -1;
        if (owner >= 0) {
          const pair = `${masks[owner]?.id} and ${id}`;
          pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
        }
        owners[at] = index;
      }
    }
  });
  return [...pairs].map(
    ([pair, pixels]) => `image ${imageId}: annotations ${pair} share ${pixels} pixels`,
  );
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}
