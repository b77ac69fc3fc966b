/**
 * Global thresholding, as `cv::threshold` defines it for 8-bit images. With t = ⌊thresh⌋ and
 * max = the rounded maxValue, a value v becomes
 *
 *     binary      v > t ? max : 0        binary_inv   v > t ? 0 : max
 *     trunc       v > t ? t : v
 *     tozero      v > t ? v : 0          tozero_inv   v > t ? 0 : v
 *
 * The comparison is strict: a pixel equal to the threshold counts as background.
 *
 * Deliberately not: a way to choose t (see otsu), nor one t for each region (see adaptiveThreshold).
 */
import { colourChannels, copyAlpha } from '$src/core/channels';
import { createImage, type U8Image } from '$src/core/image';
import { roundHalfEven, saturateU8 } from '$src/core/rounding';

export type ThresholdType = 'binary' | 'binary_inv' | 'trunc' | 'tozero' | 'tozero_inv';

export interface ThresholdParams {
  /** Any real number; only its floor counts. */
  readonly thresh: number;
  /** What the two binary types write. */
  readonly maxValue: number;
  readonly type: ThresholdType;
}

/** Every colour channel alike; alpha is copied. */
export function threshold(image: U8Image, p: ThresholdParams): U8Image {
  const t = Math.floor(p.thresh);
  const max = saturateU8(roundHalfEven(p.maxValue));
  const out = createImage('u8', image.width, image.height, image.channels);
  const colours = colourChannels(image);
  for (let pixel = 0; pixel < image.data.length; pixel += image.channels) {
    for (let i = pixel; i < pixel + colours; i++) {
      out.data[i] = thresholded(image.data[i] ?? 0, t, max, p.type);
    }
  }
  copyAlpha(image, out);
  return out;
}

function thresholded(v: number, t: number, max: number, type: ThresholdType): number {
  switch (type) {
    case 'binary':
      return v > t ? max : 0;
    case 'binary_inv':
      return v > t ? 0 : max;
    case 'trunc':
      return v > t ? saturateU8(t) : v;
    case 'tozero':
      return v > t ? v : 0;
    case 'tozero_inv':
      return v > t ? 0 : v;
  }
}
