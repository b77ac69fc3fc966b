/**
 * One output pixel, worked out in the open: which source pixels lie under the window, what the border
 * rule puts outside the picture, every product, the sum, rounding and saturation. Window positions
 * come from `windowAxis`, the function that the op itself uses, and the sum runs in the op's order, so
 * the last number is the op's number (test/labs/convolution.test.ts compares them on random kernels).
 */
import { borderIndex } from '$src/core/border';
import type { U8Image } from '$src/core/image';
import { roundHalfEven, saturateI16, saturateU8 } from '$src/core/rounding';
import { windowAxis, type Filter2DParams } from '$src/ops/filter2d/reference';

/** One weight of the kernel on one pixel of the input. */
export interface Tap {
  readonly row: number;
  readonly column: number;
  readonly weight: number;
  /** Where the window reaches; may lie outside the picture. */
  readonly x: number;
  readonly y: number;
  readonly isOutside: boolean;
  /** The pixel that the border rule reads instead; undefined for the constant border. */
  readonly source: { readonly x: number; readonly y: number } | undefined;
  /** Grey level that was read, 0..255. */
  readonly value: number;
  readonly product: number;
}

export interface Trace {
  /** The output pixel. */
  readonly x: number;
  readonly y: number;
  readonly rows: number;
  readonly columns: number;
  /** In row order. */
  readonly taps: readonly Tap[];
  readonly outside: number;
  /** Offset plus all products, before rounding. */
  readonly sum: number;
  readonly rounded: number;
  /** After saturation: what the op writes. */
  readonly output: number;
}

/** Traces one pixel of the result of `filter2D` on a one-channel picture. RangeError outside the result. */
export function traceAt(image: U8Image, x: number, y: number, p: Filter2DParams): Trace {
  const axes = axesOf(image, p);
  if (!(x >= 0 && y >= 0 && x < axes.x.size && y < axes.y.size)) {
    throw new RangeError(
      `Output pixel (${x}, ${y}) lies outside the result of ${axes.x.size} × ${axes.y.size}.`,
    );
  }
  const taps = p.kernel.flatMap((weights, row) =>
    weights.map((weight, column): Tap => {
      const atX = x * p.stride + axes.x.start + column * axes.x.step;
      const atY = y * p.stride + axes.y.start + row * axes.y.step;
      const sx = borderIndex(atX, image.width, p.border);
      const sy = borderIndex(atY, image.height, p.border);
      const isRead = sx >= 0 && sy >= 0;
      const value = isRead ? (image.data[sy * image.width + sx] ?? 0) : p.borderValue;
      return {
        row,
        column,
        weight,
        x: atX,
        y: atY,
        isOutside: !isWithin(image, atX, atY),
        source: isRead ? { x: sx, y: sy } : undefined,
        value,
        product: weight * value,
      };
    }),
  );
  const sum = taps.reduce((total, tap) => total + tap.product, p.delta);
  const rounded = roundHalfEven(sum);
  return {
    x,
    y,
    rows: p.kernel.length,
    columns: p.kernel[0]?.length ?? 0,
    taps,
    outside: taps.filter((tap) => tap.isOutside).length,
    sum,
    rounded,
    output: p.outputType === 'u8' ? saturateU8(rounded) : saturateI16(rounded),
  };
}

type Size = Pick<U8Image, 'width' | 'height'>;

/** The window along both axes. Throws RangeError when `valid` leaves no output. */
export function axesOf({ width, height }: Size, p: Filter2DParams) {
  return {
    x: windowAxis(width, p.kernel[0]?.length ?? 0, p.anchorX, p),
    y: windowAxis(height, p.kernel.length, p.anchorY, p),
  };
}

/** Pixels that k weights span when they lie `dilation` apart. */
export function spanOf(taps: number, dilation: number): number {
  return dilation * (taps - 1) + 1;
}

/** False when padding is `valid` and the dilated kernel is larger than the picture. */
export function fits({ width, height }: Size, p: Filter2DParams): boolean {
  return (
    p.padding === 'same' ||
    (spanOf(p.kernel[0]?.length ?? 0, p.dilation) <= width &&
      spanOf(p.kernel.length, p.dilation) <= height)
  );
}

export function isWithin({ width, height }: Size, x: number, y: number): boolean {
  return x >= 0 && y >= 0 && x < width && y < height;
}

/** The output pixel whose window lies closest around a pixel of the input. */
export function outputNear(
  pixel: { readonly x: number; readonly y: number },
  size: Size,
  p: Filter2DParams,
): { readonly x: number; readonly y: number } {
  const axes = axesOf(size, p);
  const along = (at: number, axis: { size: number }, taps: number): number => {
    const middle = p.padding === 'same' ? 0 : (spanOf(taps, p.dilation) - 1) / 2;
    return Math.min(axis.size - 1, Math.max(0, Math.round((at - middle) / p.stride)));
  };
  return {
    x: along(pixel.x, axes.x, p.kernel[0]?.length ?? 0),
    y: along(pixel.y, axes.y, p.kernel.length),
  };
}

/**
 * Marks the outputs whose window reaches outside the picture: 255 there, 0 elsewhere. These pixels,
 * and only these, can depend on the border rule.
 */
export function borderMask(size: Size, p: Filter2DParams): { mask: U8Image; count: number } {
  const axes = axesOf(size, p);
  const reaches = (n: number, taps: number, axis: { size: number; start: number; step: number }) =>
    Array.from({ length: axis.size }, (_, at) => {
      const first = at * p.stride + axis.start;
      const last = first + (taps - 1) * axis.step;
      return Math.min(first, last) < 0 || Math.max(first, last) >= n;
    });
  const columns = reaches(size.width, p.kernel[0]?.length ?? 0, axes.x);
  const rows = reaches(size.height, p.kernel.length, axes.y);
  const data = new Uint8Array(axes.x.size * axes.y.size);
  let count = 0;
  rows.forEach((isRow, y) => {
    columns.forEach((isColumn, x) => {
      if (!isRow && !isColumn) return;
      data[y * columns.length + x] = 255;
      count++;
    });
  });
  return {
    mask: { type: 'u8', channels: 1, width: columns.length, height: rows.length, data },
    count,
  };
}

/** Output size of one axis as Dumoulin & Visin write it (arXiv:1603.07285, relation 14), with numbers. */
export function sizeFormula(n: number, taps: number, p: Filter2DParams): string {
  const span = spanOf(taps, p.dilation);
  const padded = p.padding === 'same' ? span - 1 : 0;
  const size = Math.floor((n + padded - span) / p.stride) + 1;
  return `⌊(${n} + ${padded} − ${span}) / ${p.stride}⌋ + 1 = ${size}`;
}

/**
 * Where a row of the picture's middle half changes most from one pixel to the next but one: a place
 * worth looking at before anybody has pointed at one. The middle of a picture without such a place.
 */
export function strongestEdge(image: U8Image): { readonly x: number; readonly y: number } {
  const { width, height, data } = image;
  let best = { x: Math.floor(width / 2), y: Math.floor(height / 2) };
  let most = 0;
  for (let y = Math.floor(height / 4); y < (3 * height) / 4; y++) {
    for (
      let x = Math.max(1, Math.floor(width / 4));
      x < Math.min(width - 1, (3 * width) / 4);
      x++
    ) {
      const step = Math.abs((data[y * width + x + 1] ?? 0) - (data[y * width + x - 1] ?? 0));
      if (step > most) {
        most = step;
        best = { x, y };
      }
    }
  }
  return best;
}
