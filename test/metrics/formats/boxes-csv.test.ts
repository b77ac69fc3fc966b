// CSV: RFC 4180 by its own examples, columns under other names, and every kind of broken line.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBoxesCsv, looksLikeBoxes } from '$src/metrics/formats/boxes-csv';
import { csvLine, csvRecords } from '$src/metrics/formats/csv';
import { FormatError } from '$src/metrics/formats/errors';
import { userSecondsOf } from '$test/metrics/formats/processor-time';

const rows = (text: string) => [...csvRecords(text, 'a.csv')];
const read = (text: string) => readBoxesCsv(text, 'a.csv');

describe('records', () => {
  test("RFC 4180's examples, and lines counted through quoted line ends", () => {
    expect(rows('"aaa","b\r\nbb","c""c"\r\nzzz,yyy,\r\n\r\nx')).toEqual([
      { fields: ['aaa', 'b\r\nbb', 'c"c'], line: 1 },
      { fields: ['zzz', 'yyy', ''], line: 3 },
      { fields: ['x'], line: 5 },
    ]);
  });

  test.each([
    ['no end of quotes', 'a\n"b', 'a.csv, line 2: expected a closing quote'],
    [
      'text after quotes',
      '"a"b,c',
      'line 1: expected "," or the line\'s end after a closing quote, got "b"',
    ],
    ['a quote within', 'a"b,c', 'line 1: expected quotes around a whole field'],
  ])('%s', (_, text, message) => {
    expect(() => rows(text)).toThrow(message);
  });

  test('any fields survive being written and read', () => {
    const field = fc.string({
      unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', '\t', ' ', 'é'),
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 5 }),
        (lines) => {
          const text = lines.map(csvLine).join('');
          const read = [...csvRecords(text, 'a.csv', ',')].map(({ fields }) => fields);
          expect(read).toEqual(lines);
        },
      ),
    );
  });

  test('a million quotes end quickly', () => {
    const seconds = userSecondsOf(() => {
      expect(() => rows(`a\n${'"'.repeat(1_000_001)}`)).toThrow('closing quote');
    });
    expect(seconds).toBeLessThan(2);
  });
});

describe('columns', () => {
  const box = {
    image: 'a.jpg',
    className: 'cat',
    bbox: [1, 2, 3, 4],
    isCrowd: false,
    isDifficult: false,
  };

  test.each([
    ['our own', 'image,class,score,x,y,w,h\na.jpg,cat,0.5,1,2,3,4\n', 0.5],
    ['another order', 'h,w,y,x,conf,label,filename\r\n4,3,2,1,0.5,cat,a.jpg', 0.5],
    ['corners', 'Image,Class,Confidence,xmin,ymin,xmax,ymax\na.jpg,cat,0.5,1,2,4,6', 0.5],
    ['semicolons', 'image;class;x1;y1;x2;y2\na.jpg;cat;1;2;4;6', undefined],
    ['tabs', 'image\tclass\tx\ty\twidth\theight\na.jpg\tcat\t1\t2\t3\t4', undefined],
  ])('%s', (_, text, score) => {
    const { boxes, hasScores, images } = read(text);
    expect(boxes).toEqual([{ ...box, line: 2, score, areaPx: undefined }]);
    expect(hasScores).toBe(score !== undefined);
    expect([...images]).toEqual([['a.jpg', undefined]]);
  });

  test('beside two corners width and height are those of the picture', () => {
    const { boxes, images } = read(
      'filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,640,480,cat,1,2,4,6',
    );
    expect(boxes[0]?.bbox).toEqual([1, 2, 3, 4]);
    expect(images.get('a.jpg')).toEqual({ width: 640, height: 480 });
  });

  test('crowds, difficult objects, areas of masks, and pictures of nothing', () => {
    const { boxes, images } = read(
      'image,class,x,y,w,h,area,iscrowd,difficult\na.jpg,cat,1,2,3,4,7.5,1,0\na.jpg,cat,1,2,3,4,,,true\nb.jpg,,,,,,,,',
    );
    expect(boxes).toEqual([
      { ...box, line: 2, score: undefined, areaPx: 7.5, isCrowd: true },
      { ...box, line: 3, score: undefined, areaPx: undefined, isDifficult: true },
    ]);
    expect([...images.keys()]).toEqual(['a.jpg', 'b.jpg']);
  });

  test('a table of boxes is told from other tables', () => {
    expect(looksLikeBoxes('image,class,x,y,w,h\n', 'a')).toBe(true);
    expect(looksLikeBoxes('epoch,loss\n1,2', 'a')).toBe(false);
    expect(looksLikeBoxes('"', 'a')).toBe(false);
    expect(looksLikeBoxes('', 'a')).toBe(false);
  });
});

describe('what is refused, by line and column', () => {
  const line = (text: string) => `image,class,score,x,y,w,h,iscrowd\n\n${text}`;
  test.each([
    ['nothing', '', 'a.csv: expected a header such as image,class,score'],
    ['no class', 'image,x,y,w,h', 'line 1: expected a column class or label or'],
    [
      'no height',
      'image,class,x,y,w',
      'expected a column h or bbox_h or bbox_height or box_height or height or ymax',
    ],
    [
      'a field too few',
      line('a,cat,0.5,1,2,3,4'),
      'line 3: expected 8 fields as in the header, got 7',
    ],
    [
      'no picture',
      line(',cat,0.5,1,2,3,4,'),
      'line 3, column image: expected the name of a picture, got ""',
    ],
    [
      'no class name',
      line('a,,0.5,1,2,3,4,'),
      'line 3, column class: expected the name of a class',
    ],
    [
      'NaN',
      line('a,cat,0.5,NaN,2,3,4,'),
      'line 3, column x: expected a finite number of pixels, written with a point, got "NaN"',
    ],
    [
      'an infinite score',
      line('a,cat,inf,1,2,3,4,'),
      'line 3, column score: expected a finite number',
    ],
    [
      'no score',
      line('a,cat,,1,2,3,4,'),
      'column score: expected a finite number, written with a point, got ""',
    ],
    ['a comma in a number', 'image;class;x;y;w;h\na;cat;0,5;1;2;3', 'got "0,5"'],
    [
      'a negative width',
      line('a,cat,0.5,1,2,-3,4,'),
      'line 3, column w: expected pixels from 0, got "-3"',
    ],
    [
      'a coordinate beyond use',
      line('a,cat,0.5,1e300,2,3,4,'),
      'column x: expected a finite number of pixels',
    ],
    ['a crowd of 2', line('a,cat,0.5,1,2,3,4,2'), 'column iscrowd: expected 0 or 1, got "2"'],
    [
      'corners the wrong way',
      'image,class,x1,y1,x2,y2\na,cat,5,1,4,2',
      'line 2, column x2: expected at least the other corner, 5, got "4"',
    ],
    [
      'two sizes of one picture',
      'image,class,xmin,ymin,xmax,ymax,width,height\na,c,1,1,2,2,5,5\na,c,1,1,2,2,6,5',
      'line 3, column width: expected the size of a in the lines before, 5 x 5, got "6"',
    ],
  ])('%s', (_, text, message) => {
    expect(() => read(text)).toThrow(FormatError);
    expect(() => read(text)).toThrow(message);
  });

  test('more boxes than the limit', () => {
    const text = `image,class,x,y,w,h\n${'a,cat,1,2,3,4\n'.repeat(4)}`;
    expect(() => readBoxesCsv(text, 'a.csv', 3)).toThrow('a.csv, line 5: expected at most 3 boxes');
  });
});
