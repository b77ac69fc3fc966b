/** What the Live page's link carries: source, model, thresholds, mirror, filter. Reads what it writes. */
import type { AdapterName, RuntimeChoice } from '$src/detect/types';
import { formatParam, parseParam, type NumberSpec, type ParamSpecs } from '$src/core/params';
import { sourceNames, type SourceName } from './source';

export const thresholds = {
  score: {
    type: 'number',
    label: 'Score threshold',
    help: 'Boxes that the model is less sure of are not shown.',
    min: 0.05,
    max: 0.95,
    step: 0.01,
    default: 0.3,
  },
  iou: {
    type: 'number',
    label: 'IoU threshold',
    help: 'Of two boxes of one class that overlap by more, the weaker one goes.',
    min: 0.05,
    max: 0.95,
    step: 0.01,
    default: 0.5,
  },
} as const satisfies ParamSpecs;
type ThresholdName = keyof typeof thresholds;

/** A model with the way it is run, as plain data; undefined runtime takes the first one that is offered. */
export interface ModelChoice {
  /** Of the catalogue, or `custom`. */
  readonly modelId: string;
  readonly adapter?: AdapterName;
  readonly runtime?: RuntimeChoice;
}

export interface LiveSettings {
  readonly source: SourceName;
  /** Undefined takes the catalogue's first. */
  readonly model: ModelChoice | undefined;
  /** Side of the network's input in pixels; undefined: the model's own. */
  readonly inputSidePx: number | undefined;
  readonly score: number;
  readonly iou: number;
  /** Undefined: as the camera faces the reader or not. */
  readonly isMirrored: boolean | undefined;
  readonly filter: ClassFilter;
}

/** Which classes are shown, by name: all but `hidden`, or `only` these. */
export type ClassFilter =
  | { readonly kind: 'hide'; readonly names: readonly string[] }
  | { readonly kind: 'only'; readonly names: readonly string[] };

export const allClasses: ClassFilter = { kind: 'hide', names: [] };

export const initialSettings: LiveSettings = {
  source: 'camera',
  model: undefined,
  inputSidePx: undefined,
  score: thresholds.score.default,
  iou: thresholds.iou.default,
  isMirrored: undefined,
  filter: allClasses,
};

export function isShown(filter: ClassFilter, name: string): boolean {
  return filter.names.includes(name) === (filter.kind === 'only');
}

/** Shows or hides one of the classes `all`, in the form that names fewer of them. */
export function withClass(
  filter: ClassFilter,
  name: string,
  isOn: boolean,
  all: readonly string[],
): ClassFilter {
  const shown = all.filter((other) => (other === name ? isOn : isShown(filter, other)));
  const hidden = all.filter((other) => !shown.includes(other));
  return hidden.length <= shown.length
    ? { kind: 'hide', names: hidden }
    : { kind: 'only', names: shown };
}

// ---- in a link ----------------------------------------------------------------------------------

/** Writes what differs from `initialSettings`. */
export function writeSettings(settings: LiveSettings): URLSearchParams {
  const query = new URLSearchParams();
  const { source, model, inputSidePx, isMirrored, filter } = settings;
  if (source !== initialSettings.source) query.set('source', source);
  if (model) {
    query.set('model', model.modelId);
    if (model.adapter) query.set('adapter', model.adapter);
    if (model.runtime) query.set('run', runtimeKey(model.runtime));
  }
  if (inputSidePx !== undefined) query.set('side', String(inputSidePx));
  for (const name of thresholdNames) {
    if (settings[name] !== initialSettings[name]) {
      query.set(name, formatParam(thresholds[name], settings[name]));
    }
  }
  if (isMirrored !== undefined) query.set('mirror', isMirrored ? '1' : '0');
  if (filter.names.length > 0 || filter.kind === 'only') {
    query.set(filter.kind, filter.names.join(','));
  }
  return query;
}

/** Reads `writeSettings`; what cannot be read gives the initial value and a sentence. */
export function readSettings(query: URLSearchParams): {
  readonly settings: LiveSettings;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const tell = (key: string, text: string, allowed: string): undefined => {
    problems.push(`“${key}=${text.slice(0, 40)}” in this link means nothing: ${allowed}.`);
    return undefined;
  };
  const one = <T>(
    key: string,
    read: (text: string) => T | undefined,
    allowed: string,
  ): T | undefined => {
    const text = query.get(key);
    return text === null ? undefined : (read(text) ?? tell(key, text, allowed));
  };
  const threshold = (name: ThresholdName): number => {
    const text = query.get(name);
    if (text === null) return initialSettings[name];
    const { value, problem } = parseParam(thresholds[name], text);
    if (problem !== undefined) problems.push(problem);
    return Number(value);
  };
  const modelId = one('model', plainName, 'a model’s name has letters, digits and dashes');
  const adapter = one('adapter', plainName, 'an adapter’s name has letters, digits and dashes');
  const runtime = one(
    'run',
    runtimeOf,
    'a runtime is ort-wasm, ort-webgpu, tfjs-webgpu, tfjs-webgl, tfjs-wasm or tfjs-cpu',
  );
  const only = query.get('only');
  const settings: LiveSettings = {
    source:
      one('source', (text) => sourceNames.find((name) => name === text), sourceNames.join(', ')) ??
      initialSettings.source,
    model:
      modelId === undefined
        ? undefined
        : {
            modelId,
            ...(adapter === undefined ? {} : { adapter: adapter as AdapterName }),
            ...(runtime === undefined ? {} : { runtime }),
          },
    inputSidePx: one('side', sideOf, `an input side is ${sidesPx.min} to ${sidesPx.max} pixels`),
    score: threshold('score'),
    iou: threshold('iou'),
    isMirrored: one('mirror', (text) => ({ '1': true, '0': false })[text], 'it is 1 or 0'),
    filter:
      only === null
        ? { kind: 'hide', names: names(query.get('hide')) }
        : { kind: 'only', names: names(only) },
  };
  return { settings, problems };
}

const thresholdNames = Object.keys(thresholds) as ThresholdName[];

/** `ort-wasm`, `ort-wasm-4` for four threads, `tfjs-webgl`. */
export function runtimeKey(choice: RuntimeChoice): string {
  const threads = choice.runtime === 'ort' && choice.threads ? `-${choice.threads}` : '';
  return `${choice.runtime}-${choice.backend}${threads}`;
}

export function runtimeOf(text: string): RuntimeChoice | undefined {
  const [, backend, threads] = /^ort-(wasm|webgpu)(?:-(\d{1,2}))?$/.exec(text) ?? [];
  if (backend === 'wasm' || backend === 'webgpu') {
    const count = Number(threads);
    return { runtime: 'ort', backend, ...(count > 0 ? { threads: count } : {}) };
  }
  const [, tfjs] = /^tfjs-(webgpu|webgl|wasm|cpu)$/.exec(text) ?? [];
  return tfjs === undefined
    ? undefined
    : { runtime: 'tfjs', backend: tfjs as 'webgpu' | 'webgl' | 'wasm' | 'cpu' };
}

export const sidesPx: Pick<NumberSpec, 'min' | 'max'> = { min: 64, max: 1280 };

/** Sides to offer: the model's own, and others that it takes. */
export function sidesFor(ownPx: number, multiplePx: number | undefined): readonly number[] {
  if (multiplePx === undefined) return [ownPx];
  const common = [128, 192, 256, 320, 384, 448, 512, 640].filter((px) => px % multiplePx === 0);
  return [...new Set([...common, ownPx])].sort((a, b) => a - b);
}

function sideOf(text: string): number | undefined {
  const side = Number(text);
  return Number.isInteger(side) && side >= sidesPx.min && side <= sidesPx.max ? side : undefined;
}

function plainName(text: string): string | undefined {
  return /^[\w-]{1,40}$/.test(text) ? text : undefined;
}

/** Class names from a link: at most as many as a model may have. */
function names(text: string | null): string[] {
  return (text ?? '')
    .split(',')
    .filter((name) => name !== '' && name.length <= 60)
    .slice(0, 1000);
}
