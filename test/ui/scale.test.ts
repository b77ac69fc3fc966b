/** Axes: hand-worked ticks, and labels that never overlap. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  linearScale,
  logScale,
  logTicks,
  roundDomain,
  roundTicks,
  spread,
  stackColumns,
} from '$src/ui/scale';

describe('linear axes', () => {
  it('places values and holds those outside at the ends', () => {
    const scale = linearScale([0, 10], [100, 200]);
    expect([0, 5, 10, -3, 99].map((value) => scale.at(value))).toEqual([100, 150, 200, 100, 200]);
  });
  it('uses steps of 1, 2 or 5', () => {
    expect(roundTicks(0, 240, 6)).toEqual([0, 50, 100, 150, 200]);
    expect(roundTicks(0, 2, 4)).toEqual([0, 0.5, 1, 1.5, 2]);
    expect(roundTicks(0.3, 0.5, 4)).toEqual([0.3, 0.35, 0.4, 0.45, 0.5]);
  });
  it('starts at zero unless the data are far from it', () => {
    expect(roundDomain([60, 133, 200])).toEqual([0, 200]);
    expect(roundDomain([126, 139])).toEqual([125, 140]);
    expect(roundDomain([])).toEqual([0, 1]);
  });
  it('leaves room around a single value', () => {
    const [low, high] = roundDomain([7]);
    expect(low).toBeLessThan(7);
    expect(high).toBeGreaterThan(7);
    expect(roundDomain([0])).toEqual([0, 1]);
  });
  it('always holds its data', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        const [low, high] = roundDomain(values);
        // Ends are rounded to twelve digits, so allow for that much.
        const slack = 1e-9 * Math.max(1, ...values.map(Math.abs));
        for (const one of values) {
          expect(one).toBeGreaterThanOrEqual(low - slack);
          expect(one).toBeLessThanOrEqual(high + slack);
        }
      }),
    );
  });
});

describe('log axes', () => {
  it('puts equal ratios at equal distances', () => {
    const scale = logScale([1, 100], [0, 200]);
    expect(scale.at(10)).toBeCloseTo(100, 9);
    expect(scale.at(0)).toBe(0);
  });
  it('shows powers of ten, and halves of a decade when there are too few', () => {
    expect(logTicks(0.6, 50)).toEqual([1, 10]);
    expect(logTicks(0.5, 4)).toEqual([0.5, 1, 2]);
  });
  it('refuses zero with both ends quoted', () => {
    expect(() => logScale([0, 5], [0, 1])).toThrow('above 0, got 0 to 5');
  });
});

describe('labels', () => {
  it('moves two that touch apart and leaves the rest alone', () => {
    expect(spread([10, 12, 100], 14, 0, 200)).toEqual([10, 24, 100]);
  });
  it('keeps them inside and in order', () => {
    const positions = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(positions, (at) => {
        const placed = spread(at, 14, 0, 300);
        const sorted = [...placed].sort((a, b) => a - b);
        for (let i = 1; i < sorted.length; i++) {
          expect((sorted[i] ?? 0) - (sorted[i - 1] ?? 0)).toBeGreaterThanOrEqual(14 - 1e-9);
        }
        for (const one of placed) expect(one).toBeLessThanOrEqual(300);
      }),
    );
  });
  it('stacks runs that fall on one place', () => {
    expect(stackColumns([8, 8, 9, 40])).toEqual({
      placed: [
        { x: 8, level: 0 },
        { x: 8, level: 1 },
        { x: 9, level: 2 },
        { x: 40, level: 0 },
      ],
      tallest: 3,
    });
  });
});
