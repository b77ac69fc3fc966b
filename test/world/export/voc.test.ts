// VOC's XML: a file by hand, the flags at their limits, and names that would break XML.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeXml, vocFile } from '$src/world/export/voc';
import { dataset } from './fixtures';

const [image, bare] = dataset.images;
const [apple] = dataset.annotations;
if (!image || !bare || !apple) throw new Error('no image');

test('the whole file', () => {
  expect(vocFile(dataset, image)).toBe(`<annotation>
  <folder>images</folder>
  <filename>000000.webp</filename>
  <source>
    <database>CV Lab tabletop</database>
  </source>
  <size>
    <width>6</width>
    <height>5</height>
    <depth>3</depth>
  </size>
  <segmented>0</segmented>
  <object>
    <name>apple</name>
    <pose>Unspecified</pose>
    <truncated>0</truncated>
    <occluded>1</occluded>
    <difficult>0</difficult>
    <bndbox>
      <xmin>2</xmin>
      <ymin>2</ymin>
      <xmax>3</xmax>
      <ymax>3</ymax>
    </bndbox>
  </object>
  <object>
    <name>banana</name>
    <pose>Unspecified</pose>
    <truncated>1</truncated>
    <occluded>0</occluded>
    <difficult>0</difficult>
    <bndbox>
      <xmin>1</xmin>
      <ymin>5</ymin>
      <xmax>2</xmax>
      <ymax>5</ymax>
    </bndbox>
  </object>
</annotation>
`);
});

test('a picture without objects, and crowds', () => {
  expect(vocFile(dataset, bare)).not.toContain('<object>');
  const crowd = { ...dataset, annotations: [{ ...apple, iscrowd: 1 as const }] };
  expect(vocFile(crowd, image)).not.toContain('<object>');
});

describe('flags', () => {
  const flags = (tabletop: unknown): string => {
    const { tabletop: _, ...rest } = apple;
    const xml = vocFile({ ...dataset, annotations: [{ ...rest, tabletop }] }, image);
    return ['truncated', 'occluded', 'difficult']
      .map((name) => new RegExp(`<${name}>(.)<`).exec(xml)?.[1])
      .join('');
  };

  test.each([
    [0, 0, '000'],
    [0.05, 0.15, '000'],
    [0.06, 0, '010'],
    [0, 0.16, '100'],
    [0.75, 0, '010'], // a quarter is visible: just not difficult
    [0.76, 0, '011'],
    [0.5, 0.5, '110'],
    [0.5, 0.52, '111'], // half of less than a half
  ])('occlusion %d, truncation %d: %s', (occlusion, truncation, expected) => {
    expect(flags({ occlusion, truncation })).toBe(expected);
  });

  test('are 0 without the extension, whatever stands in its place', () => {
    for (const value of [undefined, null, 7, 'x', { occlusion: 'much' }])
      expect(flags(value)).toBe('000');
  });
});

describe('escaping', () => {
  test('names stay text', () => {
    const categories = [{ id: 53, name: '</name><x a="1">&\'' }];
    const xml = vocFile({ ...dataset, categories, annotations: [apple] }, image);
    expect(xml).toContain('<name>&lt;/name&gt;&lt;x a=&quot;1&quot;&gt;&amp;&apos;</name>');
    expect(() => vocFile({ ...dataset, categories }, image)).toThrow(
      'has category 52, which is not',
    );
  });

  test('control characters and halves of pairs cannot be written in XML', () => {
    expect(escapeXml('a\u0000b\u001bc\ud800d😀\n')).toBe('a\ufffdb\ufffdc\ufffdd😀\n');
  });

  test('no text can open or close a tag, and it reads back', () => {
    const back: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        const escaped = escapeXml(text);
        expect(escaped).not.toMatch(/[<>"']/);
        expect(escaped.replace(/&(\w+);/g, (_, name: string) => back[name] ?? '')).toBe(text);
      }),
    );
  });
});
