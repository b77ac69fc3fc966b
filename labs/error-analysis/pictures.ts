/** Pictures of suites, painted and kept: the strip goes back and forth among a few dozen. */
import type { SuiteSet } from '$src/sources/suites';
import { paint, type Rgba } from '$src/ui/paint';

const kept = 48;

export class PaintedPictures {
  readonly #open: (suite: string) => Promise<SuiteSet>;
  readonly #suites = new Map<string, Promise<SuiteSet>>();
  readonly #pictures = new Map<string, Promise<Rgba>>();

  constructor(open: (suite: string) => Promise<SuiteSet>) {
    this.#open = open;
  }

  /** By the picture's id in its suite. Rejects with SourceError; the next call tries again. */
  get(suite: string, imageId: number): Promise<Rgba> {
    return remembered(this.#pictures, `${suite}/${imageId}`, async () => {
      const set = await remembered(this.#suites, suite, () => this.#open(suite));
      const { image } = await set.load(imageId);
      return paint(image);
    });
  }
}

function remembered<T>(
  known: Map<string, Promise<T>>,
  key: string,
  make: () => Promise<T>,
): Promise<T> {
  const making = known.get(key) ?? make();
  known.delete(key); // the most recently used goes last
  known.set(key, making);
  making.catch(() => known.delete(key));
  for (const oldest of known.keys()) {
    if (known.size <= kept) break;
    known.delete(oldest);
  }
  return making;
}
