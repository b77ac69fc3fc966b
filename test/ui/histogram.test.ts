/** Bars, outlines and labels of the histogram, by hand-worked paths. */
import { describe, expect, it } from 'vitest';
import { barPath, binMiddle, curvePath, outlinePath, thresholdMarks } from '$src/ui/histogram';

const frame = { width: 10, top: 0, base: 100 };

describe('bars', () => {
  it('draws only those that belong, from the base up', () => {
    expect(barPath([0.5, 1], frame, (bin) => bin === 1)).toBe('M5.50 100v-100.0h4.00v100.0z');
  });
  it('shows one counted pixel as one pixel, and none as none', () => {
    expect(barPath([0, 1e-6], frame, () => true)).toBe('M5.50 100v-1.0h4.00v1.0z');
  });
  it('leaves no gap between thin bars', () => {
    const path = barPath([1, 1, 1, 1, 1], frame, () => true);
    expect(path.match(/h2\.00/g)).toHaveLength(5);
  });
});

describe('outline and curve', () => {
  it('go along the tops', () => {
    expect(outlinePath([0.25, 1], frame)).toBe('M0 100V75.0H5.00V0.0H10.00V100z');
    expect(outlinePath([], frame)).toBe('');
    expect(curvePath([0.5, 1], frame)).toBe('M0 100.0L5.00 50.0L10.00 0.0');
  });
  it('name the middle of a bin', () => {
    expect(binMiddle(0, 4, 0, 100)).toBe(12.5);
    expect(binMiddle(-1, 4, 0, 100)).toBeNaN();
  });
});

describe('threshold names', () => {
  const anchors = (low: number, high: number) =>
    thresholdMarks({ at: low, name: 'weak' }, { at: high, name: 'strong' }, 280).map(
      (mark) => `${mark.name}:${mark.anchor}`,
    );
  it('stand right of their lines', () => {
    expect(anchors(40, 140)).toEqual(['weak:start', 'strong:start']);
  });
  it('turn left where they would touch or leave the plot', () => {
    expect(anchors(100, 120)).toEqual(['weak:end', 'strong:start']);
    expect(anchors(40, 270)).toEqual(['weak:start', 'strong:end']);
  });
  it('vanish where there is no room on either side', () => {
    expect(anchors(2, 10)).toEqual([':end', 'strong:start']);
  });
});
