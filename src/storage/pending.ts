/**
 * What still has to be written: the net effect of all changes since the last successful write. A
 * record that was put and then removed is only removed; of two versions the later stays.
 */
import type { Evidence, Guess } from '$src/evidence/types';
import type { StoredChange } from './connection';

export class Pending {
  readonly #putEvidence = new Map<string, Evidence>();
  readonly #putGuesses = new Map<string, Guess>();
  readonly #removeEvidence = new Set<string>();
  readonly #removeGuesses = new Set<string>();
  readonly #putSettings = new Map<string, unknown>();

  add(change: StoredChange): void {
    for (const record of change.putEvidence ?? []) {
      // Deleted first, so that the order of the map is the order of the latest put.
      this.#putEvidence.delete(record.id);
      this.#putEvidence.set(record.id, record);
      this.#removeEvidence.delete(record.id);
    }
    for (const guess of change.putGuesses ?? []) {
      this.#putGuesses.delete(guess.id);
      this.#putGuesses.set(guess.id, guess);
      this.#removeGuesses.delete(guess.id);
    }
    for (const id of change.removeEvidence ?? []) {
      this.#putEvidence.delete(id);
      this.#removeEvidence.add(id);
    }
    for (const id of change.removeGuesses ?? []) {
      this.#putGuesses.delete(id);
      this.#removeGuesses.add(id);
    }
    for (const [key, value] of Object.entries(change.putSettings ?? {})) {
      this.#putSettings.set(key, value);
    }
  }

  /** Forgets exactly what was written; a version that came in meanwhile stays. */
  settle(written: StoredChange): void {
    for (const record of written.putEvidence ?? []) {
      if (this.#putEvidence.get(record.id) === record) this.#putEvidence.delete(record.id);
    }
    for (const guess of written.putGuesses ?? []) {
      if (this.#putGuesses.get(guess.id) === guess) this.#putGuesses.delete(guess.id);
    }
    for (const id of written.removeEvidence ?? []) this.#removeEvidence.delete(id);
    for (const id of written.removeGuesses ?? []) this.#removeGuesses.delete(id);
    for (const [key, value] of Object.entries(written.putSettings ?? {})) {
      if (this.#putSettings.get(key) === value) this.#putSettings.delete(key);
    }
  }

  get isEmpty(): boolean {
    return (
      this.#putEvidence.size +
        this.#putGuesses.size +
        this.#removeEvidence.size +
        this.#removeGuesses.size +
        this.#putSettings.size ===
      0
    );
  }

  /** Removals alone: they make room, so they go before anything is put. */
  removals(): StoredChange {
    return {
      removeEvidence: [...this.#removeEvidence],
      removeGuesses: [...this.#removeGuesses],
    };
  }

  get hasRemovals(): boolean {
    return this.#removeEvidence.size + this.#removeGuesses.size > 0;
  }

  /** Everything to put. */
  puts(): StoredChange {
    return {
      putEvidence: [...this.#putEvidence.values()],
      putGuesses: [...this.#putGuesses.values()],
      putSettings: Object.fromEntries(this.#putSettings),
    };
  }

  /** The puts one by one, the latest record first: what still fits on a full disk is kept. */
  *singlePuts(): Generator<StoredChange> {
    if (this.#putSettings.size > 0) yield { putSettings: Object.fromEntries(this.#putSettings) };
    for (const guess of [...this.#putGuesses.values()].toReversed()) yield { putGuesses: [guess] };
    for (const record of [...this.#putEvidence.values()].toReversed()) {
      yield { putEvidence: [record] };
    }
  }
}
