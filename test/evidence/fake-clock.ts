/**
 * A clock for tests: time passes only when told, plus a little per reading, and is shown through a
 * browser's rounding. `jitter` moves each tick's edge as Chromium does: inside a tick the shown value
 * switches to the next grid value at a pseudo-random point, so values stay on the grid and ordered.
 */
export interface FakeClockOptions {
  /** 0 shows exact time. */
  readonly tickMs?: number;
  readonly hasJitter?: boolean;
  readonly callCostMs?: number;
}

export class FakeClock {
  exactMs = 1000.0371;
  readings = 0;
  readonly #options: Required<FakeClockOptions>;

  constructor({ tickMs = 0, hasJitter = false, callCostMs = 0.0001 }: FakeClockOptions = {}) {
    this.#options = { tickMs, hasJitter, callCostMs };
  }

  readonly now = (): number => {
    const { tickMs, hasJitter, callCostMs } = this.#options;
    this.readings++;
    this.exactMs += callCostMs;
    if (tickMs === 0) return this.exactMs;
    const tick = Math.floor(this.exactMs / tickMs);
    if (!hasJitter) return tick * tickMs;
    const fraction = this.exactMs / tickMs - tick;
    const edge = ((Math.imul(tick, 0x9e3779b1) >>> 8) % 1000) / 1000;
    return (fraction < edge ? tick : tick + 1) * tickMs;
  };

  advance(ms: number): void {
    this.exactMs += ms;
  }
}
