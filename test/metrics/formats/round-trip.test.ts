// Any data set survives being written and read in every format, within what the format holds.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CocoDataset } from '$src/metrics/coco-format';
import type { CocoResult } from '$src/metrics/coco/types';
import { zipOf } from '$src/metrics/formats/archive';
import { writeDetectionsCsv, writeTruthCsv } from '$src/metrics/formats/boxes-csv-write';
import { writeInstances, writeResults } from '$src/metrics/formats/coco';
import { writeVoc } from '$src/metrics/formats/voc';
import { writeYolo } from '$src/metrics/formats/yolo';
import { readOwnSet, type OwnSetOptions } from '$src/metrics/own-set';

type Box = readonly [number, number, number, number];
interface Set {
  readonly dataset: CocoDataset;
  readonly detections: readonly CocoResult[];
}

/** Each run packs and unpacks an archive. */
const runs = { numRuns: 50 };
/** Milliseconds, for machines that do other work. */
const slow = 30_000;

/** Awkward but possible: quotes, separators, dots, letters of other scripts, one stem in two folders. */
const fileNames = [
  'a.jpg',
  'x/a.jpg',
  'images/b.v2.png',
  '"c", d;e.webp',
  'ü & <f>.gif',
  "g's #1.jpg",
];
const classNames = [
  'cat',
  'wine glass',
  "it's",
  '"quoted"',
  'a: b',
  '- c',
  '#d',
  'é,f',
  '<g> & h',
  '12',
];

const share = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => Math.abs(value));
const side = fc.integer({ min: 1, max: 5000 });
const set: fc.Arbitrary<Set> = fc
  .record({
    names: fc.shuffledSubarray(fileNames, { minLength: 1 }),
    sides: fc.array(fc.tuple(side, side), { minLength: 6, maxLength: 6 }),
    classes: fc.shuffledSubarray(classNames, { minLength: 1 }),
    boxes: fc.array(
      fc.record({
        image: fc.nat(),
        category: fc.nat(),
        at: fc.tuple(share, share, share, share),
        score: fc.double({ noNaN: true, noDefaultInfinity: true }),
        isDifficult: fc.boolean(),
      }),
      { maxLength: 8 },
    ),
  })
  .map(({ names, sides, classes, boxes }) => {
    const images = [...names].sort().map((name, index) => {
      const [width = 1, height = 1] = sides[index] ?? [];
      return { id: index + 1, file_name: name, width, height };
    });
    const categories = classes.map((name, index) => ({ id: index + 1, name }));
    const placed = boxes.map(({ image, category, at: [x, y, w, h], score, isDifficult }) => {
      const { id, width, height } = images[image % images.length] ?? { id: 1, width: 1, height: 1 };
      const bbox: Box = [x * width, y * height, w * (1 - x) * width, h * (1 - y) * height];
      return {
        image_id: id,
        category_id: (category % categories.length) + 1,
        bbox,
        score,
        isDifficult,
      };
    });
    // Formats with a file per picture keep the order within it only.
    placed.sort((a, b) => a.image_id - b.image_id);
    return {
      dataset: {
        images,
        categories,
        annotations: placed.map(({ image_id, category_id, bbox, isDifficult }, index) => ({
          id: index + 1,
          image_id,
          category_id,
          bbox,
          area: bbox[2] * bbox[3],
          iscrowd: 0,
          difficult: isDifficult ? 1 : 0,
        })),
      },
      detections: placed.map(({ isDifficult: _flag, ...detection }) => detection),
    };
  });

/** Without ids, which only COCO keeps. */
function plain(
  { images, categories }: CocoDataset,
  boxes: readonly { image_id: number; category_id: number }[],
) {
  const names = new Map(images.map(({ id, file_name: name }) => [id, name]));
  const classes = new Map(categories.map(({ id, name }) => [id, name]));
  return boxes.map((box) => `${names.get(box.image_id)} | ${classes.get(box.category_id)}`);
}

function expectSame(
  { dataset, detections }: Set,
  files: Iterable<readonly [string, string]>,
  tolerance: number,
  options?: OwnSetOptions,
) {
  const read = readOwnSet([{ name: 'set.zip', bytes: zipOf(files) }], options);
  expect(
    read.groundTruth.images.map(({ file_name, width, height }) => [file_name, width, height]),
  ).toEqual(dataset.images.map(({ file_name, width, height }) => [file_name, width, height]));
  const annotations = dataset.annotations;
  expect(plain(read.groundTruth, read.groundTruth.annotations)).toEqual(
    plain(dataset, annotations),
  );
  read.groundTruth.annotations.forEach(({ bbox }, i) =>
    expectNear(bbox, annotations[i]?.bbox, tolerance),
  );
  if (!read.hasDetections) return read;
  expect(plain(read.groundTruth, read.detections)).toEqual(plain(dataset, detections));
  read.detections.forEach((detection, i) => {
    if (!('bbox' in detection)) throw new Error('no box');
    expectNear(detection.bbox, detections[i]?.bbox, tolerance);
    // Scores decide ranks: no digit may go.
    expect(detection.score + 0).toBe((detections[i]?.score ?? NaN) + 0);
  });
  return read;
}

function expectNear(box: Box, expected: Box | undefined, tolerance: number) {
  box.forEach((value, i) =>
    expect(Math.abs(value - (expected?.[i] ?? NaN))).toBeLessThanOrEqual(tolerance),
  );
}

test(
  'COCO: every digit',
  () => {
    fc.assert(
      fc.property(set, (one) => {
        const files = [
          ['gt.json', writeInstances(one.dataset)],
          ['dt.json', writeResults(one.detections)],
        ] as const;
        expect(expectSame(one, files, 0).groundTruth).toEqual(one.dataset);
      }),
      runs,
    );
  },
  slow,
);

test(
  'CSV: every digit, and what is difficult',
  () => {
    fc.assert(
      fc.property(set, (one) => {
        const files = [
          ['gt.csv', writeTruthCsv(one.dataset)],
          ['dt.csv', writeDetectionsCsv(one.dataset, one.detections)],
        ] as const;
        const { groundTruth } = expectSame(one, files, 0);
        expect(groundTruth.annotations.map(({ difficult = 0, area }) => [difficult, area])).toEqual(
          one.dataset.annotations.map(({ difficult, area }) => [difficult, area]),
        );
      }),
      runs,
    );
  },
  slow,
);

test(
  'VOC: corners to the last bits of a double',
  () => {
    fc.assert(
      fc.property(set, (one) => {
        // Four roundings of numbers up to 10,000, whose last bit is 2^-40 at most.
        const { groundTruth } = expectSame(one, writeVoc(one.dataset).files, 4 * 2 ** -40);
        expect(groundTruth.annotations.map(({ difficult }) => difficult)).toEqual(
          one.dataset.annotations.map(({ difficult }) => difficult),
        );
      }),
      runs,
    );
  },
  slow,
);

test(
  'YOLO: eight decimals of the sides',
  () => {
    fc.assert(
      fc.property(set, (one) => {
        const imageSizes = new Map(
          one.dataset.images.map(({ file_name: name, width, height }) => [name, { width, height }]),
        );
        // Half a unit of the eighth decimal for the middle, a quarter for half the side, times 5,000 pixels.
        expectSame(one, writeYolo(one.dataset, one.detections).files, 4e-5, { imageSizes });
      }),
      runs,
    );
  },
  slow,
);
