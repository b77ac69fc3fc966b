/** What a reader is told about the files that were brought: read, left out, assumed, missing. */
import { someOf } from '../formats/errors';

export type NoteKind =
  /** What was recognised, and how many of what. */
  | 'read'
  /** What was passed over, and why. */
  | 'left-out'
  /** A choice that the files do not settle. */
  | 'assumed'
  /** What would be needed for more. */
  | 'missing';

export interface Note {
  readonly kind: NoteKind;
  /** Whole sentences. */
  readonly text: string;
}

/** Collects notes; what is left out for one reason becomes one note. */
export class Notes {
  readonly #notes: Note[] = [];
  readonly #leftOut = new Map<string, string[]>();

  add(kind: NoteKind, text: string): void {
    this.#notes.push({ kind, text });
  }

  /** `reason` ends the sentence that begins with the files' names. */
  leaveOut(path: string, reason: string): void {
    const paths = this.#leftOut.get(reason);
    if (paths) paths.push(path);
    else this.#leftOut.set(reason, [path]);
  }

  all(): Note[] {
    const leftOut = [...this.#leftOut].map(([reason, paths]): Note => ({
      kind: 'left-out',
      text: `Left out ${counted(paths.length, 'file')} (${someOf(paths)}): ${reason}.`,
    }));
    return [...this.#notes, ...leftOut];
  }
}

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  const plural = noun.endsWith('s')
    ? `${noun}es`
    : noun.endsWith('y')
      ? `${noun.slice(0, -1)}ies`
      : `${noun}s`;
  return `${count} ${count === 1 ? noun : plural}`;
}
