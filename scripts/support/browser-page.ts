/**
 * Opens pages of this repository in headless Chromium, served by Vite with cross-origin isolation.
 * Shared by `npm run measure`, `npm run bench` and `npm run world`.
 */
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright';
import { createServer } from 'vite';
import { chromiumFlags, findBrowser } from '../browser.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface PageServer {
  /** With a slash at its end. */
  readonly base: string;
  close(): Promise<void>;
}

/**
 * The development server. Files are read once: later changes do not reach a page opened later. A run of
 * hours names the page as its `entry`: dependencies are then prepared for it alone, in a folder of its
 * own, where no other server replaces them meanwhile.
 */
export async function servePages(entry?: {
  readonly path: string;
  readonly cacheDir: string;
}): Promise<PageServer> {
  const server = await createServer({
    root,
    configFile: `${root}/vite.config.ts`,
    logLevel: 'error',
    ...(entry ? { cacheDir: entry.cacheDir, optimizeDeps: { entries: [entry.path] } } : {}),
    server: { port: 0, hmr: false, watch: null },
  });
  await server.listen();
  const base = server.resolvedUrls?.local[0];
  if (base === undefined) {
    await server.close();
    throw new Error('The development server gave no address.');
  }
  return { base, close: () => server.close() };
}

/** A browser of its own process. Ctrl-C does not end it: whoever launched it closes it. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    throw new Error(
      'No Chromium, Chrome or Edge found. Run npm test once: it installs one or says how.',
    );
  }
  return chromium.launch({
    executablePath,
    args: chromiumFlags,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/** Calls `use` with the opened page, then closes everything, also when it throws. */
export async function withPage<T>(path: string, use: (page: Page) => Promise<T>): Promise<T> {
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    throw new Error(
      'No Chromium, Chrome or Edge found. Run npm test once: it installs one or says how.',
    );
  }
  const server = await servePages();
  const browser = await chromium.launch({ executablePath, args: chromiumFlags });
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`page: ${error.message}`));
    await page.goto(new URL(path, server.base).href);
    return await use(page);
  } finally {
    await browser.close();
    await server.close();
  }
}
