/**
 * Experiments over a set: the same measurement on many pictures of a shipped suite, so that a number
 * comes with its spread over pictures. The pictures of a suite are independent draws, so the first n
 * are a fair sample of it.
 */
import type { Subject } from '$src/evidence/types';
import { subjectOfSet } from '$src/sources/subject';
import { openSuite, type SuiteParts } from '$src/sources/suites';
import type { ExperimentContext, Progress, SuiteInput, SuitePictures } from './contract';

/** Opens a suite as experiments take it. Rejects with SourceError where it is absent or broken. */
export async function openSuitePictures(name: string, parts: SuiteParts): Promise<SuitePictures> {
  const set = await openSuite(name, parts);
  const count = set.pictures.length;
  return {
    name,
    count,
    async load(index, signal) {
      const picture = set.pictures[index];
      if (!picture) {
        throw new RangeError(
          `The suite “${name}” has ${count} pictures; there is no index ${index}.`,
        );
      }
      const { image, truth, subject } = await set.load(picture.id, signal);
      return { image, truth, subject, objects: picture.objects, pictureId: picture.id };
    },
  };
}

export interface OverSuite<T> {
  /** One per picture, in their order. */
  readonly results: readonly T[];
  /** The pictures that were taken, by content. */
  readonly subject: Subject;
}

export interface Stretch {
  /** Pictures to take, from the first; all of a suite that has fewer. */
  readonly atMost: number;
  /** Where these pictures lie in the progress of the experiment, in pictures. */
  readonly offset?: number;
  readonly total?: number;
}

/**
 * Runs `work` on the first pictures of a suite, telling which one is next:
 * `const { results, subject } = yield* overSuite(context, 'test', { atMost: 24 }, score)`.
 * Throws when the experiment is aborted, and for an empty suite.
 */
export async function* overSuite<T>(
  { suite, signal }: Pick<ExperimentContext, 'suite' | 'signal'>,
  name: string,
  { atMost, offset = 0, total }: Stretch,
  work: (picture: SuiteInput) => Promise<T>,
): AsyncGenerator<Progress, OverSuite<T>, void> {
  yield { kind: 'progress', done: offset, total: total ?? atMost, note: `opening “${name}”` };
  const pictures = await suite(name);
  const count = Math.min(atMost, pictures.count);
  if (count === 0) throw new RangeError(`The suite “${name}” has no pictures to measure on.`);
  const results: T[] = [];
  const subjects: Subject[] = [];
  for (let index = 0; index < count; index++) {
    signal.throwIfAborted();
    yield {
      kind: 'progress',
      done: offset + index,
      total: total ?? count,
      note: `“${name}”, picture ${index + 1} of ${count}`,
    };
    const picture = await pictures.load(index, signal);
    results.push(await work(picture));
    subjects.push(picture.subject);
  }
  const which = count === 1 ? 'picture 1' : `pictures 1 to ${count}`;
  return { results, subject: await subjectOfSet(`suite “${name}”, ${which}`, subjects) };
}
