/**
 * Opens a page of this repository in headless Chromium, served by Vite with cross-origin isolation.
 * Shared by `npm run measure` and `npm run bench`.
 */
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright';
import { createServer } from 'vite';
import { chromiumFlags, findBrowser } from '../browser.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Calls `use` with the opened page, then closes everything, also when it throws. */
export async function withPage<T>(path: string, use: (page: Page) => Promise<T>): Promise<T> {
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    throw new Error(
      'No Chromium, Chrome or Edge found. Run npm test once: it installs one or says how.',
    );
  }
  const server = await createServer({
    root,
    configFile: `${root}/vite.config.ts`,
    logLevel: 'error',
    server: { port: 0, hmr: false, watch: null },
  });
  await server.listen();
  const browser = await chromium.launch({ executablePath, args: chromiumFlags });
  try {
    const base = server.resolvedUrls?.local[0];
    if (base === undefined) throw new Error('The development server gave no address.');
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`page: ${error.message}`));
    await page.goto(new URL(path, base).href);
    return await use(page);
  } finally {
    await browser.close();
    await server.close();
  }
}
