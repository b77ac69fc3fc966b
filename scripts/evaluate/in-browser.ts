/**
 * Runs a detector over sets of pictures in headless Chromium: in the same worker, with the same picture
 * decoder and on the same backends as the pages. Files are handed over by answering the page's requests.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { Page } from 'playwright';
import type { EvaluationRun } from '$src/detect/evaluation';
import type { DetectorRequest } from '$src/detect/open';
import type { DetectOptions, DetectorInfo } from '$src/detect/types';
import { launchBrowser, servePages } from '../support/browser-page';
import type { PictureSet } from './sets';

const pagePath = '/scripts/evaluate/page.html';
const filesPattern = '**/evaluate-files/**';

export interface ModelSource {
  /** Where the model's files lie. */
  readonly folder: string;
  /** A file that stands in for every file of the model with its extension. */
  readonly weights: string | undefined;
}

export interface OpenPage {
  readonly info: DetectorInfo;
  run(set: PictureSet, options: Partial<DetectOptions>): Promise<EvaluationRun>;
}

/** Calls `use` with the opened detector, then closes everything, also when it throws. */
export async function withDetector<T>(
  request: DetectorRequest,
  model: ModelSource,
  onProgress: (set: string, done: number, total: number) => void,
  use: (page: OpenPage) => Promise<T>,
): Promise<T> {
  const server = await servePages({ path: pagePath, cacheDir: 'node_modules/.vite-evaluate' });
  try {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      page.on('pageerror', (error) => console.error(`page: ${error.message}`));
      let current: PictureSet | undefined;
      await page.route(filesPattern, async (route) => {
        const path = fileOf(new URL(route.request().url()).pathname, model, current);
        if (path === undefined || !existsSync(path)) await route.fulfill({ status: 404, body: '' });
        else await route.fulfill({ body: await readFile(path) });
      });
      await page.exposeFunction('cvLabPictureDone', (done: number, total: number) =>
        onProgress(current?.name ?? '', done, total),
      );
      await page.goto(new URL(pagePath.slice(1), server.base).href);
      await page.waitForFunction(() => typeof globalThis.cvLabRunOver === 'function');
      const info = await said(page.evaluate((asked) => globalThis.cvLabOpen(asked), request));
      return await use({
        info,
        run(set, options) {
          current = set;
          return runOver(page, set, options);
        },
      });
    } finally {
      await browser.close();
    }
  } finally {
    await server.close();
  }
}

function runOver(
  page: Page,
  { dataset, files }: PictureSet,
  options: Partial<DetectOptions>,
): Promise<EvaluationRun> {
  return said(
    page.evaluate((asked) => globalThis.cvLabRunOver(asked), {
      categories: dataset.categories.map(({ id, name }) => ({ id, name })),
      imageIds: [...files.keys()],
      options,
    }),
  );
}

/** What the page's DetectError said. */
export class RunError extends Error {}

/** Rejects with RunError for a DetectError, which is told in words; other errors are bugs and keep their stack. */
async function said<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    const [line = ''] = error instanceof Error ? error.message.split('\n') : [];
    const [, words] = /DetectError: (.*)/.exec(line) ?? [];
    if (words === undefined) throw error;
    throw new RunError(words, { cause: error });
  }
}

function fileOf(
  pathname: string,
  { folder, weights }: ModelSource,
  set: PictureSet | undefined,
): string | undefined {
  const [, kind, name] = /^\/evaluate-files\/(\w+)\/(.+)$/.exec(pathname) ?? [];
  if (kind === 'pictures') return set?.files.get(Number(name));
  if (kind !== 'model' || name === undefined) return undefined;
  const file = basename(decodeURIComponent(name));
  if (weights === undefined) return join(folder, file);
  return extname(file) === extname(weights) ? weights : join(dirname(weights), file);
}
