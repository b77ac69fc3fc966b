/**
 * `npm run soak -- [--minutes N] [--every SECONDS] [--query TEXT] [--dist FOLDER] [--gpu] [--json FILE]`
 *
 * Runs the built Live page (npm run build) before a pretended camera that shows one of our clips, and prints
 * frames a second, memory and what is held, once a minute. Memory is the browser's own count of the page with
 * its workers after a collection, and the resident set of its process (Linux). `--query` is the page's link:
 * "model=ssd-lite&side=128". Without `--gpu` the browser runs without a GPU, its software renderer included.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright';
import { preview } from 'vite';
import type { LivePage } from '$src/shell/live/live-page.svelte';
import { writeCameraFile } from '$test/support/fake-camera-file';
import { chromiumFlags, findBrowser } from './browser.mjs';

declare global {
  var cvLabLive: LivePage;
}

export interface SoakRow {
  readonly minutes: number;
  readonly frames: number;
  readonly fps: number;
  readonly frameP50Ms: number;
  readonly frameP95Ms: number;
  /** Page and workers after a collection; undefined where the browser does not count. */
  readonly memoryMb: number | undefined;
  readonly residentMb: number | undefined;
  readonly held: Awaited<ReturnType<LivePage['held']>>;
  readonly fault: string | undefined;
}

const root = fileURLToPath(new URL('..', import.meta.url));

export async function main(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      minutes: { type: 'string', default: '10' },
      every: { type: 'string', default: '60' },
      query: { type: 'string', default: '' },
      dist: { type: 'string', default: 'dist' },
      gpu: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  const minutes = Number(values.minutes);
  const everyS = Number(values.every);
  if (!(minutes > 0) || !(everyS > 0)) {
    console.error(
      `--minutes and --every must be above 0, got “${values.minutes}” and “${values.every}”.`,
    );
    return 2;
  }
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    console.error('No Chromium found. Install one or set CV_LAB_BROWSER to its path.');
    return 2;
  }
  if (!existsSync(resolve(root, values.dist, 'index.html'))) {
    console.error(`There is no build in ${values.dist}: run npm run build first.`);
    return 2;
  }
  const folder = await mkdtemp(join(tmpdir(), 'cv-lab-soak-'));
  const file = join(folder, 'clip.y4m');
  await writeCameraFile(file, 0);
  const server = await preview({
    root,
    logLevel: 'error',
    preview: { port: 0 },
    build: { outDir: values.dist },
  });
  const browser = await chromium.launch({
    executablePath,
    args: [
      ...(values.gpu
        ? chromiumFlags
        : ['--no-sandbox', '--disable-gpu', '--disable-software-rasterizer']),
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${file}`,
      // The count collects garbage at once instead of within twenty seconds.
      '--enable-blink-features=ForceEagerMeasureMemory',
    ],
  });
  try {
    const url = server.resolvedUrls?.local[0] ?? '';
    const rows = await soak(browser, `${url}#/live?${values.query}`, minutes, everyS);
    if (values.json !== undefined) {
      await writeFile(resolve(values.json), `${JSON.stringify(rows, undefined, 2)}\n`);
    }
    return rows.some(({ fault }) => fault !== undefined) ? 1 : 0;
  } finally {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true });
  }
}

async function soak(
  browser: Browser,
  url: string,
  minutes: number,
  everyS: number,
): Promise<readonly SoakRow[]> {
  const context = await browser.newContext({ permissions: ['camera'] });
  const page = await context.newPage();
  await page.addInitScript('globalThis.cvLabHooks = true;');
  page.on('pageerror', (error) => console.error(error.message));
  await page.goto(url);
  await page.waitForFunction(
    () => 'cvLabLive' in globalThis && cvLabLive.framesSeen > 0,
    undefined,
    { timeout: 120_000 },
  );
  console.info(header);
  const rows: SoakRow[] = [];
  const startedAt = performance.now();
  let [lastFrames, lastAt] = [await page.evaluate(() => cvLabLive.framesSeen), startedAt];
  while (performance.now() - startedAt < minutes * 60_000) {
    await page.waitForTimeout(everyS * 1000);
    const now = performance.now();
    const state = await stateOf(page);
    const row: SoakRow = {
      ...state,
      minutes: (now - startedAt) / 60_000,
      fps: ((state.frames - lastFrames) * 1000) / (now - lastAt),
      memoryMb: await memoryMb(page),
      residentMb: await residentMb(browser),
    };
    // Counting took time in which frames were few: the rate is of the time before it.
    [lastFrames, lastAt] = [await page.evaluate(() => cvLabLive.framesSeen), performance.now()];
    rows.push(row);
    console.info(lineOf(row));
  }
  await context.close();
  return rows;
}

function stateOf(
  page: Page,
): Promise<Pick<SoakRow, 'frames' | 'frameP50Ms' | 'frameP95Ms' | 'held' | 'fault'>> {
  return page.evaluate(async () => {
    const { framesSeen, readings, model, sourceFault } = cvLabLive;
    return {
      frames: framesSeen,
      frameP50Ms: readings?.frameMs.p50 ?? NaN,
      frameP95Ms: readings?.frameMs.p95 ?? NaN,
      held: await cvLabLive.held(),
      fault: model.fault?.message ?? sourceFault,
    };
  });
}

function memoryMb(page: Page): Promise<number | undefined> {
  return page.evaluate(async () => {
    const { performance: clock } = globalThis as unknown as {
      readonly performance: {
        readonly measureUserAgentSpecificMemory?: () => Promise<{ readonly bytes: number }>;
      };
    };
    const measured = await clock.measureUserAgentSpecificMemory?.();
    return measured && measured.bytes / 1e6;
  });
}

/** Resident set of the largest renderer process, where /proc tells it. */
async function residentMb(browser: Browser): Promise<number | undefined> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .flatMap(({ id }) => {
      const path = `/proc/${id}/status`;
      const kb = existsSync(path)
        ? /VmRSS:\s+(\d+)/.exec(readFileSync(path, 'utf8'))?.[1]
        : undefined;
      return kb === undefined ? [] : [Number(kb) / 1000];
    });
  return sizes.length === 0 ? undefined : Math.max(...sizes);
}

const columns = [7, 9, 9, 8, 8, 11, 13] as const;
const header = `${cells(['min', 'frames', 'frames/s', 'p50 ms', 'p95 ms', 'memory MB', 'resident MB'])}  held`;

function lineOf(row: SoakRow): string {
  const { sessions, tensors, bitmaps, canvases } = row.held;
  const numbers = cells([
    row.minutes.toFixed(1),
    String(row.frames),
    row.fps.toFixed(1),
    row.frameP50Ms.toFixed(1),
    row.frameP95Ms.toFixed(1),
    row.memoryMb?.toFixed(1) ?? '-',
    row.residentMb?.toFixed(0) ?? '-',
  ]);
  const held = `${sessions} session, ${tensors} tensors, ${bitmaps} bitmaps, ${canvases} pictures`;
  return `${numbers}  ${held}${row.fault === undefined ? '' : `  FAULT: ${row.fault}`}`;
}

function cells(texts: readonly string[]): string {
  return texts.map((text, i) => text.padStart(columns[i] ?? 10)).join('');
}
