// The tabletop in the built app: the page of the world and its truth, the picture sets, and the live
// scene as the picture of a lab. Software rendering compiles shaders for many seconds: limits are wide, and
// the live scene is looked at in all ways before it is left.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations, dress, go, horizontalOverflow, looks, Site, type Visit } from './support';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(async () => {
  await site.close();
  expect(site.foreignRequests).toEqual([]);
});

const patience = { timeout: 110_000 };

/** Nothing wrong with the page as it is. */
async function expectSound(visit: Visit): Promise<void> {
  expect(await axeViolations(visit.page)).toEqual([]);
  expect(await horizontalOverflow(visit.page)).toBeUndefined();
  expect(visit.errors).toEqual([]);
}

const worldWorkers = ({ page }: Visit): string[] =>
  page
    .workers()
    .map((worker) => worker.url())
    .filter((url) => url.includes('world'));

describe.each(looks)('at $width px, $theme', (look) => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await site.visit(look);
  });
  afterAll(() => visit.context.close());

  test.each(['#/world/suites', '#/world/suites/occluded', '#/world/suites/symbols'])(
    '%s: accessible, no overflow, no error',
    async (hash) => {
      await go(visit, hash);
      await visit.page.waitForSelector('main h1');
      await visit.page.waitForSelector('main[aria-busy="true"]', { state: 'detached' });
      await visit.page.waitForFunction(
        () => [...document.images].every(({ loading, complete }) => complete || loading === 'lazy'),
        undefined,
        patience,
      );
      await expectSound(visit);
    },
  );
});

describe('the live scene', () => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await site.visit({ ...looks[0], hash: '#/world' });
    await settle();
  });
  afterAll(() => visit.context.close());

  /** Waits for the table of objects, and for all that is true of them. */
  async function settle(): Promise<void> {
    const table = '[aria-label="Objects and their truth"]';
    await visit.page.waitForSelector(`${table} tbody tr`, patience);
    await visit.page.waitForSelector(`${table} [aria-busy="true"]`, {
      state: 'detached',
      ...patience,
    });
  }

  test.each(looks)('at $width px, $theme: accessible, no overflow, no error', async (look) => {
    await dress(visit, look);
    await expectSound(visit);
  });

  test('a link reproduces it, and leaving the page ends its worker', async () => {
    const { page } = visit;
    await dress(visit, looks[0]);
    const rows = (): Promise<string[]> =>
      page.$$eval('[aria-label="Objects and their truth"] tbody tr', (all) =>
        all.map((row) => row.textContent.replace(/\s+/g, ' ')),
      );
    const first = await rows();
    expect(first.length).toBeGreaterThan(0);
    expect(worldWorkers(visit)).toHaveLength(1);
    await page.waitForTimeout(300); // the address is written a moment after the last change
    const hash = await page.evaluate(() => location.hash);
    expect(visit.errors).toEqual([]);
    await go(visit, '#/');
    await expect.poll(() => worldWorkers(visit), { timeout: 20_000 }).toEqual([]);
    await go(visit, hash);
    await settle();
    expect(await rows()).toEqual(first);
    expect(visit.errors).toEqual([]);
  });

  test('it is the picture of a lab, with truth, and goes with the lab', async () => {
    const { page } = visit;
    await go(visit, '#/lab/edges?source=sample:small');
    await page.waitForSelector('.stages button', patience);
    await page.getByRole('button', { name: 'Tabletop' }).first().click();
    await page.waitForFunction(() => location.hash.includes('tabletop'), undefined, patience);
    expect(worldWorkers(visit)).toHaveLength(1);
    expect(visit.errors).toEqual([]);
    await go(visit, '#/');
    await expect.poll(() => worldWorkers(visit), { timeout: 20_000 }).toEqual([]);
    expect(visit.errors).toEqual([]);
  });
});
