/**
 * Boxes as CSV: one line per box, columns by name in any order. Our own form is
 * `image,class,score,x,y,w,h` with x, y the top left corner in pixels from 0; other names that tools use are
 * understood, and so are two corners (xmin, ymin, xmax, ymax) with width = xmax - xmin. Whoever counts
 * pixels inclusively (PASCAL VOC) adds the 1 first.
 *
 * Without a score the lines are ground truth. A line that names a picture and no box says that the picture
 * has none. Masks do not fit: use COCO.
 */
import { csvRecords, separatorOf, type CsvRecord } from './csv';
import { FormatError, mismatch } from './errors';
import { defaultLimits } from './limits';
import { decimalOf, isCoordinate, wholeOf } from './numbers';

export interface CsvBox {
  /** From 1. */
  readonly line: number;
  readonly image: string;
  readonly className: string;
  readonly bbox: readonly [x: number, y: number, width: number, height: number];
  /** Undefined in ground truth. */
  readonly score: number | undefined;
  readonly isCrowd: boolean;
  readonly isDifficult: boolean;
  /** Of the mask; undefined where the column is missing. */
  readonly areaPx: number | undefined;
}

export interface BoxesCsv {
  /** Whether there is a column of scores: then the boxes are detections. */
  readonly hasScores: boolean;
  readonly boxes: readonly CsvBox[];
  /** Every picture that a line names, with its size where columns give it. */
  readonly images: ReadonlyMap<
    string,
    { readonly width: number; readonly height: number } | undefined
  >;
}

const aliases = {
  image: ['image', 'file_name', 'filename', 'file', 'image_name', 'image_id', 'img', 'path'],
  class: [
    'class',
    'label',
    'category',
    'class_name',
    'category_name',
    'name',
    'class_id',
    'category_id',
  ],
  score: ['score', 'confidence', 'conf', 'probability', 'prob'],
  x: ['x', 'left', 'xmin', 'x_min', 'x1', 'bbox_x'],
  y: ['y', 'top', 'ymin', 'y_min', 'y1', 'bbox_y'],
  right: ['xmax', 'x_max', 'x2', 'right'],
  bottom: ['ymax', 'y_max', 'y2', 'bottom'],
  width: ['w', 'bbox_w', 'bbox_width', 'box_width', 'width'],
  height: ['h', 'bbox_h', 'bbox_height', 'box_height', 'height'],
  imageWidth: ['image_width', 'img_width', 'width'],
  imageHeight: ['image_height', 'img_height', 'height'],
  crowd: ['iscrowd', 'is_crowd', 'crowd'],
  difficult: ['difficult'],
  area: ['area'],
} as const;
type Column = keyof typeof aliases;

/** Whether a header has what a table of boxes needs: tells it from other tables. */
export function looksLikeBoxes(text: string, file: string): boolean {
  try {
    const first = csvRecords(text, file).next();
    if (first.done === true) return false;
    const names = namesOf(first.value);
    return (
      aliases.image.some((name) => names.has(name)) && aliases.x.some((name) => names.has(name))
    );
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

/** Throws FormatError that names the line and the column. */
export function readBoxesCsv(
  text: string,
  file: string,
  maxBoxes: number = defaultLimits.boxes,
): BoxesCsv {
  const records = csvRecords(text, file, separatorOf(text));
  const header = records.next();
  if (header.done === true) {
    throw new FormatError(
      file,
      '',
      'expected a header such as image,class,score,x,y,w,h; the file is empty.',
    );
  }
  const columns = columnsOf(header.value, file);
  const images = new Map<string, { width: number; height: number } | undefined>();
  const boxes: CsvBox[] = [];
  for (const record of records) {
    const row = new Row(record, header.value.fields, columns, file);
    const image = row.text('image');
    if (image === '') throw row.wrong('image', 'the name of a picture');
    const size = row.sizeOf();
    const known = images.get(image);
    if (size && known && (size.width !== known.width || size.height !== known.height)) {
      throw row.wrong(
        'imageWidth',
        `the size of ${image} in the lines before, ${known.width} x ${known.height}`,
      );
    }
    images.set(image, size ?? known);
    if (row.isWithoutBox()) continue;
    if (boxes.length >= maxBoxes) {
      throw new FormatError(
        file,
        `line ${record.line}`,
        `expected at most ${maxBoxes} boxes, got more.`,
      );
    }
    boxes.push(row.box(image));
  }
  return { hasScores: columns.score !== undefined, boxes, images };
}

type Columns = Readonly<Partial<Record<Column, number>>>;

function namesOf({ fields }: CsvRecord): Map<string, number> {
  const names = new Map<string, number>();
  fields.forEach((field, at) => {
    const name = field
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_');
    if (!names.has(name)) names.set(name, at);
  });
  return names;
}

function columnsOf(header: CsvRecord, file: string): Columns {
  const names = namesOf(header);
  const find = (column: Column): number | undefined => {
    for (const alias of aliases[column]) {
      const at = names.get(alias);
      if (at !== undefined) return at;
    }
    return undefined;
  };
  const found: Partial<Record<Column, number>> = {};
  for (const column of Object.keys(aliases) as Column[]) {
    const at = find(column);
    if (at !== undefined) found[column] = at;
  }
  // "width" is the picture's beside two corners, and the box's beside one.
  if (found.right !== undefined && found.bottom !== undefined) {
    if (found.width === names.get('width')) delete found.width;
    if (found.height === names.get('height')) delete found.height;
  } else {
    if (found.imageWidth === names.get('width')) delete found.imageWidth;
    if (found.imageHeight === names.get('height')) delete found.imageHeight;
  }
  const need: [Column, boolean][] = [
    ['image', found.image !== undefined],
    ['class', found.class !== undefined],
    ['x', found.x !== undefined],
    ['y', found.y !== undefined],
    ['width', found.width !== undefined || found.right !== undefined],
    ['height', found.height !== undefined || found.bottom !== undefined],
  ];
  const missing = need.find(([, isThere]) => !isThere)?.[0];
  if (missing !== undefined) {
    const others = missing === 'width' ? aliases.right : missing === 'height' ? aliases.bottom : [];
    throw mismatch(
      file,
      `line ${header.line}`,
      `a column ${[...aliases[missing], ...others].join(' or ')}`,
      header.fields,
    );
  }
  return found;
}

/** One line with its columns: reads fields, and names line and column where one is wrong. */
class Row {
  readonly #record: CsvRecord;
  readonly #header: readonly string[];
  readonly #columns: Columns;
  readonly #file: string;

  constructor(record: CsvRecord, header: readonly string[], columns: Columns, file: string) {
    this.#record = record;
    this.#header = header;
    this.#columns = columns;
    this.#file = file;
    const { fields, line } = record;
    if (fields.length !== header.length) {
      throw new FormatError(
        file,
        `line ${line}`,
        `expected ${header.length} fields as in the header, got ${fields.length}.`,
      );
    }
  }

  text(column: Column): string {
    const at = this.#columns[column];
    return at === undefined ? '' : (this.#record.fields[at] ?? '').trim();
  }

  /** Only the picture is named. */
  isWithoutBox(): boolean {
    const columns = ['class', 'score', 'x', 'y', 'width', 'height', 'right', 'bottom'] as const;
    return columns.every((column) => this.text(column) === '');
  }

  sizeOf(): { width: number; height: number } | undefined {
    const { imageWidth, imageHeight } = this.#columns;
    if (imageWidth === undefined || imageHeight === undefined) return undefined;
    if (this.text('imageWidth') === '' && this.text('imageHeight') === '') return undefined;
    return { width: this.#side('imageWidth'), height: this.#side('imageHeight') };
  }

  box(image: string): CsvBox {
    const className = this.text('class');
    if (className === '') throw this.wrong('class', 'the name of a class');
    const x = this.#pixels('x');
    const y = this.#pixels('y');
    return {
      line: this.#record.line,
      image,
      className,
      bbox: [x, y, this.#extent('width', 'right', x), this.#extent('height', 'bottom', y)],
      score: this.#columns.score === undefined ? undefined : this.#number('score'),
      isCrowd: this.#flag('crowd'),
      isDifficult: this.#flag('difficult'),
      areaPx: this.text('area') === '' ? undefined : this.#area(),
    };
  }

  wrong(column: Column, expected: string): FormatError {
    const at = this.#columns[column];
    const name = at === undefined ? column : (this.#header[at] ?? column).trim();
    return mismatch(
      this.#file,
      `line ${this.#record.line}, column ${name.slice(0, 40)}`,
      expected,
      at === undefined ? undefined : this.#record.fields[at],
    );
  }

  #extent(side: 'width' | 'height', end: 'right' | 'bottom', start: number): number {
    const hasSide = this.#columns[side] !== undefined;
    const value = hasSide ? this.#pixels(side) : this.#pixels(end) - start;
    if (value >= 0) return value;
    throw hasSide
      ? this.wrong(side, 'pixels from 0')
      : this.wrong(end, `at least the other corner, ${start}`);
  }

  #pixels(column: Column): number {
    const value = decimalOf(this.text(column));
    if (value === undefined || !isCoordinate(value)) {
      throw this.wrong(column, 'a finite number of pixels, written with a point');
    }
    return value;
  }

  #number(column: Column): number {
    const value = decimalOf(this.text(column));
    if (value === undefined) throw this.wrong(column, 'a finite number, written with a point');
    return value;
  }

  #area(): number {
    const value = this.#number('area');
    if (value < 0) throw this.wrong('area', 'pixels from 0');
    return value;
  }

  #side(column: Column): number {
    const value = wholeOf(this.text(column));
    if (value === undefined || value < 1)
      throw this.wrong(column, 'a whole number of pixels from 1');
    return value;
  }

  #flag(column: Column): boolean {
    const text = this.text(column).toLowerCase();
    if (text === '' || text === '0' || text === 'false') return false;
    if (text === '1' || text === 'true') return true;
    throw this.wrong(column, '0 or 1');
  }
}
