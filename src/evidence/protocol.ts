/**
 * The one timing protocol. No lab times anything itself.
 *
 * - The timer's resolution (one tick) is measured at start: browsers round `performance.now()` to
 *   5 µs on a cross-origin-isolated page, to 100 µs or 1 ms elsewhere, and may jitter the edges.
 * - Warm-up runs are discarded: at least three, more while runs still get faster.
 * - At least 20 runs are kept (30 by default). A call shorter than 20 ticks is repeated in a batch,
 *   so that rounding at both ends stays below a tenth; the batch size is part of the summary.
 * - Two contenders are interleaved A B B A, so that drift of the machine reaches both alike (a
 *   counterbalanced design); the ratio of medians carries a paired bootstrap interval.
 * - A fixed loop on the CPU is timed before and after. If the machine itself changed its speed by
 *   more than 10 %, the summary says so.
 *
 * What it deliberately is not: it never removes outliers (p95 shows them), and it does not watch
 * the page. A hidden page is throttled; whoever calls must not start, or must abort, then.
 * Runs in workers and in Node: nothing here needs a document.
 */
import type { Rng } from '$src/core/rng';
import type { Backend } from '$src/ops/backend';
import { bootstrapRatio, median, summarise } from './statistics';
import type { RatioInterval, Summary } from './types';

export interface TimingOptions {
  /** Kept runs, at least 20. Default 30. */
  readonly runs?: number;
  /** Discarded runs before. Default 3, more while the runs still fall. */
  readonly warmUp?: number;
  readonly signal?: AbortSignal;
  readonly onRun?: (done: number, total: number) => void;
}

/** Work to time: must not return before its work has really finished. */
export interface Contender {
  readonly label: string;
  run(): Promise<void>;
}

export interface Comparison {
  readonly a: Summary;
  readonly b: Summary;
  /** Median time of b divided by median time of a: above 1, a is faster. */
  readonly ratio: number;
  readonly interval: RatioInterval;
}

export interface Protocol {
  readonly timerResolutionMs: number;
  /** Times work in ms per run; runs shorter than 20 timer ticks are batched. */
  time(work: Contender, options?: TimingOptions): Promise<Summary>;
  /** Interleaved A B B A ... with a bootstrap interval on the ratio of medians. */
  compare(a: Contender, b: Contender, options?: TimingOptions): Promise<Comparison>;
  /** Wraps backend work so that its completion is awaited. */
  awaited(backend: Backend, label: string, work: () => Promise<void>): Contender;
}

export interface ProtocolSetup {
  /** Monotone clock in ms: `() => performance.now()`. */
  readonly now: () => number;
  /** Draws the bootstrap resamples. */
  readonly rng: Rng;
  /** Gives the event loop a turn between runs, so that a worker hears an abort. Default: a timeout of 0. */
  readonly pause?: () => Promise<void>;
  /** One portion (some tens of µs) of the fixed CPU work of the drift check. */
  readonly spin?: () => void;
}

export const fewestRuns = 20;
export const defaultRuns = 30;
/** A timed run lasts at least this many ticks. */
export const fewestTicks = 20;
const fewestWarmUps = 3;
/** Warm-up ends after this many runs, or this long, even if the runs still fall. */
const mostWarmUps = 20;
const longestExtraWarmUpMs = 3000;
/** A run counts as still falling when it takes less than this share of the run two before it. */
const fallingBelow = 0.95;
/** Batches aim above the minimum, because work often gets faster after calibration. */
const batchMargin = 1.5;
const largestBatch = 2 ** 22;
const pauseEveryMs = 50;
/** A change of the CPU loop beyond this is reported as drift. */
export const driftTolerance = 0.1;
/** With a coarser timer than this the drift check would take seconds, so it is left out. */
const coarsestTickForDriftMs = 5;

/**
 * The smallest step of the clock in ms, seen over about 30 steps (at least three of a very coarse
 * clock). Throws if the clock stands still.
 */
export function measureTimerResolution(now: () => number): number {
  const begin = now();
  let last = begin;
  let smallest = Number.POSITIVE_INFINITY;
  let steps = 0;
  let stillCalls = 0;
  while (steps < 30 && (steps < 3 || last - begin < 50)) {
    const time = now();
    const step = time - last;
    // Below a nanosecond it is the rounding of a double, not a step.
    if (step < 1e-6) {
      stillCalls++;
      if (stillCalls > 20_000_000) throw new Error('The clock stands still: no run can be timed.');
      continue;
    }
    stillCalls = 0;
    steps++;
    smallest = Math.min(smallest, step);
    last = time;
  }
  return Number(smallest.toPrecision(4));
}

/** A contender while it is measured. `runs` are whole batches in ms. */
interface Lane {
  readonly work: Contender;
  batch: number;
  discarded: number;
  runs: number[];
}

/** The protocol on a given clock. Measures the timer's resolution at once (a few ms). */
export function createProtocol({
  now,
  rng,
  pause = () => new Promise((resolve) => setTimeout(resolve)),
  spin = spinOnce,
}: ProtocolSetup): Protocol {
  const timerResolutionMs = measureTimerResolution(now);
  const shortestRunMs = fewestTicks * timerResolutionMs;
  const cpu = createCpuLoop(now, spin, timerResolutionMs);
  let pausedAt = now();

  async function sample(lane: Lane, signal: AbortSignal | undefined): Promise<number> {
    if (now() - pausedAt > pauseEveryMs) {
      await pause();
      pausedAt = now();
    }
    signal?.throwIfAborted();
    const begin = now();
    for (let call = 0; call < lane.batch; call++) await lane.work.run();
    const elapsedMs = now() - begin;
    signal?.throwIfAborted();
    return elapsedMs;
  }

  /** Finds the batch size, then runs until the times no longer fall. */
  async function warmUp(lane: Lane, atLeast: number, signal: AbortSignal | undefined) {
    const begin = now();
    const times: number[] = [];
    for (;;) {
      const elapsedMs = await sample(lane, signal);
      lane.discarded++;
      if (elapsedMs < shortestRunMs) {
        grow(lane, elapsedMs);
        times.length = 0;
        continue;
      }
      times.push(elapsedMs);
      if (times.length < atLeast) continue;
      const before = times.at(-3);
      const isFalling = before !== undefined && elapsedMs < fallingBelow * before;
      const isEnough = times.length >= mostWarmUps || now() - begin > longestExtraWarmUpMs;
      if (!isFalling || isEnough) return;
    }
  }

  function grow(lane: Lane, elapsedMs: number): void {
    if (lane.batch >= largestBatch) {
      throw new Error(
        `"${lane.work.label}" takes no measurable time: ${lane.batch} calls lasted ${elapsedMs} ms, ` +
          `less than ${fewestTicks} timer ticks of ${timerResolutionMs} ms.`,
      );
    }
    const wanted = elapsedMs > 0 ? (batchMargin * shortestRunMs) / elapsedMs : 16;
    // At most sixteenfold at a time: a single short reading says little about the next one.
    const factor = Math.min(16, Math.max(1.25, wanted));
    lane.batch = Math.min(largestBatch, Math.ceil(lane.batch * factor));
  }

  /** Warm-up of all, then rounds in the order of `pattern` until each has `total` kept runs. */
  async function collect(
    works: readonly Contender[],
    pattern: readonly number[],
    total: number,
    { warmUp: warmUps = fewestWarmUps, signal, onRun }: TimingOptions,
  ): Promise<{ readonly lanes: readonly Lane[]; readonly drift?: number }> {
    signal?.throwIfAborted();
    const lanes = works.map((work): Lane => ({ work, batch: 1, discarded: 0, runs: [] }));
    for (const lane of lanes) await warmUp(lane, Math.max(fewestWarmUps, warmUps), signal);
    const before = cpu.read();
    for (let attempt = 0; ; attempt++) {
      let done = 0;
      while (done < total * lanes.length) {
        for (const index of pattern) {
          const lane = lanes[index];
          if (!lane)
            throw new RangeError(`The pattern names contender ${index} of ${lanes.length}.`);
          lane.runs.push(await sample(lane, signal));
          done++;
          onRun?.(done, total * lanes.length);
        }
      }
      // Work may have become faster than its warm-up: then these runs were too short to be kept.
      const tooShort = lanes.filter((lane) => median(lane.runs) < shortestRunMs);
      if (tooShort.length === 0 || attempt === 2) break;
      for (const lane of tooShort) grow(lane, median(lane.runs));
      for (const lane of lanes) {
        lane.discarded += lane.runs.length;
        lane.runs = [];
      }
    }
    const after = cpu.read();
    const drift = before === undefined || after === undefined ? 1 : after / before;
    const hasDrifted = Math.max(drift, 1 / drift) > 1 + driftTolerance;
    return hasDrifted ? { lanes, drift: Number(drift.toPrecision(3)) } : { lanes };
  }

  const perCall = (lane: Lane): number[] => lane.runs.map((elapsedMs) => elapsedMs / lane.batch);

  function summaryOf(lane: Lane, drift: number | undefined): Summary {
    return summarise(perCall(lane), lane.discarded, {
      ...(lane.batch > 1 ? { batch: lane.batch } : {}),
      ...(drift === undefined ? {} : { drift }),
    });
  }

  return {
    timerResolutionMs,

    async time(work, options = {}) {
      const { lanes, drift } = await collect([work], [0], keptRuns(options), options);
      const [lane] = lanes as readonly [Lane];
      return summaryOf(lane, drift);
    },

    async compare(a, b, options = {}) {
      const total = 2 * Math.ceil(keptRuns(options) / 2);
      const { lanes, drift } = await collect([a, b], [0, 1, 1, 0], total, options);
      const [laneA, laneB] = lanes as readonly [Lane, Lane];
      const [summaryA, summaryB] = [summaryOf(laneA, drift), summaryOf(laneB, drift)];
      return {
        a: summaryA,
        b: summaryB,
        ratio: summaryB.median / summaryA.median,
        interval: bootstrapRatio(perCall(laneA), perCall(laneB), { rng }),
      };
    },

    awaited(backend, label, work) {
      return {
        label,
        async run() {
          await work();
          await backend.finish();
        },
      };
    },
  };
}

function keptRuns({ runs = defaultRuns }: TimingOptions): number {
  if (!Number.isInteger(runs) || runs < fewestRuns) {
    throw new RangeError(
      `A measurement keeps at least ${fewestRuns} runs (a whole number), got ${runs}: fewer say nothing about the spread.`,
    );
  }
  return runs;
}

/**
 * The machine's own speed: the best of three timings of a fixed amount of CPU work, long enough for
 * the timer. `read` gives ms, or undefined where the timer is too coarse.
 */
function createCpuLoop(now: () => number, spin: () => void, tickMs: number) {
  const longEnoughMs = Math.max(fewestTicks * tickMs, 2);
  let portions: number | undefined;

  function run(count: number): number {
    const begin = now();
    for (let k = 0; k < count; k++) spin();
    return now() - begin;
  }

  return {
    read(): number | undefined {
      if (tickMs > coarsestTickForDriftMs) return undefined;
      if (portions === undefined) {
        portions = 16;
        while (run(portions) < longEnoughMs && portions < 2 ** 16) portions *= 2;
      }
      const bestMs = Math.min(run(portions), run(portions), run(portions));
      return bestMs >= longEnoughMs / 4 ? bestMs : undefined;
    },
  };
}

let spinState = 1;

/** Integer arithmetic that touches no memory; its result is kept so that no compiler drops it. */
function spinOnce(): void {
  let x = spinState;
  for (let k = 0; k < 20_000; k++) x = (Math.imul(x, 1664525) + 1013904223) | 0;
  spinState = x;
}
