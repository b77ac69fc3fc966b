/**
 * The colour of a black body, for lamps and for white balance.
 * Chromaticity: Krystek, "An algorithm to calculate correlated colour temperature", Color Res. Appl. 10,
 * 1985 (CIE 1960 u, v); then CIE xyY and linear sRGB (IEC 61966-2-1 matrix).
 */

/**
 * Linear RGB of a black body at `temperatureK` (1000..15000), scaled to a luminance of 1; 6504 K is
 * close to white, and negative values (out of gamut) are cut at 0.
 */
export function rgbOfTemperature(temperatureK: number): [number, number, number] {
  const t = Math.min(15000, Math.max(1000, temperatureK));
  const u =
    (0.860117757 + 1.54118254e-4 * t + 1.28641212e-7 * t * t) /
    (1 + 8.42420235e-4 * t + 7.08145163e-7 * t * t);
  const v =
    (0.317398726 + 4.22806245e-5 * t + 4.20481691e-8 * t * t) /
    (1 - 2.89741816e-5 * t + 1.61456053e-7 * t * t);
  const x = (3 * u) / (2 * u - 8 * v + 4);
  const y = (2 * v) / (2 * u - 8 * v + 4);
  const [X, Z] = [x / y, (1 - x - y) / y];
  return [
    Math.max(0, 3.2404542 * X - 1.5371385 - 0.4985314 * Z),
    Math.max(0, -0.969266 * X + 1.8760108 + 0.041556 * Z),
    Math.max(0, 0.0556434 * X - 0.2040259 + 1.0572252 * Z),
  ];
}
