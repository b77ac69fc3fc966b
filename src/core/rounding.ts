/** Rounding and saturation as OpenCV does them. `Math.round` is not used anywhere in the ops: it takes halves up. */

/** To nearest, halves to even (OpenCV's cvRound, IEEE 754 roundTiesToEven). */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const fraction = x - floor;
  if (fraction < 0.5) return floor;
  if (fraction > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Clamps to 0..255; apply after rounding. */
export function saturateU8(x: number): number {
  return x < 0 ? 0 : x > 255 ? 255 : x;
}

/** Clamps to -32768..32767; apply after rounding. */
export function saturateI16(x: number): number {
  return x < -32768 ? -32768 : x > 32767 ? 32767 : x;
}
