// The page of the error lab: the drawn example by mouse and keyboard, and what arrives from a measurement.
import '$src/ui/styles';
import axe from 'axe-core';
import { afterEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { analysed } from '$labs/error-analysis/analysis';
import experiments from '$labs/error-analysis/experiments';
import Lab from '$labs/error-analysis/Lab.svelte';
import lab from '$labs/error-analysis/lab';
import { toySet } from '$labs/error-analysis/toy';
import { createImage } from '$src/core/image';
import { Notebook } from '$src/evidence/notebook.svelte';
import type { LabBench } from '$src/lab/bench.svelte';
import type { Answers, Experiment } from '$src/lab/contract';
import { metaOf } from '$src/lab/modules';
import type { MeasurementEvent } from '$src/lab/runtime';
import { LabSession } from '$src/lab/session.svelte';
import { ImageSource } from '$src/sources/source.svelte';

const noAnswers: Answers = {
  flat: [],
  strong: { junior: [], mid: [], senior: [] },
  why: [],
  followUps: [],
  teacher: [],
};
let session: LabSession | undefined;
let unmount: (() => Promise<void>) | undefined;
afterEach(async () => {
  await unmount?.();
  await session?.dispose();
  session = undefined;
  unmount = undefined;
});

/** Experiments hand over the drawn set as if both detectors had made its errors on “test”. */
async function openPage(query = ''): Promise<{ session: LabSession; asked: string[] }> {
  await page.viewport(1440, 900);
  const asked: string[] = [];
  const bench = {
    states: { reference: { name: 'reference', isUsable: true, device: 'TypeScript' } },
    timerResolutionMs: 0.1,
    resolve: () => 'reference' as const,
    setInput: () => Promise.resolve(),
    trim: () => Promise.resolve(),
    runPipeline: () =>
      Promise.resolve({
        stages: [{ id: 'picture', label: 'Picture', image: createImage('u8', 4, 4, 3) }],
        readings: {},
        series: {},
        backend: 'reference',
        isEdited: false,
      }),
    runExperiment: (_: unknown, id: string, onEvent: (event: MeasurementEvent) => void) => {
      asked.push(id);
      for (const [key, detector] of [
        ['yolo', 'YOLO-tiny'],
        ['ssd', 'SSD-lite'],
      ] as const) {
        const value = { ...analysed({ ...toySet, detector }), key, asked: 60, iou: '0.5' };
        onEvent({ kind: 'data', name: `test/${key}`, value });
      }
      return Promise.resolve();
    },
  } as unknown as LabBench;
  const source = new ImageSource();
  const opened = new LabSession({
    lab: metaOf('error-analysis'),
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
  const rendered = await render(Lab, { session: opened });
  unmount = async () => {
    await rendered.unmount();
  };
  return { session: opened, asked };
}

const cases = () => [...document.querySelectorAll('[data-case]')];
const words = () => document.querySelector('.case dl')?.textContent ?? '';
const focused = () => document.activeElement?.getAttribute('aria-label') ?? '';
async function isAccessible(where: string): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 250)); // colours fade
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => [where, id, nodes[0]?.html])).toEqual([]);
}

test('the drawn example: six errors, each of which can be opened', async () => {
  await openPage();
  await expect.poll(() => cases().length).toBe(6);
  await expect.poll(words).toContain('apple, 0.94: class.');
  await page.getByRole('button', { name: /^Place/ }).click();
  await expect.poll(() => cases().length).toBe(1);
  expect(words()).toContain('0.34: place.');
  await page.getByRole('button', { name: /Place/ }).click();
  await expect.poll(() => cases().length).toBe(6);
  (cases()[0] as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}');
  await expect.poll(focused).toBe('3: apple that nothing claims');
  expect(words()).toContain('45 % hidden by others');
});

test('every view opens, reads well and answers', { timeout: 60_000 }, async () => {
  const { session: opened } = await openPage();
  const signs = {
    types: 'makes each error once',
    slices: 'hidden, a quarter or more',
    first: 'Say it first',
    fixes: 'as it is: turn on a repair',
    confusion: 'taken for another class',
  } as const;
  for (const { value, label } of lab.params.show.options) {
    await page.getByRole('tab', { name: label }).click();
    await expect.element(page.getByText(signs[value]).first()).toBeVisible();
    await isAccessible(label);
  }
  for (const { value } of lab.params.cut.options) {
    opened.setParam('show', 'slices');
    opened.setParam('cut', value);
    await expect.poll(() => document.querySelector('.panel p')?.textContent).toBeTruthy();
  }
  for (const view of ['timing', 'code'] as const) {
    opened.set('view', view);
    await expect
      .element(
        page.getByText(view === 'code' ? 'tide-errors.ts' : 'What the analysis costs').first(),
      )
      .toBeVisible();
  }
});

test('what if, the guess and the matrix', async () => {
  const { session: opened } = await openPage('show=fixes');
  await page.getByRole('switch', { name: /^Class\s*a wrong/ }).click();
  await page.getByRole('switch', { name: /^Place/ }).click();
  await expect.element(page.getByText('after 2 repairs')).toBeVisible();
  await expect.element(page.getByText(/They (help each other|overlap|add up)/)).toBeVisible();
  opened.setParam('show', 'first');
  await page.getByRole('radio', { name: 'Missed' }).click();
  await expect.element(page.getByText(/place 3 of 6/)).toBeVisible();
  opened.setParam('show', 'confusion');
  await expect.element(page.getByText('7 of 10 objects right')).toBeVisible();
  document.querySelector<HTMLElement>('.panel td button[tabindex="0"]')?.focus();
  await userEvent.keyboard('{Home}{ArrowUp}');
  await userEvent.keyboard('{End}');
  expect(focused()).toMatch(/without a box$/);
  // Fewer boxes are shown from a higher score on: two objects more are without one.
  opened.setParam('score', 0.65);
  await expect.element(page.getByText('5 of 10 objects right')).toBeVisible();
});

test('a measurement takes the example off the bench; a set without one says so', async () => {
  const { session: opened, asked } = await openPage();
  await page.getByRole('button', { name: 'Measure both detectors' }).click();
  await expect.poll(() => opened.param('look')).toBe('yolo');
  expect(asked).toEqual(['types']);
  await expect.element(page.getByText(/YOLO-tiny ● 0\.595, SSD-lite ○ 0\.595/)).toBeVisible();
  await page.getByRole('radio', { name: 'Drawn example' }).click();
  await expect.element(page.getByText('makes each error once')).toBeVisible();
  await page.getByRole('radio', { name: 'SSD-lite' }).click();
  opened.setParam('suite', 'dark');
  await expect.element(page.getByText(/Nothing has been measured on “Dark”/)).toBeVisible();
  await isAccessible('nothing measured');
});
