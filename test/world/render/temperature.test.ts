// Truth: CIE 015 (illuminant A; Planckian locus as tabulated by Wyszecki and Stiles, Color Science,
// 2nd ed. 1982, table 1(3.11)) and the IEC 61966-2-1 primaries.
import { expect, test } from 'vitest';
import { rgbOfTemperature } from '$src/world/render/temperature';

/** CIE 1931 x, y of linear sRGB. */
function chromaticity([r, g, b]: readonly [number, number, number]): [number, number] {
  const X = 0.4124564 * r + 0.3575761 * g + 0.1804375 * b;
  const Y = 0.2126729 * r + 0.7151522 * g + 0.072175 * b;
  const Z = 0.0193339 * r + 0.119192 * g + 0.9503041 * b;
  return [X / (X + Y + Z), Y / (X + Y + Z)];
}

test.each([
  [2000, 0.5267, 0.4133],
  [2856, 0.4476, 0.4074],
  [4000, 0.3805, 0.3768],
  [5000, 0.3451, 0.3516],
  [6504, 0.3135, 0.3237],
  [10000, 0.2807, 0.2884],
])('a black body of %i K has the published chromaticity', (kelvin, x, y) => {
  const found = chromaticity(rgbOfTemperature(kelvin));
  // Krystek's fit is within 0.0015 of the locus in x and y over this range.
  expect(Math.abs(found[0] - x)).toBeLessThan(0.0015);
  expect(Math.abs(found[1] - y)).toBeLessThan(0.0015);
});

test('its luminance is 1 wherever it is inside the gamut', () => {
  for (const kelvin of [2200, 3200, 5600, 9000, 15000]) {
    const [r, g, b] = rgbOfTemperature(kelvin);
    // The matrix and the weights are rounded to four and more digits.
    expect(0.2126729 * r + 0.7151522 * g + 0.072175 * b).toBeCloseTo(1, 4);
  }
});

test('warm light has more red than blue, cold light the reverse', () => {
  const [warmRed, , warmBlue] = rgbOfTemperature(2700);
  const [coldRed, , coldBlue] = rgbOfTemperature(12000);
  expect(warmRed / warmBlue).toBeGreaterThan(2);
  expect(coldBlue / coldRed).toBeGreaterThan(1.2);
});
