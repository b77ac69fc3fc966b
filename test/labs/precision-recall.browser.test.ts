// The page about precision, recall and mAP: the curve by keyboard and pointer, its views, rules that change a number.
import '$src/ui/styles';
import axe from 'axe-core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import Lab from '$labs/precision-recall/Lab.svelte';
import { runName, type LabParams, type MeasuredRun } from '$labs/precision-recall/run';
import { toyResults, toyTruth } from '$labs/precision-recall/toy';
import type { LabSession } from '$src/lab/session.svelte';
import { labSession } from '$test/support/lab-page';

let session: LabSession | undefined;
const complaints: unknown[] = [];
beforeEach(() => {
  complaints.length = 0;
  vi.spyOn(console, 'error').mockImplementation((...words) => complaints.push(words));
});
afterEach(async () => {
  await session?.dispose();
  session = undefined;
  vi.restoreAllMocks();
  expect(complaints).toEqual([]);
});

/** The page on the drawn set; "measuring" finds the same boxes on a suite of that name. */
async function openPage(query = ''): Promise<LabSession> {
  await page.viewport(1440, 900);
  session = await labSession('precision-recall', query, (_, { params }) => {
    const value: MeasuredRun = {
      detector: 'yolo',
      name: 'YOLO-tiny',
      suite: 'test',
      truth: toyTruth,
      results: toyResults,
    };
    return [{ kind: 'data', name: runName('yolo', params as LabParams), value }];
  });
  await session.openSource();
  await render(Lab, { session });
  return session;
}

const board = () => page.getByRole('slider', { name: 'Precision over recall' });

test('the curve is one slider: keys go from box to box, and say what each is', async () => {
  const opened = await openPage();
  await expect.element(board()).toHaveAttribute('aria-valuenow', '6');
  await expect
    .element(board())
    .toHaveAttribute(
      'aria-valuetext',
      expect.stringContaining('the box at 91 % has taken that one'),
    );
  (board().element() as SVGElement).focus();
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(board()).toHaveAttribute('aria-valuenow', '7');
  await userEvent.keyboard('{Home}');
  await expect.element(page.getByText('Picture 1', { exact: true })).toBeVisible();
  await userEvent.keyboard('{End}');
  await expect.element(board()).toHaveAttribute('aria-valuenow', '10');
  expect(opened.param<number>('counted')).toBe(10);
});

test('a point is pressed, and its picture is shown', async () => {
  await openPage();
  const box = board().element().getBoundingClientRect();
  // The first hit lies at a recall of 1/8 and a precision of 1.
  const first = board().element().querySelector('circle')?.getBoundingClientRect();
  const [x, y] = [(first?.x ?? 0) - box.x + 4, (first?.y ?? 0) - box.y + 4];
  await board().click({ position: { x, y } });
  await expect.element(board()).toHaveAttribute('aria-valuenow', '1');
});

test('the score threshold moves by its step even where no score lies', async () => {
  await openPage();
  const slider = page.getByRole('slider', { name: 'Score threshold' });
  (slider.element() as HTMLInputElement).focus();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}');
  await expect.element(slider).toHaveValue('0.715');
  await expect.element(board()).toHaveAttribute('aria-valuenow', '5');
});

test('a rule changes “Your rules”, and the gap to COCO is all its own', async () => {
  await openPage('show=protocols&from=coco-ap50&to=own');
  await expect.element(page.getByText('The two have the same rules.')).toBeVisible();
  await page.getByLabelText('IoU equal to it').selectOptions('above');
  await expect
    .element(page.getByRole('rowheader', { name: 'IoU equal to the threshold' }))
    .toBeVisible();
});

test('every view opens before and after measuring, and is accessible', async () => {
  const opened = await openPage();
  const views = ['Box by box', 'Areas', 'Twelve numbers', 'Many mAPs', 'Rare class', 'A beats B'];
  for (const name of views) await page.getByRole('tab', { name, exact: true }).click();
  await page.getByRole('tab', { name: 'Areas', exact: true }).click();
  opened.setParam('hand', false);
  await page.getByRole('button', { name: /^Measure/ }).click();
  await expect.element(page.getByText('All-point', { exact: true })).toBeVisible();
  for (const name of views.slice(1)) await page.getByRole('tab', { name, exact: true }).click();
  const { violations } = await axe.run(document.body, {
    runOnly: ['wcag2a', 'wcag2aa'],
  });
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
});
