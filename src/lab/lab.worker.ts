/**
 * The lab worker: owns the GPU backends and runs pipelines and experiments off the page's thread.
 * A thin door to pure functions; the page talks to it through `LabBench` (bench.svelte.ts).
 */
import * as Comlink from 'comlink';
import type { AnyParams } from '$src/core/params';
import { environmentOf } from '$src/evidence/environment';
import { createProtocol, type Protocol } from '$src/evidence/protocol';
import { createRng } from '$src/core/rng';
import { openTested } from '$src/gpu/backends';
import type { GpuBackend } from '$src/gpu/gpu-backend';
import type { Backend, ResourceCounts } from '$src/ops/backend';
import { CompileError } from '$src/ops/backend';
import type { BackendName } from '$src/ops/op';
import { opNamed } from '$src/ops/registry';
import { fetchFrom, openSampleSet, type SampleSet } from '$src/sources/samples';
import type { BenchInput, PipelineResult, SuitePictures } from './contract';
import { shippedModels } from './models';
import { experimentsOf, metaOf, pipelineOf } from './modules';
import { openSuitePictures } from './over-suite';
import { runExperiment, type MeasurementEvent } from './runtime';
import type { Subject } from '$src/evidence/types';

export interface BackendState {
  readonly name: BackendName;
  readonly isUsable: boolean;
  readonly device: string;
  /** Why it cannot be used, for the reader. */
  readonly reason?: string;
}

export interface KernelProblem {
  readonly line: number;
  readonly message: string;
}

export interface RunRequest {
  readonly slug: string;
  readonly backend: BackendName;
  readonly params: AnyParams;
  readonly seed: number;
  /** Ask the GPU's own clock too, where it has one: a read-back more per run. */
  readonly wantsGpuTime?: boolean;
}

const names: readonly BackendName[] = ['webgpu', 'webgl2', 'reference'];
const open = new Map<BackendName, Promise<Backend>>();
const refused = new Map<BackendName, string>();
let protocol: Protocol | undefined;
/** The folder of all shipped sets, with a slash at its end. */
let samplesUrl = '';
let samples: Promise<SampleSet> | undefined;
const suites = new Map<string, Promise<SuitePictures>>();
let input: BenchInput | undefined;
let inputSubject: Subject = { label: '', sha256: '' };
let running = new AbortController();
/** Kernels that carry a reader's edit: while there is one, nothing is measured. */
const edited = new Set<string>();
let onLost: ((name: BackendName, reason: string) => void) | undefined;

/** Opens a backend once, after it has shown on a small image that it agrees with the reference. */
function backend(name: BackendName): Promise<Backend> {
  const known = open.get(name);
  if (known) return known;
  const opening = openTested(name).then(({ backend: opened, report }) => {
    if (!opened) {
      refused.set(name, report.reason ?? `${name} is not available here.`);
      throw new Error(refused.get(name));
    }
    void opened.lost.then((reason) => {
      if (open.get(name) === opening) open.delete(name); // the next call opens a fresh one, without edits
      for (const key of edited) if (key.endsWith(` on ${name}`)) edited.delete(key);
      onLost?.(name, reason);
    });
    return opened;
  });
  open.set(name, opening);
  opening.catch(() => {
    if (open.get(name) === opening) open.delete(name);
  });
  return opening;
}

async function usableBackends(): Promise<Backend[]> {
  const found = await Promise.allSettled(names.map((name) => backend(name)));
  return found.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** A shipped sample for experiments that bring their own pictures. */
async function sample(name: string): Promise<BenchInput & { readonly subject: Subject }> {
  samples ??= openSampleSet(fetchFrom(new URL('bench/', samplesUrl)));
  const { image, truth, clean, subject } = await (await samples).load(name);
  return { image, subject, ...(truth ? { truth } : {}), ...(clean ? { clean } : {}) };
}

/** A shipped suite; after a failure the next call asks again. */
function suite(name: string): Promise<SuitePictures> {
  const known = suites.get(name);
  if (known) return known;
  const opening = openSuitePictures(name, {
    read: fetchFrom(new URL(`${name}/`, samplesUrl)),
  });
  suites.set(name, opening);
  opening.catch(() => suites.delete(name));
  return opening;
}

const api = {
  /** Opens and tests one backend; never rejects. */
  async probe(name: BackendName): Promise<BackendState> {
    try {
      const opened = await backend(name);
      return { name, isUsable: true, device: opened.device };
    } catch (error) {
      const reason = refused.get(name) ?? String(error);
      return { name, isUsable: false, device: '', reason };
    }
  },

  async timerResolutionMs(): Promise<number> {
    protocol ??= createProtocol({ now: () => performance.now(), rng: createRng(1) });
    return protocol.timerResolutionMs;
  },

  /** Keeps the picture for the following runs. */
  setInput(next: BenchInput, subject: Subject): void {
    input = next;
    inputSubject = subject;
  },

  async runPipeline({
    slug,
    backend: name,
    params,
    seed,
    wantsGpuTime = false,
  }: RunRequest): Promise<PipelineResult> {
    if (!input) throw new Error('No picture has been chosen yet.');
    running = new AbortController();
    const pipeline = await pipelineOf(slug);
    const on = await backend(name);
    if (wantsGpuTime) await on.takeGpuTimeMs?.(); // forget what ran before
    const result = await pipeline.run({
      backend: on,
      input,
      params: params as Record<string, never>,
      seed,
      signal: running.signal,
      now: () => performance.now(),
    });
    const gpuMs = wantsGpuTime ? await on.takeGpuTimeMs?.() : undefined;
    return {
      ...result,
      backend: on.name,
      isEdited: result.isEdited === true,
      ...(gpuMs === undefined ? {} : { gpuMs }),
    };
  },

  async runExperiment(
    { slug, backend: name, params, seed }: RunRequest,
    experimentId: string,
    onEvent: (event: MeasurementEvent) => void,
  ): Promise<void> {
    if (!input) throw new Error('No picture has been chosen yet.');
    if (edited.size > 0) {
      throw new Error(
        `${[...edited].join(', ')} is edited: measurements are of the shipped kernels only. Reset it, then measure.`,
      );
    }
    running = new AbortController();
    const lab = metaOf(slug);
    const experiment = (await experimentsOf(slug)).find(
      (candidate) => candidate.id === experimentId,
    );
    if (!experiment) throw new Error(`The lab "${slug}" has no experiment "${experimentId}".`);
    protocol ??= createProtocol({ now: () => performance.now(), rng: createRng(1) });
    const resolution = protocol.timerResolutionMs;
    const bench = {
      backend: await backend(name),
      backends: await usableBackends(),
      protocol,
      signal: running.signal,
      now: () => performance.now(),
      newId: () => crypto.randomUUID(),
      environmentOf: (on: Backend) => environmentOf(on, resolution),
      sample,
      suite,
      models: shippedModels,
    };
    const request = { input, subject: inputSubject, params, seed };
    // Events travel on a port of their own: without waiting, the result could overtake the last ones,
    // and a late progress event would leave the page measuring for ever.
    let delivered: unknown;
    try {
      for await (const event of runExperiment(lab, experiment, request, bench)) {
        delivered = onEvent(event); // through comlink: a promise
      }
    } finally {
      await delivered;
    }
  },

  /** Swaps one kernel for the reader's edit (undefined: back to the shipped file). */
  async setKernel(
    name: BackendName,
    opName: string,
    kernel: string,
    source: string | undefined,
  ): Promise<readonly KernelProblem[]> {
    const on = await backend(name);
    if (!on.setKernel)
      return [{ line: 1, message: `${on.device} runs TypeScript: it has no kernels to edit.` }];
    try {
      await on.setKernel(opNamed(opName), kernel, source);
      const key = `${opName}/${kernel} on ${name}`;
      if (source === undefined) edited.delete(key);
      else edited.add(key);
      return [];
    } catch (error) {
      if (error instanceof CompileError) return error.problems;
      throw error;
    }
  },

  async counts(): Promise<Partial<Record<BackendName, ResourceCounts>>> {
    const result: Partial<Record<BackendName, ResourceCounts>> = {};
    for (const [name, opening] of open) result[name] = (await opening).counts();
    return result;
  },

  /** Said first to every worker: where the samples lie, and whom to tell of a lost GPU. */
  configure(url: string, callback: (name: BackendName, reason: string) => void): void {
    samplesUrl = url;
    onLost = callback;
  },

  /** Frees idle textures, buffers and compiled kernels of every open backend, and suites' pictures. */
  async trim(): Promise<void> {
    suites.clear();
    for (const opening of open.values()) (await opening).trim?.();
  },

  /** Destroys a GPU device as a driver crash would; the end-to-end tests show that the page recovers. */
  async simulateLoss(name: BackendName): Promise<void> {
    const on = await open.get(name);
    if (on && 'simulateLoss' in on) (on as GpuBackend).simulateLoss();
  },

  cancel(): void {
    running.abort();
  },
};

export type LabWorkerApi = typeof api;
Comlink.expose(api);
