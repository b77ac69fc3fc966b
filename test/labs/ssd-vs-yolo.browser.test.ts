// The detector lab's page on detectors that find what they are told, and one real detector behind it.
import '$src/ui/styles';
import axe from 'axe-core';
import { afterEach, describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import Lab from '$labs/ssd-vs-yolo/Lab.svelte';
import { yolo } from '$labs/ssd-vs-yolo/contestants';
import experiments from '$labs/ssd-vs-yolo/experiments';
import lab from '$labs/ssd-vs-yolo/lab';
import pipeline from '$labs/ssd-vs-yolo/pipeline';
import { defaults } from '$src/core/params';
import type { DetectorRequest } from '$src/detect/open';
import { DetectError } from '$src/detect/types';
import { Notebook } from '$src/evidence/notebook.svelte';
import type { LabBench } from '$src/lab/bench.svelte';
import type { Answers, Experiment, PipelineResult } from '$src/lab/contract';
import type { RunRequest } from '$src/lab/lab.worker';
import { readCard, shippedModels } from '$src/lab/models';
import { metaOf } from '$src/lab/modules';
import { LabSession } from '$src/lab/session.svelte';
import { createReferenceBackend } from '$src/ops/reference-backend';
import { ImageSource } from '$src/sources/source.svelte';
import { FakeDetector } from '$test/support/fake-detector';

const noAnswers: Answers = {
  flat: [],
  strong: { junior: [], mid: [], senior: [] },
  why: [],
  followUps: [],
  teacher: [],
};

interface Opened {
  readonly session: LabSession;
  readonly detectors: FakeDetector[];
  readonly requests: DetectorRequest[];
  leave(): Promise<void>;
}
let open: Opened | undefined;
afterEach(async () => {
  await open?.session.dispose();
  open = undefined;
});

/** The page on picture 1 of the test set, with fakes that report `findings`. */
async function openPage(
  query = '',
  make: (request: DetectorRequest) => FakeDetector = ({ modelId }) => new FakeDetector({ modelId }),
): Promise<Opened> {
  await page.viewport(1440, 900);
  const backend = createReferenceBackend();
  const source = new ImageSource();
  const bench = {
    states: { reference: { name: 'reference', isUsable: true, device: 'TypeScript' } },
    timerResolutionMs: 0.1,
    resolve: () => 'reference' as const,
    setInput: () => Promise.resolve(),
    setKernel: () => Promise.resolve([]),
    trim: () => Promise.resolve(),
    async runPipeline({ params, seed }: RunRequest): Promise<PipelineResult> {
      const image = source.current?.image;
      if (!image) throw new Error('no picture');
      const result = await pipeline.run({
        backend,
        input: { image },
        params: { ...defaults(lab.params), ...params },
        seed,
        signal: new AbortController().signal,
        now: () => performance.now(),
      });
      return { ...result, backend: 'reference', isEdited: false };
    },
    runExperiment: () => Promise.resolve(),
  } as unknown as LabBench;
  const session = new LabSession({
    lab: metaOf('ssd-vs-yolo'),
    answers: noAnswers,
    experiments: experiments as unknown as readonly Experiment[],
    bench,
    source,
    notebook: new Notebook(),
    query: new URLSearchParams(query),
    writeUrl: () => undefined,
  });
  const detectors: FakeDetector[] = [];
  const requests: DetectorRequest[] = [];
  const parts = {
    readCard,
    open: (request: DetectorRequest) => {
      const detector = make(request);
      requests.push(request);
      detectors.push(detector);
      return Promise.resolve(detector);
    },
  };
  let leave = (): Promise<void> => Promise.resolve();
  open = { session, detectors, requests, leave: () => leave() };
  await source.useSuite('test', 1);
  const { unmount } = await render(Lab, { session, parts });
  leave = async () => {
    await unmount();
  };
  return open;
}

/** What the fakes see: the first object of the picture exactly, and a cup where there is none. */
async function withTruth(query = ''): Promise<Opened & { readonly objects: number }> {
  const opened = await openPage(query, ({ modelId }) => {
    const current = open?.session.source.current;
    const [object] = current?.objects ?? [];
    if (!current || !object) throw new Error('The picture has no objects.');
    const { width, height } = current.image;
    const [x, y, w, h] = object.boxXywh;
    return new FakeDetector({
      modelId,
      labels: [object.className, 'bottle', 'apple'],
      findings: [
        {
          share: [x / width, y / height, (x + w) / width, (y + h) / height],
          score: 0.9,
          classIndex: 0,
        },
        { share: [0.9, 0.9, 0.98, 0.98], score: 0.5, classIndex: 2 },
      ],
    });
  });
  return { ...opened, objects: opened.session.source.current?.objects?.length ?? 0 };
}

const row = (n: number) =>
  [...(document.querySelectorAll('tbody tr')[n]?.querySelectorAll('td.num') ?? [])].map((cell) =>
    cell.textContent?.trim(),
  );
const settled = (n = 0) => expect.poll(() => row(n)[0], { timeout: 15_000 }).not.toBe('–');

describe('the page', () => {
  test('runs both on the picture and counts right, false and missed', async () => {
    const { objects, requests, detectors } = await withTruth();
    await settled();
    await settled(1);
    expect(requests.map(({ modelId }) => modelId)).toEqual(['yolo-tiny', 'ssd-lite']);
    await expect.poll(() => row(0).slice(0, 4)).toEqual(['2', '1', '1', String(objects - 1)]);
    expect(row(0)[4]).toBe('1.00'); // the box of the fake is that of the object
    expect(detectors[0]?.options.at(-1)).toMatchObject({
      scoreThreshold: 0.05,
      wantsCandidates: true,
      inputSide: 320,
    });
    const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });

  test('a threshold works on the candidates: the network does not run again', async () => {
    const { session, detectors } = await withTruth();
    await settled();
    const ran = detectors[0]?.frames.length;
    session.setParam('score', 0.6);
    await expect.poll(() => row(0)[0]).toBe('1');
    session.setParam('suppression', 'none');
    await session.compute();
    expect(detectors[0]?.frames.length).toBe(ran);
    session.setParam('side', '192');
    await expect.poll(() => detectors[0]?.options.at(-1)?.inputSide).toBe(192);
  });

  test('a box is followed back; suppression goes round by round', async () => {
    await withTruth();
    await settled();
    const boxes = () => [...document.querySelectorAll<HTMLElement>('.boxes button')];
    await expect.poll(() => boxes().length).toBeGreaterThan(0);
    boxes()[0]?.click();
    await expect.element(page.getByText('of the grid with stride')).toBeVisible();
    await expect.element(page.getByText('32 × 1.5')).toBeVisible();
    await page.getByRole('tab', { name: 'Suppression' }).click();
    await expect.element(page.getByText('2 candidates with a score')).toBeVisible();
    await page.getByRole('button', { name: 'Next round' }).click();
    await expect.element(page.getByText('overlaps nothing by enough')).toBeVisible();
  });

  test('every view opens, and is sound for assistive technology', async () => {
    const { session } = await withTruth();
    await settled();
    for (const { label } of lab.params.show.options) {
      await page.getByRole('tab', { name: label }).click();
      await expect.poll(() => session.param('show')).toBeDefined();
      const { violations } = await axe.run(document.body, {
        rules: { region: { enabled: false } },
      });
      expect(violations.map(({ id, nodes }) => [label, id, nodes[0]?.html])).toEqual([]);
    }
    for (const view of ['timing', 'code'] as const) {
      session.set('view', view);
      await expect
        .element(page.getByText(view === 'code' ? 'suppress.ts' : 'in all').first())
        .toBeVisible();
    }
  });

  test('a detector that fails says so, and can be opened again', async () => {
    let isBroken = true;
    const { detectors } = await openPage('', ({ modelId }) => {
      const failure = new DetectError('runtime-lost', 'The worker is gone.');
      return new FakeDetector({
        modelId,
        ...(isBroken && modelId === 'yolo-tiny' ? { failure } : {}),
      });
    });
    await expect.element(page.getByText('The worker is gone.')).toBeVisible();
    await settled(1); // the other one goes on
    isBroken = false;
    await page.getByRole('button', { name: 'Open it again' }).click();
    await settled();
    expect(detectors[0]?.isDisposed).toBe(true);
  });

  test('a model of others waits for its button; leaving the page frees everything', async () => {
    const { session, requests, detectors, leave } = await withTruth('left=yolox-nano');
    await settled(1);
    await expect.element(page.getByRole('button', { name: /Load YOLOX-Nano/ })).toBeVisible();
    expect(requests.map(({ modelId }) => modelId)).toEqual(['ssd-lite']);
    session.setParam('left', 'ssd-box');
    await expect.poll(() => requests.at(-1)?.adapter).toBe('coco-ssd');
    await leave();
    await expect.poll(() => detectors.every(({ isDisposed }) => isDisposed)).toBe(true);
    expect(detectors).toHaveLength(2);
  });

  test('keys move through the boxes', async () => {
    await withTruth('show=trace');
    await settled();
    const boxes = () => [...document.querySelectorAll<HTMLElement>('.boxes button')];
    await expect.poll(() => boxes().length).toBe(2);
    boxes()[0]?.focus();
    await userEvent.keyboard('{ArrowRight}{Enter}');
    await expect.poll(() => boxes()[1]?.getAttribute('aria-pressed')).toBe('true');
  });
});

test(
  'the shipped model opens in a worker and looks at a picture',
  { timeout: 120_000 },
  async () => {
    const detector = await shippedModels.open(yolo, new AbortController().signal);
    try {
      const source = new ImageSource();
      await source.useSuite('test', 1);
      const image = source.current?.image;
      if (!image) throw new Error('no picture');
      const result = await detector.detect(image, { scoreThreshold: 0, wantsCandidates: true });
      expect(result.candidates?.count).toBeGreaterThan(0);
      expect(detector.info.runtime).toMatchObject({ runtime: 'ort', backend: 'wasm', threads: 1 });
      source.dispose();
    } finally {
      await detector.dispose();
    }
  },
);
