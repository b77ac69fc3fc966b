/** What is counted on Canny's images: pieces, pixels, the place of a threshold, Otsu's choice. */
import { createImage, expectU8, type Image, type U8Image } from '$src/core/image';
import { HYSTERESIS } from '$src/ops/canny/reference';
import { connectedComponents } from '$src/ops/connected-components/reference';
import { otsu } from '$src/ops/otsu/reference';

/** Number of set pixels. */
export function countPixels(mask: Image): number {
  let count = 0;
  for (const value of mask.data) if (value !== 0) count++;
  return count;
}

/** Number of 8-connected pieces of a mask: labels run 1, 2, 3, … in raster order. */
export function countPieces(mask: U8Image): number {
  let most = 0;
  for (const label of connectedComponents(mask, 8).data) if (label > most) most = label;
  return most;
}

/** From Canny's `kept`: the ridge pixels that a single cut at high, at low, and both together leave. */
export function cuts(kept: Image): Readonly<Record<'high' | 'low' | 'both', U8Image>> {
  const labels = expectU8(kept, 'Counting edges', [1]);
  const where = (keeps: (label: number) => boolean): U8Image => {
    const mask = createImage('u8', kept.width, kept.height);
    for (let i = 0; i < mask.data.length; i++) mask.data[i] = keeps(labels.data[i] ?? 0) ? 255 : 0;
    return mask;
  };
  return {
    high: where((label) => label === HYSTERESIS.strong),
    low: where((label) => label !== HYSTERESIS.none),
    both: where((label) => label === HYSTERESIS.strong || label === HYSTERESIS.weakKept),
  };
}

/** Share of all pixels, 0 to 100 %, whose gradient magnitude is above `threshold`. */
export function percentAbove(magnitude: Image, threshold: number): number {
  let above = 0;
  for (const value of magnitude.data) if (value > threshold) above++;
  return (100 * above) / magnitude.data.length;
}

export const histogramBins = 80;

/** Counts of gradient magnitudes from 0 to `end`; the last bin also holds everything above. */
export function magnitudeHistogram(magnitude: Image, end: number): number[] {
  const counts = new Array<number>(histogramBins).fill(0);
  for (const value of magnitude.data) {
    const bin = Math.min(histogramBins - 1, Math.floor((value / end) * histogramBins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/**
 * Otsu's threshold on the gradient magnitude of all pixels, in units of the magnitude: a pixel is an
 * edge when its magnitude is above it. Otsu splits 256 levels, so the magnitudes are spread over them
 * from 0 to the largest; the answer is exact to 1/255 of that.
 */
export function otsuOfMagnitude(magnitude: Image): number {
  let largest = 0;
  for (const value of magnitude.data) if (value > largest) largest = value;
  if (largest === 0) return 0;
  const levels = createImage('u8', magnitude.width, magnitude.height);
  for (let i = 0; i < levels.data.length; i++) {
    levels.data[i] = Math.floor(((magnitude.data[i] ?? 0) / largest) * 255);
  }
  return ((otsu(levels) + 1) * largest) / 255;
}
