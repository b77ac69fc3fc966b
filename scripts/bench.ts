/**
 * `npm run bench [-- ops] [--only NAME,NAME] [--seconds N] [--check] [--json FILE] [--write]`
 *
 * Times every op at 1280 × 720: the TypeScript reference, WebGPU and WebGL2 against OpenCV.js, all
 * interleaved in one page of one Chromium. Prints medians and ratios; `--write` also records the table
 * in bench/RESULTS.md. `--check` only compares the results with OpenCV.js.
 *
 * `npm run bench -- metrics`: COCO's evaluation on a large set, in seconds and megabytes; see bench/metrics.ts.
 */
import { writeFile } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import type { Page } from 'playwright';
import { createServer } from 'vite';
import type { Plugin } from 'vite';
import type { BenchRow, BenchSetup, CvLabBench } from '../bench/ops/main';
import { chromiumFlags, findBrowser } from './browser.mjs';
import { benchMetrics } from './bench/metrics';
import { markdownTable, progressText, textTable } from './bench/tables';

export interface BenchResult {
  readonly takenAt: string;
  readonly machine: string;
  readonly setup: BenchSetup;
  readonly rows: readonly BenchRow[];
}

const root = fileURLToPath(new URL('..', import.meta.url));

export async function main(argv: string[]): Promise<number> {
  if (argv[0] === 'metrics') return benchMetrics(argv.slice(1));
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      seconds: { type: 'string', default: '240' },
      check: { type: 'boolean', default: false },
      json: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  });
  const seconds = Number(values.seconds);
  if (!(seconds > 0) || positionals.some((name) => name !== 'ops')) {
    console.error(
      'Usage: npm run bench [-- ops] [--only NAME,NAME] [--seconds N] [--check] [--json FILE] [--write]',
    );
    return 2;
  }
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    console.error('No Chromium found. Install one or set CV_LAB_BROWSER to its path.');
    return 2;
  }
  const server = await createServer({
    root,
    configFile: resolve(root, 'vite.config.ts'),
    cacheDir: 'node_modules/.vite-bench',
    logLevel: 'error',
    plugins: [openCvScript()],
    server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
  });
  await server.listen();
  const browser = await chromium.launch({ executablePath, args: chromiumFlags, headless: true });
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(error.message));
    await page.goto(new URL('bench/ops/index.html', server.resolvedUrls?.local[0]).href);
    const only = values.only?.split(',');
    const result = await measureAll(page, only, values.check ? undefined : seconds);
    if (!values.check) console.log(textTable(result));
    const json = `${JSON.stringify(result, undefined, 2)}\n`;
    if (values.json !== undefined) await writeFile(values.json, json);
    if (values.write && !values.check) {
      await writeFile(resolve(root, 'bench/RESULTS.md'), markdownTable(result));
    }
    return result.rows.some((row) => row.problem !== undefined) ? 1 : 0;
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Evaluated in the page; the page's own module defines the global. */
type BenchWindow = typeof globalThis & { cvLabBench: CvLabBench };

/** Without `seconds` the results are only compared. */
async function measureAll(
  page: Page,
  only: readonly string[] | undefined,
  seconds: number | undefined,
): Promise<BenchResult> {
  await page.waitForFunction(() => 'cvLabBench' in globalThis, undefined, { timeout: 60_000 });
  const setup = await page.evaluate(() => (globalThis as BenchWindow).cvLabBench.setup());
  const unknown = only?.filter((name) => !setup.ops.includes(name)) ?? [];
  if (unknown.length > 0) {
    throw new Error(`No bench for ${unknown.join(', ')}. There is: ${setup.ops.join(', ')}.`);
  }
  const chosen = only ?? setup.ops;
  const rows: BenchRow[] = [];
  for (const [i, name] of chosen.entries()) {
    const row = await page.evaluate(
      ([op, share]) => {
        const bench = (globalThis as BenchWindow).cvLabBench;
        return share === undefined ? bench.check(op) : bench.measure(op, share);
      },
      [name, seconds && seconds / chosen.length] as const,
    );
    rows.push(row);
    process.stderr.write(`${i + 1}/${chosen.length} ${progressText(row)}\n`);
  }
  const cpu = os.cpus()[0]?.model ?? 'unknown processor';
  const machine = `${cpu}, ${os.cpus().length} cores, ${os.type()} ${os.arch()}`;
  return { takenAt: new Date().toISOString(), machine, setup, rows };
}

/** Serves the library as it is published: 13 MB of one script that no bundler needs to read. */
function openCvScript(): Plugin {
  const path = createRequire(import.meta.url).resolve('@techstark/opencv-js');
  return {
    name: 'opencv-script',
    configureServer(server) {
      server.middlewares.use('/opencv.js', (_request, response) => {
        response.setHeader('Content-Type', 'text/javascript');
        response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
        createReadStream(path).pipe(response);
      });
    },
  };
}
