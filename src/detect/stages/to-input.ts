/**
 * Resampling a frame into a network's input, with normalisation.
 *
 * Bilinear with half-pixel centres (cv::resize INTER_LINEAR, without its rounding to whole grey levels), except
 * where an axis shrinks to less than half: there two neighbours would skip pixels and alias, and the mean
 * over the covered pixels is taken instead (INTER_AREA). Both are separable, and at exactly a half they agree.
 */
import type { U8Image } from '$src/core/image';
import type { InputSpec } from '../head';
import { fitGeometry, type Geometry } from './letterbox';

/**
 * A frame as the network wants it: 3 * sidePx^2 values in the layout, colour order and scale of `input`. Grey is
 * tripled, alpha ignored. `into`: written to instead of a new array, if it has the right length.
 * Throws DetectError 'bad-frame' or 'bad-option'.
 */
export function toInput(
  image: U8Image,
  input: InputSpec,
  sidePx: number,
  into?: Float32Array<ArrayBuffer>,
): Float32Array<ArrayBuffer> {
  const geometry = fitGeometry(image.width, image.height, input, sidePx);
  const length = 3 * sidePx * sidePx;
  const result = into?.length === length ? into : new Float32Array(length);
  const channels = channelsOf(input, sidePx);
  const hasPadding = geometry.contentWidthPx < sidePx || geometry.contentHeightPx < sidePx;
  if (hasPadding) fill(result, channels, input.padLevel, sidePx * sidePx);
  draw(image, geometry, channels, result);
  return result;
}

/** Where one colour goes, and how 0..255 becomes what the network saw in training: value * gain + offset. */
interface Channel {
  readonly source: number;
  readonly first: number;
  readonly step: number;
  readonly gain: number;
  readonly offset: number;
}

function channelsOf(input: InputSpec, sidePx: number): readonly Channel[] {
  const isPlanar = input.layout === 'nchw';
  return [0, 1, 2].map((index) => {
    const std = input.std?.[index] ?? 1;
    return {
      source: input.colour === 'rgb' ? index : 2 - index,
      first: isPlanar ? index * sidePx * sidePx : index,
      step: isPlanar ? 1 : 3,
      gain: input.white / 255 / std,
      offset: -(input.mean?.[index] ?? 0) / std,
    };
  });
}

function fill(
  result: Float32Array,
  channels: readonly Channel[],
  level: number,
  pixels: number,
): void {
  for (const { first, step, gain, offset } of channels) {
    const value = level * gain + offset;
    for (let i = 0, at = first; i < pixels; i++, at += step) result[at] = value;
  }
}

/**
 * Row by row: the source rows that a target row needs are narrowed (and the last two kept, since neighbours share
 * them), then added up with their weights.
 */
function draw(
  image: U8Image,
  geometry: Geometry,
  channels: readonly Channel[],
  result: Float32Array,
): void {
  const { sidePx, contentWidthPx: width, contentHeightPx: height, padX, padY } = geometry;
  const columns = tapsFor(image.width, width);
  const rows = tapsFor(image.height, height);
  const narrowed = [new Float32Array(width * 3), new Float32Array(width * 3)] as const;
  const holds = [-1, -1];
  const sum = new Float32Array(width * 3);

  for (let y = 0; y < height; y++) {
    sum.fill(0);
    const first = rows.first[y] ?? 0;
    for (let k = 0; k < rows.count; k++) {
      const weight = rows.weights[y * rows.count + k] ?? 0;
      if (weight === 0) continue;
      const sourceY = first + k;
      const line = narrowed[sourceY % 2 === 0 ? 0 : 1];
      if (holds[sourceY % 2] !== sourceY) {
        narrow(image, sourceY, columns, line);
        holds[sourceY % 2] = sourceY;
      }
      for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + weight * (line[i] ?? 0);
    }
    const start = (padY + y) * sidePx + padX;
    for (const { source, first: base, step, gain, offset } of channels) {
      let at = base + start * step;
      for (let i = source; i < sum.length; i += 3, at += step) {
        result[at] = (sum[i] ?? 0) * gain + offset;
      }
    }
  }
}

/** One source row at the target's width: RGB triples. */
function narrow(image: U8Image, y: number, taps: Taps, line: Float32Array): void {
  const { data, channels } = image;
  const { count, first, weights } = taps;
  const row = y * image.width * channels;
  const green = channels === 1 ? 0 : 1;
  const blue = channels === 1 ? 0 : 2;
  for (let x = 0, to = 0; to < line.length; x++, to += 3) {
    let r = 0;
    let g = 0;
    let b = 0;
    let at = row + (first[x] ?? 0) * channels;
    for (let k = x * count; k < (x + 1) * count; k++, at += channels) {
      const weight = weights[k] ?? 0;
      r += weight * (data[at] ?? 0);
      g += weight * (data[at + green] ?? 0);
      b += weight * (data[at + blue] ?? 0);
    }
    line[to] = r;
    line[to + 1] = g;
    line[to + 2] = b;
  }
}

/** Per target position: `count` neighbouring source positions from `first` on, all inside, with weights of sum 1. */
interface Taps {
  readonly count: number;
  readonly first: Int32Array;
  readonly weights: Float32Array;
}

let remembered: (Taps & { readonly key: string })[] = [];

/** Frames of one size follow each other: the last few tables are kept. */
function tapsFor(from: number, to: number): Taps {
  const key = `${from}>${to}`;
  const known = remembered.find((taps) => taps.key === key);
  if (known) return known;
  const taps = { key, ...(from > 2 * to ? areaTaps(from, to) : linearTaps(from, to)) };
  remembered = [taps, ...remembered.slice(0, 7)];
  return taps;
}

function linearTaps(from: number, to: number): Taps {
  const count = Math.min(2, from);
  const first = new Int32Array(to);
  const weights = new Float32Array(to * count);
  for (let i = 0; i < to; i++) {
    const position = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const left = Math.min(Math.floor(position), from - count);
    first[i] = left;
    weights[i * count] = count === 1 ? 1 : 1 - (position - left);
    if (count === 2) weights[i * count + 1] = position - left;
  }
  return { count, first, weights };
}

function areaTaps(from: number, to: number): Taps {
  const scale = from / to;
  const count = Math.min(Math.ceil(scale) + 1, from);
  const first = new Int32Array(to);
  const weights = new Float32Array(to * count);
  for (let i = 0; i < to; i++) {
    const start = i * scale;
    const end = (i + 1) * scale;
    const left = Math.min(Math.floor(start), from - count);
    first[i] = left;
    for (let k = 0; k < count; k++) {
      const covered = Math.min(end, left + k + 1) - Math.max(start, left + k);
      weights[i * count + k] = Math.max(0, covered) / scale;
    }
  }
  return { count, first, weights };
}
