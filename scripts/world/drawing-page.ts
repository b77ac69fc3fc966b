/** A browser with the generator's page in it. When the page is lost it is opened anew. */
import type { Browser, Page } from 'playwright';
import { launchBrowser } from '../support/browser-page';
import type { GeneratorApi } from './generator';

/** Longer than any picture takes, shorter than patience. */
const hangMs = 300_000;
const attempts = 3;

export const pagePath = 'scripts/world/generator.html';

type Call = keyof GeneratorApi;
type Arguments<C extends Call> = Parameters<GeneratorApi[C]>;
type Answer<C extends Call> = Awaited<ReturnType<GeneratorApi[C]>>;

export class DrawingPage {
  readonly #base: string;
  #browser: Browser | undefined;
  #page: Page | undefined;
  /** How often a lost page was replaced. */
  restarts = 0;

  constructor(base: string) {
    this.#base = base;
  }

  /** Name and version of the browser; opens it when necessary. */
  async browserName(): Promise<string> {
    try {
      await this.#opened();
    } catch {
      // The first start prepares dependencies and may be slow; what fails twice is told.
      await this.close();
      await this.#opened();
    }
    return `Chromium ${this.#browser?.version() ?? ''}`;
  }

  /**
   * Calls a function of the page. A call that fails is made again in a new page, twice at most: pages
   * crash and lose their graphics context, and what is drawn does not depend on what was drawn before.
   */
  async call<C extends Call>(name: C, ...args: Arguments<C>): Promise<Answer<C>> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#try(name, args);
      } catch (error) {
        await this.close();
        if (attempt === attempts) throw error;
        this.restarts++;
        const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
        console.error(`\nThe page was lost (${reason}); opening it again.`);
      }
    }
  }

  async close(): Promise<void> {
    const browser = this.#browser;
    this.#browser = undefined;
    this.#page = undefined;
    await browser?.close();
  }

  async #try<C extends Call>(name: C, args: Arguments<C>): Promise<Answer<C>> {
    const page = await this.#opened();
    let timer: NodeJS.Timeout | undefined;
    let give: (error: Error) => void = () => undefined;
    const lost = new Promise<never>((_, reject) => {
      give = reject;
      timer = setTimeout(
        () => reject(new Error(`${name} did not answer for ${hangMs / 1000} s`)),
        hangMs,
      );
    });
    const onCrash = (): void => give(new Error('the page crashed'));
    page.once('crash', onCrash);
    try {
      const answer = page.evaluate(
        ({ name, args }) => {
          const { generator } = globalThis as unknown as {
            generator: Record<string, (...args: unknown[]) => unknown>;
          };
          return generator[name]?.(...args);
        },
        { name: name as string, args: args as unknown[] },
      );
      return (await Promise.race([answer, lost])) as Answer<C>;
    } finally {
      clearTimeout(timer);
      page.off('crash', onCrash);
    }
  }

  async #opened(): Promise<Page> {
    if (this.#page) return this.#page;
    this.#browser = await launchBrowser();
    const page = await this.#browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      // Shader compilation errors arrive here; a missing favicon is none of ours.
      if (message.type() === 'error' && !message.text().includes('404')) {
        problems.push(message.text().slice(0, 2000));
      }
    });
    await page.goto(new URL(pagePath, this.#base).href);
    try {
      await page.waitForFunction(() => 'generator' in globalThis, undefined, { timeout: 120_000 });
    } catch (error) {
      throw new Error(`The generator's page did not start. ${problems.join(' ')}`.trim(), {
        cause: error,
      });
    }
    this.#page = page;
    return page;
  }
}
