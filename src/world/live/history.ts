/**
 * Undo and redo by whole states. Changes of one gesture (a drag, a slider's ride) share a key and count
 * as one step.
 */
const longest = 100;

export class History<T> {
  #past: T[] = [];
  #future: T[] = [];
  #key = '';

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** `before` is about to change by the gesture `key`. */
  note(before: T, key: string): void {
    if (key === this.#key && this.#past.length > 0) return;
    this.#key = key;
    this.#past = [...this.#past, before].slice(-longest);
    this.#future = [];
  }

  /** The next change is a step of its own, whatever its key. */
  seal(): void {
    this.#key = '';
  }

  /** The state before the last step; `now` is what `redo` brings back. */
  undo(now: T): T | undefined {
    const before = this.#past.at(-1);
    if (before === undefined) return undefined;
    this.#past = this.#past.slice(0, -1);
    this.#future = [...this.#future, now];
    this.seal();
    return before;
  }

  redo(now: T): T | undefined {
    const after = this.#future.at(-1);
    if (after === undefined) return undefined;
    this.#future = this.#future.slice(0, -1);
    this.#past = [...this.#past, now];
    this.seal();
    return after;
  }
}
