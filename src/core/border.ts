/**
 * What a filter reads outside the image, by OpenCV's names:
 * `replicate` aaa|abc|ccc, `reflect` cba|abc|cba, `reflect101` dcb|abcd|cba, `constant` a fixed value.
 */
export type Border = 'replicate' | 'reflect' | 'reflect101' | 'constant';

/**
 * The coordinate inside 0..n-1 that stands in for `p`, or -1 for `constant` outside the image.
 * Kernels larger than the image keep reflecting; n = 1 always gives 0 (except `constant`).
 */
export function borderIndex(p: number, n: number, border: Border): number {
  if (p >= 0 && p < n) return p;
  switch (border) {
    case 'constant':
      return -1;
    case 'replicate':
      return p < 0 ? 0 : n - 1;
    case 'reflect': {
      const period = 2 * n;
      const q = ((p % period) + period) % period;
      return q < n ? q : period - 1 - q;
    }
    case 'reflect101': {
      if (n === 1) return 0;
      const period = 2 * (n - 1);
      const q = ((p % period) + period) % period;
      return q < n ? q : period - q;
    }
  }
}
