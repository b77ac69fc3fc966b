/** Records for tests: one of each kind, and random ones for properties. */
import fc from 'fast-check';
import { fingerprintOf } from '$src/evidence/environment';
import { summarise } from '$src/evidence/statistics';
import type { Environment, Evidence, Guess } from '$src/evidence/types';

export function environment(changes: Partial<Environment> = {}): Environment {
  const described = {
    browser: 'Chromium 156',
    platform: 'Linux',
    backend: 'webgpu' as const,
    device: 'SwiftShader',
    threads: 8,
    isCrossOriginIsolated: true,
    timerResolutionMs: 0.005,
    ...changes,
  };
  return { ...described, fingerprint: fingerprintOf(described) };
}

let nextId = 0;

export function evidence(changes: Partial<Evidence> = {}): Evidence {
  nextId++;
  return {
    ...summarise([130, 133, 135], 3),
    id: `evidence-${nextId}`,
    lab: 'edges',
    experiment: 'pieces',
    slot: 'pieces-two',
    label: 'Edges with 0.08 and 0.20',
    unit: 'pieces',
    value: 133,
    subject: { label: 'tabletop', sha256: 'a'.repeat(64) },
    params: { sigma: 1.4, low: 0.08 },
    seed: 7,
    environment: environment(),
    takenAt: '2026-11-20T10:00:00.000Z',
    ...changes,
  };
}

export function guess(changes: Partial<Guess> = {}): Guess {
  nextId++;
  return {
    id: `guess-${nextId}`,
    lab: 'edges',
    experiment: 'pieces',
    slot: 'pieces-two',
    value: 60,
    unit: 'pieces',
    madeAt: '2026-11-20T09:59:00.000Z',
    ...changes,
  };
}

// ---- random records ------------------------------------------------------------------------------

const number = fc
  .double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })
  .map((x) => x + 0); // no -0
/** Text with the characters that break formats. */
export const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    'a,b',
    'say "σ"',
    'two\nlines',
    'x\r\ny',
    '| pipe |',
    '=1+1',
    '<img src=x>',
    '',
    'ä 🙂',
  ),
);
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
const time = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

export const anyEnvironment: fc.Arbitrary<Environment> = fc
  .record({
    browser: fc.constantFrom('Chromium 155', 'Chromium 156', 'Firefox 147'),
    platform: fc.constantFrom('Linux', 'Windows'),
    backend: fc.constantFrom('webgpu' as const, 'webgl2' as const, 'reference' as const),
    device: fc.constantFrom('SwiftShader', 'RTX 4070', 'TypeScript, 1 thread'),
    threads: fc.integer({ min: 1, max: 64 }),
    isCrossOriginIsolated: fc.boolean(),
    timerResolutionMs: fc.constantFrom(0.005, 0.1, 1),
  })
  .map(environment);

export const anyParams = fc.dictionary(
  name,
  fc.oneof(
    number,
    text,
    fc.boolean(),
    fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 3 }),
  ),
  { maxKeys: 4 },
);

export const anyEvidence: fc.Arbitrary<Evidence> = fc
  .record({
    id: fc.uuid(),
    lab: name,
    experiment: name,
    slot: name,
    label: text,
    unit: fc.constantFrom('', 'ms', 'pieces', '%', 'µm'),
    runs: fc.array(number, { minLength: 1, maxLength: 60 }),
    discarded: fc.nat(40),
    subject: fc.record({ label: text, sha256: fc.stringMatching(/^[0-9a-f]{64}$/) }),
    params: anyParams,
    seed: fc.integer({ min: 0, max: 2 ** 31 }),
    environment: anyEnvironment,
    takenAt: time,
    optional: fc.record(
      {
        digits: fc.integer({ min: 0, max: 6 }),
        interval: fc.tuple(number, number).map(([x, y]) => ({
          low: Math.min(x, y),
          high: Math.max(x, y),
          level: 0.95,
        })),
        batch: fc.integer({ min: 2, max: 1000 }),
        drift: fc.constantFrom(0.8, 1.3),
        isBackendPinned: fc.constant(true),
        isExact: fc.constant(true),
        isSubjectPinned: fc.constant(true),
        models: fc.array(fc.record({ label: text, sha256: fc.stringMatching(/^[0-9a-f]{64}$/) }), {
          maxLength: 3,
        }),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ runs, discarded, optional, ...rest }) => {
    const summary = summarise(runs, discarded);
    return { ...summary, ...rest, ...optional, value: summary.median };
  });

export const anyGuess: fc.Arbitrary<Guess> = fc.record(
  {
    id: fc.uuid(),
    lab: name,
    experiment: name,
    slot: name,
    value: number,
    unit: fc.constantFrom('', 'ms', 'pieces'),
    madeAt: time,
    answer: fc.record({ value: number, evidence: fc.uuid(), at: time }),
  },
  { requiredKeys: ['id', 'lab', 'experiment', 'slot', 'value', 'unit', 'madeAt'] },
);
