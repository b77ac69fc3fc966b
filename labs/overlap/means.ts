/**
 * Dice = 2 IoU / (1 + IoU): for one pair the two rank alike, because the curve rises. It also bends, so that the mean of
 * two Dice is not the Dice of the mean IoU: good and bad pictures count differently. Adding up the areas first and dividing
 * once leaves one pair, and the order is one again.
 */

export function diceOfIou(iou: number): number {
  return (2 * iou) / (1 + iou);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export type Verdict = 'P' | 'Q' | 'neither';

/** Which of two models has the higher mean. */
export function winner(p: readonly number[], q: readonly number[]): Verdict {
  const gap = mean(p) - mean(q);
  return Math.abs(gap) < 1e-12 ? 'neither' : gap > 0 ? 'P' : 'Q';
}

/** Areas of one pair, or of many added up. */
export interface Areas {
  readonly shared: number;
  readonly union: number;
}

export function iouOfAreas({ shared, union }: Areas): number {
  return union === 0 ? 0 : shared / union;
}

/** |A| + |B| is union + shared. */
export function diceOfAreas({ shared, union }: Areas): number {
  return union + shared === 0 ? 0 : (2 * shared) / (union + shared);
}

export function added(pairs: readonly Areas[]): Areas {
  return {
    shared: pairs.reduce((sum, { shared }) => sum + shared, 0),
    union: pairs.reduce((sum, { union }) => sum + union, 0),
  };
}
