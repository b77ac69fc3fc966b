/**
 * Global histogram equalisation: a gray value is mapped to the share of pixels that are not brighter,
 * times 255, so that the result's cumulative histogram rises as evenly as it can.
 *
 * OpenCV's equalizeHist leaves the darkest occupied value out of the counts, so that it maps to 0 and
 * the brightest to 255:   lut[v] = round((cdf[v] − cdf[first]) · 255 / (N − cdf[first]))
 */
import { createImage, type TypedImage, type U8Image } from '$src/core/image';
import { roundHalfEven, saturateU8 } from '$src/core/rounding';
import { calcHist } from '../calc-hist/reference';

export interface Equalisation {
  readonly result: U8Image;
  /** i32, 256 × 1: pixels per gray value of the input. */
  readonly histogram: TypedImage<'i32'>;
  /** i32, 256 × 1: pixels up to and including each gray value. */
  readonly cdf: TypedImage<'i32'>;
  /** u8, 256 × 1: what each gray value becomes. */
  readonly lut: U8Image;
}

/** Equalises a single-channel image. An image of one gray value comes back unchanged. */
export function equalizeHist(image: U8Image): Equalisation {
  const histogram = calcHist(image);
  const cdf = cumulative(histogram);
  const lut = equalisingLut(cdf);
  return { result: applyLut(image, lut), histogram, cdf, lut };
}

/** Running sums of a histogram. */
export function cumulative(histogram: TypedImage<'i32'>): TypedImage<'i32'> {
  const cdf = createImage('i32', histogram.width, 1);
  let sum = 0;
  histogram.data.forEach((count, bin) => {
    sum += count;
    cdf.data[bin] = sum;
  });
  return cdf;
}

/** The mapping; the identity when all pixels have one value. */
function equalisingLut(cdf: TypedImage<'i32'>): U8Image {
  const lut = createImage('u8', 256, 1);
  const total = cdf.data[255] ?? 0;
  const darkest = cdf.data.find((count) => count > 0) ?? 0; // pixels of the darkest occupied value
  if (darkest === total) {
    lut.data.forEach((_, value) => (lut.data[value] = value));
    return lut;
  }
  // 255/(N − darkest) is rounded to float32 before it is used: products that should end in exactly
  // .5 then do not, and only the same rounding decides them as OpenCV does.
  const scale = Math.fround(255 / Math.fround(total - darkest));
  cdf.data.forEach((count, value) => {
    const brighterThanDarkest = Math.fround(Math.max(0, count - darkest));
    lut.data[value] = saturateU8(roundHalfEven(Math.fround(brighterThanDarkest * scale)));
  });
  return lut;
}

/** Replaces every gray value v by lut[v]. */
export function applyLut(image: U8Image, lut: U8Image): U8Image {
  const result = createImage('u8', image.width, image.height);
  image.data.forEach((value, i) => (result.data[i] = lut.data[value] ?? 0));
  return result;
}
