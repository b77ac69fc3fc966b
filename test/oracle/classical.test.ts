/** Runs the oracle folder of classical operations, one test per op, where the folder is present. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { backends } from '$scripts/oracle/backends';
import { openFolder } from '$scripts/oracle/cases';
import { runCase } from '$scripts/oracle/run-case';
import { boundFor, opBounds } from './bounds';

const base =
  process.env['CV_LAB_ORACLES'] ?? resolve(import.meta.dirname, '../../../shared/oracles');
const folderPath = [join(base, 'classical'), base].find((path) =>
  existsSync(join(path, 'cases.json')),
);

/** Ops of the folder that this project does not have. A case of any other op must run. */
const OUT_OF_SCOPE = [
  'triangle',
  'warpAffine',
  'cornerHarris',
  'cornerMinEigenVal',
  'goodFeaturesToTrack',
  'houghLines',
  'pyrDown',
];

if (folderPath === undefined) {
  test.skip(`classical oracles: no cases.json under ${base} (set CV_LAB_ORACLES to the folder)`, () =>
    undefined);
} else {
  const folder = openFolder(folderPath);
  const ops = [...new Set(folder.cases.map((entry) => entry.op))];
  const loading = backends['reference']?.();

  describe('classical oracles', () => {
    it('loads every runner table', async () => {
      expect((await loading)?.problems).toEqual([]);
    });

    it.each(ops.filter((op) => !OUT_OF_SCOPE.includes(op)))(
      '%s',
      { timeout: 60_000 },
      async (op) => {
        const runner = (await loading)?.runners.get(op);
        expect(runner, `no runner for ${op} in scripts/oracle`).toBeDefined();
        const failures: string[] = [];
        for (const entry of folder.cases.filter((candidate) => candidate.op === op)) {
          const outcome = await runCase(folder, entry, runner);
          if (outcome.status === 'failed') failures.push(`${entry.id}: ${outcome.problem ?? ''}`);
        }
        expect(failures).toEqual([]);
      },
    );
  });
}

describe('bounds', () => {
  it('give every bound a reason, and none to ops that decide or count', () => {
    for (const bounds of Object.values(opBounds)) {
      for (const bound of bounds) expect(bound.because.length).toBeGreaterThan(20);
    }
    const deciding = [
      'medianBlur',
      'morphology',
      'threshold',
      'adaptiveThreshold',
      'otsu',
      'canny',
    ];
    for (const op of [...deciding, 'cannyNms', 'calcHist', 'equalizeHist', 'connectedComponents']) {
      expect(boundFor(op, {})).toBeUndefined();
    }
  });

  it('hold only where the reference may differ', () => {
    expect(boundFor('filter2D', { kernel: [[0.25, -1]], delta: 0 })).toBeUndefined();
    expect(boundFor('filter2D', { kernel: [[0.1, -1]], delta: 0 })?.maxAbs).toBe(1);
    expect(boundFor('resize', { interpolation: 'nearest' })).toBeUndefined();
    expect(boundFor('cvtColor', { code: 'RGB2LAB' })?.maxAbs).toBe(2);
    expect(boundFor('cvtColor', { code: 'RGB2HSV' })?.maxAbs).toBe(1);
  });
});
