/** The histogram lab where there is a GPU: the same numbers, the same mappings, everything given back. */
import '$src/ui/styles';
import { afterEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import experiments from '$labs/histogram/experiments';
import lab from '$labs/histogram/lab';
import pipeline from '$labs/histogram/pipeline';
import Readings from '$labs/histogram/Readings.svelte';
import { createImage, type U8Image } from '$src/core/image';
import { defaults, type Params } from '$src/core/params';
import { createRng } from '$src/core/rng';
import { environmentOf } from '$src/evidence/environment';
import { createProtocol } from '$src/evidence/protocol';
import { openBackend } from '$src/gpu/backends';
import type { BenchInput } from '$src/lab/contract';
import { metaOf } from '$src/lab/modules';
import { runExperiment, type Bench } from '$src/lab/runtime';
import type { Backend } from '$src/ops/backend';
import { createReferenceBackend } from '$src/ops/reference-backend';
import { expectedBackends } from '../gpu/expected-backends';

type LabParams = Params<(typeof lab)['params']>;

/** A slope with two coloured boxes and grain: edges, flat areas, colour. */
function scene(seed: number, light: number): U8Image {
  const [width, height] = [96, 64];
  const rng = createRng(seed);
  const image = createImage('u8', width, height, 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const box = x > 20 && x < 44 && y > 14 && y < 50 ? 1 : x > 60 && y > 30 ? 2 : 0;
      for (let c = 0; c < 3; c++) {
        const base = box === 0 ? 90 + x / 4 : box - 1 === c ? 220 : 40;
        const value = light * (base + rng.integer(-3, 3));
        image.data[(y * width + x) * 3 + c] = Math.min(255, Math.max(0, Math.round(value)));
      }
    }
  }
  return image;
}

function benchOf(backend: Backend): Bench {
  let ids = 0;
  const now = () => performance.now();
  const samples: Readonly<Record<string, BenchInput>> = {
    tabletop: { image: scene(1, 1) },
    'tabletop-dark': { image: scene(2, 0.3) },
    'tabletop-clipped': { image: scene(1, 2.4) },
    'tabletop-motion': { image: scene(3, 1) },
    'tabletop-noisy': { image: scene(4, 1), clean: scene(1, 1) },
  };
  return {
    backend,
    backends: backend.name === 'reference' ? [backend] : [backend, createReferenceBackend()],
    protocol: createProtocol({ now, rng: createRng(1) }),
    signal: new AbortController().signal,
    now,
    newId: () => `record-${++ids}`,
    environmentOf: (on) => environmentOf(on, 1),
    suite: (name) => Promise.reject(new Error(`No suite “${name}” here.`)),
    sample: (name) => {
      const found = samples[name];
      if (!found) return Promise.reject(new Error(`No sample "${name}" here.`));
      return Promise.resolve({ ...found, subject: { label: name, sha256: name } });
    },
  };
}

async function evidenceOf(backend: Backend, id: string) {
  const experiment = experiments.find((candidate) => candidate.id === id);
  if (!experiment) throw new Error(`No experiment is called ${id}.`);
  const request = {
    input: { image: scene(5, 0.4) },
    subject: { label: 'drawn', sha256: '0' },
    params: defaults(lab.params),
    seed: 7,
  };
  const found: { slot: string; value: number; isExact: boolean }[] = [];
  const meta = metaOf('histogram');
  for await (const event of runExperiment(meta, experiment, request, benchOf(backend))) {
    if (event.kind !== 'evidence') continue;
    const { slot, value, isExact = false } = event.evidence;
    found.push({ slot, value, isExact });
  }
  return found;
}

function runBench(backend: Backend, params: LabParams) {
  return pipeline.run({
    backend,
    input: { image: scene(6, 0.5) },
    params,
    seed: 1,
    signal: new AbortController().signal,
    now: () => performance.now(),
  });
}

describe.each(expectedBackends)('on %s', (name) => {
  let backend: Backend | undefined;
  afterEach(() => backend?.dispose());

  test.each(['contrast', 'returns', 'lost', 'noise', 'colour', 'tiles', 'flicker'])(
    '"%s": exact slots equal those of the reference, the others come close; all is given back',
    async (id) => {
      backend = await openBackend(name);
      const before = backend.counts().textures;
      const found = await evidenceOf(backend, id);
      const wanted = await evidenceOf(createReferenceBackend(), id);
      expect(found.map(({ slot }) => slot)).toEqual(wanted.map(({ slot }) => slot));
      for (const [i, { slot, value, isExact }] of found.entries()) {
        const reference = wanted[i]?.value ?? Number.NaN;
        if (isExact) expect(value, slot).toBe(reference);
        // CLAHE and the blur may differ by one grey level in some pixels, an edge pixel may follow:
        // two parts in a hundred of the value, or two edge pixels in a hundred.
        else expect(Math.abs(value - reference), slot).toBeLessThanOrEqual(0.02 * reference + 2);
      }
      backend.trim?.();
      expect(backend.counts().textures).toBe(before);
    },
  );

  test('the bench gives the reference’s histograms and curves for every channel choice', async () => {
    backend = await openBackend(name);
    for (const channels of ['y', 'rgb'] as const) {
      const params = { ...defaults(lab.params), channels, tiles: 3 };
      const [here, there] = [
        await runBench(backend, params),
        await runBench(createReferenceBackend(), params),
      ];
      for (const series of ['counts-before', 'counts-global']) {
        expect(here.series[series], `${channels} ${series}`).toEqual(there.series[series]);
      }
      for (const id of ['curves-global', 'curves-clahe', 'clipped']) {
        const image = (result: typeof here) =>
          result.stages.find((stage) => stage.id === id)?.image;
        expect(image(here)?.data, `${channels} ${id}`).toEqual(image(there)?.data);
      }
    }
  });
});

test('the readings are a table with a head per measure and a row per version', async () => {
  await render(Readings, {
    readings: [{ name: 'Entropy', unit: 'bits', before: '6.10', after: '6.96' }],
    after: 'CLAHE',
  });
  const table = page.getByRole('table', { name: 'Live readings of the plotted channel' });
  await expect.element(table.getByRole('columnheader')).toHaveTextContent('Entropy, bits');
  await expect.element(table.getByRole('row', { name: /CLAHE/ })).toHaveTextContent('6.96');
});
