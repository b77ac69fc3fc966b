/** The morphology lab where there is a GPU: exact numbers on every backend, and painting by hand. */
import '$src/ui/styles';
import { afterEach, describe, expect, test } from 'vitest';
import experiments from '$labs/morphology/experiments';
import lab from '$labs/morphology/lab';
import type { MorphologyParams } from '$labs/morphology/mask';
import { MorphologyModel } from '$labs/morphology/model.svelte';
import pipeline from '$labs/morphology/pipeline';
import { createImage, type U8Image } from '$src/core/image';
import { defaults, randomParam } from '$src/core/params';
import { createRng } from '$src/core/rng';
import { environmentOf } from '$src/evidence/environment';
import { createProtocol } from '$src/evidence/protocol';
import { openBackend } from '$src/gpu/backends';
import type { BenchInput, Truth } from '$src/lab/contract';
import { metaOf } from '$src/lab/modules';
import { runExperiment, type Bench } from '$src/lab/runtime';
import type { LabSession } from '$src/lab/session.svelte';
import type { Backend } from '$src/ops/backend';
import { createReferenceBackend } from '$src/ops/reference-backend';
import { expectedBackends } from '../gpu/expected-backends';

/** Bright squares on a dark, noisy ground, with their labels. */
function scene(width: number, height: number): BenchInput & { readonly truth: Truth } {
  const rng = createRng(21);
  const image = createImage('u8', width, height, 3);
  const labels = createImage('u8', width, height);
  for (let i = 0; i < labels.data.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const isInside = x % 16 < 11 && y % 14 < 10;
    labels.data[i] = isInside ? 1 + Math.floor(x / 16) + 8 * Math.floor(y / 14) : 0;
    image.data.fill((isInside ? 170 : 60) + rng.integer(-50, 50), 3 * i, 3 * i + 3);
  }
  return { image, truth: { labels, outline: createImage('u8', width, height) } };
}

function live(backend: Backend, input: BenchInput, params: MorphologyParams) {
  return pipeline.run({
    backend,
    input,
    params,
    seed: 7,
    signal: new AbortController().signal,
    now: () => 0,
  });
}

function benchOf(backend: Backend): Bench {
  const now = () => performance.now();
  return {
    backend,
    backends: backend.name === 'reference' ? [backend] : [backend, createReferenceBackend()],
    protocol: createProtocol({ now, rng: createRng(1) }),
    signal: new AbortController().signal,
    now,
    newId: () => 'record',
    environmentOf: (on) => environmentOf(on, 1),
    suite: (name) =>
      Promise.resolve({
        name,
        count: 16,
        load: (index) =>
          Promise.resolve({
            ...scene(96, 70),
            subject: { label: `${name} ${index}`, sha256: `${index}` },
            pictureId: index + 1,
          }),
      }),
    sample: () => Promise.resolve({ ...scene(96, 70), subject: { label: 'beads', sha256: '1' } }),
  };
}

async function exactValuesOf(backend: Backend, input: BenchInput) {
  const values: Record<string, number> = {};
  for (const experiment of experiments) {
    if (experiment.id === 'latency') continue;
    const request = {
      input,
      subject: { label: 'scene', sha256: '0' },
      params: defaults(lab.params),
      seed: 7,
    };
    const meta = metaOf('morphology');
    for await (const event of runExperiment(meta, experiment, request, benchOf(backend))) {
      if (event.kind === 'evidence' && event.evidence.isExact) {
        values[event.evidence.slot] = event.evidence.value;
      }
    }
  }
  return values;
}

describe.each(expectedBackends)('on %s', (name) => {
  let backend: Backend | undefined;
  afterEach(() => backend?.dispose());

  test('every stage and reading is that of the reference, whatever the parameters', async () => {
    backend = await openBackend(name);
    const reference = createReferenceBackend();
    const before = backend.counts().textures;
    const rng = createRng(4);
    const input = scene(61, 43);
    for (let draw = 0; draw < 10; draw++) {
      const params = Object.fromEntries(
        Object.entries(lab.params).map(([key, spec]) => [key, randomParam(spec, rng)]),
      ) as MorphologyParams;
      const here = await live(backend, input, params);
      const there = await live(reference, input, params);
      expect(here.readings, JSON.stringify(params)).toEqual(there.readings);
      expect(here.stages.map(({ id, image }) => [id, image])).toEqual(
        there.stages.map(({ id, image }) => [id, image]),
      );
    }
    backend.trim?.();
    expect(backend.counts().textures).toBe(before);
  });

  test('exact numbers are those of the reference, and everything is given back', async () => {
    backend = await openBackend(name);
    const before = backend.counts().textures;
    const values = await exactValuesOf(backend, scene(96, 70));
    expect(Object.keys(values).length).toBeGreaterThan(40);
    expect(values).toEqual(await exactValuesOf(createReferenceBackend(), scene(96, 70)));
    backend.trim?.();
    expect(backend.counts().textures).toBe(before);
  });
});

test('painting starts from the mask on the bench, and every stroke can be taken back', () => {
  const image = createImage('u8', 12, 8);
  const mask = createImage('u8', 12, 8);
  mask.data.fill(255, 0, 12);
  const session = {
    state: { params: defaults(lab.params), wipe: 40 },
    source: { current: { image } },
    drawn: {} as { drawn?: U8Image },
    result: { stages: [{ id: 'mask', label: 'Mask', image: mask }], readings: {} },
    setParam(key: string, value: string) {
      session.state = { ...session.state, params: { ...session.state.params, [key]: value } };
    },
    draw(next: U8Image | undefined) {
      session.drawn = next ? { drawn: next } : {};
      return Promise.resolve();
    },
  };
  const area = () => session.drawn.drawn?.data.filter((value) => value !== 0).length;
  // A fresh model reads the session's present state: this stub is not reactive.
  const model = () => new MorphologyModel(session as unknown as LabSession);

  model().chooseSource('painted');
  expect(session.state.params.mask).toBe('painted');
  expect(area()).toBe(12);

  const painter = model();
  painter.brushPx = 1;
  painter.stroke('start', { x: 5, y: 5 });
  painter.stroke('end', { x: 5, y: 5 });
  expect(area()).toBe(12 + 5);
  painter.undo();
  expect(area()).toBe(12);
  expect(painter.canUndo).toBe(false);
  painter.clear();
  expect(area()).toBe(0);
  painter.undo();
  expect(area()).toBe(12);
});
