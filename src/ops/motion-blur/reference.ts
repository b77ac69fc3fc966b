/**
 * Linear motion blur: what a camera records while it moves in a straight line at constant speed
 * (Gonzalez & Woods, "Digital Image Processing", section on modelling of degradation). The picture
 * is averaged along the path,
 *
 *     dst(x, y) = 1/L · Σₖ src(x + tₖ cos θ, y − tₖ sin θ),  tₖ = k − (L − 1)/2,  k = 0 … L − 1
 *
 * with L samples one pixel apart, read between pixels by bilinear interpolation. θ is measured
 * anticlockwise from the x axis, as seen on the screen. Outside the image the last pixel repeats.
 *
 * The samples lie alike around every pixel, so their interpolation weights are gathered once: the
 * point spread function, the picture of a single bright dot. The blur is then one weighted sum.
 *
 * Deliberately not: rotation, depth, a shutter curve, or the area that a square pixel sweeps.
 */
import { colourChannels, copyAlpha } from '$src/core/channels';
import { borderIndex } from '$src/core/border';
import { createImage, type U8Image } from '$src/core/image';
import { roundHalfEven } from '$src/core/rounding';

export interface MotionBlurParams {
  /** Length of the path in pixels, a whole number from 1 on; 1 leaves the picture as it is. */
  readonly length: number;
  /** In degrees; 0 is horizontal, 90 vertical, 45 rises to the right. */
  readonly angle: number;
}

/** One step along the path, in pixels, y down. Whole multiples of 90° give exact zeros. */
export function motionStep(angleDegrees: number): { readonly x: number; readonly y: number } {
  const radians = (angleDegrees * Math.PI) / 180;
  const clean = (v: number): number => (Math.abs(v) < 1e-12 ? 0 : v);
  return { x: clean(Math.cos(radians)), y: clean(-Math.sin(radians)) };
}

/** One pixel of the point spread function: where it lies from the output pixel, and its share of L. */
export interface SpreadTap {
  readonly dx: number;
  readonly dy: number;
  readonly weight: number;
}

/**
 * The pixels that the path touches, row by row; their weights sum to `length`. Throws RangeError when
 * the length is not a whole number from 1 on.
 */
export function pointSpread({ length, angle }: MotionBlurParams): readonly SpreadTap[] {
  if (!Number.isInteger(length) || length < 1) {
    throw new RangeError(`The length of the path must be whole pixels from 1 on, got ${length}.`);
  }
  const step = motionStep(angle);
  const reach = Math.ceil(length / 2) + 1;
  const side = 2 * reach + 1;
  const weights = new Float64Array(side * side);
  for (let k = 0; k < length; k++) {
    const t = k - (length - 1) / 2;
    const x = Math.floor(t * step.x);
    const y = Math.floor(t * step.y);
    const fx = t * step.x - x;
    const fy = t * step.y - y;
    const add = (dx: number, dy: number, weight: number): void => {
      const i = (dy + reach) * side + dx + reach;
      weights[i] = (weights[i] ?? 0) + weight;
    };
    add(x, y, (1 - fx) * (1 - fy));
    add(x + 1, y, fx * (1 - fy));
    add(x, y + 1, (1 - fx) * fy);
    add(x + 1, y + 1, fx * fy);
  }
  return Array.from(weights, (weight, i) => ({
    dx: (i % side) - reach,
    dy: Math.floor(i / side) - reach,
    weight,
  })).filter((tap) => tap.weight > 0);
}

/** Every colour channel alike; alpha is copied. */
export function motionBlur(image: U8Image, p: MotionBlurParams): U8Image {
  const { width, height, channels, data } = image;
  const taps = pointSpread(p);
  const out = createImage('u8', width, height, channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < colourChannels(image); c++) {
        let sum = 0;
        for (const tap of taps) {
          const sx = borderIndex(x + tap.dx, width, 'replicate');
          const sy = borderIndex(y + tap.dy, height, 'replicate');
          sum += tap.weight * (data[(sy * width + sx) * channels + c] ?? 0);
        }
        out.data[(y * width + x) * channels + c] = roundHalfEven(sum / p.length);
      }
    }
  }
  copyAlpha(image, out);
  return out;
}
