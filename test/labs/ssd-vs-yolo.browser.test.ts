// The detector lab's page on detectors that find what they are told, and one real detector behind it.
import '$src/ui/styles';
import axe from 'axe-core';
import { afterEach, describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import Lab from '$labs/ssd-vs-yolo/Lab.svelte';
import { yolo } from '$labs/ssd-vs-yolo/contestants';
import { followed } from '$labs/ssd-vs-yolo/follow.svelte';
import experiments from '$labs/ssd-vs-yolo/experiments';
import lab from '$labs/ssd-vs-yolo/lab';
import pipeline from '$labs/ssd-vs-yolo/pipeline';
import { leastForP95, Side, takesSide } from '$labs/ssd-vs-yolo/side.svelte';
import { createImage } from '$src/core/image';
import { defaults } from '$src/core/params';
import type { DetectorRequest } from '$src/detect/open';
import { DetectError, type BoxXyxy, type Detection } from '$src/detect/types';
import { openedModel } from '$src/detect/ui/opened-model.svelte';
import { Notebook } from '$src/evidence/notebook.svelte';
import type { LabBench } from '$src/lab/bench.svelte';
import type { Answers, Experiment, PipelineResult } from '$src/lab/contract';
import type { RunRequest } from '$src/lab/lab.worker';
import { readCard } from '$src/detect/read-card';
import { shippedModels } from '$src/lab/models';
import { metaOf } from '$src/lab/modules';
import { LabSession } from '$src/lab/session.svelte';
import { createReferenceBackend } from '$src/ops/reference-backend';
import { ImageSource } from '$src/sources/source.svelte';
import { FakeDetector, fakeFindings } from '$test/support/fake-detector';

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
  /** When experiments began, by `performance.now()`. */
  readonly measuredAt: number[];
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
  const measuredAt: number[] = [];
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
    runExperiment: () => {
      measuredAt.push(performance.now());
      return new Promise((resolve) => setTimeout(resolve, 200));
    },
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
  open = { session, detectors, requests, measuredAt, leave: () => leave() };
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
    });
    expect(detectors[0]?.options.at(-1)).not.toHaveProperty('inputSide'); // as trained
    expect(row(0).slice(-2)).toEqual(['–', '1']); // no p95 of one frame
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
    const signs: Record<(typeof lab.params.show.options)[number]['value'], string> = {
      result: 'Overlaid',
      candidates: 'Grid, by best score',
      nms: 'Next round',
      trace: 'in the picture',
      defect: 'What do you suspect?',
      sets: 'The object shrinks',
      published: 'SSDlite320 MobileNetV3-L',
    };
    for (const { label, value } of lab.params.show.options) {
      await page.getByRole('tab', { name: label }).click();
      await expect.poll(() => session.param('show')).toBe(value);
      await expect.element(page.getByText(signs[value]).first()).toBeVisible();
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

  test('the box that is followed is the best, then the one that was pressed, wherever it stands in the list', async () => {
    const { session } = await openPage('show=trace&score=0.15');
    const boxes = () => [...document.querySelectorAll<HTMLElement>('.boxes button')];
    const chosen = () =>
      boxes().findIndex((button) => button.getAttribute('aria-pressed') === 'true');
    await expect.poll(() => boxes().length, { timeout: 15_000 }).toBe(3);
    await expect.element(page.getByText('in the picture')).toBeVisible();
    expect(chosen()).toBe(0);
    boxes()[2]?.click(); // the apple, of which there is one
    await expect.element(page.getByText('apple', { exact: true }).first()).toBeVisible();
    session.setParam('suppression', 'none'); // a second cup goes before it
    await expect.poll(() => boxes().length).toBe(4);
    expect(chosen()).toBe(3);
    session.setParam('score', 0.5); // the apple is gone: the best box, until it is back
    await expect.poll(chosen).toBe(0);
    session.setParam('score', 0.15);
    await expect.poll(chosen).toBe(3);
    session.setParam('score', 0.95);
    await expect.element(page.getByText('No box has a score of at least 0.95')).toBeVisible();
  });

  test('in the exercise, a box that goes when the threshold falls is told and drawn', async () => {
    const { session, detectors } = await openPage(
      'show=defect&score=0.5',
      ({ modelId }) => new FakeDetector({ modelId, isTransparent: false }),
    );
    await expect.element(page.getByText('at 0.50: 2 boxes')).toBeVisible();
    expect(detectors).toHaveLength(1); // the pair is not opened for it
    const [fake] = detectors;
    if (fake) fake.findings = fakeFindings.slice(0, 1);
    session.setParam('score', 0.1);
    await expect.element(page.getByText('1 of the boxes at a higher threshold')).toBeVisible();
    await expect
      .element(page.getByRole('img', { name: /; 1 that a higher one let/ }))
      .toBeVisible();
    session.setParam('score', 0.5);
    await expect.element(page.getByText('at a higher threshold')).not.toBeInTheDocument();
  });

  test('AP of the frame is none of the sliders’ business', async () => {
    const { session } = await withTruth();
    await settled();
    const ap = row(0)[5];
    expect(Number(ap)).toBeGreaterThan(0);
    session.setParam('score', 0.95);
    await expect.poll(() => row(0)[0]).toBe('0');
    session.setParam('suppression', 'none');
    await expect.poll(() => row(0)[5]).toBe(ap);
  });

  test('overlaid boxes change together', async () => {
    const { session, detectors } = await openPage('layout=over', ({ modelId }) =>
      modelId === 'ssd-lite'
        ? new FakeDetector({ modelId, delayMs: 300 })
        : new FakeDetector({ modelId }),
    );
    await settled(1);
    await session.source.useSuite('test', 2);
    await expect.poll(() => detectors[1]?.frames.length).toBe(2);
    expect([row(0).at(-1), row(1).at(-1)]).toEqual(['1', '1']); // the left one has looked already
    await expect.poll(() => [row(0).at(-1), row(1).at(-1)]).toEqual(['2', '2']);
  });

  test('nothing is measured while a detector looks; what was put off follows', async () => {
    const { session, detectors, measuredAt } = await openPage(
      '',
      ({ modelId }) => new FakeDetector({ modelId, delayMs: 300 }),
    );
    await settled(1);
    await session.source.useSuite('test', 2);
    await expect.poll(() => detectors[0]?.frames.length).toBe(2);
    const before = performance.now();
    const measured = session.measure('latency');
    expect(session.measuring?.progress?.note).toMatch(/come to rest/);
    session.setParam('right', 'ssd-graph');
    await expect.poll(() => measuredAt.length).toBe(1);
    expect((measuredAt[0] ?? 0) - before).toBeGreaterThan(100); // the left one looked for 300 ms
    expect(detectors).toHaveLength(2); // the new one waits
    expect(detectors[1]?.frames).toHaveLength(1); // and so does the other picture's second look
    await measured;
    await expect.poll(() => detectors.length).toBe(3);
    await expect.poll(() => detectors[2]?.frames.length).toBe(1);
  });

  test('another file of one’s own takes the place of the first, same name or not', async () => {
    const own = (byte: number): DetectorRequest => ({
      ...yolo,
      adapter: 'custom-onnx',
      modelId: 'mine.onnx',
      custom: { bytes: Uint8Array.of(byte), mapping: {} as never },
    });
    openedModel.request = own(1);
    const { requests } = await withTruth('left=custom');
    await page.getByRole('button', { name: 'Use this model: mine.onnx' }).click();
    await settled();
    openedModel.request = own(2);
    await page.getByRole('button', { name: 'Another file' }).click();
    await expect.poll(() => row(0)[0]).toBe('–'); // the first is gone
    await page.getByRole('button', { name: 'Use this model: mine.onnx' }).click();
    await settled();
    const opened = requests.filter(({ adapter }) => adapter === 'custom-onnx');
    expect(opened.map(({ custom }) => custom?.bytes[0])).toEqual([1, 2]);
    openedModel.request = undefined;
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

describe('one detector', () => {
  const image = createImage('u8', 64, 64, 3);
  const wants = {
    heat: false,
    thresholds: { score: 0.3, iou: 0.5, suppression: 'per-class' },
  } as const;

  test('p95 needs frames enough; times of another side or with heat are not mixed in', async () => {
    const side = new Side(() => Promise.resolve(new FakeDetector()));
    await side.use(yolo);
    const look = async (change: object = {}) => {
      side.forgetAnswer();
      await side.run({ image }, { ...wants, ...change });
      return side.timings.length;
    };
    for (let n = 1; n < leastForP95; n++) expect(await look()).toBe(n);
    expect(side.spread('totalMs')).toEqual({ p50: 10, p95: undefined });
    await look();
    expect(side.spread('totalMs')).toEqual({ p50: 10, p95: 10 });
    expect(await look({ inputSide: 192 })).toBe(1);
    expect(await look({ inputSide: 192, heat: true })).toBe(1);
    expect(await look({ inputSide: 192, heat: true })).toBe(2);
    expect(await look()).toBe(1);
  });

  test('a side that the network does not take is not asked for', async () => {
    expect(takesSide({ inputSidePx: 320, inputMultiplePx: 32 }, 192)).toBe(true);
    expect(takesSide({ inputSidePx: 300, inputMultiplePx: 60 }, 192)).toBe(false);
    expect(takesSide({ inputSidePx: 320 }, 192)).toBe(false);
    const detector = new FakeDetector();
    const side = new Side(() => Promise.resolve(detector));
    await side.use(yolo);
    await side.run({ image }, { ...wants, inputSide: 200 });
    expect(side.result?.inputSidePx).toBe(320);
    await side.run({ image }, { ...wants, inputSide: 320 }); // its own: no new question
    expect(detector.frames).toHaveLength(1);
  });

  test('the last of two quick choices wins, and what is not needed is freed', async () => {
    const made: FakeDetector[] = [];
    const side = new Side(async ({ modelId }) => {
      const detector = new FakeDetector({ modelId });
      made.push(detector);
      await new Promise((resolve) => setTimeout(resolve, modelId === 'slow' ? 30 : 0));
      return detector;
    });
    await side.use({ ...yolo, modelId: 'first' });
    await Promise.all([
      side.use({ ...yolo, modelId: 'slow' }),
      side.use({ ...yolo, modelId: 'last' }),
    ]);
    expect(side.info?.spec.modelId).toBe('last');
    const left = made.filter(({ isDisposed }) => !isDisposed);
    expect(left.map(({ info }) => info.spec.modelId)).toEqual(['last']);
  });

  test('an object is known again by class and place, not by its place in the list', () => {
    const box = (boxXyxy: BoxXyxy, origin: number, classIndex = 0): Detection => ({
      boxXyxy,
      score: 0.5,
      classIndex,
      origin,
    });
    const last = box([10, 10, 30, 30], 7);
    expect(followed([box([50, 50, 70, 70], 7), box([11, 10, 31, 30], 8)], last)).toBe(1);
    expect(followed([box([10, 10, 30, 30], 8), box([11, 10, 31, 30], 7)], last)).toBe(1);
    expect(followed([box([12, 10, 32, 30], 1), box([11, 10, 31, 30], 2)], last)).toBe(1);
    expect(followed([box([10, 10, 30, 30], 7, 1)], last)).toBe(-1); // another class
    expect(followed([box([25, 25, 45, 45], 9)], last)).toBe(-1); // IoU 1/31
    expect(followed([], last)).toBe(-1);
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
