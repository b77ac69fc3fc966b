/**
 * Adaptive thresholding, as `cv::adaptiveThreshold` defines it: every pixel is compared with the mean
 * of its own neighbourhood, so that a shadow across the page does not matter.
 *
 *     binary       src − mean > −⌈C⌉  ? max : 0
 *     binary_inv   src − mean ≤ −⌊C⌋  ? max : 0
 *
 * `mean` is rounded to 8 bits: of a box (`mean`) or weighted by a Gaussian (`gaussian`) of blockSize ×
 * blockSize pixels, with the edge pixels repeated outside the image.
 *
 * Deliberately not: OpenCV's fixed-point Gaussian blur. As there, the weighted mean is made in float32,
 * rows first: which way a mean near a half is rounded decides over black and white.
 */
import { borderIndex } from '$src/core/border';
import { createImage, type U8Image } from '$src/core/image';
import { roundHalfEven, saturateU8 } from '$src/core/rounding';

export interface AdaptiveThresholdParams {
  readonly maxValue: number;
  readonly method: 'mean' | 'gaussian';
  readonly type: 'binary' | 'binary_inv';
  /** Odd, at least 3: the side of the neighbourhood in pixels. */
  readonly blockSize: number;
  /** How far above the mean, in grey levels, a pixel must not be to count as dark; may be negative. */
  readonly C: number;
}

/**
 * Single channel only. Throws TypeError for colour, RangeError for an even or too small blockSize.
 */
export function adaptiveThreshold(image: U8Image, p: AdaptiveThresholdParams): U8Image {
  if (image.channels !== 1) {
    throw new TypeError(
      `adaptiveThreshold takes a single-channel image, got ${image.channels} channels. Convert it to gray first.`,
    );
  }
  if (!Number.isInteger(p.blockSize) || p.blockSize < 3 || p.blockSize % 2 === 0) {
    throw new RangeError(`blockSize must be odd and at least 3; got ${p.blockSize}.`);
  }
  const mean = p.method === 'mean' ? boxMean(image, p.blockSize) : gaussianMean(image, p.blockSize);
  const { above, below } = adaptiveOutcome(p);
  const limit = adaptiveLimit(p);
  const out = createImage('u8', image.width, image.height);
  for (let i = 0; i < out.data.length; i++) {
    out.data[i] = (image.data[i] ?? 0) - (mean.data[i] ?? 0) > limit ? above : below;
  }
  return out;
}

/** `src − mean` must exceed this to count as above: the two types round a fractional C differently. */
export function adaptiveLimit(p: Pick<AdaptiveThresholdParams, 'C' | 'type'>): number {
  return p.type === 'binary' ? -Math.ceil(p.C) : -Math.floor(p.C);
}

/** What is written above the limit, and at or below it. */
export function adaptiveOutcome(p: Pick<AdaptiveThresholdParams, 'maxValue' | 'type'>): {
  readonly above: number;
  readonly below: number;
} {
  const max = saturateU8(roundHalfEven(p.maxValue));
  return p.type === 'binary' ? { above: max, below: 0 } : { above: 0, below: max };
}

/** Mean of a square window with an odd side, rounded to nearest (an odd area has no ties). */
function boxMean(image: U8Image, size: number): U8Image {
  const sums = filterAxes(image, new Array<number>(size).fill(1));
  const out = createImage('u8', image.width, image.height);
  for (let i = 0; i < out.data.length; i++) {
    out.data[i] = roundHalfEven((sums[i] ?? 0) / (size * size));
  }
  return out;
}

function gaussianMean(image: U8Image, size: number): U8Image {
  const sums = filterAxes(image, gaussianWeights(size));
  const out = createImage('u8', image.width, image.height);
  for (let i = 0; i < out.data.length; i++) {
    out.data[i] = saturateU8(roundHalfEven(sums[i] ?? 0));
  }
  return out;
}

/** Correlates along the rows, then along the columns, every product and sum in float32. */
function filterAxes(image: U8Image, weights: readonly number[]): Float32Array<ArrayBuffer> {
  const { width, height, data } = image;
  const radius = (weights.length - 1) / 2;
  const rows = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let j = 0; j < weights.length; j++) {
        const sx = borderIndex(x + j - radius, width, 'replicate');
        sum = Math.fround(sum + Math.fround((weights[j] ?? 0) * (data[y * width + sx] ?? 0)));
      }
      rows[y * width + x] = sum;
    }
  }
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) {
        const sy = borderIndex(y + i - radius, height, 'replicate');
        sum = Math.fround(sum + Math.fround((weights[i] ?? 0) * (rows[sy * width + x] ?? 0)));
      }
      out[y * width + x] = sum;
    }
  }
  return out;
}

/** OpenCV's small Gaussians: binomial or nearly so, exact in 8 bits. */
const smallGaussians: Readonly<Record<number, readonly number[]>> = {
  3: [0.25, 0.5, 0.25],
  5: [0.0625, 0.25, 0.375, 0.25, 0.0625],
  7: [0.03125, 0.109375, 0.21875, 0.28125, 0.21875, 0.109375, 0.03125],
  9: [4, 13, 30, 51, 60, 51, 30, 13, 4].map((w) => w / 256),
};

/** A normalised Gaussian of an odd size in float32, σ = 0.15 · size + 0.35; a table up to size 9. */
export function gaussianWeights(size: number): readonly number[] {
  const table = smallGaussians[size];
  if (table) return table;
  const sigma = 0.15 * size + 0.35;
  const centre = (size - 1) / 2;
  const raw = Array.from({ length: size }, (_, i) =>
    Math.exp(-((i - centre) ** 2) / (2 * sigma ** 2)),
  );
  const total = raw.reduce((sum, w) => sum + w, 0);
  return raw.map((w) => Math.fround(w / total));
}
