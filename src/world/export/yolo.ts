/**
 * A data set in the form of YOLO (https://docs.ultralytics.com/datasets/detect/): one text file per
 * picture under labels/, a line per object, and a data.yaml. Boxes only: masks stay with COCO.
 *
 * Each line is the class, then the box's middle and size as shares of the picture: x, y, width, height.
 * Classes are numbered from 0 in the order of `classes`. Pictures are expected under images/ and keep
 * their path below it, since YOLO finds a label by putting `labels` for `images`.
 */
import type { CocoAnnotation, CocoDataset } from '$src/metrics/coco-format';
import { classes } from '../classes';

/**
 * Text by file name. A picture without objects has an empty file: it is a picture of nothing, not one
 * without annotations. Crowds are left out. Throws RangeError for a category that is not of `classes`.
 */
export function yoloFiles(dataset: CocoDataset): Map<string, string> {
  const byImage = new Map<number, CocoAnnotation[]>();
  for (const annotation of dataset.annotations) {
    const list = byImage.get(annotation.image_id);
    if (list) list.push(annotation);
    else byImage.set(annotation.image_id, [annotation]);
  }
  const files = new Map<string, string>();
  for (const { id, file_name: name, width, height } of dataset.images) {
    const lines = (byImage.get(id) ?? [])
      .filter(({ iscrowd }) => iscrowd === 0)
      .map(({ category_id: category, bbox: [x, y, w, h] }) =>
        [
          classIndexOf(category),
          share(x + w / 2, width),
          share(y + h / 2, height),
          share(w, width),
          share(h, height),
        ].join(' '),
      );
    const stem = name.replace(/^images\//, '').replace(/\.\w+$/, '');
    const file = `labels/${stem}.txt`;
    if (files.has(file))
      throw new RangeError(
        `Two pictures would share ${file}, the second is ${name}. Give pictures names that differ before the ending.`,
      );
    files.set(file, lines.map((line) => `${line}\n`).join(''));
  }
  files.set('data.yaml', dataYaml());
  return files;
}

/** 0-based, in the order of `classes`. */
export function classIndexOf(categoryId: number): number {
  const index = classes.findIndex(({ id }) => id === categoryId);
  if (index < 0) {
    throw new RangeError(
      `Category ${categoryId} is none of the tabletop's: ${classes.map(({ id }) => id).join(', ')}.`,
    );
  }
  return index;
}

function dataYaml(): string {
  const names = classes.map(({ name }, index) => `  ${index}: ${JSON.stringify(name)}\n`);
  return `path: .\ntrain: images\nval: images\nnc: ${classes.length}\nnames:\n${names.join('')}`;
}

/** Six decimals: a thousandth of a pixel in a picture of 1,000. */
function share(value: number, whole: number): string {
  return (value / whole).toFixed(6);
}
