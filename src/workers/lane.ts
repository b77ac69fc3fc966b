/**
 * The one typed door to a worker: comlink behind rules of our own.
 *
 * One call is in flight at a time; further calls wait in order. `latest` calls of the same key
 * replace a waiting one (live frames, a dragged slider). Aborting asks the worker to stop; a worker
 * that does not answer within the grace time (a long synchronous loop) is terminated and started anew.
 */
import * as Comlink from 'comlink';

export interface LaneOptions {
  readonly signal?: AbortSignal;
  /** A waiting call with the same key is dropped: its promise rejects with an AbortError. */
  readonly latest?: string;
}

/** Every worker behind a Lane can be told to stop its running call. */
export interface Cancellable {
  cancel(): void;
}

interface Job {
  readonly run: () => Promise<void>;
  readonly reject: (error: Error) => void;
  readonly latest?: string;
}

const graceMs = 1500;

export class Lane<Api extends Cancellable> {
  readonly #create: () => Worker;
  #worker: Worker | undefined;
  #remote: Comlink.Remote<Api> | undefined;
  #queue: Job[] = [];
  #isBusy = false;
  #generation = 0;
  readonly #prepare: (remote: Comlink.Remote<Api>) => void;
  /** Fails the running call; the worker that it waits for will not answer any more. */
  #failRunning: ((error: Error) => void) | undefined;

  /**
   * `prepare` is called with every worker that is started, before its first call: a restart loses
   * whatever the worker held, so what later calls rely on is told again there.
   */
  constructor(create: () => Worker, prepare: (remote: Comlink.Remote<Api>) => void = () => {}) {
    this.#create = create;
    this.#prepare = prepare;
  }

  /** Runs `call` on the worker when its turn comes. Rejects with an AbortError when aborted or replaced. */
  run<R>(call: (remote: Comlink.Remote<Api>) => Promise<R>, options: LaneOptions = {}): Promise<R> {
    const { signal, latest } = options;
    return new Promise<R>((resolve, reject) => {
      if (signal?.aborted) {
        reject(abortError());
        return;
      }
      if (latest !== undefined) {
        for (const job of this.#queue.filter((waiting) => waiting.latest === latest)) {
          job.reject(abortError('A newer request replaced this one.'));
        }
        this.#queue = this.#queue.filter((waiting) => waiting.latest !== latest);
      }
      const job: Job = {
        reject,
        ...(latest === undefined ? {} : { latest }),
        run: async () => {
          if (signal?.aborted) {
            reject(abortError());
            return;
          }
          let timer: ReturnType<typeof setTimeout> | undefined;
          const onAbort = (): void => {
            void this.#remote?.cancel();
            timer = setTimeout(
              () => this.#restart(abortError('It did not stop when asked.')),
              graceMs,
            );
          };
          signal?.addEventListener('abort', onAbort, { once: true });
          // A terminated worker never answers: the call must end all the same, with its timer and listener.
          const failed = new Promise<never>((_, fail) => {
            this.#failRunning = fail;
          });
          try {
            const answer = await Promise.race([failed, call(this.#open())]);
            // An answer that overtook the request to stop: whoever asked to stop gets what stopping gives.
            if (signal?.aborted) reject(abortError());
            else resolve(answer);
          } catch (error) {
            reject(signal?.aborted ? abortError() : asError(error));
          } finally {
            clearTimeout(timer);
            signal?.removeEventListener('abort', onAbort);
          }
        },
      };
      this.#queue.push(job);
      void this.#pump();
    });
  }

  /** Drops the worker; the running call and the waiting ones reject. A later call starts a fresh worker. */
  dispose(): void {
    for (const job of this.#queue) job.reject(abortError('The page was left.'));
    this.#queue = [];
    this.#restart(abortError('The page was left.'));
  }

  get isOpen(): boolean {
    return this.#worker !== undefined;
  }

  /** Ends the worker at once; the running call fails with `error`, waiting calls run on a fresh worker. */
  #restart(error: Error): void {
    this.#close();
    this.#failRunning?.(error);
    this.#failRunning = undefined;
    this.#generation++;
    this.#isBusy = false;
    void this.#pump();
  }

  async #pump(): Promise<void> {
    if (this.#isBusy) return;
    const job = this.#queue.shift();
    if (!job) return;
    this.#isBusy = true;
    const generation = this.#generation;
    await job.run();
    if (generation !== this.#generation) return; // restarted meanwhile: another pump runs
    this.#failRunning = undefined;
    this.#isBusy = false;
    void this.#pump();
  }

  #open(): Comlink.Remote<Api> {
    if (!this.#remote) {
      this.#worker = this.#create();
      this.#worker.addEventListener('error', (event) => {
        // No abort: nobody asked for this, so the reader must hear of it.
        this.#restart(
          new Error(
            `The worker failed and starts anew: ${event.message || 'it could not be loaded.'}`,
          ),
        );
      });
      this.#remote = Comlink.wrap<Api>(this.#worker);
      this.#prepare(this.#remote);
    }
    return this.#remote;
  }

  #close(): void {
    this.#remote?.[Comlink.releaseProxy]();
    this.#worker?.terminate();
    this.#remote = undefined;
    this.#worker = undefined;
  }
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** What a stopped call rejects with. */
export function abortError(message = 'Stopped.'): Error {
  const error = new Error(message);
  error.name = 'AbortError';
  return error;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
