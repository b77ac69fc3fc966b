/** Per-pixel sums of a rendering, and what is needed to tell noise from picture. */
export interface Guides {
  readonly width: number;
  readonly height: number;
  /** Mean of albedo x light, mean albedo, mean mirror light: three floats per pixel each. */
  readonly light: Float32Array;
  readonly albedo: Float32Array;
  readonly gloss: Float32Array;
  readonly normal: Float32Array;
  readonly depth: Float32Array;
  /** Variance of the pixel's mean light and mean gloss, from its own samples. */
  readonly spread: Float32Array;
  readonly glossSpread: Float32Array;
  /** Sum of the samples' labels: differs wherever a pixel straddles two things. */
  readonly label: Int16Array;
}

// B3 spline, the usual a-trous kernel.
const KERNEL = [1 / 16, 1 / 4, 3 / 8, 1 / 4, 1 / 16];

/**
 * Edge-stopping a-trous wavelet filter after Dammertz et al. and Schied et al. The light is divided by
 * the albedo first, so texture is never blurred; a pixel is averaged only with pixels of like normal,
 * depth and label, and only as far as their difference may be noise.
 */
export function denoise(g: Guides): Float32Array {
  const count = g.width * g.height;
  const ratio = new Float32Array(3 * count);
  for (let i = 0; i < 3 * count; i++) {
    ratio[i] = (g.light[i] as number) / Math.max(1e-3, g.albedo[i] as number);
  }
  const light = filter(g, ratio, g.spread, 3, 3, 32);
  const gloss = filter(g, g.gloss, g.glossSpread, 2, 2, 128);
  const color = new Float32Array(3 * count);
  for (let i = 0; i < 3 * count; i++) {
    color[i] = (light[i] as number) * Math.max(1e-3, g.albedo[i] as number) + (gloss[i] as number);
  }
  return color;
}

function filter(
  g: Guides,
  source: Float32Array,
  spread: Float32Array,
  rounds: number,
  reach: number,
  sharp: number,
): Float32Array {
  const { width, height, normal, depth, label } = g;
  let from = source;
  let variance = blurVariance(spread, width, height);
  for (let round = 0; round < rounds; round++) {
    const step = 1 << round;
    const to = new Float32Array(from.length);
    const nextVariance = new Float32Array(variance.length);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const p = y * width + x;
        const [nx, ny, nz] = [normal[3 * p], normal[3 * p + 1], normal[3 * p + 2]] as [
          number,
          number,
          number,
        ];
        const [cr, cg, cb] = [from[3 * p], from[3 * p + 1], from[3 * p + 2]] as [
          number,
          number,
          number,
        ];
        const luma = (cr + cg + cb) / 3;
        const noise = reach * Math.sqrt(variance[p] as number) + 1e-4;
        const d = depth[p] as number;
        let [r, gg, b, total, totalV] = [0, 0, 0, 0, 0];
        for (let j = -2; j <= 2; j++) {
          const yy = y + j * step;
          if (yy < 0 || yy >= height) continue;
          for (let i = -2; i <= 2; i++) {
            const xx = x + i * step;
            if (xx < 0 || xx >= width) continue;
            const q = yy * width + xx;
            if (label[q] !== label[p]) continue;
            const cosN =
              nx * (normal[3 * q] as number) +
              ny * (normal[3 * q + 1] as number) +
              nz * (normal[3 * q + 2] as number);
            if (cosN <= 0.5) continue;
            const [qr, qg, qb] = [from[3 * q], from[3 * q + 1], from[3 * q + 2]] as [
              number,
              number,
              number,
            ];
            const gap = Math.abs((qr + qg + qb) / 3 - luma) / noise;
            const far = Math.abs((depth[q] as number) - d) / (d * 0.01 * step + 1e-4);
            const w =
              (KERNEL[i + 2] as number) *
              (KERNEL[j + 2] as number) *
              cosN ** sharp *
              Math.exp(-gap - far);
            r += w * qr;
            gg += w * qg;
            b += w * qb;
            total += w;
            totalV += w * w * (variance[q] as number);
          }
        }
        const k = total > 1e-9 ? 1 / total : 0;
        to[3 * p] = k > 0 ? r * k : cr;
        to[3 * p + 1] = k > 0 ? gg * k : cg;
        to[3 * p + 2] = k > 0 ? b * k : cb;
        nextVariance[p] = k > 0 ? totalV * k * k : (variance[p] as number);
      }
    }
    from = to;
    variance = nextVariance;
  }
  return from;
}

/** A variance from a dozen samples is itself noisy; its 3x3 mean is a steadier guess. */
function blurVariance(source: Float32Array, width: number, height: number): Float32Array {
  const out = new Float32Array(source.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      let n = 0;
      for (let yy = Math.max(0, y - 1); yy <= Math.min(height - 1, y + 1); yy++) {
        for (let xx = Math.max(0, x - 1); xx <= Math.min(width - 1, x + 1); xx++) {
          sum += source[yy * width + xx] as number;
          n++;
        }
      }
      out[y * width + x] = sum / n;
    }
  }
  return out;
}
