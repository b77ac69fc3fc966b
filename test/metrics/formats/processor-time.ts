/**
 * Seconds of the processor's time that a call takes: unlike the clock's, it does not grow when other programs
 * share the machine. For bounds against work that grows with the square of the input.
 */
export function userSecondsOf(run: () => void): number {
  const started = process.cpuUsage();
  run();
  return process.cpuUsage(started).user / 1e6;
}
