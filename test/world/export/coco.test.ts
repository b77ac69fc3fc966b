// The data set from hand-made truth, its round trip through the reader, and its size in bytes.
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRng } from '$src/core/rng';
import { isPolygons, parseCoco, rleOf, type CocoDataset } from '$src/metrics/coco-format';
import { decodeRle } from '$src/metrics/rle';
import { sheetSets } from '$src/world/sets/sets';
import { classes } from '$src/world/classes';
import {
  checkCoco,
  cocoOf,
  cocoText,
  datasetOf,
  recordOf,
  type TabletopDataset,
} from '$src/world/export/coco';
import { compactScene, expandScene, roundScene } from '$src/world/export/compact';
import { truthOf } from '$src/world/truth';
import { buffers, object, scene } from '../fixtures';
import { dataset, pictures, suite } from './fixtures';

describe('a data set of two pictures', () => {
  test('annotates what is visible and has a class', () => {
    expect(dataset.annotations.map((a) => [a.id, a.image_id, a.category_id])).toEqual([
      [1001, 1, 53],
      [1003, 1, 52],
    ]);
    expect(dataset.annotations[0]).toEqual({
      id: 1001,
      image_id: 1,
      category_id: 53,
      bbox: [1, 1, 2, 2],
      area: 4,
      // Columns of 5: 6 zeros, 2 ones, 3 zeros, 2 ones, 17 zeros; 2 - 2 and 17 - 3 as differences.
      segmentation: { size: [5, 6], counts: '6230>' },
      iscrowd: 0,
      tabletop: {
        objectId: 1,
        seed: 101,
        fullBox: [1, 1, 3, 2],
        fullArea: 6,
        occlusion: 0.3333,
        truncation: 0,
        nearestDepthM: 1,
        meanDepthM: 1,
        distanceM: 2.303,
        lightLevel: 0.123,
      },
    });
  });

  test('images say how they came about', () => {
    expect(dataset.images[0]).toMatchObject({
      id: 1,
      file_name: 'images/000000.webp',
      width: 6,
      height: 5,
      license: 1,
      tabletop: {
        suite: 'test',
        index: 0,
        seed: 7,
        domain: 'studio',
        timeS: 0,
        lightLevel: 0.123,
        hidden: [4],
        distractors: [
          { label: 2, kind: 'can', segmentation: expect.objectContaining({ size: [5, 6] }) },
        ],
      },
    });
    expect(dataset.images[0]?.tabletop).not.toHaveProperty('clip');
    // Not measured: left out, since JSON has no NaN.
    expect(dataset.images[1]?.tabletop).not.toHaveProperty('lightLevel');
  });

  test('in clips every image knows its clip and frame', () => {
    const frames = [0, 1, 2, 3, 4].map((index) => {
      const [picture] = pictures;
      if (!picture) throw new Error('no picture');
      return { ...picture, index, fileName: `${index}.webp` };
    });
    const clips = cocoOf({ ...suite, framesPerClip: 2 }, frames);
    expect(clips.images.map(({ tabletop: { clip, frame } }) => [clip, frame])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [2, 0],
    ]);
    expect(checkCoco(clips)).toEqual([]);
  });

  test('records may come in any order', () => {
    const records = pictures.map((picture) => recordOf(suite, picture));
    expect(datasetOf(suite, records.reverse())).toEqual(dataset);
  });

  test('the twelve classes with COCO’s ids', () => {
    expect(dataset.categories.map(({ id, name }) => ({ id, name }))).toEqual(classes);
    expect(dataset.licenses).toMatchObject([{ id: 1, name: 'Apache-2.0' }]);
  });

  test('text, reader, masks: all come back', () => {
    const text = cocoText(dataset);
    const back = parseCoco(text);
    expect(back).toEqual(dataset);
    expect(checkCoco(back)).toEqual([]);
    const [annotation] = back.annotations;
    if (annotation?.segmentation === undefined || isPolygons(annotation.segmentation))
      throw new Error('no mask');
    expect([...decodeRle(rleOf(annotation.segmentation))]).toEqual(
      [...(pictures[0]?.truth.labels.data ?? [])].map((label) => (label === 1 ? 1 : 0)),
    );
  });
});

describe('scenes in the file', () => {
  test('numbers have four decimals, rest is left out, and it comes back whole', () => {
    const original = pictures[0]?.scene ?? scene();
    const compact = compactScene(original);
    expect(compact.objects[0]).toEqual({
      id: 1,
      kind: 'apple',
      seed: 101,
      positionM: [0.1235, 0, -0.3],
      rotationDeg: [0, 0, 0],
      scale: 1,
    });
    expect(compact.objects[2]?.velocityMPerS).toEqual([0.2, 0, 0]);
    const read = JSON.parse(JSON.stringify(compact)) as typeof compact;
    expect(expandScene(read)).toEqual(roundScene(original));
    expect(roundScene(roundScene(original))).toEqual(roundScene(original));
    expect(compact.sensor.jpegQuality).toBeNull();
    const large = scene([], { seed: Number.MAX_SAFE_INTEGER });
    expect(roundScene(large).seed).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('checkCoco', () => {
  const [apple, banana] = dataset.annotations;
  if (!apple || !banana) throw new Error('no annotations');
  const [first, second] = dataset.images;
  if (!first || !second) throw new Error('no images');
  const broken = (change: object): CocoDataset => ({ ...dataset, ...change });
  const changed = (change: object): CocoDataset =>
    broken({ annotations: [{ ...apple, ...change }, banana] });

  test.each<[string, CocoDataset, string[]]>([
    [
      'an image id twice',
      broken({ images: [{ ...second, id: 1 }, first] }),
      ['image id 1 is given'],
    ],
    [
      'a file twice',
      broken({ images: [first, { ...second, file_name: first.file_name }] }),
      ['file name images/000000.webp is given'],
    ],
    ['an annotation id twice', changed({ id: 1003 }), ['annotation id 1003 is given twice']],
    [
      'a category twice',
      broken({ categories: [...dataset.categories, dataset.categories[0]] }),
      ['category id 37 is given twice', 'category name sports ball is given twice'],
    ],
    ['a license that is not there', broken({ licenses: [] }), ['image 1: license 1', 'image 2: l']],
    ['an unknown image', changed({ image_id: 9 }), ['annotation 1001: image 9 is unknown']],
    ['an unknown category', changed({ category_id: 1 }), ['annotation 1001: category 1 is unk']],
    ['a crowd of 2', changed({ iscrowd: 2 }), ['annotation 1001: iscrowd is 2']],
    ['an area that is not the mask’s', changed({ area: 3 }), ['area is 3, its mask has 4 pixels']],
    [
      'a box that is too wide',
      changed({ bbox: [1, 1, 3, 2] }),
      ['box is 1, 1, 3, 2, its mask spans 1, 1, 2, 2'],
    ],
    [
      'a box over the edge',
      changed({ bbox: [4, 1, 3, 2] }),
      ['is not inside the picture of 6 x 5', 'its mask spans'],
    ],
    [
      'a mask for another picture',
      changed({ segmentation: { size: [6, 5], counts: '6230>' } }),
      ['its mask is for 5 x 6, the picture has 6 x 5'],
    ],
    [
      'runs that are too short',
      changed({ segmentation: { size: [5, 6], counts: [6, 2] } }),
      ['sum up to 8, expected 30'],
    ],
    [
      'an empty mask',
      changed({ segmentation: { size: [5, 6], counts: [30] } }),
      ['its mask has 0 pixels', 'its mask spans nothing'],
    ],
    [
      'masks that share a pixel',
      // The banana's first pixel is row 4 of column 0.
      changed({ segmentation: { size: [5, 6], counts: [4, 1, 25] }, area: 1, bbox: [0, 4, 1, 1] }),
      ['image 1: annotations 1001 and 1003 share 1 pixels'],
    ],
  ])('%s', (_, value, expected) => {
    const breaches = checkCoco(value);
    expect(breaches).toHaveLength(expected.length);
    expected.forEach((part, i) => expect(breaches[i]).toContain(part));
  });

  test('crowds may overlap, and polygons are left alone', () => {
    const crowd = { ...banana, id: 5, iscrowd: 1 as const };
    const outline = { ...banana, id: 6, segmentation: [[0, 4, 2, 4, 2, 5]] };
    expect(checkCoco(broken({ annotations: [apple, banana, crowd, outline] }))).toEqual([]);
  });
});

describe('size', () => {
  /** Discs over discs in 320 x 320: as many pixels and runs as seven objects and three distractors. */
  function busy(seed: number): TabletopDataset {
    const rng = createRng(seed);
    const uniform = (low: number, high: number): number => low + (high - low) * rng.next();
    const pixels = new Uint8Array(320 * 320);
    const things = Array.from({ length: 10 }, (_, i) => {
      const [cx, cy] = [uniform(20, 300), uniform(20, 300)];
      const r = uniform(15, 45);
      for (let at = 0; at < pixels.length; at++) {
        if (Math.hypot((at % 320) - cx, Math.floor(at / 320) - cy) < r) pixels[at] = i + 1;
      }
      return object(i + 1, i < 7 ? 'wine glass' : 'phone', {
        seed: rng.integer(0, 2 ** 31),
        positionM: [uniform(-0.3, 0.3), 0, uniform(-0.3, 0.3)],
        rotationDeg: [0, uniform(0, 360), 0],
        scale: uniform(0.8, 1.2),
      });
    });
    const description = scene(things, { seed });
    const drawn = buffers(
      Array.from({ length: 320 }, () => '.'.repeat(320)),
      [],
      { labels: pixels },
    );
    const picture = { fileName: '0.webp', scene: description, index: 0 };
    return cocoOf(suite, [{ ...picture, truth: truthOf(description, drawn) }]);
  }

  test('an image of seven objects takes less than 6 kB', () => {
    const sizes = [1, 2, 3, 4].map((seed) => {
      const { images, annotations } = busy(seed);
      return JSON.stringify([images, annotations]).length;
    });
    // About 5.2 kB, 1.6 of it the scene; 300 images must stay under 2 MB, of the 25 MB that all suites may take together.
    expect(Math.max(...sizes)).toBeLessThan(6000);
  });
});

describe('the shipped suites', () => {
  const samples = join(import.meta.dirname, '../../../public/samples');
  // Sheets for classification have a form of their own (src/world/sets/sheet-file.ts).
  const sheets: readonly string[] = sheetSets.map(({ name }) => name);
  const shipped = readdirSync(samples).filter(
    (name) => existsSync(join(samples, name, 'annotations.json')) && !sheets.includes(name),
  );

  test.each(shipped)('%s keeps the rules', (name) => {
    const file = readFileSync(join(samples, name, 'annotations.json'), 'utf8');
    expect(checkCoco(parseCoco(file))).toEqual([]);
  });
});
