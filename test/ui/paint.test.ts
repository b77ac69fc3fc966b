/** Painting of raw data, by hand-worked pixels and by the properties that readers rely on. */
import { describe, expect, it } from 'vitest';
import { grayFromRows, imageOf } from '$src/core/image';
import { defaultColours, paint, paintHue, parseHex, type Rgba } from '$src/ui/paint';

const rgba = (picture: Rgba, i: number): number[] => [...picture.data.slice(i * 4, i * 4 + 4)];
const f32 = (...values: number[]) => imageOf('f32', values.length, 1, 1, new Float32Array(values));
const i16 = (...values: number[]) => imageOf('i16', values.length, 1, 1, new Int16Array(values));

/** OKLab lightness of an sRGB colour (Ottosson 2020): the inverse of what the painter does. */
function lightness([r = 0, g = 0, b = 0]: readonly number[]): number {
  const [lr = 0, lg = 0, lb = 0] = [r, g, b].map((v) => {
    const s = v / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * lr + 0.5363325363 * lg + 0.0514459929 * lb);
  const m = Math.cbrt(0.2119034982 * lr + 0.6806995451 * lg + 0.1073969566 * lb);
  const s = Math.cbrt(0.0883024619 * lr + 0.2817188376 * lg + 0.6299787005 * lb);
  return 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
}

describe('paint', () => {
  it('shows 8-bit gray as it is', () => {
    const picture = paint(grayFromRows([[0, 128, 255]]));
    expect([rgba(picture, 0), rgba(picture, 1), rgba(picture, 2)]).toEqual([
      [0, 0, 0, 255],
      [128, 128, 128, 255],
      [255, 255, 255, 255],
    ]);
  });

  it('shows RGB and RGBA as they are', () => {
    const rgb = imageOf('u8', 1, 1, 3, new Uint8Array([1, 2, 3]));
    const withAlpha = imageOf('u8', 1, 1, 4, new Uint8Array([1, 2, 3, 4]));
    expect(rgba(paint(rgb), 0)).toEqual([1, 2, 3, 255]);
    expect(rgba(paint(withAlpha), 0)).toEqual([1, 2, 3, 4]);
  });

  it('stretches other types from zero to their largest value', () => {
    const picture = paint(f32(0, 2, 4), { kind: 'gray' });
    expect([0, 1, 2].map((i) => picture.data[i * 4])).toEqual([0, 128, 255]);
  });

  it('puts zero of signed data at mid-grey and keeps both sides equally far', () => {
    const picture = paint(i16(-10, 0, 10, 5));
    expect([0, 1, 2, 3].map((i) => picture.data[i * 4])).toEqual([1, 128, 255, 192]);
  });

  it('chooses signed for data below zero and magnitude for data from zero', () => {
    expect(paint(i16(0, 5)).data[0]).toBe(defaultColours.ground[0]);
    expect(paint(i16(0, -5)).data[0]).toBe(128);
  });

  it('keeps a blank image blank', () => {
    expect(rgba(paint(f32(0, 0), { kind: 'magnitude' }), 1).slice(0, 3)).toEqual([
      ...defaultColours.ground,
    ]);
  });

  it('shows the full magnitude in full light', () => {
    const picture = paint(f32(0, 8), { kind: 'magnitude' });
    expect(rgba(picture, 1).slice(0, 3)).toEqual([...defaultColours.light]);
    const fixed = paint(f32(8), { kind: 'magnitude', full: 16 });
    expect(fixed.data[0]).toBeLessThan(defaultColours.light[0]);
  });

  it('labels the hysteresis stages with the colours passed in', () => {
    const colours = {
      ...defaultColours,
      edgeStrong: [1, 1, 1] as const,
      edgeKept: [2, 2, 2] as const,
      edgeDropped: [3, 3, 3] as const,
    };
    const picture = paint(grayFromRows([[0, 1, 2, 3, 128, 255]]), { kind: 'hysteresis', colours });
    expect([0, 1, 2, 3, 4, 5].map((i) => picture.data[i * 4])).toEqual([14, 3, 2, 1, 3, 1]);
  });

  it('gives labels their colours in turn and leaves 0 as ground', () => {
    const colours = { ...defaultColours, classes: [[9, 0, 0] as const, [0, 9, 0] as const] };
    const picture = paint(grayFromRows([[0, 1, 2, 3]]), { kind: 'labels', colours });
    expect([0, 1, 2, 3].map((i) => rgba(picture, i).slice(0, 2))).toEqual([
      [14, 13],
      [9, 0],
      [0, 9],
      [9, 0],
    ]);
  });

  it('shows every non-zero mask pixel alike', () => {
    const picture = paint(grayFromRows([[0, 1, 255]]), { kind: 'mask' });
    expect(picture.data[4]).toBe(picture.data[8]);
    expect(picture.data[0]).not.toBe(picture.data[4]);
  });
});

describe('hue', () => {
  const blackGround = { ...defaultColours, ground: [0, 0, 0] as const };

  it('is equally light for every direction', () => {
    const directions = f32(...Array.from({ length: 180 }, (_, i) => i));
    const picture = paintHue(directions, undefined, blackGround);
    const all = Array.from({ length: 180 }, (_, i) => lightness(rgba(picture, i)));
    // Eight-bit rounding moves OKLab lightness by less than 0.003; gamut clipping adds a little.
    expect(Math.max(...all) - Math.min(...all)).toBeLessThan(0.02);
  });

  it('gives opposite headings of one edge the same colour, and crossing edges different ones', () => {
    const picture = paintHue(f32(10, 190, 100));
    expect(rgba(picture, 0)).toEqual(rgba(picture, 1));
    expect(rgba(picture, 0)).not.toEqual(rgba(picture, 2));
  });

  it('is as bright as the magnitude, black where there is none', () => {
    const picture = paintHue(f32(30, 30, 30), f32(0, 1, 2), blackGround);
    const [none = 0, half = 0, full = 0] = [0, 1, 2].map((i) => lightness(rgba(picture, i)));
    expect(none).toBe(0);
    expect(half).toBeGreaterThan(0.3);
    expect(full).toBeGreaterThan(half);
  });

  it('refuses a magnitude of another size and names both', () => {
    expect(() => paintHue(f32(1, 2), f32(1))).toThrow(
      'The magnitude is 1 × 1, the direction 2 × 1',
    );
  });
});

describe('parseHex', () => {
  it('reads the forms that the tokens use', () => {
    expect(parseHex(' #56b4e9 ')).toEqual([86, 180, 233]);
    expect(parseHex('#fff')).toEqual([255, 255, 255]);
    expect(parseHex('rgb(1 2 3)')).toBeUndefined();
  });
});
