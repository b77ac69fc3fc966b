/**
 * Runs an experiment and turns its findings into evidence. The page's worker, the tests and
 * `npm run measure` all go through here; nothing measures anything in another way.
 */
import type { AnyParams, ParamSpecs } from '$src/core/params';
import { createRng } from '$src/core/rng';
import type { Environment, Evidence, Subject, Summary } from '$src/evidence/types';
import type { Protocol } from '$src/evidence/protocol';
import type { Backend } from '$src/ops/backend';
import type {
  BenchInput,
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
}

export type MeasurementEvent =
  Progress | TableRow | { readonly kind: 'evidence'; readonly evidence: Evidence };

/** Yields progress, table rows and finished evidence. Throws what the experiment throws. */
export async function* runExperiment(
  lab: LabMeta,
  experiment: Experiment,
  request: ExperimentRequest,
  bench: Bench,
): AsyncGenerator<MeasurementEvent, void, void> {
  const { backend, backends, protocol, signal, now } = bench;
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
  });
  for await (const event of events) {
    if (signal.aborted) return;
    if (event.kind === 'finding') {
      yield { kind: 'evidence', evidence: evidenceOf(lab, experiment, event, request, bench) };
    } else {
      yield event;
    }
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
    environment: bench.environmentOf(finding.backend ?? bench.backend),
    ...(finding.backend ? { isBackendPinned: true } : {}),
    takenAt: new Date().toISOString(),
  };
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
