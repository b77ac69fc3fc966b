/**
 * Run-length masks in COCO's form (https://cocodataset.org/#format-data; maskApi.h of cocodataset/cocoapi):
 * the mask is read column by column, and `counts` alternates background and foreground, background
 * first (0 when the first pixel is foreground). Compressed, the counts are a string of printable
 * characters: six bits each, like LEB128, from the fourth count on the difference to the count two
 * before, because neighbouring columns of one object are about equally long.
 *
 * Deliberately not here: polygons (polygon-mask.ts), and overlaps of masks (mask-overlap.ts works on pixels,
 * coco/mask-store.ts on runs).
 */

export interface Rle {
  /** Height, then width. */
  readonly size: readonly [height: number, width: number];
  readonly counts: readonly number[];
}

export interface CompressedRle {
  /** Height, then width. */
  readonly size: readonly [height: number, width: number];
  readonly counts: string;
}

/** Larger masks are refused: 2^28 pixels are 16,384 x 16,384. */
export const maxMaskPixels = 2 ** 28;

/** A mask of `width` x `height` values, row by row; every value but 0 is foreground. */
export function encodeRle(mask: ArrayLike<number>, width: number, height: number): Rle {
  expectMask(mask, width, height);
  return runsOf(width, height, (at) => mask[at] !== 0);
}

/** The mask of one value in a picture of labels. */
export function encodeLabelRle(
  labels: ArrayLike<number>,
  width: number,
  height: number,
  label: number,
): Rle {
  expectMask(labels, width, height);
  return runsOf(width, height, (at) => labels[at] === label);
}

function runsOf(width: number, height: number, isInside: (at: number) => boolean): Rle {
  const counts: number[] = [];
  let wasInside = false;
  let run = 0;
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      if (isInside(y * width + x) !== wasInside) {
        counts.push(run);
        run = 0;
        wasInside = !wasInside;
      }
      run++;
    }
  }
  counts.push(run);
  return { size: [height, width], counts };
}

/** 1 inside, 0 outside, row by row. Throws RangeError when the runs do not fill the picture. */
export function decodeRle(rle: Rle): Uint8Array<ArrayBuffer> {
  checkRle(rle);
  const [height, width] = rle.size;
  const mask = new Uint8Array(width * height);
  for (const [start, end] of foreground(rle)) {
    let x = Math.floor(start / height);
    let y = start - x * height;
    for (let at = start; at < end; at++) {
      mask[y * width + x] = 1;
      if (++y === height) {
        y = 0;
        x++;
      }
    }
  }
  return mask;
}

/** Foreground pixels. */
export function rleArea({ counts }: Rle): number {
  let area = 0;
  for (let i = 1; i < counts.length; i += 2) area += counts[i] ?? 0;
  return area;
}

/** Tight box as x, y, width, height in pixels; undefined for an empty mask. */
export function rleBox(rle: Rle): readonly [number, number, number, number] | undefined {
  const [height] = rle.size;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [start, end] of foreground(rle)) {
    const first = Math.floor(start / height);
    const last = Math.floor((end - 1) / height);
    left = Math.min(left, first);
    right = Math.max(right, last);
    // A run over the end of a column touches both the lower and the upper edge.
    top = Math.min(top, last > first ? 0 : start % height);
    bottom = Math.max(bottom, last > first ? height - 1 : (end - 1) % height);
  }
  return right < 0 ? undefined : [left, top, right - left + 1, bottom - top + 1];
}

/** Foreground runs as [start, end) in column-major order; runs of length 0 are left out. */
export function* foreground({ counts }: Rle): Generator<readonly [start: number, end: number]> {
  let at = 0;
  for (let i = 0; i < counts.length; i++) {
    const run = counts[i] ?? 0;
    if (i % 2 === 1 && run > 0) yield [at, at + run];
    at += run;
  }
}

export function toCompressed({ size, counts }: Rle): CompressedRle {
  let text = '';
  for (let i = 0; i < counts.length; i++) {
    let rest = (counts[i] ?? 0) - (i > 2 ? (counts[i - 2] ?? 0) : 0);
    let isMore = true;
    while (isMore) {
      const bits = rest & 31;
      rest >>= 5;
      // Done when what is left is only the sign, and the sign is the highest bit written.
      isMore = (bits & 16) === 0 ? rest !== 0 : rest !== -1;
      text += String.fromCharCode(48 + (isMore ? bits | 32 : bits));
    }
  }
  return { size, counts: text };
}

/** Throws RangeError for characters, counts or sums that no mask of that size has. */
export function fromCompressed({ size, counts: text }: CompressedRle): Rle {
  const pixels = pixelsOf(size);
  const counts: number[] = [];
  for (let p = 0; p < text.length;) {
    const start = p;
    let value = 0;
    let bits = 32;
    for (let place = 1; (bits & 32) !== 0; place *= 32) {
      bits = text.charCodeAt(p) - 48;
      // NaN (the string has ended) fails the comparison too.
      if (!(bits >= 0 && bits < 64)) throw brokenText(text, p);
      p++;
      if (p - start > 6) {
        throw new RangeError(
          `An RLE count has at most 6 characters, but the one at character ${start} goes on: ${quote(text.slice(start, start + 12))}.`,
        );
      }
      value += (bits & 31) * place;
      if ((bits & 48) === 16) value -= 32 * place; // the highest bit of the last character is the sign
    }
    if (counts.length > 2) value += counts[counts.length - 2] ?? 0;
    if (value < 0 || value > pixels) {
      throw new RangeError(
        `RLE count ${counts.length} (character ${start}) is ${value}, expected 0 to ${pixels}, the pixels of ${size[1]} × ${size[0]}.`,
      );
    }
    counts.push(value);
  }
  const rle = { size, counts };
  checkRle(rle);
  return rle;
}

/** Throws RangeError unless counts are whole, not negative, and sum up to height x width. */
export function checkRle({ size, counts }: Rle): void {
  const pixels = pixelsOf(size);
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    const run = counts[i];
    if (run === undefined || !Number.isInteger(run) || run < 0) {
      throw new RangeError(`RLE count ${i} is ${String(run)}, expected a whole number from 0.`);
    }
    sum += run;
  }
  if (sum !== pixels) {
    throw new RangeError(
      `RLE counts sum up to ${sum}, expected ${pixels}, the pixels of ${size[1]} × ${size[0]}.`,
    );
  }
}

/** Pixels of a mask. Throws RangeError for sides that are no whole numbers from 1, or too many pixels. */
export function pixelsOf([height, width]: readonly [number, number]): number {
  const isSize = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  if (!isSize || width * height > maxMaskPixels) {
    throw new RangeError(
      `An RLE needs a size of [height, width] in whole pixels, together at most ${maxMaskPixels}, got [${height}, ${width}].`,
    );
  }
  return width * height;
}

function expectMask(mask: ArrayLike<number>, width: number, height: number): void {
  const pixels = pixelsOf([height, width]);
  if (mask.length !== pixels) {
    throw new RangeError(
      `A mask of ${width} × ${height} has ${pixels} values, got ${mask.length}.`,
    );
  }
}

function brokenText(text: string, at: number): RangeError {
  return at >= text.length
    ? new RangeError(`RLE string ends within a count: ${quote(text.slice(-12))}.`)
    : new RangeError(
        `RLE strings use the characters 0 to o (codes 48 to 111), got ${quote(text.charAt(at))} at character ${at}.`,
      );
}

function quote(text: string): string {
  return JSON.stringify(text);
}
