/**
 * Everything that makes a lab's screen, as URL text and back: a link reproduces the screen. Defaults
 * are left out, unknown keys are ignored, and whatever cannot be read gives its default and a
 * sentence for the reader.
 */
import {
  defaults,
  formatParam,
  parseParam,
  type AnyParams,
  type ParamValue,
} from '$src/core/params';
import type { BackendChoice } from './bench.svelte';
import type { LabMeta, Level } from './contract';

export type BenchView = 'picture' | 'code' | 'timing';

export interface LabState {
  readonly params: AnyParams;
  /** Whole number 1..999999. */
  readonly seed: number;
  readonly level: Level;
  readonly backend: BackendChoice;
  readonly view: BenchView;
  /** `sample:<name>`, `tabletop:<scene>`, `file:` or `webcam:`; a link cannot restore the latter two. */
  readonly source: string;
  /** The stage on the right of the wipe; '' for the lab's default. */
  readonly stage: string;
  /** Wipe position in percent. */
  readonly wipe: number;
}

const views: readonly BenchView[] = ['picture', 'code', 'timing'];
const backends: readonly BackendChoice[] = ['auto', 'webgpu', 'webgl2', 'reference'];
const reserved = ['seed', 'level', 'backend', 'view', 'source', 'stage', 'wipe'];

export function defaultState(lab: LabMeta): LabState {
  return {
    params: defaults(lab.params),
    seed: 7,
    level: lab.levels.includes('mid') ? 'mid' : (lab.levels[0] ?? 'junior'),
    backend: 'auto',
    view: 'picture',
    source: lab.source ?? `sample:${lab.sample}`,
    stage: '',
    wipe: 40,
  };
}

export function formatState(lab: LabMeta, state: LabState): string {
  const base = defaultState(lab);
  const query = new URLSearchParams();
  for (const [key, spec] of Object.entries(lab.params)) {
    const value = state.params[key] ?? spec.default;
    const text = formatParam(spec, value);
    if (text !== formatParam(spec, spec.default)) query.set(key, text);
  }
  const rest: [string, string | number, string | number][] = [
    ['seed', state.seed, base.seed],
    ['level', state.level, base.level],
    ['backend', state.backend, base.backend],
    ['view', state.view, base.view],
    ['source', state.source, base.source],
    ['stage', state.stage, base.stage],
    ['wipe', state.wipe, base.wipe],
  ];
  for (const [key, value, initial] of rest) if (value !== initial) query.set(key, String(value));
  return query.toString();
}

export function parseState(
  lab: LabMeta,
  query: URLSearchParams,
): { readonly state: LabState; readonly problems: readonly string[] } {
  const base = defaultState(lab);
  const problems: string[] = [];
  const params: Record<string, ParamValue> = { ...base.params };
  for (const [key, spec] of Object.entries(lab.params)) {
    if (reserved.includes(key)) throw new Error(`${lab.slug}: "${key}" is a reserved URL key.`);
    const text = query.get(key);
    if (text === null) continue;
    const { value, problem } = parseParam(spec, text);
    params[key] = value;
    if (problem !== undefined) problems.push(`${problem} Using ${show(value)}.`);
  }
  const choice = <T extends string>(key: string, allowed: readonly T[], initial: T): T => {
    const text = query.get(key);
    if (text === null) return initial;
    const found = allowed.find((candidate) => candidate === text);
    if (found !== undefined) return found;
    problems.push(
      `"${key}" in the link must be one of ${allowed.join(', ')}; got "${text}". Using ${initial}.`,
    );
    return initial;
  };
  const whole = (key: string, lo: number, hi: number, initial: number): number => {
    const text = query.get(key);
    if (text === null) return initial;
    const value = Number(text);
    if (Number.isInteger(value) && value >= lo && value <= hi) return value;
    problems.push(
      `"${key}" in the link must be a whole number ${lo} to ${hi}; got "${text}". Using ${initial}.`,
    );
    return initial;
  };
  return {
    state: {
      params,
      seed: whole('seed', 1, 999_999, base.seed),
      level: choice('level', lab.levels, base.level),
      backend: choice('backend', backends, base.backend),
      view: choice('view', views, base.view),
      source: query.get('source') ?? base.source,
      stage: query.get('stage') ?? base.stage,
      wipe: whole('wipe', 0, 100, base.wipe),
    },
    problems,
  };
}

function show(value: ParamValue): string {
  return typeof value === 'object' ? 'the default matrix' : String(value);
}
