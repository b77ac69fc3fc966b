/** Progress from inside a promise: an experiment is a generator, but the protocol reports by callback. */
import type { Progress } from './contract';

/**
 * Runs `work` and yields what it reports, then returns its result:
 * `const summary = yield* reporting((report) => protocol.time(work, { onRun: report }))`.
 * `note`, `offset` and `total` place these runs in a longer experiment.
 */
export async function* reporting<T>(
  work: (report: (done: number, total: number) => void) => Promise<T>,
  place: { readonly note?: string; readonly offset?: number; readonly total?: number } = {},
): AsyncGenerator<Progress, T, void> {
  let latest: Progress | undefined;
  let wake: (() => void) | undefined;
  const settled: { value?: T; error?: unknown; isDone: boolean } = { isDone: false };
  const promise = work((done, total) => {
    latest = {
      kind: 'progress',
      done: (place.offset ?? 0) + done,
      total: place.total ?? total,
      ...(place.note === undefined ? {} : { note: place.note }),
    };
    wake?.();
  }).then(
    (value) => {
      settled.value = value;
      settled.isDone = true;
      wake?.();
    },
    (error: unknown) => {
      settled.error = error;
      settled.isDone = true;
      wake?.();
    },
  );
  while (!settled.isDone) {
    if (latest) {
      const event = latest;
      latest = undefined;
      yield event;
    } else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  await promise;
  if ('error' in settled) throw settled.error;
  return settled.value as T;
}
