import { expect, test } from 'vitest';
import { pcg4d } from '$src/core/hash';

// Computed with unbounded integers modulo 2³² (Python), from the listing in JCGT 9(3), 2020.
test.each([
  [
    [0, 0, 0, 0],
    [251852841, 760645481, 850445371, 3542436074],
  ],
  [
    [1, 2, 3, 4],
    [908250390, 4044648920, 3775961919, 45698095],
  ],
  [
    [1279, 719, 2, 2147483647],
    [2792027777, 333900872, 3197279353, 867623943],
  ],
] as const)('pcg4d of %j', ([a, b, c, d], words) => {
  expect(pcg4d(a, b, c, d)).toEqual(words);
});

test('each bit of every word is set about half of the time', () => {
  const n = 4096;
  const counts = Array.from({ length: 128 }, () => 0);
  for (let i = 0; i < n; i++) {
    pcg4d(i % 64, i >> 6, 0, 7).forEach((word, w) => {
      for (let bit = 0; bit < 32; bit++) {
        counts[w * 32 + bit] = (counts[w * 32 + bit] ?? 0) + ((word >>> bit) & 1);
      }
    });
  }
  // Six standard deviations of a fair coin: 3·√n.
  for (const count of counts) expect(Math.abs(count - n / 2)).toBeLessThan(3 * Math.sqrt(n));
});
