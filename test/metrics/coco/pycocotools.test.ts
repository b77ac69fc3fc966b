// The evaluator against pycocotools itself: sets of our own with boxes, masks, crowds, ties and sizes, then
// the golden cases where they are at hand.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  areaNames,
  curveOf,
  evaluateCoco,
  iouThresholds,
  maxDetections,
  traceEntry,
  type AreaName,
  type CocoDataset,
  type CocoDetection,
  type CocoEvaluation,
  type IouType,
} from '$src/metrics';
import { polygonsRle } from '$src/metrics/polygon-mask';
import { rleArea, fromCompressed, decodeRle } from '$src/metrics/rle';

interface Case {
  readonly name: string;
  readonly iouType: IouType;
  readonly images: CocoDataset['images'];
  readonly categories: CocoDataset['categories'];
  readonly gt: CocoDataset['annotations'];
  readonly dt: readonly CocoDetection[];
  readonly stats: readonly number[];
  readonly ap50PerClass: readonly number[];
  /** [threshold][class][area][number of detections]; the sums run over recall levels. */
  readonly recall: readonly number[][][][];
  readonly precisionSum: readonly number[][][][];
  readonly scoreSum: readonly number[][][][];
  readonly matches: readonly {
    readonly area: AreaName;
    /** Ids: places in the list of results, from 1. */
    readonly dt: readonly number[];
    /** [threshold][detection]: id of the object, 0 for none. */
    readonly gt: readonly number[][];
    readonly ignored: readonly number[][];
  }[];
}

const ours = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../golden/pycocotools/evaluation.json'), 'utf8'),
) as {
  readonly cases: readonly Case[];
  readonly polygons: readonly {
    readonly name: string;
    readonly polygons: readonly number[][];
    readonly size: [number, number];
    readonly counts: string;
  }[];
};

const orMinusOne = (value: number | null | undefined): number => value ?? -1;

describe.each(ours.cases.map((one) => [one.name, one] as const))('%s', (_, entry) => {
  const { images, categories, gt, dt, iouType } = entry;
  const result = evaluateCoco({ images, categories, annotations: gt }, dt, { iouType });

  test('the twelve numbers and AP50 per class, to the last bit', () => {
    expect(result.stats.map(orMinusOne)).toEqual(entry.stats);
    expect(result.perClass.map(({ AP50 }) => orMinusOne(AP50))).toEqual(entry.ap50PerClass);
  });

  test('every curve: precision, scores, recall', () => {
    let curves = 0;
    iouThresholds.forEach((_threshold, t) => {
      categories.forEach(({ id }, k) => {
        areaNames.forEach((area, a) => {
          maxDetections.forEach((most, m) => {
            const choice = { categoryId: id, threshold: t, area, maxDetections: most };
            const curve = curveOf(result.curves, choice);
            const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
            const at = <T>(table: readonly T[][][][]) => table[t]?.[k]?.[a]?.[m];
            const where = JSON.stringify(choice);
            // The golden file rounds recalls and has sums over 101 levels, -1 each without objects.
            expect(curve ? sum(curve.precision) : -101, where).toBeCloseTo(
              at(entry.precisionSum) ?? NaN,
              10,
            );
            expect(curve ? sum(curve.scores) : -101, where).toBeCloseTo(
              at(entry.scoreSum) ?? NaN,
              10,
            );
            expect(curve?.recall ?? -1, where).toBeCloseTo(at(entry.recall) ?? NaN, 10);
            if (curve) curves++;
          });
        });
      });
    });
    expect(curves).toBeGreaterThanOrEqual(60);
  });

  test('every match in every range of sizes at every threshold', () => {
    expect(entry.matches.length).toBeGreaterThan(3);
    for (const { area, dt: ids, gt: taken, ignored } of entry.matches) {
      iouThresholds.forEach((_threshold, t) => {
        const traced = ids.map((id) => traceEntry(result.trace, id - 1, t, area));
        expect(traced.map(matchedId(entry))).toEqual(taken[t]);
        expect(traced.map(({ verdict }) => (verdict === 'ignored' ? 1 : 0))).toEqual(ignored[t]);
      });
    }
  });
});

/** The id of the object that a trace entry matched, 0 for none. */
function matchedId({ gt }: Pick<Case, 'gt'>) {
  return ({ rule, truth }: ReturnType<typeof traceEntry>): number =>
    rule.startsWith('matched') ? (gt[truth ?? -1]?.id ?? NaN) : 0;
}

describe('polygons', () => {
  test.each(ours.polygons.map((one) => [one.name, one] as const))('%s', (_, entry) => {
    const { polygons, size, counts } = entry;
    const [height, width] = size;
    const wanted = fromCompressed({ size, counts });
    const got = polygonsRle(polygons, width, height);
    expect(rleArea(got)).toBe(rleArea(wanted));
    expect([...decodeRle(got)]).toEqual([...decodeRle(wanted)]);
  });
});

interface GoldenCase {
  readonly name: string;
  readonly iouType?: IouType;
  readonly numImages: number;
  readonly numCategories: number;
  readonly images?: CocoDataset['images'];
  readonly gt: CocoDataset['annotations'];
  readonly dt: readonly CocoDetection[];
  readonly dtMatches:
    | readonly ({
        readonly aRng: readonly [number, number];
        readonly dtIds: readonly number[];
        readonly dtm50: readonly number[];
        readonly dtIg50: readonly boolean[];
      } | null)[]
    | null;
}

const oracles =
  process.env['CV_LAB_ORACLES'] ?? resolve(import.meta.dirname, '../../../../shared/oracles');
const goldenFile = resolve(oracles, 'metrics/coco-golden.json');

describe('golden matches', () => {
  if (!existsSync(goldenFile)) {
    test.skip(`no ${goldenFile} (set CV_LAB_ORACLES to the folder of the oracles)`, () =>
      undefined);
    return;
  }
  const golden = JSON.parse(readFileSync(goldenFile, 'utf8')) as { readonly cases: GoldenCase[] };
  const withMatches = golden.cases.filter(({ dtMatches }) => dtMatches !== null);
  const areaOf = new Map<number, AreaName>([
    [1e10, 'all'],
    [1024, 'small'],
    [9216, 'medium'],
  ]);

  test.each(withMatches.map((one) => [one.name, one] as const))('%s', (_, entry) => {
    const { trace } = goldenResult(entry);
    for (const matches of entry.dtMatches ?? []) {
      if (!matches) continue; // an image with neither objects nor detections of the class
      const { aRng, dtIds, dtm50, dtIg50 } = matches;
      const area = aRng[0] === 9216 ? 'large' : (areaOf.get(aRng[1]) ?? 'all');
      const traced = dtIds.map((id) => traceEntry(trace, id - 1, 0, area));
      expect(traced.map(matchedId(entry))).toEqual(dtm50);
      expect(traced.map(({ verdict }) => verdict === 'ignored')).toEqual(dtIg50);
    }
  });
});

function goldenResult({ iouType = 'bbox', ...entry }: GoldenCase): CocoEvaluation {
  const numbered = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
  return evaluateCoco(
    {
      images:
        entry.images ??
        numbered(entry.numImages).map((id) => ({ id, file_name: 'a', width: 640, height: 640 })),
      categories: numbered(entry.numCategories).map((id) => ({ id, name: `class ${id}` })),
      annotations: entry.gt,
    },
    entry.dt,
    { iouType },
  );
}
