// What a reader may drop: one small set in every format, odd mixtures, and hostile files.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateCoco } from '$src/metrics';
import type { CocoDataset } from '$src/metrics/coco-format';
import { writeDetectionsCsv, writeTruthCsv } from '$src/metrics/formats/boxes-csv-write';
import { writeInstances, writeResults } from '$src/metrics/formats/coco';
import { zipOf } from '$src/metrics/formats/archive';
import { FormatError } from '$src/metrics/formats/errors';
import { writeVoc } from '$src/metrics/formats/voc';
import { writeYolo } from '$src/metrics/formats/yolo';
import { readOwnSet, type NamedBytes, type OwnSet, type OwnSetOptions } from '$src/metrics/own-set';
import { userSecondsOf } from '$test/metrics/formats/processor-time';

type Files = Readonly<Record<string, string | Uint8Array>>;
const bytesOf = (content: string | Uint8Array) =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;
const named = (files: Files): NamedBytes[] =>
  Object.entries(files).map(([name, content]) => ({ name, bytes: bytesOf(content) }));
const read = (files: Files, options?: OwnSetOptions) => readOwnSet(named(files), options);
const textsOf = (files: ReadonlyMap<string, string>): Files => Object.fromEntries(files);

/** A PNG's first bytes: enough for its size. */
function png(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(33);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  new DataView(bytes.buffer).setUint32(16, width);
  new DataView(bytes.buffer).setUint32(20, height);
  return bytes;
}

/** Powers of two: shares of the sides are exact, so that all formats give the same numbers. */
const truth: CocoDataset = {
  images: [
    { id: 1, file_name: 'images/a.png', width: 64, height: 32 },
    { id: 2, file_name: 'images/b.png', width: 32, height: 32 },
    { id: 3, file_name: 'images/c.png', width: 32, height: 64 },
  ],
  categories: [
    { id: 1, name: 'cat' },
    { id: 2, name: 'dog' },
  ],
  annotations: [
    { id: 1, image_id: 1, category_id: 2, bbox: [8, 4, 16, 8], area: 128, iscrowd: 0 },
    { id: 2, image_id: 1, category_id: 1, bbox: [0, 0, 64, 32], area: 2048, iscrowd: 0 },
    { id: 3, image_id: 3, category_id: 1, bbox: [1, 2, 3, 4], area: 12, iscrowd: 0 },
  ],
};
const found = [
  { image_id: 1, category_id: 2, bbox: [8, 4, 16, 4], score: 0.75 },
  { image_id: 1, category_id: 1, bbox: [0, 0, 64, 32], score: 0.5 },
  { image_id: 2, category_id: 1, bbox: [4, 4, 8, 8], score: 0.25 },
] as const;
const pictures: Files = {
  'images/a.png': png(64, 32),
  'images/b.png': png(32, 32),
  'images/c.png': png(32, 64),
};
const yolo = textsOf(writeYolo(truth, found).files);
const only = (files: Files, pattern: RegExp): Files =>
  Object.fromEntries(Object.entries(files).filter(([name]) => pattern.test(name)));
const noted = (set: ReturnType<typeof read>) =>
  set.notes.map(({ kind, text }) => `${kind}: ${text}`);

describe('one set in every format', () => {
  const truths: Record<string, Files> = {
    COCO: { 'gt.json': writeInstances(truth) },
    VOC: textsOf(writeVoc(truth).files),
    CSV: { 'gt.csv': writeTruthCsv(truth) },
    YOLO: { ...only(yolo, /labels|data/), ...pictures },
  };
  const detections: Record<string, Files> = {
    CSV: { 'dt.csv': writeDetectionsCsv(truth, found) },
    YOLO: only(yolo, /predictions|data/),
  };

  test.each(
    Object.keys(truths).flatMap((format) =>
      Object.keys(detections).map((other) => [format, other]),
    ),
  )('truth as %s with detections as %s', (format, other) => {
    const set = read({ ...truths[format], ...detections[other] });
    expect(set.groundTruth).toEqual(truth);
    expect(set.detections).toEqual(found);
    expect([set.hasGroundTruth, set.hasDetections]).toEqual([true, true]);
    expect(noted(set)).toContain('read: Ground truth: 3 objects of 2 classes in 3 pictures.');
  });

  test('COCO results with COCO instances, in an archive', () => {
    const packed = zipOf([
      ['gt.json', writeInstances(truth)],
      ['dt.json', writeResults(found)],
      ...Object.entries(pictures),
    ]);
    const set = read({ 'my.zip': packed });
    expect(set.groundTruth).toEqual(truth);
    expect(set.detections).toEqual(found);
    expect([...set.images.keys()]).toEqual(['images/a.png', 'images/b.png', 'images/c.png']);
    expect(set.images.get('images/c.png')).toEqual(pictures['images/c.png']);
  });

  test('detections equal to the truth reach an AP of 1 in the evaluation', () => {
    const { groundTruth } = read(truths['VOC'] ?? {});
    const perfect = truth.annotations.map(({ image_id, category_id, bbox }) => ({
      image_id,
      category_id,
      bbox,
      score: 1,
    }));
    const csv = writeDetectionsCsv(truth, perfect);
    const set = read({ ...truths['VOC'], 'dt.csv': csv });
    // pycocotools adds 2^-52 to the denominator, so that not even a perfect run reaches 1 exactly.
    expect(evaluateCoco(groundTruth, set.detections, { iouType: 'bbox' }).stats[0]).toBeCloseTo(
      1,
      12,
    );
  });

  test('the order of the files changes nothing', () => {
    const files = named({ ...truths['YOLO'], ...detections['YOLO'] });
    const expected = readOwnSet(files);
    fc.assert(
      fc.property(fc.shuffledSubarray(files, { minLength: files.length }), (shuffled) => {
        const set = readOwnSet(shuffled);
        expect(set.groundTruth).toEqual(expected.groundTruth);
        expect(set.detections).toEqual(expected.detections);
      }),
      { numRuns: 20 },
    );
  }, 30_000);

  test('of several formats the one that says most is taken, and the others are named', () => {
    const set = read({ ...truths['COCO'], ...truths['VOC'], ...truths['YOLO'] });
    expect(set.groundTruth).toEqual(truth);
    expect(noted(set)).toContain(
      'left-out: Left out 3 files (Annotations/a.xml, Annotations/b.xml, Annotations/c.xml): ground truth in the form of VOC, taken from COCO instead.',
    );
  });
});

describe('what is there decides', () => {
  test('pictures alone: to be detected and annotated in the page', () => {
    const set = read(pictures);
    expect(set.groundTruth.images).toEqual(truth.images);
    expect([set.hasGroundTruth, set.hasDetections, set.images.size]).toEqual([false, false, 3]);
    expect(set.notes.map(({ kind }) => kind)).toEqual(['missing', 'missing']);
  });

  test('detections alone, as CSV: pictures and classes by their names', () => {
    const set = read({
      'dt.csv': 'image,class,score,x,y,w,h\nb.jpg,dog,0.5,1,2,3,4.5\na.jpg,cat,0.4,0,0,1,1',
    });
    expect(set.groundTruth).toEqual({
      images: [
        { id: 1, file_name: 'a.jpg', width: 1, height: 1 },
        { id: 2, file_name: 'b.jpg', width: 4, height: 7 },
      ],
      categories: truth.categories,
      annotations: [],
    });
    expect(set.hasGroundTruth).toBe(false);
    expect(set.detections.map(({ image_id, category_id }) => [image_id, category_id])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  test('empty detections are not the same as none', () => {
    const set = read({ 'gt.json': writeInstances(truth), 'dt.json': '[]' });
    expect([set.hasDetections, set.detections]).toEqual([true, []]);
    expect(noted(set)).toContain(
      'missing: 3 of 3 pictures not brought: figures need none, looking at errors does.',
    );
  });

  test('YOLO: pictures without labels are pictures of nothing, classes without names are numbers', () => {
    const set = read({ ...only(pictures, /[ab]\.png/), 'labels/a.txt': '1 0.5 0.5 0.5 0.5' });
    expect(set.groundTruth.images.map(({ file_name }) => file_name)).toEqual([
      'images/a.png',
      'images/b.png',
    ]);
    expect(set.groundTruth.categories).toEqual([
      { id: 1, name: 'class 0' },
      { id: 2, name: 'class 1' },
    ]);
    expect(noted(set)).toContain(
      'assumed: 1 picture without a line of ground truth taken as pictures of nothing.',
    );
  });

  test('YOLO sizes may be given in place of pictures', () => {
    const imageSizes = new Map([['a.jpg', { width: 8, height: 4 }]]);
    const set = read({ 'a.txt': '0 0.5 0.5 0.25 0.5\r\n', 'classes.txt': 'cat' }, { imageSizes });
    expect(set.groundTruth.annotations[0]?.bbox).toEqual([3, 1, 2, 2]);
    expect(set.groundTruth.images[0]).toEqual({ id: 1, file_name: 'a.jpg', width: 8, height: 4 });
  });

  test('YOLO detections without names take the categories in the order of their ids', () => {
    const coco = { ...truth, categories: [{ id: 90, name: 'z' }, ...truth.categories] };
    const set = read({ 'gt.json': writeInstances(coco), 'predictions/a.txt': '2 0.5 0.5 1 1 0.5' });
    expect(set.detections[0]?.category_id).toBe(90);
    expect(noted(set).join()).toContain('number 0 is taken for the category with the lowest id');
  });

  test('classes and pictures by number in a CSV', () => {
    const set = read({
      'gt.json': writeInstances(truth),
      'dt.csv': 'image_id,category_id,score,x,y,w,h\n3,2,0.5,1,2,3,4',
    });
    expect(set.detections).toEqual([
      { image_id: 3, category_id: 2, bbox: [1, 2, 3, 4], score: 0.5 },
    ]);
  });

  test('VOC: difficult objects stay so; corners at 0 are pointed out; pictures without XML are left out', () => {
    const xml = `<annotation><filename>a.png</filename><object><name>cat</name><difficult>1</difficult>
      <bndbox><xmin>0</xmin><ymin>1</ymin><xmax>5</xmax><ymax>5</ymax></bndbox></object></annotation>`;
    const set = read({ ...only(pictures, /[ab]\.png/), 'Annotations/a.xml': xml });
    expect(set.groundTruth).toEqual({
      images: [truth.images[0]],
      categories: [{ id: 1, name: 'cat' }],
      annotations: [
        {
          id: 1,
          image_id: 1,
          category_id: 1,
          bbox: [-1, 0, 6, 5],
          area: 30,
          iscrowd: 0,
          difficult: 1,
        },
      ],
    });
    expect(noted(set).join()).toMatch(
      /VOC counts from 1 \(Annotations\/a\.xml\).*Left out 1 picture that no annotation names, such as images\/b\.png/,
    );
  });

  test('sizes that differ from the pictures are pointed out', () => {
    const set = read({ 'gt.json': writeInstances(truth), 'a.png': png(640, 320) });
    expect(noted(set).join()).toContain('images/a.png is 640 x 320, its annotations say 64 x 32');
  });

  test('files of other kinds are left out by reason', () => {
    const set = read({
      'gt.json': writeInstances(truth),
      'scene.json': '{"objects": []}',
      'README.txt': 'Hello, you five fine readers',
      'results.csv': 'epoch,loss\n1,2',
      'model.bin': Uint8Array.of(1, 0, 2, 255),
      'empty.txt': '',
    });
    expect(noted(set).filter((note) => note.startsWith('left-out'))).toHaveLength(4);
    expect(set.groundTruth).toEqual(truth);
  });

  test('UTF-16 with CRLF, as a spreadsheet saves it', () => {
    const text = '\ufeffimage;class;x;y;w;h\r\na.jpg;Katze;1;2;3;4\r\n';
    const bytes = new Uint8Array(
      Uint16Array.from(text, (character) => character.charCodeAt(0)).buffer,
    );
    expect(read({ 'gt.csv': bytes }).groundTruth.categories).toEqual([{ id: 1, name: 'Katze' }]);
  });
});

describe('what the ground truth does not have', () => {
  const gt = { 'gt.json': writeInstances(truth) };
  const dt = (...results: object[]) => JSON.stringify(results);
  const [first] = found;

  test.each([
    [
      'an image',
      dt(first, { ...first, image_id: 9 }),
      'dt, [1].image_id: expected an image of the ground truth (1, 2, 3), got 9.',
    ],
    [
      'an image by name',
      dt({ ...first, image_id: 'z' }),
      '[0].image_id: expected an image of the ground truth (images/a.png, images/b.png, images/c.png), got "z".',
    ],
    [
      'a class',
      dt({ ...first, category_id: 9 }),
      '[0].category_id: expected one of the 2 classes of the ground truth (1 cat, 2 dog), got 9.',
    ],
    [
      'a class in CSV',
      'image,class,score,x,y,w,h\na.png,cow,1,1,1,1,1',
      'dt, line 2: expected one of the 2 classes of the ground truth (cat, dog), got "cow".',
    ],
    [
      'an image in CSV',
      'image,class,score,x,y,w,h\nz.png,cat,1,1,1,1,1',
      'dt, line 2: expected an image of the ground truth (images/a.png',
    ],
  ])('%s is refused', (_, text, message) => {
    expect(() => read({ ...gt, dt: text })).toThrow(FormatError);
    expect(() => read({ ...gt, dt: text })).toThrow(message);
  });

  test('or left out and counted', () => {
    const text = dt(
      first,
      { ...first, image_id: 9 },
      { ...first, category_id: 7 },
      { ...first, category_id: 8 },
    );
    const set = read({ ...gt, 'dt.json': text }, { unknown: 'leave-out' });
    expect(set.detections).toEqual([first]);
    expect(noted(set)).toContain(
      'left-out: Left out 1 detection of 1 image that the ground truth does not have: 9.',
    );
    expect(noted(set)).toContain(
      'left-out: Left out 2 detections of 2 classes that the ground truth does not have: 7, 8.',
    );
  });

  test('masks of another size than their picture', () => {
    const { bbox: _box, ...rest } = first;
    const mask = (width: number) =>
      dt({ ...rest, segmentation: { size: [32, width], counts: [32 * width] } });
    expect(read({ ...gt, dt: mask(64) }).detections[0]).not.toHaveProperty('bbox');
    expect(() => read({ ...gt, dt: mask(32) })).toThrow(
      '[0].segmentation.size: expected [height, width] of its image, [32, 64], got [32, 32]',
    );
  });
});

describe('what is refused', () => {
  const box = '0 0.5 0.5 0.5 0.5\n';
  const gt = writeInstances(truth);
  test.each<[string, Files, string]>([
    [
      'no files',
      {},
      'These files: expected annotations, detections or pictures, got none. Bring COCO JSON',
    ],
    [
      'nothing of use',
      { 'a.md': '# Hello' },
      'a.md: expected annotations, detections or pictures, got none. Left out 1 file (a.md): text of no known form.',
    ],
    ['empty JSON', { 'gt.json': '' }, 'gt.json: expected JSON: it is empty.'],
    ['broken JSON', { 'gt.json': '{"images": [' }, 'gt.json: expected JSON: '],
    [
      'two ground truths',
      { 'a.json': gt, 'b.json': gt },
      'b.json: expected one file of COCO instances, but a.json is another',
    ],
    [
      'two detectors',
      { 'a.json': gt, 'b.json': '[]', 'c.json': '[]' },
      'c.json: expected one file of COCO results, but b.json is another',
    ],
    [
      'results without instances',
      { ...pictures, 'dt.json': writeResults(found) },
      'dt.json: expected the COCO instances file as well',
    ],
    [
      'labels without pictures',
      { 'labels/a.txt': box },
      'labels/a.txt: expected the size of the picture "labels/a.txt", got none. Bring the picture',
    ],
    [
      'VOC without size',
      { 'a.xml': '<annotation><filename>a.jpg</filename></annotation>' },
      'a.xml: expected the size of the picture "a.jpg", got none',
    ],
    [
      'labels that fit two pictures',
      { 'x/a.png': png(1, 1), 'y/a.png': png(1, 1), 'labels/a.txt': box },
      'which fits x/a.png and y/a.png. Name the folder too.',
    ],
    [
      'confidence in some files',
      { ...pictures, 'labels/a.txt': box, 'labels/b.txt': '0 0.5 0.5 1 1 0.5' },
      'labels/b.txt, line 1: expected five numbers as in labels/a.txt, since both lie in one folder',
    ],
    [
      'detections without confidence',
      { ...pictures, 'labels/a.txt': box, 'preds/a.txt': box },
      'preds/a.txt: expected the boxes of images/a.png in one file, but labels/a.txt has some too. If one of the two holds detections, its boxes need a score.',
    ],
    [
      'two files of detections of a picture',
      { 'gt.json': gt, 'm1/a.txt': '0 0.5 0.5 1 1 1', 'm2/a.txt': '0 0.5 0.5 1 1 1' },
      'm2/a.txt: expected the detections of images/a.png in one file, but m1/a.txt has some too',
    ],
    [
      'a class beyond the names',
      { ...pictures, 'classes.txt': 'cat', 'labels/a.txt': '1 0.5 0.5 1 1' },
      'labels/a.txt, line 1, class: expected a class from 0 to 0, as many as have names, got 1.',
    ],
    [
      'names that disagree',
      { ...pictures, 'classes.txt': 'cat', 'data.yaml': 'names: [dog]', 'labels/a.txt': box },
      'data.yaml: expected the classes of classes.txt in the same order',
    ],
    [
      'a path that leads out',
      { '../../a.json': gt },
      'expected a name inside the archive or folder',
    ],
    [
      'a picture of 2^62 pixels',
      { 'a.png': png(2 ** 31, 2 ** 31), 'labels/a.txt': box },
      'labels/a.txt: expected the size of the picture',
    ],
    [
      'a cut picture',
      { 'a.png': png(1, 1).slice(0, 20), 'labels/a.txt': box },
      'labels/a.txt: expected the size of the picture',
    ],
    [
      'VOC of a picture beyond memory',
      {
        'a.xml':
          '<annotation><size><width>1000000</width><height>1000000</height></size></annotation>',
      },
      'expected pictures of at most 268435456 pixels, got 1000000 x 1000000',
    ],
  ])('%s', (_, files, message) => {
    expect(() => read(files)).toThrow(FormatError);
    expect(() => read(files)).toThrow(message);
  });

  test('any bytes under any ending are read or refused with a FormatError', () => {
    const name = fc.constantFrom(
      'a.json',
      'a.csv',
      'a.xml',
      'labels/a.txt',
      'a.txt',
      'data.yaml',
      'classes.txt',
      'a.zip',
      'a',
    );
    const start = fc.constantFrom(
      '',
      '{"images":',
      '[{"image_id":',
      'image,class,x,y,w,h\n',
      '<annotation>',
      '0 0.5',
      'names: [',
      'PK\x03\x04',
      'PK\x05\x06',
      '\x89PNG\r\n\x1a\n',
      '\xff\xd8\xff\xe1',
    );
    fc.assert(
      fc.property(name, start, fc.uint8Array({ maxLength: 40 }), (file, head, tail) => {
        const bytes = Uint8Array.of(
          ...[...head].map((character) => character.charCodeAt(0)),
          ...tail,
        );
        try {
          readOwnSet([{ name: file, bytes }]);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
      { numRuns: 300 },
    );
  }, 30_000);
});

test('100,000 detections and 36,000 objects of 5,000 pictures take seconds at most', () => {
  const images = Array.from({ length: 5000 }, (_, i) => ({
    id: i + 1,
    file_name: `images/${i}.jpg`,
    width: 64,
    height: 64,
  }));
  const categories = Array.from({ length: 80 }, (_, i) => ({ id: i + 1, name: `c${i}` }));
  const boxes = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      image_id: (i % 5000) + 1,
      category_id: (i % 80) + 1,
      bbox: [i % 60, i % 50, 3.5, 4.25] as const,
      score: (i % 997) / 997,
    }));
  const annotations = boxes(36_000).map((box, i) => ({
    ...box,
    id: i + 1,
    area: 1,
    iscrowd: 0 as const,
  }));
  const set = { images, categories, annotations };
  const imageSizes = new Map(images.map(({ file_name: name, ...size }) => [name, size]));
  const { files } = writeYolo(set);
  const csv = writeDetectionsCsv(set, boxes(100_000));
  const given = named({ ...textsOf(files), 'dt.csv': csv });
  let read: OwnSet | undefined;
  const seconds = userSecondsOf(() => (read = readOwnSet(given, { imageSizes })));
  expect([read?.groundTruth.annotations.length, read?.detections.length]).toEqual([
    36_000, 100_000,
  ]);
  // 1 s of the processor's time, which waits for nobody; the bound is there to catch quadratic work.
  expect(seconds).toBeLessThan(10);
}, 60_000);
