/**
 * PASCAL VOC's annotations (Everingham et al., "The PASCAL Visual Object Classes Challenge", IJCV 2010): one
 * XML per picture. Corners are pixels counted from 1 and belong to the box, so xmin 1, xmax 1 is x 0,
 * width 1. `difficult`, `truncated` and `occluded` are kept as fields of the same names.
 *
 * Deliberately not: parts (heads, hands), actions, and the segmentation pictures.
 */
import type { CocoAnnotation, CocoDataset, CocoImage } from '../coco-format';
import { FormatError, mismatch } from './errors';
import { baseOf, folderOf, stemOf } from './names';
import { decimalOf, isCoordinate, wholeOf } from './numbers';
import { escapeXml, parseXml, type XmlElement } from './xml';
import type { WrittenFiles } from './yolo';

export const vocFlags = ['difficult', 'truncated', 'occluded'] as const;
export type VocFlags = Readonly<Partial<Record<(typeof vocFlags)[number], 0 | 1>>>;

export interface VocObject {
  /** Of the element in the file, from 1. */
  readonly line: number;
  readonly className: string;
  readonly bbox: readonly [x: number, y: number, width: number, height: number];
  /** As far as the file gives them. */
  readonly flags: VocFlags;
}

export interface VocPicture {
  /** Folder and file name as the file gives them; the annotation's own name where it gives none. */
  readonly image: string;
  /** Undefined where the file has no size, or the 0 that some tools write. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
  readonly objects: readonly VocObject[];
  /** A corner at 0: the tool that wrote the file probably counts pixels from 0. */
  readonly countsFromZero: boolean;
}

/** Undefined for other XML. Throws FormatError with the line. */
export function readVoc(text: string, file: string): VocPicture | undefined {
  const root = parseXml(text, file);
  if (root.name !== 'annotation') return undefined;
  const objects = root.children
    .filter(({ name }) => name === 'object')
    .map((one) => objectOf(one, file));
  const folder = textOf(root, 'folder', file) ?? '';
  const name = (textOf(root, 'filename', file) ?? '') || baseOf(stemOf(file));
  return {
    image: folder === '' || name.includes('/') ? name : `${folder}/${name}`,
    size: sizeOf(root, file),
    objects,
    countsFromZero: objects.some(({ bbox: [x, y] }) => x === -1 || y === -1),
  };
}

function objectOf(element: XmlElement, file: string): VocObject {
  const { line } = element;
  const className = textOf(element, 'name', file) ?? '';
  if (className === '')
    throw new FormatError(file, `line ${line}`, 'expected a <name> in <object>, got none.');
  const box = childOf(element, 'bndbox', file);
  if (!box)
    throw new FormatError(file, `line ${line}`, 'expected a <bndbox> in <object>, got none.');
  const corner = (name: string): number => {
    const child = childOf(box, name, file);
    const value = child && decimalOf(child.text);
    if (value === undefined || !isCoordinate(value)) {
      throw mismatch(
        file,
        `line ${child?.line ?? box.line}, ${name}`,
        'a finite number of pixels from 1',
        child?.text,
      );
    }
    return value;
  };
  const extent = (low: string, high: string): [start: number, length: number] => {
    const [from, to] = [corner(low), corner(high)];
    // Both corners belong to the box: one pixel apart the wrong way is an empty box, to within rounding.
    const length = to - from + 1;
    if (length < -1e-6)
      throw mismatch(file, `line ${box.line}, ${high}`, `at least ${low}, ${from}`, to);
    return [from - 1, Math.max(0, length)];
  };
  const [x, width] = extent('xmin', 'xmax');
  const [y, height] = extent('ymin', 'ymax');
  return { line, className, bbox: [x, y, width, height], flags: flagsOf(element, file) };
}

function flagsOf(element: XmlElement, file: string): VocFlags {
  const flags: Partial<Record<(typeof vocFlags)[number], 0 | 1>> = {};
  for (const name of vocFlags) {
    const child = childOf(element, name, file);
    if (!child || child.text === '' || child.text === 'Unspecified') continue;
    if (child.text !== '0' && child.text !== '1') {
      throw mismatch(file, `line ${child.line}, ${name}`, '0 or 1', child.text);
    }
    flags[name] = child.text === '1' ? 1 : 0;
  }
  return flags;
}

function sizeOf(root: XmlElement, file: string): { width: number; height: number } | undefined {
  const size = childOf(root, 'size', file);
  if (!size) return undefined;
  const side = (name: string): number => {
    const child = childOf(size, name, file);
    const value = child && wholeOf(child.text);
    if (value === undefined) {
      throw mismatch(
        file,
        `line ${child?.line ?? size.line}, ${name}`,
        'a whole number of pixels',
        child?.text,
      );
    }
    return value;
  };
  const [width, height] = [side('width'), side('height')];
  return width > 0 && height > 0 ? { width, height } : undefined;
}

function textOf(element: XmlElement, name: string, file: string): string | undefined {
  return childOf(element, name, file)?.text;
}

/** The one child of a name. Two would leave open which one counts. */
function childOf(
  { children, name: parent }: XmlElement,
  name: string,
  file: string,
): XmlElement | undefined {
  const [first, second] = children.filter((child) => child.name === name);
  if (second) {
    throw new FormatError(
      file,
      `line ${second.line}`,
      `expected one <${name}> in <${parent}>, got two.`,
    );
  }
  return first;
}

/**
 * An XML per picture, under `Annotations/`. Crowds and masks are left out. Numbers are written as they are,
 * so boxes between pixels stay between pixels. Throws RangeError for two pictures that would share a file,
 * and for a category that the data set does not have.
 */
export function writeVoc(dataset: CocoDataset): WrittenFiles {
  const names = new Map(dataset.categories.map(({ id, name }) => [id, name]));
  const byImage = new Map<number, CocoAnnotation[]>();
  let crowds = 0;
  for (const annotation of dataset.annotations) {
    const list = byImage.get(annotation.image_id);
    if (annotation.iscrowd === 1) crowds++;
    else if (list) list.push(annotation);
    else byImage.set(annotation.image_id, [annotation]);
  }
  const files = new Map<string, string>();
  for (const image of dataset.images) {
    const file = `Annotations/${stemOf(image.file_name).replace(/^(?:images|JPEGImages)\//, '')}.xml`;
    if (files.has(file)) {
      throw new RangeError(
        `Two pictures would share ${file}, the second is ${image.file_name}. Give pictures names that differ before the ending.`,
      );
    }
    files.set(file, pictureXml(image, byImage.get(image.id) ?? [], names));
  }
  return { files, notes: crowds > 0 ? [`${crowds} crowd regions left out: VOC has none.`] : [] };
}

function pictureXml(
  { file_name: name, width, height }: CocoImage,
  annotations: readonly CocoAnnotation[],
  names: ReadonlyMap<number, string>,
): string {
  const objects = annotations.map((annotation) => {
    const className = names.get(annotation.category_id);
    if (className === undefined) {
      throw new RangeError(
        `Annotation ${annotation.id} has category ${annotation.category_id}, which is not in categories.`,
      );
    }
    return objectXml(className, annotation);
  });
  return `<annotation>
  <folder>${escapeXml(folderOf(name))}</folder>
  <filename>${escapeXml(baseOf(name))}</filename>
  <size>
    <width>${width}</width>
    <height>${height}</height>
    <depth>3</depth>
  </size>
  <segmented>0</segmented>
${objects.join('')}</annotation>
`;
}

function objectXml(className: string, annotation: CocoAnnotation): string {
  const [x, y, w, h] = annotation.bbox;
  const flags = vocFlags.map((flag) => {
    const value = annotation[flag];
    return value === 0 || value === 1 ? `    <${flag}>${value}</${flag}>\n` : '';
  });
  return `  <object>
    <name>${escapeXml(className)}</name>
${flags.join('')}    <bndbox>
      <xmin>${x + 1}</xmin>
      <ymin>${y + 1}</ymin>
      <xmax>${x + w}</xmax>
      <ymax>${y + h}</ymax>
    </bndbox>
  </object>
`;
}
