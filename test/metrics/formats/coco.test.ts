// COCO results: what is read, and every kind of breach with its index.
import { describe, expect, test } from 'vitest';
import { FormatError } from '$src/metrics/formats/errors';
import {
  readInstances,
  readResults,
  writeInstances,
  writeResults,
} from '$src/metrics/formats/coco';

const result = { image_id: 4, category_id: 7, bbox: [1, 2, 3.5, 4], score: 0.25 };
const read = (...results: unknown[]) => readResults(JSON.stringify(results), 'dt.json');

test('boxes, masks, both; other fields are dropped; pictures may be named by text', () => {
  const mask = { size: [2, 3], counts: '231' };
  const { bbox: _box, ...rest } = result;
  expect(
    read(
      { ...result, area: 14, id: 1 },
      { ...rest, segmentation: mask },
      { ...rest, bbox: [], segmentation: mask },
      { ...result, image_id: '000004', segmentation: [[0, 0, 1, 0, 1, 1]] },
    ),
  ).toEqual([
    result,
    { ...rest, segmentation: mask },
    { ...rest, segmentation: mask },
    { ...result, image_id: '000004', segmentation: [[0, 0, 1, 0, 1, 1]] },
  ]);
  expect(read()).toEqual([]);
});

describe('what is refused, by index', () => {
  const { bbox: _box, ...rest } = result;
  test.each([
    ['no object', [result, 5], 'dt.json, [1]: expected an object, got 5'],
    ['no image', [{ ...result, image_id: -1 }], '[0].image_id: expected the id of an image'],
    [
      'a class by name',
      [{ ...result, category_id: 'cat' }],
      '[0].category_id: expected the id of a category, a whole number from 0, got "cat"',
    ],
    ['no score', [{ ...result, score: null }], '[0].score: expected a finite number, got null'],
    ['no box', [rest], '[0].bbox: expected four finite numbers'],
    ['a negative width', [{ ...result, bbox: [1, 2, -3, 4] }], 'got [1, 2, -3, 4]'],
    [
      'a box beyond use',
      [{ ...result, bbox: [1, 2, 1e200, 1e200] }],
      '[0].bbox: expected four finite numbers',
    ],
    [
      'a mask that does not fit',
      [{ ...rest, segmentation: { size: [2, 3], counts: [5] } }],
      '[0].segmentation: expected run lengths that fill their picture (RLE counts sum up to 5',
    ],
    [
      'a mask of no size',
      [{ ...rest, segmentation: { counts: '1' } }],
      '[0].segmentation: expected run lengths { size, counts } or polygons',
    ],
    [
      'a mask that claims a terabyte',
      [{ ...rest, segmentation: { size: [1e6, 1e6], counts: [1e12] } }],
      'together at most 268435456',
    ],
    ['an odd polygon', [{ ...rest, segmentation: [[1, 2, 3]] }], '[0].segmentation: expected'],
  ])('%s', (_, results, message) => {
    expect(() => read(...results)).toThrow(FormatError);
    expect(() => read(...results)).toThrow(message);
  });

  test('NaN as Python writes it, depth, no list, too many', () => {
    const text = JSON.stringify([result, { ...result, score: 'HERE' }], null, 1);
    expect(() => readResults(text.replace('"HERE"', 'NaN'), 'dt.json')).toThrow(
      'dt.json, line 22, column 12: expected JSON: expected a finite number, got NaN',
    );
    expect(() => readResults('['.repeat(1e6), 'dt.json')).toThrow('nested more than 64 deep');
    expect(() => readResults('{}', 'dt.json')).toThrow('dt.json: expected a list of results');
    expect(() => readResults('', 'dt.json')).toThrow('dt.json: expected JSON: it is empty.');
    expect(() => readResults('[1,2,3]', 'dt.json', 2)).toThrow('expected at most 2 results, got 3');
  });
});

test('errors of instances name the file and the path once', () => {
  expect(() => readInstances('{"images": [5]}', 'gt.json')).toThrow(
    /^gt\.json, images\[0\]: expected an object, got 5\.$/,
  );
});

test('both files survive being written and read', () => {
  const dataset = {
    info: { year: 2026 },
    images: [{ id: 0, file_name: 'a.jpg', width: 3, height: 2 }],
    categories: [{ id: 7, name: 'cat' }],
    annotations: [
      {
        id: 1,
        image_id: 0,
        category_id: 7,
        bbox: [0.1, 0, 0.2, 1e-7],
        area: 0.3,
        iscrowd: 0,
        difficult: 1,
      },
    ],
  } as const;
  expect(readInstances(writeInstances(dataset), 'gt.json')).toEqual(dataset);
  const results = [{ ...result, bbox: [1, 2, 3.5, 4] as const }];
  expect(readResults(writeResults(results), 'dt.json')).toEqual(results);
});
