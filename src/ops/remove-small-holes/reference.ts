/**
 * Fills background components that are too small (scikit-image remove_small_holes): the same rule as
 * removing small objects, applied to the background. A small piece of background at the image border
 * is filled too, although it is not a hole in the topological sense.
 */
import type { U8Image } from '$src/core/image';
import type { Connectivity } from '../connected-components/reference';
import { complement } from '../fill-holes/reference';
import { removeSmallObjects } from '../remove-small-objects/reference';

/** 255 where the mask is non-zero or its background component has fewer than `areaThreshold` pixels. */
export function removeSmallHoles(
  mask: U8Image,
  areaThreshold: number,
  connectivity: Connectivity,
): U8Image {
  return complement(removeSmallObjects(complement(mask), areaThreshold, connectivity));
}
