// YOLO's labels and its lists of names: worked lines, the forms that tools write, and broken ones.
import { describe, expect, test } from 'vitest';
import { FormatError } from '$src/metrics/formats/errors';
import { looksLikeYolo, pixelsFromShares, readYolo, writeYolo } from '$src/metrics/formats/yolo';
import { readClassesTxt, readNamesYaml } from '$src/metrics/formats/yolo-names';
import { userSecondsOf } from '$test/metrics/formats/processor-time';

const read = (text: string) => readYolo(text, 'labels/a.txt');

describe('labels', () => {
  test('a worked line: the middle of a picture of 8 x 4', () => {
    const [box] = read('3 0.5 0.5 0.25 0.5\r\n');
    expect(box).toEqual({
      line: 1,
      classIndex: 3,
      middle: [0.5, 0.5, 0.25, 0.5],
      score: undefined,
    });
    expect(pixelsFromShares([0.5, 0.5, 0.25, 0.5], { width: 8, height: 4 })).toEqual([3, 1, 2, 2]);
  });

  test('detections, blank lines, tabs, and class numbers as numpy writes them', () => {
    expect(
      read('\n 1.000 0.1\t0.2 0.1 0.1 0.75 \n\n0 1.005 0 0 1 1e-3').map(
        ({ line, classIndex, score }) => [line, classIndex, score],
      ),
    ).toEqual([
      [2, 1, 0.75],
      [4, 0, 0.001],
    ]);
    expect(read('')).toEqual([]);
  });

  test.each([
    [
      'four numbers',
      '0 0.5 0.5 0.1',
      'labels/a.txt, line 1: expected 5 numbers (class cx cy w h) or 6',
    ],
    ['a polygon', '0 0.1 0.1 0.2 0.2 0.3 0.1', 'Polygons and key points are not read here'],
    [
      'a confidence in some lines',
      '0 0.5 0.5 0.1 0.1\n0 0.5 0.5 0.1 0.1 0.9',
      'line 2: expected 5 numbers as in the lines before',
    ],
    ['a class between', '0.5 0.5 0.5 0.1 0.1', 'line 1, class: expected a whole number from 0'],
    [
      'a negative class',
      '-1 0.5 0.5 0.1 0.1',
      'class: expected a whole number from 0 below 10000, got "-1"',
    ],
    ['a class without end', '4000000000 0.5 0.5 0.1 0.1', 'got "4000000000"'],
    [
      'pixels',
      '0 320 0.5 0.1 0.1',
      'line 1, cx: expected a share of the picture from 0 to 1, not pixels, got "320"',
    ],
    ['a negative side', '0 0.5 0.5 -0.1 0.1', 'line 1, w: expected a share'],
    [
      'NaN',
      '0 0.5 nan 0.1 0.1',
      'line 1, cy: expected a share of the picture from 0 to 1, not pixels, got "nan"',
    ],
    [
      'an infinite confidence',
      '0 0.5 0.5 0.1 0.1 inf',
      'line 1, conf: expected a finite number, got "inf"',
    ],
  ])('%s', (_, text, message) => {
    expect(() => read(text)).toThrow(FormatError);
    expect(() => read(text)).toThrow(message);
  });

  test('boxes are told from other texts', () => {
    expect(looksLikeYolo('\n0 0.5 0.5 0.1 0.1\n')).toBe(true);
    expect(looksLikeYolo('images/a.jpg\nimages/b.jpg')).toBe(false);
    expect(looksLikeYolo('one two three four five')).toBe(false);
    expect(looksLikeYolo('')).toBe(false);
  });
});

describe('names of classes', () => {
  const names = ['cat', 'wine glass', "it's: a #dog"];
  test.each([
    [
      'a list in brackets',
      `train: x\nnames: ['cat', "wine glass", 'it''s: a #dog']  # three\nnc: 3`,
    ],
    ['over several lines', `names: [cat,  # first\n  wine glass,\n  "it's: a #dog"\n]\n`],
    ['a list of lines', `names:\n- cat\n- wine glass # glass\n- "it's: a #dog"\nnc: 3\n`],
    ['indented', `names:\n\n  - cat\n  # no class\n  - wine glass\n  - 'it''s: a #dog'\n`],
    ['numbers', `nc: 3\r\nnames:\r\n  1: wine glass\r\n  0: cat\r\n  2: "it's: a #dog"\r\npath: .`],
    ['numbers in braces', `names: {0: cat, 1: 'wine glass', 2: "it's: a #dog"}`],
  ])('%s', (_, text) => {
    expect(readNamesYaml(text, 'data.yaml')).toEqual(names);
  });

  test('other YAML has none', () => {
    expect(readNamesYaml('train: images\nother_names: [a]', 'data.yaml')).toBeUndefined();
  });

  test.each([
    [
      'a gap',
      'names:\n  0: a\n  2: b',
      'data.yaml, line 3: expected classes 0 to 1, each once, got 2',
    ],
    [
      'a number twice',
      'names:\n  0: a\n  0: b',
      'line 3: expected classes 0 to 1, each once, got 0',
    ],
    [
      'a number without end',
      'names:\n  99999999999: a',
      'line 2: expected a class from 0 below 10000',
    ],
    ['no list', 'names: 5', 'line 1: expected a list of names after names:, got "5"'],
    ['no end', 'names: [a, b', 'line 1: expected "]" at the end of names'],
    ['none', 'names: []\n', 'data.yaml: expected names of classes, got none'],
    [
      'a name twice',
      'names: [a, b, a]',
      'line 1: expected a name of its own for each class, got "a"',
    ],
    ['a mapping of mappings', 'names:\n  a:\n    b: c', 'expected "- name" or "number: name"'],
    ['an empty name', 'names: [a, , b]', 'expected the name of a class, got nothing'],
    ['broken quotes', 'names: ["a\\x"]', 'line 1: expected a name in whole quotes'],
  ])('%s', (_, text, message) => {
    expect(() => readNamesYaml(text, 'data.yaml')).toThrow(FormatError);
    expect(() => readNamesYaml(text, 'data.yaml')).toThrow(message);
  });

  test('a million commas end quickly', () => {
    const seconds = userSecondsOf(() => {
      expect(() => readNamesYaml(`names: [${','.repeat(1_000_000)}]`, 'data.yaml')).toThrow(
        FormatError,
      );
    });
    expect(seconds).toBeLessThan(2);
  });

  test('one to a line', () => {
    expect(readClassesTxt('cat\r\nwine glass\n\n', 'classes.txt')).toEqual(['cat', 'wine glass']);
    expect(() => readClassesTxt('cat\n\ndog', 'classes.txt')).toThrow(
      'classes.txt, line 2: expected the name of a class',
    );
    expect(() => readClassesTxt('cat\ncat', 'classes.txt')).toThrow(
      'line 2: expected a name of its own',
    );
    expect(() => readClassesTxt('', 'classes.txt')).toThrow('expected names of classes, got none');
  });
});

describe('writing', () => {
  const dataset = {
    images: [
      { id: 1, file_name: 'images/a.png', width: 8, height: 4 },
      { id: 2, file_name: 'images/sub/b.jpg', width: 10, height: 10 },
    ],
    categories: [
      { id: 7, name: 'dog' },
      { id: 3, name: 'cat' },
    ],
    annotations: [
      { id: 1, image_id: 1, category_id: 7, bbox: [3, 1, 2, 2], area: 4, iscrowd: 0 },
      { id: 2, image_id: 1, category_id: 3, bbox: [-1, 0, 2, 2], area: 4, iscrowd: 0 },
      { id: 3, image_id: 1, category_id: 3, bbox: [20, 0, 2, 2], area: 4, iscrowd: 0 },
      { id: 4, image_id: 1, category_id: 3, bbox: [0, 0, 8, 4], area: 32, iscrowd: 1 },
    ],
  } as const;

  test('labels by folder, detections beside them, and what did not fit in words', () => {
    const { files, notes } = writeYolo(dataset, [
      { image_id: 2, category_id: 3, bbox: [0, 0, 10, 5], score: 0.1 + 0.2 },
    ]);
    expect([...files]).toEqual([
      ['labels/a.txt', '1 0.5 0.5 0.25 0.5\n0 0.0625 0.25 0.125 0.5\n'],
      ['predictions/a.txt', ''],
      ['labels/sub/b.txt', ''],
      ['predictions/sub/b.txt', '0 0.5 0.25 1 0.5 0.30000000000000004\n'],
      ['classes.txt', 'cat\ndog\n'],
      ['data.yaml', 'path: .\ntrain: images\nval: images\nnc: 2\nnames:\n  0: "cat"\n  1: "dog"\n'],
    ]);
    expect(notes).toEqual([
      '1 crowd regions left out: YOLO has none.',
      '1 boxes clipped to their picture.',
      '1 boxes left out: they lie outside their picture.',
    ]);
  });

  test('two pictures of one stem, and ids of another set, are refused', () => {
    const images = ['a.png', 'a.jpg'].map((name, id) => ({
      id,
      file_name: name,
      width: 1,
      height: 1,
    }));
    expect(() => writeYolo({ images, categories: [], annotations: [] })).toThrow(
      'Two pictures would share labels/a.txt',
    );
    expect(() =>
      writeYolo(dataset, [{ image_id: 9, category_id: 3, bbox: [0, 0, 1, 1], score: 1 }]),
    ).toThrow('image 9');
  });
});
