import { expect, test } from 'vitest';
import { roundHalfEven, saturateI16, saturateU8 } from '$src/core/rounding';

test('halves go to the even neighbour, unlike Math.round', () => {
  expect([0.5, 1.5, 2.5, -1.5, -2.5, 3.49, 3.51].map(roundHalfEven)).toEqual([
    0, 2, 2, -2, -2, 3, 4,
  ]);
});

test('saturation clamps at both ends', () => {
  expect([-1, 0, 255, 256].map(saturateU8)).toEqual([0, 0, 255, 255]);
  expect([-40000, -32768, 32767, 40000].map(saturateI16)).toEqual([-32768, -32768, 32767, 32767]);
});
