/**
 * Paths as archives, drops and annotation files write them, and which picture a path means. Nothing is ever
 * written under these names; they are still held to the tree they came from, so that no page or export
 * passes on a path that leads out of it.
 */
import { FormatError } from './errors';
import { maxPathDepth, maxPathLength } from './limits';

/** Forward slashes, no `./`, nothing empty. Throws FormatError for a path that leads out, or is too long. */
export function cleanPath(name: string): string {
  const wrong = (expected: string): FormatError =>
    new FormatError(name, '', `expected ${expected}. Rename the file or pack the archive anew.`);
  if (name.length > maxPathLength) {
    throw wrong(`a name of at most ${maxPathLength} characters, got ${name.length}`);
  }
  const path = name.replaceAll('\\', '/');
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) {
    throw wrong('a name inside the archive or folder, got one from the root of a disk');
  }
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..'))
    throw wrong('a name inside the archive or folder, got one that leads out (..)');
  if (parts.length > maxPathDepth)
    throw wrong(`at most ${maxPathDepth} folders, got ${parts.length}`);
  if (parts.length === 0) throw wrong('a name, got none');
  return parts.join('/');
}

/** A path from inside a file, made relative: `C:\\data\\a.jpg` is `data/a.jpg`. Empty where nothing is left. */
export function tamedPath(name: string): string {
  const parts = name.slice(-maxPathLength).replaceAll('\\', '/').split('/');
  return parts
    .filter((part) => part !== '' && part !== '.' && part !== '..' && !/^[A-Za-z]:$/.test(part))
    .slice(-maxPathDepth)
    .join('/');
}

/** Files that operating systems add and nobody means. */
export function isLitter(path: string): boolean {
  return /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._)/i.test(path);
}

const fileEnding = /\.(?:jpe?g|png|webp|gif|bmp|tiff?|avif|txt|xml|json|csv)$/i;

/** The path without the ending of a picture or annotation file; other dots belong to the name. */
export function stemOf(path: string): string {
  return path.replace(fileEnding, '');
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Several pictures fit a name equally well. */
export interface Ambiguous {
  readonly candidates: readonly [string, string];
}

/**
 * Finds pictures by the names that other files give them: the one that shares the most folders from the
 * end, first with its ending, then without. `labels/train/a.txt` finds `images/train/a.jpg`, and where
 * several fit, the one whose whole path it is.
 */
export class PictureNames<T> {
  readonly #byEnd = new Map<string, Entry<T>>();
  readonly #byPath = new Map<string, Entry<T>>();

  add(name: string, value: T): void {
    const ends = endsOf(name);
    const stems = endsOf(stemOf(name));
    for (const end of new Set([...ends, ...stems])) put(this.#byEnd, end, name, value);
    const whole = partsOf(name).join('/');
    for (const path of new Set([whole, stemOf(whole)])) put(this.#byPath, path, name, value);
  }

  /** Undefined where no picture fits. */
  find(name: string): { readonly value: T } | Ambiguous | undefined {
    const stems = endsOf(stemOf(name));
    for (const [index, end] of endsOf(name).entries()) {
      for (const key of [end, stems[index] ?? '']) {
        const found = this.#byEnd.get(key);
        if (!found) continue;
        if (found.other === undefined) return { value: found.value };
        const whole = this.#byPath.get(key);
        if (whole && whole.other === undefined) return { value: whole.value };
        return { candidates: [found.name, found.other] };
      }
    }
    return undefined;
  }
}

interface Entry<T> {
  readonly name: string;
  readonly value: T;
  /** Another picture of the same key. */
  other?: string;
}

function put<T>(entries: Map<string, Entry<T>>, key: string, name: string, value: T): void {
  const known = entries.get(key);
  if (!known) entries.set(key, { name, value });
  else known.other ??= name;
}

/** Folders that are compared at most: enough for any tree, and no burden for long hostile paths. */
const comparedDepth = 8;

/** `a/b/c` -> `a/b/c`, `b/c`, `c`. */
function endsOf(path: string): string[] {
  const parts = partsOf(path).slice(-comparedDepth);
  return parts.map((_, index) => parts.slice(index).join('/'));
}

function partsOf(path: string): string[] {
  return path
    .slice(-maxPathLength)
    .split(/[\\/]/)
    .filter((part) => part !== '' && part !== '.');
}
