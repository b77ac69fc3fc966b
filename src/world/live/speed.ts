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
