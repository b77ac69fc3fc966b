/**
 * Compares a result with the expected one as an oracle folder defines it: `maxAbs` bounds every
 * element, `maxFractionDiffering` the share of elements that may be unequal at all. Two ops compare
 * in their own way: directions modulo 360 degrees, labels after canonical renumbering.
 */
import { createImage, type Image } from '$src/core/image';
import type { Bound, Difference } from './types';

const EXACT: Difference = { worst: 0, fraction: 0 };

export function isImage(value: unknown): value is Image {
  return (
    typeof value === 'object' &&
    value !== null &&
    'width' in value &&
    'height' in value &&
    'channels' in value &&
    'type' in value &&
    'data' in value &&
    ArrayBuffer.isView(value.data)
  );
}

export function isWithin(difference: Difference, bound: Bound): boolean {
  return difference.worst <= bound.maxAbs && difference.fraction <= bound.maxFractionDiffering;
}

/** Compares two images of one op. `tolerated` picks which position is reported first. */
export function compareImages(
  op: string,
  actual: Image,
  expected: Image,
  tolerated: number,
): Difference {
  const mismatch = describe(actual) !== describe(expected);
  if (mismatch) {
    return {
      worst: Infinity,
      fraction: 1,
      first: `the result is ${describe(actual)}, expected ${describe(expected)}`,
    };
  }
  if (op === 'connectedComponents') {
    return compareElements(canonicalLabels(actual), canonicalLabels(expected), tolerated, distance);
  }
  const metric = op === 'gradientDirection' ? distanceOnCircle : distance;
  return compareElements(actual, expected, tolerated, metric);
}

function compareElements(
  actual: Image,
  expected: Image,
  tolerated: number,
  metric: (a: number, b: number) => number,
): Difference {
  let worst = 0;
  let differing = 0;
  let first: number | undefined;
  let isFirstOutside = false;
  for (let i = 0; i < expected.data.length; i++) {
    const d = metric(actual.data[i] ?? NaN, expected.data[i] ?? NaN);
    if (d === 0) continue;
    differing++;
    if (d > worst) worst = d;
    if (first === undefined || (!isFirstOutside && d > tolerated)) {
      first = i;
      isFirstOutside = d > tolerated;
    }
  }
  if (first === undefined) return EXACT;
  const { width, channels, data } = expected;
  const pixel = Math.floor(first / channels);
  const channel = channels > 1 ? ` channel ${first % channels}` : '';
  return {
    worst,
    fraction: differing / data.length,
    first: `at x ${pixel % width} y ${Math.floor(pixel / width)}${channel}: got ${actual.data[first]}, expected ${data[first]}`,
  };
}

/** Not a number differs from everything, by infinity. */
function distance(a: number, b: number): number {
  if (Object.is(a, b) || a === b) return 0;
  const d = Math.abs(a - b);
  return Number.isNaN(d) ? Infinity : d;
}

function distanceOnCircle(a: number, b: number): number {
  const d = distance(a, b) % 360;
  return Number.isNaN(d) ? Infinity : Math.min(d, 360 - d);
}

function describe(image: Image): string {
  return `${image.width} × ${image.height} × ${image.channels} ${image.type}`;
}

/**
 * Labels renumbered 1, 2, 3 ... in raster order of each component's first pixel; 0 stays background.
 * Every algorithm numbers differently, but the partition and this order are unique.
 */
export function canonicalLabels(labels: Image): Image {
  const renumbered = createImage('i32', labels.width, labels.height, labels.channels);
  const names = new Map<number, number>([[0, 0]]);
  labels.data.forEach((label: number, i: number) => {
    let name = names.get(label);
    if (name === undefined) {
      name = names.size;
      names.set(label, name);
    }
    renumbered.data[i] = name;
  });
  return renumbered;
}

/**
 * Compares JSON values: integers, texts, list lengths and keys must be equal; numbers that are not
 * both integers may differ by `tolerated`. There are no elements to take a share of: `fraction` is 0.
 */
export function compareJson(
  actual: unknown,
  expected: unknown,
  tolerated: number,
  path = '$',
): Difference {
  if (typeof expected === 'number' && typeof actual === 'number') {
    const d = distance(actual, expected);
    if (d === 0) return EXACT;
    const areIntegers = Number.isInteger(actual) && Number.isInteger(expected);
    const first = `${path}: got ${actual}, expected ${expected}`;
    return { worst: areIntegers ? Infinity : d, fraction: 0, first };
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (actual.length !== expected.length) {
      const first = `${path}: got ${actual.length} elements, expected ${expected.length}`;
      return { worst: Infinity, fraction: 0, first };
    }
    return merge(
      expected.map((value, i) => compareJson(actual[i], value, tolerated, `${path}[${i}]`)),
      tolerated,
    );
  }
  if (isRecord(expected) && isRecord(actual)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
    return merge(
      keys.map((key) => compareJson(actual[key], expected[key], tolerated, `${path}.${key}`)),
      tolerated,
    );
  }
  if (Object.is(actual, expected)) return EXACT;
  const first = `${path}: got ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`;
  return { worst: Infinity, fraction: 0, first };
}

function merge(parts: readonly Difference[], tolerated: number): Difference {
  const differing = parts.filter((part) => part.worst > 0);
  const first = (differing.find((part) => part.worst > tolerated) ?? differing[0])?.first;
  return {
    worst: Math.max(0, ...differing.map((part) => part.worst)),
    fraction: 0,
    ...(first === undefined ? {} : { first }),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
