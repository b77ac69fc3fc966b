import { expect, test } from 'vitest';
import { interleave } from '../../bench/ops/rounds';

/** Contenders that note when they ran and take at least `ms`. */
function noting(labels: readonly string[], ms: number) {
  const log: string[] = [];
  const contenders = labels.map((label) => ({
    label,
    run: () => {
      log.push(label);
      const end = performance.now() + ms;
      while (performance.now() < end);
      return Promise.resolve();
    },
  }));
  return { log, contenders };
}

test('rounds run forwards and backwards in turn, each contender once', async () => {
  const { log, contenders } = noting(['A', 'B', 'C'], 2);
  const options = { seconds: 60, fewestRounds: 2, mostRounds: 4 };
  const times = await interleave(contenders, options);
  expect(log.slice(-12).join('')).toBe('ABCCBAABCCBA');
  expect(times.map((series) => series.length)).toEqual([4, 4, 4]);
  expect(Math.min(...times.flat())).toBeGreaterThanOrEqual(1.9);
});

test('the fewest rounds are made even without time', async () => {
  const { contenders } = noting(['A', 'B'], 2);
  const times = await interleave(contenders, { seconds: 0, fewestRounds: 3, mostRounds: 9 });
  expect(times.map((series) => series.length)).toEqual([3, 3]);
});
