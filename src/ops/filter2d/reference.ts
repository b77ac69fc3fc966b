/**
 * Linear filtering with any small kernel, as `cv::filter2D` defines it (OpenCV, imgproc), plus the
 * stride, dilation, padding and flip of a convolution layer:
 *
 *     correlation  dst(x, y) = delta + Σᵢⱼ k[i][j] · src(x + j − ax, y + i − ay)
 *     convolution  dst(x, y) = delta + Σᵢⱼ k[i][j] · src(x − j + ax, y − i + ay)     (flip)
 *
 * Output size of one axis (Dumoulin & Visin, "A guide to convolution arithmetic for deep learning",
 * 2016, arXiv:1603.07285, relation 14): o = ⌊(n + P − k′) / stride⌋ + 1 with the dilated kernel
 * k′ = dilation · (k − 1) + 1 and P padded pixels in all: P = k′ − 1 for `same`, 0 for `valid`.
 *
 * Deliberately not: a DFT for large kernels (OpenCV switches to one from 130 taps on and is then no
 * longer exact), and not TensorFlow's SAME, whose padding depends on the stride.
 */
import { borderIndex, type Border } from '$src/core/border';
import { colourChannels, copyAlpha } from '$src/core/channels';
import { createImage, type TypedImage, type U8Image } from '$src/core/image';
import type { Matrix } from '$src/core/params';
import { roundHalfEven, saturateI16, saturateU8 } from '$src/core/rounding';

export interface Filter2DParams {
  readonly kernel: Matrix;
  /** The kernel element that lies on the output pixel; −1 for the centre ⌊size / 2⌋. */
  readonly anchorX: number;
  readonly anchorY: number;
  readonly delta: number;
  readonly border: Border;
  readonly borderValue: number;
  readonly outputType: 'u8' | 'i16';
  readonly flip: boolean;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: 'same' | 'valid';
}

/** One axis of the window: `size` outputs; tap j of output x reads source x·stride + start + j·step. */
export interface WindowAxis {
  readonly size: number;
  readonly start: number;
  readonly step: number;
}

/**
 * Where the window of one axis starts, which way it runs and how many outputs there are.
 * Throws RangeError for an anchor outside the kernel, and when `valid` leaves no output at all.
 */
export function windowAxis(n: number, taps: number, anchor: number, p: Filter2DParams): WindowAxis {
  const a = anchor === -1 ? Math.floor(taps / 2) : anchor;
  if (!(a >= 0 && a < taps)) {
    throw new RangeError(
      `Anchor ${anchor} lies outside a kernel of ${taps}: use -1 or 0 to ${taps - 1}.`,
    );
  }
  const step = p.flip ? -p.dilation : p.dilation;
  const dilated = p.dilation * (taps - 1) + 1;
  if (p.padding === 'same') {
    return { size: Math.floor((n - 1) / p.stride) + 1, start: -a * step, step };
  }
  if (dilated > n) {
    throw new RangeError(
      `No output: without padding a kernel that spans ${dilated} pixels does not fit into ${n}. ` +
        `Use a smaller kernel, less dilation, or padding "same".`,
    );
  }
  // The first output is the first place where the whole window lies inside the image.
  const start = p.flip ? dilated - 1 : 0;
  return { size: Math.floor((n - dilated) / p.stride) + 1, start, step };
}

/**
 * Every colour channel alike. Alpha is copied where the result has the size and type of the image;
 * elsewhere there is nothing to copy and it is filtered like a colour.
 */
export function filter2D(image: U8Image, p: Filter2DParams): TypedImage<'u8'> | TypedImage<'i16'> {
  const rows = p.kernel.length;
  const columns = p.kernel[0]?.length ?? 0;
  const horizontal = windowAxis(image.width, columns, p.anchorX, p);
  const vertical = windowAxis(image.height, rows, p.anchorY, p);
  const out =
    p.outputType === 'u8'
      ? createImage('u8', horizontal.size, vertical.size, image.channels)
      : createImage('i16', horizontal.size, vertical.size, image.channels);
  const saturate = p.outputType === 'u8' ? saturateU8 : saturateI16;
  const { width, height, channels, data } = image;
  const copiesAlpha = out.type === 'u8' && out.width === width && out.height === height;
  const filtered = copiesAlpha ? colourChannels(image) : channels;

  // Taps with weight zero change nothing; leaving them out is what makes sparse kernels cheap.
  const taps = p.kernel.flatMap((row, i) =>
    row.flatMap((weight, j) => (weight === 0 ? [] : [{ weight, i, j }])),
  );

  for (let y = 0; y < out.height; y++) {
    for (let x = 0; x < out.width; x++) {
      const outPixel = (y * out.width + x) * channels;
      for (let c = 0; c < filtered; c++) {
        let sum = p.delta;
        for (const { weight, i, j } of taps) {
          const sx = borderIndex(
            x * p.stride + horizontal.start + j * horizontal.step,
            width,
            p.border,
          );
          const sy = borderIndex(
            y * p.stride + vertical.start + i * vertical.step,
            height,
            p.border,
          );
          const isInside = sx >= 0 && sy >= 0;
          sum +=
            weight * (isInside ? (data[(sy * width + sx) * channels + c] ?? 0) : p.borderValue);
        }
        out.data[outPixel + c] = saturate(roundHalfEven(sum));
      }
    }
  }
  if (copiesAlpha) copyAlpha(image, out);
  return out;
}
