// Shapley values: games worked by hand, then the gap between protocols on boxes worked by hand.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attributeGap, averagePrecision, protocols, type ProtocolName } from '$src/metrics';
import { shapleyValues } from '$src/metrics/protocol-gap';
import { datasetOf, detectionCases, detectionOf } from '$test/support/detection-cases';

describe('Shapley values', () => {
  test('gloves: one left, two right; a pair is worth 1', () => {
    // Player 0 has the left glove. He completes the pair unless he comes first: 2/3; the others 1/6 each.
    const pair = (coalition: number) => ((coalition & 1) !== 0 && (coalition & 6) !== 0 ? 1 : 0);
    const values = shapleyValues(3, pair);
    expect(values).toEqual([2 / 3, 1 / 6, 1 / 6].map((value) => expect.closeTo(value, 15)));
  });

  test('equal to the mean over all orders, and adding up', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 16, maxLength: 16 }),
        (game) => {
          const valueOf = (coalition: number) => game[coalition] ?? 0;
          const values = shapleyValues(4, valueOf);
          const orders = permutations([0, 1, 2, 3]);
          const sums = [0, 0, 0, 0];
          for (const order of orders) {
            let coalition = 0;
            for (const player of order) {
              const next = coalition | (1 << player);
              sums[player] = (sums[player] ?? 0) + valueOf(next) - valueOf(coalition);
              coalition = next;
            }
          }
          expect(values).toEqual(sums.map((sum) => expect.closeTo(sum / orders.length, 12)));
          const sum = values.reduce((total, value) => total + value, 0);
          expect(sum).toBeCloseTo(valueOf(15) - valueOf(0), 12);
        },
      ),
    );
  });
});

describe('the gap between two protocols', () => {
  const truth = datasetOf([{ box: [0, 0, 100, 100] }, { box: [300, 0, 100, 100] }]);
  // One exact, one with an IoU of exactly 1/2.
  const found = [detectionOf([0, 0, 100, 100], 0.9), detectionOf([300, 0, 100, 50], 0.8)];
  const strict = protocols['home-made-strict'].protocol;

  test('one rule takes all of it', () => {
    const { from, to, gap, shares } = attributeGap(truth, found, strict, {
      ...strict,
      comparison: 'at-least',
    });
    expect([from, to, gap]).toEqual([0.5, 1, 0.5]);
    expect(shares).toEqual([{ flag: 'comparison', share: 0.5, first: 0.5, last: 0.5 }]);
  });

  test('either of two rules would do: each gets half, and none is worth anything last', () => {
    // "At least" meets an IoU of 1/2; +1 pixel makes it 51/101. The third rule does nothing here.
    const { shares } = attributeGap(truth, found, strict, {
      ...strict,
      comparison: 'at-least',
      pixels: 'inclusive',
      scoreTies: 'image-order',
    });
    expect(shares).toEqual([
      { flag: 'comparison', share: 0.25, first: 0.5, last: 0 },
      { flag: 'pixels', share: 0.25, first: 0.5, last: 0 },
      { flag: 'scoreTies', share: 0, first: 0, last: 0 },
    ]);
  });

  test('the shares add up to the gap, whatever the boxes and the two protocols', () => {
    const names = fc.constantFrom(
      ...(Object.keys(protocols) as ProtocolName[]).filter((name) => name !== 'coco-ap'),
    );
    fc.assert(
      fc.property(detectionCases(), names, names, ({ dataset, detections }, a, b) => {
        const [from, to] = [protocols[a].protocol, protocols[b].protocol];
        const result = attributeGap(dataset, detections, from, to);
        expect(result.from).toEqual(averagePrecision(dataset, detections, from).mAP);
        expect(result.to).toEqual(averagePrecision(dataset, detections, to).mAP);
        const sum = result.shares.reduce((total, { share }) => total + share, 0);
        expect(sum).toBeCloseTo((result.to ?? 0) - (result.from ?? 0), 12);
      }),
      { numRuns: 25 }, // up to 2^10 evaluations each
    );
  });

  test('eleven rules are too many, and are named', () => {
    const to = {
      ...strict,
      iouThresholds: [0.7],
      comparison: 'at-least',
      pixels: 'inclusive',
      reassignment: 'next-free',
      equalOverlap: 'last',
      difficult: 'counted',
      crowds: 'dropped',
      absentClasses: 'zero',
      interpolation: '11-point',
      scoreTies: 'image-order',
      maxDetections: 10,
    } as const;
    expect(() => attributeGap(truth, found, strict, to)).toThrow(
      /differ in 11 rules \(iouThresholds/,
    );
  });
});

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}
