// What the app must withstand: missing GPUs and storage, lost devices, bad files, other tabs, other hosts.
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPlainHost, type PlainHost } from './plain-host';
import { go, Site, type Visit } from './support';

const lab = '#/lab/edges?source=sample:small';

/** The lab's first result is there. */
async function ready(page: Page): Promise<void> {
  await page.waitForSelector('.stages button', { timeout: 60_000 });
}

/** Measures once; the page keeps what it measured. */
async function measure(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Measure without a guess' }).click();
  await page.waitForSelector('#predict .stat', { timeout: 90_000 });
}

/** Calls a function of the app object that the page exposes to these tests. */
function inApp<T>(page: Page, call: string): Promise<T> {
  return page.evaluate(`globalThis.cvLab.${call}`);
}

describe('with both GPU backends', () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.open([
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    ]);
  });
  afterAll(async () => {
    await site.close();
    expect(site.foreignRequests).toEqual([]);
  });

  test('a second tab sees what the first one measured; a lost device is told, opened again, and loses none of it', async () => {
    const { page, context } = await site.visit({ hash: lab });
    await ready(page);
    const other = await context.newPage();
    await other.goto(site.url);
    await other.waitForSelector('.row-lab');
    await page.bringToFront();
    await measure(page);
    const filed = await inApp<number>(page, 'notebook.records.length');
    expect(filed).toBeGreaterThan(0);
    const notebook = other.getByRole('button', { name: /^Notebook/ }).first();
    await expect.poll(() => notebook.textContent(), { timeout: 20_000 }).not.toMatch(/\b0\b/);
    await other.close();
    for (const backend of ['webgpu', 'webgl2']) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, `${lab}&backend=${backend}`);
      await page.waitForTimeout(500);
      await inApp(page, `bench.simulateLoss('${backend}')`);
      await expect.poll(() => page.textContent('.notices'), { timeout: 20_000 }).toMatch(/lost/i);
      await page.getByRole('slider', { name: 'Blur σ' }).focus();
      await page.keyboard.press('End');
      await expect
        .poll(() => inApp<string>(page, `bench.states.${backend}.isUsable`), { timeout: 30_000 })
        .toBe(true);
      await expect
        .poll(() => page.$$eval('#bench .notice.fault', (all) => all.length), { timeout: 30_000 })
        .toBe(0);
      await inApp(page, 'bench.forgetLoss()');
    }
    expect(await inApp(page, 'notebook.records.length')).toBe(filed);
    await context.close();
  });

  describe('a reader at the bench', () => {
    let visit: Visit;
    beforeAll(async () => {
      const before = `
        globalThis.cameraTracks = [];
        const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (wish) => {
          const stream = await open(wish);
          globalThis.cameraTracks.push(...stream.getTracks());
          return stream;
        };`;
      visit = await site.visit({ permissions: ['camera'], before });
    });
    afterAll(() => visit.context.close());

    test('back and forward restore the state of a lab', async () => {
      const { page } = visit;
      await go(visit, lab);
      await ready(page);
      await page.getByRole('slider', { name: 'Blur σ' }).focus();
      await page.keyboard.press('End');
      await expect.poll(() => page.url()).toContain('sigma=');
      const url = page.url();
      await page.evaluate(() => {
        location.hash = '#/about';
      });
      await page.waitForSelector('text=Privacy');
      await page.goBack();
      await ready(page);
      expect(page.url()).toBe(url);
      await page.goForward();
      await page.waitForSelector('text=Privacy');
    });

    test.each([
      ['an empty file', 'empty.png', ''],
      ['a text file called PNG', 'notes.png', 'these are notes, not a picture'],
      ['an SVG', 'drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ])('%s is refused in words and the picture stays', async (_what, name, text) => {
      const { page } = visit;
      await go(visit, lab);
      await ready(page);
      await page.setInputFiles('#bench input[type=file]', {
        name,
        mimeType: 'image/png',
        buffer: Buffer.from(text),
      });
      const notice = page.locator('#bench [role=alert], #bench .notice').first();
      await notice.waitFor();
      expect((await notice.textContent())?.length).toBeGreaterThan(20);
      expect(await page.$$eval('.stages button', (all) => all.length)).toBeGreaterThan(2);
      expect(visit.errors).toEqual([]);
    });

    test('the webcam runs live and stops when the lab is left', async () => {
      const { page } = visit;
      await go(visit, lab);
      await ready(page);
      const states = (): Promise<string[]> =>
        page.evaluate('globalThis.cameraTracks.map((track) => track.readyState)');
      await page.getByRole('button', { name: 'Webcam' }).click();
      await expect.poll(states, { timeout: 30_000 }).toContain('live');
      await expect
        .poll(() => page.textContent('#bench'), { timeout: 30_000 })
        .toMatch(/(0\.[1-9]|[1-9][\d.]*) frames\/s/);
      expect(page.url()).toContain('source=webcam');
      expect(visit.errors).toEqual([]);
      await go(visit, '#/');
      await expect.poll(states).not.toContain('live');
      expect(visit.errors).toEqual([]);
    });
  });

  test('blocked storage is told, and the lab works all the same', async () => {
    const before = `
      Object.defineProperty(globalThis, 'indexedDB', { get() { throw new DOMException('blocked', 'SecurityError'); } });
      Object.defineProperty(globalThis, 'localStorage', { get() { throw new DOMException('blocked', 'SecurityError'); } });`;
    const { page, context } = await site.visit({ hash: lab, before });
    await ready(page);
    await expect.poll(() => page.textContent('.notices')).toMatch(/export/i);
    await measure(page);
    await context.close();
  });

  test('an edited kernel runs, is marked, and is never measured; an error stands at its line', async () => {
    const { page, context } = await site.visit({ hash: `${lab}&backend=webgpu&view=code` });
    await ready(page);
    const bench = page.locator('#bench');
    await bench.getByRole('button', { name: 'Edit' }).click();
    const editor = bench.locator('textarea').first();
    const shipped = await editor.inputValue();
    const run = bench.getByRole('button', { name: /^Run/ }).first();
    const line = shipped.split('\n').findIndex((text) => text.startsWith('fn main')) + 1;
    expect(line).toBeGreaterThan(0);

    await editor.fill(shipped.replace('fn main', 'fn main('));
    await run.click();
    await expect.poll(() => bench.textContent(), { timeout: 20_000 }).toContain(`Line ${line}`);

    await editor.fill(`// my note\n${shipped}`);
    await run.click();
    await expect.poll(() => bench.textContent(), { timeout: 20_000 }).toContain('runs your edit');
    await page.getByRole('button', { name: 'Measure without a guess' }).click();
    await expect.poll(() => page.textContent('#predict'), { timeout: 20_000 }).toMatch(/is edited/);
    expect(await inApp(page, 'notebook.records.length')).toBe(0);

    await bench.getByRole('button', { name: 'Reset' }).first().click();
    await expect
      .poll(() => bench.textContent(), { timeout: 20_000 })
      .not.toContain('runs your edit');
    await measure(page);
    await context.close();
  });
});

describe('without a GPU', () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.open([], true);
  });
  afterAll(async () => {
    await site.close();
    expect(site.foreignRequests).toEqual([]);
  });

  test('the reference takes over and the page says why', async () => {
    const { page, context, errors } = await site.visit({ hash: lab });
    await ready(page);
    expect(await inApp(page, 'bench.states.webgpu.isUsable')).toBe(false);
    expect(await inApp(page, 'bench.states.webgl2.isUsable')).toBe(false);
    expect(await inApp(page, "bench.resolve('auto')")).toBe('reference');
    await page.goto(`${site.url}#/lab/edges?source=sample:small&backend=webgpu`);
    await page.reload();
    await ready(page);
    expect(await page.textContent('#bench')).toMatch(/TypeScript runs instead/);
    expect(errors.filter((line) => !/WebGL|GPU/i.test(line))).toEqual([]);
    await context.close();
  });
});

describe('on a static host under a sub-path, without headers', () => {
  let site: Site;
  let host: PlainHost;
  beforeAll(async () => {
    site = await Site.open();
    host = await openPlainHost();
    site.own(host.base);
  });
  afterAll(async () => {
    host.close();
    await site.close();
    expect(site.foreignRequests).toEqual([]);
  });

  test('home and a lab load; after one reload the page is isolated', async () => {
    const { page, context } = await site.visit();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(host.base);
    await page.waitForSelector('.row-lab');
    await page.goto(`${host.base}${lab}`);
    await ready(page);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.reload();
    await ready(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(errors).toEqual([]);
    await context.close();
  });
});
