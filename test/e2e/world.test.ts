// The tabletop in the built app: the page of the world and its truth, the picture sets, and the live
// scene as the picture of a lab. Software rendering compiles shaders for many seconds: limits are wide.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations, horizontalOverflow, Site, type Visit } from './support';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(async () => {
  await site.close();
  expect(site.foreignRequests).toEqual([]);
});

const patience = { timeout: 110_000 };
const looks = [
  { width: 1440, theme: 'light' },
  { width: 390, theme: 'dark' },
] as const;

/** Waits for the live scene's table of objects. */
async function settle({ page }: Visit): Promise<void> {
  await page.waitForSelector('[aria-label="Objects and their truth"] tbody tr', patience);
}

describe.each(looks)('at $width px, $theme', ({ width, theme }) => {
  test('the live scene and its truth: accessible, no overflow, no error', async () => {
    const visit = await site.visit({ hash: '#/world', width, theme });
    await settle(visit);
    expect(await axeViolations(visit.page)).toEqual([]);
    expect(await horizontalOverflow(visit.page)).toBeUndefined();
    expect(visit.errors).toEqual([]);
    await visit.context.close();
  });

  test.each(['#/world/suites', '#/world/suites/occluded', '#/world/suites/symbols'])(
    '%s: accessible, no overflow, no error',
    async (hash) => {
      const visit = await site.visit({ hash, width, theme });
      await visit.page.waitForSelector('main h1');
      await visit.page.waitForSelector('main[aria-busy="true"]', { state: 'detached' });
      await visit.page.waitForLoadState('networkidle');
      expect(await axeViolations(visit.page)).toEqual([]);
      expect(await horizontalOverflow(visit.page)).toBeUndefined();
      expect(visit.errors).toEqual([]);
      await visit.context.close();
    },
  );
});

test('a link reproduces the scene, and leaving the page ends its worker', async () => {
  const visit = await site.visit({ hash: '#/world' });
  const { page } = visit;
  await settle(visit);
  const rows = (): Promise<string[]> =>
    page.$$eval('[aria-label="Objects and their truth"] tbody tr', (all) =>
      all.map((row) => row.textContent.replace(/\s+/g, ' ')),
    );
  await page.waitForFunction(
    () => !document.querySelector('[aria-label="Objects and their truth"] [aria-busy="true"]'),
    undefined,
    patience,
  );
  const first = await rows();
  expect(first.length).toBeGreaterThan(0);
  const workers = (): string[] =>
    page
      .workers()
      .map((worker) => worker.url())
      .filter((url) => url.includes('world'));
  expect(workers()).toHaveLength(1);
  await page.waitForTimeout(300); // the address is written a moment after the last change
  const hash = await page.evaluate(() => location.hash);
  await page.evaluate(() => (location.hash = '#/'));
  await page.waitForSelector('.row-lab');
  await expect.poll(workers, { timeout: 20_000 }).toEqual([]);
  await page.evaluate((to) => (location.hash = to), hash);
  await settle(visit);
  expect(await rows()).toEqual(first);
  expect(visit.errors).toEqual([]);
  await visit.context.close();
});

test('the tabletop is the picture of a lab, with truth, and goes with the lab', async () => {
  const visit = await site.visit({ hash: '#/lab/edges' });
  const { page } = visit;
  await page.waitForSelector('.stages button', patience);
  await page.getByRole('button', { name: 'Tabletop' }).first().click();
  await page.waitForFunction(() => location.hash.includes('tabletop'), undefined, patience);
  const workers = (): string[] =>
    page
      .workers()
      .map((worker) => worker.url())
      .filter((url) => url.includes('world'));
  expect(workers()).toHaveLength(1);
  await page.evaluate(() => (location.hash = '#/'));
  await page.waitForSelector('.row-lab');
  await expect.poll(workers, { timeout: 20_000 }).toEqual([]);
  expect(visit.errors).toEqual([]);
  await visit.context.close();
});
