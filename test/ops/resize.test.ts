import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grayFromRows, imageOf } from '$src/core/image';
import { defaults } from '$src/core/params';
import resizeOp from '$src/ops/resize';
import { resize, resizeTaps } from '$src/ops/resize/reference';
import { mapValues, rowsOf, transposed, u8Images } from './random-images';

const methods = ['nearest', 'linear', 'area', 'cubic'] as const;

describe('by hand', () => {
  const pair = grayFromRows([[0, 255]]);

  test('nearest takes floor(i · scale), without half-pixel centres', () => {
    const four = grayFromRows([[10, 20, 30, 40]]);
    expect(rowsOf(resize(four, 2, 1, 'nearest'))).toEqual([[10, 30]]);
    expect(rowsOf(resize(four, 3, 1, 'nearest'))).toEqual([[10, 20, 30]]);
    expect(rowsOf(resize(pair, 4, 2, 'nearest'))).toEqual([
      [0, 0, 255, 255],
      [0, 0, 255, 255],
    ]);
  });

  test('linear blends between pixel centres', () => {
    // Centres of the four at −0.25, 0.25, 0.75 and 1.25: 0, 63.75, 191.25, 255.
    expect(rowsOf(resize(pair, 4, 1, 'linear'))).toEqual([[0, 64, 191, 255]]);
  });

  test('area averages what a pixel covers', () => {
    expect(rowsOf(resize(grayFromRows([[10, 20, 60, 61]]), 2, 1, 'area'))).toEqual([[15, 60]]);
    // 3 to 2: each covers one and a half: (2·30 + 60)/3 and (60 + 2·90)/3.
    expect(rowsOf(resize(grayFromRows([[30, 60, 90]]), 2, 1, 'area'))).toEqual([[40, 80]]);
  });

  test('area enlarges in steps where a pixel fits into one source pixel', () => {
    expect(rowsOf(resize(pair, 4, 1, 'area'))).toEqual([[0, 0, 255, 255]]);
    expect(rowsOf(resize(pair, 3, 1, 'area'))).toEqual([[0, 128, 255]]);
  });

  test("cubic overshoots at an edge: Keys' kernel with a = −0.75", () => {
    const step = grayFromRows([[100, 100, 200, 200]]);
    // Target 2 of 8 lies at 0.75: weights −0.0352, 0.2617, 0.8789, −0.1055 on 100 100 100 200.
    expect(rowsOf(resize(step, 8, 1, 'cubic'))[0]?.slice(0, 4)).toEqual([100, 96, 89, 123]);
  });
});

describe('properties', () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 1, max: 25 }));

  test.each(methods)('%s: weights sum to 1', (method) => {
    fc.assert(
      fc.property(sizes, sizes, ([width, height], [newWidth, newHeight]) => {
        const taps = resizeTaps({ width, height }, { width: newWidth, height: newHeight }, method);
        for (const { count, weights } of [taps.columns, taps.rows]) {
          for (let i = 0; i < weights.length; i += count) {
            const sum = weights.subarray(i, i + count).reduce((total, w) => total + w, 0);
            expect(sum).toBeCloseTo(1, 12);
          }
        }
      }),
    );
  });

  test.each(methods)('%s: same size is the same image, any channels', (method) => {
    fc.assert(
      fc.property(u8Images(10, [1, 3, 4]), (image) => {
        expect(resize(image, image.width, image.height, method)).toEqual(image);
      }),
    );
  });

  test.each(methods)('%s: a constant stays constant', (method) => {
    fc.assert(
      fc.property(u8Images(10), sizes, fc.integer({ min: 0, max: 255 }), (image, size, value) => {
        const result = resize(
          mapValues(image, () => value),
          ...size,
          method,
        );
        expect(result.data.every((v) => v === value)).toBe(true);
      }),
    );
  });

  test.each(methods)('%s: rows and columns are treated alike', (method) => {
    fc.assert(
      fc.property(u8Images(10), sizes, (image, [width, height]) => {
        const turned = transposed(resize(transposed(image), height, width, method));
        const straight = resize(image, width, height, method);
        // Columns are summed after rows, so a tie may fall the other way after turning.
        straight.data.forEach((v, i) => {
          expect(Math.abs(v - (turned.data[i] ?? 0))).toBeLessThanOrEqual(1);
        });
      }),
    );
  });

  test('area keeps the mean', () => {
    fc.assert(
      fc.property(u8Images(20), (image) => {
        const mean = (data: Uint8Array) => data.reduce((sum, v) => sum + v, 0) / data.length;
        const one = resize(image, 1, 1, 'area');
        expect(Math.abs(mean(image.data) - (one.data[0] ?? NaN))).toBeLessThanOrEqual(0.5 + 1e-9);
      }),
    );
  });
});

test('the op takes a factor or a size', () => {
  const image = imageOf('u8', 5, 3, 1, new Uint8Array(15));
  const params = defaults(resizeOp.params);
  const size = (p: Partial<typeof params>) => {
    const { result } = resizeOp.reference([image], { ...params, ...p });
    return [result?.width, result?.height];
  };
  expect(size({ sizing: 'scale', scale: 0.5 })).toEqual([2, 2]); // 2.5 and 1.5, halves to even
  expect(size({ sizing: 'scale', scale: 0.05 })).toEqual([1, 1]);
  expect(size({ sizing: 'size', width: 7, height: 11 })).toEqual([7, 11]);
});
