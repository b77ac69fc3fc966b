/** A part of a painted picture, as a picture of its own. */
import type { Rgba } from '$src/ui/paint';
import type { CropRect } from './cases';

/** Throws RangeError for a part that is not inside. */
export function cropped(picture: Rgba, { left, top, width, height }: CropRect): Rgba {
  const isInside =
    left >= 0 && top >= 0 && left + width <= picture.width && top + height <= picture.height;
  if (!isInside) {
    throw new RangeError(
      `The part ${width} × ${height} at ${left}, ${top} is not inside ${picture.width} × ${picture.height}.`,
    );
  }
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) {
    const from = 4 * ((top + y) * picture.width + left);
    data.set(picture.data.subarray(from, from + 4 * width), 4 * y * width);
  }
  return { width, height, data };
}
