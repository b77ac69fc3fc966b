import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRng } from '$src/core/rng';
import {
  bootstrapRatio,
  exactly,
  keptRunsAtMost,
  median,
  quantile,
  summarise,
  thin,
} from '$src/evidence/statistics';

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const series = fc.array(finite, { minLength: 1, maxLength: 60 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('median and quantiles', () => {
  test('by hand', () => {
    expect(median([7])).toBe(7);
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    // h = (5 - 1) · 0.1 = 0.4 between 10 and 20.
    expect(quantile([50, 40, 30, 20, 10], 0.1)).toBe(14);
  });

  test('as NumPy gives them', () => {
    // NumPy 2.4.6: np.quantile(x, q), default method "linear" (type 7).
    const x = [0.92, 0.84, 1.22, 0.91, 0.95, 0.88, 1.72, 0.9, 0.93, 0.87, 0.99];
    const expected: [number, number][] = [
      [0, 0.84],
      [0.05, 0.855],
      [0.25, 0.89],
      [0.5, 0.92],
      [0.75, 0.97],
      [0.9, 1.22],
      [0.95, 1.47],
      [1, 1.72],
    ];
    // 1e-12: two roundings of doubles near 1.
    for (const [q, value] of expected) expect(quantile(x, q)).toBeCloseTo(value, 12);
  });

  test('property: monotone in q, inside the data, 0 and 1 are the extremes', () => {
    fc.assert(
      fc.property(series, share, share, (values, p, q) => {
        const [low, high] = p < q ? [p, q] : [q, p];
        const slack = 1e-9 * Math.max(1, ...values.map(Math.abs)); // interpolation rounds
        expect(quantile(values, low)).toBeLessThanOrEqual(quantile(values, high) + slack);
        // By ===: sorting does not tell 0 from -0, Math.min does.
        expect(quantile(values, 0) === Math.min(...values)).toBe(true);
        expect(quantile(values, 1) === Math.max(...values)).toBe(true);
      }),
    );
  });

  test('property: at the grid points k / (n - 1) it is the k-th sorted value', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 2, maxLength: 40 }), (values) => {
        const ascending = values.toSorted((x, y) => x - y);
        ascending.forEach((value, k) => {
          const slack = 1e-9 * Math.max(1, ...values.map(Math.abs)); // k/(n-1)·(n-1) rounds
          const q = quantile(values, k / (values.length - 1));
          expect(Math.abs(q - value)).toBeLessThanOrEqual(slack);
        });
      }),
    );
  });

  test('does not reorder its input', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });

  test('refuses what has no answer', () => {
    expect(() => median([])).toThrow('at least one value');
    expect(() => quantile([1], 1.5)).toThrow('0 to 1, got 1.5');
    expect(() => median([1, Number.NaN])).toThrow('NaN');
  });
});

describe('summary', () => {
  test('by hand, in the order of measuring', () => {
    const runs = Array.from({ length: 21 }, (_, k) => 21 - k);
    expect(summarise(runs, 4)).toEqual({ n: 21, discarded: 4, median: 11, p05: 2, p95: 20, runs });
  });

  test('a long series is thinned, its quantiles are not', () => {
    const runs = Array.from({ length: 1001 }, (_, k) => k);
    const summary = summarise(runs);
    expect(summary).toMatchObject({ n: 1001, median: 500, p05: 50, p95: 950 });
    expect(summary.runs).toHaveLength(keptRunsAtMost);
    expect(summary.runs.at(0)).toBe(0);
    expect(summary.runs.at(-1)).toBe(1000);
  });

  test('property: thinning keeps order, ends and evenness', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900 }), (n) => {
        const kept = thin(Array.from({ length: n }, (_, k) => k));
        expect(kept).toHaveLength(Math.min(n, keptRunsAtMost));
        const gaps = kept.slice(1).map((value, k) => value - (kept[k] ?? 0));
        expect(gaps.every((gap) => gap >= 1)).toBe(true);
        if (gaps.length > 0) expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('an exact value has no spread', () => {
    expect(exactly(133)).toEqual({
      n: 1,
      discarded: 0,
      median: 133,
      p05: 133,
      p95: 133,
      runs: [133],
    });
  });
});

describe('bootstrap interval of a ratio', () => {
  const a = [
    10.1, 10.4, 9.8, 10.0, 10.9, 10.2, 9.9, 10.3, 10.0, 10.6, 10.2, 10.1, 13.0, 10.0, 10.3, 9.7,
    10.2, 10.5, 10.1, 10.0,
  ];
  const b = [
    15.2, 15.9, 14.8, 15.1, 16.4, 15.0, 15.3, 15.2, 14.9, 16.0, 15.5, 15.1, 19.2, 15.3, 15.2, 14.7,
    15.6, 15.4, 15.3, 15.0,
  ];

  test('agrees with an independent bootstrap of 200 000 resamples', () => {
    // NumPy 2.4.6:
    //   r = np.random.default_rng(1); i = r.integers(0, 20, (200000, 20))
    //   R = np.median(b[i], axis=1) / np.median(a[i], axis=1)
    //   np.quantile(R, [.025, .975])  ->  [1.48292683 1.52238806]
    // 300 repeats with 2000 resamples gave ends in 1.4806..1.4831 and 1.5200..1.5246, hence 0.003.
    for (const seed of [1, 2, 3]) {
      const interval = bootstrapRatio(a, b, { rng: createRng(seed) });
      expect(Math.abs(interval.low - 1.48292683)).toBeLessThan(0.003);
      expect(Math.abs(interval.high - 1.52238806)).toBeLessThan(0.003);
      expect(interval.level).toBe(0.95);
    }
  });

  test('the same seed gives the same interval', () => {
    const one = bootstrapRatio(a, b, { rng: createRng(9) });
    expect(bootstrapRatio(a, b, { rng: createRng(9) })).toEqual(one);
  });

  test('pairs that share every disturbance leave no uncertainty', () => {
    // b = 2a exactly: whatever is drawn, the ratio of medians is 2. Unpaired resampling would spread.
    const disturbed = a.map((value, i) => value * (1 + 0.2 * i));
    const doubled = disturbed.map((value) => 2 * value);
    expect(bootstrapRatio(disturbed, doubled, { rng: createRng(1) })).toEqual({
      low: 2,
      high: 2,
      level: 0.95,
    });
  });

  test('covers the true ratio about as often as it says', () => {
    // 200 experiments of 30 log-normal pairs, true ratio 1.5. The percentile bootstrap of a median
    // is close to nominal at n = 30; 88 % to 99 % is 4.5 and 2.6 standard errors around 95 %.
    let hits = 0;
    const rng = createRng(20260);
    for (let k = 0; k < 200; k++) {
      const x = Array.from({ length: 30 }, () => Math.exp(0.2 * rng.normal()));
      const y = Array.from({ length: 30 }, () => 1.5 * Math.exp(0.2 * rng.normal()));
      const { low, high } = bootstrapRatio(x, y, { rng, resamples: 400 });
      if (low <= 1.5 && 1.5 <= high) hits++;
    }
    expect(hits).toBeGreaterThanOrEqual(176);
    expect(hits).toBeLessThanOrEqual(198);
  });

  test('refuses what has no ratio', () => {
    const rng = createRng(1);
    expect(() => bootstrapRatio([1, 2], [1], { rng })).toThrow('equal length');
    expect(() => bootstrapRatio([1, 0], [1, 2], { rng })).toThrow('positive values, got 0');
  });
});
