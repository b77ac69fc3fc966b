// PASCAL VOC's XML: a file by hand in the devkit's form, its corners counted from 1, and broken ones.
import { describe, expect, test } from 'vitest';
import { FormatError } from '$src/metrics/formats/errors';
import { readVoc, writeVoc } from '$src/metrics/formats/voc';

const object = `<object>
    <name>dog</name><pose>Left</pose><truncated>1</truncated><difficult>0</difficult>
    <bndbox><xmin>1</xmin><ymin>2</ymin><xmax>10</xmax><ymax>2</ymax></bndbox>
    <part><name>head</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>2</ymax></bndbox></part>
  </object>`;
const file = (
  objects: string,
  head = '<filename>a.jpg</filename><size><width>20</width><height>10</height><depth>3</depth></size>',
) => `<annotation>\n  ${head}\n  ${objects}\n</annotation>`;
const read = (text: string) => readVoc(text, 'Annotations/a.xml');

test('corners count from 1 and belong to the box; parts are passed over', () => {
  expect(read(file(object))).toEqual({
    image: 'a.jpg',
    size: { width: 20, height: 10 },
    objects: [
      { line: 3, className: 'dog', bbox: [0, 1, 10, 1], flags: { truncated: 1, difficult: 0 } },
    ],
    countsFromZero: false,
  });
});

test('folder and name, files without either, without size, and with corners at 0', () => {
  expect(read(file('', '<folder>VOC2007</folder><filename>a.jpg</filename>'))?.image).toBe(
    'VOC2007/a.jpg',
  );
  const bare = read(
    file(object.replace('<xmin>1<', '<xmin>0<'), '<size><width>0</width><height>0</height></size>'),
  );
  expect(bare).toMatchObject({ image: 'a', size: undefined, countsFromZero: true });
});

test('other XML is none of VOC', () => {
  expect(read('<svg/>')).toBeUndefined();
});

describe('what is refused, by line', () => {
  const changed = (from: string, to: string) => file(object.replace(from, to));
  test.each([
    ['no XML', '{', 'Annotations/a.xml, line 1: expected an element'],
    ['no name', changed('<name>dog</name>', ''), 'line 3: expected a <name> in <object>, got none'],
    ['no box', file('<object><name>x</name></object>'), 'line 3: expected a <bndbox> in <object>'],
    [
      'no corner',
      changed('<ymax>2</ymax>', ''),
      'line 5, ymax: expected a finite number of pixels from 1, got nothing',
    ],
    [
      'a corner that is none',
      changed('<xmax>10<', '<xmax>ten<'),
      'line 5, xmax: expected a finite number of pixels from 1, got "ten"',
    ],
    ['NaN', changed('<xmax>10<', '<xmax>NaN<'), 'got "NaN"'],
    [
      'corners the wrong way',
      changed('<xmax>10<', '<xmax>-5<'),
      'line 5, xmax: expected at least xmin, 1, got -5',
    ],
    [
      'two boxes',
      changed('<bndbox>', '<bndbox></bndbox><bndbox>'),
      'line 5: expected one <bndbox> in <object>, got two',
    ],
    [
      'a flag of 2',
      changed('<difficult>0<', '<difficult>2<'),
      'line 4, difficult: expected 0 or 1, got "2"',
    ],
    [
      'a negative side',
      file('', '<size><width>-1</width><height>2</height></size>'),
      'line 2, width: expected a whole number of pixels, got "-1"',
    ],
    [
      'expanding entities',
      `<!DOCTYPE a [<!ENTITY x "${'lol'.repeat(99)}">]>${file(object)}`,
      'line 1: expected elements only',
    ],
  ])('%s', (_, text, message) => {
    expect(() => read(text)).toThrow(FormatError);
    expect(() => read(text)).toThrow(message);
  });
});

test('what is written', () => {
  const { files, notes } = writeVoc({
    images: [{ id: 1, file_name: 'JPEGImages/a&b.jpg', width: 20, height: 10 }],
    categories: [{ id: 1, name: '<dog>' }],
    annotations: [
      {
        id: 1,
        image_id: 1,
        category_id: 1,
        bbox: [0, 1, 10, 1],
        area: 10,
        iscrowd: 0,
        difficult: 1,
      },
      { id: 2, image_id: 1, category_id: 1, bbox: [0, 1, 10, 1], area: 10, iscrowd: 1 },
    ],
  });
  expect([...files]).toEqual([
    [
      'Annotations/a&b.xml',
      `<annotation>
  <folder>JPEGImages</folder>
  <filename>a&amp;b.jpg</filename>
  <size>
    <width>20</width>
    <height>10</height>
    <depth>3</depth>
  </size>
  <segmented>0</segmented>
  <object>
    <name>&lt;dog&gt;</name>
    <difficult>1</difficult>
    <bndbox>
      <xmin>1</xmin>
      <ymin>2</ymin>
      <xmax>10</xmax>
      <ymax>2</ymax>
    </bndbox>
  </object>
</annotation>
`,
    ],
  ]);
  expect(notes).toEqual(['1 crowd regions left out: VOC has none.']);
});
