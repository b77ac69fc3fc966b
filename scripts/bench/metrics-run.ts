/** Evaluates the two files of a folder several times and prints times and memory as JSON; see metrics.ts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateCoco, parseCoco, type CocoResult } from '$src/metrics';
import type { MetricsTimes } from './metrics';

export function main([folder = '', count = '1']: readonly string[]): number {
  const startMb = process.memoryUsage.rss() / 2 ** 20;
  const start = performance.now();
  const groundTruth = parseCoco(readFileSync(join(folder, 'ground-truth.json'), 'utf8'));
  const results = JSON.parse(readFileSync(join(folder, 'detections.json'), 'utf8')) as CocoResult[];
  const loadS = (performance.now() - start) / 1000;
  const rounds: MetricsTimes['rounds'][number][] = [];
  let stats: MetricsTimes['stats'] = [];
  for (let round = 0; round < Number(count); round++) {
    const [clock, processor] = [performance.now(), process.cpuUsage()];
    ({ stats } = evaluateCoco(groundTruth, results, { iouType: 'bbox' }));
    const { user, system } = process.cpuUsage(processor);
    rounds.push({ clockS: (performance.now() - clock) / 1e3, processorS: (user + system) / 1e6 });
  }
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const times: MetricsTimes = { loadS, rounds, startMb, peakMb, stats };
  process.stdout.write(JSON.stringify(times));
  return 0;
}
