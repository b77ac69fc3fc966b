/**
 * A scene as a short text for a link: the seed and those dials that differ from their defaults, as in
 * `seed=7&count=12&light=...`. Dials and seed reproduce the scene as long as composing stays the same;
 * the whole description (schema.ts) keeps it for good.
 */
import {
  defaults,
  formatParam,
  parseParam,
  type ParamSpec,
  type ParamValue,
} from '$src/core/params';
import { dials, type Dials } from '../dials';

export const highestSeed = 2 ** 32 - 1;
/** Longer text is not read. */
const longestKey = 4000;
const defaultSeed = 1;

export interface SceneKey {
  readonly dials: Dials;
  readonly seed: number;
  /** What could not be read and got its default, as sentences for the reader. */
  readonly problems: readonly string[];
}

/** As the query of a URL. Throws RangeError for a seed that is no whole number from 0 to 2^32 - 1. */
export function sceneKey(values: Dials, seed: number): string {
  if (!isSeed(seed)) throw new RangeError(problemOfSeed(String(seed)));
  const query = new URLSearchParams({ seed: String(seed) });
  for (const [key, spec] of specs) {
    const text = formatParam(
      spec,
      (values as Readonly<Record<string, ParamValue>>)[key] ?? spec.default,
    );
    if (text !== formatParam(spec, spec.default)) query.set(key, text);
  }
  return query.toString();
}

/** Reads `sceneKey`. Never throws: what cannot be read gets its default; unknown keys are ignored. */
export function parseSceneKey(text: string): SceneKey {
  if (text.length > longestKey)
    return {
      dials: defaults(dials),
      seed: defaultSeed,
      problems: [
        `The link's scene has ${text.length} characters; it must have at most ${longestKey}.`,
      ],
    };
  const query = new URLSearchParams(text);
  const problems: string[] = [];
  const values: Record<string, ParamValue> = { ...defaults(dials) };
  for (const [key, spec] of specs) {
    const own = query.get(key);
    if (own === null) continue;
    const { value, problem } = parseParam(spec, own);
    values[key] = value;
    if (problem !== undefined) problems.push(problem);
  }
  const seedText = query.get('seed') ?? String(defaultSeed);
  const seed = /^\d{1,10}$/.test(seedText) ? Number(seedText) : NaN;
  if (!isSeed(seed)) problems.push(problemOfSeed(seedText));
  return { dials: values as Dials, seed: isSeed(seed) ? seed : defaultSeed, problems };
}

const specs: readonly (readonly [string, ParamSpec])[] = Object.entries(dials);

function isSeed(seed: number): boolean {
  return Number.isInteger(seed) && seed >= 0 && seed <= highestSeed;
}

function problemOfSeed(text: string): string {
  return `The seed must be a whole number from 0 to ${highestSeed}; got ${text.slice(0, 40)}.`;
}
