/**
 * Where the runners of the oracle come from. Each table in this folder covers one group of ops; a
 * backend is a way to get all of them. A GPU backend would add an entry that runs the same cases
 * through its runner (in a browser) and answers with the same table type.
 */
import { messageOf } from './cases';
import type { Runner, Runners } from './types';

const tables = import.meta.glob<{ runners: Runners }>([
  './filters.ts',
  './derivatives.ts',
  './segmentation.ts',
]);

export interface LoadedRunners {
  readonly runners: ReadonlyMap<string, Runner>;
  /** Tables that could not be loaded, as sentences. Their ops count as unsupported. */
  readonly problems: readonly string[];
}

export const backends: Readonly<Record<string, () => Promise<LoadedRunners>>> = {
  reference: loadTables,
};

async function loadTables(): Promise<LoadedRunners> {
  const runners = new Map<string, Runner>();
  const problems: string[] = [];
  for (const [file, load] of Object.entries(tables)) {
    try {
      for (const [op, run] of Object.entries((await load()).runners)) {
        if (runners.has(op)) problems.push(`${file} has a second runner for "${op}".`);
        runners.set(op, run);
      }
    } catch (error) {
      problems.push(`${file} does not load: ${messageOf(error)}`);
    }
  }
  return { runners, problems };
}
