/**
 * When a record stops being true. It is fresh while its picture, its parameters and its environment
 * are those of now; otherwise stale, with the reasons in words; a record from a file is foreign.
 *
 * Age alone makes nothing stale, and nothing here re-measures: the reader decides. A slot that is
 * exact (a count that every backend gives alike) ignores the environment; a slot about a backend by
 * name is compared with that backend's environment, which the caller passes.
 */
import type { Matrix, ParamSpec, ParamSpecs, ParamValue } from '$src/core/params';
import type { BackendName } from '$src/ops/op';
import { gpuOf, gpusOf, runtimesOfText, versionChanges } from './environment';
import type { Conditions, Environment, Evidence, RuntimesNow } from './types';

export interface Freshness {
  readonly state: 'fresh' | 'stale' | 'foreign';
  /** Empty when fresh. Sentences without a full stop: "Blur σ was 1.4 px, now 2 px". */
  readonly reasons: readonly string[];
}

/** What an experiment's values depend on; an `Experiment` has these fields. */
export interface Dependencies {
  readonly dependsOn: readonly string[];
  readonly usesReaderImage: boolean;
}

export const backendLabels: Readonly<Record<BackendName, string>> = {
  webgpu: 'WebGPU',
  webgl2: 'WebGL2',
  reference: 'TypeScript',
};

/** "SwiftShader, WebGPU"; the reference names itself in its device already, a network its runtime. */
export function machineText({
  device,
  backend,
  runtime,
}: Pick<Environment, 'device' | 'backend' | 'runtime'>): string {
  if (runtime !== undefined) return device === 'CPU' ? runtime : `${runtime}, ${device}`;
  const label = backendLabels[backend];
  return device.startsWith(label) ? device : `${device}, ${label}`;
}

const fresh: Freshness = { state: 'fresh', reasons: [] };

/**
 * Is the record still true under `conditions`? `specs` gives the parameters their names and units in
 * the reasons; without it their keys are shown.
 */
export function staleness(
  evidence: Evidence,
  conditions: Conditions,
  { dependsOn, usesReaderImage }: Dependencies,
  specs: ParamSpecs = {},
): Freshness {
  const foreign = foreignness(evidence);
  if (foreign) return foreign;
  const reasons: string[] = [];
  if (usesReaderImage && evidence.isSubjectPinned !== true) {
    reasons.push(...subjectReasons(evidence, conditions));
  }
  for (const key of dependsOn) {
    reasons.push(...paramReasons(key, evidence.params[key], conditions.params[key], specs[key]));
  }
  if (evidence.seed !== conditions.seed) {
    reasons.push(`Seed was ${evidence.seed}, now ${conditions.seed}`);
  }
  reasons.push(...modelReasons(evidence, conditions));
  reasons.push(...environmentReasons(evidence, conditions.environment, conditions.runtimes));
  return verdict(reasons);
}

/**
 * As `staleness`, where only the machine is known: on the map and in the notebook, for labs that are
 * not open. `environments` has one entry per backend that works here now; a backend that is not
 * listed (not probed yet) is judged by browser, platform and isolation of any other entry. `versions`: of the
 * libraries that networks run in.
 */
export function environmentStaleness(
  evidence: Evidence,
  environments: readonly Environment[],
  versions: RuntimesNow['versions'] = {},
): Freshness {
  const foreign = foreignness(evidence);
  if (foreign) return foreign;
  if (evidence.environment.runtime !== undefined) {
    const [any] = environments;
    const here = environments.map(({ backend: name, device }) => ({ name, device }));
    return any
      ? verdict(environmentReasons(evidence, any, { versions, gpus: gpusOf(here) }))
      : fresh;
  }
  const same = environments.find(({ backend }) => backend === evidence.environment.backend);
  if (same) return verdict(environmentReasons(evidence, same));
  const [other] = environments;
  if (!other) return fresh;
  const { backend, device } = evidence.environment;
  return verdict(environmentReasons(evidence, { ...other, backend, device, fingerprint: '' }));
}

function verdict(reasons: readonly string[]): Freshness {
  return reasons.length === 0 ? fresh : { state: 'stale', reasons };
}

function foreignness(evidence: Evidence): Freshness | undefined {
  if (evidence.importedFrom === undefined) return undefined;
  const { device, browser } = evidence.environment;
  return {
    state: 'foreign',
    reasons: [`Imported from ${evidence.importedFrom}: measured on ${device}, ${browser}`],
  };
}

function subjectReasons({ subject: then }: Evidence, { subject: now }: Conditions): string[] {
  if (then.sha256 === now.sha256) return [];
  return then.label === now.label
    ? [`Picture changed since: ${now.label} has other pixels now`]
    : [`Picture changed since: ${then.label} then, ${now.label} now`];
}

function modelReasons({ models = [] }: Evidence, { models: now }: Conditions): string[] {
  return models.flatMap(({ label, sha256 }) => {
    const current = now?.[label];
    return current === undefined || current === sha256
      ? []
      : [`${label} has other weights now than when this was measured`];
  });
}

function paramReasons(
  key: string,
  then: ParamValue | undefined,
  now: ParamValue | undefined,
  spec: ParamSpec | undefined,
): string[] {
  if (isSameParam(then, now)) return [];
  const name = spec?.label ?? key;
  if (then === undefined) return [`${name} was not recorded, now ${paramText(now, spec)}`];
  const [before, after] = [paramText(then, spec), paramText(now, spec)];
  return before === after ? [`${name} changed since`] : [`${name} was ${before}, now ${after}`];
}

function isSameParam(then: ParamValue | undefined, now: ParamValue | undefined): boolean {
  if (typeof then === 'object' && typeof now === 'object') {
    return JSON.stringify(then) === JSON.stringify(now);
  }
  return then === now;
}

/** A value as the reader sees it in the control. */
export function paramText(value: ParamValue | undefined, spec?: ParamSpec): string {
  if (value === undefined) return 'not set';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'object') return matrixText(value);
  if (spec?.type === 'choice') {
    return spec.options.find((option) => option.value === value)?.label ?? String(value);
  }
  const unit = spec?.type === 'number' && spec.unit ? ` ${spec.unit}` : '';
  return `${value}${unit}`;
}

function matrixText(matrix: Matrix): string {
  const size = `${matrix[0]?.length ?? 0} × ${matrix.length}`;
  const rows = matrix.map((row) => row.join(' ')).join(' / ');
  return rows.length <= 40 ? `[${rows}]` : `a ${size} matrix`;
}

function environmentReasons(
  { environment: then, isExact }: Evidence,
  now: Environment,
  runtimes?: RuntimesNow,
): string[] {
  if (isExact === true || then.fingerprint === now.fingerprint) return [];
  const reasons: string[] = [];
  if (then.runtime !== undefined) {
    // A network names its runtime itself: which backend the bench has chosen does not matter.
    if (runtimes) reasons.push(...runtimeReasons(then, then.runtime, runtimes));
  } else if (then.backend !== now.backend) {
    reasons.push(`Measured on ${backendLabels[then.backend]}, now ${backendLabels[now.backend]}`);
  } else if (then.device !== now.device) {
    reasons.push(`Device changed since: ${then.device} then, ${now.device} now`);
  }
  if (then.browser !== now.browser) {
    const isUpdate = nameOf(then.browser) === nameOf(now.browser);
    reasons.push(
      isUpdate
        ? `Browser updated since: ${then.browser} then, ${versionOf(now.browser)} now`
        : `Measured in ${then.browser}, now ${now.browser}`,
    );
  }
  if (then.platform !== now.platform) {
    reasons.push(`Measured on ${then.platform}, now ${now.platform}`);
  }
  if (then.isCrossOriginIsolated !== now.isCrossOriginIsolated) {
    const [before, after] = then.isCrossOriginIsolated ? ['with', 'without'] : ['without', 'with'];
    reasons.push(`Measured ${before} cross-origin isolation, now ${after}`);
  }
  return reasons;
}

function runtimeReasons(
  { gpu: before }: Environment,
  runtimeText: string,
  now: RuntimesNow,
): string[] {
  const runtimes = runtimesOfText(runtimeText);
  const gpu = gpuOf(runtimes, now.gpus);
  const isOther = before !== undefined && gpu !== undefined && gpu !== before;
  return [
    ...versionChanges(runtimes, now),
    ...(isOther ? [`Device changed since: ${before} then, ${gpu} now`] : []),
  ];
}

function nameOf(browser: string): string {
  return browser.replace(/ \S+$/, '');
}

function versionOf(browser: string): string {
  return browser.slice(nameOf(browser).length + 1);
}
