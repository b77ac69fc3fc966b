import { expect, test } from 'vitest';
import { imageOf } from '$src/core/image';
import { formatOf, fromTexels, texelArray, toTexels } from '$src/gpu/texels';

test('formats by type and channels', () => {
  expect(formatOf({ type: 'u8', channels: 1 })).toBe('i32');
  expect(formatOf({ type: 'i16', channels: 1 })).toBe('i32');
  expect(formatOf({ type: 'f32', channels: 1 })).toBe('f32');
  expect(formatOf({ type: 'u8', channels: 3 })).toBe('u8x4');
  expect(formatOf({ type: 'u8', channels: 4 })).toBe('u8x4');
  expect(formatOf({ type: 'i16', channels: 3 })).toBe('i32x4');
  expect(formatOf({ type: 'f32', channels: 4 })).toBe('f32x4');
});

test('a gray byte image becomes 32-bit integers', () => {
  const texels = toTexels(imageOf('u8', 3, 1, 1, Uint8Array.of(0, 7, 255)));
  expect(texels).toEqual(Int32Array.of(0, 7, 255));
});

test('RGB gets an opaque fourth lane in bytes and a zero otherwise', () => {
  expect(toTexels(imageOf('u8', 2, 1, 3, Uint8Array.of(1, 2, 3, 4, 5, 6)))).toEqual(
    Uint8Array.of(1, 2, 3, 255, 4, 5, 6, 255),
  );
  expect(toTexels(imageOf('i16', 1, 1, 3, Int16Array.of(-1, 2, -3)))).toEqual(
    Int32Array.of(-1, 2, -3, 0),
  );
});

test('fromTexels drops the lane that RGB does not have', () => {
  const shape = { width: 2, height: 1, channels: 3, type: 'u8' } as const;
  const image = fromTexels(shape, Uint8Array.of(1, 2, 3, 9, 4, 5, 6, 9));
  expect(image).toEqual(imageOf('u8', 2, 1, 3, Uint8Array.of(1, 2, 3, 4, 5, 6)));
});

test('texel arrays have the lanes of their format', () => {
  expect(texelArray('i32', 6)).toEqual(new Int32Array(6));
  expect(texelArray('u8x4', 6)).toEqual(new Uint8Array(24));
  expect(texelArray('f32x4', 6)).toEqual(new Float32Array(24));
});
