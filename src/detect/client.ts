/**
 * A detector in a worker of its own, with the face of any other `Detector`. The page stays responsive while the
 * network runs, two detectors run side by side, and whatever goes wrong in one ends with its worker.
 *
 * A worker that was ended (it did not stop when asked, its GPU was lost, it stood idle) is started anew by the
 * next call, which opens the model again.
 */
import * as Comlink from 'comlink';
import { isAbort, Lane } from '$src/workers/lane';
import type { DetectorHost } from './host';
import { whenReleased } from './liveness';
import { modelBytes } from './model-bytes';
import type { DetectorRequest, OpenOptions, OpenProgress, ReadModelFile } from './open';
import { replyOf, valueOf, type Reply } from './reply';
import { readerForWorker } from './store/reader';
import {
  DetectError,
  type DetectionResult,
  type DetectOptions,
  type Detector,
  type DetectorInfo,
  type Frame,
  type OriginTrace,
  type ResourceCounts,
} from './types';
import { throwIfAborted } from './waiting';

export interface OpenInWorkerOptions extends OpenOptions {
  /**
   * Where the model's files come from; default: `models/<id>/` beside the page, then what was downloaded, be it into
   * the browser's storage or, where that is blocked, into the memory of this page.
   */
  readonly read?: ReadModelFile;
  /** `transferred` saves the copy and takes the caller's pixels away. Bitmaps are always transferred. */
  readonly frames?: 'copied' | 'transferred';
  /** After so long without a call the worker is ended; the next call starts it anew. */
  readonly idleMs?: number;
  /**
   * A call that is not answered within this time has lost its worker. Opening may take three times as long, counted
   * anew with every sign of progress.
   */
  readonly limitMs?: number;
  readonly createWorker?: () => Worker;
}

const defaultIdleMs = 5 * 60_000;
const defaultLimitMs = 60_000;

/** Opens a detector in a new worker. Rejects as `openDetector` does. Whoever opens it disposes of it. */
export async function openInWorker(
  request: DetectorRequest,
  options: OpenInWorkerOptions = {},
): Promise<Detector> {
  throwIfAborted(options.signal);
  const detector = new WorkerDetector(request, options);
  try {
    await detector.open(options.signal);
    return detector;
  } catch (error) {
    await detector.dispose();
    throw error;
  }
}

type Remote = Comlink.Remote<DetectorHost>;

class WorkerDetector implements Detector {
  readonly #request: DetectorRequest;
  readonly #options: OpenInWorkerOptions;
  readonly #lane: Lane<DetectorHost>;
  readonly #reading = new AbortController();
  #info: DetectorInfo | undefined;
  #read: ReadModelFile | undefined;
  /** Starts the time limit of the running call again. */
  #rearm: (() => void) | undefined;
  #worker: { readonly worker: Worker; readonly lockName: string; isWatched: boolean } | undefined;
  #watching = new AbortController();
  #pending = 0;
  #waitingBitmaps = 0;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  #isDisposed = false;

  constructor(request: DetectorRequest, options: OpenInWorkerOptions) {
    this.#request = request;
    this.#options = options;
    this.#lane = new Lane<DetectorHost>(
      () => this.#create(),
      (remote) => this.#configure(remote),
    );
  }

  /** Of the first opening. */
  get info(): DetectorInfo {
    if (!this.#info) throw new Error('The detector is not open yet.');
    return this.#info;
  }

  async open(signal?: AbortSignal): Promise<void> {
    this.#read =
      this.#options.read ??
      (await readerForWorker(
        this.#request.modelId,
        modelBytes((progress) => this.#onProgress(progress)),
      ));
    this.#info = await this.#call((remote) => remote.info(), signal);
  }

  async detect(
    frame: Frame,
    options: Partial<DetectOptions> = {},
    signal?: AbortSignal,
  ): Promise<DetectionResult> {
    const isBitmap = !('data' in frame);
    if (isBitmap) this.#waitingBitmaps++;
    let isSent = false;
    const sent = (): void => {
      if (isBitmap && !isSent) this.#waitingBitmaps--;
      isSent = true;
    };
    try {
      return await this.#call((remote) => {
        sent();
        return remote.detect(this.#outgoing(frame), options);
      }, signal);
    } finally {
      sent();
      if (isBitmap) frame.close(); // has no effect on one that was sent
    }
  }

  trace(origin: number): Promise<OriginTrace | undefined> {
    if (!this.#lane.isOpen) return Promise.resolve(undefined);
    return this.#call((remote) => remote.trace(origin));
  }

  async counts(): Promise<ResourceCounts> {
    const held =
      this.#isDisposed || !this.#lane.isOpen
        ? { sessions: 0, tensors: 0, bitmaps: 0 }
        : await this.#call((remote) => remote.counts());
    return { ...held, bitmaps: held.bitmaps + this.#waitingBitmaps };
  }

  /** Ends the worker, and with it everything that it holds. Running calls reject with AbortError. */
  dispose(): Promise<void> {
    this.#isDisposed = true;
    this.#reading.abort();
    this.#end();
    return Promise.resolve();
  }

  /** One call on the worker; failures that the worker does not survive end it. */
  async #call<T>(call: (remote: Remote) => Promise<Reply<T>>, signal?: AbortSignal): Promise<T> {
    if (this.#isDisposed) {
      throw new DetectError('runtime-lost', 'This detector was disposed of; open it again.');
    }
    const limit = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const arm = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => limit.abort(), this.#limitMs());
    };
    this.#pending++;
    clearTimeout(this.#idleTimer);
    try {
      const reply = await this.#lane.run(
        (remote) => {
          this.#rearm = arm;
          arm();
          return call(remote);
        },
        { signal: signal ? AbortSignal.any([signal, limit.signal]) : limit.signal },
      );
      this.#watch();
      const value = valueOf(reply);
      throwIfAborted(signal); // the answer may have been on its way already
      return value;
    } catch (error) {
      throw this.#failureOf(error, limit.signal.aborted && signal?.aborted !== true);
    } finally {
      clearTimeout(timer);
      if (this.#rearm === arm) this.#rearm = undefined; // the next call may be under way
      this.#pending--;
      if (this.#pending === 0 && !this.#isDisposed) {
        this.#idleTimer = setTimeout(() => this.#end(), this.#options.idleMs ?? defaultIdleMs);
      }
    }
  }

  #onProgress(progress: OpenProgress): void {
    this.#rearm?.();
    this.#options.onProgress?.(progress);
  }

  async #readFor(read: ReadModelFile, file: string): ReturnType<ReadModelFile> {
    this.#rearm?.();
    const bytes = await read(file, this.#reading.signal);
    this.#rearm?.();
    return bytes;
  }

  #limitMs(): number {
    const limitMs = this.#options.limitMs ?? defaultLimitMs;
    return this.#worker?.isWatched === true ? limitMs : 3 * limitMs;
  }

  #failureOf(error: unknown, isLate: boolean): Error {
    if (isLate) {
      return new DetectError(
        'runtime-lost',
        `The worker of “${this.#request.modelId}” gave no answer within ${this.#limitMs() / 1000} s and was ended. The next frame starts a new one; a smaller input side or another backend may help.`,
      );
    }
    if (error instanceof DetectError) {
      // The runtimes cannot be started twice in one realm.
      const isOver = ['runtime-lost', 'backend-unavailable', 'out-of-memory'];
      if (isOver.includes(error.reason)) this.#fail(error.message);
      return error;
    }
    if (isAbort(error)) return error as Error;
    const message = error instanceof Error ? error.message : String(error);
    return new DetectError('runtime-lost', message, { cause: error });
  }

  #create(): Worker {
    const worker =
      this.#options.createWorker?.() ??
      new Worker(new URL('./detector.worker.ts', import.meta.url), {
        type: 'module',
        name: 'detector',
      });
    this.#watching.abort();
    this.#worker = { worker, lockName: `detector ${crypto.randomUUID()}`, isWatched: false };
    return worker;
  }

  #configure(remote: Remote): void {
    const read = this.#read;
    void remote.configure(
      this.#request,
      this.#worker?.lockName ?? '',
      Comlink.proxy((progress: OpenProgress) => this.#onProgress(progress)),
      read && Comlink.proxy((file: string) => replyOf(() => this.#readFor(read, file))),
    );
  }

  /** From the first answer on the worker holds its lock: it comes free when the worker is gone. */
  #watch(): void {
    const watched = this.#worker;
    if (!watched || watched.isWatched) return;
    watched.isWatched = true;
    this.#watching = new AbortController();
    whenReleased(watched.lockName, this.#watching.signal, () => {
      if (this.#worker === watched) this.#fail('it ended without a word.');
    });
  }

  /** Ends the worker; the running call fails, waiting calls run on a fresh worker. */
  #fail(message: string): void {
    const failed = this.#worker?.worker;
    this.#worker = undefined;
    this.#watching.abort();
    failed?.dispatchEvent(Object.assign(new Event('error'), { message }));
  }

  #end(): void {
    clearTimeout(this.#idleTimer);
    this.#watching.abort();
    this.#worker = undefined;
    this.#lane.dispose();
  }

  /** Throws DetectError 'bad-frame' where somebody else has taken the pixels: the browser could not send them. */
  #outgoing(frame: Frame): Frame {
    if (!('data' in frame)) {
      if (frame.width === 0) throw taken('bitmap');
      return Comlink.transfer(frame, [frame]);
    }
    const { data } = frame;
    if (data.length === 0 && frame.width * frame.height > 0) throw taken('picture');
    const isWhole = data.byteLength === data.buffer.byteLength;
    // A view would take its whole buffer along.
    const sent = isWhole ? frame : { ...frame, data: data.slice() };
    const isOurs = this.#options.frames === 'transferred' || !isWhole;
    return isOurs ? Comlink.transfer(sent, [sent.data.buffer]) : sent;
  }
}

function taken(what: string): DetectError {
  return new DetectError(
    'bad-frame',
    `The pixels of this ${what} are gone: it was closed, or given to a worker before. Each frame can be given once; make another one.`,
  );
}
