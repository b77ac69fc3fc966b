import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createImage, grayFromRows } from '$src/core/image';
import { laplacian, laplacianKernel, type LaplacianParams } from '$src/ops/laplacian/reference';
import { sobel } from '$src/ops/sobel/reference';

const plain: LaplacianParams = {
  ksize: 3,
  scale: 1,
  delta: 0,
  border: 'reflect101',
  outputType: 'i16',
};

describe('laplacian', () => {
  it('has the kernels of OpenCV', () => {
    expect(laplacianKernel(1)).toEqual([
      [0, 1, 0],
      [1, -4, 1],
      [0, 1, 0],
    ]);
    expect(laplacianKernel(3)).toEqual([
      [2, 0, 2],
      [0, -8, 0],
      [2, 0, 2],
    ]);
    for (const ksize of [1, 3, 5, 7]) {
      const sum = laplacianKernel(ksize)
        .flat()
        .reduce((a, b) => a + b, 0);
      expect(sum).toBe(0);
    }
  });

  it('answers a single bright pixel with its kernel', () => {
    const image = createImage('u8', 7, 7);
    image.data[24] = 3;
    const out = laplacian(image, { ...plain, ksize: 1 });
    const middle = [2, 3, 4].map((y) => [...out.data].slice(7 * y + 2, 7 * y + 5));
    expect(middle).toEqual([
      [0, 3, 0],
      [3, -12, 3],
      [0, 3, 0],
    ]);
  });

  it('is 0 on an even slope and saturates at 8 bits', () => {
    const ramp = grayFromRows(Array.from({ length: 5 }, () => [0, 10, 20, 30, 40]));
    expect(laplacian(ramp, plain).data[12]).toBe(0);
    const dot = grayFromRows([
      [0, 0, 0],
      [0, 255, 0],
      [0, 0, 0],
    ]);
    expect(laplacian(dot, { ...plain, outputType: 'u8' }).data[4]).toBe(0);
  });

  it('is the sum of both second Sobel derivatives', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 42, maxLength: 42 }),
        fc.constantFrom(3, 5),
        (data, ksize) => {
          const image = grayFromRows(
            Array.from({ length: 6 }, (_, y) => [...data.slice(7 * y, 7 * y + 7)]),
          );
          const xx = sobel(image, { ...plain, ksize, dx: 2, dy: 0 });
          const yy = sobel(image, { ...plain, ksize, dx: 0, dy: 2 });
          const sums = [...xx.data].map((v, i) => v + (yy.data[i] ?? 0));
          expect([...laplacian(image, { ...plain, ksize }).data]).toEqual(sums);
        },
      ),
    );
  });
});
