/**
 * Several contenders, interleaved: every round runs each once, forwards and backwards in turn
 * (A B C D D C B A ...), so that a machine that slows down slows all of them. Batching, statistics
 * and intervals are those of the lab's timing protocol.
 */
import { fewestTicks, measureTimerResolution } from '$src/evidence/protocol';
import type { Contender } from '$src/evidence/protocol';

export interface RoundsOptions {
  /** Time for all rounds together; the smallest number of rounds is made even beyond it. */
  readonly seconds: number;
  readonly fewestRounds: number;
  readonly mostRounds: number;
}

/** The timer's step on this page, in ms. */
export const tickMs = measureTimerResolution(() => performance.now());

/** Time per run in ms, one value per round, for each contender. */
export async function interleave(
  contenders: readonly Contender[],
  { seconds, fewestRounds, mostRounds }: RoundsOptions,
): Promise<number[][]> {
  const batches: number[] = [];
  for (const contender of contenders) {
    await contender.run(); // the first run compiles; finding the batch size warms up further
    batches.push(await batchOf(contender));
  }
  const times = contenders.map((): number[] => []);
  const order = contenders.map((_, index) => index);
  const deadline = performance.now() + 1000 * seconds;
  for (let round = 0; round < mostRounds; round++) {
    if (round >= fewestRounds && performance.now() > deadline) break;
    for (const index of round % 2 === 0 ? order : order.toReversed()) {
      const contender = contenders[index];
      const batch = batches[index] ?? 1;
      if (!contender) continue;
      const start = performance.now();
      for (let i = 0; i < batch; i++) await contender.run();
      times[index]?.push((performance.now() - start) / batch);
    }
  }
  return times;
}

/** Runs per timing so that it lasts at least twice the fewest ticks. */
async function batchOf(contender: Contender): Promise<number> {
  const enoughMs = 2 * fewestTicks * tickMs;
  for (let batch = 1; ; batch *= 2) {
    const start = performance.now();
    for (let i = 0; i < batch; i++) await contender.run();
    if (performance.now() - start >= enoughMs || batch >= 1024) return batch;
  }
}
