/**
 * The reader's notebook: every record and every guess in the order of taking, reactive, kept by a
 * store.
 *
 * Each action takes effect here at once and is written behind; the store reports trouble in words and
 * loses nothing while the tab lives. Deleting is always undoable. A record from a file is shown as
 * foreign and never counts as measured. No DOM: the page, the tests and a worker may hold one.
 */
import { SvelteMap } from 'svelte/reactivity';
import { isoNow, merged, newRecordId, removalLabel, searchable, withoutKnown } from './lists';
import { guessMemory, guessMemoryByTopic, scoreOf } from './scoring';
import type { GuessMemory, Score } from './scoring';
import { environmentStaleness } from './staleness';
import type { Freshness } from './staleness';
import { MemoryStore } from './store';
import type { NotebookChange, NotebookStore, StorageTrouble } from './store';
import type { Environment, Evidence, Guess, RuntimesNow } from './types';

export interface NotebookOptions {
  /** Default: memory only. The app passes `openDatabase()` of src/storage. */
  readonly store?: NotebookStore;
  /** Time as ISO 8601, UTC. */
  readonly now?: () => string;
  readonly newId?: () => string;
}

/** What to show of the notebook; absent fields do not restrict. */
export interface NotebookFilter {
  readonly lab?: string;
  readonly state?: Freshness['state'];
  /** Words, all of which must occur in label, lab, unit, picture, device or file name. */
  readonly text?: string;
}

/** Slots of one lab, for its evidence ring. */
export interface SlotCounts {
  readonly measured: number;
  readonly stale: number;
  readonly total: number;
}

/** Something deleted that `undo` brings back. */
export interface Removal {
  /** What was deleted, for the reader: `"Edges with 0.08 and 0.20"`, "32 records". */
  readonly label: string;
  readonly evidence: readonly Evidence[];
  readonly guesses: readonly Guess[];
}

/** An answered guess with its score. */
export type ScoredGuess = Guess & Score;

/** Says whether a record of an open lab is still true under what its page shows now. */
export type Judge = (evidence: Evidence) => Freshness;

const undoDepth = 50;

export class Notebook {
  /** All records, oldest first, imported ones included. */
  records = $state.raw<readonly Evidence[]>([]);
  /** All guesses, oldest first. */
  guesses = $state.raw<readonly Guess[]>([]);
  /** Deletions that can be undone, latest last. */
  removals = $state.raw<readonly Removal[]>([]);
  /** Set while records are not being written to disk. */
  trouble = $state.raw<StorageTrouble>();
  /** Environment of each backend that works here; the shell sets it once they are probed. */
  environments = $state.raw<readonly Environment[]>([]);
  /** Version of each library that networks run in here; the shell sets it. */
  runtimeVersions = $state.raw<RuntimesNow['versions']>({});
  isLoaded = $state(false);
  /** Resolves when the kept records have been read. */
  readonly ready: Promise<void>;

  readonly #judges = new SvelteMap<string, Judge>();
  readonly #store: NotebookStore;
  readonly #now: () => string;
  readonly #newId: () => string;
  readonly #stopListening: readonly (() => void)[];

  constructor({
    store = new MemoryStore(),
    now = isoNow,
    newId = newRecordId,
  }: NotebookOptions = {}) {
    this.#store = store;
    this.#now = now;
    this.#newId = newId;
    this.#stopListening = [
      store.onChange((change) => this.#merge(change)),
      store.onTrouble((trouble) => {
        this.trouble = trouble;
      }),
    ];
    this.ready = this.#load();
  }

  /** The trouble of the store in words for the reader, if any. */
  get notice(): string | undefined {
    return this.trouble?.message;
  }

  // ---- records --------------------------------------------------------------------------------------

  /** Files a record, and lets it answer the open guess about its slot. Resolves when it is kept. */
  async add(evidence: Evidence): Promise<void> {
    const open = evidence.importedFrom === undefined ? this.#openGuess(evidence) : undefined;
    const answered: readonly Guess[] = open
      ? [
          {
            ...open,
            answer: { value: evidence.value, evidence: evidence.id, at: evidence.takenAt },
          },
        ]
      : [];
    await this.#change({ putEvidence: [evidence], putGuesses: answered });
  }

  /** Files records and guesses read from a file; those whose id is here already are skipped. */
  async addImported(
    evidence: readonly Evidence[],
    guesses: readonly Guess[] = [],
  ): Promise<{ readonly added: number; readonly duplicates: number }> {
    const newEvidence = withoutKnown(evidence, this.records);
    const newGuesses = withoutKnown(guesses, this.guesses);
    await this.#change({ putEvidence: newEvidence, putGuesses: newGuesses });
    return { added: newEvidence.length, duplicates: evidence.length - newEvidence.length };
  }

  /** Deletes one record; `undo` brings it back. Unknown ids are ignored: another tab may have been first. */
  async remove(id: string): Promise<void> {
    const record = this.records.find((candidate) => candidate.id === id);
    if (record) await this.#remove({ label: `“${record.label}”`, evidence: [record], guesses: [] });
  }

  /** Deletes every record and every guess; `undo` brings them back. */
  async clear(): Promise<void> {
    const { records: evidence, guesses } = this;
    if (evidence.length + guesses.length === 0) return;
    await this.#remove({ label: removalLabel(evidence.length, guesses.length), evidence, guesses });
  }

  get canUndo(): boolean {
    return this.removals.length > 0;
  }

  /** Brings back what was deleted last. Returns it, or undefined when there was nothing. */
  async undo(): Promise<Removal | undefined> {
    const removal = this.removals.at(-1);
    if (!removal) return undefined;
    this.removals = this.removals.slice(0, -1);
    await this.#change({ putEvidence: removal.evidence, putGuesses: removal.guesses });
    return removal;
  }

  /**
   * The record that a slot shows: the newest one measured here, or the newest imported one. With
   * `isFresh`, an older record that is true under the present conditions goes before a newer stale one.
   */
  newest(
    lab: string,
    slot: string,
    isFresh?: (evidence: Evidence) => boolean,
  ): Evidence | undefined {
    const candidates = this.records.filter((record) => record.lab === lab && record.slot === slot);
    const here = candidates.filter((record) => record.importedFrom === undefined);
    const matching = isFresh ? here.findLast(isFresh) : undefined;
    return matching ?? here.at(-1) ?? candidates.at(-1);
  }

  /** The records that a filter leaves, oldest first. */
  filter({ lab, state, text = '' }: NotebookFilter): readonly Evidence[] {
    const words = text
      .toLocaleLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    return this.records.filter((record) => {
      if (lab !== undefined && record.lab !== lab) return false;
      if (state !== undefined && this.freshness(record).state !== state) return false;
      const haystack = searchable(record);
      return words.every((word) => haystack.includes(word));
    });
  }

  // ---- freshness ------------------------------------------------------------------------------------

  /** Is the record still true? An open lab judges its own; elsewhere only the machine counts. */
  freshness(evidence: Evidence): Freshness {
    const judge = this.#judges.get(evidence.lab);
    return judge
      ? judge(evidence)
      : environmentStaleness(evidence, this.environments, this.runtimeVersions);
  }

  /** An open lab page says how to judge its records; undefined when it closes. */
  setJudge(lab: string, judge: Judge | undefined): void {
    if (judge) this.#judges.set(lab, judge);
    else this.#judges.delete(lab);
  }

  /** How many of a lab's slots hold a fresh record, how many only a stale one. */
  counts(lab: string, slots: readonly string[]): SlotCounts {
    const states = slots.map((slot) => {
      const here = this.records.filter(
        (record) => record.lab === lab && record.slot === slot && record.importedFrom === undefined,
      );
      if (here.length === 0) return 'empty';
      return here.some((record) => this.freshness(record).state === 'fresh') ? 'fresh' : 'stale';
    });
    return {
      measured: states.filter((state) => state === 'fresh').length,
      stale: states.filter((state) => state === 'stale').length,
      total: slots.length,
    };
  }

  // ---- guesses --------------------------------------------------------------------------------------

  /** Commits a guess. RangeError unless the value is finite. */
  async guess(
    about: Pick<Guess, 'lab' | 'experiment' | 'slot' | 'value' | 'unit'>,
  ): Promise<Guess> {
    if (!Number.isFinite(about.value)) {
      throw new RangeError(`A guess must be a finite number, got ${about.value}.`);
    }
    const { lab, experiment, slot, value, unit } = about;
    const guess: Guess = {
      id: this.#newId(),
      ...{ lab, experiment, slot, value, unit },
      madeAt: this.#now(),
    };
    await this.#change({ putGuesses: [guess] });
    return guess;
  }

  /** The newest guess made here about a slot, answered or open. */
  guessAbout(lab: string, slot: string): Guess | undefined {
    return this.guesses.findLast(
      (guess) => guess.lab === lab && guess.slot === slot && guess.importedFrom === undefined,
    );
  }

  /**
   * The guess that stood when a record was taken: the one it answered, else the newest one from
   * before. Guesses from a file belong to records of that file.
   */
  guessBefore({ id, lab, slot, importedFrom, takenAt }: Evidence): Guess | undefined {
    const about = this.guesses.filter(
      (guess) => guess.lab === lab && guess.slot === slot && guess.importedFrom === importedFrom,
    );
    // Asked first, because the clock of the worker that measured may differ from the page's.
    const answered = about.findLast((guess) => guess.answer?.evidence === id);
    return answered ?? about.findLast(({ madeAt }) => madeAt <= takenAt);
  }

  /** The answered guesses made here with their scores, oldest first. */
  get scoredGuesses(): readonly ScoredGuess[] {
    return this.guesses.flatMap((guess) => {
      const score = scoreOf(guess);
      return score ? [{ ...guess, ...score }] : [];
    });
  }

  /** How the reader's guesses fared, over all labs or those of one lab. */
  memory(lab?: string): GuessMemory {
    return guessMemory(this.guesses.filter((guess) => lab === undefined || guess.lab === lab));
  }

  memoryByTopic(topicOf: (lab: string) => string | undefined): ReadonlyMap<string, GuessMemory> {
    return guessMemoryByTopic(this.guesses, topicOf);
  }

  /** Stops listening and closes the store. */
  dispose(): void {
    for (const stop of this.#stopListening) stop();
    this.#store.close();
  }

  // ---- inside ---------------------------------------------------------------------------------------

  async #load(): Promise<void> {
    const kept = await this.#store.load();
    // What was added while reading is newer than what was read.
    const putEvidence = withoutKnown(kept.evidence, this.records);
    const putGuesses = withoutKnown(kept.guesses, this.guesses);
    this.#merge({ putEvidence, putGuesses });
    this.isLoaded = true;
  }

  async #remove(removal: Removal): Promise<void> {
    this.removals = [...this.removals, removal].slice(-undoDepth);
    await this.#change({
      removeEvidence: removal.evidence.map(({ id }) => id),
      removeGuesses: removal.guesses.map(({ id }) => id),
    });
  }

  async #change(change: NotebookChange): Promise<void> {
    this.#merge(change);
    await this.#store.apply(change);
  }

  #merge({ putEvidence, putGuesses, removeEvidence, removeGuesses }: NotebookChange): void {
    this.records = merged(this.records, putEvidence, removeEvidence, ({ takenAt }) => takenAt);
    this.guesses = merged(this.guesses, putGuesses, removeGuesses, ({ madeAt }) => madeAt);
  }

  #openGuess({ lab, slot }: Evidence): Guess | undefined {
    const latest = this.guessAbout(lab, slot);
    return latest?.answer === undefined ? latest : undefined;
  }
}
