// COCO's run lengths: hand-worked masks, then what pycocotools made of the same masks, then properties.
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  checkRle,
  decodeRle,
  encodeLabelRle,
  encodeRle,
  fromCompressed,
  rleArea,
  rleBox,
  toCompressed,
} from '$src/metrics/rle';

const golden = JSON.parse(
  readFileSync(new URL('../golden/pycocotools/rle.json', import.meta.url), 'utf8'),
) as {
  cases: {
    name: string;
    size: [number, number];
    changes: number[];
    counts: string;
    area: number;
    bbox: [number, number, number, number];
  }[];
};

/** The golden file gives masks as the places, row by row, where the value changes. */
function maskOf({ size: [height, width], changes }: (typeof golden.cases)[number]): Uint8Array {
  const mask = new Uint8Array(height * width);
  changes.forEach((start, i) => {
    if (i % 2 === 0) mask.fill(1, start, changes[i + 1] ?? mask.length);
  });
  return mask;
}

describe('by hand', () => {
  test('the example of maskApi.h: 0 0 1 1 1 0 1 is 2 3 1 1', () => {
    expect(encodeRle([0, 0, 1, 1, 1, 0, 1], 1, 7).counts).toEqual([2, 3, 1, 1]);
    expect(encodeRle([1, 1, 1, 1, 1, 1, 0], 1, 7).counts).toEqual([0, 6, 1]);
  });

  test('runs go down the columns', () => {
    // 0 1 1
    // 0 1 0   columns: 00, 11, 10
    const rle = encodeRle([0, 255, 9, 0, 1, 0], 3, 2);
    expect(rle).toEqual({ size: [2, 3], counts: [2, 3, 1] });
    expect([...decodeRle(rle)]).toEqual([0, 1, 1, 0, 1, 0]);
    expect(rleArea(rle)).toBe(3);
    expect(rleBox(rle)).toEqual([1, 0, 2, 2]);
  });

  test('the mask of one label of several', () => {
    expect(encodeLabelRle([0, 1, 1, 0, 1, 2], 3, 2, 2).counts).toEqual([5, 1]);
  });

  test('from the fourth count on the string holds differences', () => {
    // 2 3 1 as they are; 1 - 3 = -2 is 11110 in five bits: 30 + 48 is N.
    const rle = { size: [7, 1], counts: [2, 3, 1, 1] } as const;
    expect(toCompressed(rle).counts).toBe('231N');
    expect(fromCompressed({ size: [7, 1], counts: '231N' })).toEqual(rle);
  });

  test('counts of 16 need a second character, for the sign', () => {
    // 16 = 10000: the highest bit would read as minus, so 10000 + "more", then 00000: (48+48) ` and 0.
    expect(toCompressed({ size: [4, 4], counts: [16] }).counts).toBe('`0');
    expect(toCompressed({ size: [5, 3], counts: [15] }).counts).toBe('?');
  });

  test('runs of length 0 in the middle are read, as other writers produce them', () => {
    const rle = fromCompressed({ size: [2, 2], counts: '0004' });
    expect(rle.counts).toEqual([0, 0, 0, 4]);
    expect(rleArea(rle)).toBe(4);
    expect([...decodeRle(rle)]).toEqual([1, 1, 1, 1]);
    expect(rleBox(rle)).toEqual([0, 0, 2, 2]);
  });
});

describe('as pycocotools', () => {
  test.each(golden.cases.map((entry) => [entry.name, entry] as const))('%s', (_, entry) => {
    const { size, counts, area, bbox } = entry;
    const [height, width] = size;
    const mask = maskOf(entry);
    const rle = encodeRle(mask, width, height);
    expect(toCompressed(rle)).toEqual({ size, counts });
    expect(fromCompressed({ size, counts })).toEqual(rle);
    expect(Buffer.compare(decodeRle(rle), mask)).toBe(0);
    expect(rleArea(rle)).toBe(area);
    // pycocotools gives an empty mask a box of zeros; here it has none.
    expect(rleBox(rle) ?? [0, 0, 0, 0]).toEqual(bbox);
  });
});

describe('hostile input', () => {
  const read = (counts: string): unknown => fromCompressed({ size: [4, 4], counts });
  test.each([
    ['characters outside the alphabet', '2~3', '"~" at character 1'],
    ['a space', ' ', '" " at character 0'],
    ['letters beyond ASCII', '2☃', 'at character 1'],
    ['an end within a count', '2`', 'ends within a count'],
    ['a count that never ends', 'oooooooooo', 'at most 6 characters'],
    ['a negative count', 'N', 'count 0 (character 0) is -2'],
    ['a difference below 0', '111M', 'count 3 (character 3) is -2'],
    ['more than the picture has', 'Q1', 'is 33, expected 0 to 16'],
    ['a sum that is too small', '51', 'sum up to 6, expected 16'],
    ['nothing', '', 'sum up to 0, expected 16'],
  ])('%s', (_, counts, message) => {
    expect(() => read(counts)).toThrow(RangeError);
    expect(() => read(counts)).toThrow(message);
  });

  test('counts that are no counts', () => {
    expect(() => checkRle({ size: [2, 2], counts: [-1, 5] })).toThrow('count 0 is -1');
    expect(() => checkRle({ size: [2, 2], counts: [1.5, 2.5] })).toThrow('count 0 is 1.5');
    expect(() => decodeRle({ size: [2, 2], counts: [1, 4] })).toThrow('sum up to 5, expected 4');
    const text = ['4'] as unknown as number[];
    expect(() => decodeRle({ size: [2, 2], counts: text })).toThrow('count 0 is 4');
  });

  test('sizes that would fill the memory are refused before anything is reserved', () => {
    const counts = [1e12];
    expect(() => decodeRle({ size: [1e6, 1e6], counts })).toThrow('at most 268435456');
    expect(() => decodeRle({ size: [0, 4], counts: [0] })).toThrow('got [0, 4]');
    expect(() => encodeRle([0, 1], 3, 1)).toThrow('has 3 values, got 2');
  });
});

describe('properties', () => {
  const masks = fc
    .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
    .chain(([width, height]) =>
      fc.record({
        width: fc.constant(width),
        height: fc.constant(height),
        mask: fc.uint8Array({ minLength: width * height, maxLength: width * height, max: 1 }),
      }),
    );

  test('encode, compress, expand, decode gives the mask back; area and box are its own', () => {
    fc.assert(
      fc.property(masks, ({ width, height, mask }) => {
        const rle = fromCompressed(toCompressed(encodeRle(mask, width, height)));
        expect(decodeRle(rle)).toEqual(mask);
        expect(rleArea(rle)).toBe(mask.reduce((sum, value) => sum + value, 0));
        const at = [...mask.keys()].filter((i) => mask[i] === 1);
        const xs = at.map((i) => i % width);
        const ys = at.map((i) => Math.floor(i / width));
        const [x, y] = [Math.min(...xs), Math.min(...ys)];
        expect(rleBox(rle)).toEqual(
          at.length === 0 ? undefined : [x, y, Math.max(...xs) - x + 1, Math.max(...ys) - y + 1],
        );
      }),
    );
  });

  test('long runs survive too', () => {
    const runs = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(runs, (counts) => {
        const width = counts.reduce((sum, run) => sum + run, 0);
        fc.pre(width > 0);
        const rle = { size: [1, width], counts } as const;
        expect(fromCompressed(toCompressed(rle))).toEqual(rle);
      }),
    );
  });

  test('any text is either read or refused with a RangeError', () => {
    const alphabet = fc.string({ unit: fc.constantFrom(...'01234?@O_`no~ '), maxLength: 12 });
    fc.assert(
      fc.property(fc.oneof(alphabet, fc.string()), (counts) => {
        try {
          checkRle(fromCompressed({ size: [6, 6], counts }));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
