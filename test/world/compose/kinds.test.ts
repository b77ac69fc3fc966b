import { expect, test } from 'vitest';
import { createRng } from '$src/core/rng';
import { classes, distractors } from '$src/world/classes';
import { chooseClasses, chooseDistractors } from '$src/world/compose/kinds';

test('no class is rarer than another', () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 2000; seed++) {
    for (const name of chooseClasses(createRng(seed), 6))
      counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  expect(counts.size).toBe(classes.length);
  // 1,000 of each on average; repeats make the spread a little wider than dealing alone.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
});

test('twelve or fewer are mostly different, with repeats now and then', () => {
  const different = Array.from(
    { length: 500 },
    (_, seed) => new Set(chooseClasses(createRng(seed), 10)).size,
  );
  expect(Math.max(...different)).toBe(10);
  expect(Math.min(...different)).toBeLessThan(9);
});

test('all distractors occur', () => {
  expect(new Set(chooseDistractors(createRng(1), 200)).size).toBe(distractors.length);
});
