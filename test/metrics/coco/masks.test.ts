// Overlap on runs against overlap on pixels, and masks of rectangles against boxes.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { iouXywh } from '$src/metrics';
import { MaskStore } from '$src/metrics/coco/mask-store';
import { polygonsRle } from '$src/metrics/polygon-mask';
import { encodeRle, rleArea, rleBox, type Rle } from '$src/metrics/rle';

const [width, height] = [9, 7];

function iou(a: Rle, b: Rle, isCrowd: boolean): number {
  const [first, second] = [new MaskStore(), new MaskStore()];
  first.add(b); // so that the masks compared are not the first of their stores
  first.add(a);
  second.add(b);
  return first.iou(1, second, 0, isCrowd);
}

test('runs and pixels agree', () => {
  const mask = fc.uint8Array({ minLength: width * height, maxLength: width * height, max: 1 });
  fc.assert(
    fc.property(mask, mask, fc.boolean(), (a, b, isCrowd) => {
      const count = (isIn: (i: number) => boolean) => [...a.keys()].filter(isIn).length;
      const shared = count((i) => a[i] === 1 && b[i] === 1);
      const of = isCrowd ? count((i) => a[i] === 1) : count((i) => a[i] === 1 || b[i] === 1);
      const got = iou(encodeRle(a, width, height), encodeRle(b, width, height), isCrowd);
      expect(got).toBe(of === 0 ? 0 : shared / of);
    }),
  );
});

test('runs of length 0, as other writers have them, change nothing', () => {
  const plain = { size: [2, 2], counts: [0, 4] } as const;
  const cut = { size: [2, 2], counts: [0, 1, 0, 2, 0, 1] } as const;
  expect(iou(plain, cut, false)).toBe(1);
});

test('masks of rectangles on whole pixels overlap as their boxes do', () => {
  const rectangle = fc.tuple(
    fc.integer({ min: 0, max: 40 }),
    fc.integer({ min: 0, max: 40 }),
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 20 }),
  );
  const drawn = ([x, y, w, h]: readonly [number, number, number, number]) =>
    polygonsRle([[x, y, x, y + h, x + w, y + h, x + w, y]], 64, 64);
  fc.assert(
    fc.property(rectangle, rectangle, fc.boolean(), (a, b, isCrowd) => {
      expect(rleBox(drawn(a))).toEqual(a);
      expect(rleArea(drawn(a))).toBe(a[2] * a[3]);
      expect(iou(drawn(a), drawn(b), isCrowd)).toBe(iouXywh(a, b, isCrowd));
    }),
  );
});
