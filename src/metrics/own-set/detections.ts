/**
 * Detections tied to a data set: names and numbers of pictures and classes become its ids. What the data set
 * does not have is refused by default, or left out and counted: pycocotools refuses unknown images and passes
 * over unknown categories in silence.
 */
import type { CocoDataset, CocoImage } from '../coco-format';
import type { CocoDetection } from '../coco/types';
import type { RawResult } from '../formats/coco';
import { FormatError, someOf } from '../formats/errors';
import { PictureNames } from '../formats/names';
import { wholeOf } from '../formats/numbers';
import {
  ambiguous,
  boxXywhOf,
  classOutside,
  pictureNameOf,
  type FileBox,
  type PictureBoxes,
} from './assemble';
import { counted, type Notes } from './notes';
import type { FileOf } from './recognise';

/** What is done with detections on pictures and of classes that the ground truth does not have. */
export type UnknownRule = 'refuse' | 'leave-out';

export class Resolver {
  readonly #rule: UnknownRule;
  readonly #names = new PictureNames<CocoImage>();
  readonly #images: ReadonlyMap<number, CocoImage>;
  readonly #categories: ReadonlyMap<number, string>;
  readonly #idByName = new Map<string, number | 'several'>();
  readonly #leftOut = { images: new Map<string, number>(), categories: new Map<string, number>() };

  constructor({ images, categories }: CocoDataset, rule: UnknownRule) {
    this.#rule = rule;
    this.#images = new Map(images.map((image) => [image.id, image]));
    for (const image of images) this.#names.add(image.file_name, image);
    this.#categories = new Map(categories.map(({ id, name }) => [id, name]));
    for (const { id, name } of categories)
      this.#idByName.set(name, this.#idByName.has(name) ? 'several' : id);
  }

  /** Undefined where it is left out. */
  image(reference: number | string, file: string, where: string): CocoImage | undefined {
    const found =
      typeof reference === 'string'
        ? this.#imageByName(reference, file, where)
        : this.#images.get(reference);
    if (found) return found;
    return this.#unknown('images', reference, file, where, () => {
      const images = [...this.#images.values()];
      const examples = images.map(({ id, file_name: name }) =>
        typeof reference === 'string' ? name : String(id),
      );
      return `an image of the ground truth (${someOf(examples)})`;
    });
  }

  #imageByName(name: string, file: string, where: string): CocoImage | undefined {
    const found = this.#names.find(pictureNameOf(name)) ?? this.#names.find(name);
    if (found && 'candidates' in found) throw ambiguous(file, where, name, found.candidates);
    if (found) return found.value;
    const id = wholeOf(name);
    return id === undefined ? undefined : this.#images.get(id);
  }

  /** By id where it is a number, by name and then by id where it is text. */
  category(reference: number | string, file: string, where: string): number | undefined {
    let id: number | undefined;
    if (typeof reference === 'number') id = reference;
    else {
      const named = this.#idByName.get(reference);
      if (named === 'several') {
        throw new FormatError(
          file,
          where,
          `expected a class by a name of its own, got ${JSON.stringify(reference)}, which several categories have.`,
        );
      }
      id = named ?? wholeOf(reference);
    }
    if (id !== undefined && this.#categories.has(id)) return id;
    return this.#unknown('categories', reference, file, where, () => {
      const names = [...this.#categories].map(([number, name]) =>
        typeof reference === 'number' ? `${number} ${name}` : name,
      );
      return `one of the ${counted(names.length, 'class')} of the ground truth (${someOf(names, 6)})`;
    });
  }

  #unknown(
    kind: 'images' | 'categories',
    reference: number | string,
    file: string,
    where: string,
    expected: () => string,
  ): undefined {
    const name = String(reference).slice(0, 120);
    if (this.#rule === 'refuse') {
      throw new FormatError(
        file,
        where,
        `expected ${expected()}, got ${typeof reference === 'string' ? JSON.stringify(name) : name}.`,
      );
    }
    this.#leftOut[kind].set(name, (this.#leftOut[kind].get(name) ?? 0) + 1);
  }

  tell(notes: Notes): void {
    const kinds = [
      ['images', 'image'],
      ['categories', 'class'],
    ] as const;
    for (const [kind, noun] of kinds) {
      const leftOut = this.#leftOut[kind];
      if (leftOut.size === 0) continue;
      const boxes = [...leftOut.values()].reduce((sum, count) => sum + count, 0);
      notes.add(
        'left-out',
        `Left out ${counted(boxes, 'detection')} of ${counted(leftOut.size, noun)} that the ground truth does not have: ${someOf([...leftOut.keys()])}.`,
      );
    }
  }
}

export function fromResults(
  { file, content }: FileOf<readonly RawResult[]>,
  resolver: Resolver,
): CocoDetection[] {
  const detections: CocoDetection[] = [];
  content.forEach((result, index) => {
    const image = resolver.image(result.image_id, file.path, `[${index}].image_id`);
    const category = resolver.category(result.category_id, file.path, `[${index}].category_id`);
    if (!image || category === undefined) return;
    const { segmentation } = result;
    if (segmentation !== undefined && 'size' in segmentation) {
      const [height, width] = segmentation.size;
      if (width !== image.width || height !== image.height) {
        throw new FormatError(
          file.path,
          `[${index}].segmentation.size`,
          `expected [height, width] of its image, [${image.height}, ${image.width}], got [${height}, ${width}].`,
        );
      }
    }
    detections.push({ ...result, image_id: image.id });
  });
  return detections;
}

/** In the order of the data set's images, within an image in the file's. */
export function fromBoxes(
  files: readonly PictureBoxes[],
  resolver: Resolver,
  categoryOf: (box: FileBox, file: string) => number | undefined,
): CocoDetection[] {
  const seen = new Map<number, string>();
  const byImage: { readonly imageId: number; readonly detections: CocoDetection[] }[] = [];
  for (const { file, image: name, boxes } of files) {
    const image = resolver.image(name, file, boxes[0] ? `line ${boxes[0].line}` : '');
    if (!image) continue;
    const other = seen.get(image.id);
    if (other !== undefined && other !== file) {
      throw new FormatError(
        file,
        '',
        `expected the detections of ${image.file_name} in one file, but ${other} has some too. Bring the detections of one detector at a time.`,
      );
    }
    seen.set(image.id, file);
    const detections = boxes.flatMap((box) => {
      const category = categoryOf(box, file);
      if (category === undefined || box.score === undefined) return [];
      return [
        {
          image_id: image.id,
          category_id: category,
          bbox: boxXywhOf(box, image),
          score: box.score,
        },
      ];
    });
    byImage.push({ imageId: image.id, detections });
  }
  // Stable: with ties between images, the order must not depend on that of the files.
  return byImage.sort((a, b) => a.imageId - b.imageId).flatMap(({ detections }) => detections);
}

/** YOLO's numbers by the list of names, or without one by the order of the categories. */
export function yoloCategories(
  { categories }: CocoDataset,
  classNames: readonly string[] | undefined,
  resolver: Resolver,
): (box: FileBox, file: string) => number | undefined {
  const ids = categories.map(({ id }) => id).sort((a, b) => a - b);
  return ({ category, line }, file) => {
    const index = Number(category);
    const where = `line ${line}, class`;
    if (!classNames) return resolver.category(ids[index] ?? `class ${index}`, file, where);
    const name = classNames[index];
    if (name === undefined) throw classOutside(file, line, index, classNames);
    return resolver.category(name, file, where);
  };
}
