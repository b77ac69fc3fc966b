/**
 * Otsu's threshold (N. Otsu, "A threshold selection method from gray-level histograms", IEEE Trans.
 * SMC 9(1), 1979): the grey level that splits the histogram into two classes with the largest
 * between-class variance
 *
 *     σ²(t) = q₁ · q₂ · (μ₁ − μ₂)²
 *
 * q₁, μ₁: share and mean of the pixels ≤ t; q₂, μ₂: of those above. Where several levels tie (an empty
 * stretch between two peaks), the first wins, as in `cv::threshold` with THRESH_OTSU.
 *
 * Deliberately not: robust to one class being tiny, or to more than two classes.
 */
import type { U8Image } from '$src/core/image';

/**
 * Between-class variance σ²(t) for t = 0..255; 0 where one class is empty.
 *
 * The running form of the class means is OpenCV's, in double precision: on a plateau only the rounding
 * noise of exactly this recurrence decides which level is the largest.
 */
export function betweenClassVariance(image: U8Image): Float64Array<ArrayBuffer> {
  const histogram = new Float64Array(256);
  for (const v of image.data) histogram[v] = (histogram[v] ?? 0) + 1;
  const scale = 1 / image.data.length;
  let mu = 0;
  histogram.forEach((count, level) => (mu += level * count));
  mu *= scale;

  const EMPTY = 1.1920929e-7; // FLT_EPSILON: a class with less than this share counts as empty
  const variance = new Float64Array(256);
  let q1 = 0;
  let mu1 = 0;
  for (let level = 0; level < 256; level++) {
    const p = (histogram[level] ?? 0) * scale;
    mu1 *= q1;
    q1 += p;
    const q2 = 1 - q1;
    if (Math.min(q1, q2) < EMPTY || Math.max(q1, q2) > 1 - EMPTY) continue;
    mu1 = (mu1 + level * p) / q1;
    const mu2 = (mu - q1 * mu1) / q2;
    variance[level] = q1 * q2 * (mu1 - mu2) * (mu1 - mu2);
  }
  return variance;
}

/**
 * The threshold 0..255 for `v > threshold`; 0 for a constant image.
 * Throws TypeError for colour: convert it to gray first.
 */
export function otsu(image: U8Image): number {
  if (image.channels !== 1) {
    throw new TypeError(
      `otsu takes a single-channel image, got ${image.channels} channels. Convert it to gray first.`,
    );
  }
  let best = 0;
  let threshold = 0;
  betweenClassVariance(image).forEach((variance, level) => {
    if (variance > best) {
      best = variance;
      threshold = level;
    }
  });
  return threshold;
}
