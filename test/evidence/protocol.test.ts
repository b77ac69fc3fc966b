import { describe, expect, test } from 'vitest';
import { createRng } from '$src/core/rng';
import { createProtocol, measureTimerResolution } from '$src/evidence/protocol';
import type { Contender } from '$src/evidence/protocol';
import type { Backend } from '$src/ops/backend';
import { FakeClock } from './fake-clock';
import type { FakeClockOptions } from './fake-clock';

/** A protocol on a fake clock whose CPU loop takes 50 µs a portion. */
function setUp(options: FakeClockOptions = {}, spinMs: () => number = () => 0.05) {
  const clock = new FakeClock(options);
  const protocol = createProtocol({
    now: clock.now,
    rng: createRng(7),
    pause: () => Promise.resolve(),
    spin: () => clock.advance(spinMs()),
  });
  return { clock, protocol };
}

/** Work that takes `durationMs(k)` at its k-th call (from 0) and logs its label. */
function work(
  clock: FakeClock,
  durationMs: number | ((call: number) => number),
  label = 'work',
  log?: string[],
): Contender & { readonly calls: () => number } {
  let calls = 0;
  return {
    label,
    calls: () => calls,
    run: () => {
      clock.advance(typeof durationMs === 'number' ? durationMs : durationMs(calls));
      calls++;
      log?.push(label);
      return Promise.resolve();
    },
  };
}

describe('timer resolution', () => {
  test.each([
    { tickMs: 1, hasJitter: false },
    { tickMs: 1, hasJitter: true },
    { tickMs: 0.1, hasJitter: false },
    { tickMs: 0.1, hasJitter: true },
    { tickMs: 0.005, hasJitter: true },
    { tickMs: 16.67, hasJitter: false },
  ])('finds a tick of $tickMs ms, jitter $hasJitter', (options) => {
    expect(measureTimerResolution(new FakeClock(options).now)).toBeCloseTo(options.tickMs, 9);
  });

  test('an exact clock resolves down to the cost of reading it', () => {
    expect(measureTimerResolution(new FakeClock({ callCostMs: 0.00004 }).now)).toBeCloseTo(4e-5, 9);
  });

  test('a clock that stands still is an error, not a hang', () => {
    expect(() => measureTimerResolution(() => 5)).toThrow('stands still');
  });
});

describe('timing one contender', () => {
  test('keeps 30 runs by default and reports ms per run', async () => {
    const { clock, protocol } = setUp();
    const summary = await protocol.time(work(clock, 4));
    expect(summary.n).toBe(30);
    expect(summary.discarded).toBe(3);
    // Two readings of the clock, 0.1 µs each, surround the run.
    expect(summary.median).toBeCloseTo(4, 3);
    expect(summary).not.toHaveProperty('batch');
    expect(summary).not.toHaveProperty('drift');
  });

  test('warm-up goes on while runs still fall', async () => {
    const { clock, protocol } = setUp();
    // 10, 9, 8, ... 3, then level: a compiler that gets better with every call.
    const summary = await protocol.time(work(clock, (call) => Math.max(3, 10 - call)));
    expect(Math.max(...summary.runs)).toBeLessThan(3.01);
    expect(summary.discarded).toBeGreaterThanOrEqual(8);
    expect(summary.discarded).toBeLessThanOrEqual(11);
  });

  test('warm-up ends even if runs never stop falling', async () => {
    const { clock, protocol } = setUp();
    const summary = await protocol.time(
      work(clock, (call) => 1000 * 0.9 ** call),
      { runs: 20 },
    );
    expect(summary.discarded).toBeLessThanOrEqual(20);
    expect(summary.n).toBe(20);
  });

  test('slow work is not warmed up for minutes', async () => {
    const { clock, protocol } = setUp();
    const summary = await protocol.time(
      work(clock, (call) => 2000 * 0.9 ** call),
      { runs: 20 },
    );
    expect(summary.discarded).toBe(3);
  });

  test.each([
    { tickMs: 1, hasJitter: false },
    { tickMs: 1, hasJitter: true },
    { tickMs: 0.1, hasJitter: false },
    { tickMs: 0.1, hasJitter: true },
  ])('batches short work under a tick of $tickMs ms, jitter $hasJitter', async (options) => {
    const { clock, protocol } = setUp(options);
    const truthMs = 0.0371;
    const summary = await protocol.time(work(clock, truthMs));
    // A run spans at least 20 ticks, so one tick of rounding at its ends is at most 5 %; the
    // median of 30 runs with drifting phase is well inside that.
    expect(Math.abs(summary.median / truthMs - 1)).toBeLessThan(0.05);
    expect((summary.batch ?? 0) * truthMs).toBeGreaterThanOrEqual(20 * options.tickMs * 0.95);
    expect(summary.p05).toBeGreaterThan(0);
  });

  test('work that gets faster after warm-up is batched again, and the short runs are not kept', async () => {
    const { clock, protocol } = setUp({ tickMs: 1 });
    // 30 ms at first: no batch needed. From the tenth call on 0.5 ms: far below 20 ticks.
    const summary = await protocol.time(work(clock, (call) => (call < 10 ? 30 : 0.5)));
    expect(summary.n).toBe(30);
    expect((summary.batch ?? 1) * 0.5).toBeGreaterThanOrEqual(20);
    expect(Math.abs(summary.median / 0.5 - 1)).toBeLessThan(0.05);
    expect(summary.discarded).toBeGreaterThanOrEqual(33);
  });

  test('work without any duration is an error, not a zero', async () => {
    const { clock, protocol } = setUp({ tickMs: 1, callCostMs: 0.001 });
    await expect(protocol.time(work(clock, 0, 'nothing'))).rejects.toThrow(
      /"nothing" takes no measurable time/,
    );
  });

  test('counts runs for the reader', async () => {
    const { clock, protocol } = setUp();
    const seen: string[] = [];
    await protocol.time(work(clock, 4), {
      runs: 20,
      onRun: (done, total) => seen.push(`${done}/${total}`),
    });
    expect(seen).toEqual(Array.from({ length: 20 }, (_, k) => `${k + 1}/20`));
  });

  test('refuses fewer than 20 runs', async () => {
    const { clock, protocol } = setUp();
    await expect(protocol.time(work(clock, 4), { runs: 5 })).rejects.toThrow(
      'at least 20 runs (a whole number), got 5',
    );
  });

  test('passes on an error of the work', async () => {
    const { protocol } = setUp();
    const failing = { label: 'x', run: () => Promise.reject(new Error('device lost')) };
    await expect(protocol.time(failing)).rejects.toThrow('device lost');
  });
});

describe('abort', () => {
  test('before the first run nothing runs', async () => {
    const { clock, protocol } = setUp();
    const contender = work(clock, 4);
    const signal = AbortSignal.abort(new Error('stopped by the reader'));
    await expect(protocol.time(contender, { signal })).rejects.toThrow('stopped by the reader');
    expect(contender.calls()).toBe(0);
  });

  test('midway it stops at the run', async () => {
    const { clock, protocol } = setUp();
    const contender = work(clock, 4);
    const stop = new AbortController();
    const onRun = (done: number) => {
      if (done === 12) stop.abort();
    };
    await expect(protocol.time(contender, { signal: stop.signal, onRun })).rejects.toThrow(
      /abort/i,
    );
    expect(contender.calls()).toBe(3 + 12);
  });

  test('the event loop gets a turn while synchronous work runs', async () => {
    const clock = new FakeClock();
    let turns = 0;
    const protocol = createProtocol({
      now: clock.now,
      rng: createRng(1),
      spin: () => clock.advance(0.05),
      pause: () => Promise.resolve().then(() => void turns++),
    });
    await protocol.time(work(clock, 30));
    // 33 runs of 30 ms, a turn at the latest after every 50 ms of them.
    expect(turns).toBeGreaterThanOrEqual(15);
  });
});

describe('comparing two contenders', () => {
  test('interleaves A B B A after both warm-ups', async () => {
    const { clock, protocol } = setUp();
    const log: string[] = [];
    await protocol.compare(work(clock, 2, 'A', log), work(clock, 3, 'B', log), { runs: 20 });
    expect(log.join('')).toBe('AAABBB' + 'ABBA'.repeat(10));
  });

  test('gives the ratio b / a with an interval around it', async () => {
    const { clock, protocol } = setUp();
    const rng = createRng(3);
    const noisy = (ms: number) => () => ms * Math.exp(0.05 * rng.normal());
    const result = await protocol.compare(work(clock, noisy(2)), work(clock, noisy(3)));
    expect(result.a.n).toBe(30);
    expect(result.b.n).toBe(30);
    expect(result.ratio).toBeCloseTo(result.b.median / result.a.median, 12);
    // Standard error of the ratio of two medians of 30 at 5 % noise: about 1.6 %; 5 % is three of them.
    expect(Math.abs(result.ratio / 1.5 - 1)).toBeLessThan(0.05);
    expect(result.interval.low).toBeLessThanOrEqual(result.ratio);
    expect(result.interval.high).toBeGreaterThanOrEqual(result.ratio);
    expect(result.interval.high - result.interval.low).toBeLessThan(0.2);
  });

  test('a machine that slows down steadily does not favour either side', async () => {
    const { clock, protocol } = setUp();
    // Both equal, every call 0.5 % slower than the one before: 35 % over the whole measurement.
    let calls = 0;
    const slowing = () => 2 * 1.005 ** calls++;
    const result = await protocol.compare(work(clock, slowing), work(clock, slowing));
    expect(Math.abs(result.ratio - 1)).toBeLessThan(0.01);
    expect(result.interval.low).toBeLessThanOrEqual(1);
    expect(result.interval.high).toBeGreaterThanOrEqual(1);
  });

  test('keeps an even number of runs, so that both sides have their full pairs', async () => {
    const { clock, protocol } = setUp();
    const result = await protocol.compare(work(clock, 2), work(clock, 3), { runs: 25 });
    expect([result.a.n, result.b.n]).toEqual([26, 26]);
  });

  test('batches each side by its own length', async () => {
    const { clock, protocol } = setUp({ tickMs: 0.1, hasJitter: true });
    const { a, b, ratio } = await protocol.compare(work(clock, 0.02), work(clock, 5));
    expect(a.batch).toBeGreaterThanOrEqual(95);
    expect(b.batch).toBeUndefined();
    expect(Math.abs(ratio / 250 - 1)).toBeLessThan(0.05);
  });
});

describe('drift of the machine', () => {
  test('a slower CPU loop afterwards is flagged with its factor', async () => {
    let speed = 1;
    const { clock, protocol } = setUp({}, () => 0.05 * speed);
    const summary = await protocol.time(
      work(clock, (call) => {
        if (call === 20) speed = 1.3;
        return 4;
      }),
    );
    expect(summary.drift).toBeCloseTo(1.3, 2);
  });

  test('a faster one too; 8 % is not worth a word', async () => {
    for (const [after, expected] of [
      [0.8, 0.8],
      [1.08, undefined],
    ] as const) {
      let speed = 1;
      const { clock, protocol } = setUp({}, () => 0.05 * speed);
      const summary = await protocol.time(
        work(clock, (call) => {
          if (call === 20) speed = after;
          return 4;
        }),
      );
      if (expected === undefined) expect(summary.drift).toBeUndefined();
      else expect(summary.drift).toBeCloseTo(expected, 2);
    }
  });
});

describe('on the real clock', () => {
  const busy = (ms: number, label: string): Contender => ({
    label,
    run: () => {
      const end = performance.now() + ms;
      while (performance.now() < end);
      return Promise.resolve();
    },
  });

  test('a wait of twice the length has a ratio near 2', async () => {
    const protocol = createProtocol({ now: () => performance.now(), rng: createRng(1) });
    expect(protocol.timerResolutionMs).toBeLessThan(1.1);
    const result = await protocol.compare(busy(0.5, 'short'), busy(1, 'long'), { runs: 20 });
    // A busy wait never ends early; a loaded machine can only make single runs longer.
    expect(result.a.p05).toBeGreaterThanOrEqual(0.5);
    expect(result.ratio).toBeGreaterThan(1.3);
    expect(result.ratio).toBeLessThan(3);
  });
});

test('awaited work counts only when the backend has finished', async () => {
  const order: string[] = [];
  const { protocol } = setUp();
  const backend = {
    finish: () => Promise.resolve().then(() => void order.push('finished')),
  } as unknown as Backend;
  const contender = protocol.awaited(backend, 'blur', () => {
    order.push('submitted');
    return Promise.resolve();
  });
  await contender.run();
  expect(contender.label).toBe('blur');
  expect(order).toEqual(['submitted', 'finished']);
});
