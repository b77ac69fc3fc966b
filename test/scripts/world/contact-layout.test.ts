import { expect, test } from 'vitest';
import { layOut, sideOf } from '$scripts/world/contact-layout';

const sheet = { width: 34, height: 34, columns: 3, gap: 1, paper: '#fff' };

test('pictures fill rows from the upper left with a gap all round', () => {
  expect(sideOf(sheet)).toBe(10);
  expect(layOut(sheet, ['a', 'b', 'c', 'd'])).toEqual([
    { picture: 'a', x: 1, y: 1, side: 10 },
    { picture: 'b', x: 12, y: 1, side: 10 },
    { picture: 'c', x: 23, y: 1, side: 10 },
    { picture: 'd', x: 1, y: 12, side: 10 },
  ]);
});

test('what does not fit is left out', () => {
  expect(layOut({ ...sheet, height: 24 }, [1, 2, 3, 4, 5, 6, 7])).toHaveLength(6);
});
