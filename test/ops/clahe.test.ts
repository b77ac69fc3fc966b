import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createImage, grayFromRows } from '$src/core/image';
import { clahe, clipAndRedistribute, claheTiling } from '$src/ops/clahe/reference';
import { mapValues, rowsOf, u8Images } from './random-images';

describe('tiles', () => {
  test('a grid that divides the image needs no padding', () => {
    expect(claheTiling(320, 240, { clipLimit: 2, tilesX: 8, tilesY: 8 })).toEqual({
      tileWidth: 40,
      tileHeight: 30,
      limit: 9, // trunc(2 · 1200/256)
    });
  });

  test('if one axis needs padding, the other gets a whole tile count too, as in OpenCV', () => {
    expect(claheTiling(321, 240, { clipLimit: 0, tilesX: 8, tilesY: 8 })).toEqual({
      tileWidth: 41,
      tileHeight: 31,
      limit: Infinity,
    });
  });

  test('the limit is at least one pixel', () => {
    expect(claheTiling(16, 16, { clipLimit: 0.5, tilesX: 8, tilesY: 8 }).limit).toBe(1);
  });
});

describe('clipping', () => {
  test('shares the excess evenly and the rest at even steps', () => {
    const histogram = new Int32Array(256);
    histogram[10] = 300;
    histogram[20] = 5;
    // Limit 40: excess 260 = 256 + 4: one for all, and one more for bins 0, 64, 128 and 192.
    const clipped = clipAndRedistribute(histogram, 40);
    expect([0, 1, 10, 20, 64, 128, 192, 255].map((bin) => clipped[bin])).toEqual([
      2, 1, 41, 6, 2, 2, 2, 1,
    ]);
  });

  test('without a limit nothing changes', () => {
    const histogram = new Int32Array(256).fill(7);
    expect(clipAndRedistribute(histogram, Infinity)).toEqual(histogram);
  });

  test('no pixel is lost', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 256, maxLength: 256 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 300 }), (values, limit) => {
        const sum = (h: Int32Array) => h.reduce((total, n) => total + n, 0);
        const histogram = Int32Array.from(values);
        expect(sum(clipAndRedistribute(histogram, limit))).toBe(sum(histogram));
      }),
    );
  });
});

describe('result', () => {
  test('one tile without limit maps each value to its cumulative share', () => {
    const image = grayFromRows([[10, 10, 20, 30, 30, 30, 30, 40]]);
    const { result, lut } = clahe(image, { clipLimit: 0, tilesX: 1, tilesY: 1 });
    // 255·2/8 = 63.75, 255·3/8 = 95.625, 255·7/8 = 223.125
    expect(rowsOf(result)).toEqual([[64, 64, 96, 223, 223, 223, 223, 255]]);
    expect([lut.data[9], lut.data[10], lut.data[255]]).toEqual([0, 64, 255]);
  });

  test('between two tile centres the tables are blended, outside the nearest one counts', () => {
    // Two tiles of 4 pixels: left all 0, right all 200. Value 0 maps to 255 in the left tile; in the
    // right one nothing is at most 0, so it maps to 0. Centres at x = 2 and x = 6.
    const image = grayFromRows([[0, 0, 0, 0, 0, 200, 200, 200]]);
    const { lut, histograms } = clahe(image, { clipLimit: 0, tilesX: 2, tilesY: 1 });
    expect([histograms.data[0], histograms.data[256], histograms.data[256 + 200]]).toEqual([
      4, 1, 3,
    ]);
    expect([lut.data[0], lut.data[256]]).toEqual([255, 64]);
    const row = rowsOf(clahe(image, { clipLimit: 0, tilesX: 2, tilesY: 1 }).result)[0];
    // x = 3: 255·0.75 + 64·0.25 = 207.25; x = 4: 255·0.5 + 64·0.5 = 159.5, a tie: to even.
    expect(row).toEqual([255, 255, 255, 207, 160, 255, 255, 255]);
  });

  test('the image is mirrored into the padding, the edge pixel once', () => {
    // 3 pixels, 2 tiles of 2: the second tile holds pixels 2 and 1 again.
    const { histograms } = clahe(grayFromRows([[10, 20, 30]]), {
      clipLimit: 0,
      tilesX: 2,
      tilesY: 1,
    });
    expect([20, 30].map((v) => histograms.data[256 + v])).toEqual([2, 2]); // two rows of padding
  });

  test('any size from 1 × 1 on', () => {
    const { result } = clahe(grayFromRows([[77]]), { clipLimit: 2, tilesX: 8, tilesY: 8 });
    expect(result).toMatchObject({ width: 1, height: 1 });
  });

  test('tables rise, and every tile counts all of its pixels', () => {
    fc.assert(
      fc.property(
        u8Images(20),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom(0, 1, 2.5, 40),
        (image, tilesX, tilesY, clipLimit) => {
          const options = { clipLimit, tilesX, tilesY };
          const { lut, histograms } = clahe(image, options);
          const { tileWidth, tileHeight } = claheTiling(image.width, image.height, options);
          for (let tile = 0; tile < tilesX * tilesY; tile++) {
            const counts = histograms.data.subarray(tile * 256, tile * 256 + 256);
            const total = counts.reduce((sum, n) => sum + n, 0);
            expect(total).toBe(tileWidth * tileHeight);
            for (let v = 1; v < 256; v++) {
              const [below = 0, own = 0] = lut.data.subarray(tile * 256 + v - 1);
              expect(own).toBeGreaterThanOrEqual(below);
            }
            expect(lut.data[tile * 256 + 255]).toBe(255);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('a low limit adds less contrast than a high one', () => {
    const faint = mapValues(createImage('u8', 64, 64), (_, i) => 100 + ((i * 7) % 5));
    const spread = (clipLimit: number) => {
      const { data } = clahe(faint, { clipLimit, tilesX: 2, tilesY: 2 }).result;
      return Math.max(...data) - Math.min(...data);
    };
    expect(spread(1)).toBeLessThan(spread(4));
    expect(spread(4)).toBeLessThan(spread(40));
  });
});
