/**
 * Bilateral filter (Tomasi & Manduchi, "Bilateral filtering for gray and color images", ICCV 1998),
 * with the window and the colour distance of `cv::bilateralFilter`: a mean over a disc whose weights
 * fall with the distance in the plane and with the difference in colour, so that pixels across an
 * edge hardly count:
 *
 *     w(q) = exp(−|q − p|² / (2σ_space²)) · exp(−c² / (2σ_colour²)),  c = Σ |I(q) − I(p)| over R, G, B
 *     dst(p) = Σ w(q) I(q) / Σ w(q)
 *
 * All three colours of a pixel share one weight; filtering them one by one would tint the edges.
 */
import { borderIndex, type Border } from '$src/core/border';
import { colourChannels, copyAlpha } from '$src/core/channels';
import { createImage, type U8Image } from '$src/core/image';
import { roundHalfEven } from '$src/core/rounding';

export interface BilateralFilterParams {
  /** Diameter of the disc in pixels; 0 or less for 1.5 σ_space to each side. */
  readonly d: number;
  /** In grey levels; 0 or less counts as 1. */
  readonly sigmaColor: number;
  /** In pixels; 0 or less counts as 1. */
  readonly sigmaSpace: number;
  readonly border: Border;
}

/** The radius of the disc in pixels, at least 1, and the two σ that count. */
export function bilateralWindow(p: BilateralFilterParams): {
  readonly radius: number;
  readonly sigmaColor: number;
  readonly sigmaSpace: number;
} {
  const sigmaColor = p.sigmaColor > 0 ? p.sigmaColor : 1;
  const sigmaSpace = p.sigmaSpace > 0 ? p.sigmaSpace : 1;
  const radius = p.d > 0 ? Math.floor(p.d / 2) : roundHalfEven(1.5 * sigmaSpace);
  return { radius: Math.max(radius, 1), sigmaColor, sigmaSpace };
}

/** Gray, or RGB with joint weights; alpha is copied. `constant` borders read 0. */
export function bilateralFilter(image: U8Image, p: BilateralFilterParams): U8Image {
  const { width, height, channels, data } = image;
  const { radius, sigmaColor, sigmaSpace } = bilateralWindow(p);
  const colours = colourChannels(image);
  const out = createImage('u8', width, height, channels);

  const disc: { readonly dx: number; readonly dy: number; readonly weight: number }[] = [];
  for (let dy = -radius; dy <= radius; dy++) {
    for (let dx = -radius; dx <= radius; dx++) {
      const squared = dx * dx + dy * dy;
      if (squared > radius * radius) continue;
      disc.push({ dx, dy, weight: Math.exp(-squared / (2 * sigmaSpace * sigmaSpace)) });
    }
  }
  // Colour differences are whole numbers, so their weights fit a table.
  const colourWeight = Float64Array.from({ length: 255 * colours + 1 }, (_, c) =>
    Math.exp((-c * c) / (2 * sigmaColor * sigmaColor)),
  );

  const sums = new Float64Array(3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const here = (y * width + x) * channels;
      sums.fill(0);
      let total = 0;
      for (const { dx, dy, weight } of disc) {
        const sx = borderIndex(x + dx, width, p.border);
        const sy = borderIndex(y + dy, height, p.border);
        const there = (sy * width + sx) * channels;
        const isInside = sx >= 0 && sy >= 0;
        let difference = 0;
        for (let c = 0; c < colours; c++) {
          const value = isInside ? (data[there + c] ?? 0) : 0;
          difference += Math.abs(value - (data[here + c] ?? 0));
        }
        const w = weight * (colourWeight[difference] ?? 0);
        total += w;
        for (let c = 0; c < colours; c++) {
          const value = isInside ? (data[there + c] ?? 0) : 0;
          sums[c] = (sums[c] ?? 0) + w * value;
        }
      }
      // The centre has weight 1, so the total is never 0.
      for (let c = 0; c < colours; c++) out.data[here + c] = roundHalfEven((sums[c] ?? 0) / total);
    }
  }
  copyAlpha(image, out);
  return out;
}
