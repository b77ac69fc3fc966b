/**
 * What stands in a detector's worker: one detector, opened when it is first needed and again after a failure.
 * No worker is needed to test it.
 */
import * as Comlink from 'comlink';
import type { Cancellable } from '$src/workers/lane';
import type { BytesProgress } from './fetch-bytes';
import { holdLock } from './liveness';
import { modelBytes } from './model-bytes';
import {
  openDetector,
  type DetectorRequest,
  type OpenOptions,
  type OpenProgress,
  type ReadModelFile,
} from './open';
import { replyOf, valueOf, type Reply } from './reply';
import type {
  DetectionResult,
  DetectOptions,
  Detector,
  DetectorInfo,
  Frame,
  OriginTrace,
  ResourceCounts,
} from './types';

/** The page's own reader of model files. */
export type RemoteRead = (file: string) => Promise<Reply<Uint8Array<ArrayBuffer>>>;
export type RemoteProgress = (progress: OpenProgress) => void;

export interface HostParts {
  /** Reads the files of a model where the page gives no reader. */
  readonly readerOf: (modelId: string, onBytes: BytesProgress | undefined) => ReadModelFile;
  readonly open?: typeof openDetector;
}

interface Configuration {
  readonly request: DetectorRequest;
  readonly read: ReadModelFile;
  readonly onProgress: RemoteProgress | undefined;
}

export class DetectorHost implements Cancellable {
  readonly #parts: HostParts;
  #configuration: Configuration | undefined;
  #opened: Promise<Detector> | undefined;
  #running: AbortController | undefined;

  constructor(parts: HostParts) {
    this.#parts = parts;
  }

  /**
   * Before the first call. The lock tells the page when the worker is gone.
   */
  configure(
    request: DetectorRequest,
    lockName: string,
    onProgress?: RemoteProgress,
    read?: RemoteRead,
  ): void {
    const readAll: ReadModelFile = read
      ? async (file) => valueOf(await read(file))
      : this.#parts.readerOf(request.modelId, onProgress && modelBytes(onProgress));
    this.#configuration = { request, read: readAll, onProgress };
    holdLock(lockName);
  }

  info(): Promise<Reply<DetectorInfo>> {
    return this.#call(async (detector) => Promise.resolve(detector.info));
  }

  async detect(frame: Frame, options: Partial<DetectOptions>): Promise<Reply<DetectionResult>> {
    const reply = await this.#call((detector, signal) => detector.detect(frame, options, signal));
    // Also where the detector could not be opened.
    if (!('data' in frame)) frame.close();
    return reply.isOk ? Comlink.transfer(reply, buffersOf(reply.value)) : reply;
  }

  trace(origin: number): Promise<Reply<OriginTrace | undefined>> {
    return this.#call((detector) => detector.trace(origin));
  }

  counts(): Promise<Reply<ResourceCounts>> {
    return this.#call((detector) => detector.counts());
  }

  cancel(): void {
    this.#running?.abort();
  }

  #call<T>(work: (detector: Detector, signal: AbortSignal) => Promise<T>): Promise<Reply<T>> {
    const running = new AbortController();
    this.#running = running;
    return replyOf(async () => work(await this.#open(running.signal), running.signal));
  }

  #open(signal: AbortSignal): Promise<Detector> {
    if (this.#opened) return this.#opened;
    if (!this.#configuration)
      throw new Error('A detector’s worker was called before it was told its model.');
    const { request, read, onProgress } = this.#configuration;
    const options: OpenOptions = { signal, ...(onProgress ? { onProgress } : {}) };
    const opening = (this.#parts.open ?? openDetector)(request, read, options);
    this.#opened = opening;
    opening.catch(() => {
      this.#opened = undefined; // the next call tries anew
    });
    return opening;
  }
}

/** What need not be copied on its way to the page. */
function buffersOf({ candidates, heat }: DetectionResult): Transferable[] {
  const arrays = [
    candidates?.boxesXyxy,
    candidates?.scores,
    candidates?.classIndices,
    candidates?.origins,
    ...(heat ?? []).map(({ scores }) => scores),
  ];
  return [...new Set(arrays.flatMap((array) => (array ? [array.buffer] : [])))];
}
