/**
 * Integral image, or summed-area table (Crow, "Summed-area tables for texture mapping", SIGGRAPH 1984;
 * Viola & Jones, CVPR 2001), laid out as `cv::integral`: one row and one column larger than the image,
 *
 *     S(x, y) = Σ src(i, j) over i < x, j < y,  so S is 0 in its first row and first column
 *
 * and the sum over any rectangle is four look-ups: S(x1, y1) − S(x0, y1) − S(x1, y0) + S(x0, y0).
 */
import { createImage, type TypedImage, type U8Image } from '$src/core/image';

const MAX_I32 = 2 ** 31 - 1;

/**
 * Sums of every channel (alpha too), (width + 1) × (height + 1). Throws RangeError when a sum does not
 * fit 32 bits, which takes a picture of more than 8 421 504 white pixels.
 */
export function integral(image: U8Image): TypedImage<'i32'> {
  const { width, height, channels, data } = image;
  const out = createImage('i32', width + 1, height + 1, channels);
  const sums = out.data;
  for (let c = 0; c < channels; c++) {
    for (let y = 1; y <= height; y++) {
      let rowSum = 0;
      for (let x = 1; x <= width; x++) {
        rowSum += data[((y - 1) * width + x - 1) * channels + c] ?? 0;
        const above = sums[((y - 1) * (width + 1) + x) * channels + c] ?? 0;
        const sum = above + rowSum;
        if (sum > MAX_I32) {
          throw new RangeError(
            `The integral reaches ${sum} at x ${x}, y ${y}, above the largest 32-bit number ${MAX_I32}. ` +
              `Use a smaller picture.`,
          );
        }
        sums[(y * (width + 1) + x) * channels + c] = sum;
      }
    }
  }
  return out;
}
