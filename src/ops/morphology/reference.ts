/**
 * Mathematical morphology on gray images: erosion is the minimum and dilation the maximum over the
 * neighbours that a structuring element selects (Serra 1982; OpenCV's morphologyEx). Everything else
 * is built from these two. Positions outside the image are ignored.
 *
 * Neither step mirrors the element. With a lopsided element dilation here is therefore not the
 * adjoint of erosion, and opening and closing are not idempotent as the textbook ones are.
 */
import { mapColourChannels } from '$src/core/planes';
import { createImage, type U8Image } from '$src/core/image';

export type MorphologyOperation =
  'erode' | 'dilate' | 'open' | 'close' | 'gradient' | 'tophat' | 'blackhat';

export interface MorphologyOptions {
  /** Non-zero pixels belong to the element. */
  readonly element: U8Image;
  /** The element's origin; −1 is the centre floor(size/2), larger than the element its last cell. */
  readonly anchorX?: number;
  readonly anchorY?: number;
  /** How often each erosion or dilation is repeated; opening erodes n times, then dilates n times. */
  readonly iterations?: number;
}

/** Applies `operation` to every channel (alpha is copied). The result has the size of the input. */
export function morphology(
  image: U8Image,
  operation: MorphologyOperation,
  options: MorphologyOptions,
): U8Image {
  const offsets = elementOffsets(options);
  const iterations = options.iterations ?? 1;
  return mapColourChannels(image, (plane) => {
    const erode = (source: U8Image) =>
      repeat(source, iterations, (s) => extremum(s, offsets, 'min'));
    const dilate = (source: U8Image) =>
      repeat(source, iterations, (s) => extremum(s, offsets, 'max'));
    switch (operation) {
      case 'erode':
        return erode(plane);
      case 'dilate':
        return dilate(plane);
      case 'open': // removes what the element does not fit into: specks, thin bridges
        return dilate(erode(plane));
      case 'close': // fills what the element does not fit into: holes, thin gaps
        return erode(dilate(plane));
      case 'gradient': // the outline, as thick as the element
        return subtract(dilate(plane), erode(plane));
      case 'tophat': // the bright detail that opening removes
        return subtract(plane, dilate(erode(plane)));
      case 'blackhat': // the dark detail that closing fills
        return subtract(erode(dilate(plane)), plane);
    }
  });
}

interface Offset {
  readonly dx: number;
  readonly dy: number;
}

/** The element's cells as offsets from its anchor. */
function elementOffsets({ element, anchorX = -1, anchorY = -1 }: MorphologyOptions): Offset[] {
  const originX = anchorIndex(anchorX, element.width);
  const originY = anchorIndex(anchorY, element.height);
  const offsets: Offset[] = [];
  for (let y = 0; y < element.height; y++) {
    for (let x = 0; x < element.width; x++) {
      if (element.data[y * element.width + x] !== 0) {
        offsets.push({ dx: x - originX, dy: y - originY });
      }
    }
  }
  return offsets;
}

/** −1 is the centre; an anchor beyond the element is its last column or row. */
export function anchorIndex(anchor: number, size: number): number {
  return anchor < 0 ? Math.floor(size / 2) : Math.min(anchor, size - 1);
}

/** One erosion (`min`) or dilation (`max`). With no neighbour at all the result is 255 or 0. */
function extremum(source: U8Image, offsets: readonly Offset[], which: 'min' | 'max'): U8Image {
  const { width, height, data } = source;
  const sign = which === 'max' ? 1 : -1;
  const result = createImage('u8', width, height);
  result.data.fill(which === 'max' ? 0 : 255);
  for (const { dx, dy } of offsets) {
    for (let y = Math.max(0, -dy); y < Math.min(height, height - dy); y++) {
      for (let x = Math.max(0, -dx); x < Math.min(width, width - dx); x++) {
        const i = y * width + x;
        const neighbour = data[i + dy * width + dx] ?? 0;
        if (sign * (neighbour - (result.data[i] ?? 0)) > 0) result.data[i] = neighbour;
      }
    }
  }
  return result;
}

function repeat(image: U8Image, times: number, step: (image: U8Image) => U8Image): U8Image {
  let result = image;
  for (let i = 0; i < times; i++) result = step(result);
  return result;
}

/** a − b, saturated at 0: with a lopsided element an opening may be brighter than its image. */
function subtract(a: U8Image, b: U8Image): U8Image {
  const result = createImage('u8', a.width, a.height);
  for (let i = 0; i < result.data.length; i++) {
    result.data[i] = Math.max(0, (a.data[i] ?? 0) - (b.data[i] ?? 0));
  }
  return result;
}
