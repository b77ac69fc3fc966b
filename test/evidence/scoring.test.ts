import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guessMemory, guessMemoryByTopic, scoreOf } from '$src/evidence/scoring';
import { guess } from './records';

const answered = (value: number, measured: number, lab = 'edges') =>
  guess({ lab, value, answer: { value: measured, evidence: 'e', at: '2026-11-20T10:00:00.000Z' } });

test('60 for 120 is half and one octave too low', () => {
  expect(scoreOf(answered(60, 120))).toEqual({ difference: -60, ratio: 0.5, log2Ratio: -1 });
});

test('half and twice are equally far off', () => {
  expect(scoreOf(answered(240, 120))?.log2Ratio).toBe(1);
});

test('zero and negative values have a difference only', () => {
  expect(scoreOf(answered(0, 5))).toEqual({ difference: -5 });
  expect(scoreOf(answered(3, -2))).toEqual({ difference: 5 });
});

test('an open guess and a foreign one have no score', () => {
  expect(scoreOf(guess())).toBeUndefined();
  expect(scoreOf({ ...answered(1, 2), importedFrom: 'x.json' })).toBeUndefined();
});

test('memory: typical factor is the median of the misses', () => {
  // Factors 2, 4, 1, 8: log2 sizes 1, 2, 0, 3, median 1.5.
  const memory = guessMemory([
    answered(2, 1),
    answered(1, 4),
    answered(5, 5),
    answered(8, 1),
    guess(),
  ]);
  expect(memory).toEqual({ n: 4, tooLow: 1, tooHigh: 2, exact: 1, typicalFactor: 2 ** 1.5 });
});

test('memory without positive pairs has no factor', () => {
  expect(guessMemory([answered(0, 1)])).toEqual({ n: 1, tooLow: 1, tooHigh: 0, exact: 0 });
  expect(guessMemory([])).toEqual({ n: 0, tooLow: 0, tooHigh: 0, exact: 0 });
});

test('memory per topic', () => {
  const topics = new Map([
    ['edges', 'Preprocessing'],
    ['histogram', 'Preprocessing'],
    ['overlap', 'Metrics'],
  ]);
  const memory = guessMemoryByTopic(
    [
      answered(2, 1),
      answered(4, 1, 'histogram'),
      answered(1, 1, 'overlap'),
      answered(1, 9, 'gone'),
    ],
    (lab) => topics.get(lab),
  );
  expect([...memory.keys()]).toEqual(['Preprocessing', 'Metrics']);
  expect(memory.get('Preprocessing')).toMatchObject({ n: 2, tooHigh: 2 });
  expect(memory.get('Metrics')).toMatchObject({ n: 1, exact: 1, typicalFactor: 1 });
});

test('property: swapping guess and measurement flips the sign and keeps the size', () => {
  const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(positive, positive, (x, y) => {
      const [one, other] = [scoreOf(answered(x, y)), scoreOf(answered(y, x))];
      expect(one?.log2Ratio).toBeCloseTo(-(other?.log2Ratio ?? Number.NaN), 10);
      expect(one?.difference).toBe(-(other?.difference ?? Number.NaN) + 0);
    }),
  );
});
