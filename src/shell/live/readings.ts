/**
 * Live readings: frames a second, and how long frames take, over the last ones. A reading is not evidence:
 * nothing here is warmed up, repeated or compared.
 */
import type { StageTimings } from '$src/detect/types';
import { stageNames, type StageName } from '$src/detect/ui/words';
import { quantile } from '$src/evidence/statistics';

const rateWindowMs = 2000;
/** After so long without a frame the rate is 0. */
const stoppedAfterMs = 5000;
const keptFrames = 120;

export interface Spread {
  readonly p50: number;
  readonly p95: number;
}

export interface Readings {
  /** Frames a second over the last two seconds, or of the last three frames; 0 when none came. */
  readonly fps: number;
  /** Frames that the spreads are of. */
  readonly n: number;
  /** In the detector's worker. */
  readonly frameMs: Spread;
  /** From taking the picture to having its boxes on the page: with the ways to the worker and back. */
  readonly ageMs: Spread;
  readonly stagesMs: Readonly<Record<StageName, Spread>>;
}

interface Note {
  readonly atMs: number;
  readonly ageMs: number;
  readonly timings: StageTimings;
}

export class LiveReadings {
  #notes: Note[] = [];

  note(timings: StageTimings, atMs: number, ageMs: number): void {
    this.#notes.push({ atMs, ageMs, timings });
    if (this.#notes.length > keptFrames) this.#notes.shift();
  }

  reset(): void {
    this.#notes = [];
  }

  /** Undefined before the first frame. */
  read(nowMs: number): Readings | undefined {
    const notes = this.#notes;
    if (notes.length === 0) return undefined;
    const spread = (pick: (note: Note) => number): Spread => {
      const values = notes.map(pick);
      return { p50: quantile(values, 0.5), p95: quantile(values, 0.95) };
    };
    const stages = Object.keys(stageNames) as StageName[];
    return {
      fps: rate(
        notes.map(({ atMs }) => atMs),
        nowMs,
      ),
      n: notes.length,
      frameMs: spread(({ timings }) => timings.totalMs),
      ageMs: spread(({ ageMs }) => ageMs),
      stagesMs: Object.fromEntries(
        stages.map((stage) => [stage, spread(({ timings }) => timings[stage])]),
      ) as Record<StageName, Spread>,
    };
  }
}

/** Frames a second between the first and the last of the window, three frames at least. */
function rate(times: readonly number[], nowMs: number): number {
  const recent = times.filter((atMs, i) => atMs > nowMs - rateWindowMs || i >= times.length - 3);
  const [first, last] = [recent[0], recent.at(-1)];
  if (first === undefined || last === undefined || last <= first) return 0;
  return nowMs - last > stoppedAfterMs ? 0 : ((recent.length - 1) * 1000) / (last - first);
}
