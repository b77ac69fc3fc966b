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
  #rejectRunning: ((error: Error) => void) | undefined;
  /** How often the worker was started; a restart loses whatever the worker held. */
  starts = 0;

  constructor(create: () => Worker) {
    this.#create = create;
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
            timer = setTimeout(() => this.restart('It did not stop when asked.'), graceMs);
          };
          signal?.addEventListener('abort', onAbort, { once: true });
          this.#rejectRunning = reject;
          try {
            resolve(await call(this.#open()));
          } catch (error) {
            reject(signal?.aborted ? abortError() : asError(error));
          } finally {
            clearTimeout(timer);
            signal?.removeEventListener('abort', onAbort);
            this.#rejectRunning = undefined;
          }
        },
      };
      this.#queue.push(job);
      void this.#pump();
    });
  }

  /** Ends the worker at once; the running call rejects, waiting calls run on a fresh worker. */
  restart(reason: string): void {
    this.#close();
    this.#rejectRunning?.(abortError(`The worker was restarted. ${reason}`));
    this.#rejectRunning = undefined;
    this.#generation++;
    this.#isBusy = false;
    void this.#pump();
  }

  dispose(): void {
    for (const job of this.#queue) job.reject(abortError('The page was left.'));
    this.#queue = [];
    this.#rejectRunning?.(abortError('The page was left.'));
    this.#close();
  }

  get isOpen(): boolean {
    return this.#worker !== undefined;
  }

  async #pump(): Promise<void> {
    if (this.#isBusy) return;
    const job = this.#queue.shift();
    if (!job) return;
    this.#isBusy = true;
    const generation = this.#generation;
    await job.run();
    if (generation !== this.#generation) return; // restarted meanwhile: another pump runs
    this.#isBusy = false;
    void this.#pump();
  }

  #open(): Comlink.Remote<Api> {
    if (!this.#remote) {
      this.#worker = this.#create();
      this.#worker.addEventListener('error', (event) => {
        this.restart(event.message || 'It failed to start.');
      });
      this.#remote = Comlink.wrap<Api>(this.#worker);
      this.starts++;
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

function abortError(message = 'Stopped.'): Error {
  const error = new Error(message);
  error.name = 'AbortError';
  return error;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
