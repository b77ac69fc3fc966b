import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grayFromRows, imageOf } from '$src/core/image';
import { threshold, type ThresholdType } from '$src/ops/threshold/reference';

const levels = grayFromRows([[0, 99, 100, 101, 255]]);
const run = (type: ThresholdType, thresh = 100, maxValue = 200): number[] => [
  ...threshold(levels, { thresh, maxValue, type }).data,
];

describe('threshold', () => {
  it.each([
    ['binary', [0, 0, 0, 200, 200]],
    ['binary_inv', [200, 200, 200, 0, 0]],
    ['trunc', [0, 99, 100, 100, 100]],
    ['tozero', [0, 0, 0, 101, 255]],
    ['tozero_inv', [0, 99, 100, 0, 0]],
  ] as const)('%s', (type, expected) => {
    expect(run(type)).toEqual(expected);
  });

  it('uses the floor of the threshold and the rounded maximum', () => {
    expect(run('binary', 100.9)).toEqual(run('binary', 100));
    expect(run('binary', 98.5, 254.5)).toEqual([0, 254, 254, 254, 254]); // halves to even
    expect(run('binary', 0, 300)).toEqual([0, 255, 255, 255, 255]);
  });

  it('stays in range for thresholds outside 0 to 255', () => {
    expect(run('trunc', -5)).toEqual([0, 0, 0, 0, 0]);
    expect(run('tozero_inv', 300)).toEqual([0, 99, 100, 101, 255]);
  });

  it('copies alpha', () => {
    const rgba = imageOf('u8', 1, 1, 4, new Uint8Array([10, 150, 100, 42]));
    const out = threshold(rgba, { thresh: 100, maxValue: 255, type: 'binary' });
    expect([...out.data]).toEqual([0, 255, 0, 42]);
  });

  it('binary and its inverse add up to the maximum; tozero and its inverse to the image', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 6, maxLength: 6 }),
        fc.integer({ min: 0, max: 255 }),
        (data, thresh) => {
          const image = grayFromRows([[...data]]);
          const of = (type: ThresholdType) =>
            threshold(image, { thresh, maxValue: 255, type }).data;
          of('binary').forEach((v, i) => expect(v + (of('binary_inv')[i] ?? 0)).toBe(255));
          of('tozero').forEach((v, i) => expect(v + (of('tozero_inv')[i] ?? 0)).toBe(data[i]));
        },
      ),
    );
  });
});
