import { extentOf, type LabelGrid } from '$src/core/labels';
import { encodeLabelRle, type Rle } from '$src/metrics/rle';
import type { Shot } from './shots';

/** The annotation file: COCO's format with a few fields more per image. */

export interface CocoImage {
  readonly id: number;
  readonly file_name: string;
  readonly width: number;
  readonly height: number;
  readonly license: number;
  readonly title: string;
  readonly description: string;
  readonly seed: number;
  readonly light: string;
  readonly family: string;
  readonly labels_file: string;
  readonly outline_file: string;
  readonly clean_of?: string;
  readonly clean_file?: string;
}

export interface CocoAnnotation {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox: readonly [number, number, number, number];
  readonly area: number;
  readonly segmentation: Rle;
  readonly iscrowd: 0;
  /** Value of this instance in the label picture. */
  readonly label: number;
}

export interface CocoCategory {
  readonly id: number;
  readonly name: string;
  readonly supercategory: string;
  readonly note?: string;
}

export interface CocoFile {
  readonly info: Readonly<Record<string, string>>;
  readonly licenses: readonly { id: number; name: string; url: string }[];
  readonly images: readonly CocoImage[];
  readonly categories: readonly CocoCategory[];
  readonly annotations: readonly CocoAnnotation[];
}

const OWN = 'own class, not in COCO';

export const CATEGORIES: readonly CocoCategory[] = [
  { id: 37, name: 'sports ball', supercategory: 'sports' },
  { id: 44, name: 'bottle', supercategory: 'kitchen' },
  { id: 46, name: 'wine glass', supercategory: 'kitchen' },
  { id: 47, name: 'cup', supercategory: 'kitchen' },
  { id: 51, name: 'bowl', supercategory: 'kitchen' },
  { id: 52, name: 'banana', supercategory: 'food' },
  { id: 53, name: 'apple', supercategory: 'food' },
  { id: 55, name: 'orange', supercategory: 'food' },
  { id: 57, name: 'carrot', supercategory: 'food' },
  { id: 60, name: 'donut', supercategory: 'food' },
  { id: 84, name: 'book', supercategory: 'indoor' },
  { id: 85, name: 'clock', supercategory: 'indoor' },
  { id: 1001, name: 'coin', supercategory: 'piece', note: OWN },
  { id: 1002, name: 'bead', supercategory: 'piece', note: OWN },
  { id: 1003, name: 'letter', supercategory: 'print', note: OWN },
  { id: 1004, name: 'button', supercategory: 'piece', note: OWN },
  { id: 1005, name: 'washer', supercategory: 'piece', note: OWN },
  { id: 1006, name: 'printed shape', supercategory: 'print', note: OWN },
];

/** One picture's truth before ids are given out. */
export interface Entry {
  readonly shot: Shot;
  readonly labels: LabelGrid;
  /** Category name of label k at k - 1. */
  readonly names: readonly string[];
}

const INFO = {
  description: 'CV Lab sample pictures: rendered still lifes with exact masks, boxes and outlines',
  version: '1.0.0',
  contributor: 'CV Lab',
  made_by: 'scripts/make-samples (npm run samples)',
  licence: 'Apache-2.0',
  outline_rule:
    'A pixel is outline (255) when its right or its lower neighbour carries another label.',
} as const;

export function cocoFile(entries: readonly Entry[]): CocoFile {
  const annotations: CocoAnnotation[] = [];
  const images = entries.map(({ shot, labels, names }, index): CocoImage => {
    names.forEach((name, k) => {
      const category = CATEGORIES.find((c) => c.name === name);
      const found = extentOf(labels, k + 1);
      if (!category || !found)
        throw new Error(`${shot.name}: label ${k + 1} (${name}) has no truth`);
      annotations.push({
        id: annotations.length + 1,
        image_id: index + 1,
        category_id: category.id,
        ...found,
        segmentation: encodeLabelRle(labels.data, labels.width, labels.height, k + 1),
        iscrowd: 0,
        label: k + 1,
      });
    });
    const { name } = shot;
    return {
      id: index + 1,
      file_name: `${name}.png`,
      width: labels.width,
      height: labels.height,
      license: 1,
      title: shot.title,
      description: shot.description,
      seed: shot.seed,
      light: shot.light,
      family: shot.family,
      labels_file: `${name}.labels.png`,
      outline_file: `${name}.outline.png`,
      ...(shot.cleanOf === undefined
        ? {}
        : {
            clean_of: shot.cleanOf,
            clean_file: shot.cleanOf === name ? `${name}.clean.png` : `${shot.cleanOf}.png`,
          }),
    };
  });
  return {
    info: INFO,
    licenses: [{ id: 1, name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' }],
    images,
    categories: CATEGORIES,
    annotations,
  };
}

/** One record per line: short enough to diff, small enough to ship. */
export function cocoText(file: CocoFile): string {
  const lines = (items: readonly unknown[]): string =>
    items.map((i) => JSON.stringify(i)).join(',\n');
  return [
    `{"info":${JSON.stringify(file.info)},`,
    `"licenses":${JSON.stringify(file.licenses)},`,
    `"images":[\n${lines(file.images)}\n],`,
    `"categories":[\n${lines(file.categories)}\n],`,
    `"annotations":[\n${lines(file.annotations)}\n]}\n`,
  ].join('\n');
}
