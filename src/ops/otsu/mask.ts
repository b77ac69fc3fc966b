/** The mask that Otsu's threshold cuts out. */
import type { U8Image } from '$src/core/image';
import { threshold } from '../threshold/reference';
import { otsu } from './reference';

/** 255 above Otsu's threshold, 0 at or below it. Single channel only. */
export function otsuMask(image: U8Image): { readonly threshold: number; readonly mask: U8Image } {
  const thresh = otsu(image);
  return { threshold: thresh, mask: threshold(image, { thresh, maxValue: 255, type: 'binary' }) };
}
