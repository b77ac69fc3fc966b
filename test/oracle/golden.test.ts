/** Our own small goldens: crops of our samples through OpenCV, by test/golden/opencv/make_goldens.py. */
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { backends } from '$scripts/oracle/backends';
import { openFolder } from '$scripts/oracle/cases';
import { runCase } from '$scripts/oracle/run-case';

const folder = openFolder(resolve(import.meta.dirname, '../golden/opencv'));
const loading = backends['reference']?.();

it.each([...new Set(folder.cases.map((entry) => entry.op))])('%s', async (op) => {
  const runner = (await loading)?.runners.get(op);
  expect(runner, `no runner for ${op} in scripts/oracle`).toBeDefined();
  for (const entry of folder.cases.filter((candidate) => candidate.op === op)) {
    const outcome = await runCase(folder, entry, runner);
    expect(outcome.status, `${entry.id}: ${outcome.problem ?? ''}`).not.toBe('failed');
  }
});
