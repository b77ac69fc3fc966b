// Boundary IoU: squares by hand, and the band against repeated erosion as the authors' program does it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createImage, type U8Image } from '$src/core/image';
import {
  boundaryBand,
  boundaryDistancePx,
  boundaryIou,
  boundaryTolerancePx,
  imageOfRle,
  maskOverlap,
} from '$src/metrics';
import { encodeRle } from '$src/metrics/rle';

function square(size: number, left: number, top: number, side: number): U8Image {
  const image = createImage('u8', size, size);
  for (let y = top; y < top + side; y++)
    image.data.fill(1, y * size + left, y * size + left + side);
  return image;
}

const count = ({ data }: U8Image): number => data.filter((value) => value !== 0).length;

describe('by hand', () => {
  test('bands of a 9 x 9 square are its rings; the picture’s edge counts as an outline', () => {
    const inside = square(20, 5, 5, 9);
    expect([1, 2, 4, 5].map((px) => count(boundaryBand(inside, px)))).toEqual([32, 56, 80, 81]);
    expect(count(boundaryBand(square(9, 0, 0, 9), 1))).toBe(32);
  });

  test('a shift by one pixel: harmless to the area, half of the outline', () => {
    // Rings of one pixel of 9 x 9 squares, one right: the upper and lower rows share 8 each, the columns nothing but
    // what lies in those rows. 16 shared of 32 + 32 - 16 = 48.
    const [a, b] = [square(20, 5, 5, 9), square(20, 6, 5, 9)];
    expect(boundaryIou(a, b, 1)).toBeCloseTo(16 / 48, 15);
    expect(maskOverlap(a, b, { bandPx: 1, tolerancePx: 1 })).toMatchObject({
      maskArea: 81,
      intersection: 72,
      union: 90,
      iou: 0.8,
      dice: 8 / 9,
      boundaryIou: 16 / 48,
      boundaryF: { f: 1 },
    });
  });

  test('a band that holds the whole masks is mask IoU; nothing and nothing agree', () => {
    expect(boundaryIou(square(20, 5, 5, 9), square(20, 6, 5, 9), 9)).toBe(0.8);
    const empty = createImage('u8', 20, 20);
    expect([boundaryIou(empty, empty), boundaryIou(empty, square(20, 5, 5, 9))]).toEqual([1, 0]);
  });

  test('distances of a 640 x 480 picture, diagonal 800', () => {
    expect([boundaryDistancePx(640, 480), boundaryTolerancePx(640, 480)]).toEqual([16, 7]);
    expect(boundaryDistancePx(10, 10)).toBe(1);
  });

  test('run-length masks are read as pictures', () => {
    const mask = square(6, 1, 2, 3);
    expect(imageOfRle(encodeRle(mask.data, 6, 6))).toEqual(mask);
  });

  test('what does not fit is refused', () => {
    expect(() => boundaryBand(square(6, 1, 2, 3), 0.5)).toThrow(/from 1, got 0\.5/);
    expect(() => boundaryIou(square(6, 1, 2, 3), square(7, 1, 2, 3))).toThrow('6 × 6 and 7 × 7');
  });
});

test('the band is what erosion by 3 x 3 takes away, repeated', () => {
  const size = fc.integer({ min: 1, max: 12 });
  const masks = fc.tuple(size, size).chain(([width, height]) =>
    fc
      .array(fc.constantFrom(0, 255, 255, 255), {
        minLength: width * height,
        maxLength: width * height,
      })
      .map((values) => {
        const mask = createImage('u8', width, height);
        mask.data.set(values);
        return mask;
      }),
  );
  fc.assert(
    fc.property(masks, fc.integer({ min: 1, max: 4 }), (mask, distance) => {
      let eroded = mask;
      for (let i = 0; i < distance; i++) eroded = erode(eroded);
      const band = boundaryBand(mask, distance);
      const wanted = [...mask.data].map((value, i) => (eroded.data[i] === 0 ? value : 0));
      expect([...band.data]).toEqual(wanted);
    }),
  );
});

function erode({ width, height, data }: U8Image): U8Image {
  const result = createImage('u8', width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isInside = [-1, 0, 1].every((dy) =>
        [-1, 0, 1].every((dx) => {
          const [nx, ny] = [x + dx, y + dy];
          if (nx < 0 || ny < 0 || nx >= width || ny >= height) return false;
          return data[ny * width + nx] !== 0;
        }),
      );
      if (isInside) result.data[y * width + x] = 255;
    }
  }
  return result;
}
