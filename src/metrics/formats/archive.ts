/**
 * Files as they come, by drop or choice, and the files in ZIP archives among them (zip-directory.ts). What a header claims is checked before memory is taken: sizes against the limits and against
 * what DEFLATE can hold at all, 1032 bytes for one. Archives in archives stay closed.
 */
import { strToU8, zipSync } from 'fflate';
import { FormatError } from './errors';
import { defaultLimits, type Limits } from './limits';
import { cleanPath, isLitter } from './names';
import { unzipEntry, zipEntries, type ZipEntry } from './zip-directory';

export interface NamedBytes {
  /** With its folders where they are known (webkitRelativePath). */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface OpenedFile extends NamedBytes {
  /** Unique: the archive's name first. For messages, and to tell folders apart. */
  readonly path: string;
}

export interface Opened {
  readonly files: readonly OpenedFile[];
  /** Paths of what was not even unpacked: its ending is none that is read. */
  readonly leftOut: readonly string[];
}

const readEnding = /\.(?:json|xml|txt|names|csv|tsv|ya?ml|jpe?g|png|webp|gif)$/i;

/** Throws FormatError for names that lead out or come twice, broken archives, and sets beyond the limits. */
export function openFiles(given: readonly NamedBytes[], limits: Limits = defaultLimits): Opened {
  const budget = { files: 0, bytes: 0 };
  const spend = (path: string, byteLength: number): void => {
    budget.files++;
    budget.bytes += byteLength;
    if (budget.files > limits.files) {
      throw new FormatError(path, '', `expected at most ${limits.files} files in all, got more.`);
    }
    if (budget.bytes > limits.totalBytes) {
      throw new FormatError(
        path,
        '',
        `expected at most ${limits.totalBytes} bytes in all, unpacked; with the ${byteLength} of this file there are ${budget.bytes}. Bring fewer pictures.`,
      );
    }
  };
  const files = new Map<string, OpenedFile>();
  const leftOut: string[] = [];
  for (const { name: rawName, bytes } of given) {
    const name = cleanPath(rawName);
    if (isLitter(name)) continue;
    const found = isZip(bytes)
      ? unpack(name, bytes, spend, leftOut)
      : [{ name, path: name, bytes }];
    if (!isZip(bytes)) spend(name, bytes.length);
    for (const file of found) {
      if (files.has(file.path)) {
        throw new FormatError(
          file.path,
          '',
          'expected each name once, got it twice. Bring the folders, or a ZIP of each, so that paths tell the files apart.',
        );
      }
      files.set(file.path, file);
    }
  }
  return { files: [...files.values()], leftOut };
}

/** By content: the first record of an archive, or the end record of an empty one. */
export function isZip(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0x50 &&
    bytes[1] === 0x4b &&
    ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6))
  );
}

function unpack(
  archive: string,
  bytes: Uint8Array,
  spend: (path: string, byteLength: number) => void,
  leftOut: string[],
): OpenedFile[] {
  const files: OpenedFile[] = [];
  for (const entry of orFormatError(archive, () => zipEntries(bytes))) {
    const isFolder = /[\\/]$/.test(entry.name);
    const name = isFolder ? entry.name : cleanWithin(archive, entry.name);
    const path = `${archive}/${name}`;
    if (isFolder || isLitter(name) || !readEnding.test(name)) {
      spend(path, 0);
      if (!isFolder && !isLitter(name)) leftOut.push(path);
      continue;
    }
    expectPossible(path, entry);
    spend(path, entry.byteLength);
    files.push({ name, path, bytes: orFormatError(path, () => unzipEntry(bytes, entry)) });
  }
  return files;
}

/** DEFLATE turns a byte into 1032 at most. */
function expectPossible(path: string, { packedBytes, byteLength }: ZipEntry): void {
  if (byteLength <= packedBytes * 1032 + 1024) return;
  throw new FormatError(
    path,
    '',
    `expected a size that ${packedBytes} packed bytes can hold, got a claim of ${byteLength} bytes. The archive is damaged or made to fill the memory.`,
  );
}

/** fflate throws plain errors, the directory RangeErrors: both mean that the archive is no good. */
function orFormatError<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(
      path,
      '',
      `expected a ZIP archive that can be unpacked: ${reason}. Pack it anew.`,
      { cause },
    );
  }
}

function cleanWithin(archive: string, name: string): string {
  try {
    return cleanPath(name);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new FormatError(`${archive}, entry ${name}`, '', error.reason, { cause: error });
  }
}

/** One archive of texts and bytes by path; the same files give the same bytes. */
export function zipOf(
  files: Iterable<readonly [path: string, content: string | Uint8Array]>,
): Uint8Array<ArrayBuffer> {
  const entries: Record<string, Uint8Array> = {};
  for (const [path, content] of files) {
    entries[cleanPath(path)] = typeof content === 'string' ? strToU8(content) : content;
  }
  // The format's own first day: no clock in the file.
  return zipSync(entries, { mtime: '1980-01-01T00:00:00' });
}
