/**
 * Where a notebook keeps its records. The interface is small on purpose: everything that happens to a
 * notebook is a change (put these, remove those), so undo is a change, and a second tab hears changes.
 * `src/storage/database.ts` keeps them in IndexedDB; `MemoryStore` keeps nothing beyond this object.
 */
import type { Evidence, Guess } from './types';

export interface NotebookContents {
  readonly evidence: readonly Evidence[];
  readonly guesses: readonly Guess[];
}

/** Records to add or replace (by id), and ids to remove. */
export interface NotebookChange {
  readonly putEvidence?: readonly Evidence[];
  readonly putGuesses?: readonly Guess[];
  readonly removeEvidence?: readonly string[];
  readonly removeGuesses?: readonly string[];
}

/** Why records are not being written to disk, in words for the reader. */
export interface StorageTrouble {
  readonly kind: 'full' | 'blocked' | 'absent' | 'newer' | 'outdated' | 'broken';
  readonly message: string;
}

export interface NotebookStore {
  /** Everything kept so far. Never rejects: what cannot be read is reported as trouble. */
  load(): Promise<NotebookContents>;
  /** Keeps a change. Never rejects: what cannot be written is kept in memory and reported. */
  apply(change: NotebookChange): Promise<void>;
  /** Calls back with changes made in other tabs. Returns how to stop. */
  onChange(listener: (change: NotebookChange) => void): () => void;
  /** Calls back at once and whenever the trouble begins, changes or ends. Returns how to stop. */
  onTrouble(listener: (trouble: StorageTrouble | undefined) => void): () => void;
  /** Closes connections and channels. */
  close(): void;
}

/** Keeps records for as long as it lives. */
export class MemoryStore implements NotebookStore {
  readonly #evidence = new Map<string, Evidence>();
  readonly #guesses = new Map<string, Guess>();

  load(): Promise<NotebookContents> {
    return Promise.resolve(this.contents());
  }

  contents(): NotebookContents {
    return { evidence: [...this.#evidence.values()], guesses: [...this.#guesses.values()] };
  }

  apply(change: NotebookChange): Promise<void> {
    for (const record of change.putEvidence ?? []) this.#evidence.set(record.id, record);
    for (const guess of change.putGuesses ?? []) this.#guesses.set(guess.id, guess);
    for (const id of change.removeEvidence ?? []) this.#evidence.delete(id);
    for (const id of change.removeGuesses ?? []) this.#guesses.delete(id);
    return Promise.resolve();
  }

  onChange(_listener: (change: NotebookChange) => void): () => void {
    return () => undefined;
  }

  onTrouble(listener: (trouble: StorageTrouble | undefined) => void): () => void {
    listener(undefined);
    return () => undefined;
  }

  close(): void {
    this.#evidence.clear();
    this.#guesses.clear();
  }
}
