/** Which things lie on the table. */
import type { Rng } from '$src/core/rng';
import { classes, distractors, type ClassName, type DistractorName } from '../classes';
import { pick, shuffled } from './draw';

/** How often an object is of the same class as one already there: three apples, two cups. */
const repeatShare = 0.15;

/**
 * Dealt from a shuffled deck of the twelve classes, so that no class is rarer than another; now and
 * then the class of one already dealt comes again.
 */
export function chooseClasses(rng: Rng, count: number): ClassName[] {
  const names = classes.map(({ name }) => name);
  const chosen: ClassName[] = [];
  let deck: ClassName[] = [];
  while (chosen.length < count) {
    if (chosen.length > 0 && rng.next() < repeatShare) {
      chosen.push(pick(rng, chosen));
      continue;
    }
    if (deck.length === 0) deck = shuffled(rng, names);
    chosen.push(...deck.splice(0, 1));
  }
  return chosen;
}

export function chooseDistractors(rng: Rng, count: number): DistractorName[] {
  return Array.from({ length: count }, () => pick(rng, distractors));
}
