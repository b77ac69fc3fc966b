/** The convolution lab where there is a GPU: the board against every kernel, exact counts, keyboard. */
import '$src/ui/styles';
import { afterEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import PixelBoard from '$labs/convolution/PixelBoard.svelte';
import experiments from '$labs/convolution/experiments';
import { filterParams, type ConvolutionParams } from '$labs/convolution/kernels';
import lab from '$labs/convolution/lab';
import { ConvolutionModel } from '$labs/convolution/model.svelte';
import pipeline from '$labs/convolution/pipeline';
import { fits, traceAt } from '$labs/convolution/trace';
import { createImage, isU8, type U8Image } from '$src/core/image';
import { defaults, randomParam } from '$src/core/params';
import { createRng, type Rng } from '$src/core/rng';
import { environmentOf } from '$src/evidence/environment';
import { createProtocol } from '$src/evidence/protocol';
import { openBackend } from '$src/gpu/backends';
import { metaOf } from '$src/lab/modules';
import { runExperiment, type Bench } from '$src/lab/runtime';
import type { LabSession } from '$src/lab/session.svelte';
import type { Backend } from '$src/ops/backend';
import { createReferenceBackend } from '$src/ops/reference-backend';
import { expectedBackends } from '../gpu/expected-backends';

function randomPicture(rng: Rng, width: number, height: number): U8Image {
  const image = createImage('u8', width, height, 3);
  for (let i = 0; i < image.data.length; i++) image.data[i] = rng.integer(0, 255);
  return image;
}

function runBench(backend: Backend, image: U8Image, params: ConvolutionParams) {
  return pipeline.run({
    backend,
    input: { image },
    params,
    seed: 1,
    signal: new AbortController().signal,
    now: () => performance.now(),
  });
}

function benchOf(backend: Backend): Bench {
  let ids = 0;
  const now = () => performance.now();
  return {
    backend,
    backends: backend.name === 'reference' ? [backend] : [backend, createReferenceBackend()],
    protocol: createProtocol({ now, rng: createRng(1) }),
    signal: new AbortController().signal,
    now,
    newId: () => `record-${++ids}`,
    environmentOf: (on) => environmentOf(on, 1),
    suite: (name) => Promise.reject(new Error(`No suite “${name}” here.`)),
    sample: () => Promise.reject(new Error('These experiments take no sample.')),
  };
}

async function valuesOf(backend: Backend, id: string, image: U8Image) {
  const experiment = experiments.find((candidate) => candidate.id === id);
  if (!experiment) throw new Error(`No experiment is called ${id}.`);
  const request = {
    input: { image },
    subject: { label: 'random', sha256: '0' },
    params: defaults(lab.params),
    seed: 7,
  };
  const values: Record<string, number> = {};
  const slug = metaOf('convolution');
  for await (const event of runExperiment(slug, experiment, request, benchOf(backend))) {
    if (event.kind === 'evidence') values[event.evidence.slot] = event.evidence.value;
  }
  return values;
}

describe.each(expectedBackends)('on %s', (name) => {
  let backend: Backend | undefined;
  afterEach(() => backend?.dispose());

  test('the board shows what the kernel wrote, at every pixel', async () => {
    backend = await openBackend(name);
    const rng = createRng(12);
    for (let draw = 0; draw < 8; draw++) {
      const drawn = Object.fromEntries(
        Object.entries(lab.params).map(([key, spec]) => [key, randomParam(spec, rng)]),
      ) as ConvolutionParams;
      // Weights as drawn are multiples of 1/16: exact in float32, so there is nothing to tolerate.
      const params = { ...drawn, normalise: false, impulse: false };
      const { stages } = await runBench(backend, randomPicture(rng, 37, 29), params);
      const gray = stages.find(({ id }) => id === 'gray')?.image;
      const output = stages.find(({ id }) => id === 'output')?.image;
      if (!gray || !isU8(gray)) throw new Error('no gray stage');
      const p = filterParams(params);
      expect(output !== undefined).toBe(fits(gray, p));
      if (!output) continue;
      const traced = Array.from(output.data, (_, i) => {
        return traceAt(gray, i % output.width, Math.floor(i / output.width), p).output;
      });
      expect(Array.from(output.data)).toEqual(traced);
    }
  });

  test.each(['flip', 'border', 'stride', 'shift'])(
    'the exact numbers of "%s" are those of the reference',
    async (id) => {
      backend = await openBackend(name);
      const image = randomPicture(createRng(3), 67, 53);
      const before = backend.counts().textures;
      expect(await valuesOf(backend, id, image)).toEqual(
        await valuesOf(createReferenceBackend(), id, image),
      );
      backend.trim?.();
      expect(backend.counts().textures).toBe(before);
    },
  );

  test('a timed experiment fills its slots and gives everything back', async () => {
    backend = await openBackend(name);
    const before = backend.counts().textures;
    const values = await valuesOf(backend, 'cost', randomPicture(createRng(4), 40, 30));
    expect(Object.keys(values)).toEqual(['cost-per-gmac', 'cost-fixed', 'cost-linearity']);
    expect(Object.values(values).every(Number.isFinite)).toBe(true);
    backend.trim?.();
    expect(backend.counts().textures).toBe(before);
  });
});

test('arrow keys on the output move the window; products, sum and alternative follow', async () => {
  const params = defaults(lab.params);
  const image = randomPicture(createRng(5), 24, 18);
  const result = await runBench(createReferenceBackend(), image, params);
  const session = {
    state: { params, stage: '' },
    result: { ...result, backend: 'reference', isEdited: false },
    isComputing: false,
    backend: 'reference',
  } as unknown as LabSession;
  const model = new ConvolutionModel(session);
  const { container } = await render(PixelBoard, { model });
  const gray = result.stages.find(({ id }) => id === 'gray')?.image;
  if (!gray || !isU8(gray)) throw new Error('no gray stage');
  model.point({ x: 5, y: 6 });
  const shown = () => container.querySelector('.last b')?.textContent.replace('−', '-');
  const expected = (x: number, y: number) =>
    String(traceAt(gray, x, y, filterParams(params)).output).replace('−', '-');
  await expect.poll(shown).toBe(expected(5, 6));
  page.getByRole('application').last().element().focus();
  await userEvent.keyboard('{ArrowRight}{ArrowDown}');
  await expect.poll(() => model.at).toEqual({ x: 6, y: 7 });
  await expect.poll(() => shown()?.replaceAll('\u2009', '')).toBe(expected(6, 7));
  expect(container.querySelectorAll('td')).toHaveLength(9);
  await expect.element(page.getByRole('img', { name: model.alt })).toBeInTheDocument();
  await userEvent.keyboard('{Home}');
  await expect.poll(() => model.trace?.outside).toBe(3);
  await expect
    .element(page.getByText('3 of 9 fall outside: mirrored at the edge pixel'))
    .toBeInTheDocument();
});
