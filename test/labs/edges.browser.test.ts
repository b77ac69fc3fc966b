// The edges lab where there is a GPU: the counts of the exact experiments do not depend on the backend,
// the passes are counted on each, and everything taken is given back.
import { afterEach, describe, expect, test } from 'vitest';
import experiments from '$labs/edges/experiments';
import lab from '$labs/edges/lab';
import pipeline from '$labs/edges/pipeline';
import { spiralPicture } from '$labs/edges/spiral';
import { createImage, type U8Image } from '$src/core/image';
import { defaults } from '$src/core/params';
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

const params = defaults(lab.params);
const opened: Backend[] = [];
afterEach(() => {
  for (const backend of opened.splice(0)) backend.dispose();
});

/** A bright box on a slope with grain, and its outline. */
function scene(): BenchInput {
  const [width, height] = [90, 60];
  const rng = createRng(4);
  const image = createImage('u8', width, height, 3);
  const labels = createImage('u8', width, height);
  const outline = createImage('u8', width, height);
  const inBox = (x: number, y: number) => x >= 25 && x < 60 && y >= 15 && y < 45;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      labels.data[i] = inBox(x, y) ? 1 : 0;
      const isEdge = inBox(x, y) !== inBox(x + 1, y) || inBox(x, y) !== inBox(x, y + 1);
      outline.data[i] = isEdge ? 255 : 0;
      for (let c = 0; c < 3; c++) {
        image.data[3 * i + c] = (inBox(x, y) ? 190 : 60 + x / 3) + rng.integer(-6, 6);
      }
    }
  }
  return { image, truth: { labels, outline } };
}

async function evidenceOf(id: string, backend: Backend, others: readonly Backend[]) {
  const experiment = experiments.find((candidate) => candidate.id === id);
  if (!experiment) throw new Error(`No experiment is called ${id}.`);
  const now = () => performance.now();
  let ids = 0;
  const bench: Bench = {
    backend,
    backends: others,
    protocol: createProtocol({ now, rng: createRng(1) }),
    signal: new AbortController().signal,
    now,
    newId: () => `record-${++ids}`,
    environmentOf: (on) => environmentOf(on, 1),
    suite: (name) => Promise.reject(new Error(`No suite “${name}” here.`)),
    sample: () => Promise.reject(new Error('The scene has its own outlines.')),
  };
  const request = {
    input: scene(),
    subject: { label: 'drawn', sha256: '0' },
    params,
    seed: 7,
  };
  const found = new Map<string, number>();
  for await (const event of runExperiment(metaOf('edges'), experiment, request, bench)) {
    if (event.kind === 'evidence') found.set(event.evidence.slot, event.evidence.value);
  }
  return found;
}

describe.each(expectedBackends)('%s', (name) => {
  test('counts the same pieces and scores as the reference', async () => {
    const backend = await openBackend(name);
    opened.push(backend);
    const reference = createReferenceBackend();
    for (const id of ['pieces', 'truth']) {
      const there = await evidenceOf(id, reference, [reference]);
      const here = await evidenceOf(id, backend, [backend, reference]);
      expect(Object.fromEntries(here)).toEqual(Object.fromEntries(there));
    }
  });

  test('settles the spiral in far fewer passes than one pixel at a time', async () => {
    const backend = await openBackend(name);
    opened.push(backend);
    const before = backend.counts();
    const found = await evidenceOf('passes', backend, [backend, createReferenceBackend()]);
    const naive = found.get('naive-spiral') ?? 0;
    const passes = found.get(`passes-spiral-${name}`) ?? 0;
    expect(naive).toBeGreaterThan(1000);
    expect(passes).toBeGreaterThan(1);
    // One pass crosses a word of 32 pixels or 16 rows: at least eight pixels a pass on any path here.
    expect(passes).toBeLessThan(naive / 8);
    backend.trim?.();
    expect(backend.counts().textures).toBe(before.textures);
  });

  test('the bench gives the reference’s edges when nothing is smoothed, and frees its images', async () => {
    const backend = await openBackend(name);
    opened.push(backend);
    const image: U8Image = spiralPicture(80);
    const run = (on: Backend) =>
      pipeline.run({
        backend: on,
        input: { image },
        params: { ...params, smoother: 'none', noise: 'saltAndPepper' },
        seed: 9,
        signal: new AbortController().signal,
        now: () => performance.now(),
      });
    const here = await run(backend);
    const there = await run(createReferenceBackend());
    expect(here.readings).toEqual(there.readings);
    expect(here.series).toEqual(there.series);
    backend.trim?.();
    expect(backend.counts().textures).toBe(0);
  });
});
