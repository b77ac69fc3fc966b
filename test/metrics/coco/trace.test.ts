// Every rule of COCO's matching on a case small enough to judge by eye, and the trace's word on it.
import { describe, expect, test } from 'vitest';
import {
  curveOf,
  evaluateCoco,
  iouThresholds,
  traceAt,
  traceEntry,
  type AreaName,
  type CocoDataset,
  type CocoDetection,
  type TraceEntry,
} from '$src/metrics';
import { encodeRle, toCompressed } from '$src/metrics/rle';

type Box = readonly [number, number, number, number];

/** One image, classes 1 and 2; areas are those of the boxes unless given. */
function dataset(
  truths: readonly { box: Box; area?: number; crowd?: boolean; category?: number }[],
): CocoDataset {
  return {
    images: [{ id: 4, file_name: 'a.png', width: 640, height: 640 }],
    categories: [1, 2].map((id) => ({ id, name: `class ${id}` })),
    annotations: truths.map(({ box, area = box[2] * box[3], crowd = false, category = 1 }, id) => ({
      id,
      image_id: 4,
      category_id: category,
      bbox: box,
      area,
      iscrowd: crowd ? 1 : 0,
    })),
  };
}

const found = (bbox: Box, score: number, category = 1): CocoDetection => ({
  image_id: 4,
  category_id: category,
  bbox,
  score,
});

function entries(
  truth: CocoDataset,
  detections: readonly CocoDetection[],
  { threshold = 0, area = 'all' }: { threshold?: number; area?: AreaName } = {},
): TraceEntry[] {
  const { trace } = evaluateCoco(truth, detections, { iouType: 'bbox' });
  return detections.map((_, d) => traceEntry(trace, d, threshold, area));
}

const box: Box = [100, 100, 40, 40];
/** Shares 3/5 of the union with `box`: 30 of 50 columns. */
const shifted: Box = [110, 100, 40, 40];

describe('rules', () => {
  test('matched, and duplicate of the one that took the object', () => {
    expect(entries(dataset([{ box }]), [found(shifted, 0.8), found(box, 0.9)])).toEqual([
      {
        rule: 'duplicate',
        verdict: 'false-positive',
        rank: 1,
        truth: 0,
        iou: expect.closeTo(0.6, 15),
        takenBy: 1,
      },
      { rule: 'matched', verdict: 'true-positive', rank: 0, truth: 0, iou: 1, takenBy: undefined },
    ]);
  });

  test('below threshold: 0.6 is enough up to 0.60, not for 0.65', () => {
    const truth = dataset([{ box }, { box: [300, 300, 40, 40] }]);
    const rules = iouThresholds.map((_, threshold) => {
      const [entry] = entries(truth, [found(shifted, 0.8)], { threshold });
      return [entry?.rule, entry?.truth];
    });
    const at = iouThresholds.indexOf(0.65);
    expect(rules[at - 1]).toEqual(['matched', 0]);
    expect(rules[at]).toEqual(['below-threshold', 0]);
  });

  test('a detection whose best object is taken falls to its next free one', () => {
    const truth = dataset([{ box }, { box: [110, 100, 40, 40] }]);
    const detections = [found(box, 0.9), found([102, 100, 40, 40], 0.8)];
    expect(entries(truth, detections).map((one) => one.truth)).toEqual([0, 1]);
  });

  test('of equal overlaps the later object wins', () => {
    const truth = dataset([{ box }, { box }]);
    expect(entries(truth, [found(box, 0.9)])[0]?.truth).toBe(1);
  });

  test('an object that counts comes before a crowd of higher overlap', () => {
    const truth = dataset([{ box: [90, 90, 60, 60], crowd: true }, { box }]);
    const detections = [found(shifted, 0.9), found(shifted, 0.8), found(shifted, 0.7)];
    expect(entries(truth, detections).map(({ rule, truth: object }) => [rule, object])).toEqual([
      ['matched', 1],
      ['matched-crowd', 0],
      ['matched-crowd', 0],
    ]);
  });

  test('an object of another size is matched once and not counted; its duplicate is', () => {
    // The object is small by its mask; the boxes are of medium size.
    const truth = dataset([{ box, area: 900 }]);
    const detections = [found(box, 0.9), found(box, 0.8)];
    const rules = (area: AreaName) => entries(truth, detections, { area }).map(({ rule }) => rule);
    expect(rules('small')).toEqual(['matched', 'own-area-outside']);
    expect(rules('medium')).toEqual(['matched-ignored-area', 'duplicate']);
    expect(rules('large')).toEqual(['matched-ignored-area', 'own-area-outside']);
  });

  test('nothing of its class, another class, a class nobody has', () => {
    const truth = dataset([{ box }]);
    const detections = [found(box, 0.9, 2), found(box, 0.9, 3), found([400, 400, 9, 9], 0.9)];
    const judged = entries(truth, detections);
    expect(judged.map(({ rule, verdict }) => [rule, verdict])).toEqual([
      ['no-object-of-class', 'false-positive'],
      ['unknown-class', undefined],
      ['below-threshold', 'false-positive'],
    ]);
    expect(judged.map((one) => one.truth)).toEqual([undefined, undefined, undefined]);
  });

  test('the hundred best of a class in an image are looked at; equal scores as in the file', () => {
    const truth = dataset([{ box }]);
    const detections = Array.from({ length: 102 }, () => found(box, 0.5));
    const judged = entries(truth, detections);
    expect(judged.map(({ rank }) => rank)).toEqual([...detections.keys()]);
    expect(judged[99]?.rule).toBe('duplicate');
    expect(judged.slice(100).map(({ rule, verdict }) => [rule, verdict])).toEqual([
      ['beyond-max-detections', undefined],
      ['beyond-max-detections', undefined],
    ]);
  });

  test('what was not evaluated is refused', () => {
    const { trace } = evaluateCoco(dataset([{ box }]), [found(box, 1)], { iouType: 'bbox' });
    expect(() => traceEntry(trace, 1, 0)).toThrow(/detections 0 to 0.*got 1, 0, all/);
    expect(() => traceEntry(trace, 0, 10)).toThrow(/got 0, 10, all/);
  });

  test('at a threshold of choice', () => {
    const trace = traceAt(dataset([{ box }]), [found(shifted, 0.9)], 0.61, { iouType: 'bbox' });
    expect(traceEntry(trace, 0, 0).rule).toBe('below-threshold');
    const ask = () => traceAt(dataset([{ box }]), [], NaN, { iouType: 'bbox' });
    expect(ask).toThrow('got NaN');
  });
});

describe('curves', () => {
  test('a miss, a hit, a miss, a hit: precision 1/2 up to recall 1, by the second hit', () => {
    const truth = dataset([{ box }, { box: [300, 300, 40, 40] }]);
    const detections = [
      found([500, 500, 40, 40], 0.9),
      found(box, 0.8),
      found([500, 100, 40, 40], 0.7),
      found([300, 300, 40, 40], 0.6),
    ];
    const { curves } = evaluateCoco(truth, detections, { iouType: 'bbox' });
    const curve = curveOf(curves, { categoryId: 1, threshold: 0 });
    expect(curve?.recall).toBe(1);
    expect([...(curve?.precision ?? [])]).toEqual(new Array(101).fill(0.5));
    // Recall 0 is reached by the first detection, up to 1/2 by the first hit, then by the second.
    const scores = [...(curve?.scores ?? [])];
    expect([scores[0], scores[1], scores[50], scores[51], scores[100]]).toEqual([
      0.9, 0.8, 0.8, 0.6, 0.6,
    ]);
    const first = curveOf(curves, { categoryId: 1, threshold: 0, maxDetections: 1 });
    expect([first?.recall, first?.precision[0]]).toEqual([0, 0]);
  });

  test('no object of the size, no curve; an unknown class is refused', () => {
    const { curves } = evaluateCoco(dataset([{ box }]), [], { iouType: 'bbox' });
    expect(curveOf(curves, { categoryId: 1, threshold: 0, area: 'large' })).toBeUndefined();
    expect(curveOf(curves, { categoryId: 2, threshold: 0 })).toBeUndefined();
    expect(() => curveOf(curves, { categoryId: 9, threshold: 0 })).toThrow(
      /categoryId.*1, 2; got 9/,
    );
  });
});

describe('masks', () => {
  const size = [4, 4] as const;
  /** Rows of text: # is foreground. */
  const rle = (...rows: readonly string[]) =>
    encodeRle(
      [...rows.join('')].map((cell) => (cell === '#' ? 1 : 0)),
      4,
      4,
    );
  const half = rle('##..', '##..', '....', '....');
  const truth: CocoDataset = {
    ...dataset([]),
    annotations: [
      {
        id: 0,
        image_id: 4,
        category_id: 1,
        bbox: [0, 0, 2, 2],
        area: 4,
        iscrowd: 0,
        segmentation: half,
      },
    ],
  };
  const result = (segmentation: unknown, more: object = {}) =>
    ({ image_id: 4, category_id: 1, score: 0.9, segmentation, ...more }) as CocoDetection;
  const iouOf = (detection: CocoDetection) =>
    traceEntry(evaluateCoco(truth, [detection], { iouType: 'segm' }).trace, 0, 0).iou;

  test('overlap counts pixels, from a list, a string or a polygon', () => {
    const wide = rle('###.', '###.', '....', '....');
    expect(iouOf(result(wide))).toBe(4 / 6);
    expect(iouOf(result(toCompressed(wide)))).toBe(4 / 6);
    expect(iouOf(result([[0, 0, 3, 0, 3, 2, 0, 2]]))).toBe(4 / 6);
  });

  test('without a mask the box is the mask, its area that of the box', () => {
    const boxed = { image_id: 4, category_id: 1, score: 0.9, bbox: [0, 0, 4, 2] } as const;
    expect(iouOf(boxed)).toBe(0.5);
  });

  test.each([
    [
      'no mask and no box',
      { ...result(half), segmentation: undefined },
      /\[0\]\.bbox: expected a box/,
    ],
    [
      'another size',
      result({ size: [2, 2], counts: [0, 4] }),
      /size: expected \[4, 4\].*got \[2, 2\]/,
    ],
    ['broken counts', result({ size, counts: '~' }), /detections\[0\]\.segmentation: RLE strings/],
    ['no size', result({ counts: [16] }), /segmentation: expected polygons, or an RLE/],
    ['a number', result(5), /segmentation: expected polygons, or an RLE/],
    ['half a corner', result([[1, 2, 3]]), /even number of coordinates/],
    ['a corner far away', result([[0, 0, 1e9, 0, 0, 4]]), /within 1048576 pixels.*got 1000000000/],
  ])('%s is refused by place', (_, detection, message) => {
    expect(() => evaluateCoco(truth, [detection as CocoDetection], { iouType: 'segm' })).toThrow(
      message,
    );
  });

  test('objects without masks are refused, and a type that there is not', () => {
    const boxes = dataset([{ box }]);
    expect(() => evaluateCoco(boxes, [], { iouType: 'segm' })).toThrow(
      /annotations\[0\]\.segmentation: expected a mask/,
    );
    expect(() => evaluateCoco(boxes, [], { iouType: 'keypoints' as 'bbox' })).toThrow(
      /"keypoints"/,
    );
    expect(() =>
      evaluateCoco(boxes, [null as unknown as CocoDetection], { iouType: 'bbox' }),
    ).toThrow(/detections\[0\]: expected an object, got null/);
  });
});
