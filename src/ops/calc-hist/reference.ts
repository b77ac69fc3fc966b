/**
 * The histogram: how many pixels fall into each of `bins` equal intervals of [low, high)
 * (OpenCV's calcHist). Values outside the range are not counted.
 */
import { createImage, type TypedImage, type U8Image } from '$src/core/image';

export interface HistogramRange {
  /** Number of intervals, at least 1. */
  readonly bins: number;
  /** Lowest value counted. */
  readonly low: number;
  /** First value above the range, greater than `low`. */
  readonly high: number;
}

/** Counts of a single-channel image as an i32 image of `bins` × 1. Throws RangeError on an empty range. */
export function calcHist(
  image: U8Image,
  { bins, low, high }: HistogramRange = { bins: 256, low: 0, high: 256 },
): TypedImage<'i32'> {
  if (!(high > low)) {
    throw new RangeError(`A histogram range must end above its start, got ${low} to ${high}.`);
  }
  const histogram = createImage('i32', bins, 1);
  for (const value of image.data) {
    if (value < low || value >= high) continue;
    const bin = Math.floor(((value - low) * bins) / (high - low));
    histogram.data[bin] = (histogram.data[bin] ?? 0) + 1;
  }
  return histogram;
}
