// The listing of picture sets, read off a folder made for the test.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listingOf } from '$scripts/vite/sets-plugin';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'cv-lab-sets-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function put(set: string, file: string, content: string): void {
  mkdirSync(join(folder, set, ...file.split('/').slice(0, -1)), { recursive: true });
  writeFileSync(join(folder, set, file), content);
}

it('lists sets by kind and size, with their bytes, and leaves out the bench’s and unfinished ones', () => {
  const info = { title: 'Small', description: 'CV Lab tabletop, small: Every object is small.' };
  const annotations = JSON.stringify({ info, images: [{}, {}] });
  put('small', 'annotations.json', annotations);
  put('small', '0.webp', '12345');
  put('small', '.progress.jsonl', 'a log');
  put('small', '.sprites/0.png', 'a draft');
  put('clips', 'annotations.json', JSON.stringify({ images: [{ tabletop: { clip: 0 } }] }));
  put(
    'crops',
    'annotations.json',
    JSON.stringify({ kind: 'sprite sheets', splits: [{ count: 7 }, { count: 2 }] }),
  );
  put('bench', 'annotations.json', '{"images":[{}]}');
  put('begun', '0.webp', 'no annotations yet');
  const { sets } = JSON.parse(listingOf(folder)) as { sets: Record<string, unknown>[] };
  expect(sets.map(({ name, kind, pictures }) => [name, kind, pictures])).toEqual([
    ['small', 'stills', 2],
    ['clips', 'clips', 1],
    ['crops', 'sheets', 9],
  ]);
  expect(sets[0]).toMatchObject({
    title: 'Small',
    description: 'Every object is small.',
    bytes: annotations.length + 5,
    files: 2,
  });
});

it('lists nothing where there is no folder', () => {
  expect(listingOf(join(folder, 'none'))).toBe('{"sets":[]}');
});
