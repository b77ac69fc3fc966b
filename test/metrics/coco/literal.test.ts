// evaluateCoco and the protocols against a slow, literal second implementation, on random sets full of traps.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateCoco, protocols, averagePrecision, type CocoResult } from '$src/metrics';
import { encodeRle } from '$src/metrics/rle';
import { goldenCases, goldenFile } from '$test/support/coco-golden';
import {
  datasetOf,
  detectionCases,
  detectionOf,
  type Box,
  type DetectionCase,
} from '$test/support/detection-cases';
import { literalAp50PerClass, literalStats, type LiteralInput } from '$test/support/literal-coco';

function literalOf({ dataset, detections }: DetectionCase): LiteralInput {
  return {
    images: dataset.images.map(({ id }) => id).sort((a, b) => a - b),
    categories: dataset.categories.map(({ id }) => id).sort((a, b) => a - b),
    objects: dataset.annotations.map(({ image_id, category_id, bbox, area, iscrowd }) => ({
      image: image_id,
      category: category_id,
      box: bbox,
      area,
      isCrowd: iscrowd === 1,
    })),
    detections: detections.map(({ image_id, category_id, bbox, score }) => ({
      image: image_id,
      category: category_id,
      box: bbox,
      score,
    })),
    iouType: 'bbox',
  };
}

/** Sums in another order: some units in the last place of a mean of thousands. */
const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12));
const orMinusOne = (values: readonly (number | null)[]) => values.map((value) => value ?? -1);

describe('the literal implementation itself', () => {
  if (goldenCases.length === 0) {
    test.skip(`no ${goldenFile} (set CV_LAB_ORACLES to the folder of the oracles)`, () =>
      undefined);
  } else {
    test.each(goldenCases)('gives pycocotools’ numbers: $name', (golden) => {
      expect(literalStats(literalOf(golden))).toEqual(near(golden.stats));
      expect(literalAp50PerClass(literalOf(golden))).toEqual(near(golden.ap50PerClass));
    });
  }

  test('one object of two found, after a false alarm: 1/2 on 51 of 101 levels', () => {
    const dataset = datasetOf([{ box: [0, 0, 40, 40] }, { box: [200, 0, 40, 40] }]);
    const detections = [detectionOf([500, 500, 40, 40], 0.9), detectionOf([0, 0, 40, 40], 0.8)];
    const stats = literalStats(literalOf({ dataset, detections }));
    expect(stats[1]).toBeCloseTo((51 * 0.5) / 101, 14);
    expect(stats.slice(6, 9)).toEqual([0, 0.5, 0.5]);
  });
});

describe('on random sets', () => {
  test('the twelve numbers, and AP50 of every class', () => {
    fc.assert(
      fc.property(detectionCases(), (one) => {
        const { stats, perClass } = evaluateCoco(one.dataset, one.detections, { iouType: 'bbox' });
        const literal = literalOf(one);
        expect(orMinusOne(stats)).toEqual(near(literalStats(literal)));
        expect(orMinusOne(perClass.map(({ AP50 }) => AP50))).toEqual(
          near(literalAp50PerClass(literal)),
        );
      }),
    );
  });

  test('ids in any order, and the images too', () => {
    const shuffled = detectionCases().chain((one) =>
      fc
        .tuple(
          fc.shuffledSubarray([...one.dataset.images], { minLength: 4 }),
          fc.shuffledSubarray([...one.dataset.categories], { minLength: 3 }),
        )
        .map(([images, categories]) => ({
          ...one,
          dataset: { ...one.dataset, images, categories },
        })),
    );
    fc.assert(
      fc.property(shuffled, (one) => {
        const { stats } = evaluateCoco(one.dataset, one.detections, { iouType: 'bbox' });
        expect(orMinusOne(stats)).toEqual(near(literalStats(literalOf(one))));
      }),
      { numRuns: 30 },
    );
  });

  test('a protocol: AP with coco-ap', () => {
    fc.assert(
      fc.property(detectionCases(), ({ dataset, detections }) => {
        const { mAP } = averagePrecision(dataset, detections, protocols['coco-ap'].protocol);
        const [AP] = literalStats(literalOf({ dataset, detections }));
        expect(mAP ?? -1).toBeCloseTo(AP ?? NaN, 12);
      }),
    );
  });

  test('masks: blots of 12 x 12 pixels', () => {
    const side = 12;
    const blots = fc.tuple(
      fc.integer({ min: 0, max: 8 }),
      fc.integer({ min: 0, max: 8 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 8 }),
      // Pixels left out, so that masks are no rectangles.
      fc.array(fc.nat(side * side - 1), { maxLength: 6 }),
    );
    const objects = fc.array(
      fc.record({ blot: blots, crowd: fc.boolean(), category: fc.constantFrom(1, 2) }),
      { maxLength: 4 },
    );
    const guesses = fc.array(
      fc.record({
        blot: blots,
        score: fc.constantFrom(0.2, 0.5, 0.5, 0.9),
        category: fc.constantFrom(1, 2),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(objects, guesses, (truths, found) => {
        const masks = [...truths, ...found].map(({ blot: [x, y, width, height, holes] }) => {
          const mask = new Uint8Array(side * side);
          for (let i = 0; i < mask.length; i++) {
            const [px, py] = [i % side, Math.floor(i / side)];
            const isInside = px >= x && px < x + width && py >= y && py < y + height;
            if (isInside && !holes.includes(i)) mask[i] = 1;
          }
          return mask;
        });
        const box: Box = [0, 0, 1, 1]; // must not matter
        const pixelsOf = (mask: Uint8Array | undefined) =>
          new Set([...(mask ?? [])].flatMap((value, i) => (value === 1 ? [`${i}`] : [])));
        const maskOf = (i: number) => encodeRle(masks[i] ?? [], side, side);
        const plain = datasetOf(truths.map(({ crowd, category }) => ({ box, crowd, category })));
        const dataset = {
          ...plain,
          images: plain.images.map((image) => ({ ...image, width: side, height: side })),
          annotations: plain.annotations.map((annotation, i) => ({
            ...annotation,
            area: pixelsOf(masks[i]).size,
            segmentation: maskOf(i),
          })),
        };
        const detections: CocoResult[] = found.map(({ score, category }, i) => ({
          ...detectionOf(box, score, 1, category),
          segmentation: maskOf(truths.length + i),
        }));
        const boxes = literalOf({ dataset, detections });
        const literal: LiteralInput = {
          ...boxes,
          iouType: 'segm',
          objects: boxes.objects.map((object, i) => ({ ...object, pixels: pixelsOf(masks[i]) })),
          detections: boxes.detections.map((detection, i) => ({
            ...detection,
            pixels: pixelsOf(masks[truths.length + i]),
          })),
        };
        const { stats } = evaluateCoco(dataset, detections, { iouType: 'segm' });
        expect(orMinusOne(stats)).toEqual(near(literalStats(literal)));
      }),
    );
  });
});

describe('properties of AP', () => {
  test('without ties, the order of images and of lines in the file changes nothing', () => {
    const permuted = detectionCases({ isDistinct: true }).chain((one) =>
      fc
        .tuple(
          fc.shuffledSubarray([...one.detections], { minLength: one.detections.length }),
          fc.shuffledSubarray([1, 2, 3, 4], { minLength: 4 }),
        )
        .map(([detections, order]) => ({ one, detections, order })),
    );
    fc.assert(
      fc.property(permuted, ({ one, detections, order }) => {
        // New ids put the images in another order.
        const idOf = (id: number): number => order[id - 1] ?? id;
        const { stats } = evaluateCoco(one.dataset, one.detections, { iouType: 'bbox' });
        const again = evaluateCoco(
          {
            ...one.dataset,
            annotations: one.dataset.annotations.map((annotation) => ({
              ...annotation,
              image_id: idOf(annotation.image_id),
            })),
          },
          detections.map((detection) => ({ ...detection, image_id: idOf(detection.image_id) })),
          { iouType: 'bbox' },
        );
        expect(orMinusOne(again.stats)).toEqual(near(orMinusOne(stats)));
      }),
    );
  });
});
