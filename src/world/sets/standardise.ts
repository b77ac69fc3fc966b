/**
 * Histogram specification (Gonzalez and Woods, "Digital Image Processing", 3.3): every picture gets the
 * same distribution of grey values, a bell cut off at 2.5 standard deviations, and one tint. What
 * remains is the order of the pixels: texture. Mean, contrast, skewness and colour say nothing then
 * about what was pictured.
 */
import { createImage, expectU8, type U8Image } from '$src/core/image';

const cutOff = 2.5;

export interface Standard {
  /** Of the grey values, 0..255. */
  readonly mean: number;
  readonly deviation: number;
  /** Factors of red, green and blue; their luminance should be about 1. */
  readonly tint: readonly [number, number, number];
}

/** RGB in, RGB out. Pixels of equal grey are ranked by their neighbourhood, then by a hash. */
export function standardise(image: U8Image, { mean, deviation, tint }: Standard): U8Image {
  const { width, height, data } = expectU8(image, 'standardise', [3]);
  const count = width * height;
  const grey = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const at = 3 * i;
    grey[i] =
      0.2126 * (data[at] ?? 0) + 0.7152 * (data[at + 1] ?? 0) + 0.0722 * (data[at + 2] ?? 0);
  }
  const key = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    // Hundredths separate ties only: grey values differ by more, or not at all.
    key[i] = (grey[i] ?? 0) + 1e-4 * around(grey, width, height, i) + 1e-9 * hash(i);
  }
  const order = Array.from({ length: count }, (_, i) => i).sort(
    (a, b) => (key[a] ?? 0) - (key[b] ?? 0),
  );
  const out = createImage('u8', width, height, 3);
  const tail = normalShare(-cutOff);
  order.forEach((pixel, rank) => {
    const share = tail + (1 - 2 * tail) * ((rank + 0.5) / count);
    const value = mean + deviation * normalQuantile(share);
    tint.forEach((factor, channel) => {
      out.data[3 * pixel + channel] = Math.min(255, Math.max(0, Math.round(value * factor)));
    });
  });
  return out;
}

function around(grey: Float64Array, width: number, height: number, at: number): number {
  const x = at % width;
  const y = Math.floor(at / width);
  let sum = 0;
  for (const [dx, dy] of [
    [-1, 0],
    [1, 0],
    [0, -1],
    [0, 1],
  ] as const) {
    const cx = Math.min(width - 1, Math.max(0, x + dx));
    const cy = Math.min(height - 1, Math.max(0, y + dy));
    sum += grey[cy * width + cx] ?? 0;
  }
  return sum / 4;
}

/** 0..1, without any order in space. */
function hash(i: number): number {
  let z = Math.imul(i + 1, 0x9e3779b9);
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
}

/** Share of a normal distribution below `z`; Abramowitz and Stegun 26.2.17, error below 7.5e-8. */
export function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const poly =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const upper = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
  return z >= 0 ? 1 - upper : upper;
}

/** The inverse, by bisection: it is asked a few thousand times per picture at most. */
export function normalQuantile(share: number): number {
  let [lo, hi] = [-6, 6];
  for (let i = 0; i < 40; i++) {
    const middle = (lo + hi) / 2;
    if (normalShare(middle) < share) lo = middle;
    else hi = middle;
  }
  return (lo + hi) / 2;
}
