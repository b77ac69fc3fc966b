/**
 * Box filter: the mean (or the plain sum) of a w × h window, as `cv::boxFilter` and `cv::blur` define it:
 *
 *     dst(x, y) = 1 / (w·h) · Σ src(x + j − ax, y + i − ay),  0 ≤ j < w, 0 ≤ i < h
 *
 * The window is separable, so each row is summed first and the row sums are then summed down the
 * columns: w + h additions a pixel instead of w·h. All sums are exact integers.
 *
 * Deliberately not: OpenCV's division by a 23-bit reciprocal, which takes halves up and lifts some
 * remainders of power-of-two windows. Here the quotient is rounded once, halves to even.
 */
import { borderIndex, type Border } from '$src/core/border';
import { colourChannels, copyAlpha } from '$src/core/channels';
import { createImage, type U8Image } from '$src/core/image';
import { roundHalfEven, saturateU8 } from '$src/core/rounding';

export interface BoxBlurParams {
  readonly kernelWidth: number;
  readonly kernelHeight: number;
  /** The window element that lies on the output pixel; −1 for the centre ⌊size / 2⌋. */
  readonly anchorX: number;
  readonly anchorY: number;
  /** Off: the saturated sum instead of the mean. */
  readonly normalize: boolean;
  readonly border: Border;
}

/** Throws RangeError for an anchor outside the window. */
export function boxAnchor(size: number, anchor: number): number {
  const a = anchor === -1 ? Math.floor(size / 2) : anchor;
  if (!(a >= 0 && a < size)) {
    throw new RangeError(
      `Anchor ${anchor} lies outside a window of ${size}: use -1 or 0 to ${size - 1}.`,
    );
  }
  return a;
}

/** Every colour channel alike; alpha is copied. `constant` borders read 0. */
export function boxBlur(image: U8Image, p: BoxBlurParams): U8Image {
  const { width, height, channels, data } = image;
  const ax = boxAnchor(p.kernelWidth, p.anchorX);
  const ay = boxAnchor(p.kernelHeight, p.anchorY);
  const area = p.normalize ? p.kernelWidth * p.kernelHeight : 1;
  const out = createImage('u8', width, height, channels);
  const rowSums = new Int32Array(width * height);

  for (let c = 0; c < colourChannels(image); c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let j = 0; j < p.kernelWidth; j++) {
          const sx = borderIndex(x + j - ax, width, p.border);
          if (sx >= 0) sum += data[(y * width + sx) * channels + c] ?? 0;
        }
        rowSums[y * width + x] = sum;
      }
    }
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let i = 0; i < p.kernelHeight; i++) {
          const sy = borderIndex(y + i - ay, height, p.border);
          if (sy >= 0) sum += rowSums[sy * width + x] ?? 0;
        }
        out.data[(y * width + x) * channels + c] = saturateU8(roundHalfEven(sum / area));
      }
    }
  }
  copyAlpha(image, out);
  return out;
}
