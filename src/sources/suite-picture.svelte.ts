/**
 * The rendered suites and clips as a picture source: which set, which picture, playing a clip. Its code (the
 * reader of annotations) loads with the first use. `ImageSource` shows the pictures.
 */
import type { SuiteListing, SuiteSample, SuiteSet } from './suites';

export interface SuiteModule {
  openSuite(name: string): Promise<SuiteSet>;
  listSuites(): Promise<readonly SuiteListing[]>;
}
export type LoadSuites = () => Promise<SuiteModule>;

const loadSuites: LoadSuites = () => import('./suites');

/** Clips are rendered at this rate (src/world/clips.ts). */
export const clipRate = 12;

export class SuitePictureSource {
  /** The sets that this copy ships, once asked for; sheets of small pictures are not among them. */
  listings = $state.raw<readonly SuiteListing[]>([]);
  /** Set and picture that are shown; '' and 0 before the first. */
  name = $state('');
  id = $state(0);
  /** Pictures in the set. */
  count = $state(0);
  /** Of a clip: its number and frame, from 0. */
  clip = $state<number | undefined>();
  frame = $state<number | undefined>();
  isPlaying = $state(false);
  readonly #load: LoadSuites;
  #set: SuiteSet | undefined;
  /** Counts the calls of `play`. */
  #playing = 0;

  constructor(load: LoadSuites = loadSuites) {
    this.#load = load;
  }

  /** Reads which sets there are. Rejects with SourceError. */
  async list(): Promise<void> {
    if (this.listings.length > 0) return;
    const { listSuites } = await this.#load();
    this.listings = (await listSuites()).filter(({ kind }) => kind !== 'sheets');
  }

  /** A picture of a set by its id (from 1), which is kept inside the set. Rejects with SourceError. */
  async load(
    name: string,
    id: number,
    signal: AbortSignal,
  ): Promise<{ readonly set: SuiteSet; readonly sample: SuiteSample }> {
    const { openSuite } = await this.#load();
    const set = this.#set?.name === name ? this.#set : await openSuite(name);
    const ids = set.pictures.map((picture) => picture.id);
    const wanted = Math.min(ids.at(-1) ?? 1, Math.max(ids[0] ?? 1, id));
    return { set, sample: await set.load(wanted, signal) };
  }

  /** Takes note of what is on the bench now. */
  show(set: SuiteSet, { picture }: SuiteSample): void {
    this.#set = set;
    this.name = set.name;
    this.id = picture.id;
    this.count = set.pictures.length;
    this.clip = picture.clip;
    this.frame = picture.frame;
  }

  /** The next picture when playing: of the same clip, from its beginning after its end. */
  nextId(): number {
    const pictures = this.#set?.pictures ?? [];
    const at = pictures.findIndex(({ id }) => id === this.id);
    const next = pictures[at + 1];
    if (this.clip === undefined) return next?.id ?? pictures[0]?.id ?? 1;
    if (next?.clip === this.clip) return next.id;
    return pictures.find(({ clip }) => clip === this.clip)?.id ?? 1;
  }

  /**
   * Shows one picture after the other at the clip's rate, until `isPlaying` is unset or `show` resolves false.
   * `frame` is called with each picture shown, and the next one waits for it.
   */
  async play(
    show: (name: string, id: number) => Promise<boolean>,
    frame: () => Promise<void> | void,
  ): Promise<void> {
    if (this.isPlaying) return;
    this.isPlaying = true;
    const run = ++this.#playing;
    // Stopped and started again while a frame was worked on: the later call goes on alone.
    while (this.isPlaying && run === this.#playing) {
      const begin = performance.now();
      const isShown = await show(this.name, this.nextId());
      if (run !== this.#playing) break;
      if (!isShown) this.isPlaying = false;
      if (!this.isPlaying) break;
      await frame();
      const restMs = Math.max(0, 1000 / clipRate - (performance.now() - begin));
      await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  }

  /** Forgets the annotations. */
  dispose(): void {
    this.isPlaying = false;
    this.#set = undefined;
  }
}
