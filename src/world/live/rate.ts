/** How many pictures a second, and how long each took: over the last second, as live readings. */

const windowMs = 1000;

export class Rate {
  #notes: { readonly atMs: number; readonly tookMs: number }[] = [];

  /** A picture was shown at `atMs`; drawing it took `tookMs`. */
  note(atMs: number, tookMs: number): void {
    this.#notes.push({ atMs, tookMs });
    while ((this.#notes[0]?.atMs ?? atMs) <= atMs - windowMs && this.#notes.length > 2) {
      this.#notes.shift();
    }
  }

  /** Pictures per second between the first and the last note; 0 before the second one. */
  get fps(): number {
    const [first, last] = [this.#notes[0], this.#notes.at(-1)];
    if (!first || !last || last.atMs <= first.atMs) return 0;
    return ((this.#notes.length - 1) * 1000) / (last.atMs - first.atMs);
  }

  /** Median time to draw one picture, in ms; 0 before the first. */
  get frameMs(): number {
    const sorted = this.#notes.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  }

  reset(): void {
    this.#notes = [];
  }
}
