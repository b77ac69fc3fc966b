/**
 * The element that repairs the area and ruins the count: closing and opening with growing elements,
 * scored at every size. The two best sizes need not be one, and a count error of zero may hide pieces
 * that cancel, so the parts of the error are reported beside it. It runs on the reference: the numbers
 * are the same on every backend, and a software GPU would take minutes for the large elements.
 */
import { expectU8 } from '$src/core/image';
import { withChain } from '$src/lab/chain';
import type { Experiment, Finding } from '$src/lab/contract';
import { referenceOf } from '$src/lab/experiment';
import { morph } from '../repair';
import { scoreMask, type Score } from '../score';
import {
  exact,
  knownMask,
  maskKeys,
  scoringKeys,
  scoringOf,
  type Events,
  type Specs,
} from './support';

const sizes = [1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21];
const operations = ['close', 'open'] as const;
const names = { close: 'Closing', open: 'Opening' };

interface Row extends Score {
  readonly size: number;
}

/** The row with the smallest value; the smaller element wins a tie. */
function best(rows: readonly Row[], by: (row: Row) => number): Row {
  const [first, ...rest] = rows;
  if (!first) throw new Error('The sweep has no sizes.');
  return rest.reduce((least, row) => (by(row) < by(least) ? row : least), first);
}

export const sweep: Experiment<Specs> = {
  id: 'sweep',
  title: 'One element for area, another for the count',
  predict: {
    prompt:
      'Close the mask with elements of 1 to 21 px and keep the one that brings the area nearest to the truth. By how many objects is the count off? Negative is too few.',
    slot: 'close-area-count',
    min: -200,
    max: 200,
  },
  yields: [
    exact('close-area-size', 'Side of the closing element with the least area error', 'px', 0),
    exact('close-area-error', 'Area error at that element', '%', 2),
    exact('close-area-count', 'Count error at that element, found − true', 'objects', 0),
    exact('close-area-merged', 'Objects merged away at that element', 'objects', 0),
    exact('close-count-size', 'Side of the closing element with the least count error', 'px', 0),
    exact('close-count-error', 'Count error at that element, found − true', 'objects', 0),
    exact('close-count-extra', 'Components there that are no object', 'pieces', 0),
    exact('close-count-merged', 'Objects merged away there', 'objects', 0),
    exact('close-count-area', 'Area error there', '%', 2),
    exact('close-last-area', 'Area error after closing with 21 × 21', '%', 2),
    exact('close-last-merged', 'Objects merged away by closing with 21 × 21', 'objects', 0),
    exact('open-count-size', 'Side of the opening element with the least count error', 'px', 0),
    exact('open-count-error', 'Count error at that element, found − true', 'objects', 0),
    exact('open-count-area', 'Area error at that element', '%', 2),
  ],
  dependsOn: [...maskKeys, ...scoringKeys, 'shape'],
  usesReaderImage: true,
  async *run(context): Events {
    const { params, signal } = context;
    const backend = referenceOf(context);
    const finding = (slot: string, value: number): Finding => ({
      kind: 'finding',
      slot,
      value,
      backend,
    });
    const { mask, truth } = await withChain(backend, (chain) => knownMask(context, chain));
    const rows = { close: [] as Row[], open: [] as Row[] };
    let done = 0;
    for (const operation of operations) {
      for (const size of sizes) {
        signal.throwIfAborted();
        const repaired = await withChain(backend, async (chain) => {
          const element = { shape: params.shape, size, iterations: 1 };
          const handle = await morph(chain, await chain.upload(mask), operation, element);
          return expectU8(await chain.read(handle), 'The sweep', [1]);
        });
        const score = scoreMask(repaired, truth, scoringOf(params));
        rows[operation].push({ size, ...score });
        yield {
          kind: 'row',
          table: `${names[operation]}, ${params.shape}`,
          cells: {
            'side, px': size,
            'area error, %': score.areaErrorPercent,
            'count error': score.countError,
            extra: score.extra,
            merged: score.merged,
            missed: score.missed,
            IoU: score.iou,
            Dice: score.dice,
            'boundary F': score.boundaryF,
          },
        };
        yield {
          kind: 'progress',
          done: ++done,
          total: operations.length * sizes.length,
          note: `${names[operation]}, ${size} × ${size}`,
        };
      }
    }

    const byArea = best(rows.close, (row) => Math.abs(row.areaErrorPercent));
    yield finding('close-area-size', byArea.size);
    yield finding('close-area-error', byArea.areaErrorPercent);
    yield finding('close-area-count', byArea.countError);
    yield finding('close-area-merged', byArea.merged);
    const byCount = best(rows.close, (row) => Math.abs(row.countError));
    yield finding('close-count-size', byCount.size);
    yield finding('close-count-error', byCount.countError);
    yield finding('close-count-extra', byCount.extra);
    yield finding('close-count-merged', byCount.merged);
    yield finding('close-count-area', byCount.areaErrorPercent);
    const last = best(rows.close, (row) => -row.size);
    yield finding('close-last-area', last.areaErrorPercent);
    yield finding('close-last-merged', last.merged);
    const opened = best(rows.open, (row) => Math.abs(row.countError));
    yield finding('open-count-size', opened.size);
    yield finding('open-count-error', opened.countError);
    yield finding('open-count-area', opened.areaErrorPercent);
  },
};
