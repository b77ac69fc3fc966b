// The built app as a reader meets it: pages, accessibility, URL state, measuring, notebook, privacy.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { slugs } from '$src/lab/modules';
import { axeViolations, go, horizontalOverflow, looks, Site, type Visit } from './support';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(async () => {
  await site.close();
  // Over the whole run; the fetch that a test makes on purpose is stopped by the policy before it is sent.
  expect(site.foreignRequests).toEqual([]);
});

const pages = [
  '',
  '#/settings',
  '#/about',
  ...slugs.map((slug) => `#/lab/${slug}`),
  '#/nothing-here',
];

/** A bench that has computed its first result. */
const ready = '#bench[data-ready="true"]';

/** Waits until the page has its heading and, on a lab, its first result. */
async function settle({ page }: Visit, hash: string): Promise<void> {
  await page.waitForSelector('main h1');
  if (hash.startsWith('#/lab/')) await page.waitForSelector(ready, { timeout: 60_000 });
}

describe.each(looks)('at $width px, $theme', (look) => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await site.visit(look);
  });
  afterAll(() => visit.context.close());

  test.each(pages)(
    '%s has no accessibility violation, no overflow, no error, no foreign request',
    async (hash) => {
      await go(visit, hash);
      await settle(visit, hash);
      expect(await axeViolations(visit.page)).toEqual([]);
      expect(await horizontalOverflow(visit.page)).toBeUndefined();
      expect(visit.errors).toEqual([]);
      expect(visit.foreignRequests).toEqual([]);
    },
  );
});

test('home lists every lab, and only those', async () => {
  const visit = await site.visit();
  await settle(visit, '');
  const hrefs = await visit.page.$$eval('.row-lab', (rows) =>
    rows.map((row) => row.getAttribute('href')),
  );
  expect(hrefs.sort()).toEqual(slugs.map((slug) => `#/lab/${slug}`).sort());
  await visit.context.close();
});

test('the page is cross-origin isolated and carries the policy that names whom it may ask', async () => {
  const visit = await site.visit();
  await settle(visit, '');
  expect(await visit.page.evaluate(() => crossOriginIsolated)).toBe(true);
  const blocked = await visit.page.evaluate(() =>
    fetch('https://example.com/').then(
      () => 'sent',
      () => 'blocked',
    ),
  );
  expect(blocked).toBe('blocked');
  expect(visit.errors.some((line) => line.includes('Content Security Policy'))).toBe(true);
  await visit.context.close();
});

describe('each lab', () => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await site.visit();
  });
  afterAll(() => visit.context.close());

  const textures = (): Promise<unknown> =>
    visit.page.evaluate(async () => {
      const app = (globalThis as unknown as { cvLab: { bench: { counts(): Promise<object> } } })
        .cvLab;
      const all = (await app.bench.counts()) as Record<string, { textures: number }>;
      return Object.values(all).reduce((sum, each) => sum + each.textures, 0);
    });

  test.each(slugs)(
    '%s: every control goes to its ends and back without an error, and leaving frees everything',
    async (slug) => {
      const { page } = visit;
      // A small picture: the ends of a control are the same, and a filter at its largest is quick.
      await go(visit, `#/lab/${slug}?source=sample:small`);
      await settle(visit, `#/lab/${slug}`);
      const sliders = await page.$$('.controls input[type=range]');
      for (const slider of sliders) {
        if (!(await slider.isVisible()) || !(await slider.isEnabled())) continue;
        const initial = await slider.inputValue();
        for (const key of ['Home', 'End']) {
          await slider.focus();
          await page.keyboard.press(key);
          await page.waitForTimeout(30);
        }
        await slider.fill(initial);
      }
      for (const box of await page.$$('.controls input[type=checkbox]')) {
        if (!(await box.isEnabled())) continue;
        await box.click({ force: true });
        await box.click({ force: true });
      }
      await page.waitForSelector(ready);
      expect(await page.$('.notice.fault')).toBeNull();
      expect(visit.errors).toEqual([]);
      expect(visit.foreignRequests).toEqual([]);
      await go(visit, '#/');
      await expect.poll(textures, { timeout: 20_000 }).toBe(0);
      expect(visit.errors).toEqual([]);
    },
  );

  test.each(slugs)('%s: the code view shows the files that ran', async (slug) => {
    await go(visit, `#/lab/${slug}?source=sample:small&view=code`);
    await settle(visit, `#/lab/${slug}`);
    await expect
      .poll(async () => (await visit.page.textContent('#bench')) ?? '', { timeout: 20_000 })
      .toMatch(/@compute|export function/);
    expect(visit.errors).toEqual([]);
  });
});

test('a control writes the URL, a reload gives the same screen, a bad value is told', async () => {
  const visit = await site.visit({ hash: '#/lab/edges?source=sample:small' });
  await settle(visit, '#/lab/edges');
  const { page } = visit;
  await page.getByRole('slider', { name: 'Blur σ' }).focus();
  await page.keyboard.press('End');
  await expect.poll(() => page.url()).toContain('sigma=');
  const url = page.url();
  await page.reload();
  await settle(visit, '#/lab/edges');
  expect(page.url()).toBe(url);
  const value = await page.getByRole('slider', { name: 'Blur σ' }).inputValue();
  expect(url).toContain(`sigma=${value}`);
  await page.goto(`${site.url}#/lab/edges?source=sample:small&sigma=99`);
  await page.reload();
  await settle(visit, '#/lab/edges');
  expect(await page.textContent('.notices')).toMatch(/Blur σ must be 0 to .*got 99/);
  await visit.context.close();
});

test('a guess is committed, measured, filed, kept over a reload, and goes stale with a parameter', async () => {
  const visit = await site.visit({ hash: '#/lab/edges?source=sample:small' });
  await settle(visit, '#/lab/edges');
  const { page } = visit;
  await page.locator('#predict input').fill('5');
  await page.getByRole('button', { name: 'Commit and measure' }).click();
  await page.waitForSelector('#predict .stat', { timeout: 90_000 });
  expect(
    await page
      .getByRole('button', { name: /^Notebook/ })
      .first()
      .textContent(),
  ).not.toMatch(/\b0\b/);
  await page.reload();
  await settle(visit, '#/lab/edges');
  await page.waitForSelector('#predict .stat');
  await page.getByRole('slider', { name: 'Blur σ' }).focus();
  await page.keyboard.press('End');
  await expect.poll(async () => page.textContent('#predict')).toMatch(/Blur σ was/);
  expect(visit.errors).toEqual([]);
  await visit.context.close();
});

test('with the network cut, pages that were never opened still open', async () => {
  const visit = await site.visit();
  await settle(visit, '');
  const { page, context } = visit;
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.waitForFunction(async () => {
    const names = await caches.keys();
    const counts = await Promise.all(
      names.map(async (name) => (await (await caches.open(name)).keys()).length),
    );
    return counts.some((count) => count > 50);
  });
  await context.setOffline(true);
  await page.reload();
  await settle(visit, '');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  for (const slug of slugs) {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `#/lab/${slug}`);
    await page.waitForSelector(ready, { timeout: 60_000 });
  }
  await context.close();
});
