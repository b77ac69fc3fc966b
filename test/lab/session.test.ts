// One open lab, with a bench whose runs end when the test says so.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createImage } from '$src/core/image';
import { Notebook } from '$src/evidence/notebook.svelte';
import type { LabBench } from '$src/lab/bench.svelte';
import type { Experiment, LabMeta, PipelineResult } from '$src/lab/contract';
import type { BackendState, RunRequest } from '$src/lab/lab.worker';
import type { MeasurementEvent } from '$src/lab/runtime';
import { LabSession } from '$src/lab/session.svelte';
import type { ImageSource } from '$src/sources/source.svelte';
import type { BackendName } from '$src/ops/op';
import { evidence } from '$test/evidence/records';

interface Call<T> {
  readonly request: RunRequest;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

interface Measurement extends Call<void> {
  readonly experiment: string;
  readonly onEvent: (event: MeasurementEvent) => void;
}

function createBench() {
  const runs: Call<PipelineResult>[] = [];
  const measurements: Measurement[] = [];
  const usable = (name: BackendName): BackendState => ({ name, isUsable: true, device: name });
  return {
    runs,
    measurements,
    onEditsLost: undefined as LabBench['onEditsLost'],
    states: {
      webgpu: { name: 'webgpu', isUsable: false, device: '', reason: 'No adapter was found.' },
      webgl2: usable('webgl2'),
      reference: usable('reference'),
    } as LabBench['states'],
    timerResolutionMs: 0.005,
    resolve: (choice: BackendName | 'auto'): BackendName =>
      choice === 'reference' ? 'reference' : 'webgl2',
    setInput: vi.fn<LabBench['setInput']>(() => Promise.resolve()),
    setKernel: vi.fn<LabBench['setKernel']>(() => Promise.resolve([])),
    trim: vi.fn(() => Promise.resolve()),
    runPipeline: (request: RunRequest) =>
      new Promise<PipelineResult>((resolve, reject) => {
        runs.push({ request, resolve, reject });
      }),
    runExperiment: (
      request: RunRequest,
      experiment: string,
      onEvent: (event: MeasurementEvent) => void,
      signal: AbortSignal,
    ) =>
      new Promise<void>((resolve, reject) => {
        measurements.push({ request, experiment, onEvent, resolve, reject });
        signal.addEventListener('abort', () =>
          reject(Object.assign(new Error('Stopped.'), { name: 'AbortError' })),
        );
      }),
  };
}

const slot = { id: 'pieces-two', label: 'Pieces', unit: 'pieces' };
const experiment: Experiment = {
  id: 'pieces',
  title: 'Pieces',
  predict: { prompt: 'How many?', slot: slot.id, min: 0, max: 500 },
  yields: [slot],
  dependsOn: ['sigma'],
  usesReaderImage: true,
  run: () => {
    throw new Error('The bench of this test runs no experiment.');
  },
};
const lab = {
  slug: 'edges',
  title: 'Edges',
  levels: ['junior', 'mid', 'senior'],
  sample: 'tabletop',
  slots: [slot.id],
  ops: [],
  params: {
    sigma: {
      kind: 'number',
      label: 'Sigma',
      unit: 'px',
      min: 0.5,
      max: 5,
      step: 0.1,
      default: 1.4,
    },
  },
} as unknown as LabMeta;
const edit = { backend: 'webgl2', op: 'sobel', kernel: 'rows', source: 'edited' } as const;
const result: PipelineResult = {
  stages: [],
  readings: {},
  series: {},
  backend: 'webgl2',
  isEdited: false,
};

let bench: ReturnType<typeof createBench>;
let notebook: Notebook;
let source: { current: object | undefined; hold: () => void; dispose: () => void };
let session: LabSession;
let urls: string[];

function open(query = ''): LabSession {
  return new LabSession({
    lab,
    answers: {} as LabSession['answers'],
    experiments: [experiment],
    bench: bench as unknown as LabBench,
    source: source as unknown as ImageSource,
    notebook,
    query: new URLSearchParams(query),
    writeUrl: (text) => urls.push(text),
  });
}

/** Lets what is due happen; a wrong extra run would begin in this time. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

beforeEach(() => {
  bench = createBench();
  notebook = new Notebook();
  urls = [];
  source = {
    current: {
      image: createImage('u8', 2, 2, 1),
      subject: { label: 'tabletop', sha256: 'a'.repeat(64) },
    },
    hold: vi.fn(),
    dispose: vi.fn(),
  };
  session = open();
});

afterEach(() => notebook.dispose());

test('calls during a run are folded into one further run, with the newest parameters', async () => {
  const all = [session.compute()];
  await settle();
  for (const sigma of [2, 3, 4]) {
    session.setParam('sigma', sigma);
    all.push(session.compute());
  }
  expect(session.isComputing).toBe(true);
  bench.runs[0]?.resolve(result);
  await settle();
  bench.runs[1]?.resolve({ ...result, readings: { pieces: 4 } });
  await Promise.all(all);
  await settle();
  expect(bench.runs.map(({ request }) => request.params['sigma'])).toEqual([1.4, 4]);
  expect(session.result?.readings).toEqual({ pieces: 4 });
  expect(session.liveMs.length).toBe(2);
  expect(session.isComputing).toBe(false);
  expect(urls.at(-1)).toBe('sigma=4');
});

test('a failed run is told and keeps the last result; the next good one clears it; an abort is silent', async () => {
  const run = async (end: (call: Call<PipelineResult>) => void): Promise<void> => {
    const computed = session.compute();
    await settle();
    const call = bench.runs.at(-1);
    if (call) end(call);
    await computed;
  };
  await run((call) => call.resolve(result));
  await run((call) => call.reject(new Error('The GPU was lost.')));
  expect(session.error).toBe('The GPU was lost.');
  expect(session.result).toEqual(result);
  await run((call) => call.resolve(result));
  expect(session.error).toBeUndefined();
  await run((call) => call.reject(Object.assign(new Error('Newer.'), { name: 'AbortError' })));
  expect(session.error).toBeUndefined();
});

test('without a picture nothing is sent', async () => {
  source.current = undefined;
  await session.compute();
  await session.measure('pieces');
  expect(bench.setInput).not.toHaveBeenCalled();
  expect(bench.measurements).toEqual([]);
  expect(session.isMeasuring).toBe(false);
});

test('while an experiment measures no live run begins; one makes up for all of them afterwards', async () => {
  const measured = session.measure('pieces');
  await settle();
  expect(source.hold).toHaveBeenCalledOnce();
  expect(session.measuring?.experiment).toBe('pieces');
  session.setParam('sigma', 2);
  await session.compute();
  session.setParam('sigma', 3);
  await session.compute();
  await settle();
  expect(bench.runs.length).toBe(0);
  bench.measurements[0]?.resolve();
  await settle();
  expect(bench.runs.map(({ request }) => request.params['sigma'])).toEqual([3]);
  bench.runs[0]?.resolve(result);
  await measured;
  expect(session.isMeasuring).toBe(false);
  // It was measured with the parameters of its start.
  expect(bench.measurements[0]?.request.params['sigma']).toBe(1.4);
});

test('only one experiment measures at a time', async () => {
  void session.measure('pieces');
  await session.measure('pieces');
  await settle();
  expect(bench.measurements.length).toBe(1);
});

test('progress, rows and evidence arrive; what comes after the end fills no table and starts nothing', async () => {
  const measured = session.measure('pieces');
  await settle();
  const [run] = bench.measurements;
  run?.onEvent({ kind: 'progress', done: 1, total: 2 });
  expect(session.measuring?.progress).toMatchObject({ done: 1, total: 2 });
  run?.onEvent({ kind: 'row', table: 'runs', cells: { sigma: 1 } });
  run?.onEvent({ kind: 'row', table: 'runs', cells: { sigma: 2 } });
  run?.onEvent({ kind: 'evidence', evidence: evidence({ value: 133 }) });
  expect(session.tables).toEqual({ runs: [{ sigma: 1 }, { sigma: 2 }] });
  expect(session.slots.get(slot.id)?.state).toBe('running');
  run?.resolve();
  await measured;
  expect(session.slots.get(slot.id)?.evidence?.value).toBe(133);

  run?.onEvent({ kind: 'progress', done: 2, total: 2 });
  run?.onEvent({ kind: 'row', table: 'runs', cells: { sigma: 9 } });
  expect(session.isMeasuring).toBe(false);
  expect(session.tables['runs']?.length).toBe(2);

  void session.measure('pieces');
  await settle();
  run?.onEvent({ kind: 'progress', done: 2, total: 2 });
  run?.onEvent({ kind: 'row', table: 'runs', cells: { sigma: 9 } });
  expect(session.measuring?.progress).toBeUndefined();
  expect(session.tables).toEqual({});
});

test('cancel ends the measurement without an error and keeps what was filed', async () => {
  const measured = session.measure('pieces');
  await settle();
  bench.measurements[0]?.onEvent({ kind: 'evidence', evidence: evidence() });
  session.cancel();
  await measured;
  expect(session.isMeasuring).toBe(false);
  expect(session.measureError).toBeUndefined();
  expect(notebook.records.length).toBe(1);
});

test('what stops a measurement (an edited kernel, say) is told, and the next one clears it', async () => {
  const measured = session.measure('pieces');
  await settle();
  bench.measurements[0]?.reject(new Error('sobel/rows is edited. Reset it, then measure.'));
  await measured;
  expect(session.measureError).toBe('sobel/rows is edited. Reset it, then measure.');
  expect(session.isMeasuring).toBe(false);
  void session.measure('pieces');
  expect(session.measureError).toBeUndefined();
});

test('a guess is committed before its experiment measures', async () => {
  void session.guess(experiment, 120);
  await settle();
  expect(notebook.guesses).toMatchObject([
    { lab: 'edges', slot: 'pieces-two', value: 120, unit: 'pieces' },
  ]);
  expect(bench.measurements.length).toBe(1);
});

test('a backend that cannot be used is replaced, with its reason as a sentence', () => {
  expect(session.fallback).toBeUndefined();
  session.set('backend', 'webgpu');
  expect(session.backend).toBe('webgl2');
  expect(session.fallback).toBe('No adapter was found.');
  session.set('backend', 'reference');
  expect(session.backend).toBe('reference');
  expect(session.fallback).toBeUndefined();
});

test('an edit that compiles is kept and runs; one that does not is not; a lost backend takes its own', async () => {
  const problems = [{ line: 3, message: 'unknown identifier' }];
  bench.setKernel.mockResolvedValueOnce(problems);
  expect(await session.editKernel(edit)).toEqual(problems);
  expect(session.edits).toEqual([]);
  expect(bench.runs.length).toBe(0);

  const edited = session.editKernel(edit);
  await settle();
  bench.runs[0]?.resolve(result);
  expect(await edited).toEqual([]);
  expect(session.edits).toEqual([edit]);
  bench.onEditsLost?.('webgpu');
  expect(session.edits).toEqual([edit]);
  bench.onEditsLost?.('webgl2');
  expect(session.edits).toEqual([]);
});

test('a disposed session cancels, takes its edits back, trims even so, and runs nothing more', async () => {
  const edited = session.editKernel(edit);
  await settle();
  bench.runs[0]?.resolve(result);
  await edited;
  const measured = session.measure('pieces');
  await settle();
  void session.compute();
  bench.setKernel.mockRejectedValueOnce(new Error('webgl2 is not available here.'));
  await session.dispose();
  await measured;
  expect(bench.setKernel).toHaveBeenLastCalledWith('webgl2', 'sobel', 'rows', undefined);
  expect(bench.trim).toHaveBeenCalledOnce();
  expect(source.dispose).toHaveBeenCalledOnce();
  expect(bench.onEditsLost).toBeUndefined();
  expect(bench.runs.length).toBe(1);
});
