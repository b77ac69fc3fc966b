// Sizes from headers, on the first bytes of pictures of 7 x 5 that Pillow 9.4 wrote.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pictureFormatOf, pictureSizeOf } from '$src/metrics/formats/picture-size';

// The segments of a JPEG: start, Exif, quantisation, frame.
const start = '/9j/4AAQSkZJRgABAQAAAQABAAA=';
const exif = '/+EANEV4aWYAAE1NACoAAAAIAAIBDwACAAAABgAAACYBEgADAAAAAQAGAAAAAAAATWFrZXIA';
const tables =
  '/9sAQwBQNzxGPDJQRkFGWlVQX3jIgnhubnj1r7mRyP///////////////////////////////////////////////////9sAQwFVWlp4aXjrgoLr////////////////////////////////////////////////////////////////////////';
const baseline = '/8AAEQgABQAHAwERAAIRAQMRAQ==';
const progressive = '/8IAEQgABQAHAwEiAAIRAQMRAQ==';
const bytesOf = (base64: string) =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
const joined = (...parts: string[]) => Uint8Array.from(parts.flatMap((part) => [...bytesOf(part)]));

const pictures: readonly (readonly [string, string, Uint8Array, [number, number]])[] = [
  ['PNG', 'png', bytesOf('iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAIAAAAG+GGP'), [7, 5]],
  [
    'GIF',
    'gif',
    bytesOf('R0lGODdhBwAFAIEAAMgePAAAAAAAAAAAACwAAAAABwAFAAAIDAABCBxIsKDBgwcDAgA7'),
    [7, 5],
  ],
  ['JPEG', 'jpeg', joined(start, tables, baseline), [7, 5]],
  ['progressive JPEG', 'jpeg', joined(start, tables, progressive), [7, 5]],
  ['JPEG of a camera on its side', 'jpeg', joined(start, exif, tables, baseline), [5, 7]],
  ['lossy WebP', 'webp', bytesOf('UklGRi4AAABXRUJQVlA4ICIAAABwAQCdASoHAAUADMDOJaAC'), [7, 5]],
  [
    'lossless WebP',
    'webp',
    bytesOf('UklGRh4AAABXRUJQVlA4TBEAAAAvBgABAAdQjyKXp/+BiOh/AAA='),
    [7, 5],
  ],
  [
    'extended WebP',
    'webp',
    bytesOf('UklGRnQAAABXRUJQVlA4WAoAAAAIAAAABgAABAAAVlA4ICIAAABw'),
    [7, 5],
  ],
];

test.each(pictures)('%s', (_, format, bytes, [width, height]) => {
  expect(pictureFormatOf(bytes)).toBe(format);
  expect(pictureSizeOf(bytes)).toEqual({ width, height });
});

test.each(pictures)(
  '%s, cut anywhere or with any byte changed, is measured or not, but never throws',
  (_, __, bytes) => {
    for (let length = 0; length < bytes.length; length++) pictureSizeOf(bytes.slice(0, length));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const changed = bytes.slice();
        changed[at] = value;
        const size = pictureSizeOf(changed);
        if (size) expect(Math.min(size.width, size.height)).toBeGreaterThan(0);
      }),
    );
  },
);

test('a part of a larger buffer is read at its own place', () => {
  const [, , bytes] = pictures[0] ?? [];
  const larger = new Uint8Array(100);
  larger.set(bytes ?? [], 20);
  expect(pictureSizeOf(larger.subarray(20))).toEqual({ width: 7, height: 5 });
});

test('other files have none', () => {
  expect(pictureSizeOf(new TextEncoder().encode('{"images": []}'))).toBeUndefined();
  expect(pictureSizeOf(new Uint8Array(0))).toBeUndefined();
});
