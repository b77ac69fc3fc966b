import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grayFromRows } from '$src/core/image';
import { boxBlur } from '$src/ops/box-blur/reference';
import { motionBlur, motionStep, pointSpread } from '$src/ops/motion-blur/reference';
import { mapValues, rowsOf, u8Images } from './random-images';

// Samples at the pixel and 0.7071 to each side of it in x and y. Weights of the impulse: at the centre
// 1 + 2 · 0.2929² = 1.1716, beside it 0.7071 · 0.2929 = 0.2071, along the path 0.7071² = 0.5; all / 3.
test('hand-worked: 45 degrees rises to the right', () => {
  const image = grayFromRows([
    [0, 0, 0],
    [0, 240, 0],
    [0, 0, 0],
  ]);
  expect(rowsOf(motionBlur(image, { length: 3, angle: 45 }))).toEqual([
    [0, 17, 40],
    [17, 94, 17],
    [40, 17, 0],
  ]);
});

test('an even length samples between the pixels', () => {
  // Samples half a pixel to each side: (left + 2 · here + right) / 4.
  const image = grayFromRows([[0, 0, 100, 0, 0]]);
  expect(rowsOf(motionBlur(image, { length: 2, angle: 0 }))).toEqual([[0, 25, 50, 25, 0]]);
});

test('odd lengths along the axes are box blurs', () => {
  fc.assert(
    fc.property(u8Images(9, [1, 3, 4]), fc.integer({ min: 0, max: 6 }), (image, half) => {
      const length = 2 * half + 1;
      const box = { anchorX: -1, anchorY: -1, normalize: true, border: 'replicate' } as const;
      const across = boxBlur(image, { ...box, kernelWidth: length, kernelHeight: 1 });
      const down = boxBlur(image, { ...box, kernelWidth: 1, kernelHeight: length });
      expect(motionBlur(image, { length, angle: 0 })).toEqual(across);
      expect(motionBlur(image, { length, angle: 180 })).toEqual(across);
      expect(motionBlur(image, { length, angle: 90 })).toEqual(down);
    }),
  );
});

test('length 1 changes nothing at any angle, and a constant image stays', () => {
  fc.assert(
    fc.property(u8Images(7, [1, 3, 4]), fc.integer({ min: 0, max: 180 }), (image, angle) => {
      expect(motionBlur(image, { length: 1, angle })).toEqual(image);
      const flat = mapValues(image, () => 77);
      expect(motionBlur(flat, { length: 8, angle })).toEqual(flat);
    }),
  );
});

test('steps are one pixel long, y down', () => {
  expect(motionStep(90)).toEqual({ x: 0, y: -1 });
  const { x, y } = motionStep(30);
  expect([x, y]).toEqual([expect.closeTo(Math.sqrt(3) / 2, 12), expect.closeTo(-0.5, 12)]);
});

test('the point spread function keeps the light, is centred and points both ways alike', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 63 }),
      fc.integer({ min: 0, max: 180 }),
      (length, angle) => {
        const taps = pointSpread({ length, angle });
        const sum = (of: (tap: (typeof taps)[number]) => number) =>
          taps.reduce((total, tap) => total + of(tap), 0);
        expect(sum((tap) => tap.weight)).toBeCloseTo(length, 9);
        expect(sum((tap) => tap.weight * tap.dx)).toBeCloseTo(0, 8);
        expect(sum((tap) => tap.weight * tap.dy)).toBeCloseTo(0, 8);
      },
    ),
  );
});

test('a length below 1 is refused', () => {
  expect(() => motionBlur(grayFromRows([[1]]), { length: 0, angle: 0 })).toThrow(/got 0/);
});
