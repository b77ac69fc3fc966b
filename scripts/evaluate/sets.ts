/** Sets of pictures in COCO's format: the shipped suites, and any folder with its annotations. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseCoco, CocoFormatError, type CocoDataset } from '$src/metrics';
import { listingOf } from '../vite/sets-plugin';
import { OptionError } from './options';

export const samplesFolder = fileURLToPath(new URL('../../public/samples', import.meta.url));

export interface PictureSet {
  /** Of the suite, or the path of the annotations. */
  readonly name: string;
  readonly dataset: CocoDataset;
  /** Absolute path of each picture by the image's id. */
  readonly files: ReadonlyMap<number, string>;
}

/** The suites with boxes to find that this copy ships: not the sheets of single things. */
export function suiteNames(): readonly string[] {
  const { sets } = JSON.parse(listingOf(samplesFolder)) as {
    readonly sets: readonly { readonly name: string; readonly kind: string }[];
  };
  return sets.filter(({ kind }) => kind !== 'sheets').map(({ name }) => name);
}

export function openSuiteFolder(name: string, limit?: number): PictureSet {
  const folder = join(samplesFolder, name);
  return openFolder(name, folder, join(folder, 'annotations.json'), limit);
}

/** Throws OptionError where file or pictures are missing or the file is no COCO file. */
export function openFolder(
  name: string,
  images: string,
  annotations: string,
  limit?: number,
): PictureSet {
  if (!existsSync(annotations)) throw new OptionError(`There is no file ${annotations}.`);
  let whole: CocoDataset;
  try {
    whole = parseCoco(readFileSync(annotations, 'utf8'));
  } catch (error) {
    if (!(error instanceof CocoFormatError)) throw error;
    throw new OptionError(`${annotations}: ${error.message}`, { cause: error });
  }
  const dataset = firstOf(whole, limit);
  const files = new Map(
    dataset.images.map((image) => [image.id, resolve(images, image.file_name)]),
  );
  const missing = [...files.values()].filter((file) => !existsSync(file));
  if (missing.length > 0) {
    throw new OptionError(
      `${missing.length} of ${files.size} pictures of ${annotations} are not in ${images}, the first: ${missing[0]}.`,
    );
  }
  if (files.size === 0) throw new OptionError(`${annotations} has no images.`);
  return { name, dataset, files };
}

function firstOf(dataset: CocoDataset, limit = Infinity): CocoDataset {
  if (dataset.images.length <= limit) return dataset;
  const images = dataset.images.slice(0, limit);
  const kept = new Set(images.map(({ id }) => id));
  const annotations = dataset.annotations.filter((entry) => kept.has(entry.image_id));
  return { ...dataset, images, annotations };
}
