/**
 * Answers that cross between page and worker. An Error thrown there arrives here as a bare Error: its class and
 * our `reason` are lost on the way. So failures are sent as data and made errors again on the other side.
 */
import { DetectError, type DetectErrorReason } from './types';
import { abortError, isAbort } from './waiting';

export type Reply<T> =
  | { readonly isOk: true; readonly value: T }
  | {
      readonly isOk: false;
      readonly message: string;
      /** 'abort', or undefined for an error that nobody expected. */
      readonly reason: DetectErrorReason | 'abort' | undefined;
    };

export async function replyOf<T>(work: () => Promise<T>): Promise<Reply<T>> {
  try {
    return { isOk: true, value: await work() };
  } catch (error) {
    const reason =
      error instanceof DetectError ? error.reason : isAbort(error) ? 'abort' : undefined;
    return {
      isOk: false,
      message: error instanceof Error ? error.message : String(error),
      reason,
    };
  }
}

/** The value, or the failure thrown as it was thrown there. */
export function valueOf<T>(reply: Reply<T>): T {
  if (reply.isOk) return reply.value;
  if (reply.reason === 'abort') throw abortError();
  if (reply.reason === undefined) throw new Error(reply.message);
  throw new DetectError(reply.reason, reply.message);
}
