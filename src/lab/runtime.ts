/**
 * Runs an experiment and turns its findings into evidence. The page's worker, the tests and
 * `npm run measure` all go through here; nothing measures anything in another way.
 */
import type { AnyParams, ParamSpecs } from '$src/core/params';
import { createRng } from '$src/core/rng';
import type { ModelCard } from '$src/detect/card';
import type { DetectorRequest } from '$src/detect/open';
import type { Detector, DetectorInfo } from '$src/detect/types';
import { gpusOf, withRuntimes } from '$src/evidence/environment';
import type { Environment, Evidence, Subject, Summary } from '$src/evidence/types';
import type { Protocol } from '$src/evidence/protocol';
import type { Backend } from '$src/ops/backend';
import { labelOfModel } from './model-hashes';
import type {
  BenchInput,
  DataEvent,
  Experiment,
  Finding,
  LabMeta,
  Progress,
  SuitePictures,
  TableRow,
} from './contract';

export interface ExperimentRequest {
  readonly input: BenchInput;
  readonly subject: Subject;
  readonly params: AnyParams;
  readonly seed: number;
}

export interface Bench {
  readonly backend: Backend;
  readonly backends: readonly Backend[];
  readonly protocol: Protocol;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** A new record id. */
  readonly newId: () => string;
  environmentOf(backend: Backend): Environment;
  sample(name: string): Promise<BenchInput & { readonly subject: Subject }>;
  suite(name: string): Promise<SuitePictures>;
  /** Absent where nothing detects: then experiments that ask for a detector fail with these words. */
  readonly models?: ModelDoor;
}

/** How experiments get at detectors, here and in tests. */
export interface ModelDoor {
  open(request: DetectorRequest, signal: AbortSignal): Promise<Detector>;
  card(modelId: string): Promise<ModelCard>;
}

export type MeasurementEvent =
  Progress | TableRow | DataEvent | { readonly kind: 'evidence'; readonly evidence: Evidence };

/** Yields progress, table rows and finished evidence. Throws what the experiment throws. */
export async function* runExperiment(
  lab: LabMeta,
  experiment: Experiment,
  request: ExperimentRequest,
  bench: Bench,
): AsyncGenerator<MeasurementEvent, void, void> {
  const { backend, backends, protocol, signal, now } = bench;
  const detectors = new OpenDetectors(bench.models, signal);
  const events = experiment.run({
    backend,
    backends,
    protocol,
    signal,
    now,
    input: request.input,
    subject: request.subject,
    params: request.params as Record<string, never>,
    seed: request.seed,
    rng: createRng(request.seed),
    sample: (name) => bench.sample(name),
    suite: (name) => bench.suite(name),
    detector: (asked, { isFresh = false } = {}) => detectors.get(asked, isFresh),
    card: (modelId) => detectors.door().card(modelId),
  });
  try {
    for await (const event of events) {
      if (signal.aborted) return;
      if (event.kind === 'finding') {
        yield { kind: 'evidence', evidence: evidenceOf(lab, experiment, event, request, bench) };
      } else {
        yield event;
      }
    }
  } finally {
    await detectors.dispose();
  }
}

/** The detectors of one run: opened once per request, freed together. */
class OpenDetectors {
  readonly #door: ModelDoor | undefined;
  readonly #signal: AbortSignal;
  readonly #open = new Map<string, Promise<Detector>>();
  #freshCount = 0;

  constructor(door: ModelDoor | undefined, signal: AbortSignal) {
    this.#door = door;
    this.#signal = signal;
  }

  door(): ModelDoor {
    if (this.#door) return this.#door;
    throw new Error('No detectors can be opened here: this bench was made without models.');
  }

  get(request: DetectorRequest, isFresh: boolean): Promise<Detector> {
    const { adapter, modelId, runtime, custom } = request;
    const serial = isFresh ? ++this.#freshCount : 0;
    const key = JSON.stringify([adapter, modelId, runtime, custom?.mapping, serial]);
    const known = this.#open.get(key);
    if (known) return known;
    const opening = this.door().open(request, this.#signal);
    this.#open.set(key, opening);
    opening.catch(() => this.#open.delete(key)); // the next call tries again
    return opening;
  }

  async dispose(): Promise<void> {
    const all = [...this.#open.values()];
    this.#open.clear();
    // Settled: one that never opened has nothing to free.
    await Promise.allSettled(all.map(async (opening) => (await opening).dispose()));
  }
}

function evidenceOf(
  lab: LabMeta,
  experiment: Experiment,
  finding: Finding,
  request: ExperimentRequest,
  bench: Bench,
): Evidence {
  const slot = experiment.yields.find((spec) => spec.id === finding.slot);
  if (!slot) {
    throw new Error(
      `${lab.slug}/${experiment.id} reported the slot "${finding.slot}", which it does not declare.`,
    );
  }
  const summary = typeof finding.value === 'number' ? exactly(finding.value) : finding.value;
  const models = finding.models ?? (finding.detectors && modelsOf(finding.detectors));
  return {
    ...summary,
    id: bench.newId(),
    lab: lab.slug,
    experiment: experiment.id,
    slot: slot.id,
    label: finding.at === undefined ? slot.label : `${slot.label}, ${finding.at}`,
    unit: slot.unit,
    ...(slot.digits === undefined ? {} : { digits: slot.digits }),
    value: summary.median,
    ...(finding.interval ? { interval: finding.interval } : {}),
    subject: finding.subject ?? request.subject,
    ...(finding.subject ? { isSubjectPinned: true } : {}),
    ...(slot.isExact ? { isExact: true } : {}),
    params: pick(request.params, experiment.dependsOn),
    seed: request.seed,
    environment: withRuntimes(
      bench.environmentOf(finding.backend ?? bench.backend),
      (finding.detectors ?? []).map(({ runtime }) => runtime),
      gpusOf(bench.backends),
    ),
    ...(finding.backend ? { isBackendPinned: true } : {}),
    ...(models ? { models } : {}),
    takenAt: new Date().toISOString(),
  };
}

/** Each once. The graph of a model is another file than its ONNX export, with another hash. */
function modelsOf(detectors: readonly DetectorInfo[]): readonly Subject[] {
  const hashes = new Map(
    detectors.map(({ spec }) => {
      const isGraph = spec.adapter === 'ssd-graph' || spec.adapter === 'coco-ssd';
      return [labelOfModel(spec.modelId, isGraph), spec.sha256];
    }),
  );
  return [...hashes].map(([label, sha256]) => ({ label, sha256 }));
}

/** An exact count: one run that every run would repeat. */
function exactly(value: number): Summary {
  return { n: 1, discarded: 0, median: value, p05: value, p95: value, runs: [value] };
}

function pick<S extends ParamSpecs>(
  params: AnyParams,
  keys: readonly (keyof S & string)[],
): AnyParams {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = params[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}
