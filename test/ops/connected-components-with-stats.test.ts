import { expect, test } from 'vitest';
import { createImage, grayFromRows } from '$src/core/image';
import analysis from '$src/ops/connected-components-with-stats';

test('counts by the chosen neighbourhood', () => {
  const mask = grayFromRows([
    [255, 0],
    [0, 255],
  ]);
  expect(analysis.analyse([mask], { connectivity: '8' }).count).toBe(2);
  expect(analysis.analyse([mask], { connectivity: '4' }).count).toBe(3);
});

test('takes one 8-bit gray image', () => {
  expect(() => analysis.analyse([], { connectivity: '8' })).toThrow(/one image, got 0/);
  const rgb = createImage('u8', 2, 2, 3);
  expect(() => analysis.analyse([rgb], { connectivity: '8' })).toThrow(/1 channel\(s\), got 3/);
});
