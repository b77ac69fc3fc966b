/**
 * Resampling to a new size. Every method is separable: the same one-dimensional rule along the rows
 * and then along the columns, and only the rule differs. OpenCV's semantics of cv::resize:
 *
 * - `nearest`  the source pixel floor(i·scale), without half-pixel centres;
 * - `linear`   two neighbours, half-pixel centres;
 * - `cubic`    four neighbours, Keys' kernel (1981) with a = −0.75, half-pixel centres;
 * - `area`     the mean over the source interval that the target pixel covers (enlarging: a variant
 *              of linear that keeps flat steps).
 *
 * Nearest, linear and cubic look at a fixed number of pixels, so they alias when they shrink.
 * Deliberately not: OpenCV's 11-bit weights. Results differ from it by at most one grey level.
 */
import { createImage, type U8Image } from '$src/core/image';
import { roundHalfEven, saturateU8 } from '$src/core/rounding';

export type Interpolation = 'nearest' | 'linear' | 'area' | 'cubic';

/** For every target position of one axis: `count` source pixels from `first` on, and their weights. */
export interface AxisTaps {
  /** Most source pixels that any target position uses. */
  readonly count: number;
  /** First source index per target position; may lie outside, indices are clamped when read. */
  readonly first: Int32Array<ArrayBuffer>;
  /** `count` weights per target position, unused ones 0; they sum to 1. */
  readonly weights: Float64Array<ArrayBuffer>;
}

/** Resizes to width × height; all channels alike, alpha included. Throws RangeError on a bad size. */
export function resize(
  image: U8Image,
  width: number,
  height: number,
  interpolation: Interpolation,
): U8Image {
  const { channels, data } = image;
  const result = createImage('u8', width, height, channels);
  const { columns, rows } = resizeTaps(image, { width, height }, interpolation);

  // Along the rows: image.height rows of the new width, not rounded yet.
  const wide = new Float64Array(width * image.height * channels);
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = 0; k < columns.count; k++) {
          const sx = clamp((columns.first[x] ?? 0) + k, image.width);
          const weight = columns.weights[x * columns.count + k] ?? 0;
          sum += weight * (data[(y * image.width + sx) * channels + c] ?? 0);
        }
        wide[(y * width + x) * channels + c] = sum;
      }
    }
  }

  // Down the columns, and round.
  const stride = width * channels;
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < stride; i++) {
      let sum = 0;
      for (let k = 0; k < rows.count; k++) {
        const sy = clamp((rows.first[y] ?? 0) + k, image.height);
        sum += (rows.weights[y * rows.count + k] ?? 0) * (wide[sy * stride + i] ?? 0);
      }
      result.data[y * stride + i] = saturateU8(roundHalfEven(snapTies(sum)));
    }
  }
  return result;
}

/**
 * Sums of weights such as ⅓ end a few 1e−14 beside the half that they should hit exactly, which
 * would round it the wrong way: multiples of 2⁻³⁰ are far finer than any true difference.
 */
function snapTies(sum: number): number {
  return roundHalfEven(sum * 2 ** 30) / 2 ** 30;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The taps of both axes. `area` shrinks only if neither axis grows, as in OpenCV. */
export function resizeTaps(
  from: Size,
  to: Size,
  interpolation: Interpolation,
): { readonly columns: AxisTaps; readonly rows: AxisTaps } {
  const isShrinking = to.width <= from.width && to.height <= from.height;
  const rule =
    interpolation === 'area'
      ? isShrinking
        ? areaTaps
        : steppedLinearTaps
      : { nearest: nearestTaps, linear: linearTaps, cubic: cubicTaps }[interpolation];
  return { columns: rule(from.width, to.width), rows: rule(from.height, to.height) };
}

type Tap = { readonly first: number; readonly weights: readonly number[] };

function tabulate(length: number, tapsOf: (i: number) => Tap): AxisTaps {
  const taps = Array.from({ length }, (_, i) => tapsOf(i));
  const count = taps.reduce((most, { weights }) => Math.max(most, weights.length), 1);
  const first = Int32Array.from(taps, (tap) => tap.first);
  const weights = new Float64Array(length * count);
  taps.forEach((tap, i) => weights.set(tap.weights, i * count));
  return { count, first, weights };
}

function nearestTaps(from: number, to: number): AxisTaps {
  const scale = 1 / (to / from); // in this order: its rounding decides which pixel a tie takes
  return tabulate(to, (i) => ({ first: Math.min(Math.floor(i * scale), from - 1), weights: [1] }));
}

/** Where the centre of target pixel i lies in the source, in pixels from the centre of pixel 0. */
function centre(i: number, from: number, to: number): { whole: number; fraction: number } {
  const position = ((i + 0.5) * from) / to - 0.5;
  const whole = Math.floor(position);
  return { whole, fraction: position - whole };
}

function linearTaps(from: number, to: number): AxisTaps {
  return tabulate(to, (i) => {
    const { whole, fraction } = centre(i, from, to);
    return { first: whole, weights: [1 - fraction, fraction] };
  });
}

/** Keys' cubic convolution with a = −0.75: the weights of the pixels at −1, 0, 1 and 2. */
function cubicTaps(from: number, to: number): AxisTaps {
  const a = -0.75;
  const near = (d: number) => ((a + 2) * d - (a + 3)) * d * d + 1; // |d| ≤ 1
  const far = (d: number) => ((a * d - 5 * a) * d + 8 * a) * d - 4 * a; // 1 < |d| < 2
  return tabulate(to, (i) => {
    const { whole, fraction: f } = centre(i, from, to);
    return { first: whole - 1, weights: [far(1 + f), near(f), near(1 - f), far(2 - f)] };
  });
}

/** Target pixel i covers the source interval [i·scale, (i + 1)·scale): weight = share of it. */
function areaTaps(from: number, to: number): AxisTaps {
  const scale = from / to;
  return tabulate(to, (i) => {
    const begin = (i * from) / to;
    const end = Math.min(((i + 1) * from) / to, from);
    const first = Math.floor(begin);
    const weights: number[] = [];
    for (let p = first; p < end; p++) {
      weights.push((Math.min(p + 1, end) - Math.max(p, begin)) / scale);
    }
    return { first, weights };
  });
}

/** OpenCV's `area` when it enlarges: a target pixel inside one source pixel copies it; others blend. */
function steppedLinearTaps(from: number, to: number): AxisTaps {
  return tabulate(to, (i) => {
    const first = Math.floor((i * from) / to);
    const beyond = i + 1 - ((first + 1) * to) / from; // how far pixel i reaches into the next one
    const fraction = beyond <= 0 ? 0 : beyond - Math.floor(beyond);
    return { first, weights: [1 - fraction, fraction] };
  });
}

function clamp(i: number, length: number): number {
  return Math.min(Math.max(i, 0), length - 1);
}
