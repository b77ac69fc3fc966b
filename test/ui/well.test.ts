/** The pixel cursor and the loupe: where they go, and that they stay inside. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitPicture } from '$src/ui/picture';
import { placeLoupe, stepCursor } from '$src/ui/well';

const picture = { width: 100, height: 50 };

describe('stepCursor', () => {
  it.each([
    ['ArrowRight', false, { x: 11, y: 20 }],
    ['ArrowLeft', true, { x: 0, y: 20 }],
    ['ArrowDown', true, { x: 10, y: 30 }],
    ['PageDown', false, { x: 10, y: 49 }],
    ['End', false, { x: 99, y: 20 }],
    [' ', false, { x: 10, y: 20 }],
  ])('%s (shift %s)', (key, isFar, to) => {
    expect(stepCursor(key, isFar, { x: 10, y: 20 }, picture)).toEqual(to);
  });
  it('leaves other keys to the page', () => {
    expect(stepCursor('Tab', false, { x: 0, y: 0 }, picture)).toBeUndefined();
  });
});

describe('placeLoupe', () => {
  it('never lies on the pixel that it shows, and stays inside the well', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 831 }),
        fc.integer({ min: 0, max: 415 }),
        fc.constantFrom(390, 832, 1664),
        (x, y, width) => {
          const canvas = { width, height: width / 2 };
          const dpr = width === 1664 ? 2 : 1;
          const fit = fitPicture({ width: 832, height: 416 }, canvas);
          const place = placeLoupe(canvas, dpr, { x, y }, fit);
          const distance = Math.hypot(
            fit.x + (x + 0.5) * fit.scale - place.cx,
            fit.y + (y + 0.5) * fit.scale - place.cy,
          );
          expect(distance).toBeGreaterThan(place.radius);
          expect(place.cx - place.radius).toBeGreaterThanOrEqual(0);
          expect(place.cx + place.radius).toBeLessThanOrEqual(canvas.width);
          expect(place.cy + place.radius).toBeLessThanOrEqual(canvas.height);
        },
      ),
    );
  });
});
