import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grayFromRows, imageOf } from '$src/core/image';
import { defaults } from '$src/core/params';
import type { Matrix } from '$src/core/params';
import op from '$src/ops/filter2d';
import { filter2D, windowAxis, type Filter2DParams } from '$src/ops/filter2d/reference';
import { rowsOf, u8Images } from './random-images';

const base: Filter2DParams = { ...defaults(op.params), border: 'constant' };
const impulse = grayFromRows([
  [0, 0, 0],
  [0, 1, 0],
  [0, 0, 0],
]);
const letters: Matrix = [
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
];

describe('hand-worked', () => {
  test('correlation of an impulse gives the kernel turned by 180 degrees', () => {
    expect(rowsOf(filter2D(impulse, { ...base, kernel: letters }))).toEqual([
      [9, 8, 7],
      [6, 5, 4],
      [3, 2, 1],
    ]);
  });

  test('convolution of an impulse gives the kernel itself', () => {
    expect(rowsOf(filter2D(impulse, { ...base, kernel: letters, flip: true }))).toEqual([
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ]);
  });

  test('the anchor names the element on the output pixel', () => {
    const row = grayFromRows([[10, 20, 30, 40]]);
    const kernel = [[1, 0, 0]];
    const shifted = (anchorX: number, border: Filter2DParams['border']) =>
      rowsOf(filter2D(row, { ...base, kernel, anchorX, border }));
    expect(shifted(0, 'constant')).toEqual([[10, 20, 30, 40]]);
    expect(shifted(-1, 'replicate')).toEqual([[10, 10, 20, 30]]);
    expect(shifted(-1, 'reflect101')).toEqual([[20, 10, 20, 30]]);
    expect(shifted(2, 'reflect101')).toEqual([[30, 20, 10, 20]]);
    expect(shifted(2, 'reflect')).toEqual([[20, 10, 10, 20]]);
  });

  test('borderValue stands outside a constant border', () => {
    const p = { ...base, kernel: [[1, 0, 0]], borderValue: 7 };
    expect(rowsOf(filter2D(grayFromRows([[10, 20]]), p))).toEqual([[7, 10]]);
  });

  test('halves go to even, and u8 saturates where i16 does not', () => {
    const row = grayFromRows([[1, 3, 5, 7]]);
    expect(rowsOf(filter2D(row, { ...base, kernel: [[0.5]] }))).toEqual([[0, 2, 2, 4]]);
    const bright = grayFromRows([[0, 200]]);
    const p = { ...base, kernel: [[-2]], delta: 100 };
    expect(rowsOf(filter2D(bright, p))).toEqual([[100, 0]]);
    expect(rowsOf(filter2D(bright, { ...p, outputType: 'i16' }))).toEqual([[100, -300]]);
    const huge = { ...base, kernel: [[200]], outputType: 'i16' } as const;
    expect(rowsOf(filter2D(bright, huge))).toEqual([[0, 32767]]);
  });

  test('dilation 2 reads every second pixel', () => {
    const row = grayFromRows([[1, 2, 3, 4, 5]]);
    const p = { ...base, kernel: [[1, 0, 1]], dilation: 2, padding: 'valid' } as const;
    expect(rowsOf(filter2D(row, p))).toEqual([[6]]);
  });
});

// Dumoulin & Visin, figures 2.1 (4, 3), 2.5 (5, 3, stride 2), 5.1 (7, 3, dilation 2).
test.each([
  { n: 4, k: 3, stride: 1, dilation: 1, valid: 2, same: 4 },
  { n: 5, k: 3, stride: 2, dilation: 1, valid: 2, same: 3 },
  { n: 7, k: 3, stride: 1, dilation: 2, valid: 3, same: 7 },
  { n: 6, k: 3, stride: 2, dilation: 1, valid: 2, same: 3 },
  { n: 1, k: 1, stride: 8, dilation: 8, valid: 1, same: 1 },
])('size of $n with kernel $k, stride $stride, dilation $dilation', (c) => {
  const p = { ...base, stride: c.stride, dilation: c.dilation };
  expect(windowAxis(c.n, c.k, -1, { ...p, padding: 'valid' }).size).toBe(c.valid);
  expect(windowAxis(c.n, c.k, -1, { ...p, padding: 'same' }).size).toBe(c.same);
});

describe('properties', () => {
  const kernels = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))
    .chain(([rows, columns]) =>
      fc.array(
        fc.array(fc.integer({ min: -4, max: 4 }), { minLength: columns, maxLength: columns }),
        { minLength: rows, maxLength: rows },
      ),
    );
  const options = fc.record({
    kernel: kernels,
    flip: fc.boolean(),
    border: fc.constantFrom('replicate', 'reflect', 'reflect101', 'constant'),
    outputType: fc.constantFrom('u8', 'i16'),
    dilation: fc.integer({ min: 1, max: 3 }),
  } as const);

  test('a stride keeps every n-th output', () => {
    fc.assert(
      fc.property(u8Images(9), options, fc.integer({ min: 2, max: 4 }), (image, o, stride) => {
        const every = rowsOf(filter2D(image, { ...base, ...o }));
        const kept = every
          .filter((_, y) => y % stride === 0)
          .map((row) => row.filter((_, x) => x % stride === 0));
        expect(rowsOf(filter2D(image, { ...base, ...o, stride }))).toEqual(kept);
      }),
    );
  });

  test('valid is the part of same whose windows lie inside, whatever the border rule', () => {
    fc.assert(
      fc.property(u8Images(12), options, (image, o) => {
        const p = { ...base, ...o };
        const rows = o.dilation * (o.kernel.length - 1) + 1;
        const columns = o.dilation * ((o.kernel[0]?.length ?? 0) - 1) + 1;
        fc.pre(rows <= image.height && columns <= image.width);
        // Anchored at the element that is read first, the whole windows are the first ones.
        const anchor = o.flip
          ? { anchorX: (o.kernel[0]?.length ?? 0) - 1, anchorY: o.kernel.length - 1 }
          : { anchorX: 0, anchorY: 0 };
        const inside = rowsOf(filter2D(image, { ...p, ...anchor }))
          .slice(0, image.height - rows + 1)
          .map((row) => row.slice(0, image.width - columns + 1));
        expect(rowsOf(filter2D(image, { ...p, padding: 'valid' }))).toEqual(inside);
      }),
    );
  });

  test('flipping is the same as turning the kernel by 180 degrees (odd sizes)', () => {
    fc.assert(
      fc.property(u8Images(9), options, (image, o) => {
        fc.pre(o.kernel.length % 2 === 1 && (o.kernel[0]?.length ?? 0) % 2 === 1);
        const turned = [...o.kernel].reverse().map((row) => [...row].reverse());
        expect(filter2D(image, { ...base, ...o, kernel: turned, flip: !o.flip })).toEqual(
          filter2D(image, { ...base, ...o }),
        );
      }),
    );
  });

  test('colours are filtered one by one and alpha is copied', () => {
    fc.assert(
      fc.property(u8Images(6, [3, 4]), options, (image, o) => {
        const p = { ...base, ...o, outputType: 'u8' } as const;
        const out = filter2D(image, p);
        for (let c = 0; c < image.channels; c++) {
          const alone = grayFromRows(rowsOf(image, c));
          expect(rowsOf(out, c)).toEqual(c === 3 ? rowsOf(image, 3) : rowsOf(filter2D(alone, p)));
        }
      }),
    );
  });
});

describe('refusals', () => {
  test('an anchor outside the kernel', () => {
    expect(() => filter2D(impulse, { ...base, kernel: letters, anchorY: 3 })).toThrow(
      /Anchor 3 .*kernel of 3.*0 to 2/,
    );
  });
  test('a valid window larger than the image', () => {
    const p = { ...base, kernel: letters, dilation: 2, padding: 'valid' } as const;
    expect(() => filter2D(impulse, p)).toThrow(/spans 5 .*into 3/);
  });
  test('other element types and a missing image', () => {
    const floats = imageOf('f32', 1, 1, 1, new Float32Array(1));
    expect(() => op.reference([floats], defaults(op.params))).toThrow(/8-bit images, got f32/);
    expect(() => op.reference([], defaults(op.params))).toThrow(/takes one image, got 0/);
  });
});
