// The page about accuracy: the slider moves boxes, AP follows, accuracy does not.
import '$src/ui/styles';
import axe from 'axe-core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import Lab from '$labs/accuracy-fails/Lab.svelte';
import { runName, type LabParams, type MeasuredRun } from '$labs/accuracy-fails/run';
import type { LabSession } from '$src/lab/session.svelte';
import { annotatedClasses } from '$src/sources/objects';
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

/** On picture 1 of the test set; "measuring" finds its objects exactly. */
async function openPage(query = ''): Promise<LabSession> {
  await page.viewport(1440, 900);
  const opened = await labSession('accuracy-fails', query, (_, { params }) => {
    const objects = opened.source.current?.objects ?? [];
    const value: MeasuredRun = {
      detector: 'yolo',
      name: 'YOLO-tiny',
      suite: 'test',
      truth: {
        images: [{ id: 1, file_name: '1', width: 320, height: 320 }],
        categories: annotatedClasses.map((one) => ({ ...one })),
        annotations: objects.map(({ boxXywh, categoryId, areaPx }, i) => ({
          id: i + 1,
          image_id: 1,
          category_id: categoryId,
          bbox: boxXywh,
          area: areaPx,
          iscrowd: 0 as const,
        })),
      },
      results: objects.map(({ boxXywh, categoryId }) => ({
        image_id: 1,
        category_id: categoryId,
        bbox: boxXywh,
        score: 0.9,
      })),
    };
    return [{ kind: 'data', name: runName(params as LabParams), value }];
  });
  session = opened;
  await opened.openSource();
  await render(Lab, { session: opened });
  return opened;
}

const row = (name: RegExp) => page.getByRole('row', { name });

test('before anything is measured the truth’s own boxes move: AP falls, accuracy stays', async () => {
  await openPage();
  await expect.element(row(/^AP50/)).toBeVisible();
  const slider = page.getByRole('slider', { name: 'Displacement' });
  (slider.element() as HTMLInputElement).focus();
  await userEvent.keyboard('{Home}');
  await expect.element(row(/^AP COCO/)).toHaveTextContent('1.000');
  await userEvent.keyboard('{PageUp}');
  // A tenth of the side leaves an IoU of 0.82: seven of the ten thresholds.
  await expect.element(row(/^AP COCO/)).toHaveTextContent('0.700');
  await userEvent.keyboard('{End}');
  await expect.element(row(/is the class/)).toHaveTextContent('100.0 %');
  await expect.element(row(/named rightly/)).toHaveTextContent('100.0 %');
});

test('measured, the set is recomputed at the slider', async () => {
  await openPage('shift=10');
  await page.getByRole('button', { name: /^Measure/ }).click();
  await expect.element(row(/^AP COCO/)).toHaveTextContent(/0\.700.*0\.700/);
  await expect.element(page.getByText('YOLO-tiny', { exact: true }).first()).toBeVisible();
});

test('more places, more right answers for a detector that says nothing', async () => {
  await openPage('show=silent');
  await page.getByRole('radio', { name: '100', exact: true }).click({ force: true });
  const accuracy = row(/over all places/);
  const few = accuracy.element().textContent;
  await page.getByRole('radio', { name: '1 000 000' }).click({ force: true });
  await expect.element(accuracy).not.toHaveTextContent(few ?? '');
  await expect.element(accuracy).toHaveTextContent('99.99');
});

test('every view is accessible', async () => {
  await openPage();
  for (const name of ['True negatives', 'Background', 'Boxes that move']) {
    await page.getByRole('tab', { name, exact: true }).click();
    const { violations } = await axe.run(document.body, { runOnly: ['wcag2a', 'wcag2aa'] });
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  }
});
