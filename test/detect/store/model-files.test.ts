// Places for model files without a browser: memory, and a folder on disk.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { DiskFiles } from '$scripts/models/disk-files';
import { MemoryFiles } from '$src/detect/store/model-files';
import { describeFiles } from './files-contract';

describe('in memory', () => {
  let files = new MemoryFiles();
  describeFiles(
    () => Promise.resolve(files),
    () => {
      files = new MemoryFiles();
      return Promise.resolve();
    },
  );
});

describe('on disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cv-lab-models-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  describeFiles(
    () => Promise.resolve(new DiskFiles(folder)),
    () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
  );
});
