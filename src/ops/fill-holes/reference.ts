/**
 * Fills the holes of a mask: background that is not connected to the outside of the image.
 * A hole's border is closed for the background's own connectivity: with 4-connected background a
 * diagonal gap does not open it, with 8-connected background it does (scikit-image, scipy
 * binary_fill_holes).
 */
import { createImage, type U8Image } from '$src/core/image';
import { connectedComponents, type Connectivity } from '../connected-components/reference';

/** 255 where the mask is non-zero or a hole, 0 elsewhere. */
export function fillHoles(mask: U8Image, backgroundConnectivity: Connectivity): U8Image {
  const { width, height } = mask;
  const labels = connectedComponents(complement(mask), backgroundConnectivity);
  const outside = new Set<number>();
  for (let x = 0; x < width; x++) {
    outside.add(labels.data[x] ?? 0).add(labels.data[(height - 1) * width + x] ?? 0);
  }
  for (let y = 0; y < height; y++) {
    outside.add(labels.data[y * width] ?? 0).add(labels.data[y * width + width - 1] ?? 0);
  }
  outside.delete(0); // label 0 of the complement is the mask itself
  const result = createImage('u8', width, height);
  for (let i = 0; i < result.data.length; i++) {
    result.data[i] = outside.has(labels.data[i] ?? 0) ? 0 : 255;
  }
  return result;
}

/** 255 where the mask is zero. */
export function complement(mask: U8Image): U8Image {
  const result = createImage('u8', mask.width, mask.height);
  for (let i = 0; i < result.data.length; i++) result.data[i] = mask.data[i] === 0 ? 255 : 0;
  return result;
}
