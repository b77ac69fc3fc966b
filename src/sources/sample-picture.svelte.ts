/** The shipped samples as a picture source: which there are, and which one was shown last. */
import type { Sample, SampleInfo, SampleSet } from './samples';

export class SamplePictureSource {
  /** By name, once the set was read. */
  list = $state.raw<readonly SampleInfo[]>([]);
  /** The one shown last; '' before the first. */
  name = $state('');
  readonly #open: () => Promise<SampleSet>;

  constructor(open: () => Promise<SampleSet>) {
    this.#open = open;
  }

  /** Reads which samples there are. Rejects with SourceError. */
  async open(): Promise<SampleSet> {
    const set = await this.#open();
    this.list = set.list;
    return set;
  }

  /** Also false where the list cannot be read: `load` meets the same failure and reports it. */
  async has(name: string): Promise<boolean> {
    try {
      return (await this.open()).find(name) !== undefined;
    } catch {
      return false;
    }
  }

  /** Rejects with SourceError. */
  async load(
    name: string,
  ): Promise<{ readonly sample: Sample; readonly info: SampleInfo | undefined }> {
    const set = await this.open();
    return { sample: await set.load(name), info: set.find(name) };
  }
}
