/** Steps one after the other until there is nothing to do; asked to go on meanwhile, it just goes on. */
export class Loop {
  readonly #canGo: () => boolean;
  readonly #step: (run: number) => Promise<boolean>;
  #isRunning = false;
  /** Ends a pause early. */
  #wake: (() => void) | undefined;
  #run = 0;

  /** `step` resolves true when all is done, and tells its failures itself. */
  constructor(canGo: () => boolean, step: (run: number) => Promise<boolean>) {
    this.#canGo = canGo;
    this.#step = step;
  }

  /** The number of this run: what a step of an older one still brings is to be thrown away. */
  get run(): number {
    return this.#run;
  }

  /** Begins another run. */
  restart(): number {
    return ++this.#run;
  }

  async go(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const { run } = this;
    try {
      while (run === this.run && this.#canGo()) {
        if (await this.#step(run)) break;
      }
    } finally {
      this.#isRunning = false;
    }
    // A start or change that came while this run ended.
    if (run !== this.run && this.#canGo()) await this.go();
  }

  /** For a step: waits, `Infinity` until `wake`. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === Infinity ? undefined : setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        resolve();
      }
      this.#wake = done;
    });
  }

  wake(): void {
    this.#wake?.();
  }
}
