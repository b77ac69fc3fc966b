import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { cocoLabels, cocoLabels90 } from '$src/detect/coco-labels';
import { classes } from '$src/world/classes';

test('are the names that coco-ssd reports, at the same ids', async () => {
  const root = dirname(createRequire(import.meta.url).resolve('@tensorflow-models/coco-ssd'));
  const source = await readFile(join(root, 'classes.js'), 'utf8');
  const found = [...source.matchAll(/id: (\d+),\s*displayName: '([^']+)'/g)].map(
    ([, id, name]) => ({ name, categoryId: Number(id) }),
  );
  expect(found).toHaveLength(80);
  expect(cocoLabels).toEqual(found);
});

test('have 90 columns for TensorFlow’s models, ten of them unused', () => {
  expect(cocoLabels90).toHaveLength(90);
  expect(cocoLabels90[52]).toEqual({ name: 'apple', categoryId: 53 });
  expect(cocoLabels90.filter(({ categoryId }) => categoryId === undefined)).toHaveLength(10);
  expect(cocoLabels90[11]).toEqual({ name: 'unused 12' });
});

test('contain the classes of the tabletop', () => {
  for (const { id, name } of classes) {
    expect(cocoLabels).toContainEqual({ name, categoryId: id });
  }
});
