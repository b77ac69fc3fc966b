/**
 * Median filter: each pixel becomes the middle value of the n × n window around it, sorted
 * (Tukey, "Exploratory Data Analysis", 1977). Outside the image the last pixel repeats, as in
 * `cv::medianBlur`.
 *
 * The middle value is read off a histogram of the window: it is the first value v for which more than
 * half of the window is ≤ v. One step to the right, one column leaves the histogram and one enters
 * (Huang, Yang, Tang, "A fast two-dimensional median filtering algorithm", IEEE TASSP 1979), so a
 * 31 × 31 window costs 62 updates a pixel, not a sort of 961 values.
 */
import { borderIndex } from '$src/core/border';
import { colourChannels, copyAlpha } from '$src/core/channels';
import { createImage, type U8Image } from '$src/core/image';

export interface MedianBlurParams {
  /** Odd. */
  readonly kernelSize: number;
}

/** Every colour channel alike; alpha is copied. Throws RangeError for an even window. */
export function medianBlur(image: U8Image, { kernelSize }: MedianBlurParams): U8Image {
  if (!Number.isInteger(kernelSize) || kernelSize < 1 || kernelSize % 2 === 0) {
    throw new RangeError(`The median needs an odd window from 1 on, got ${kernelSize}.`);
  }
  const { width, height, channels, data } = image;
  const radius = (kernelSize - 1) / 2;
  const half = (kernelSize * kernelSize - 1) / 2;
  const out = createImage('u8', width, height, channels);
  const counts = new Int32Array(256);

  for (let c = 0; c < colourChannels(image); c++) {
    for (let y = 0; y < height; y++) {
      const countColumn = (x: number, change: 1 | -1): void => {
        const sx = borderIndex(x, width, 'replicate');
        for (let i = -radius; i <= radius; i++) {
          const sy = borderIndex(y + i, height, 'replicate');
          const value = data[(sy * width + sx) * channels + c] ?? 0;
          counts[value] = (counts[value] ?? 0) + change;
        }
      };
      counts.fill(0);
      for (let j = -radius; j <= radius; j++) countColumn(j, 1);
      for (let x = 0; x < width; x++) {
        out.data[(y * width + x) * channels + c] = middle(counts, half);
        countColumn(x - radius, -1);
        countColumn(x + radius + 1, 1);
      }
    }
  }
  copyAlpha(image, out);
  return out;
}

/** The smallest value with more than `half` of the counted values at or below it. */
function middle(counts: Int32Array, half: number): number {
  let atOrBelow = 0;
  let value = -1;
  while (atOrBelow <= half) {
    value++;
    atOrBelow += counts[value] ?? 0;
  }
  return value;
}
