/** How large and how fine pictures are drawn, from how fast this machine draws. */

export const sizes = {
  '320x320': { width: 320, height: 320 },
  '640x480': { width: 640, height: 480 },
} as const;
export type SizeName = keyof typeof sizes;
export type SizeChoice = SizeName | 'auto';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A draft that takes longer than this does not follow a finger. */
const smoothMs = 50;
/** What the fine picture may take: meanwhile the worker answers nothing else. */
const fineMs = 900;
const leastSamples = 4;
const mostSamples = 16;

/** Would a draft of this size lag? `costMsPerPx` is measured: one sample with its labels. */
export function isSlow(costMsPerPx: number, { width, height }: Size): boolean {
  return !(costMsPerPx * width * height <= smoothMs);
}

/** Samples of the fine picture: as many as the time allows, 4 to 16. */
export function fineSamples(costMsPerPx: number, { width, height }: Size): number {
  const draftMs = costMsPerPx * width * height;
  if (!(draftMs > 0)) return leastSamples;
  return Math.max(leastSamples, Math.min(mostSamples, Math.floor(fineMs / draftMs)));
}

/** How fast this machine draws drafts, learnt from the pictures as they come. */
export class DraftSpeed {
  /** Pictures drawn so far. */
  #drawn = 0;
  /** Of the last drafts, in ms per pixel, without the one that compiled. */
  #costs: readonly number[] = [];

  /** The median over the last drafts, in ms per pixel; infinite before the first. */
  get costMsPerPx(): number {
    const sorted = [...this.#costs].sort((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? Infinity;
  }

  /** Enough was drawn since everything is compiled. */
  get isKnown(): boolean {
    return this.#drawn >= 3 && this.#costs.length > 0;
  }

  /** Takes note of a picture; returns the size that suits this machine while that is being found out. */
  note(renderMs: number, { width, height }: Size, samples: number): SizeName | undefined {
    this.#drawn++;
    if (samples !== 1 || this.#drawn === 1) return undefined;
    this.#costs = [...this.#costs, renderMs / (width * height)].slice(-7);
    if (this.#costs.length > 2) return undefined;
    return isSlow(this.costMsPerPx, sizes['640x480']) ? '320x320' : '640x480';
  }

  reset(): void {
    this.#drawn = 0;
    this.#costs = [];
  }
}
