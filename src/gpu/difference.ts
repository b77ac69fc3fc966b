/** How far an image is from the one expected: the judge of self-test and agreement tests. */
import type { Image } from '$src/core/image';
import type { Tolerance } from '$src/ops/op';

export interface Difference {
  readonly maxAbs: number;
  /** Share of elements that differ at all. */
  readonly fraction: number;
  /** The worst element in words, '' when there is none. */
  readonly where: string;
}

/** Compares element by element, modulo `period` if given. A different shape is an infinite difference. */
export function differenceOf(expected: Image, actual: Image, period?: number): Difference {
  if (shapeOf(expected) !== shapeOf(actual)) {
    const where = `the result is ${shapeOf(actual)}, not ${shapeOf(expected)}`;
    return { maxAbs: Infinity, fraction: 1, where };
  }
  let maxAbs = 0;
  let count = 0;
  let worst = -1;
  for (let i = 0; i < expected.data.length; i++) {
    const e = expected.data[i] ?? NaN;
    const a = actual.data[i] ?? NaN;
    if (e === a || Object.is(e, a)) continue;
    count++;
    const apart = Number.isNaN(e - a) ? Infinity : Math.abs(e - a);
    const difference = period === undefined ? apart : Math.min(apart, Math.abs(period - apart));
    if (worst < 0 || difference > maxAbs) worst = i;
    maxAbs = Math.max(maxAbs, difference);
  }
  return {
    maxAbs,
    fraction: count / expected.data.length,
    where: placeOf(worst, expected, actual),
  };
}

/** What is wrong by the op's own tolerance, as a clause; undefined when it is kept. */
export function breachOf(
  tolerance: Tolerance,
  { maxAbs, fraction, where }: Difference,
): string | undefined {
  const share = tolerance.maxFractionDiffering ?? (tolerance.maxAbs > 0 ? 1 : 0);
  if (maxAbs <= tolerance.maxAbs && fraction <= share) return undefined;
  const percent = (value: number): string => `${Number((100 * value).toPrecision(3))} %`;
  const extent =
    share < 1 ? ` in ${percent(fraction)} of the values (allowed ${percent(share)})` : '';
  return `differs by up to ${Number(maxAbs.toPrecision(4))} (allowed ${tolerance.maxAbs})${extent}, worst at ${where}`;
}

function shapeOf({ width, height, channels, type }: Image): string {
  return `${width} × ${height} × ${channels} ${type}`;
}

function placeOf(index: number, expected: Image, actual: Image): string {
  if (index < 0) return '';
  const pixel = Math.floor(index / expected.channels);
  const place = `x ${pixel % expected.width}, y ${Math.floor(pixel / expected.width)}`;
  const channel = expected.channels === 1 ? '' : `, channel ${index % expected.channels}`;
  return `${place}${channel}: ${actual.data[index]} instead of ${expected.data[index]}`;
}
