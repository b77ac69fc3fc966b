// What every lab must satisfy, without a browser. Labs are found by the same glob as in the app.
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createImage } from '$src/core/image';
import { defaults, randomParam, type AnyParams } from '$src/core/params';
import { createRng } from '$src/core/rng';
import type { Answers } from '$src/lab/contract';
import { experimentsOf, metaOf, pipelineOf, slugs } from '$src/lab/modules';
import { runExperiment, type Bench } from '$src/lab/runtime';
import { formatState, parseState } from '$src/lab/url-state';
import { createReferenceBackend } from '$src/ops/reference-backend';
import { analyses, ops } from '$src/ops/registry';
import { createNodeBench, quickProtocol } from '$test/support/bench';
import { readSample } from '$test/support/samples';
import { firstOf } from '$test/support/suites';

const folder = fileURLToPath(new URL('../../labs/', import.meta.url));
const answerModules = import.meta.glob<{ default: Answers; slots: readonly string[] }>(
  '/labs/*/answers.md',
);

test('every folder in labs/ is a lab', () => {
  expect([...slugs].sort()).toEqual(readdirSync(folder).sort());
  expect(slugs.length).toBeGreaterThan(0);
});

describe.each(slugs)('%s', (slug) => {
  const lab = metaOf(slug);

  test('has all its files', () => {
    for (const file of [
      'lab.ts',
      'Lab.svelte',
      'model.svelte.ts',
      'experiments.ts',
      'pipeline.ts',
      'answers.md',
    ]) {
      expect(existsSync(join(folder, slug, file)), file).toBe(true);
    }
  });

  test('declares the slots that its experiments yield, and guesses about one of them', async () => {
    const experiments = await experimentsOf(slug);
    expect(experiments.flatMap((experiment) => experiment.yields.map((slot) => slot.id))).toEqual(
      lab.slots,
    );
    expect(new Set(lab.slots).size).toBe(lab.slots.length);
    expect(new Set(experiments.map((experiment) => experiment.id)).size).toBe(experiments.length);
    for (const experiment of experiments) {
      expect(experiment.yields.map((slot) => slot.id)).toContain(experiment.predict.slot);
      for (const key of experiment.dependsOn) expect(Object.keys(lab.params)).toContain(key);
      expect(experiment.predict.min).toBeLessThan(experiment.predict.max);
    }
  });

  test('every slot that its answers quote is yielded by an experiment, and every slot is quoted', async () => {
    const load = answerModules[`/labs/${slug}/answers.md`];
    const module = await load?.();
    const slots: readonly string[] = module?.slots ?? [];
    const answers = module?.default;
    expect(slots.filter((id) => !lab.slots.includes(id))).toEqual([]);
    expect(lab.slots.filter((id) => !slots.includes(id))).toEqual([]);
    expect(answers?.followUps.length).toBeGreaterThanOrEqual(2);
  });

  test('no number in its answers is typed by hand', async () => {
    const load = answerModules[`/labs/${slug}/answers.md`];
    const answers = (await load?.())?.default;
    const measuredLike =
      /\b\d+([.,]\d+)?\s?(ms|fps|GB\/s|GFLOP|dB|times faster|× faster|x faster|% (of|faster|slower|fewer|more))/;
    const texts = JSON.stringify(answers);
    expect(measuredLike.exec(texts)?.[0]).toBeUndefined();
  });

  test('names ops that exist', () => {
    expect(lab.ops.filter((name) => !ops.has(name) && !analyses.has(name))).toEqual([]);
  });

  test('state survives the URL, defaults and random alike', () => {
    const rng = createRng(11);
    for (let i = 0; i < 50; i++) {
      const params = Object.fromEntries(
        Object.entries(lab.params).map(([key, spec]) => [
          key,
          i === 0 ? spec.default : randomParam(spec, rng),
        ]),
      );
      const { state } = parseState(lab, new URLSearchParams());
      const text = formatState(lab, { ...state, params, seed: 1 + i, stage: 'x', wipe: i });
      const back = parseState(lab, new URLSearchParams(text));
      expect(back.problems).toEqual([]);
      expect(back.state).toEqual({ ...state, params, seed: 1 + i, stage: 'x', wipe: i });
    }
  });

  test('its pipeline runs at every size and any parameters, and releases what it took', async () => {
    const pipeline = await pipelineOf(slug);
    const backend = createReferenceBackend();
    const before = backend.counts();
    const rng = createRng(5);
    const sizes: readonly (readonly [number, number, 1 | 3])[] = [
      [1, 1, 3],
      [1, 7, 1],
      [9, 1, 3],
      [33, 21, 3],
    ];
    for (const [width, height, channels] of sizes) {
      const image = createImage('u8', width, height, channels);
      for (let i = 0; i < image.data.length; i++) image.data[i] = rng.integer(0, 255);
      for (let draw = 0; draw < 6; draw++) {
        const params: AnyParams =
          draw === 0
            ? defaults(lab.params)
            : Object.fromEntries(
                Object.entries(lab.params).map(([key, spec]) => [key, randomParam(spec, rng)]),
              );
        const result = await pipeline.run({
          backend,
          input: { image },
          params: params as Record<string, never>,
          seed: 3,
          signal: new AbortController().signal,
          now: () => 0,
        });
        expect(result.stages.length, JSON.stringify({ width, height, params })).toBeGreaterThan(0);
        expect(backend.counts()).toEqual(before);
      }
    }
  }, 60_000);

  test('its experiments yield every slot on its own sample, and release what they took', async () => {
    const whole = createNodeBench();
    // Few pictures and few runs: what the numbers are is for the tests of each lab. The seventh of “test” is the
    // first that shows a large object, so that there is an AP of those.
    const suite: Bench['suite'] = async (name) =>
      firstOf(await whole.suite(name), name === 'test' ? 7 : 3);
    const bench: Bench = { ...whole, suite, protocol: quickProtocol() };
    const before = bench.backend.counts();
    const sample = await readSample('small');
    for (const experiment of await experimentsOf(slug)) {
      const found = new Set<string>();
      const request = {
        input: sample,
        subject: sample.subject,
        params: defaults(lab.params),
        seed: 7,
      };
      for await (const event of runExperiment(lab, experiment, request, bench)) {
        if (event.kind !== 'evidence') continue;
        found.add(event.evidence.slot);
        expect(
          Number.isFinite(event.evidence.value),
          `${event.evidence.slot} is ${event.evidence.value}`,
        ).toBe(true);
      }
      // Slots about a GPU backend can only be filled where there is one: the browser suite checks them.
      const missing = experiment.yields.filter(
        (slot) => !found.has(slot.id) && !/webgpu|webgl2/.test(slot.id),
      );
      expect(missing.map((slot) => slot.id)).toEqual([]);
      expect(bench.backend.counts()).toEqual(before);
    }
    // Trained networks on one thread: minutes on a busy machine.
  }, 480_000);
});
