/** Boxes as CSV in our own form, which boxes-csv.ts describes and reads. Masks do not fit. */
import type { CocoDataset } from '../coco-format';
import type { CocoResult } from '../coco/types';
import { csvLine } from './csv';

/**
 * Ground truth as CSV. Everything but masks is kept; a picture without objects has a line of its own.
 * Throws RangeError for a category or image that the data set does not have.
 */
export function writeTruthCsv(dataset: CocoDataset): string {
  const nameOf = namesById(dataset);
  const lines = [
    csvLine([
      'image',
      'image_width',
      'image_height',
      'class',
      'x',
      'y',
      'w',
      'h',
      'area',
      'iscrowd',
      'difficult',
    ]),
  ];
  const images = new Map(dataset.images.map((image) => [image.id, image]));
  const seen = new Set<number>();
  for (const {
    id,
    image_id: imageId,
    category_id: categoryId,
    bbox,
    area,
    iscrowd,
    difficult,
  } of dataset.annotations) {
    const image = images.get(imageId);
    if (!image)
      throw new RangeError(`Annotation ${id} is of image ${imageId}, which is not in images.`);
    seen.add(imageId);
    const { file_name: name, width, height } = image;
    const flag = difficult === 1 ? 1 : 0;
    lines.push(csvLine([name, width, height, nameOf(categoryId), ...bbox, area, iscrowd, flag]));
  }
  for (const { id, file_name: name, width, height } of dataset.images) {
    if (!seen.has(id)) lines.push(csvLine([name, width, height, '', '', '', '', '', '', '', '']));
  }
  return lines.join('');
}

/** Detections as CSV, numbers as they are. Throws RangeError for an image or category of another set. */
export function writeDetectionsCsv(
  dataset: CocoDataset,
  detections: readonly CocoResult[],
): string {
  const nameOf = namesById(dataset);
  const images = new Map(dataset.images.map(({ id, file_name: name }) => [id, name]));
  const lines = detections.map(({ image_id: imageId, category_id: categoryId, score, bbox }) => {
    const image = images.get(imageId);
    if (image === undefined)
      throw new RangeError(`A detection is of image ${imageId}, which is not in images.`);
    return csvLine([image, nameOf(categoryId), score, ...bbox]);
  });
  return [csvLine(['image', 'class', 'score', 'x', 'y', 'w', 'h']), ...lines].join('');
}

function namesById({ categories }: CocoDataset): (categoryId: number) => string {
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  return (categoryId) => {
    const name = names.get(categoryId);
    if (name === undefined) {
      throw new RangeError(
        `Category ${categoryId} is not in categories (${[...names.keys()].slice(0, 10).join(', ')}).`,
      );
    }
    return name;
  };
}
