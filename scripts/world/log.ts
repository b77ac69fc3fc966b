/**
 * The log of a run: one JSON line for its settings, then one per finished picture. A run that was
 * killed goes on from it; at most the last line is torn, and then that picture is made again.
 */
import { open, readFile, stat, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

export const logName = '.progress.jsonl';

export type Settings = Readonly<Record<string, string | number | boolean | null>>;

export interface Finished<R> {
  readonly index: number;
  /** Relative to the folder of the run. */
  readonly file: string;
  readonly bytes: number;
  readonly record: R;
}

/** The log cannot be gone on with; the message says why and what to do. */
export class LogError extends Error {}

export class ProgressLog<R> {
  readonly finished = new Map<number, Finished<R>>();
  readonly #handle: FileHandle;
  #pending: Promise<unknown> = Promise.resolve();

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /**
   * Opens the log in `logFolder`, or begins one. Pictures whose file in `folder` is missing or has
   * another length than noted count as not made. Throws LogError when it was begun with other settings or is damaged.
   */
  static async open<R>(
    logFolder: string,
    folder: string,
    settings: Settings,
  ): Promise<ProgressLog<R>> {
    const path = join(logFolder, logName);
    const text = await textOf(path);
    const end = text.lastIndexOf('\n') + 1;
    const [first, ...lines] = text.slice(0, end).split('\n').slice(0, -1);
    if (first !== undefined) {
      compare(path, parseLine(path, 1, first), settings);
      // What follows the last line break is half a line of a killed run.
      if (end < text.length) await truncate(path, Buffer.byteLength(text.slice(0, end)));
    } else if (text !== '') await truncate(path, 0);
    const log = new ProgressLog<R>(await open(path, 'a'));
    if (first === undefined) await log.#write({ settings });
    for (const [i, line] of lines.entries()) {
      const entry = parseLine(path, i + 2, line) as unknown as Finished<R>;
      if (!Number.isInteger(entry.index) || typeof entry.file !== 'string') {
        throw new LogError(damaged(path, i + 2));
      }
      if ((await sizeOf(join(folder, entry.file))) === entry.bytes) {
        log.finished.set(entry.index, entry);
      } else log.finished.delete(entry.index);
    }
    return log;
  }

  /** Notes a finished picture; its file must be complete before. */
  async append(entry: Finished<R>): Promise<void> {
    await this.#write(entry);
    this.finished.set(entry.index, entry);
  }

  async close(): Promise<void> {
    await this.#pending;
    await this.#handle.close();
  }

  /** One after the other: lines of two workers must not mix. */
  #write(value: unknown): Promise<void> {
    const written = this.#pending.then(() => this.#handle.appendFile(`${JSON.stringify(value)}\n`));
    this.#pending = written;
    return written;
  }
}

function compare(path: string, line: Record<string, unknown>, settings: Settings): void {
  const before = line['settings'];
  if (typeof before !== 'object' || before === null) throw new LogError(damaged(path, 1));
  const was = before as Settings;
  const keys = [...new Set([...Object.keys(was), ...Object.keys(settings)])];
  const changed = keys.filter((key) => was[key] !== settings[key]);
  if (changed.length === 0) return;
  const words = changed.map((key) => `${key} ${show(was[key])}, now ${show(settings[key])}`);
  throw new LogError(
    `${path} was begun with ${words.join('; ')}. Use the settings it was begun with, choose another --out, or delete that file to start over.`,
  );
}

const show = (value: unknown): string => (value === undefined ? 'not set' : JSON.stringify(value));

function parseLine(path: string, number: number, line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (error) {
    throw new LogError(damaged(path, number), { cause: error });
  }
  throw new LogError(damaged(path, number));
}

const damaged = (path: string, line: number): string =>
  `${path} is damaged in line ${line}: it is no log of npm run world. Delete it to start over.`;

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
