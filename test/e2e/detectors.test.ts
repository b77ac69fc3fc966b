// What detectors need beyond the app itself (weights, runtimes of up to 27 MB), in the built app: fetched when a
// detector is first used and not before, kept from then on, and run on threads.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright';
import type { LivePage } from '$src/shell/live/live-page.svelte';
import { openPlainHost } from './plain-host';
import { Site } from './support';

declare global {
  var cvLabLive: LivePage;
}

let site: Site;
beforeAll(async () => {
  site = await Site.open([], true);
});
afterAll(async () => {
  await site.close();
  expect(site.foreignRequests).toEqual([]);
});

/** A file that only detectors need; cards are read by the pages too. */
const isHeavy = (url: string): boolean =>
  /\.(wasm|onnx|bin)$|\/runtime-[^/]*\.js$|\/ort-[^/]*\.mjs$/.test(new URL(url).pathname);

/** Addresses of all caches of the service worker. */
async function kept(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const names = await caches.keys();
    const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return lists.flat().map(({ url }) => url);
  });
}

async function runFrames(page: Page, frames: number): Promise<void> {
  await page.waitForFunction(
    (count) => 'cvLabLive' in globalThis && cvLabLive.framesSeen >= count,
    frames,
    { timeout: 100_000 },
  );
}

test('runtimes and weights come with the first detector, stay, and run without a network', async () => {
  const { page, context, errors } = await site.visit();
  const asked: string[] = [];
  context.on('request', (request) => asked.push(request.url()));
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect
    .poll(async () => (await kept(page)).length, { timeout: 60_000 })
    .toBeGreaterThan(100);
  expect(asked.filter(isHeavy)).toEqual([]);
  expect((await kept(page)).filter(isHeavy)).toEqual([]);

  await page.emulateMedia({ reducedMotion: 'no-preference' }); // else the clip waits for a press
  // Two threads: their start-up is what a bundler breaks first.
  await page.goto(`${site.url}#/live?source=clip&model=yolo-tiny&run=ort-wasm-2&side=128`);
  await page.reload();
  await runFrames(page, 5);
  expect(await page.textContent('main')).toMatch(/WebAssembly, 2 threads/);
  const heavy = (await kept(page)).filter(isHeavy).map((url) => new URL(url).pathname);
  expect(heavy.some((path) => path.endsWith('/models/yolo-tiny/model.onnx'))).toBe(true);
  expect(heavy.filter((path) => path.endsWith('.wasm'))).toHaveLength(1);

  expect(errors).toEqual([]);
  await context.setOffline(true);
  await page.reload();
  await runFrames(page, 5);
  // Pictures of the clip that were not looked at before are not kept.
  expect(errors.filter((text) => !text.includes('Failed to load resource'))).toEqual([]);
  await context.close();
});

test('on a host that sends no headers: one thread at first, two once the service worker isolates the page', async () => {
  const host = await openPlainHost();
  site.own(host.base);
  const { page, context } = await site.visit();
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  const live = `${host.base}#/live?source=clip&model=yolo-tiny&run=ort-wasm-2&side=128`;
  await page.goto(live);
  await runFrames(page, 3);
  expect(await page.textContent('main')).toMatch(/WebAssembly, 1 thread\b/);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await runFrames(page, 3);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await page.textContent('main')).toMatch(/WebAssembly, 2 threads/);
  await context.close();
  host.close();
});
