// AP from a curve: numbers computed with numpy by the programs' own formulas, then that all rules lie where they should.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interpolatedPoints, interpolations } from '$src/metrics';
import { areaUnder, type Hits, type Interpolation } from '$src/metrics/interpolation';

/** A run of hits (1) and misses (0) by falling score, of `objects` to be found. */
function curve(run: string, objects: number): Hits {
  const recall: number[] = [];
  const precision: number[] = [];
  let right = 0;
  [...run].forEach((what, i) => {
    if (what !== '1') return;
    right++;
    recall.push(right / objects);
    precision.push(right / (i + 1));
  });
  return {
    recall: Float64Array.from(recall),
    precision: Float64Array.from(precision),
    count: right,
    finalPrecision: right / run.length,
  };
}

const order: readonly Interpolation[] = [
  '11-point',
  '11-point-arange',
  'all-point',
  '101-point',
  '101-point-exact',
  '101-trapezoid',
];

/*
 * numpy 2.4: max(p[r >= t]) over k/10 and over np.arange(0, 1.1, 0.1); the area of VOC's voc_ap; np.searchsorted over
 * np.linspace(0, 1, 101) and over k/100; np.trapezoid(np.interp(...)) of Ultralytics' compute_ap.
 */
test.each<[string, number, readonly number[]]>([
  [
    '10110010',
    5,
    [
      0.6493506493506493, 0.6331168831168831, 0.6142857142857143, 0.618104667609618,
      0.618104667609618, 0.6617857142857142,
    ],
  ],
  [
    '001101',
    10,
    [
      0.18181818181818182, 0.13636363636363635, 0.15, 0.15346534653465346, 0.15346534653465346,
      0.32500000000000007,
    ],
  ],
  [
    '1111111',
    10,
    [
      0.7272727272727273, 0.6363636363636364, 0.7, 0.693069306930693, 0.7029702970297029,
      0.8499999999999999,
    ],
  ],
  [
    '0101101001110',
    7,
    [
      0.5909090909090908, 0.5909090909090908, 0.5904761904761905, 0.5904290429042904,
      0.5904290429042904, 0.5875,
    ],
  ],
  [
    '1010',
    2,
    [
      0.8484848484848484, 0.8484848484848484, 0.8333333333333333, 0.8349834983498351,
      0.8349834983498351, 0.8283333333333331,
    ],
  ],
  ['000', 4, [0, 0, 0, 0, 0, 0]],
])('%s of %i', (run, objects, wanted) => {
  // Sums in another order than numpy's.
  expect(order.map((rule) => areaUnder(rule, curve(run, objects)))).toEqual(
    wanted.map((value) => expect.closeTo(value, 14)),
  );
});

describe('properties', () => {
  const runs = fc
    .array(fc.constantFrom('0', '1'), { minLength: 1, maxLength: 30 })
    .map((run) => run.join(''));
  const objects = fc.integer({ min: 30, max: 60 });

  test('the drawn points are what is averaged', () => {
    fc.assert(
      fc.property(runs, objects, fc.constantFrom(...interpolations), (run, count, rule) => {
        const hits = curve(run, count);
        const points = interpolatedPoints(rule, hits);
        const area = points.reduce((sum, { recall, precision }, i) => {
          const before = points[i - 1];
          if (rule === 'all-point') return sum + precision * (recall - (before?.recall ?? 0));
          if (rule !== '101-trapezoid') return sum + precision / points.length;
          return before ? sum + (precision + before.precision) / 200 : 0;
        }, 0);
        expect(area).toBeCloseTo(areaUnder(rule, hits), 12);
      }),
    );
  });

  test('between 0 and 1, and never less for a hit more at the end', () => {
    fc.assert(
      fc.property(runs, objects, fc.constantFrom(...interpolations), (run, count, rule) => {
        const [fewer, more] = [run, `${run}1`].map((one) => areaUnder(rule, curve(one, count)));
        expect(fewer).toBeGreaterThanOrEqual(0);
        expect(more).toBeLessThanOrEqual(1 + 1e-12);
        expect(more).toBeGreaterThanOrEqual((fewer ?? 0) - 1e-12);
      }),
    );
  });
});
