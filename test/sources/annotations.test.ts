import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAnnotations } from '$src/sources/annotations';
import { SourceError } from '$src/sources/error';
import { annotations, entry } from './fixtures';

describe('parseAnnotations', () => {
  it('reads an image with its files, its addresses and its boxes', () => {
    const file = {
      images: [
        entry('tabletop', { id: 7, clean_of: 'tabletop', clean_file: 'tabletop.clean.png' }),
      ],
      categories: [{ id: 44, name: 'bottle', supercategory: 'kitchen' }],
      annotations: [
        { id: 1, image_id: 7, category_id: 44, bbox: [1, 2, 3, 2], area: 6, label: 1 },
        { id: 2, image_id: 8, category_id: 44, bbox: [0, 0, 1, 1], area: 1, label: 1 },
      ],
    };
    expect(parseAnnotations(JSON.stringify(file), (name) => `https://x.example/s/${name}`)).toEqual(
      [
        {
          name: 'tabletop',
          title: 'Tabletop',
          description: 'A bottle on a table.',
          width: 6,
          height: 4,
          boxes: [{ name: 'bottle', xywh: [1, 2, 3, 2] }],
          file: 'tabletop.png',
          labelsFile: 'tabletop.labels.png',
          outlineFile: 'tabletop.outline.png',
          cleanFile: 'tabletop.clean.png',
          url: 'https://x.example/s/tabletop.png',
          thumbUrl: 'https://x.example/s/tabletop.png',
        },
      ],
    );
  });

  it('finds the unspoilt picture by name, id or file', () => {
    for (const original of [7, 'a', 'a.png']) {
      const list = parseAnnotations(
        annotations(entry('a', { id: 7 }), entry('b', { id: 8, clean_of: original })),
      );
      expect(list[1]?.cleanFile).toBe('a.png');
    }
  });

  it.each([
    ['not JSON', '{', /annotations\.json is no JSON/],
    ['empty', '', /annotations\.json is no JSON/],
    ['no images', annotations(), /images/],
    ['another shape', '[]', /problem/],
    ['a missing title', annotations(entry('a', { title: undefined })), /images\.0\.title/],
    ['a size of nothing', annotations(entry('a', { width: 0 })), /images\.0\.width/],
    ['a fraction', annotations(entry('a', { height: 1.5 })), /images\.0\.height/],
    ['two of a name', annotations(entry('a'), entry('a')), /two images called “a”/],
    ['an unknown original', annotations(entry('a', { clean_of: 'x' })), /“a” is a version of “x”/],
    [
      'a way out of the folder',
      annotations(entry('a', { file_name: '../secret.png' })),
      /file_name/,
    ],
    ['an absolute path', annotations(entry('a', { file_name: '/etc/passwd' })), /file_name/],
    [
      'another origin',
      annotations(entry('a', { labels_file: 'https://x.example/a.png' })),
      /labels_file/,
    ],
  ])('refuses %s', (_what, json, sentence) => {
    expect(() => parseAnnotations(json)).toThrow(sentence);
    expect(() => parseAnnotations(json)).toThrow(SourceError);
  });

  it('throws nothing but sentences on any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        try {
          parseAnnotations(json);
        } catch (error) {
          expect(error).toBeInstanceOf(SourceError);
        }
      }),
    );
  });
});
