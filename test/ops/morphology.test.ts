import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createImage, grayFromRows, imageOf, type U8Image } from '$src/core/image';
import { defaults } from '$src/core/params';
import morphologyOp from '$src/ops/morphology';
import { morphology, type MorphologyOperation } from '$src/ops/morphology/reference';
import { structuringElement } from '$src/ops/structuring-element/reference';
import { mapValues, rowsOf, u8Images } from './random-images';

const square = structuringElement('rect', 3, 3);
const cross = structuringElement('cross', 3, 3);

describe('by hand', () => {
  const speckAndHole = grayFromRows([
    [9, 0, 0, 0, 0, 0, 0],
    [0, 0, 9, 9, 9, 9, 0],
    [0, 0, 9, 9, 9, 9, 0],
    [0, 0, 9, 9, 0, 9, 0],
    [0, 0, 9, 9, 9, 9, 0],
    [0, 0, 0, 0, 0, 0, 0],
  ]);

  test('erosion takes the smallest neighbour', () => {
    expect(rowsOf(morphology(speckAndHole, 'erode', { element: square }))).toEqual([
      [0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0],
    ]);
    expect(rowsOf(morphology(speckAndHole, 'erode', { element: cross }))[2]).toEqual([
      0, 0, 0, 9, 0, 0, 0,
    ]);
  });

  test('closing fills the hole and keeps the outline', () => {
    const ring = grayFromRows([
      [0, 0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0, 0],
      [0, 0, 9, 9, 9, 9, 0, 0],
      [0, 0, 9, 0, 9, 9, 0, 0],
      [0, 0, 9, 9, 9, 9, 0, 0],
      [0, 0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0, 0],
    ]);
    const closed = rowsOf(morphology(ring, 'close', { element: square }));
    const expected = rowsOf(ring);
    expected[3] = [0, 0, 9, 9, 9, 9, 0, 0];
    expect(closed).toEqual(expected);
  });

  test('nothing counts outside the image: closing joins an object to a border that it nearly touches', () => {
    // Dilated 9 9 9 9 0 0; the first pixel then sees only itself and its right neighbour.
    const line = grayFromRows([[0, 9, 9, 0, 0, 0]]);
    const element = structuringElement('rect', 3, 1);
    expect(rowsOf(morphology(line, 'close', { element }))).toEqual([[9, 9, 9, 0, 0, 0]]);
  });

  test('top hat keeps the speck, black hat finds the hole', () => {
    const line = grayFromRows([[5, 5, 90, 5, 5, 60, 60, 60, 10, 60, 60, 60]]);
    const element = structuringElement('rect', 3, 1);
    expect(rowsOf(morphology(line, 'tophat', { element }))).toEqual([
      [0, 0, 85, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ]);
    expect(rowsOf(morphology(line, 'blackhat', { element }))).toEqual([
      [0, 0, 0, 55, 55, 0, 0, 0, 50, 0, 0, 0],
    ]);
  });

  test('the gradient is dilation minus erosion', () => {
    const step = grayFromRows([[10, 10, 10, 70, 70, 70]]);
    expect(rowsOf(morphology(step, 'gradient', { element: square }))).toEqual([
      [0, 0, 60, 60, 0, 0],
    ]);
  });

  test('the element is not mirrored: dilation looks where the element points', () => {
    const element = grayFromRows([[0, 1, 1]]); // the pixel itself and its right neighbour
    const impulse = grayFromRows([[0, 0, 7, 0, 0]]);
    expect(rowsOf(morphology(impulse, 'dilate', { element }))).toEqual([[0, 7, 7, 0, 0]]);
  });

  test('the anchor moves the element; beyond it, its last column counts', () => {
    const element = grayFromRows([[1, 1, 1]]);
    const impulse = grayFromRows([[0, 0, 0, 7, 0, 0, 0]]);
    const dilate = (anchorX: number) =>
      rowsOf(morphology(impulse, 'dilate', { element, anchorX, anchorY: 0 }))[0];
    expect(dilate(0)).toEqual([0, 7, 7, 7, 0, 0, 0]);
    expect(dilate(2)).toEqual([0, 0, 0, 7, 7, 7, 0]);
    expect(dilate(9)).toEqual(dilate(2));
  });

  test('an empty element sees nothing: erosion gives 255, dilation 0', () => {
    const element = createImage('u8', 3, 3);
    expect(rowsOf(morphology(grayFromRows([[7]]), 'erode', { element }))).toEqual([[255]]);
    expect(rowsOf(morphology(grayFromRows([[7]]), 'dilate', { element }))).toEqual([[0]]);
  });

  test('colour by channel, alpha as it was', () => {
    const rgba = imageOf('u8', 2, 1, 4, Uint8Array.of(1, 20, 3, 4, 10, 2, 30, 40));
    const { data } = morphology(rgba, 'dilate', { element: square });
    expect([...data]).toEqual([10, 20, 30, 4, 10, 20, 30, 40]);
  });
});

describe('properties', () => {
  const images = u8Images(12);
  const elements = fc
    .tuple(
      fc.constantFrom('rect', 'cross', 'ellipse'),
      fc.constantFrom(1, 3, 5),
      fc.constantFrom(1, 3, 5),
    )
    .map(([shape, width, height]) => structuringElement(shape, width, height));
  const apply = (image: U8Image, operation: MorphologyOperation, element: U8Image) =>
    morphology(image, operation, { element });
  const isAtMost = (a: U8Image, b: U8Image) => a.data.every((v, i) => v <= (b.data[i] ?? 0));

  test('erosion ≤ opening ≤ image ≤ closing ≤ dilation', () => {
    fc.assert(
      fc.property(images, elements, (image, element) => {
        const chain = (['erode', 'open', 'close', 'dilate'] as const).map((operation) =>
          apply(image, operation, element),
        );
        const [eroded = image, opened = image, closed = image, dilated = image] = chain;
        expect(isAtMost(eroded, opened)).toBe(true);
        expect(isAtMost(opened, image)).toBe(true);
        expect(isAtMost(image, closed)).toBe(true);
        expect(isAtMost(closed, dilated)).toBe(true);
      }),
    );
  });

  test('opening and closing with a symmetric element are idempotent', () => {
    fc.assert(
      fc.property(
        images,
        elements,
        fc.constantFrom('open', 'close'),
        (image, element, operation) => {
          const once = apply(image, operation, element);
          expect(apply(once, operation, element)).toEqual(once);
        },
      ),
    );
  });

  test('duality: eroding the negative is the negative of dilating', () => {
    const negative = (image: U8Image) => mapValues(image, (v) => 255 - v);
    fc.assert(
      fc.property(images, u8Images(4), (image, element) => {
        expect(apply(negative(image), 'erode', element)).toEqual(
          negative(apply(image, 'dilate', element)),
        );
      }),
    );
  });

  test('n iterations of a square reach as far as one square of 2n + 1', () => {
    fc.assert(
      fc.property(images, fc.integer({ min: 1, max: 4 }), (image, iterations) => {
        const wide = structuringElement('rect', 2 * iterations + 1, 2 * iterations + 1);
        for (const operation of ['erode', 'dilate', 'open', 'close', 'blackhat'] as const) {
          expect(morphology(image, operation, { element: square, iterations })).toEqual(
            apply(image, operation, wide),
          );
        }
      }),
    );
  });
});

test('the op takes a custom element from its matrix', () => {
  const params = {
    ...defaults(morphologyOp.params),
    operation: 'dilate',
    shape: 'custom',
    kernel: [[0, 0.5]],
  } as const;
  const { result } = morphologyOp.reference([grayFromRows([[1, 2, 3, 0]])], params);
  // The centre of two columns is the right one: the only cell of the element is the pixel itself.
  expect(result && rowsOf(result)).toEqual([[1, 2, 3, 0]]);
});
