// Bytes to text, numbers, JSON and paths: the ground that every reader stands on.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FormatError, shown, someOf } from '$src/metrics/formats/errors';
import { JsonError, parseJson } from '$src/metrics/formats/json';
import { cleanPath, PictureNames, tamedPath } from '$src/metrics/formats/names';
import { decimalOf, wholeOf } from '$src/metrics/formats/numbers';
import { decodeText } from '$src/metrics/formats/text';

const utf16 = (text: string, isBig: boolean) =>
  Uint8Array.from(
    [...text].flatMap((character) => {
      const code = character.charCodeAt(0);
      return isBig ? [code >> 8, code & 255] : [code & 255, code >> 8];
    }),
  );

describe('text', () => {
  test.each([
    ['UTF-8', new TextEncoder().encode('a,é')],
    ['UTF-8 with a mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0x2c, 0xc3, 0xa9)],
    ['UTF-16, little end first', utf16('a,é', false)],
    ['UTF-16, big end first', utf16('a,é', true)],
    ['UTF-16 with a mark', Uint8Array.of(0xff, 0xfe, ...utf16('a,é', false))],
    ['UTF-16 with the other mark', Uint8Array.of(0xfe, 0xff, ...utf16('a,é', true))],
  ])('%s', (_, bytes) => {
    expect(decodeText(bytes, 'x.csv')).toBe('a,é');
  });

  test.each([
    ['Latin-1', Uint8Array.of(0x61, 0xe9, 0x62), 'x.csv: expected text in UTF-8 or UTF-16'],
    ['zero bytes', Uint8Array.of(97, 97, 0, 98), 'x.csv: expected text, got zero bytes'],
    ['too long', new Uint8Array(11), 'expected a text of at most 10 bytes, got 11'],
  ])('%s is refused', (_, bytes, message) => {
    expect(() => decodeText(bytes, 'x.csv', 10)).toThrow(message);
  });

  test('nothing is an empty text', () => {
    expect(decodeText(new Uint8Array(0), 'x')).toBe('');
  });
});

test.each([
  ['1', 1],
  [' -0.5 ', -0.5],
  ['.5', 0.5],
  ['5.', 5],
  ['1e-3', 0.001],
  ['+2E2', 200],
  ['0,5', undefined],
  ['0x10', undefined],
  ['1e999', undefined],
  ['NaN', undefined],
  ['Infinity', undefined],
  ['', undefined],
  ['1 2', undefined],
  ['1'.repeat(101), undefined],
])('the number %j is %j', (text, value) => {
  expect(decimalOf(text)).toBe(value);
});

test('whole numbers: no sign, no point, none that a double would round', () => {
  expect(['7', '007', '-1', '1.0', '9007199254740992', ''].map(wholeOf)).toEqual([
    7,
    7,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

describe('JSON', () => {
  const whereOf = (text: string) => {
    try {
      parseJson(text);
    } catch (error) {
      if (error instanceof JsonError) return `${error.where}; ${error.message}`;
    }
    throw new Error('read, though it is no JSON');
  };

  test("what Python writes for numbers that are none is found, and not in strings' text", () => {
    expect(whereOf('[{"a": "NaN, \\"Infinity",\n "b": NaN}]')).toBe(
      'line 2, column 7; expected a finite number, got NaN, which JSON does not have',
    );
    expect(whereOf('[1, -Infinity]')).toContain(
      'line 1, column 5; expected a finite number, got -Inf',
    );
  });

  test('depth is counted in brackets outside strings', () => {
    expect(parseJson(`"${'['.repeat(1000)}"`)).toBe('['.repeat(1000));
    expect(parseJson(`${'['.repeat(64)}${']'.repeat(64)}`)).toBeDefined();
    expect(whereOf('['.repeat(1_000_000))).toMatch(/^line 1, column 65; brackets are nested more/);
    expect(whereOf('{"a":'.repeat(100_000))).toMatch(/^line 1, column 321; brackets/);
  });

  test('empty, cut and other texts', () => {
    expect(whereOf('  ')).toBe('; it is empty');
    expect(whereOf('{"a": [1,')).toContain('JSON');
  });

  test('whatever JSON.stringify writes is read as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe('paths', () => {
  test.each([
    ['labels\\train\\a.txt', 'labels/train/a.txt'],
    ['./a//b.txt', 'a/b.txt'],
    ['..a/b..txt', '..a/b..txt'],
  ])('%j is %j', (name, path) => {
    expect(cleanPath(name)).toBe(path);
  });

  test.each([
    ['../a.txt', 'leads out'],
    ['a/..\\..\\b', 'leads out'],
    ['/etc/passwd', 'from the root'],
    ['C:\\a.txt', 'from the root'],
    ['\\\\server\\a.txt', 'from the root'],
    ['a/'.repeat(100), 'at most 64 folders, got 100'],
    ['a'.repeat(2000), 'at most 1024 characters, got 2000'],
    ['.', 'a name, got none'],
  ])('%j is refused', (name, message) => {
    expect(() => cleanPath(name)).toThrow(message);
  });

  test('names inside annotation files are made relative', () => {
    expect(['C:\\data\\a.jpg', '/home/me/../a.jpg', '../..'].map(tamedPath)).toEqual([
      'data/a.jpg',
      'home/me/a.jpg',
      '',
    ]);
  });

  test('a picture is found by the folders it shares from the end', () => {
    const names = new PictureNames<number>();
    const pictures = ['images/train/a.jpg', 'images/val/a.jpg', 'images/val/b.png', 'c.v2.jpg'];
    pictures.forEach((name, index) => names.add(name, index));
    expect(names.find('labels/train/a.txt')).toEqual({ value: 0 });
    expect(names.find('val\\a.jpg')).toEqual({ value: 1 });
    expect(names.find('b')).toEqual({ value: 2 });
    expect(names.find('elsewhere/b.jpg')).toEqual({ value: 2 });
    expect(names.find('c.v2')).toEqual({ value: 3 });
    expect(names.find('c')).toBeUndefined();
    expect(names.find('a.jpg')).toEqual({ candidates: ['images/train/a.jpg', 'images/val/a.jpg'] });
  });

  test('the ending decides between pictures of one stem', () => {
    const names = new PictureNames<string>();
    for (const name of ['a.jpg', 'a.png', 'x/a.png']) names.add(name, name);
    names.add('y/a.jpg', 'y/a.jpg');
    expect(names.find('a.jpg')).toEqual({ value: 'a.jpg' });
    expect(names.find('elsewhere\\y\\a.txt')).toEqual({ value: 'y/a.jpg' });
    expect(names.find('x/a.jpg')).toEqual({ value: 'x/a.png' });
    expect(names.find('a')).toHaveProperty('candidates');
  });
});

test('errors are one line, whatever stands in the file', () => {
  const error = new FormatError('a\nb.txt', 'line 3', 'expected x.');
  expect(error.message).toBe('a�b.txt, line 3: expected x.');
  expect(shown('x'.repeat(500))).toHaveLength(63);
  expect(shown([[[]], 1, 2, 3, 4, 5, 6])).toBe('[[…], 1, 2, 3, 4, 5, …]');
  expect(someOf(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more');
});
