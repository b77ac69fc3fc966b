import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grayFromRows, imageOf } from '$src/core/image';
import { mapColourChannels, mergeChannels, splitChannels } from '$src/core/planes';
import { mapValues, u8Images } from '../ops/random-images';

test('splits interleaved channels in order', () => {
  const rgb = imageOf('u8', 2, 1, 3, Uint8Array.of(1, 2, 3, 4, 5, 6));
  expect(splitChannels(rgb)).toEqual([
    grayFromRows([[1, 4]]),
    grayFromRows([[2, 5]]),
    grayFromRows([[3, 6]]),
  ]);
});

test('merging undoes splitting', () => {
  fc.assert(
    fc.property(u8Images(9, [1, 3, 4]), (image) => {
      expect(mergeChannels(splitChannels(image))).toEqual(image);
    }),
  );
});

test('maps colour and copies alpha', () => {
  const rgba = imageOf('u8', 1, 1, 4, Uint8Array.of(1, 2, 3, 4));
  const inverted = mapColourChannels(rgba, (plane) => mapValues(plane, (v) => 255 - v));
  expect([...inverted.data]).toEqual([254, 253, 252, 4]);
});

test('refuses planes that do not make an image', () => {
  const a = grayFromRows([[1, 2]]);
  expect(() => mergeChannels([a, a])).toThrow(/got 2 planes/);
  expect(() => mergeChannels([a, a, grayFromRows([[1]])])).toThrow(
    /Plane 2 must be 2 × 1.*got 1 × 1/,
  );
});
