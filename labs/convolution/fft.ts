/**
 * The fast Fourier transform (Cooley & Tukey, 1965, radix 2) and filtering through it: transform,
 * multiply, transform back. By the convolution theorem that is circular convolution; with the picture
 * padded by zeros at least as far as the kernel reaches it is the linear one with a constant border.
 *
 * Written to be read and counted, like the ops' references: complex numbers in two arrays, no
 * real-input trick, no tiling. A tuned library is several times faster, and so is a tuned direct loop.
 */
import { createImage, type U8Image } from '$src/core/image';
import type { Matrix } from '$src/core/params';
import { roundHalfEven, saturateU8 } from '$src/core/rounding';

/** A square of complex numbers, n × n in row order; n is a power of two. */
export interface Spectrum {
  readonly n: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Transforms of one length: bit-reversed order and twiddle factors, made once. */
interface Plan {
  readonly reversed: Uint32Array;
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

function planOf(n: number): Plan {
  if (n < 1 || (n & (n - 1)) !== 0) {
    throw new RangeError(`A radix-2 transform needs a power of two, got ${n}.`);
  }
  const bits = Math.log2(n);
  const reversed = Uint32Array.from({ length: n }, (_, i) => {
    let r = 0;
    for (let b = 0; b < bits; b++) r |= ((i >> b) & 1) << (bits - 1 - b);
    return r;
  });
  const angle = (i: number) => (-2 * Math.PI * i) / n;
  const half = Math.max(1, n / 2);
  return {
    reversed,
    cos: Float64Array.from({ length: half }, (_, i) => Math.cos(angle(i))),
    sin: Float64Array.from({ length: half }, (_, i) => Math.sin(angle(i))),
  };
}

/** One transform in place over n elements from `from` on, `stride` apart. */
function transformLine(s: Spectrum, plan: Plan, from: number, stride: number, isBack: boolean) {
  const { n, re, im } = s;
  for (let i = 0; i < n; i++) {
    const j = plan.reversed[i] ?? 0;
    if (j <= i) continue;
    const a = from + i * stride;
    const b = from + j * stride;
    [re[a], re[b]] = [re[b] ?? 0, re[a] ?? 0];
    [im[a], im[b]] = [im[b] ?? 0, im[a] ?? 0];
  }
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2;
    for (let start = 0; start < n; start += size) {
      for (let k = 0; k < half; k++) {
        const turn = (k * n) / size;
        const c = plan.cos[turn] ?? 0;
        const d = isBack ? -(plan.sin[turn] ?? 0) : (plan.sin[turn] ?? 0);
        const a = from + (start + k) * stride;
        const b = a + half * stride;
        const re2 = (re[b] ?? 0) * c - (im[b] ?? 0) * d;
        const im2 = (re[b] ?? 0) * d + (im[b] ?? 0) * c;
        re[b] = (re[a] ?? 0) - re2;
        im[b] = (im[a] ?? 0) - im2;
        re[a] = (re[a] ?? 0) + re2;
        im[a] = (im[a] ?? 0) + im2;
      }
    }
  }
}

/** The two-dimensional transform in place: all rows, then all columns. Back divides by n². */
export function transform(s: Spectrum, isBack = false): void {
  const { n, re, im } = s;
  const plan = planOf(n);
  for (let i = 0; i < n; i++) transformLine(s, plan, i * n, 1, isBack);
  for (let i = 0; i < n; i++) transformLine(s, plan, i, n, isBack);
  if (!isBack) return;
  for (let i = 0; i < n * n; i++) {
    re[i] = (re[i] ?? 0) / (n * n);
    im[i] = (im[i] ?? 0) / (n * n);
  }
}

export function emptySpectrum(n: number): Spectrum {
  return { n, re: new Float64Array(n * n), im: new Float64Array(n * n) };
}

/** The transform of a correlation kernel whose centre lies on the origin of an n × n square. */
export function kernelSpectrum(kernel: Matrix, n: number): Spectrum {
  const spectrum = emptySpectrum(n);
  const middleY = Math.floor(kernel.length / 2);
  const middleX = Math.floor((kernel[0]?.length ?? 0) / 2);
  kernel.forEach((row, i) => {
    row.forEach((weight, j) => {
      // Correlation reads x + j − middle: as a convolution, the weight sits at middle − j.
      const x = (middleX - j + n) % n;
      const y = (middleY - i + n) % n;
      spectrum.re[y * n + x] = weight;
    });
  });
  transform(spectrum);
  return spectrum;
}

/**
 * Correlation of a one-channel picture through the transform, with zeros outside the picture, as
 * `filter2D` with border `constant` gives it. The picture plus the kernel's reach must fit into n.
 */
export function filterByTransform(image: U8Image, kernel: Spectrum): U8Image {
  const { width, height, data } = image;
  const { n } = kernel;
  if (Math.max(width, height) > n) {
    throw new RangeError(`A picture of ${width} × ${height} does not fit into ${n} × ${n}.`);
  }
  const s = emptySpectrum(n);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) s.re[y * n + x] = data[y * width + x] ?? 0;
  }
  transform(s);
  for (let i = 0; i < n * n; i++) {
    const re = s.re[i] ?? 0;
    const im = s.im[i] ?? 0;
    const kRe = kernel.re[i] ?? 0;
    const kIm = kernel.im[i] ?? 0;
    s.re[i] = re * kRe - im * kIm;
    s.im[i] = re * kIm + im * kRe;
  }
  transform(s, true);
  const out = createImage('u8', width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      out.data[y * width + x] = saturateU8(roundHalfEven(s.re[y * n + x] ?? 0));
    }
  }
  return out;
}

/**
 * The same result by the plain loops that the transform competes with: the picture is padded with
 * zeros once, so that the loops over the kernel ask nothing about borders. (The op `filter2D` asks at
 * every tap, because it is written to be read; against it the transform would win too easily.)
 */
export function filterDirectly(image: U8Image, kernel: Matrix): U8Image {
  const { width, height } = image;
  const rows = kernel.length;
  const columns = kernel[0]?.length ?? 0;
  const top = Math.floor(rows / 2);
  const left = Math.floor(columns / 2);
  const stride = width + columns - 1;
  const padded = new Float64Array(stride * (height + rows - 1));
  for (let y = 0; y < height; y++) {
    const row = image.data.subarray(y * width, (y + 1) * width);
    padded.set(row, (y + top) * stride + left);
  }
  const weights = Float64Array.from(kernel.flat());
  const out = createImage('u8', width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = 0; i < rows; i++) {
        const from = (y + i) * stride + x;
        for (let j = 0; j < columns; j++) {
          sum += (weights[i * columns + j] ?? 0) * (padded[from + j] ?? 0);
        }
      }
      out.data[y * width + x] = saturateU8(roundHalfEven(sum));
    }
  }
  return out;
}

/**
 * Share (0..1) of a picture's contrast energy at frequencies that a grid of every second pixel cannot
 * hold: |f| ≥ ¼ cycle per pixel along x or y. Taken on the largest central square of 2ᵐ ≤ 256 pixels,
 * its mean removed, under a Hann window, which keeps the cut at the square's edge out of the account.
 */
export function shareAboveQuarter(image: U8Image): number {
  let n = 1;
  while (n * 2 <= Math.min(image.width, image.height, 256)) n *= 2;
  const left = Math.floor((image.width - n) / 2);
  const top = Math.floor((image.height - n) / 2);
  const s = emptySpectrum(n);
  const hann = Array.from({ length: n }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / n));
  let weight = 0;
  let mean = 0;
  const eachPixel = (visit: (at: number, value: number, window: number) => void): void => {
    for (let y = 0; y < n; y++) {
      for (let x = 0; x < n; x++) {
        const value = image.data[(top + y) * image.width + left + x] ?? 0;
        visit(y * n + x, value, (hann[x] ?? 0) * (hann[y] ?? 0));
      }
    }
  };
  eachPixel((_, value, window) => {
    mean += value * window;
    weight += window;
  });
  mean = weight === 0 ? 0 : mean / weight;
  eachPixel((at, value, window) => {
    s.re[at] = (value - mean) * window;
  });
  transform(s);
  let total = 0;
  let above = 0;
  for (let v = 0; v < n; v++) {
    for (let u = 0; u < n; u++) {
      const energy = (s.re[v * n + u] ?? 0) ** 2 + (s.im[v * n + u] ?? 0) ** 2;
      total += energy;
      if (Math.min(u, n - u) >= n / 4 || Math.min(v, n - v) >= n / 4) above += energy;
    }
  }
  return total < 1e-9 ? 0 : above / total;
}
