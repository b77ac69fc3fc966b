/**
 * Removes components that are too small (scikit-image remove_small_objects). Unlike an opening it
 * looks at area only: a long thin object survives, and what survives keeps its exact outline.
 */
import { createImage, type U8Image } from '$src/core/image';
import {
  componentStats,
  connectedComponents,
  type Connectivity,
} from '../connected-components/reference';

/** 255 where a component has at least `minSize` pixels, 0 elsewhere. */
export function removeSmallObjects(
  mask: U8Image,
  minSize: number,
  connectivity: Connectivity,
): U8Image {
  const labels = connectedComponents(mask, connectivity);
  const isKept: boolean[] = [];
  for (const { label, area } of componentStats(labels).stats) {
    isKept[label] = label !== 0 && area >= minSize;
  }
  const result = createImage('u8', mask.width, mask.height);
  for (let i = 0; i < result.data.length; i++) {
    result.data[i] = isKept[labels.data[i] ?? 0] ? 255 : 0;
  }
  return result;
}
