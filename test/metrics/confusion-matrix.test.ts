// The confusion matrix of detections: a picture by hand, then its invariants.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { averagePrecision, confusionMatrix, protocols } from '$src/metrics';
import { datasetOf, detectionCases, detectionOf, type Box } from '$test/support/detection-cases';

const box: Box = [0, 0, 100, 100];
const far: Box = [300, 300, 100, 100];

describe('by hand', () => {
  test('its own class first, however much closer another lies', () => {
    const truth = datasetOf(
      [
        { category: 1, box },
        { image: 2, category: 2, box },
      ],
      { images: 2 },
    );
    const { counts, entries } = confusionMatrix(truth, [
      detectionOf(box, 0.9, 1, 2), // exactly there, but of the wrong class
      detectionOf([0, 0, 100, 80], 0.6, 1, 1), // IoU 0.8, right
      detectionOf(box, 0.8, 2, 1), // nothing of class 1 there: taken for it
      detectionOf(far, 0.7, 2, 2), // nothing there
      detectionOf(box, 0.4, 2, 2), // right, but below the score asked for
    ]);
    //         predicted 1, predicted 2, not detected
    expect(counts).toEqual([
      [1, 0, 0],
      [1, 0, 0],
      [0, 2, 0],
    ]);
    expect(entries).toEqual([
      { row: 0, column: 0, detection: 1, annotation: 0, iou: 0.8 },
      { row: 1, column: 0, detection: 2, annotation: 1, iou: 1 },
      { row: 2, column: 1, detection: 0, annotation: -1, iou: 0 },
      { row: 2, column: 1, detection: 3, annotation: -1, iou: 0 },
    ]);
  });

  test('of what is left, the largest overlap first', () => {
    const truth = datasetOf([{ box: [0, 0, 100, 60] }, { box }], { images: 1 });
    const { entries } = confusionMatrix(truth, [
      detectionOf([0, 0, 100, 90], 0.9, 1, 2), // 0.67 of the first object, 0.9 of the second
      detectionOf([0, 0, 100, 70], 0.8, 1, 2), // 0.86 of the first, 0.7 of the second
    ]);
    expect(entries.map(({ detection, annotation }) => [detection, annotation])).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  test('a detection in a crowd is neither right nor wrong; a threshold of 0 is refused', () => {
    const truth = datasetOf([{ box, crowd: true }]);
    const { counts, ignoredDetections } = confusionMatrix(truth, [detectionOf(box, 0.9)]);
    expect([counts.flat().every((count) => count === 0), ignoredDetections]).toEqual([true, 1]);
    expect(() => confusionMatrix(truth, [], { iouThreshold: 0 })).toThrow(/got \[0\]/);
  });
});

test('each object once in its row, each detection once in its column, the diagonal as in AP', () => {
  fc.assert(
    fc.property(
      detectionCases(),
      fc.constantFrom(0, 0.4, 0.5),
      fc.constantFrom(0.3, 0.5, 0.75),
      ({ dataset, detections }, minScore, iouThreshold) => {
        const { categories, counts, entries, ignoredDetections } = confusionMatrix(
          dataset,
          detections,
          { minScore, iouThreshold },
        );
        const real = dataset.annotations.filter(
          ({ iscrowd, difficult }) => iscrowd === 0 && difficult !== 1,
        );
        const rows = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
        const columns = counts.map((_, k) => counts.reduce((sum, row) => sum + (row[k] ?? 0), 0));
        categories.forEach(({ id }, k) => {
          expect(rows[k]).toBe(real.filter(({ category_id }) => category_id === id).length);
        });
        const shown = detections.filter(({ score }) => score >= minScore);
        const predicted = columns.slice(0, -1).reduce((sum, count) => sum + count, 0);
        expect(predicted + ignoredDetections).toBe(shown.length);
        expect(counts.at(-1)?.at(-1)).toBe(0);
        for (const side of ['detection', 'annotation'] as const) {
          const places = entries.flatMap((entry) => (entry[side] < 0 ? [] : [entry[side]]));
          expect(new Set(places).size).toBe(places.length);
        }
        const { perClass } = averagePrecision(dataset, detections, {
          ...protocols['coco-ap50'].protocol,
          difficult: 'ignored',
          iouThresholds: [iouThreshold],
          minScore,
        });
        perClass.forEach(({ curves: [curve] }, k) => {
          const hits = curve?.verdict.filter((verdict) => verdict === 1).length;
          expect(counts[k]?.[k]).toBe(hits);
        });
      },
    ),
  );
});
