/**
 * How good a guess was. For positive quantities the miss is a factor: guessing 60 for 120 is as far
 * off as 240, so it is measured as log2(guess / measured), and a median of |log2| gives "typically
 * within a factor of ...". For values that may be zero or negative only the difference is told.
 *
 * Not a grade: nothing is right or wrong, and a guess that is far off is not coloured as a fault.
 */
import { groupBy } from './lists';
import { median } from './statistics';
import type { Guess } from './types';

export interface Score {
  /** Guess minus measured, in the unit of the slot: negative is too low. */
  readonly difference: number;
  /** Guess divided by measured; undefined unless both are positive. */
  readonly ratio?: number;
  /** log2 of the ratio: 1 is twice too high, -1 is half. */
  readonly log2Ratio?: number;
}

/** The score of an answered guess made here; undefined while open, or when it came from a file. */
export function scoreOf(guess: Guess): Score | undefined {
  if (guess.answer === undefined || guess.importedFrom !== undefined) return undefined;
  const measured = guess.answer.value;
  const difference = guess.value - measured;
  if (!(guess.value > 0) || !(measured > 0)) return { difference };
  const ratio = guess.value / measured;
  return { difference, ratio, log2Ratio: Math.log2(guess.value) - Math.log2(measured) };
}

/** What is remembered of a group of guesses, such as those of a topic. */
export interface GuessMemory {
  /** Answered guesses. */
  readonly n: number;
  readonly tooLow: number;
  readonly tooHigh: number;
  readonly exact: number;
  /** Median factor between guess and measurement, at least 1; undefined without positive pairs. */
  readonly typicalFactor?: number;
}

export function guessMemory(guesses: readonly Guess[]): GuessMemory {
  const scores = guesses.flatMap((guess) => scoreOf(guess) ?? []);
  const sizes = scores.flatMap(({ log2Ratio }) =>
    log2Ratio === undefined ? [] : Math.abs(log2Ratio),
  );
  return {
    n: scores.length,
    tooLow: scores.filter(({ difference }) => difference < 0).length,
    tooHigh: scores.filter(({ difference }) => difference > 0).length,
    exact: scores.filter(({ difference }) => difference === 0).length,
    ...(sizes.length === 0 ? {} : { typicalFactor: 2 ** median(sizes) }),
  };
}

/** The memory per topic. `topicOf` maps a lab's slug to its topic; guesses of unknown labs are left out. */
export function guessMemoryByTopic(
  guesses: readonly Guess[],
  topicOf: (lab: string) => string | undefined,
): ReadonlyMap<string, GuessMemory> {
  const scored = guesses.filter((guess) => scoreOf(guess) && topicOf(guess.lab) !== undefined);
  const groups = groupBy(scored, (guess) => topicOf(guess.lab) ?? '');
  return new Map([...groups].map(([topic, group]) => [topic, guessMemory(group)]));
}
