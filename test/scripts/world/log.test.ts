import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { logName, ProgressLog } from '$scripts/world/log';

let folder = '';
const settings = { suite: 'test', seed: 1, quality: null };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'world-log-'));
});
afterEach(() => rm(folder, { recursive: true }));

const open = () => ProgressLog.open<string>(folder, folder, settings);
async function finish(log: ProgressLog<string>, index: number): Promise<void> {
  await writeFile(join(folder, `${index}.webp`), 'x'.repeat(index + 1));
  await log.append({ index, file: `${index}.webp`, bytes: index + 1, record: `picture ${index}` });
}
const indices = (log: ProgressLog<string>): number[] => [...log.finished.keys()];

test('a run goes on where it stopped', async () => {
  const first = await open();
  await Promise.all([finish(first, 2), finish(first, 0)]);
  await first.close();
  const second = await open();
  expect(indices(second).sort()).toEqual([0, 2]);
  expect(second.finished.get(2)?.record).toBe('picture 2');
  await finish(second, 1);
  await second.close();
  const third = await open();
  expect(indices(third).sort()).toEqual([0, 1, 2]);
  await third.close();
});

test('half a line of a killed run is cut off, and the log stays sound', async () => {
  const first = await open();
  await finish(first, 0);
  await first.close();
  await appendFile(join(folder, logName), '{"index":1,"file":"1.we');
  const second = await open();
  expect(indices(second)).toEqual([0]);
  await finish(second, 1);
  await second.close();
  const lines = (await readFile(join(folder, logName), 'utf8')).trim().split('\n');
  expect(lines.map((line) => Object.keys(JSON.parse(line) as object)[0])).toEqual([
    'settings',
    'index',
    'index',
  ]);
});

test('killed while the very first line was written, it begins anew', async () => {
  await writeFile(join(folder, logName), '{"settings":{"sui');
  const log = await open();
  expect(indices(log)).toEqual([]);
  await finish(log, 0);
  await log.close();
  const again = await open();
  expect(indices(again)).toEqual([0]);
  await again.close();
});

test('a picture whose file is gone or cut short is made again', async () => {
  const first = await open();
  for (const index of [0, 1, 2]) await finish(first, index);
  await first.close();
  await rm(join(folder, '0.webp'));
  await truncate(join(folder, '2.webp'), 1);
  const second = await open();
  expect(indices(second)).toEqual([1]);
  await second.close();
});

test('other settings are refused by name, with what to do', async () => {
  await (await open()).close();
  const other = ProgressLog.open(folder, folder, { ...settings, seed: 2 });
  await expect(other).rejects.toThrow(/seed 1, now 2.*choose another --out/);
  const missing = ProgressLog.open(folder, folder, { suite: 'test', seed: 1 });
  await expect(missing).rejects.toThrow(/quality null, now not set/);
});

test('a damaged line is named', async () => {
  const first = await open();
  await finish(first, 0);
  await first.close();
  await appendFile(join(folder, logName), 'not a line of ours\n');
  await expect(open()).rejects.toThrow(/damaged in line 3/);
});
