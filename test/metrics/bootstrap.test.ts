// The bootstrap: against evaluating multiplied data sets, against a distribution known in closed form, and the clock.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRng } from '$src/core/rng';
import {
  averagePrecision,
  bootstrapIntervals,
  comparePaired,
  evaluateCoco,
  imagesNeeded,
  measureOfStat,
  protocols,
  statNames,
  type CocoDataset,
  type CocoResult,
  type ProtocolName,
} from '$src/metrics';
import { prepare } from '$src/metrics/protocol-prepare';
import { weightedMeasure } from '$src/metrics/resampling';
import { datasetOf, detectionCases, detectionOf, type Box } from '$test/support/detection-cases';

const box: Box = [0, 0, 50, 50];
const far: Box = [500, 500, 50, 50];
const ap50 = measureOfStat('AP50');

describe('a weighted set', () => {
  test('with every weight 1 gives the twelve numbers themselves', () => {
    fc.assert(
      fc.property(detectionCases(), ({ dataset, detections }) => {
        const { stats } = evaluateCoco(dataset, detections, { iouType: 'bbox' });
        const prepared = prepare(dataset, detections);
        const ones = new Int32Array(prepared.imageIds.length).fill(1);
        const values = statNames.map((stat) =>
          weightedMeasure(prepared, measureOfStat(stat))(ones),
        );
        // The order of summation and an epsilon of 2^-52 differ.
        expect(values).toEqual(
          stats.map((value) => (value === null ? NaN : expect.closeTo(value, 12))),
        );
      }),
      { numRuns: 40 },
    );
  });

  test('is the same set with images left out and repeated, under any protocol', () => {
    const names = fc.constantFrom(...(Object.keys(protocols) as ProtocolName[]));
    const weights = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(
        detectionCases({ isDistinct: true }),
        names,
        weights,
        ({ dataset, detections }, name, repeats) => {
          const { protocol } = protocols[name];
          const prepared = prepare(dataset, detections);
          const weighted = weightedMeasure(prepared, { kind: 'AP', protocol });
          const copy = multiplied(dataset, detections, repeats);
          const wanted = averagePrecision(copy.dataset, copy.detections, protocol).mAP;
          const value = weighted(Int32Array.from(repeats));
          expect(Number.isNaN(value) ? null : value).toEqual(
            wanted === null ? null : expect.closeTo(wanted, 12),
          );
        },
      ),
    );
  });
});

describe('intervals', () => {
  // One object each in 100 images; the detector finds it in the first 60, and errs nowhere: AP50 = recall, by levels of 1/101.
  const truth = datasetOf(
    Array.from({ length: 100 }, (_, i) => ({ image: i + 1, box })),
    { images: 100, categories: 1 },
  );
  const first = (count: number): CocoResult[] =>
    Array.from({ length: count }, (_, i) => detectionOf(box, 0.5 + i / 1000, i + 1));

  test('of a share of 60 out of 100 are those of the binomial distribution', () => {
    const [interval] = bootstrapIntervals(
      truth,
      first(60),
      [{ kind: 'AR', protocol: ap50.protocol }],
      { resamples: 4000, seed: 7 },
    );
    if (!interval) throw new Error('no interval');
    expect(interval.value).toBe(0.6);
    // The 2.5 % and 97.5 % points of Binomial(100, 0.6) are 50 and 69 (mean 60, deviation 4.9); a draw more or less is chance.
    expect(Math.abs((interval.low ?? 0) - 0.5)).toBeLessThan(0.012);
    expect(Math.abs((interval.high ?? 0) - 0.69)).toBeLessThan(0.012);
    expect(Math.abs(interval.bias ?? 1)).toBeLessThan(0.004); // five standard errors, 0.049 / sqrt(4000)
  });

  test('the same seed draws the same; another seed does not', () => {
    const samples = (seed: number) =>
      bootstrapIntervals(truth, first(60), [ap50], { resamples: 50, seed })[0]?.samples;
    expect(samples(3)).toEqual(samples(3));
    expect(samples(3)).not.toEqual(samples(4));
  });

  test('paired: A finds five more than B, so it never loses, though the intervals overlap', () => {
    const { a, b, difference, probabilityABeatsB } = comparePaired(
      truth,
      first(60),
      first(55),
      ap50,
      { resamples: 500 },
    );
    expect(a.low ?? 1).toBeLessThan(b.high ?? 0);
    expect(difference.low ?? -1).toBeGreaterThanOrEqual(0);
    expect(difference.value).toBeCloseTo(5 / 101, 12);
    expect(probabilityABeatsB ?? 0).toBeGreaterThan(0.98); // P(none of the five drawn) = 0.95^100 = 0.006
    const itself = comparePaired(truth, first(60), first(60), ap50, { resamples: 20 });
    expect(itself.probabilityABeatsB).toBe(0.5);
  });

  test('more images, narrower intervals, down to where A is safely better', () => {
    // A finds 60, B other 45: per image a difference of mean 0.15 and deviation about 0.7.
    const other = first(100).slice(55);
    const { sizes, safeFrom } = imagesNeeded(truth, first(60), other, ap50, [400, 10, 40, 100], {
      resamples: 400,
    });
    expect(sizes.map(({ images }) => images)).toEqual([10, 40, 100, 400]);
    const widths = sizes.map(({ low, high }) => (high ?? 0) - (low ?? 0));
    expect(widths).toEqual([...widths].sort((x, y) => y - x));
    // 1.96 x 0.99 / sqrt(m) falls below 0.15 at m = 167.
    expect(safeFrom).toBe(400);
    expect(
      imagesNeeded(truth, first(60), other, ap50, [10], { resamples: 50 }).safeFrom,
    ).toBeNull();
  });

  test('a class that a draw misses leaves the mean; a draw with nothing is no sample', () => {
    const rare = datasetOf([{ image: 1, box }], { images: 2, categories: 1 });
    const [interval] = bootstrapIntervals(rare, [detectionOf(box, 0.9)], [ap50], {
      resamples: 200,
    });
    const empty = [...(interval?.samples ?? [])].filter(Number.isNaN).length;
    expect(empty).toBeGreaterThan(20); // a quarter of the draws is image 2 twice
    expect([interval?.low, interval?.high]).toEqual([1, 1]);
  });

  test('one class alone', () => {
    const two = datasetOf([{ box }, { category: 2, box: far }], { images: 1 });
    const values = [1, 2].map(
      (categoryId) =>
        bootstrapIntervals(two, [detectionOf(box, 0.9)], [{ ...ap50, categoryId }], {
          resamples: 1,
        })[0]?.value,
    );
    expect(values).toEqual([1, 0]);
  });

  test.each([
    [{ resamples: 0 }, /resamples must be a whole number from 1; got 0/],
    [{ level: 95 }, /between 0 and 1, as 0\.95 does; got 95/],
  ])('%o is refused', (options, message) => {
    expect(() => bootstrapIntervals(truth, [], [ap50], options)).toThrow(message);
  });
});

test('1000 draws of 300 images with 12 classes take about a second', () => {
  const rng = createRng(5);
  const objects = Array.from({ length: 1500 }, () => ({
    image: rng.integer(1, 300),
    category: rng.integer(1, 12),
    box: [
      rng.integer(0, 600),
      rng.integer(0, 600),
      rng.integer(9, 120),
      rng.integer(9, 120),
    ] as Box,
  }));
  const detections = objects.flatMap(({ image, category, box: [x, y, w, h] }) =>
    [0, 1, 2, 3].map(() =>
      detectionOf([x + rng.normal() * 8, y + rng.normal() * 8, w, h], rng.next(), image, category),
    ),
  );
  const set = datasetOf(objects, { images: 300, categories: 12 });
  // Time of the processor and not of the clock: other programs may be busy.
  const start = process.cpuUsage();
  const [interval] = bootstrapIntervals(set, detections, [measureOfStat('AP')]);
  const { user, system } = process.cpuUsage(start);
  // Draws repeat images, which lifts AP; the bounds are moved back, and hold the value.
  expect(interval?.bias ?? 0).toBeGreaterThan(0.005);
  expect(interval?.low ?? 1).toBeLessThan(interval?.value ?? 0);
  expect(interval?.high ?? 0).toBeGreaterThan(interval?.value ?? 1);
  expect((user + system) / 1e6).toBeLessThan(4); // about 0.4
});

/** Image i `repeats[i]` times, under new ids; what is left out goes with its objects and detections. */
function multiplied(
  dataset: CocoDataset,
  detections: readonly CocoResult[],
  repeats: readonly number[],
): { dataset: CocoDataset; detections: CocoResult[] } {
  const copies = dataset.images.flatMap((image, i) =>
    Array.from({ length: repeats[i] ?? 0 }, (_, k) => ({ image, id: image.id + 100 * k })),
  );
  const at = (imageId: number) => copies.filter(({ image }) => image.id === imageId);
  return {
    dataset: {
      ...dataset,
      images: copies.map(({ image, id }) => ({ ...image, id })),
      annotations: dataset.annotations.flatMap((annotation) =>
        at(annotation.image_id).map(({ id }) => ({ ...annotation, image_id: id })),
      ),
    },
    detections: detections.flatMap((detection) =>
      at(detection.image_id).map(({ id }) => ({ ...detection, image_id: id })),
    ),
  };
}
