/**
 * The Canny edge detector, every stage (J. Canny, "A computational approach to edge detection", IEEE
 * PAMI 8(6), 1986), with the exact rules of `cv::Canny`:
 *
 *   1. gradient: Sobel dx, dy and their magnitude      (cannyGradient)
 *   2. non-maximum suppression across the edge         (cannyNms)
 *   3. double threshold: strong and weak candidates    (cannyNms)
 *   4. hysteresis: a weak candidate is an edge if a chain of candidates, each next to the previous in
 *      one of 8 directions, joins it to a strong one.
 *
 * Deliberately not: smoothed (as in OpenCV). Blur first: derivatives amplify noise.
 */
import { createImage, type TypedImage, type U8Image } from '$src/core/image';
import { cannyGradient } from '../canny-gradient/reference';
import { STRONG, WEAK, suppress, type CannyNmsParams } from '../canny-nms/reference';
import { directionDegrees } from '../gradient-direction/reference';

export type CannyParams = CannyNmsParams;

/** Values of the `kept` image. */
export const HYSTERESIS = { none: 0, weakDropped: 1, weakKept: 2, strong: 3 } as const;

export interface CannyStages {
  /** 255 on edges, 0 elsewhere: the result. */
  readonly edges: U8Image;
  readonly dx: TypedImage<'i16'>;
  readonly dy: TypedImage<'i16'>;
  /** |dx| + |dy|, or dx² + dy² with the L2 norm. */
  readonly magnitude: TypedImage<'i32'>;
  /** Angle of the gradient in degrees, 0 ≤ θ < 360, y down. For display; Canny itself needs no angle. */
  readonly direction: TypedImage<'f32'>;
  /** Before hysteresis: 0 suppressed, 128 weak, 255 strong. */
  readonly suppressed: U8Image;
  /** What hysteresis did: 0 no candidate, 1 weak and dropped, 2 weak and kept, 3 strong. */
  readonly kept: U8Image;
}

/** Single channel only. Throws TypeError for colour, RangeError for an aperture other than 3, 5, 7. */
export function canny(image: U8Image, p: CannyParams): CannyStages {
  const gradient = cannyGradient(image, p);
  const { dx, dy, magnitude } = gradient;
  const direction = createImage('f32', image.width, image.height);
  for (let i = 0; i < direction.data.length; i++) {
    direction.data[i] = directionDegrees(dx.data[i] ?? 0, dy.data[i] ?? 0);
  }
  const suppressed = suppress(gradient, p);
  const edges = hysteresis(suppressed);
  return { edges, dx, dy, magnitude, direction, suppressed, kept: explain(suppressed, edges) };
}

/** Stage 4: floods from every strong candidate through the weak ones, with an explicit stack. */
export function hysteresis(suppressed: U8Image): U8Image {
  const { width, height } = suppressed;
  const edges = createImage('u8', width, height);
  const stack: number[] = [];
  suppressed.data.forEach((candidate, i) => {
    if (candidate === STRONG) {
      edges.data[i] = 255;
      stack.push(i);
    }
  });
  for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
    const x = i % width;
    const y = (i - x) / width;
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        const n = ny * width + nx;
        if (suppressed.data[n] !== WEAK || edges.data[n] !== 0) continue;
        edges.data[n] = 255;
        stack.push(n);
      }
    }
  }
  return edges;
}

function explain(suppressed: U8Image, edges: U8Image): U8Image {
  const kept = createImage('u8', edges.width, edges.height);
  for (let i = 0; i < kept.data.length; i++) {
    const candidate = suppressed.data[i];
    if (candidate === STRONG) kept.data[i] = HYSTERESIS.strong;
    else if (candidate === WEAK) {
      kept.data[i] = edges.data[i] ? HYSTERESIS.weakKept : HYSTERESIS.weakDropped;
    }
  }
  return kept;
}
