/** Waiting for what cannot be stopped: onnxruntime's start neither takes a signal nor always ends. */
import { abortError, isAbort } from '$src/workers/lane';

export { abortError, isAbort };

/** Throws AbortError when `signal` was aborted, whatever reason it was given. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortError();
}

/**
 * `work`, or a rejection as soon as `signal` is aborted (AbortError) or `limitMs` has passed (`late()`).
 * The work itself goes on; `drop` gets its result when nobody waits for it any more.
 */
export function waitFor<T>(
  work: Promise<T>,
  options: {
    readonly signal?: AbortSignal | undefined;
    readonly limitMs?: number;
    readonly late?: () => Error;
    readonly drop?: (result: T) => void;
  },
): Promise<T> {
  const { signal, limitMs, late, drop } = options;
  return new Promise<T>((resolve, reject) => {
    let isOver = false;
    const end = (): void => {
      isOver = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (error: unknown): void => {
      end();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const onAbort = (): void => fail(abortError());
    const timer =
      limitMs === undefined || late === undefined
        ? undefined
        : setTimeout(() => fail(late()), limitMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
    work.then(
      (result) => {
        if (isOver) drop?.(result);
        else {
          end();
          resolve(result);
        }
      },
      (error: unknown) => {
        if (!isOver) fail(error);
      },
    );
  });
}
