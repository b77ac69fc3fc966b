/** What `npm run world` understands; every mistake is one line that names the value and what is allowed. */
import { parseArgs } from 'node:util';

export const formats = ['webp', 'jpeg', 'png'] as const;
export type Format = (typeof formats)[number];
export const exports = ['coco', 'yolo', 'voc'] as const;
export type Export = (typeof exports)[number];

/** A run over one suite or set. What is undefined is taken from the suite. */
export interface GenerateOptions {
  readonly kind: 'generate';
  readonly name: string;
  /** Undefined only for `all-shipped`, which knows its folders. */
  readonly out: string | undefined;
  readonly count: number | undefined;
  readonly size: number | undefined;
  readonly seed: number | undefined;
  readonly samples: number | undefined;
  readonly format: Format;
  readonly quality: number | undefined;
  readonly exports: readonly Export[];
  readonly workers: number;
}

export type Options =
  | GenerateOptions
  | { readonly kind: 'contact-sheet'; readonly folder: string; readonly out: string }
  | { readonly kind: 'data-card'; readonly folder: string }
  | { readonly kind: 'help' };

/** A mistake in the command line. */
export class OptionError extends Error {}

export const allShipped = 'all-shipped';

export const usage = `Renders data sets of the tabletop with exact truth.

  npm run world -- --suite train --count 8000 --size 320 --seed 1 --out DIR
  npm run world -- --suite all-shipped              every shipped set, into public/samples
  npm run world -- --contact-sheet public/samples --out docs/tabletop.webp
  npm run world -- --data-card public/samples

  --suite NAME     SUITES
                   or ${allShipped}
  --out DIR        where pictures and annotations.json go; an interrupted run goes on where it stopped
  --count N        pictures (for crops, symbols and textures: training pictures of each class)
  --size N         side of a picture in pixels
  --seed N         0 to 4294967295; the same seed gives the same bytes on one machine
  --workers N      browsers that render side by side (default 2)
  --samples N      renderings averaged per picture: smooth edges, defocus and motion blur
  --format NAME    ${formats.join(', ')} (default webp)
  --quality N      1 to 100, for webp and jpeg
  --export LIST    ${exports.join(',')} (coco is always written)`;

/** Reads the command line. `names` are the suites and sets there are. Throws OptionError. */
export function readOptions(argv: readonly string[], names: readonly string[]): Options {
  const values = parse(argv);
  if (values.help === true || argv.length === 0) return { kind: 'help' };
  const modes = (['suite', 'contact-sheet', 'data-card'] as const).filter(
    (mode) => values[mode] !== undefined,
  );
  if (modes.length !== 1) {
    throw new OptionError(
      `Give exactly one of --suite, --contact-sheet and --data-card; got ${modes.length === 0 ? 'none' : modes.map((mode) => `--${mode}`).join(' and ')}.`,
    );
  }
  const contact = values['contact-sheet'];
  if (contact !== undefined) {
    return { kind: 'contact-sheet', folder: contact, out: values.out ?? 'docs/tabletop.webp' };
  }
  const card = values['data-card'];
  if (card !== undefined) return { kind: 'data-card', folder: card };

  const name = values.suite ?? '';
  const allowed = [...names, allShipped];
  if (!allowed.includes(name)) {
    throw new OptionError(`--suite must be one of ${allowed.join(', ')}; got "${name}".`);
  }
  if (name === allShipped) {
    for (const key of ['out', 'count', 'size', 'seed', 'samples', 'format', 'export'] as const) {
      if (values[key] !== undefined) {
        throw new OptionError(
          `--${key} does not go with --suite ${allShipped}: the shipped sets have fixed sizes.`,
        );
      }
    }
  } else if (values.out === undefined || values.out === '') {
    throw new OptionError(`--out DIR is needed: the folder into which "${name}" is written.`);
  }
  const format = oneOf('format', values.format ?? 'webp', formats);
  if (format === 'png' && values.quality !== undefined) {
    throw new OptionError('--quality does not go with --format png, which loses nothing.');
  }
  return {
    kind: 'generate',
    name,
    out: values.out,
    count: whole('count', values.count, 1, 1_000_000),
    size: whole('size', values.size, 16, 2048),
    seed: whole('seed', values.seed, 0, 4294967295),
    samples: whole('samples', values.samples, 1, 256),
    format,
    quality: whole('quality', values.quality, 1, 100),
    exports: (values.export ?? 'coco').split(',').map((item) => oneOf('export', item, exports)),
    workers: whole('workers', values.workers, 1, 16) ?? 2,
  };
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: joinNegatives(argv),
      allowPositionals: false,
      options: {
        help: { type: 'boolean', short: 'h' },
        suite: text,
        out: text,
        count: text,
        size: text,
        seed: text,
        workers: text,
        samples: text,
        format: text,
        quality: text,
        export: text,
        'contact-sheet': text,
        'data-card': text,
      },
    }).values;
  } catch (error) {
    // Node's own wording quotes the unknown option; only its type is changed here.
    const message = error instanceof Error ? error.message : String(error);
    throw new OptionError(message.replaceAll('\n', ' '));
  }
}

/** `--seed -1` means the value -1, so that the answer can say what is wrong with it. */
function joinNegatives(argv: readonly string[]): string[] {
  const joined: string[] = [];
  for (const item of argv) {
    const before = joined.at(-1);
    if (/^-\d/.test(item) && before !== undefined && /^--[a-z-]+$/.test(before)) {
      joined[joined.length - 1] = `${before}=${item}`;
    } else joined.push(item);
  }
  return joined;
}

function whole(name: string, text: string | undefined, lo: number, hi: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < lo || value > hi) {
    throw new OptionError(`--${name} must be a whole number from ${lo} to ${hi}; got "${text}".`);
  }
  return value;
}

function oneOf<T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === text);
  if (found === undefined) {
    throw new OptionError(`--${name} must be one of ${allowed.join(', ')}; got "${text}".`);
  }
  return found;
}
