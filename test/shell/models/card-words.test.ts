// What the page of a model says from its figures.
import { expect, test } from 'vitest';
import type { CardScores, ModelCard } from '$src/detect/card';
import {
  formatCount,
  formatShare,
  isUntrained,
  limitsOf,
  recipeOutsideStages,
  recipeRows,
  recipeStages,
  suiteRows,
} from '$src/shell/models/card-words';

function scores(AP: number | null, more: Partial<CardScores> = {}): CardScores {
  return {
    images: 60,
    objects: 400,
    AP,
    AP50: 0.9,
    AP75: 0.7,
    APsmall: 0.4,
    APmedium: 0.7,
    APlarge: 0.8,
    ...more,
  };
}
const sha256 = 'a'.repeat(64);
const card: ModelCard = {
  id: 'net',
  name: 'Net',
  task: 'detection',
  files: [{ path: 'model.onnx', bytes: 1, sha256, role: 'onnx' }],
  labels: [{ id: 44, name: 'bottle' }],
  input: { name: 'images', side: 320, colour: 'RGB', range: [0, 1], fit: 'stretch' },
  head: { kind: 'dfl-grid', strides: [8], bins: 12 },
  parameters: 1_035_472,
  macs: 395_484_800,
  licence: 'Apache-2.0',
};
const measured: ModelCard = {
  ...card,
  metrics: { small: scores(0.3), dark: scores(0.5), test: scores(0.4) },
};
const titles = new Map([['small', 'Small objects']]);

test('test comes first, the rest by AP, with titles where they are known', () => {
  expect(suiteRows(measured, titles).map(({ title }) => title)).toEqual([
    'test',
    'dark',
    'Small objects',
  ]);
  expect(suiteRows(card, titles)).toEqual([]);
});

test('limits come from the figures, and none is made up', () => {
  expect(limitsOf(card, titles)).toHaveLength(2); // its classes, and that nobody tried photographs
  const words = limitsOf(
    {
      ...measured,
      realPhotos: { ...scores(0.05, { AP50: 0.123, images: 13, objects: 74 }), source: 'COCO' },
      calibration: { suite: 'test', iou: 0.5, minScore: 0.05, bins: [], ece: 0.0421 },
    },
    titles,
  ).join('\n');
  expect(words).toContain('AP50 is 0.123, against 0.900 on its own test pictures (13 photographs');
  expect(words).toContain('Weakest set: Small objects, AP 0.300 against 0.400 on test.');
  expect(words).toMatch(/Small objects \(below .*\) reach AP 0\.400, large ones .* 0\.800/);
  expect(words).toContain('0.042 on average');
  const even = { ...measured, metrics: { test: scores(0.4), dark: scores(0.5) } };
  expect(limitsOf(even, titles).join()).not.toContain('Weakest');
});

test('a recipe reads as rows, numbers as they were typed', () => {
  expect(
    recipeRows({
      epochs: 60,
      optimiser: { name: 'AdamW', weight_decay: 0.05 },
      learningRate: 0.002,
      augmentation: ['mosaic', 'flip'],
      ema: true,
      seconds: 7260,
      nothing: null,
    }).map(({ name, value }) => `${name}: ${value}`),
  ).toEqual(
    [
      'epochs: 60',
      'optimiser: name: AdamW',
      'optimiser: weight decay: 0.05',
      'learning rate: 0.002',
      'augmentation: mosaic, flip',
      'ema: yes',
      'time: 2 h 1 min',
    ].map((row) => row.replace(/(\d) (h|min)/g, '$1\u00a0$2')),
  );
});

test('the stages of a recipe, and what stands outside them', () => {
  const recipe = {
    epochs: 40,
    'stage 1': { command: 'python3 -m net.train', pictures: 2128, epochs: 24, seconds: 3720 },
    'stage 2': { epochs: 28, epochs_done: 16, rate: 0.0015 },
  };
  expect(recipeOutsideStages(recipe)).toEqual([{ name: 'epochs', value: '40' }]);
  const [first, second, ...more] = recipeStages(recipe);
  expect(more).toEqual([]);
  expect(first?.title).toBe('Stage 1');
  expect(first?.command).toBe('python3 -m net.train');
  expect(first?.extent.replaceAll(/[\u00a0\u2009\u202f]/g, ' ')).toMatch(
    /^2.?128 pictures, 24 epochs, 1 h 2 min$/,
  );
  expect(first?.rows.map(({ name }) => name)).toEqual(['pictures', 'epochs', 'time']);
  expect(second?.command).toBeUndefined();
  expect(second?.extent).toBe('16 of 28 epochs');
  expect(recipeStages({ epochs: 1 })).toEqual([]);
});

test('counts and shares', () => {
  expect([formatCount(1_035_472), formatCount(395_484_800), formatCount(12)]).toEqual([
    '1.04 M',
    '395 M',
    '12',
  ]);
  expect([formatShare(0.6524), formatShare(null)]).toEqual(['0.652', '–']);
  expect([isUntrained({ ...card, recipe: { epochs: 0 } }), isUntrained(card)]).toEqual([
    true,
    false,
  ]);
});
