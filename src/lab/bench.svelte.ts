/**
 * The page's side of the lab worker: which backends this machine has, and typed calls to run
 * pipelines and experiments. One per app; labs share it.
 */
import * as Comlink from 'comlink';
import type { BackendName } from '$src/ops/op';
import { samplesRoot } from '$src/sources/samples';
import { isAbort, Lane, type LaneOptions } from '$src/workers/lane';
import type { BenchInput, PipelineResult } from './contract';
import type { BackendState, KernelProblem, LabWorkerApi, RunRequest } from './lab.worker';
import type { MeasurementEvent } from './runtime';
import type { Subject } from '$src/evidence/types';

export type BackendChoice = 'auto' | BackendName;
/** Fastest first: the order in which a page tries them. */
export const backendNames: readonly BackendName[] = ['webgpu', 'webgl2', 'reference'];

function createWorker(): Worker {
  return new Worker(new URL('./lab.worker.ts', import.meta.url), { type: 'module', name: 'lab' });
}

export class LabBench {
  /** What is known of each backend; absent while its self-test has not run. */
  states = $state<Partial<Record<BackendName, BackendState>>>({});
  timerResolutionMs = $state<number>();
  /** The last loss of a GPU, in words for the reader; cleared by the page once shown. */
  loss = $state<{ readonly backend: BackendName; readonly reason: string }>();

  readonly #lane: Lane<LabWorkerApi>;
  #probing: Promise<void> | undefined;
  /** What the worker holds; a fresh worker is given it again. */
  #held: { readonly input: BenchInput; readonly subject: Subject } | undefined;
  #isFirstWorker = true;
  /** Called when kernel edits are gone: with the lost backend, or with none when the worker was restarted. */
  onEditsLost: ((backend?: BackendName) => void) | undefined;

  constructor(create: () => Worker = createWorker) {
    this.#lane = new Lane<LabWorkerApi>(create, (remote) => this.#prepare(remote));
  }

  forgetLoss(): void {
    this.loss = undefined;
  }

  /** Opens and self-tests all backends once; the result is in `states`. */
  probe(): Promise<void> {
    this.#probing ??= this.#probeAll().catch((error: unknown) => {
      this.#probing = undefined; // the next page tries again
      throw error;
    });
    return this.#probing;
  }

  /** The backend that `choice` means here: the chosen one if usable, else the next best. */
  resolve(choice: BackendChoice): BackendName {
    if (choice !== 'auto' && this.states[choice]?.isUsable !== false) return choice;
    return backendNames.find((name) => this.states[name]?.isUsable) ?? 'reference';
  }

  /** Gives the worker a picture for the following runs; returns at once when it is the one it holds. */
  async setInput(input: BenchInput, subject: Subject): Promise<void> {
    if (this.#held && isSameInput(this.#held.input, input) && this.#held.subject === subject)
      return;
    const held = { input, subject };
    try {
      await this.#lane.run((remote) => {
        this.#held = held;
        return sendInput(remote, held);
      });
    } catch (error) {
      if (this.#held === held) this.#held = undefined;
      throw error;
    }
  }

  runPipeline(request: RunRequest, options: LaneOptions = {}): Promise<PipelineResult> {
    return this.#lane.run((remote) => remote.runPipeline(request), {
      latest: 'pipeline',
      ...options,
    });
  }

  runExperiment(
    request: RunRequest,
    experiment: string,
    onEvent: (event: MeasurementEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#lane.run(
      (remote) => remote.runExperiment(request, experiment, Comlink.proxy(onEvent)),
      {
        signal,
      },
    );
  }

  setKernel(
    backend: BackendName,
    op: string,
    kernel: string,
    source: string | undefined,
  ): Promise<readonly KernelProblem[]> {
    return this.#lane.run((remote) => remote.setKernel(backend, op, kernel, source));
  }

  /** Frees what the backends keep for re-use; called when a lab is left. */
  async trim(): Promise<void> {
    if (this.#lane.isOpen) await this.#lane.run((remote) => remote.trim());
  }

  /** See the worker's function of this name. */
  simulateLoss(backend: BackendName): Promise<void> {
    return this.#lane.run((remote) => remote.simulateLoss(backend));
  }

  counts(): ReturnType<LabWorkerApi['counts']> {
    return this.#lane.run((remote) => remote.counts());
  }

  /** Drops the worker with everything it holds; the next call starts a fresh one. */
  dispose(): void {
    this.#lane.dispose();
    this.#probing = undefined;
    this.#held = undefined;
    this.states = {};
  }

  async #probeAll(): Promise<void> {
    for (const name of backendNames) {
      this.states[name] = await this.#lane.run((remote) => remote.probe(name));
    }
    this.timerResolutionMs = await this.#lane.run((remote) => remote.timerResolutionMs());
  }

  /** Opens a lost backend again at once; where that fails, `resolve` picks the next best from now on. */
  async #probeAgain(backend: BackendName): Promise<void> {
    try {
      this.states[backend] = await this.#lane.run((remote) => remote.probe(backend));
    } catch (error) {
      if (!isAbort(error)) throw error; // the page was left meanwhile: nobody needs the answer
    }
  }

  /** Tells a fresh worker what all calls rely on. Messages keep their order: no need to wait. */
  #prepare(remote: Comlink.Remote<LabWorkerApi>): void {
    void remote.configure(
      samplesRoot().href,
      Comlink.proxy((backend: BackendName, reason: string) => {
        this.loss = { backend, reason };
        this.onEditsLost?.(backend);
        void this.#probeAgain(backend);
      }),
    );
    if (this.#held) void sendInput(remote, this.#held);
    if (!this.#isFirstWorker) this.onEditsLost?.();
    this.#isFirstWorker = false;
  }
}

function sendInput(
  remote: Comlink.Remote<LabWorkerApi>,
  { input, subject }: { readonly input: BenchInput; readonly subject: Subject },
): Promise<void> {
  return remote.setInput($state.snapshot(input) as BenchInput, subject);
}

/** By identity: pictures are never changed in place, and equal pixels may come with another truth. */
function isSameInput(a: BenchInput, b: BenchInput): boolean {
  return a.image === b.image && a.truth === b.truth && a.clean === b.clean && a.drawn === b.drawn;
}
