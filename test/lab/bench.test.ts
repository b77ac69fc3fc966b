// The page's side of the lab worker, against a worker whose API only writes down what it is told.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createImage } from '$src/core/image';
import type { Subject } from '$src/evidence/types';
import { LabBench } from '$src/lab/bench.svelte';
import type { RunRequest } from '$src/lab/lab.worker';
import { FakeWorker } from '$test/support/fake-worker';

type OnLost = (backend: string, reason: string) => void;

let log: string[];
let workers: FakeWorker[];
let onLost: OnLost | undefined;
let probeError: Error | undefined;
let bench: LabBench;

const image = createImage('u8', 2, 1, 1);
const truth = { labels: image, outline: image };
const subject: Subject = { label: 'tabletop', sha256: 'a'.repeat(64) };
const request: RunRequest = { slug: 'edges', backend: 'reference', params: {}, seed: 7 };

function createApi() {
  return {
    configure(_url: string, callback: OnLost): void {
      log.push('configure');
      onLost = callback;
    },
    probe(name: string) {
      if (probeError) throw probeError;
      log.push(`probe ${name}`);
      return { name, isUsable: name === 'reference', device: name };
    },
    timerResolutionMs: () => 0.005,
    setInput(input: object, about: Subject): void {
      log.push(`input ${about.label}${'truth' in input ? ' with truth' : ''}`);
    },
    runPipeline() {
      log.push('run');
      return { stages: [], readings: {}, series: {}, backend: 'reference', isEdited: false };
    },
    cancel(): void {
      log.push('cancel');
    },
  };
}

beforeEach(() => {
  log = [];
  workers = [];
  probeError = undefined;
  vi.stubGlobal('location', { href: 'http://localhost/' });
  bench = new LabBench(() => {
    const worker = new FakeWorker(createApi());
    workers.push(worker);
    return worker.asWorker();
  });
});

afterEach(() => {
  bench.dispose();
  for (const worker of workers) worker.terminate();
  vi.unstubAllGlobals();
});

test('a picture is sent once, and again when it, its truth or its name is another', async () => {
  await bench.setInput({ image }, subject);
  await bench.setInput({ image }, subject);
  await bench.setInput({ image, truth }, subject); // the same pixels, now with truth
  await bench.setInput({ image, truth }, { ...subject, label: 'mine.png' });
  await bench.setInput({ image, truth }, subject);
  expect(log).toEqual([
    'configure',
    'input tabletop',
    'input tabletop with truth',
    'input mine.png with truth',
    'input tabletop with truth',
  ]);
});

test('a worker that replaces a failed one is configured and given the picture before it runs', async () => {
  await bench.probe();
  await bench.setInput({ image }, subject);
  const lostEdits = vi.fn();
  bench.onEditsLost = lostEdits;
  workers[0]?.fail('out of memory');
  log = [];
  await bench.setInput({ image }, subject);
  await bench.runPipeline(request);
  expect(log).toEqual(['configure', 'input tabletop', 'run']);
  expect(lostEdits).toHaveBeenCalledExactlyOnceWith();
});

test('the loss of a GPU is told, and with it that its edits are gone', async () => {
  await bench.probe();
  const lostEdits = vi.fn();
  bench.onEditsLost = lostEdits;
  onLost?.('webgpu', 'The driver crashed.');
  await vi.waitFor(() =>
    expect(bench.loss).toEqual({ backend: 'webgpu', reason: 'The driver crashed.' }),
  );
  expect(lostEdits).toHaveBeenCalledExactlyOnceWith('webgpu');
});

test('backends are probed once; after a failure the next call tries again', async () => {
  probeError = new Error('no worker');
  await expect(bench.probe()).rejects.toThrow('no worker');
  probeError = undefined;
  await Promise.all([bench.probe(), bench.probe()]);
  await bench.probe();
  expect(log).toEqual(['configure', 'probe webgpu', 'probe webgl2', 'probe reference']);
  expect(bench.timerResolutionMs).toBe(0.005);
  expect(bench.resolve('auto')).toBe('reference');
  expect(bench.resolve('webgpu')).toBe('reference');
});
