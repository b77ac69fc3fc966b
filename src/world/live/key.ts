/**
 * A live scene as the text of a link: the seed, the dials that are not at their defaults, and the
 * reader's changes, joined by stars (which URLs leave as they are): 7*count_12*m3_120_0_-45_30.
 */
import { defaults, formatParam, parseParam, type ParamValue } from '$src/core/params';
import { dials as specs, type Dials } from '../dials';
import { formatEdits, hasEdits, longestEdits, noEdits, parseEdits, type Edits } from './edits';

/** All that a reader can set about a live scene. */
export interface SceneState {
  readonly dials: Dials;
  /** 1..999999. */
  readonly seed: number;
  readonly edits: Edits;
}

export const highestSeed = 999_999;

export function initialState(): SceneState {
  return { dials: defaults(specs), seed: 7, edits: noEdits };
}

/** `isWhole` is false when the changes are too many for a link and were left out. */
export function formatSceneState({ dials, seed, edits }: SceneState): {
  readonly text: string;
  readonly isWhole: boolean;
} {
  const set = Object.entries(specs).flatMap(([name, spec]) => {
    const text = formatParam(spec, dials[name as keyof Dials]);
    return text === formatParam(spec, spec.default) ? [] : [`${name}_${text}`];
  });
  const changes = hasEdits(edits) ? formatEdits(edits) : '';
  const isWhole = changes.length <= longestEdits;
  return { text: [seed, ...set, ...(changes && isWhole ? [changes] : [])].join('*'), isWhole };
}

/** Reads what `formatSceneState` wrote; whatever cannot be read keeps its default and is told. */
export function parseSceneState(text: string): {
  readonly state: SceneState;
  readonly problems: readonly string[];
} {
  const initial = initialState();
  const problems: string[] = [];
  const dials: Record<string, ParamValue> = { ...initial.dials };
  let { seed } = initial;
  const changes: string[] = [];
  const [first = '', ...parts] = text.split('*');
  if (/^\d{1,6}$/.test(first) && Number(first) >= 1) seed = Number(first);
  else if (first !== '') {
    problems.push(
      `The tabletop’s seed in the link must be a whole number 1 to ${highestSeed}; got “${first.slice(0, 40)}”. Using ${seed}.`,
    );
  }
  for (const part of parts) {
    if (/^[admtz]\d/.test(part)) {
      changes.push(part);
      continue;
    }
    const [, name = '', value = ''] = /^([A-Za-z]+)_(.*)$/s.exec(part) ?? [];
    const spec = Object.hasOwn(specs, name) ? specs[name as keyof Dials] : undefined;
    if (!spec) {
      problems.push(`The tabletop has no dial “${part.slice(0, 40)}”, which the link names.`);
      continue;
    }
    const read = parseParam(spec, value);
    dials[name] = read.value;
    if (read.problem !== undefined) problems.push(`${read.problem} Using ${String(read.value)}.`);
  }
  const { edits, problems: more } = parseEdits(changes.join('*'));
  return { state: { dials: dials as Dials, seed, edits }, problems: [...problems, ...more] };
}
