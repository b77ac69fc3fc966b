/**
 * Edges against exact outlines: precision, recall and F at the thresholds on the bench, with a single
 * threshold, over a sweep, and with Otsu's threshold. On the reader's picture when it has outlines,
 * else on the shipped still life. All on the reference, so that the numbers are the same everywhere.
 */
import { expectU8, type Image, type U8Image } from '$src/core/image';
import type { Subject } from '$src/evidence/types';
import { withChain } from '$src/lab/chain';
import type { Experiment, ExperimentEvent, Truth } from '$src/lab/contract';
import { referenceOf } from '$src/lab/experiment';
import {
  frontKeys,
  preparedExactly,
  readCanny,
  thresholdsOf,
  type CannyPlane,
  type Context,
  type Specs,
} from '../front';
import lab from '../lab';
import { cuts, otsuOfMagnitude } from '../measure';
import { scoreEdges, shareInside, type EdgeScore } from '../truth';

/** Denser where most pictures have their best. */
const highs = [20, 30, 40, 60, 80, 100, 130, 160, 200, 260, 330];
/** Canny (1986) advises a ratio of high to low of 2 to 3; this is 2.5. */
const lowShare = 0.4;
const percent = { unit: '%', digits: 1, isExact: true } as const;
const score = { unit: '', digits: 2, isExact: true } as const;

export const truth: Experiment<Specs> = {
  id: 'truth',
  title: 'Edges against exact outlines',
  predict: {
    prompt:
      'The outlines of the objects are known exactly. What share of the edge pixels on the bench lies on one of them?',
    slot: 'precision',
    min: 0,
    max: 100,
  },
  yields: [
    { id: 'precision', label: 'Edge pixels that lie on an outline', ...percent },
    { id: 'recall', label: 'Outline pixels that an edge found', ...percent },
    { id: 'f', label: 'Boundary F at the thresholds on the bench', ...score },
    { id: 'single-f', label: 'Boundary F with one threshold at high', ...score },
    { id: 'best-f', label: 'Best boundary F over the sweep, low = 0.4 high', ...score },
    { id: 'best-high', label: 'High threshold with the best F', unit: '', isExact: true },
    { id: 'otsu-f', label: 'Boundary F with Otsu’s threshold as high, low = 0.4 high', ...score },
    { id: 'false-inside', label: 'False edge pixels that lie inside an object', ...percent },
  ],
  dependsOn: [...frontKeys, 'low', 'high', 'tolerance'],
  usesReaderImage: true,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { params, signal } = context;
    const total = highs.length + 3;
    yield { kind: 'progress', done: 0, total, note: 'smoothing' };
    const { image, known, subject } = await pictureWithTruth(context);
    const pinned = { backend: referenceOf(context), ...(subject ? { subject } : {}) };
    const outline = expectU8(known.outline, 'The score', [1]);
    const tolerance = Number(params.tolerance);
    const prepared = await preparedExactly(context, image, params);
    const scoreAt = async (low: number, high: number): Promise<EdgeScore> => {
      signal.throwIfAborted();
      const { edges } = await cannyOf(context, prepared, low, high, ['edges']);
      return scoreEdges(expectU8(edges, 'The score', [1]), outline, tolerance);
    };

    yield { kind: 'progress', done: 1, total, note: 'the bench’s thresholds' };
    const { kept, magnitude } = await cannyOf(context, prepared, params.low, params.high, [
      'kept',
      'magnitude',
    ]);
    const masks = cuts(kept);
    const bench = scoreEdges(masks.both, outline, tolerance);
    const single = scoreEdges(masks.high, outline, tolerance);
    const { low, high } = thresholdsOf(params);
    yield row('bench', low, high, bench);
    yield row('bench, one threshold', high, high, single);
    const found: readonly (readonly [string, number])[] = [
      ['precision', 100 * bench.precision],
      ['recall', 100 * bench.recall],
      ['f', bench.f],
      ['single-f', single.f],
      ['false-inside', 100 * shareInside(bench.verdict, known.labels)],
    ];
    for (const [slot, value] of found) yield { kind: 'finding', slot, value, ...pinned };

    let best = { f: -1, high: 0 };
    for (const [index, cut] of highs.entries()) {
      yield { kind: 'progress', done: 2 + index, total, note: `high ${cut}` };
      const at = await scoreAt(lowShare * cut, cut);
      yield row('sweep', lowShare * cut, cut, at);
      if (at.f > best.f) best = { f: at.f, high: cut };
    }
    yield { kind: 'finding', slot: 'best-f', value: best.f, ...pinned };
    yield { kind: 'finding', slot: 'best-high', value: best.high, ...pinned };

    yield { kind: 'progress', done: total - 1, total, note: 'Otsu' };
    const threshold = onGrid(otsuOfMagnitude(magnitude));
    const otsu = await scoreAt(onGrid(lowShare * threshold), threshold);
    yield row('Otsu', onGrid(lowShare * threshold), threshold, otsu);
    yield { kind: 'finding', slot: 'otsu-f', value: otsu.f, ...pinned };
  },
};

/** The reader's picture when it has outlines of its own size; else the lab's sample, named. */
async function pictureWithTruth({ input, sample }: Context): Promise<{
  readonly image: Image;
  readonly known: Truth;
  readonly subject?: Subject;
}> {
  const { image, truth: own } = input;
  if (own && own.outline.width === image.width && own.outline.height === image.height) {
    return { image, known: own };
  }
  const shipped = await sample(lab.sample);
  if (!shipped.truth) throw new Error(`The sample "${lab.sample}" has no outlines.`);
  return { image: shipped.image, known: shipped.truth, subject: shipped.subject };
}

function cannyOf<K extends CannyPlane>(
  context: Context,
  prepared: U8Image,
  low: number,
  high: number,
  planes: readonly K[],
): Promise<Readonly<Record<K, Image>>> {
  return withChain(referenceOf(context), async (chain) =>
    readCanny(chain, await chain.upload(prepared), { low, high }, planes),
  );
}

/** Canny's thresholds go in steps of a half. */
function onGrid(value: number): number {
  return Math.round(2 * value) / 2;
}

function row(rule: string, low: number, high: number, at: EdgeScore): ExperimentEvent {
  return {
    kind: 'row',
    table: 'Edges against outlines',
    cells: {
      rule,
      low,
      high,
      'precision, %': 100 * at.precision,
      'recall, %': 100 * at.recall,
      F: at.f,
    },
  };
}
