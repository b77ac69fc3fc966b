import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createImage, grayFromRows, imageOf, type U8Image } from '$src/core/image';
import { sobel, sobelKernel, type SobelParams } from '$src/ops/sobel/reference';

const alongX: SobelParams = {
  dx: 1,
  dy: 0,
  ksize: 3,
  scale: 1,
  delta: 0,
  border: 'reflect101',
  outputType: 'i16',
};

const images = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([width, height]) =>
    fc
      .uint8Array({ minLength: width * height, maxLength: width * height })
      .map((data) => imageOf('u8', width, height, 1, new Uint8Array(data))),
  );

function transposed(image: U8Image): U8Image {
  const out = createImage('u8', image.height, image.width);
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      out.data[x * image.height + y] = image.data[y * image.width + x] ?? 0;
    }
  }
  return out;
}

describe('Sobel kernels', () => {
  // Worked out by hand as products of [1 1] and [−1 1]; the same as OpenCV's getDerivKernels.
  it.each([
    [0, 1, [1]],
    [1, 1, [-1, 0, 1]],
    [2, 1, [1, -2, 1]],
    [0, 3, [1, 2, 1]],
    [1, 3, [-1, 0, 1]],
    [2, 3, [1, -2, 1]],
    [0, 5, [1, 4, 6, 4, 1]],
    [1, 5, [-1, -2, 0, 2, 1]],
    [2, 5, [1, 0, -2, 0, 1]],
    [0, 7, [1, 6, 15, 20, 15, 6, 1]],
    [1, 7, [-1, -4, -5, 0, 5, 4, 1]],
    [2, 7, [1, 2, -1, -4, -1, 2, 1]],
  ])('of order %i and size %i', (order, ksize, expected) => {
    expect(sobelKernel(order, ksize)).toEqual(expected);
  });

  it('refuse other sizes and orders', () => {
    expect(() => sobelKernel(1, 4)).toThrow('got 4');
    expect(() => sobelKernel(3, 5)).toThrow('got 3');
  });
});

describe('sobel', () => {
  it('answers with the worked-out sum in the middle and mirrors at the edge', () => {
    const image = grayFromRows([
      [10, 20, 40],
      [10, 30, 90],
      [50, 60, 70],
    ]);
    const dx = sobel(image, alongX);
    // Middle: (40 − 10) + 2 · (90 − 10) + (70 − 50). Left and right columns mirror: difference 0.
    expect([...dx.data]).toEqual([0, 220, 0, 0, 210, 0, 0, 200, 0]);
    const dy = sobel(image, { ...alongX, dx: 0, dy: 1 });
    // Middle column: (50 − 10) + 2 · (60 − 20) + (70 − 40) = 150.
    expect([...dy.data].slice(3, 6)).toEqual([160, 150, 140]);
  });

  it('rounds halves to even after scaling and adds delta', () => {
    const image = grayFromRows([[0, 0, 1, 4, 4]]);
    // Differences 0 1 4 3 0, four times as much after smoothing over mirrored rows.
    const full = sobel(image, alongX);
    expect([...full.data]).toEqual([0, 4, 16, 12, 0]);
    const eighth = sobel(image, { ...alongX, scale: 0.125, delta: 2 });
    expect([...eighth.data]).toEqual([2, 2, 4, 4, 2]); // 2.5 → 2, 3.5 → 4
  });

  it('cuts negative slopes off in 8 bits and saturates 16 bits at size 7', () => {
    const falling = grayFromRows([[255, 255, 0, 0]]);
    expect([...sobel(falling, { ...alongX, outputType: 'u8' }).data]).toEqual([0, 0, 0, 0]);
    const step = grayFromRows([[0, 0, 0, 0, 255, 255, 255, 255]]);
    expect(Math.max(...sobel(step, { ...alongX, ksize: 7 }).data)).toBe(32767); // 10 · 64 · 255
  });

  it('reads 0 outside with a constant border', () => {
    const one = grayFromRows([[7]]);
    expect([...sobel(one, { ...alongX, dx: 0, border: 'constant' }).data]).toEqual([28]); // 2 · 2 · 7
  });

  it('treats colour channels alike and refuses alpha', () => {
    const gray = grayFromRows([[5, 9, 200]]);
    const rgb = imageOf('u8', 3, 1, 3, new Uint8Array([5, 0, 9, 9, 0, 9, 200, 0, 9]));
    const [g, c] = [sobel(gray, alongX), sobel(rgb, alongX)];
    expect([...c.data]).toEqual([...g.data].flatMap((v) => [v, 0, 0]));
    expect(() => sobel(createImage('u8', 2, 2, 4), alongX)).toThrow(TypeError);
  });

  it('is 0 on constant images and transposes with the image', () => {
    const sizes = fc.constantFrom(1, 3, 5, 7);
    fc.assert(
      fc.property(images, sizes, (image, ksize) => {
        const dx = sobel(image, { ...alongX, ksize });
        const dy = sobel(transposed(image), { ...alongX, ksize, dx: 0, dy: 1 });
        const back = createImage('i16', image.width, image.height);
        for (let i = 0; i < back.data.length; i++) {
          const [x, y] = [i % image.width, Math.floor(i / image.width)];
          back.data[i] = dy.data[x * image.height + y] ?? 0;
        }
        expect([...dx.data]).toEqual([...back.data]);
        const flat = { ...image, data: new Uint8Array(image.data.length).fill(image.data[0] ?? 0) };
        expect(sobel(flat, { ...alongX, ksize, dy: 1 }).data.every((v) => v === 0)).toBe(true);
      }),
    );
  });
});
