import { describe, expect, test } from 'vitest';
import { imageOf } from '$src/core/image';
import { HeldFrames, readFrame } from '$src/detect/frame';
import { frameTensor } from '$src/detect/runtime/tfjs-frame';

const rgba = imageOf('u8', 2, 1, 4, new Uint8Array([1, 2, 3, 40, 5, 6, 7, 80]));

test('an image is its own pixels', () => {
  expect(readFrame(rgba)).toBe(rgba);
});

test.each([
  ['no pixels', { ...rgba, width: 0, data: new Uint8Array() }, /at least one pixel/],
  ['half a pixel', { ...rgba, width: 0.5 }, /0\.5 × 1/],
  ['too few bytes', { ...rgba, data: new Uint8Array(7) }, /needs 8 bytes.*got 7/],
  ['too many bytes', { ...rgba, data: new Uint8Array(9) }, /got 9/],
])('%s is refused', (_, frame, message) => {
  expect(() => readFrame(frame)).toThrow(message);
  expect(() => readFrame(frame)).toThrow(expect.objectContaining({ reason: 'bad-frame' }));
});

test('a bitmap is held during the call and closed when it fails', async () => {
  const held = new HeldFrames();
  let isClosed = false;
  const bitmap = { width: 1, height: 1, close: () => (isClosed = true) } as unknown as ImageBitmap;
  const failing = held.during(bitmap, () => {
    expect(held.bitmaps).toBe(1);
    return Promise.reject(new Error('broken'));
  });
  await expect(failing).rejects.toThrow('broken');
  expect(isClosed).toBe(true);
  expect(held.bitmaps).toBe(0);
  expect(await held.during(rgba, () => Promise.resolve(held.bitmaps))).toBe(0);
});

describe('as the input of a graph', () => {
  test.each([
    ['RGBA without its alpha', rgba, [1, 2, 3, 5, 6, 7]],
    ['RGB', imageOf('u8', 1, 2, 3, new Uint8Array([1, 2, 3, 5, 6, 255])), [1, 2, 3, 5, 6, 255]],
    [
      'gray three times',
      imageOf('u8', 2, 1, 1, new Uint8Array([9, 200])),
      [9, 9, 9, 200, 200, 200],
    ],
  ])('%s', async (_, image, expected) => {
    const tensor = frameTensor(image);
    expect(tensor.shape).toEqual([image.height, image.width, 3]);
    expect(tensor.dtype).toBe('int32');
    expect([...(await tensor.data())]).toEqual(expected);
    tensor.dispose();
  });
});
