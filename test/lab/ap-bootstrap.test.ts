// AP of resampled pictures: the quick count against evaluating the drawn set anew, as a bootstrap is defined.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRng, type Rng } from '$src/core/rng';
import { apByTimes, apDraws, middleOf } from '$src/lab/ap-bootstrap';
import { evaluateCoco, type CocoDataset, type CocoResult } from '$src/metrics';

const categories = [
  { id: 3, name: 'cup' },
  { id: 7, name: 'apple' },
  { id: 9, name: 'never seen' },
];

/** Boxes on a row, found more or less well, some twice, some where nothing is; scores all different. */
function anySet(rng: Rng, count: number): { truth: CocoDataset; results: CocoResult[] } {
  const images = Array.from({ length: count }, (_, i) => ({
    id: 10 * (i + 1), // ids are not places
    file_name: `${i}`,
    width: 200,
    height: 20,
  }));
  const annotations: CocoDataset['annotations'][number][] = [];
  const results: CocoResult[] = [];
  for (const { id: image_id } of images) {
    for (let k = rng.integer(0, 3); k > 0; k--) {
      const category_id = rng.integer(0, 1) === 0 ? 3 : 7;
      const bbox = [30 * k, 0, 20, 10] as const;
      annotations.push({
        id: annotations.length + 1,
        image_id,
        category_id,
        bbox,
        area: 200,
        iscrowd: 0,
      });
      for (let found = rng.integer(0, 2); found > 0; found--) {
        results.push({
          image_id,
          category_id: rng.integer(0, 5) === 0 ? 7 : category_id,
          bbox: [30 * k + rng.integer(0, 6), 0, 20, 10],
          score: rng.next(),
        });
      }
    }
    if (rng.integer(0, 1) === 0) {
      results.push({ image_id, category_id: 3, bbox: [150, 0, 9, 9], score: rng.next() });
    }
  }
  return { truth: { images, categories, annotations }, results };
}

/** The drawn set, written out: every picture as often as it was drawn, each copy a picture of its own. */
function drawnSet(truth: CocoDataset, results: readonly CocoResult[], times: readonly number[]) {
  const copies = truth.images.flatMap((image, i) =>
    Array.from({ length: times[i] ?? 0 }, () => image),
  );
  return {
    truth: {
      ...truth,
      images: copies.map((image, i) => ({ ...image, id: i + 1 })),
      annotations: copies
        .flatMap(({ id }, i) =>
          truth.annotations
            .filter(({ image_id }) => image_id === id)
            .map((one) => ({ ...one, image_id: i + 1 })),
        )
        .map((one, i) => ({ ...one, id: i + 1 })),
    },
    results: copies.flatMap(({ id }, i) =>
      results.filter(({ image_id }) => image_id === id).map((one) => ({ ...one, image_id: i + 1 })),
    ),
  };
}

const cocoAp = (truth: CocoDataset, results: readonly CocoResult[]): number | null =>
  evaluateCoco(truth, results, { iouType: 'bbox' }).stats[0] ?? null;

test('counting pictures is evaluating the drawn set anew', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 6 }),
      (seed, times) => {
        const { truth, results } = anySet(createRng(seed), times.length);
        const drawn = drawnSet(truth, results, times);
        const expected = cocoAp(drawn.truth, drawn.results);
        const found = apByTimes(truth, results)(times);
        if (expected === null) expect(found).toBeNull();
        else expect(found).toBeCloseTo(expected, 12); // the same sums in another order
      },
    ),
    { numRuns: 200 },
  );
});

async function drawsOf(
  truth: CocoDataset,
  lists: readonly (readonly CocoResult[])[],
  signal = new AbortController().signal,
): Promise<readonly (readonly number[])[]> {
  const draws = apDraws({ rng: createRng(1), signal }, truth, lists, 60);
  for (;;) {
    const step = await draws.next();
    if (step.done === true) return step.value;
  }
}

test('lists are drawn together: equal lists stay equal, what is perfect stays perfect', async () => {
  const { truth, results } = anySet(createRng(5), 12);
  const perfect = truth.annotations.map((one) => ({ ...one, score: 0.9 }));
  const rows = await drawsOf(truth, [results, results, perfect]);
  expect(rows).toHaveLength(60);
  for (const [a, b, c] of rows) {
    expect(a).toBe(b);
    expect(c).toBeCloseTo(1, 12); // a mean of ones
  }
  const { low, high, level } = middleOf(rows.map(([a]) => a ?? 0));
  expect(level).toBe(0.9);
  expect(low).toBeLessThan(high);
  const once = cocoAp(truth, results) ?? 0;
  expect(low).toBeLessThanOrEqual(once);
  expect(high).toBeGreaterThanOrEqual(once);
});

test('a cancel is heard', async () => {
  const { truth, results } = anySet(createRng(5), 4);
  await expect(drawsOf(truth, [results], AbortSignal.abort())).rejects.toThrow('aborted');
});
