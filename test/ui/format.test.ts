/** Number, time and size formatting against hand-written expectations. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decimalsOfStep,
  formatBytes,
  formatDuration,
  formatMs,
  formatNumber,
  formatRange,
  formatTicks,
  formatTimeLeft,
  formatValue,
  formatWhen,
  parseGuess,
  plural,
  thinSpace,
  timeLeftMs,
  unitSpace,
} from '$src/ui/format';

/** `_` stands for the thin space in thousands, `~` for the one before a unit. */
const spaced = (text: string): string => text.replaceAll('_', thinSpace).replaceAll('~', unitSpace);

describe('parseGuess', () => {
  it.each([
    ['12.5', 12.5],
    ['12,5', 12.5],
    ['0,125', 0.125],
    ['10,000', 10_000],
    ['1,234,567.5', 1_234_567.5],
    ['10 000', 10_000],
    [`10${thinSpace}000`, 10_000],
    [' −7 ', -7],
  ])('reads "%s" as %d', (text, value) => {
    expect(parseGuess(text)).toBe(value);
  });

  it.each(['', ' ', 'many', '1,2,3', '--5'])('refuses "%s"', (text) => {
    expect(parseGuess(text)).toBeNaN();
  });
});

describe('formatNumber', () => {
  it.each([
    [0, undefined, '0'],
    [133, undefined, '133'],
    [10851, undefined, '10_851'],
    [1234567, undefined, '1_234_567'],
    [0.92, undefined, '0.920'],
    [0.4123, undefined, '0.412'],
    [1.64, undefined, '1.64'],
    [92.345, undefined, '92.3'],
    [1234.5, undefined, '1_235'],
    [0.9996, undefined, '1.00'],
    [9.996, undefined, '10.0'],
    [99.96, undefined, '100'],
    [0.00123, undefined, '0.00123'],
    [0.00001234, undefined, '1.23_×_10⁻⁵'],
    [-4, undefined, '−4'],
    [-0.0004, 2, '0.00'],
    [0.92, 2, '0.92'],
    [5, 1, '5.0'],
    [Number.NaN, undefined, 'not a number'],
    [Infinity, undefined, '∞'],
  ])('writes %d with %s decimals as %s', (value, digits, text) => {
    expect(formatNumber(value, digits)).toBe(spaced(text));
  });

  it('never loses more than half a per cent of a value', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 1e9, noNaN: true }), (value) => {
        const back = Number(formatNumber(value).replaceAll(thinSpace, ''));
        // Three significant digits: the worst case is 1.005, half a unit of the third digit.
        expect(Math.abs(back - value)).toBeLessThanOrEqual(0.00501 * value);
      }),
    );
  });
});

describe('values and ranges', () => {
  it('sets the unit behind a thin space', () => {
    expect(formatValue(23, '%')).toBe(spaced('23~%'));
    expect(formatValue(7)).toBe('7');
  });
  it('gives both ends of a range the same decimals', () => {
    expect(formatRange(126, 139)).toBe('126–139');
    expect(formatRange(0.38, 0.5)).toBe('0.380–0.500');
    expect(formatRange(0.38, 0.5, 2)).toBe('0.38–0.50');
    expect(formatRange(-2, 3)).toBe('−2 to 3');
  });
  it('counts the decimals of a step', () => {
    expect([1, 0.1, 0.05, 0.25, 2].map(decimalsOfStep)).toEqual([0, 1, 2, 2, 0]);
  });
  it('lines up times and axes', () => {
    expect([0.92, 4.812, 123.4, 0.0123].map(formatMs)).toEqual(['0.92', '4.81', '123', '0.0123']);
    expect(formatTicks([0, 0.5, 1])).toEqual(['0.0', '0.5', '1.0']);
    expect(formatTicks([0, 50, 1000])).toEqual(spaced('0,50,1_000').split(','));
  });
  it('counts things', () => {
    expect(plural(1, 'run')).toBe('1 run');
    expect(plural(30, 'run')).toBe('30 runs');
    expect(plural(2, 'entry', 'entries')).toBe('2 entries');
  });
});

describe('times', () => {
  it.each([
    [0.412, '0.41~ms'],
    [12.34, '12~ms'],
    [850.2, '850~ms'],
    [999.7, '1.0~s'],
    [1400, '1.4~s'],
    [12_300, '12~s'],
    [59_600, '1~min'],
    [125_000, '2~min 5~s'],
    [3_840_000, '1~h 4~min'],
  ])('writes %d ms as %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(spaced(text));
  });

  const now = new Date(2025, 2, 30, 15, 0); // the night before, summer time began in Europe
  it.each([
    [new Date(2025, 2, 30, 9, 5), 'today, 09:05'],
    [new Date(2025, 2, 29, 23, 59), 'yesterday, 23:59'],
    [new Date(2025, 2, 27), '3 days ago'],
    [new Date(2025, 1, 14), '6 weeks ago'],
    [new Date(2024, 10, 4), '4 Nov 2024'],
  ])('writes %s as %s', (at, text) => {
    expect(formatWhen(at.toISOString(), now)).toBe(text);
  });
  it('says so when the date is unreadable', () => {
    expect(formatWhen('soon', now)).toBe('at an unknown time');
  });

  it('estimates the rest from the rate so far', () => {
    expect(timeLeftMs(10, 30, 1000)).toBe(2000);
    expect(timeLeftMs(0, 30, 1000)).toBeUndefined();
    expect(formatTimeLeft(2000)).toBe(spaced('about 2.0~s left'));
    expect(formatTimeLeft(300)).toBe('less than a second left');
    expect(formatTimeLeft(43_000)).toBe(spaced('about 45~s left'));
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0~B'],
    [812, '812~B'],
    [1400, '1.4~kB'],
    [258_000, '258~kB'],
    [999_600, '1.0~MB'],
    [25_540_000, '26~MB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(spaced(text));
  });
});
