/** Where cards open: never over the sentence, never off the screen. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitPicture } from '$src/ui/picture';
import { placeCard } from '$src/ui/position';

const viewport = { width: 1440, height: 900 };
const card = { width: 336, height: 260 };
const box = (left: number, top: number, width: number, height: number) => ({
  left,
  top,
  width,
  height,
});

describe('placeCard', () => {
  it('opens over the bench, left of the notebook column', () => {
    const column = box(910, 0, 500, 900);
    const place = placeCard(box(1000, 400, 80, 20), card, viewport, column);
    expect(place).toEqual({ left: 910 - 336 - 14, top: 370, side: 'beside' });
  });
  it('opens below its anchor where the column has no room beside it', () => {
    const column = box(40, 0, 500, 900);
    const place = placeCard(box(100, 200, 80, 20), card, viewport, column);
    expect(place).toEqual({ left: 12, top: 228, side: 'below' });
  });
  it('opens above at the bottom of the screen', () => {
    expect(placeCard(box(700, 850, 80, 20), card, viewport)).toEqual({
      left: 572,
      top: 582,
      side: 'above',
    });
  });
  it('stays on the screen wherever the anchor is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -200, max: 600 }),
        fc.integer({ min: -400, max: 1400 }),
        (left, top) => {
          const phone = { width: 390, height: 844 };
          const small = { width: 366, height: 240 };
          const place = placeCard(box(left, top, 60, 20), small, phone, undefined, {
            top: 52,
            bottom: 52,
          });
          expect(place.left).toBeGreaterThanOrEqual(12);
          expect(place.left + small.width).toBeLessThanOrEqual(390 - 12);
          expect(place.top).toBeGreaterThanOrEqual(52);
        },
      ),
    );
  });
});

describe('fitPicture', () => {
  it('fills the width of a picture as wide as the well', () => {
    expect(fitPicture({ width: 832, height: 416 }, { width: 832, height: 416 })).toEqual({
      x: 0,
      y: 0,
      width: 832,
      height: 416,
      scale: 1,
      isSmooth: true,
    });
  });
  it('scales small pictures by whole numbers and keeps them sharp', () => {
    const fit = fitPicture({ width: 12, height: 8 }, { width: 418, height: 278 });
    expect(fit).toMatchObject({ scale: 34, isSmooth: false, x: 5, y: 3 });
  });
  it('shrinks large ones smoothly and centres them', () => {
    const fit = fitPicture({ width: 1000, height: 2000 }, { width: 800, height: 400 });
    expect(fit).toMatchObject({
      scale: 0.2,
      width: 200,
      height: 400,
      x: 300,
      y: 0,
      isSmooth: true,
    });
  });
  it('holds a single pixel', () => {
    expect(fitPicture({ width: 1, height: 1 }, { width: 800, height: 400 }).scale).toBe(400);
  });
});
