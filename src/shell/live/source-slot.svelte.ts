/**
 * The one source that gives pictures: changing it, and taking a virtual camera where the wanted one gives none.
 * Whoever uses one calls `stop` in the end.
 */
import { sourceNames, type LiveSource, type NewestPicture, type SourceName } from './source';

export interface SourceSlotParts {
  readonly sources: Readonly<Record<SourceName, LiveSource>>;
  /** The virtual camera to take first. */
  readonly virtualCamera: () => Exclude<SourceName, 'camera'>;
  /** A source is about to start: what came from the last one is over. */
  readonly onChange: () => void;
  readonly onNewer: () => void;
}

export class SourceSlot {
  /** What gives pictures now, or is about to. */
  name = $state<SourceName | undefined>();
  isStarting = $state(false);
  /** Why the wanted source gives no pictures; another one may be running instead. */
  fault = $state<string | undefined>();
  readonly #parts: SourceSlotParts;
  /** Counts starts: what an older one still brings is thrown away. */
  #turn = 0;

  constructor(parts: SourceSlotParts) {
    this.#parts = parts;
  }

  /** Resolves true when `name` gives pictures; false when another one does, none does, or it was overtaken. */
  async use(name: SourceName): Promise<boolean> {
    this.fault = undefined;
    const turn = ++this.#turn;
    if (await this.#start(name, turn)) return true;
    if (turn !== this.#turn) return false;
    // Read now: stopping the source takes its words away.
    const fault = this.#parts.sources[name].fault ?? 'No picture came.';
    for (const other of this.#fallbacks(name)) {
      this.fault = fault;
      if (await this.#start(other, turn)) return false;
      if (turn !== this.#turn) return false;
    }
    this.name = undefined;
    return false;
  }

  newest(): NewestPicture | undefined {
    return this.name && this.#parts.sources[this.name].newest();
  }

  hold(isHeld: boolean): void {
    if (this.name) this.#parts.sources[this.name].hold(isHeld);
  }

  stop(): void {
    this.#turn++;
    for (const name of sourceNames) this.#parts.sources[name].stop();
  }

  #fallbacks(name: SourceName): readonly SourceName[] {
    const first = this.#parts.virtualCamera();
    const both: readonly SourceName[] = [first, first === 'clip' ? 'tabletop' : 'clip'];
    return both.filter((other) => other !== name);
  }

  async #start(name: SourceName, turn: number): Promise<boolean> {
    const { sources, onChange, onNewer } = this.#parts;
    for (const other of sourceNames) sources[other].stop();
    this.name = name;
    this.isStarting = true;
    onChange();
    const isOn = await sources[name].start(() => {
      if (turn === this.#turn) onNewer();
    });
    if (turn !== this.#turn) return false;
    this.isStarting = false;
    return isOn;
  }
}
