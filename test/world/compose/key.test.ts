import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaults, randomParam } from '$src/core/params';
import { createRng } from '$src/core/rng';
import { highestSeed, parseSceneKey, sceneKey } from '$src/world/compose/key';
import { dials, type Dials } from '$src/world/dials';

const seeds = fc.integer({ min: 0, max: highestSeed });

test('defaults are left out', () => {
  expect(sceneKey(defaults(dials), 7)).toBe('seed=7');
  expect(sceneKey({ ...defaults(dials), count: 12, table: 'walnut' }, 7)).toBe(
    'seed=7&count=12&table=walnut',
  );
});

test('every setting of the dials comes back', () => {
  fc.assert(
    fc.property(seeds, seeds, (seed, luck) => {
      const values = randomDials(luck);
      expect(parseSceneKey(sceneKey(values, seed))).toEqual({ dials: values, seed, problems: [] });
    }),
  );
});

test('what cannot be read gets its default and a sentence; unknown keys are ignored', () => {
  const {
    dials: values,
    seed,
    problems,
  } = parseSceneKey('seed=-3&count=999&size=x&spam=1&table=mud');
  expect(values).toEqual(defaults(dials));
  expect(seed).toBe(1);
  expect(problems).toHaveLength(4);
  expect(problems.join(' ')).toContain('got 999');
  expect(problems.join(' ')).toContain('got -3');
});

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseSceneKey(text)));
  expect(parseSceneKey('count=2&'.repeat(10_000)).problems[0]).toContain('80000');
});

test('a seed that no link could carry is refused', () => {
  expect(() => sceneKey(defaults(dials), 1.5)).toThrow(
    /whole number from 0 to 4294967295; got 1.5/,
  );
});

function randomDials(luck: number): Dials {
  const rng = createRng(luck);
  return Object.fromEntries(
    Object.entries(dials).map(([key, spec]) => [key, randomParam(spec, rng)]),
  ) as unknown as Dials;
}
