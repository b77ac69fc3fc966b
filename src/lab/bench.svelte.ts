/**
 * The page's side of the lab worker: which backends this machine has, and typed calls to run
 * pipelines and experiments. One per app; labs share it.
 */
import * as Comlink from 'comlink';
import type { BackendName } from '$src/ops/op';
import { samplesBase } from '$src/sources/samples';
import { Lane, type LaneOptions } from '$src/workers/lane';
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
  #watchedStart = 0;
  #inputKey: string | undefined;
  #inputStart = 0;

  constructor(create: () => Worker = createWorker) {
    this.#lane = new Lane<LabWorkerApi>(create);
  }

  forgetLoss(): void {
    this.loss = undefined;
  }

  /** Opens and self-tests all backends once; the result is in `states`. */
  probe(): Promise<void> {
    this.#probing ??= this.#probeAll();
    return this.#probing;
  }

  /** The backend that `choice` means here: the chosen one if usable, else the next best. */
  resolve(choice: BackendChoice): BackendName {
    if (choice !== 'auto' && this.states[choice]?.isUsable !== false) return choice;
    return backendNames.find((name) => this.states[name]?.isUsable) ?? 'reference';
  }

  async setInput(key: string, input: BenchInput, subject: Subject): Promise<void> {
    if (this.#inputKey === key && this.#inputStart === this.#lane.starts) return;
    await this.#lane.run((remote) =>
      remote.setInput($state.snapshot(input) as BenchInput, subject),
    );
    this.#inputKey = key;
    this.#inputStart = this.#lane.starts;
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
    this.#inputKey = undefined;
    this.states = {};
  }

  async #probeAll(): Promise<void> {
    await this.#configure();
    for (const name of backendNames) {
      this.states[name] = await this.#lane.run((remote) => remote.probe(name));
    }
    this.timerResolutionMs = await this.#lane.run((remote) => remote.timerResolutionMs());
  }

  async #configure(): Promise<void> {
    await this.#lane.run((remote) =>
      remote.configure(
        samplesBase().href,
        Comlink.proxy((backend: BackendName, reason: string) => {
          this.loss = { backend, reason };
        }),
      ),
    );
    this.#watchedStart = this.#lane.starts;
  }

  /** True when the worker was restarted since the backends were probed. */
  get isRestarted(): boolean {
    return this.#watchedStart !== this.#lane.starts;
  }
}
