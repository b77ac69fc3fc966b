import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ParamSpecs } from '$src/core/params';
import { withRuntimes } from '$src/evidence/environment';
import { environmentStaleness, machineText, staleness } from '$src/evidence/staleness';
import type { Conditions, Evidence } from '$src/evidence/types';
import { anyEnvironment, anyEvidence, environment, evidence } from './records';

const specs: ParamSpecs = {
  sigma: {
    type: 'number',
    label: 'Blur σ',
    unit: 'px',
    help: '',
    min: 0,
    max: 10,
    step: 0.1,
    default: 1,
  },
  norm: {
    type: 'choice',
    label: 'Norm',
    help: '',
    options: [
      { value: 'l1', label: 'L1, sum' },
      { value: 'l2', label: 'L2, root' },
    ],
    default: 'l2',
  },
  thin: { type: 'flag', label: 'Thinning', help: '', default: true },
  kernel: {
    type: 'matrix',
    label: 'Kernel',
    help: '',
    min: -9,
    max: 9,
    maxRows: 7,
    maxColumns: 7,
    default: [[1]],
  },
};

/** The conditions under which `record` was taken, with changes. */
function conditionsOf(record: Evidence, changes: Partial<Conditions> = {}): Conditions {
  const { subject, params, seed, environment: where } = record;
  return { subject, params, seed, environment: where, ...changes };
}

const all = { dependsOn: ['sigma', 'low'], usesReaderImage: true };

describe('staleness', () => {
  test('nothing changed: fresh', () => {
    const record = evidence();
    expect(staleness(record, conditionsOf(record), all)).toEqual({ state: 'fresh', reasons: [] });
  });

  test('another picture', () => {
    const record = evidence();
    const photo = { label: 'your photo', sha256: 'b'.repeat(64) };
    expect(staleness(record, conditionsOf(record, { subject: photo }), all)).toEqual({
      state: 'stale',
      reasons: ['Picture changed since: tabletop then, your photo now'],
    });
    const repainted = { label: 'tabletop', sha256: 'b'.repeat(64) };
    expect(staleness(record, conditionsOf(record, { subject: repainted }), all).reasons).toEqual([
      'Picture changed since: tabletop has other pixels now',
    ]);
  });

  test('another name for the same pixels changes nothing', () => {
    const record = evidence();
    const renamed = { ...record.subject, label: 'copy.png' };
    expect(staleness(record, conditionsOf(record, { subject: renamed }), all).state).toBe('fresh');
  });

  test('the picture does not matter to an experiment that brings its own', () => {
    const record = evidence();
    const other = conditionsOf(record, { subject: { label: 'x', sha256: 'b'.repeat(64) } });
    expect(staleness(record, other, { ...all, usesReaderImage: false }).state).toBe('fresh');
    expect(staleness({ ...record, isSubjectPinned: true }, other, all).state).toBe('fresh');
  });

  test('parameters, by their names and units', () => {
    const record = evidence({
      params: { sigma: 1.4, norm: 'l1', thin: true, kernel: [[1, 2, 1]] },
    });
    const now = { sigma: 2, norm: 'l2', thin: false, kernel: [[1], [2], [1]] };
    const experiment = { dependsOn: Object.keys(now), usesReaderImage: true };
    expect(
      staleness(record, conditionsOf(record, { params: now }), experiment, specs).reasons,
    ).toEqual([
      'Blur σ was 1.4 px, now 2 px',
      'Norm was L1, sum, now L2, root',
      'Thinning was on, now off',
      'Kernel was [1 2 1], now [1 / 2 / 1]',
    ]);
  });

  test('a parameter that the value does not depend on is ignored', () => {
    const record = evidence();
    const now = conditionsOf(record, { params: { ...record.params, colour: 'red', low: 0.08 } });
    expect(staleness(record, now, all).state).toBe('fresh');
  });

  test('a large matrix is not printed', () => {
    const rows = (value: number) =>
      Array.from({ length: 7 }, () => Array.from({ length: 7 }, () => value));
    const record = evidence({ params: { kernel: rows(1) } });
    const now = conditionsOf(record, { params: { kernel: rows(2) } });
    expect(
      staleness(record, now, { dependsOn: ['kernel'], usesReaderImage: true }, specs).reasons,
    ).toEqual(['Kernel changed since']);
  });

  test('the seed', () => {
    const record = evidence();
    expect(staleness(record, conditionsOf(record, { seed: 9 }), all).reasons).toEqual([
      'Seed was 7, now 9',
    ]);
  });

  test.each([
    [{ browser: 'Chromium 157' }, 'Browser updated since: Chromium 156 then, 157 now'],
    [{ browser: 'Firefox 147' }, 'Measured in Chromium 156, now Firefox 147'],
    [{ backend: 'webgl2' as const }, 'Measured on WebGPU, now WebGL2'],
    [{ device: 'RTX 4070' }, 'Device changed since: SwiftShader then, RTX 4070 now'],
    [{ platform: 'Windows' }, 'Measured on Linux, now Windows'],
    [{ isCrossOriginIsolated: false }, 'Measured with cross-origin isolation, now without'],
  ])('the environment: %o', (change, reason) => {
    const record = evidence();
    const now = conditionsOf(record, { environment: environment(change) });
    expect(staleness(record, now, all)).toEqual({ state: 'stale', reasons: [reason] });
    expect(staleness({ ...record, isExact: true }, now, all).state).toBe('fresh');
  });

  test('timer jitter and threads are no reason', () => {
    const record = evidence();
    const now = environment({ timerResolutionMs: 0.1, threads: 2 });
    expect(staleness(record, conditionsOf(record, { environment: now }), all).state).toBe('fresh');
  });

  test('a record from a file is foreign even under its own conditions', () => {
    const record = evidence({ importedFrom: 'class.json' });
    expect(staleness(record, conditionsOf(record), all)).toEqual({
      state: 'foreign',
      reasons: ['Imported from class.json: measured on SwiftShader, Chromium 156'],
    });
  });
});

describe('properties', () => {
  const experiment = (record: Evidence) => ({
    dependsOn: Object.keys(record.params),
    usesReaderImage: true,
  });

  test('a record is fresh under its own conditions', () => {
    fc.assert(
      fc.property(anyEvidence, (record) => {
        expect(staleness(record, conditionsOf(record), experiment(record)).state).toBe('fresh');
      }),
    );
  });

  test('monotone: each further change keeps every earlier reason', () => {
    const change = fc.constantFrom('subject', 'params', 'seed', 'environment');
    fc.assert(
      fc.property(anyEvidence, anyEvidence, fc.uniqueArray(change), (then, now, changes) => {
        let conditions = conditionsOf(then);
        let before: readonly string[] = [];
        for (const key of changes) {
          conditions = { ...conditions, [key]: now[key] };
          const { state, reasons } = staleness(then, conditions, experiment(then));
          expect(reasons).toEqual(expect.arrayContaining([...before]));
          expect(state).toBe(reasons.length === 0 ? 'fresh' : 'stale');
          before = reasons;
        }
      }),
    );
  });

  test('a different fingerprint always has a reason in words', () => {
    fc.assert(
      fc.property(anyEnvironment, anyEnvironment, (then, now) => {
        const record = evidence({ environment: then });
        const { reasons } = staleness(record, conditionsOf(record, { environment: now }), all);
        expect(reasons.length > 0).toBe(then.fingerprint !== now.fingerprint);
      }),
    );
  });
});

describe('where only the machine is known', () => {
  test('picture and parameters are not judged', () => {
    expect(environmentStaleness(evidence(), [environment()]).state).toBe('fresh');
  });

  test('each backend is held against itself', () => {
    const record = evidence({ environment: environment({ backend: 'webgl2', device: 'ANGLE' }) });
    const here = [environment(), environment({ backend: 'webgl2', device: 'ANGLE' })];
    expect(environmentStaleness(record, here).state).toBe('fresh');
    const updated = here.map((one) => environment({ ...one, browser: 'Chromium 157' }));
    expect(environmentStaleness(record, updated).reasons).toEqual([
      'Browser updated since: Chromium 156 then, 157 now',
    ]);
  });

  test('a backend that is not probed yet is judged by the browser alone', () => {
    const record = evidence({ environment: environment({ backend: 'webgl2', device: 'ANGLE' }) });
    expect(environmentStaleness(record, [environment()]).state).toBe('fresh');
    expect(environmentStaleness(record, [environment({ platform: 'Windows' })]).state).toBe(
      'stale',
    );
    expect(environmentStaleness(record, []).state).toBe('fresh');
  });
});

describe('networks', () => {
  const ran = withRuntimes(environment(), [
    { runtime: 'ort', version: '1.30.0', backend: 'wasm', threads: 1 },
  ]);
  const record = evidence({
    environment: ran,
    models: [{ label: 'yolo-tiny', sha256: 'a'.repeat(64) }],
  });
  const now = (changes: Partial<Conditions> = {}): Conditions => ({
    subject: record.subject,
    params: record.params,
    seed: record.seed,
    environment: environment(),
    ...changes,
  });
  const dependencies = { dependsOn: [], usesReaderImage: true };

  test('name their runtime and ignore the backend of the bench', () => {
    expect(ran).toMatchObject({
      runtime: 'onnxruntime-web 1.30.0, wasm, 1 thread',
      device: 'CPU',
      threads: 1,
    });
    expect(machineText(ran)).toBe('onnxruntime-web 1.30.0, wasm, 1 thread');
    expect(staleness(record, now(), dependencies).state).toBe('fresh');
    const other = now({ environment: environment({ backend: 'webgl2', device: 'other' }) });
    expect(staleness(record, other, dependencies).state).toBe('fresh');
    const browser = now({ environment: environment({ browser: 'Firefox 147' }) });
    expect(staleness(record, browser, dependencies).reasons).toEqual([
      'Measured in Chromium 156, now Firefox 147',
    ]);
  });

  test('go stale with their weights, and only with theirs', () => {
    const with_ = (models: Readonly<Record<string, string>>) =>
      staleness(record, now({ models }), dependencies);
    expect(with_({ 'yolo-tiny': 'a'.repeat(64), 'ssd-lite': 'b' }).state).toBe('fresh');
    expect(with_({ 'ssd-lite': 'b' }).state).toBe('fresh');
    expect(with_({ 'yolo-tiny': 'b'.repeat(64) }).reasons).toEqual([
      'yolo-tiny has other weights now than when this was measured',
    ]);
  });

  const libraries = {
    versions: { ort: '1.30.0', tfjs: '4.22.0' },
    gpus: { webgpu: 'SwiftShader' },
  };
  const gpu = evidence({
    environment: withRuntimes(
      environment(),
      [
        {
          runtime: 'ort',
          version: '1.30.0',
          backend: 'webgpu',
          threads: 1,
          device: 'google swift',
        },
        { runtime: 'tfjs', version: '4.22.0', backend: 'wasm', threads: 1 },
      ],
      libraries.gpus,
    ),
  });

  test('go stale with the library that ran them', () => {
    expect(staleness(gpu, now({ runtimes: libraries }), dependencies).state).toBe('fresh');
    const versions = { ort: '1.31.0', tfjs: '4.22.0' };
    const updated = now({ runtimes: { ...libraries, versions } });
    expect(staleness(gpu, updated, dependencies).reasons).toEqual([
      'onnxruntime-web updated since: 1.30.0 then, 1.31.0 now',
    ]);
    expect(staleness(record, updated, dependencies).state).toBe('stale');
    expect(staleness({ ...record, isExact: true }, updated, dependencies).state).toBe('fresh');
    // Where no lab is open, too.
    expect(environmentStaleness(gpu, [environment()], versions).reasons).toEqual([
      'onnxruntime-web updated since: 1.30.0 then, 1.31.0 now',
    ]);
  });

  test('go stale with the GPU that they ran on, in the words of the bench', () => {
    expect(gpu.environment).toMatchObject({ device: 'google swift and CPU', gpu: 'SwiftShader' });
    const other = now({ runtimes: { ...libraries, gpus: { webgpu: 'RTX 4070' } } });
    expect(staleness(gpu, other, dependencies).reasons).toEqual([
      'Device changed since: SwiftShader then, RTX 4070 now',
    ]);
    expect(staleness(record, other, dependencies).state).toBe('fresh'); // ran on the CPU
    const unknown = now({ runtimes: { ...libraries, gpus: {} } });
    expect(staleness(gpu, unknown, dependencies).state).toBe('fresh');
    expect(environmentStaleness(gpu, [environment({ device: 'RTX 4070' })]).reasons).toEqual([
      'Device changed since: SwiftShader then, RTX 4070 now',
    ]);
  });

  test('a library that does not name its GPU is given the bench’s, never the CPU', () => {
    const tfjs = { runtime: 'tfjs', version: '4.22.0', backend: 'webgpu', threads: 1 } as const;
    expect(withRuntimes(environment(), [tfjs], libraries.gpus).device).toBe('SwiftShader');
    expect(withRuntimes(environment(), [tfjs]).device).toBe('unnamed GPU');
  });
});
