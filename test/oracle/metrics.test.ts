// The oracle on files of COCO's metrics, here with cases made by hand: what passes, what fails and why.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { formatReport, main, runOracle } from '$scripts/oracle';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oracle-metrics-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

const object = { id: 1, image_id: 1, category_id: 1, bbox: [0, 0, 50, 50], iscrowd: 0, area: 2500 };
const detection = { image_id: 1, category_id: 1, bbox: [0, 0, 50, 50], score: 0.9 };
const perfect = {
  name: 'perfect',
  numImages: 1,
  numCategories: 1,
  gt: [object],
  dt: [detection],
  stats: [1, 1, 1, -1, 1, -1, 1, 1, 1, -1, 1, -1],
};
/** A mask of 4 x 4 whose left half is set, and one whose left column is. */
const half = { size: [4, 4], counts: [0, 8, 8] };
const column = { size: [4, 4], counts: '04<' };
const masks = {
  iouType: 'segm',
  gt: [{ image_id: 7, category_id: 3, segmentation: half, area: 8 }],
  dt: [{ image_id: 7, category_id: 3, segmentation: column, score: 0.5 }],
  // IoU 1/2: found at the first of ten thresholds.
  stats: [0.1, 1, 0, 0.1, -1, -1, 0.1, 0.1, 0.1, 0.1, -1, -1],
};

function file(...cases: readonly object[]): string {
  const path = join(folder, 'golden.json');
  writeFileSync(path, JSON.stringify({ source: 'by hand', cases }));
  return path;
}
const lines = async (...cases: readonly object[]) =>
  formatReport(await runOracle({ path: file(...cases) })).split('\n');

test('cases pass within 1e-12; whatever a case leaves out is not compared', async () => {
  const bare = { gt: [object], dt: [detection], ap50PerClass: [1] };
  const report = await lines(perfect, masks, bare);
  expect(report.at(-1)).toBe('3 passed, 0 failed, 0 unsupported');
  expect(report.some((line) => /^evaluateCoco segm +0 +1 +0 +0/.test(line))).toBe(true);
});

test('a wrong number fails by name, with both values', async () => {
  const report = await lines({
    ...perfect,
    stats: perfect.stats.map((v, i) => (i === 4 ? 0.9 : v)),
  });
  expect(report.at(-2)).toMatch(/^FAILED perfect: APmedium: got 0\.99\d+, expected 0\.9$/);
});

test('matches are compared per range of sizes', async () => {
  const match = { aRng: [0, 1e10], dtIds: [1], dtm50: [1], dtIg50: [false] };
  const small = { aRng: [0, 1024], dtIds: [1], dtm50: [1], dtIg50: [true] };
  const good = { ...perfect, dtMatches: [match, small, null] };
  const bad = { ...perfect, dtMatches: [match, { ...small, dtIg50: [false] }] };
  const report = await lines(good, bad);
  expect(report.at(-2)).toBe(
    'FAILED perfect: detection 1, small sizes, IoU 0.50: ignored: got true, expected false',
  );
  expect(report.at(-1)).toBe('1 passed, 1 failed, 0 unsupported');
});

test('key points are unsupported; input that cannot be evaluated fails in words', async () => {
  const report = await lines(
    { ...perfect, iouType: 'keypoints' },
    { ...perfect, dt: [{ ...detection, image_id: 5 }] },
    { gt: [object], dt: [] },
  );
  expect(report.at(-1)).toBe('0 passed, 2 failed, 1 unsupported');
  expect(report.at(-2)).toContain('case 3: the case says nothing to compare with');
});

test('a broken file is refused with the place, and the exit status is 2', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  expect(await main([file({ gt: [object] })])).toBe(2);
  expect(error.mock.calls[0]?.[0]).toMatch(/golden\.json is no file of metric cases: cases\.0\.dt/);
});
