// A detector over pictures, with a detector made up here: what it finds must come out as COCO results.
import { describe, expect, test } from 'vitest';
import { createImage } from '$src/core/image';
import {
  categoryIdsOf,
  cocoProtocol,
  commonClasses,
  runOverPictures,
} from '$src/detect/evaluation';
import type { DetectOptions, Detection, Detector } from '$src/detect/types';

const timings = {
  readFrameMs: 0,
  prepareMs: 1,
  inferMs: 2,
  decodeMs: 1,
  suppressMs: 1,
  totalMs: 5,
};

/** Finds the same in every picture, and keeps the options that it was asked with. */
function detectorOf(detections: readonly Detection[]) {
  const asked: Partial<DetectOptions>[] = [];
  const detector: Detector = {
    info: {
      spec: {
        modelId: 'made-up',
        name: 'Made up',
        adapter: 'yolo-tiny',
        labels: [
          { name: 'person', categoryId: 1 },
          { name: 'cup', categoryId: 47 },
        ],
        inputSidePx: 32,
        fit: 'stretch',
        sha256: '0'.repeat(64),
        isTransparent: true,
      },
      runtime: { runtime: 'ort', version: '0', backend: 'wasm', threads: 1 },
      loadMs: 0,
      firstRunMs: 0,
    },
    detect(frame, options = {}) {
      asked.push(options);
      return Promise.resolve({
        widthPx: frame.width,
        heightPx: frame.height,
        detections,
        timings,
        inputSidePx: 32,
      });
    },
    trace: () => Promise.resolve(undefined),
    counts: () => Promise.resolve({ sessions: 1, tensors: 0, bitmaps: 0 }),
    dispose: () => Promise.resolve(),
  };
  return { detector, asked };
}

const detection = (classIndex: number): Detection => ({
  boxXyxy: [10, 20, 40, 80],
  score: 0.5,
  classIndex,
});
const picture = (imageId: number) => ({
  imageId,
  load: () => Promise.resolve(createImage('u8', 100, 100, 3)),
});
const cups = [{ id: 47, name: 'cup' }];

describe('runOverPictures', () => {
  test('gives x, y, width, height with the category of the set, and leaves other classes out', async () => {
    const { detector, asked } = detectorOf([detection(0), detection(1)]);
    const seen: number[] = [];
    const run = await runOverPictures(detector, [picture(7), picture(9)], cups, {
      options: { iouThreshold: 0.7 },
      onProgress: (done) => seen.push(done),
    });
    expect(run.results).toEqual([
      { image_id: 7, category_id: 47, bbox: [10, 20, 30, 60], score: 0.5 },
      { image_id: 9, category_id: 47, bbox: [10, 20, 30, 60], score: 0.5 },
    ]);
    expect(run.timings).toEqual([timings, timings]);
    expect(asked[0]).toEqual({ ...cocoProtocol, iouThreshold: 0.7 });
    expect(seen).toEqual([1, 2]);
  });

  test('stops between pictures when aborted', async () => {
    const { detector, asked } = detectorOf([]);
    const abort = new AbortController();
    const run = runOverPictures(detector, [picture(1), picture(2)], cups, {
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(asked).toHaveLength(1);
  });
});

describe('classes', () => {
  const labels = [
    { name: 'cup', categoryId: 47 },
    { name: 'potted plant', categoryId: 64 },
    { name: 'bottle', categoryId: 44 },
  ];

  test('go by name, and by COCO id where a set with COCO’s numbers spells otherwise', () => {
    const categories = [
      { id: 47, name: 'Cup' },
      { id: 64, name: 'flower pot' },
    ];
    expect(categoryIdsOf(labels, categories)).toEqual([47, 64, undefined]);
  });

  test('go by name alone where a set counts in its own way', () => {
    const categories = [
      { id: 44, name: 'cup' },
      { id: 64, name: 'car' },
    ];
    expect(categoryIdsOf(labels, categories)).toEqual([44, undefined, undefined]);
  });

  test('in common are what is left of a set', () => {
    const annotation = { id: 1, image_id: 1, bbox: [0, 0, 1, 1], area: 1, iscrowd: 0 } as const;
    const dataset = {
      images: [{ id: 1, file_name: 'a.jpg', width: 10, height: 10 }],
      categories: [...cups, { id: 2, name: 'bicycle' }],
      annotations: [
        { ...annotation, category_id: 47 },
        { ...annotation, id: 2, category_id: 2 },
      ],
    };
    const common = commonClasses(dataset, [{ name: 'cup', categoryId: 47 }]);
    expect(common.images).toHaveLength(1);
    expect(common.categories).toEqual(cups);
    expect(common.annotations.map(({ id }) => id)).toEqual([1]);
  });
});
