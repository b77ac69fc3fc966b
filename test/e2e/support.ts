// The built app, served as `npm start` serves it, in a real browser.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright';
import { preview, type PreviewServer } from 'vite';
import { chromiumFlags, findBrowser } from '$scripts/browser.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors and uncaught exceptions so far. */
  readonly errors: string[];
  /** Requests to any other origin so far: there must be none. */
  readonly foreignRequests: string[];
}

/** How a page is looked at. */
export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
}

/** Every page must work in both: a desk in daylight, a phone at night. */
export const looks = [
  { width: 1440, height: 900, theme: 'light' },
  { width: 390, height: 844, theme: 'dark' },
] as const satisfies readonly Look[];

export interface VisitOptions extends Look {
  readonly hash?: string;
  readonly permissions?: readonly string[];
  /** Runs in the page before anything else. */
  readonly before?: string;
}

export class Site {
  readonly url: string;
  /** Every request of every visit that left the page's own hosts; a suite expects none at its end. */
  readonly foreignRequests: string[] = [];
  readonly #ownOrigins: string[];
  readonly #server: PreviewServer;
  readonly #browser: Browser;

  private constructor(server: PreviewServer, browser: Browser, url: string) {
    this.#server = server;
    this.#browser = browser;
    this.url = url;
    this.#ownOrigins = [new URL(url).origin];
  }

  /** Serves dist/ (built before by `npm run build`; CV_LAB_DIST names another folder) and starts a browser with extra `flags`. */
  static async open(flags: readonly string[] = [], isGpuOff = false): Promise<Site> {
    const executablePath = findBrowser();
    if (executablePath === undefined)
      throw new Error('No browser: run npm test, which provisions one.');
    const outDir = process.env['CV_LAB_DIST'] ?? 'dist';
    const server = await preview({
      root,
      logLevel: 'error',
      preview: { port: 0 },
      build: { outDir },
    });
    const url = server.resolvedUrls?.local[0];
    if (url === undefined) throw new Error('The preview server gave no address.');
    const args = isGpuOff
      ? ['--no-sandbox', '--disable-gpu', '--disable-software-rasterizer']
      : chromiumFlags;
    const browser = await chromium.launch({ executablePath, args: [...args, ...flags] });
    return new Site(server, browser, url);
  }

  async visit(options: VisitOptions = {}): Promise<Visit> {
    const context = await this.#browser.newContext({
      viewport: sizeOf(options),
      colorScheme: options.theme ?? 'light',
      permissions: [...(options.permissions ?? [])],
      reducedMotion: 'reduce',
      hasTouch: isPhone(options),
    });
    const errors: string[] = [];
    const foreignRequests: string[] = [];
    const page = await context.newPage();
    await page.addInitScript('globalThis.cvLabHooks = true;');
    if (options.before !== undefined) await page.addInitScript(options.before);
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(error.message));
    context.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (!protocol.startsWith('http') || this.#ownOrigins.includes(origin)) return;
      foreignRequests.push(request.url());
      this.foreignRequests.push(request.url());
    });
    await page.goto(this.url + (options.hash ?? ''));
    return { page, context, errors, foreignRequests };
  }

  /** Another host that a test itself serves the app from. */
  own(url: string): void {
    this.#ownOrigins.push(new URL(url).origin);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
  }
}

function sizeOf({ width = 1440, height = 900 }: Look): {
  readonly width: number;
  readonly height: number;
} {
  return { width, height };
}

const isPhone = (look: Look): boolean => sizeOf(look).width < 641;

/** Gives an open page another look; on a phone, a finger for a pointer. */
export async function dress({ page, context }: Visit, look: Look): Promise<void> {
  const client = await context.newCDPSession(page);
  await client.send('Emulation.setTouchEmulationEnabled', { enabled: isPhone(look) });
  await client.detach();
  await page.emulateMedia({ colorScheme: look.theme ?? 'light' });
  await page.setViewportSize(sizeOf(look));
}

/**
 * Goes to a route of an open page, by way of home, so that it is mounted anew. A page load costs seconds (the
 * GPU backends test themselves): tests that do not need one share a page, and begin with this.
 */
export async function go(visit: Visit, hash: string): Promise<void> {
  const { page, errors, foreignRequests } = visit;
  await page.evaluate(() => {
    location.hash = '#/';
  });
  await page.waitForSelector('.row-lab');
  errors.length = 0;
  foreignRequests.length = 0;
  if (hash === '' || hash === '#/') return;
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await page.waitForSelector('.row-lab', { state: 'detached' });
}

/** Violations of axe's rules for WCAG 2.2 A and AA, one line each; empty when there are none. */
export async function axeViolations(page: Page): Promise<string[]> {
  // The page's policy allows no inline script; the test injects axe through the debugger instead.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResult> } })
      .axe;
    interface AxeResult {
      readonly violations: readonly {
        readonly id: string;
        readonly help: string;
        readonly nodes: readonly { readonly target: readonly string[] }[];
      }[];
    }
    const result = await axe.run({
      runOnly: {
        type: 'tag',
        values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      },
    });
    // WCAG 2.5.8 excepts targets whose place is the point: two boxes that must overlap cover each other. Their
    // frame says so by this attribute, in the page's own source.
    const isEssential = (selector: string | undefined): boolean =>
      selector !== undefined &&
      Boolean(document.querySelector(selector)?.closest('[data-target-place="essential"]'));
    return result.violations.flatMap(({ id, help, nodes }) => {
      const counted = nodes.filter(({ target }) => id !== 'target-size' || !isEssential(target[0]));
      if (counted.length === 0) return [];
      const where = counted.map(({ target }) => target.join(' ')).slice(0, 3);
      return [`${id}: ${help} (${where.join('; ')})`];
    });
  });
}

/** Whether the page scrolls sideways, with the widest offender. */
export function horizontalOverflow(page: Page): Promise<string | undefined> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return undefined;
    const wide = [...document.querySelectorAll('body *')].find(
      (element) => element.getBoundingClientRect().right > width + 1,
    );
    return `${document.documentElement.scrollWidth} > ${width}: ${wide?.tagName} ${wide?.className}`;
  });
}
