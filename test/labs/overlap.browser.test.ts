// The overlap lab's page: boxes and masks by pointer and by key, every view, and the boxes of a run on their pictures.
import '$src/ui/styles';
import axe from 'axe-core';
import { afterEach, describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import Lab from '$labs/overlap/Lab.svelte';
import experiments from '$labs/overlap/experiments';
import type { FoundSet } from '$labs/overlap/experiments/found';
import { boxOf, type LabParams } from '$labs/overlap/geometry';
import lab from '$labs/overlap/lab';
import pipeline from '$labs/overlap/pipeline';
import { defaults } from '$src/core/params';
import { Notebook } from '$src/evidence/notebook.svelte';
import type { LabBench } from '$src/lab/bench.svelte';
import type { Answers, Experiment, PipelineResult } from '$src/lab/contract';
import type { RunRequest } from '$src/lab/lab.worker';
import { metaOf } from '$src/lab/modules';
import { LabSession } from '$src/lab/session.svelte';
import { createReferenceBackend } from '$src/ops/reference-backend';
import { ImageSource } from '$src/sources/source.svelte';

const noAnswers: Answers = {
  flat: [],
  strong: { junior: [], mid: [], senior: [] },
  why: [],
  followUps: [],
  teacher: [],
};
let session: LabSession | undefined;
afterEach(async () => {
  await session?.dispose();
  session = undefined;
});

/** The page on picture 1 of the test set, which says where its objects are. */
async function openPage(query = ''): Promise<LabSession> {
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
  const opened = new LabSession({
    lab: metaOf('overlap'),
    answers: noAnswers,
    experiments: experiments as unknown as readonly Experiment[],
    bench,
    source,
    notebook: new Notebook(),
    query: new URLSearchParams(query),
    writeUrl: () => undefined,
  });
  session = opened;
  await source.useSuite('test', 1);
  await render(Lab, { session: opened });
  return opened;
}

const boxes = ({ state }: LabSession) => {
  const params = state.params as LabParams;
  return { truth: boxOf(params, 'a'), guess: boxOf(params, 'b') };
};
const iouText = () =>
  document
    .querySelector('[aria-label="Measures of this pair"] .value')
    ?.textContent.replace('=', '');

describe('boxes', () => {
  test('keys move, resize and go from corner to corner; Undo takes each back', async () => {
    const opened = await openPage('show=boxes&ax=40&ay=20&aw=20&ah=20&bx=60&by=20&bw=20&bh=20');
    await expect.poll(iouText).toBe('0.000');
    const guess = page.getByRole('button', { name: /^guess, 20 × 20/ });
    ((await guess.element()) as HTMLElement).focus();
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}{ArrowDown}');
    expect(boxes(opened).guess).toEqual([58, 21, 20, 20]);
    await userEvent.keyboard('{Shift>}{ArrowRight}{ArrowUp}{/Shift}');
    expect(boxes(opened).guess).toEqual([58, 21, 21, 19]);
    await expect.element(page.getByText('guess 21 × 19 at 58, 21. IoU')).toBeInTheDocument();
    await userEvent.keyboard('{Tab}{ArrowLeft}');
    expect(boxes(opened).guess).toEqual([57, 21, 22, 19]);
    expect(document.activeElement?.getAttribute('aria-label')).toBe('guess, upper left corner');
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(boxes(opened).guess).toEqual([58, 21, 21, 19]);
    expect(boxes(opened).truth).toEqual([40, 20, 20, 20]);
  });

  test('a pointer drags a box by whole pixels of the sheet, and lets go', async () => {
    const opened = await openPage('ax=40&ay=20&aw=20&ah=20&bx=100&by=20&bw=20&bh=20');
    const button = await page.getByRole('button', { name: /^guess, 20 × 20/ }).element();
    const { left, top, width } = button.getBoundingClientRect();
    const scale = width / 20;
    const at = (type: string, dx: number, dy: number) =>
      button.dispatchEvent(
        new PointerEvent(type, {
          pointerId: 1,
          button: 0,
          bubbles: true,
          clientX: left + 5 + dx * scale,
          clientY: top + 5 + dy * scale,
        }),
      );
    // Capture needs a real pointer, which a made event is not.
    button.setPointerCapture = () => undefined;
    at('pointerdown', 0, 0);
    at('pointermove', -7.6, 3.2);
    expect(boxes(opened).guess).toEqual([92, 23, 20, 20]);
    at('pointerup', -7.6, 3.2);
    at('pointermove', 20, 20);
    expect(boxes(opened).guess).toEqual([92, 23, 20, 20]);
  });

  test('an object of the picture becomes the truth', async () => {
    const opened = await openPage();
    const start = page.getByLabelText('Start from');
    const before = boxes(opened);
    await start.selectOptions('object-0');
    expect(boxes(opened).truth).not.toEqual(before.truth);
    expect(boxes(opened).guess).toEqual(before.guess);
  });
});

test('masks: the brush adds to the guess, another slider keeps the painting, Undo takes it back', async () => {
  const opened = await openPage('show=masks&shapes=shifted');
  await expect.poll(iouText).toBeDefined();
  const before = iouText();
  const cursor = await page.getByLabelText(/^Pixel cursor/).element();
  (cursor as HTMLElement).focus();
  await userEvent.keyboard('{Home}{ArrowRight} ');
  await expect.poll(iouText).not.toBe(before);
  const painted = iouText();
  opened.setParam('band', 3);
  await expect.poll(() => document.body.textContent).toContain('IoU of bands of 3');
  expect(iouText()).toBe(painted);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(iouText).toBe(before);
});

test('the cells of the heat-map are walked by arrow keys, and worked out', async () => {
  await openPage('show=shift');
  const cell = page.getByRole('button', { name: /^side 10 px, error 1 px/ });
  await expect.element(cell).toHaveTextContent('0.818');
  ((await cell.element()) as HTMLElement).focus();
  await expect.element(page.getByText('IoU 90 / 110 = 0.818')).toBeVisible();
  await userEvent.keyboard('{ArrowDown}{ArrowRight}');
  await expect
    .poll(() => document.querySelector('.chosen p')?.textContent?.replaceAll(/\s+/g, ' ').trim())
    .toBe('A square of 16 px, off to one side by 2 px.');
  expect(document.activeElement?.textContent).toBe('0.778');
});

test('boxes of a run are passed by size, each on its picture', async () => {
  const opened = await openPage('show=real');
  await expect.element(page.getByText('The lines say what a square loses')).toBeVisible();
  const [object] = opened.source.current?.objects ?? [];
  const truth = object?.boxXywh ?? [0, 0, 9, 9];
  const one = { imageId: 1, truth, score: 0.9, offsetPx: 1, iou: 0.8 } as const;
  const found: FoundSet = {
    suite: 'test',
    detector: 'a detector',
    pictures: 1,
    objects: 2,
    boxes: [
      { ...one, box: truth, className: 'cup', sidePx: 100, size: 'large' },
      { ...one, box: truth, className: 'apple', sidePx: 20, size: 'small' },
    ],
  };
  opened.data = { found };
  const plot = page.getByRole('slider', { name: 'Boxes by size of the object' });
  await expect.element(plot).toHaveAttribute('aria-valuetext', 'apple, side 20 px, IoU 0.800');
  await expect.element(page.getByRole('img', { name: /^Part of a picture, apple/ })).toBeVisible();
  ((await plot.element()) as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(plot).toHaveAttribute('aria-valuetext', 'cup, side 100 px, IoU 0.800');
});

test('every view opens, and is sound for assistive technology', async () => {
  const opened = await openPage();
  for (const { label, value } of lab.params.show.options) {
    await page.getByRole('tab', { name: label, exact: true }).click();
    await expect.poll(() => opened.param('show')).toBe(value);
    const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
    expect(violations.map(({ id, nodes }) => [label, id, nodes[0]?.html])).toEqual([]);
  }
  opened.set('view', 'code');
  await expect.element(page.getByText('box-overlap.ts').first()).toBeVisible();
});
