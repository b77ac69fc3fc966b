/**
 * Which channels a filter works on: all of gray and RGB, the first three of RGBA. Alpha is not light,
 * so filters copy it unchanged (OpenCV's filters would blur it like a colour).
 */
import type { ElementType, TypedImage } from './image';

/** Number of channels that carry light: 1 or 3. */
export function colourChannels(image: { readonly channels: number }): 1 | 3 {
  return image.channels === 1 ? 1 : 3;
}

/** Copies the alpha channel between two RGBA images of one size; does nothing for 1 or 3 channels. */
export function copyAlpha(from: TypedImage<ElementType>, to: TypedImage<ElementType>): void {
  if (from.channels !== 4) return;
  for (let i = 3; i < from.data.length; i += 4) to.data[i] = from.data[i] ?? 0;
}
