/**
 * The structuring element of mathematical morphology: the small set of positions that erosion and
 * dilation look at. Shapes and their rounding are those of OpenCV's getStructuringElement; an even
 * side has its centre right of or below the middle, so even ellipses are lopsided.
 */
import { createImage, type U8Image } from '$src/core/image';
import { roundHalfEven } from '$src/core/rounding';

export type ElementShape = 'rect' | 'cross' | 'ellipse';

/** A width × height mask: 255 in the element, 0 outside. Throws RangeError on a bad size. */
export function structuringElement(shape: ElementShape, width: number, height: number): U8Image {
  const element = createImage('u8', width, height);
  const centreX = Math.floor(width / 2);
  const centreY = Math.floor(height / 2);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dx = x - centreX;
      const dy = y - centreY;
      const isInside =
        shape === 'rect' ||
        (shape === 'cross' && (dx === 0 || dy === 0)) ||
        (shape === 'ellipse' && Math.abs(dx) <= halfChord(dy, centreX, centreY));
      element.data[y * width + x] = isInside ? 255 : 0;
    }
  }
  return element;
}

/**
 * Half the width of an ellipse with semi-axes a (across) and b (down), dy rows from its centre:
 * a·√(b² − dy²)/b, rounded half to even. A flat ellipse (b = 0) is its centre column.
 */
function halfChord(dy: number, a: number, b: number): number {
  return b === 0 ? 0 : roundHalfEven(a * Math.sqrt((b * b - dy * dy) / (b * b)));
}
