/**
 * Measures of one histogram, and of what a change of grey values did to a picture. Pure functions of
 * counts or 8-bit planes; nothing here knows how the picture was equalised.
 *
 * - RMS contrast: the standard deviation of the intensity in 0..1 (E. Peli, "Contrast in complex
 *   images", JOSA A 7(10), 1990).
 * - Michelson contrast (hi − lo) / (hi + lo) on the 1st and 99th percentile, because on a photograph
 *   the extremes themselves are noise (A. Michelson, Studies in Optics, 1927).
 * - Entropy −Σ p log2 p of the grey values (Shannon, 1948): bits per pixel of a coder that knows the
 *   histogram and nothing about neighbours. Mapping grey values one by one can merge levels but never
 *   split one, so it can lower this number and never raise it.
 * - Noise: J. Immerkær, "Fast noise variance estimation", CVIU 64(2), 1996.
 *
 * Deliberately not: a measure of how good a picture looks. All of these are raised by noise.
 */
import { createImage, type U8Image } from '$src/core/image';

/** Pixels per grey value, 256 entries. */
export type Counts = readonly number[];

export function total(counts: Counts): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Share of pixels that are not brighter than each grey value, 0..1; the last entry is 1. */
export function cumulativeShares(counts: Counts): number[] {
  const all = Math.max(1, total(counts));
  let sum = 0;
  return counts.map((count) => (sum += count) / all);
}

/** The smallest grey value with at least the share `q` (0..1] of the pixels at or below it. */
export function percentile(counts: Counts, q: number): number {
  const level = cumulativeShares(counts).findIndex((share) => share >= q - 1e-12);
  return level < 0 ? counts.length - 1 : level;
}

/** Mean grey value, 0..255. */
export function mean(counts: Counts): number {
  const sum = counts.reduce((acc, count, value) => acc + count * value, 0);
  return sum / Math.max(1, total(counts));
}

/** Standard deviation of the intensity in 0..1: 0 for a flat picture, 0.5 for half black, half white. */
export function rmsContrast(counts: Counts): number {
  const middle = mean(counts);
  const squares = counts.reduce((acc, count, value) => acc + count * (value - middle) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, total(counts))) / 255;
}

/** (hi − lo) / (hi + lo) of the percentiles 1 and 99: 0..1; 0 when both are black. */
export function michelsonContrast(counts: Counts): number {
  const low = percentile(counts, 0.01);
  const high = percentile(counts, 0.99);
  return low + high === 0 ? 0 : (high - low) / (high + low);
}

/** Bits per pixel, 0..8. */
export function entropyBits(counts: Counts): number {
  const all = Math.max(1, total(counts));
  return counts.reduce((bits, count) => {
    const share = count / all;
    return share > 0 ? bits - share * Math.log2(share) : bits;
  }, 0);
}

/** How many of the 256 grey values occur at all. */
export function occupiedLevels(counts: Counts): number {
  return counts.filter((count) => count > 0).length;
}

/** Percentage of the pixels at exactly one grey value. */
export function percentAt(counts: Counts, value: number): number {
  return (100 * (counts[value] ?? 0)) / Math.max(1, total(counts));
}

/** Mean absolute difference of two planes of one size, in grey levels. */
export function meanAbsoluteDifference(a: U8Image, b: U8Image): number {
  expectSameSize(a, b);
  let sum = 0;
  a.data.forEach((value, i) => (sum += Math.abs(value - (b.data[i] ?? 0))));
  return sum / a.data.length;
}

// ---- flat areas and noise -----------------------------------------------------------------------

/** A square of pixels; blocks at the right and lower border that are not whole are left out. */
export interface Block {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** The largest part of the blocks that `flattestBlocks` returns: the flattest tenth. */
const flatShare = 0.1;

/**
 * The tenth of the blocks of `side` pixels with the smallest variance, at least one. Blocks that are
 * black or white all over are left out: there the noise is clipped away. A picture smaller than a
 * block, or without such a block, gives none.
 */
export function flattestBlocks(plane: U8Image, side: number): Block[] {
  const rated: { readonly block: Block; readonly variance: number }[] = [];
  for (let y = 0; y + side <= plane.height; y += side) {
    for (let x = 0; x + side <= plane.width; x += side) {
      const { mean: middle, variance } = statistics(plane, { x, y, side });
      if (middle > 2 && middle < 253) rated.push({ block: { x, y, side }, variance });
    }
  }
  rated.sort((a, b) => a.variance - b.variance);
  const wanted = Math.max(1, Math.round(rated.length * flatShare));
  return rated.slice(0, wanted).map(({ block }) => block);
}

/**
 * Standard deviation of the noise in the given blocks, in grey levels, after Immerkær: the kernel
 * [1 −2 1; −2 4 −2; 1 −2 1] answers nothing to a plane or a straight edge along the axes, so a slope
 * of brightness is not taken for noise. Its answer to white noise of deviation σ has deviation 6 σ and
 * the mean absolute value 6 σ √(2/π). 0 without blocks.
 */
export function noiseSigma(plane: U8Image, blocks: readonly Block[]): number {
  const { width, data } = plane;
  const at = (x: number, y: number): number => data[y * width + x] ?? 0;
  let sum = 0;
  let count = 0;
  for (const block of blocks) {
    for (let y = block.y + 1; y < block.y + block.side - 1; y++) {
      for (let x = block.x + 1; x < block.x + block.side - 1; x++) {
        const corners = at(x - 1, y - 1) + at(x + 1, y - 1) + at(x - 1, y + 1) + at(x + 1, y + 1);
        const sides = at(x, y - 1) + at(x, y + 1) + at(x - 1, y) + at(x + 1, y);
        sum += Math.abs(corners - 2 * sides + 4 * at(x, y));
        count++;
      }
    }
  }
  return count === 0 ? 0 : (Math.sqrt(Math.PI / 2) * sum) / (6 * count);
}

/** Mean over all whole blocks of the standard deviation inside the block, in grey levels. */
export function localContrast(plane: U8Image, side: number): number {
  let sum = 0;
  let count = 0;
  for (let y = 0; y + side <= plane.height; y += side) {
    for (let x = 0; x + side <= plane.width; x += side) {
      sum += Math.sqrt(statistics(plane, { x, y, side }).variance);
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}

function statistics(plane: U8Image, { x: left, y: top, side }: Block) {
  let sum = 0;
  let squares = 0;
  for (let y = top; y < top + side; y++) {
    for (let x = left; x < left + side; x++) {
      const value = plane.data[y * plane.width + x] ?? 0;
      sum += value;
      squares += value * value;
    }
  }
  const n = side * side;
  return { mean: sum / n, variance: Math.max(0, squares / n - (sum / n) ** 2) };
}

// ---- colour -------------------------------------------------------------------------------------

/**
 * Hue of HSV in degrees, 0 ≤ h < 360: red 0, green 120, blue 240; undefined for gray. (A. R. Smith,
 * "Color gamut transform pairs", SIGGRAPH 1978.) Adding one amount to R, G and B leaves it as it is.
 */
export function hueDegrees(r: number, g: number, b: number): number | undefined {
  const high = Math.max(r, g, b);
  const chroma = high - Math.min(r, g, b);
  if (chroma === 0) return undefined;
  const sector =
    high === r ? (g - b) / chroma : high === g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
  return (60 * sector + 360) % 360;
}

/**
 * Mean change of hue in degrees, 0..180, between two RGB pictures of one size. Every pixel counts by
 * its chroma (max − min) before: the hue of an almost gray pixel is rounding. A pixel that lost all
 * its colour has no hue left and is not counted. 0 for gray pictures.
 */
export function hueShiftDegrees(before: U8Image, after: U8Image): number {
  expectSameSize(before, after);
  if (before.channels === 1 || after.channels === 1) return 0;
  let sum = 0;
  let weights = 0;
  for (let i = 0; i < before.data.length; i += before.channels) {
    const [r, g, b] = rgbAt(before, i);
    const was = hueDegrees(r, g, b);
    const is = hueDegrees(...rgbAt(after, i));
    if (was === undefined || is === undefined) continue;
    const turn = Math.abs(was - is);
    const weight = Math.max(r, g, b) - Math.min(r, g, b);
    sum += weight * Math.min(turn, 360 - turn);
    weights += weight;
  }
  return weights === 0 ? 0 : sum / weights;
}

function rgbAt({ data }: U8Image, i: number): [number, number, number] {
  return [data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0];
}

// ---- edges --------------------------------------------------------------------------------------

/** Harmonic mean of two percentages (van Rijsbergen's F): low when one of them is low. */
export function fScore(recall: number, precision: number): number {
  return recall + precision === 0 ? 0 : (2 * recall * precision) / (recall + precision);
}

/** Derivatives of a picture along x and y, row-major. */
export interface Gradient {
  readonly dx: ArrayLike<number>;
  readonly dy: ArrayLike<number>;
}

/**
 * Correlation of two gradient fields, −1..1: Σ a·b / √(Σ a·a Σ b·b) over all pixels. Multiplying a
 * picture by any positive number leaves it as it is. 0 when one of them is flat.
 */
export function gradientCorrelation(a: Gradient, b: Gradient): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.dx.length; i++) {
    const [ax, ay, bx, by] = [a.dx[i] ?? 0, a.dy[i] ?? 0, b.dx[i] ?? 0, b.dy[i] ?? 0];
    ab += ax * bx + ay * by;
    aa += ax * ax + ay * ay;
    bb += bx * bx + by * by;
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}

/**
 * Percentage of the edge pixels of `truth` that have an edge pixel of `found` at most one pixel away
 * (8 neighbours). Only pixels where `within` is not 0 are asked for; 0 when there are none.
 */
export function edgeRecall(truth: U8Image, found: U8Image, within?: U8Image): number {
  expectSameSize(truth, found);
  let asked = 0;
  let hits = 0;
  truth.data.forEach((value, i) => {
    if (value === 0 || within?.data[i] === 0) return;
    asked++;
    if (hasNeighbour(found, i)) hits++;
  });
  return asked === 0 ? 0 : (100 * hits) / asked;
}

function hasNeighbour({ width, height, data }: U8Image, i: number): boolean {
  const x = i % width;
  const y = Math.floor(i / width);
  for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
    for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
      if (data[ny * width + nx] !== 0) return true;
    }
  }
  return false;
}

/** 255 where all pixels of the 5 × 5 neighbourhood are black, or all are white: nothing is left there. */
export function clippedAreas(plane: U8Image): U8Image {
  const { width, height, data } = plane;
  const out = createImage('u8', width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = data[y * width + x];
      if ((value === 0 || value === 255) && isConstant(plane, x, y, 2))
        out.data[y * width + x] = 255;
    }
  }
  return out;
}

function isConstant(
  { width, height, data }: U8Image,
  x: number,
  y: number,
  reach: number,
): boolean {
  const value = data[y * width + x];
  for (let ny = Math.max(0, y - reach); ny <= Math.min(height - 1, y + reach); ny++) {
    for (let nx = Math.max(0, x - reach); nx <= Math.min(width - 1, x + reach); nx++) {
      if (data[ny * width + nx] !== value) return false;
    }
  }
  return true;
}

function expectSameSize(a: U8Image, b: U8Image): void {
  if (a.width === b.width && a.height === b.height) return;
  throw new RangeError(
    `Both pictures must have one size, got ${a.width} × ${a.height} and ${b.width} × ${b.height}.`,
  );
}
