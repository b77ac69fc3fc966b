/** What each slot of an open lab shows: its newest record, judged against the page as it is now. */
import type { AnyParams } from '$src/core/params';
import { runtimeVersions } from '$src/detect/versions';
import { environmentOf, gpusOf } from '$src/evidence/environment';
import type { Notebook } from '$src/evidence/notebook.svelte';
import { staleness, type Freshness } from '$src/evidence/staleness';
import type { Environment, Evidence, SlotSpec, SlotState, Subject } from '$src/evidence/types';
import type { BackendName } from '$src/ops/op';
import type { Experiment, LabMeta } from './contract';
import type { BackendState } from './lab.worker';

export interface SlotView {
  readonly spec: SlotSpec;
  readonly experiment: Experiment;
  readonly state: SlotState;
  readonly evidence: Evidence | undefined;
  /** Why it is stale, in words. */
  readonly reasons: readonly string[];
}

/** The page as it is now. */
export interface Situation {
  readonly lab: LabMeta;
  readonly experiments: readonly Experiment[];
  /** Undefined until the first picture is there. */
  readonly subject: Subject | undefined;
  readonly params: AnyParams;
  readonly seed: number;
  readonly backend: BackendName;
  readonly states: Readonly<Partial<Record<BackendName, BackendState>>>;
  readonly timerResolutionMs: number;
  /** SHA-256 by id of the models that the page would run; see `Conditions`. */
  readonly models?: Readonly<Record<string, string>>;
  /** The experiment that is measuring. */
  readonly running: string | undefined;
}

/** Is a record of this lab still true of the page as it is? */
export function judge(now: Situation, evidence: Evidence): Freshness {
  const experiment = now.experiments.find((candidate) => candidate.id === evidence.experiment);
  const environment = environmentFor(now, evidence);
  if (!experiment || !now.subject || !environment) return { state: 'fresh', reasons: [] };
  const { subject, params, seed, models } = now;
  const usable = Object.values(now.states).filter(({ isUsable }) => isUsable);
  const runtimes = { versions: runtimeVersions, gpus: gpusOf(usable) };
  const conditions = {
    subject,
    params,
    seed,
    environment,
    runtimes,
    ...(models ? { models } : {}),
  };
  return staleness(evidence, conditions, experiment, now.lab.params);
}

/** Every slot of the lab in reading order. A record that is true now goes before a newer stale one. */
export function slotViews(now: Situation, notebook: Notebook): ReadonlyMap<string, SlotView> {
  const views = new Map<string, SlotView>();
  for (const experiment of now.experiments) {
    for (const spec of experiment.yields) {
      const evidence = notebook.newest(
        now.lab.slug,
        spec.id,
        (record) => judge(now, record).state === 'fresh',
      );
      const verdict = evidence && judge(now, evidence);
      views.set(spec.id, {
        spec,
        experiment,
        evidence,
        reasons: verdict?.reasons ?? [],
        state: now.running === experiment.id ? 'running' : stateOf(verdict),
      });
    }
  }
  return views;
}

function stateOf(verdict: Freshness | undefined): SlotState {
  if (!verdict) return 'empty';
  return verdict.state === 'fresh' ? 'filled' : verdict.state;
}

/** The environment a record is held against: today's, of the backend that its number is about. */
function environmentFor(now: Situation, evidence: Evidence): Environment | undefined {
  const backend = evidence.isBackendPinned ? evidence.environment.backend : now.backend;
  const state = now.states[backend];
  if (!state?.isUsable) return undefined; // not known yet, or gone: the record stands as it was taken
  return environmentOf({ name: backend, device: state.device }, now.timerResolutionMs);
}
