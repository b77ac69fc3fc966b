/**
 * What a notebook file must look like, field by field. The messages are what the field must be, in
 * words: `import.ts` puts them after "expected". Limits keep a hostile file from freezing the page.
 */
import * as v from 'valibot';
import type { Evidence, Guess } from './types';

export const fileFormat = 'cv-lab-notebook';
/** Rises when a reader of the older version would misunderstand a file. */
export const fileVersion = 1;

const finite = v.pipe(v.number('a number'), v.finite('a finite number'));
const flag = v.boolean('true or false');

function whole(min: number, max: number) {
  const words = `a whole number from ${min} to ${max}`;
  return v.pipe(v.number(words), v.integer(words), v.minValue(min, words), v.maxValue(max, words));
}

function text(atMost: number) {
  return v.pipe(v.string('text'), v.maxLength(atMost, `text of at most ${atMost} characters`));
}

function name(atMost: number) {
  return v.pipe(
    v.string('text'),
    v.minLength(1, 'text that is not empty'),
    v.maxLength(atMost, `text of at most ${atMost} characters`),
  );
}

const timeWords = 'a time such as 2026-11-20T10:00:00.000Z';
/** Normalised to UTC with milliseconds, so that text order is time order. */
const time = v.pipe(
  v.string(timeWords),
  v.isoTimestamp(timeWords),
  v.check((value) => !Number.isNaN(Date.parse(value)), timeWords),
  v.transform((value) => new Date(value).toISOString()),
);

const row = v.pipe(v.array(finite, 'a list of numbers'), v.maxLength(64, 'at most 64 numbers'));
const matrix = v.pipe(v.array(row, 'rows of numbers'), v.maxLength(64, 'at most 64 rows'));
const params = v.pipe(
  v.record(
    text(100),
    v.union(
      [finite, text(2000), flag, matrix],
      'a number, text, true or false, or rows of numbers',
    ),
    'an object',
  ),
  v.check((value) => Object.keys(value).length <= 100, 'at most 100 parameters'),
);

const environment = v.object(
  {
    browser: text(200),
    platform: text(200),
    backend: v.picklist(['reference', 'webgpu', 'webgl2'], 'reference, webgpu or webgl2'),
    device: text(300),
    threads: whole(0, 100_000),
    isCrossOriginIsolated: flag,
    timerResolutionMs: finite,
    runtime: v.exactOptional(text(300)),
    gpu: v.exactOptional(text(300)),
    fingerprint: text(100),
  },
  'an object',
);

const interval = v.pipe(
  v.object({ low: finite, high: finite, level: finite }, 'an object with low, high and level'),
  v.check(({ low, high }) => low <= high, 'low that is not above high'),
  v.check(({ level }) => level > 0 && level < 1, 'a level between 0 and 1'),
);

const about = {
  id: name(100),
  lab: name(100),
  experiment: name(100),
  slot: name(100),
  unit: text(50),
};

export const evidenceSchema = v.pipe(
  v.object(
    {
      ...about,
      label: text(300),
      digits: v.exactOptional(whole(0, 20)),
      value: finite,
      n: whole(1, 1_000_000_000),
      discarded: whole(0, 1_000_000_000),
      median: finite,
      p05: finite,
      p95: finite,
      runs: v.pipe(
        v.array(finite, 'a list of numbers'),
        v.minLength(1, 'at least one run'),
        v.maxLength(200, 'at most 200 runs'),
      ),
      batch: v.exactOptional(whole(1, 1_000_000_000)),
      drift: v.exactOptional(finite),
      interval: v.exactOptional(interval),
      subject: v.object({ label: text(300), sha256: text(128) }, 'an object'),
      params,
      seed: finite,
      environment,
      isBackendPinned: v.exactOptional(flag),
      isSubjectPinned: v.exactOptional(flag),
      isExact: v.exactOptional(flag),
      models: v.exactOptional(
        v.pipe(
          v.array(
            v.object({ label: text(300), sha256: text(128) }, 'an object'),
            'a list of models',
          ),
          v.maxLength(20, 'at most 20 models'),
        ),
      ),
      takenAt: time,
      importedFrom: v.exactOptional(text(300)),
    },
    'an object',
  ),
  v.check(({ p05, median, p95 }) => p05 <= median && median <= p95, 'p05 ≤ median ≤ p95'),
);

export const guessSchema = v.object(
  {
    ...about,
    value: finite,
    madeAt: time,
    answer: v.exactOptional(
      v.object({ value: finite, evidence: name(100), at: time }, 'an object'),
    ),
    importedFrom: v.exactOptional(text(300)),
  },
  'an object',
);

/** Both schemas yield exactly the project's types: a field that is added there must be added here. */
type IsSame<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
const isEvidenceSame: IsSame<keyof v.InferOutput<typeof evidenceSchema>, keyof Evidence> = true;
const isGuessSame: IsSame<keyof v.InferOutput<typeof guessSchema>, keyof Guess> = true;
void isEvidenceSame;
void isGuessSame;
