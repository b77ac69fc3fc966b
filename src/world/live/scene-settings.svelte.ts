/**
 * What the reader sets about a scene, and the way back: dials, seed, camera, the link, undo and redo.
 * `SceneThings` adds the things on the table, `LiveWorld` draws it all.
 */
import { snap, type ParamValue } from '$src/core/params';
import { createRng } from '$src/core/rng';
import { dials as dialSpecs, type Dials } from '../dials';
import { noEdits, zoomRange, type Edits } from './edits';
import { History } from './history';
import {
  formatSceneState,
  highestSeed,
  initialState,
  parseSceneState,
  type SceneState,
} from './key';

/** Changes by the same key closer than this are one step of undo. */
const strokeMs = 800;

/** Dials that decide which things there are and where they stand. */
const placingDials: readonly string[] = ['domain', 'count', 'distractors', 'size', 'crowding'];

export class SceneSettings {
  /** What the reader set: the undo steps are copies of this. */
  settings = $state.raw<SceneState>(initialState());
  canUndo = $state(false);
  canRedo = $state(false);

  readonly dials = $derived.by((): Dials => this.settings.dials);
  readonly seed = $derived.by((): number => this.settings.seed);
  /** A link can carry all of it. */
  readonly isInLink = $derived.by((): boolean => formatSceneState(this.settings).isWhole);

  protected readonly now: () => number;
  protected changedAtMs = 0;
  /** Between `beginGesture` and `endGesture`. */
  protected isGesture = false;
  readonly #history = new History<SceneState>();
  #gesture = 0;
  /** What an orbit has not yet given to a whole step of its dial. */
  #rest = { turn: 0, height: 0 };

  constructor(now: () => number) {
    this.now = now;
  }

  // ---- the link -----------------------------------------------------------------------------------

  /** Dials, seed and, while they are few, the reader's changes: what a link carries. */
  get key(): string {
    return formatSceneState(this.settings).text;
  }

  /** Takes what `key` gave; returns a sentence for everything it could not read. */
  read(key: string): readonly string[] {
    const { state, problems } = parseSceneState(key);
    this.changeAtOnce(state, 'link');
    return problems;
  }

  // ---- dials --------------------------------------------------------------------------------------

  setDial(name: string, value: ParamValue): void {
    if (!(name in dialSpecs)) throw new RangeError(`There is no dial called “${name}”.`);
    const { settings } = this;
    const dials = { ...settings.dials, [name]: value } as Dials;
    const edits = placingDials.includes(name) ? this.#editsOfView() : settings.edits;
    this.change({ ...settings, dials, edits }, this.keyOf(`dial ${name}`));
  }

  setSeed(seed: number): void {
    this.changeAtOnce({ ...this.settings, seed, edits: this.#editsOfView() }, 'seed');
  }

  /** Other things in other places under the same dials. */
  shuffle(): void {
    // Not Math.random: the same presses give the same scenes.
    this.setSeed(createRng(this.settings.seed).fork('shuffle').integer(1, highestSeed));
  }

  undo(): void {
    this.#replace(this.#history.undo(this.settings));
  }

  redo(): void {
    this.#replace(this.#history.redo(this.settings));
  }

  // ---- camera -------------------------------------------------------------------------------------

  /** Walks round the table: degrees to the right and up. */
  orbit(rightDeg: number, upDeg: number): void {
    const { cameraTurnDeg, cameraHeightDeg } = dialSpecs;
    const dials = {
      ...this.dials,
      cameraTurnDeg: this.#step(cameraTurnDeg, this.dials.cameraTurnDeg, rightDeg, 'turn'),
      cameraHeightDeg: this.#step(cameraHeightDeg, this.dials.cameraHeightDeg, upDeg, 'height'),
    };
    this.change({ ...this.settings, dials }, this.keyOf('camera'));
  }

  /** Comes closer above 1, goes away below: 1.1 is one notch. */
  zoom(factor: number): void {
    const { edits } = this.settings;
    const wanted = Math.round(edits.zoomPercent * factor);
    const zoomPercent = Math.min(zoomRange.max, Math.max(zoomRange.min, wanted));
    this.changeEdits({ ...edits, zoomPercent }, this.keyOf('zoom'));
  }

  /** Between these two, all changes are one step of undo, and pictures are drafts. */
  beginGesture(): void {
    this.#gesture++;
    this.isGesture = true;
  }

  endGesture(): void {
    this.isGesture = false;
    this.#history.seal();
  }

  // ---- for the classes on top ---------------------------------------------------------------------

  /** Something is to be seen anew. Whoever overrides it calls it too. */
  protected touched(): void {
    this.changedAtMs = this.now();
    this.canUndo = this.#history.canUndo;
    this.canRedo = this.#history.canRedo;
  }

  /** Changes that follow one another under the same key are one step of undo. */
  protected change(next: SceneState, key: string): void {
    this.#history.note(this.settings, key);
    this.settings = next;
    this.touched();
  }

  protected changeEdits(edits: Edits, key: string): void {
    this.change({ ...this.settings, edits }, key);
  }

  /** A step of undo of its own. */
  protected changeAtOnce(next: SceneState, key: string): void {
    this.#history.seal();
    this.change(next, key);
  }

  /** Of a gesture, or of key presses close after one another. */
  protected keyOf(what: string): string {
    if (this.isGesture) return `${what} gesture ${this.#gesture}`;
    if (this.now() - this.changedAtMs > strokeMs) this.#gesture++;
    return `${what} ${this.#gesture}`;
  }

  // ---- inside -------------------------------------------------------------------------------------

  /** With another set of things, what was moved by hand is not there any more. */
  #editsOfView(): Edits {
    const { zoomPercent, timeMs } = this.settings.edits;
    return { ...noEdits, zoomPercent, timeMs };
  }

  #replace(state: SceneState | undefined): void {
    if (!state) return;
    this.settings = state;
    this.touched();
  }

  /** The dial's next value; what is less than a step is kept for the next call of the gesture. */
  #step(
    spec: (typeof dialSpecs)['cameraTurnDeg' | 'cameraHeightDeg'],
    value: number,
    by: number,
    rest: 'turn' | 'height',
  ): number {
    const wanted = value + by + this.#rest[rest];
    const next = snap(spec, wanted);
    const isAtEnd = next === spec.min || next === spec.max;
    this.#rest[rest] = isAtEnd ? 0 : wanted - next;
    return next;
  }
}
