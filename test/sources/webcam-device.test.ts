// The webcam in a real browser with pretended devices: what Chromium itself throws, lists and ends.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { chromium, type Browser, type Page } from 'playwright';
import { build, type Rollup } from 'vite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chromiumFlags, findBrowser } from '$scripts/browser.mjs';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
let script = '';
let browser: Browser | undefined;

beforeAll(async () => {
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    plugins: [svelte({ configFile: false, compilerOptions: { runes: true } })],
    resolve: { alias: { $src: path('../../src') } },
    build: {
      write: false,
      minify: false,
      lib: { entry: path('./webcam-page.ts'), formats: ['iife'], name: 'page' },
    },
  })) as Rollup.RollupOutput[];
  script = built[0]?.output[0].code ?? '';
  expect(script).toContain('getUserMedia');
}, 60_000);
afterEach(async () => {
  await browser?.close();
  browser = undefined;
});

/** Opens the page at `origin` with `devices` pretended cameras; `allow`: the reader says yes. */
async function open(options: {
  origin?: string;
  devices?: number;
  allow?: boolean;
}): Promise<Page> {
  const { origin = 'http://localhost', devices = 2, allow = true } = options;
  browser = await chromium.launch({
    executablePath: findBrowser() ?? '',
    args: [...chromiumFlags, `--use-fake-device-for-media-stream=device-count=${devices}`],
  });
  const context = await browser.newContext({ permissions: allow ? ['camera'] : [] });
  const page = await context.newPage();
  await page.route(`${origin}/**`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Webcam</title>' }),
  );
  await page.goto(`${origin}/`);
  await page.addScriptTag({ content: script });
  return page;
}

const start = (page: Page, deviceId?: string): Promise<boolean> =>
  page.evaluate((id) => webcam.start(() => void framesSeen++, id), deviceId);

const told = (page: Page): Promise<{ state: string; reason: string | undefined }> =>
  page.evaluate(() => ({ state: webcam.state, reason: webcam.error?.reason }));

describe('with pretended cameras', () => {
  it('goes live, lists both, switches, and turns the camera off', async () => {
    const page = await open({});
    expect(await start(page)).toBe(true);
    expect(await told(page)).toEqual({ state: 'live', reason: undefined });
    const devices = await page.evaluate(() => webcam.devices);
    expect(devices).toHaveLength(2);
    expect(devices[0]?.label).toMatch(/fake_device/);
    await page.waitForFunction(() => framesSeen > 5 && webcam.fps > 3);
    const frame = await page.evaluate(() => {
      const { width, height, data } = webcam.lastFrame ?? { width: 0, height: 0, data: [] };
      return { width, height, levels: new Set(data).size };
    });
    expect([frame.width, frame.height]).toEqual([640, 480]);
    expect(frame.levels).toBeGreaterThan(2); // a picture, not a flat field

    const other = devices.find((d) => d.deviceId !== devices[0]?.deviceId)?.deviceId ?? '';
    expect(await start(page, other)).toBe(true);
    expect(await page.evaluate(() => webcam.deviceId)).toBe(other);

    await page.evaluate(() => webcam.stop());
    const before = await page.evaluate(() => framesSeen);
    await page.waitForTimeout(200);
    expect(await page.evaluate(() => framesSeen)).toBe(before);
    expect(await told(page)).toEqual({ state: 'off', reason: undefined });
  }, 60_000);

  it('says that the chosen camera is gone', async () => {
    const page = await open({});
    expect(await start(page, 'no-such-camera')).toBe(false);
    expect(await told(page)).toEqual({ state: 'failed', reason: 'camera-overconstrained' });
  }, 60_000);

  it('says that it was not allowed', async () => {
    const page = await open({ allow: false });
    expect(await start(page)).toBe(false);
    expect(await told(page)).toEqual({ state: 'failed', reason: 'camera-denied' });
  }, 60_000);

  it('says that there is none', async () => {
    const page = await open({ devices: 0 });
    expect(await start(page)).toBe(false);
    expect(await told(page)).toEqual({ state: 'failed', reason: 'camera-none' });
  }, 60_000);

  it('says that the page is not secure', async () => {
    const page = await open({ origin: 'http://lab.test' });
    expect(await start(page)).toBe(false);
    expect(await told(page)).toEqual({ state: 'failed', reason: 'camera-insecure-origin' });
  }, 60_000);
});
