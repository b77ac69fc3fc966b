// Reading COCO files: small files by hand, every kind of breach, and a big file against the clock.
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  CocoFormatError,
  isPolygons,
  parseCoco,
  rleOf,
  type CocoDataset,
} from '$src/metrics/coco-format';
import { encodeRle, rleArea, toCompressed } from '$src/metrics/rle';
import { userSecondsOf } from '$test/metrics/formats/processor-time';

const image = { id: 1, file_name: 'a.png', width: 3, height: 2 };
const category = { id: 53, name: 'apple' };
const annotation = {
  id: 9,
  image_id: 1,
  category_id: 53,
  bbox: [1, 0, 2, 2],
  area: 3,
  iscrowd: 0,
  segmentation: { size: [2, 3], counts: [2, 3, 1] },
};
const file = (changes: object = {}) => ({
  images: [image],
  categories: [category],
  annotations: [annotation],
  ...changes,
});
const parse = (value: unknown) => parseCoco(JSON.stringify(value));
const withAnnotation = (changes: object) =>
  file({
    annotations: [
      { ...annotation, id: 8 },
      { ...annotation, ...changes },
    ],
  });

describe('what is read', () => {
  test('run lengths in both forms, and polygons', () => {
    const segmentations = [
      { size: [2, 3], counts: [2, 3, 1] },
      { size: [2, 3], counts: '231' },
      [[0.5, 0, 2, 0.25, 2, 2]],
    ];
    const { annotations } = parse(
      file({
        annotations: segmentations.map((segmentation, id) => ({ ...annotation, id, segmentation })),
      }),
    );
    const areas = annotations.map(({ segmentation }) =>
      segmentation === undefined || isPolygons(segmentation)
        ? segmentation
        : rleArea(rleOf(segmentation)),
    );
    expect(areas).toEqual([3, 3, [[0.5, 0, 2, 0.25, 2, 2]]]);
  });

  test('unknown fields are kept, at every level', () => {
    const value = file({
      info: { year: 2026 },
      anything: [1],
      images: [{ ...image, tabletop: { seed: 4 } }],
      annotations: [{ ...annotation, score: 0.5 }],
      categories: [{ ...category, keypoints: [] }],
    });
    expect(parse(value)).toEqual(value);
  });

  test('iscrowd may be missing, the mask too; boxes may reach over the edge; id 0 is an id', () => {
    const { id: _id, iscrowd: _crowd, segmentation: _mask, ...rest } = annotation;
    const value = file({ annotations: [{ ...rest, id: 0, bbox: [-0.5, 0, 9, 2] }] });
    expect(parse(value).annotations).toEqual([
      { ...rest, id: 0, bbox: [-0.5, 0, 9, 2], iscrowd: 0 },
    ]);
  });

  test('the shipped samples', () => {
    const url = new URL('../../public/samples/bench/annotations.json', import.meta.url);
    const bench = parseCoco(readFileSync(url, 'utf8'));
    expect(bench.images.length).toBeGreaterThan(5);
    for (const { area, segmentation } of bench.annotations) {
      if (segmentation === undefined || isPolygons(segmentation)) throw new Error('no mask');
      expect(rleArea(rleOf(segmentation))).toBe(area);
    }
  });
});

describe('what is refused, and in which words', () => {
  test.each([
    ['no object', [], 'file: expected an object with images, annotations, categories, got []'],
    ['a list missing', file({ categories: undefined }), 'categories: expected a list, got nothing'],
    ['a list that is none', file({ images: { 0: image } }), 'images: expected a list, got an obj'],
    ['an image that is none', file({ images: [null] }), 'images[0]: expected an object, got null'],
    ['a side', file({ images: [{ ...image, width: 0 }] }), 'images[0].width: expected a whole'],
    ['a side as text', file({ images: [{ ...image, height: '2' }] }), 'height: expected a whole'],
    [
      'a picture that no memory holds',
      file({ images: [{ ...image, width: 1e6, height: 1e6 }] }),
      'images[0]: expected at most 268435456 pixels, got "1000000 x 1000000"',
    ],
    ['no name', file({ images: [{ ...image, file_name: '' }] }), 'file_name: expected a text'],
    ['an id as text', file({ images: [{ ...image, id: '1' }] }), 'images[0].id: expected a whole'],
    ['an image twice', file({ images: [image, image] }), 'images[1].id: expected an id of its own'],
    ['a category twice', file({ categories: [category, category] }), '53 is taken'],
    ['a category without name', file({ categories: [{ id: 1 }] }), 'categories[0].name'],
    ['an annotation twice', withAnnotation({ id: 8 }), 'annotations[1].id: expected an id of its'],
    ['an annotation that is none', file({ annotations: [7] }), 'annotations[0]: expected an obj'],
    ['a foreign image', withAnnotation({ image_id: 2 }), 'annotations[1].image_id: expected the'],
    ['a foreign category', withAnnotation({ category_id: 1 }), 'annotations[1].category_id: exp'],
    ['a box of three', withAnnotation({ bbox: [1, 2, 3] }), 'annotations[1].bbox: expected four'],
    ['a negative width', withAnnotation({ bbox: [1, 2, -3, 1] }), 'got [1, 2, -3, 1]'],
    ['a box with null', withAnnotation({ bbox: [1, null, 3, 1] }), 'got [1, null, 3, 1]'],
    [
      'a box that no area holds',
      withAnnotation({ bbox: [0, 0, 1e200, 1e200] }),
      'four finite numbers',
    ],
    [
      'a corner out of reach',
      withAnnotation({ segmentation: [[0, 0, 1e10, 0, 1, 1]] }),
      'a polygon',
    ],
    ['no area', withAnnotation({ area: undefined }), 'annotations[1].area: expected the pixels'],
    [
      'a crowd of 2',
      withAnnotation({ iscrowd: 2 }),
      'annotations[1].iscrowd: expected 0 or 1, got 2',
    ],
    ['a mask as text', withAnnotation({ segmentation: 'x' }), 'segmentation: expected polygons'],
    ['an odd polygon', withAnnotation({ segmentation: [[1, 2, 3, 4, 5]] }), 'segmentation[0]: exp'],
    [
      'a mask of another size',
      withAnnotation({ segmentation: { size: [3, 2], counts: [6] } }),
      'annotations[1].segmentation.size: expected [height, width] of its image, [2, 3], got [3, 2]',
    ],
    [
      'runs that do not fill the picture',
      withAnnotation({ segmentation: { size: [2, 3], counts: [2, 3] } }),
      'annotations[1].segmentation.counts: expected a mask of 3 x 2 (RLE counts sum up to 5',
    ],
    [
      'runs that are no numbers',
      withAnnotation({ segmentation: { size: [2, 3], counts: [[6]] } }),
      'got [[…]]',
    ],
    [
      'a broken string',
      withAnnotation({ segmentation: { size: [2, 3], counts: '2~' } }),
      '"~" at character 1',
    ],
    ['no counts', withAnnotation({ segmentation: { size: [2, 3] } }), 'run lengths or a string'],
  ])('%s', (_, value, message) => {
    expect(() => parse(value)).toThrow(CocoFormatError);
    expect(() => parse(value)).toThrow(message);
  });

  test('the path is told apart from the words', () => {
    try {
      parse(withAnnotation({ area: -1 }));
      expect.unreachable();
    } catch (error) {
      expect((error as CocoFormatError).path).toBe('annotations[1].area');
    }
  });

  test('no JSON', () => {
    expect(() => parseCoco('{"images": [')).toThrow(/^The COCO file is no JSON: /);
  });

  test('the NaN that Python writes is named with its place, and words of strings are not', () => {
    const text = JSON.stringify(withAnnotation({ note: 'NaN', area: 'HERE' })).replace(
      '"HERE"',
      'NaN',
    );
    expect(() => parseCoco(text)).toThrow(
      /line 1, column \d{3}: expected a finite number, got NaN/,
    );
  });

  test('very deep nesting ends in the same kind of error', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const text = JSON.stringify(withAnnotation({ bbox: 'HERE' })).replace('"HERE"', deep);
    expect(() => parseCoco(text)).toThrow(CocoFormatError);
  });

  test('any JSON is either read or refused with a CocoFormatError', () => {
    const field = fc.oneof(fc.jsonValue(), fc.constantFrom(0, 1, 53, [1, 0, 2, 2]));
    const annotations = fc.array(
      fc.oneof(
        fc.record({ id: field, image_id: field, category_id: field, bbox: field, area: field }),
        fc
          .tuple(fc.constantFrom(...Object.keys(annotation)), field)
          .map(([key, value]) => ({ ...annotation, [key]: value })),
      ),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), annotations), (value) => {
        try {
          expect(parse(file({ annotations: value })).annotations).toHaveLength(
            (value as unknown[]).length,
          );
        } catch (error) {
          expect(error).toBeInstanceOf(CocoFormatError);
        }
      }),
    );
  });
});

test('36,000 annotations in 5,000 images are read in seconds at most', () => {
  const images = Array.from({ length: 5000 }, (_, i) => ({
    id: i,
    file_name: `${i}.jpg`,
    width: 640,
    height: 480,
  }));
  // 32 points are about COCO's mean; every tenth has the compressed mask of a disc instead, every
  // hundredth its uncompressed runs.
  const polygon = Array.from({ length: 64 }, (_, i) => 100 + Math.round(900 * Math.sin(i)) / 10);
  const disc = Uint8Array.from({ length: 640 * 480 }, (_, at) =>
    Math.hypot((at % 640) - 300, Math.floor(at / 640) - 200) < 100 ? 1 : 0,
  );
  const runs = encodeRle(disc, 640, 480);
  const masks = [runs, toCompressed(runs)];
  const rest = { ...annotation, bbox: [10.5, 20.25, 100, 100], area: 1234.5 };
  const annotations = Array.from({ length: 36_000 }, (_, id) => ({
    ...rest,
    id,
    image_id: id % 5000,
    segmentation: id % 10 === 0 ? masks[id % 100 === 0 ? 0 : 1] : [polygon],
  }));
  const text = JSON.stringify(file({ images, annotations }));
  let parsed: CocoDataset | undefined;
  const seconds = userSecondsOf(() => (parsed = parseCoco(text)));
  expect(parsed?.annotations).toHaveLength(36_000);
  // 0.4 s of the processor's time (22 MB of text); the bound is there to catch quadratic checks.
  expect(seconds).toBeLessThan(10);
}, 60_000);
