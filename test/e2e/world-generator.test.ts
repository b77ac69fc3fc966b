// `npm run world` from end to end: two tiny pictures, in one go and in two with another number of
// workers, must be the same bytes and keep COCO's rules.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseCoco } from '$src/metrics/coco-format';
import { checkCoco } from '$src/world/export/coco';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'world-'));
});
afterAll(() => rm(folder, { recursive: true }));

function world(...options: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['scripts/run.mjs', 'scripts/world.ts', ...options],
      { cwd: root },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ code, output: stdout + stderr });
      },
    );
  });
}

const tiny = ['--suite', 'test', '--size', '64', '--samples', '2', '--seed', '5'];

test('the same seed gives the same bytes, resumed or not, with one worker or two', async () => {
  const [once, twice] = [join(folder, 'once'), join(folder, 'twice')];
  // Side by side: a browser that compiles shaders leaves the other processor idle.
  const [whole, part] = await Promise.all([
    world(...tiny, '--count', '2', '--workers', '1', '--out', once),
    world(...tiny, '--count', '1', '--out', twice),
  ]);
  expect(whole.output).toContain('COCO rules kept');
  expect([whole.code, part.code]).toEqual([0, 0]);
  const resumed = await world(
    ...[...tiny, '--count', '2', '--workers', '2', '--export', 'coco,voc', '--out', twice],
  );
  expect(resumed.output).toContain('1 of 2 are there already');
  expect(resumed.code).toBe(0);
  for (const name of ['000000.webp', '000001.webp', 'annotations.json']) {
    const [a, b] = await Promise.all([once, twice].map((part) => readFile(join(part, name))));
    expect(a?.equals(b ?? Buffer.of()), name).toBe(true);
    expect(a?.length).toBeGreaterThan(100);
  }
  expect((await readdir(join(twice, 'Annotations'))).sort()).toEqual(['000000.xml', '000001.xml']);

  const dataset = parseCoco(await readFile(join(once, 'annotations.json'), 'utf8'));
  expect(dataset.images).toHaveLength(2);
  expect(dataset.annotations.length).toBeGreaterThan(0);
  expect(checkCoco(dataset)).toEqual([]);

  const other = await world('--suite', 'test', '--size', '64', '--seed', '6', '--out', once);
  expect(other.code).toBe(2);
  expect(other.output).toMatch(/seed 5, now 6/);
}, 300_000);

test('bad options end with one line', async () => {
  const { code, output } = await world('--suite', 'tset', '--out', folder);
  expect(code).toBe(2);
  expect(output.trim().split('\n')).toHaveLength(1);
  expect(output).toContain('"tset"');
});
