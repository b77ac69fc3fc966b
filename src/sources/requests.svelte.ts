/**
 * The reader's requests for a picture, one at a time: a later one overtakes an earlier one, and only the one
 * under way may show something or complain.
 */
import { asSourceError, isAbort, type SourceError, type SourceReason } from './error';
import type { SourceKind } from './source-input';

export class Requests {
  /** What is being loaded or asked for. */
  loading = $state<SourceKind | undefined>();
  /** Why the last one failed, or what is to be said of what it brought. */
  error = $state.raw<SourceError | undefined>();
  /** The failed request once more, where that may help. */
  retry = $state.raw<(() => Promise<boolean>) | undefined>();
  #work = new AbortController();

  /** Of the request under way: aborted when the next one begins. */
  get signal(): AbortSignal {
    return this.#work.signal;
  }

  /** Starts a request: earlier ones are overtaken, messages go. */
  begin(kind: SourceKind | undefined): AbortSignal {
    this.#work.abort();
    this.#work = new AbortController();
    this.loading = kind;
    this.tell(undefined);
    return this.signal;
  }

  /** A message for the reader, with what to try again. */
  tell(error: SourceError | undefined, retry?: () => Promise<boolean>): void {
    this.error = error;
    this.retry = retry;
  }

  /** `signal`'s request is through; without effect when it was overtaken. */
  end(signal: AbortSignal): void {
    if (!signal.aborted) this.loading = undefined;
  }

  /**
   * Runs `load` and then what it returns, unless another request came in between. Resolves true when that
   * happened; never rejects: a failure is told as `what`, with `again` as the way to try it again.
   */
  async run(
    signal: AbortSignal,
    load: (signal: AbortSignal) => Promise<() => void>,
    what: { readonly reason: SourceReason; readonly words: string },
    again?: () => Promise<boolean>,
  ): Promise<boolean> {
    try {
      const show = await load(signal);
      if (signal.aborted) return false;
      show();
      return true;
    } catch (error) {
      if (signal.aborted || isAbort(error)) return false;
      this.tell(asSourceError(error, what.reason, what.words), again);
      return false;
    } finally {
      this.end(signal);
    }
  }
}
