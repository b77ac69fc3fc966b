/** What annotations.json beside the sheets of a set says, and the reading of it. */

export interface SheetSplit {
  readonly name: string;
  /** Relative to annotations.json. */
  readonly file: string;
  readonly columns: number;
  readonly count: number;
  /** Class number per picture. */
  readonly labels: readonly number[];
  /** Seed per picture, from which it is drawn again. */
  readonly seeds: readonly number[];
}

export interface SheetFile {
  readonly kind: 'sprite sheets';
  readonly version: 1;
  readonly info: Readonly<Record<string, string | number>>;
  /** Side of a picture in pixels. */
  readonly size: number;
  readonly classes: readonly string[];
  readonly splits: readonly SheetSplit[];
}

/** The file is not a description of sheets; the message names the field and the value. */
export class SheetError extends Error {}

/** Nearly square sheets, and no more than 64 columns: 4096 pixels is what every device decodes. */
export function columnsOf(count: number): number {
  return Math.min(64, Math.max(1, Math.ceil(Math.sqrt(count))));
}

const mostPictures = 100_000;

/** Throws SheetError for anything but a sound description. */
export function parseSheetFile(text: string): SheetFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SheetError('annotations.json is not JSON.', { cause: error });
  }
  const file = record(value, 'annotations.json');
  if (file['kind'] !== 'sprite sheets' || file['version'] !== 1) {
    fail('kind and version', 'sprite sheets, 1', `${show(file['kind'])}, ${show(file['version'])}`);
  }
  const size = whole(file['size'], 'size', 1, 1024);
  const classes = list(file['classes'], 'classes').map((name, i) => text_(name, `classes[${i}]`));
  if (classes.length === 0) fail('classes', 'at least one name', '[]');
  const splits = list(file['splits'], 'splits').map((entry, i): SheetSplit => {
    const at = `splits[${i}]`;
    const split = record(entry, at);
    const count = whole(split['count'], `${at}.count`, 0, mostPictures);
    const numbers = (key: string, most: number): number[] => {
      const values = list(split[key], `${at}.${key}`);
      if (values.length !== count)
        fail(`${at}.${key}`, `${count} numbers`, `${values.length} of them`);
      return values.map((item, j) => whole(item, `${at}.${key}[${j}]`, 0, most));
    };
    const name = text_(split['file'], `${at}.file`);
    if (!/^[\w.-]+$/.test(name) || name.startsWith('.'))
      fail(`${at}.file`, 'a plain file name', show(name));
    return {
      name: text_(split['name'], `${at}.name`),
      file: name,
      columns: whole(split['columns'], `${at}.columns`, 1, 4096),
      count,
      labels: numbers('labels', classes.length - 1),
      seeds: numbers('seeds', 2 ** 32 - 1),
    };
  });
  const info = record(file['info'] ?? {}, 'info') as Record<string, string | number>;
  return { kind: 'sprite sheets', version: 1, info, size, classes, splits };
}

function record(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    fail(at, 'an object', show(value));
  return value as Record<string, unknown>;
}

function list(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) fail(at, 'a list', show(value));
  return value as readonly unknown[];
}

function text_(value: unknown, at: string): string {
  if (typeof value !== 'string' || value === '') fail(at, 'a text', show(value));
  return value as string;
}

function whole(value: unknown, at: string, lo: number, hi: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < lo || value > hi)
    fail(at, `a whole number from ${lo} to ${hi}`, show(value));
  return value as number;
}

function fail(at: string, wanted: string, got: string): never {
  throw new SheetError(`${at} must be ${wanted}; got ${got}.`);
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
