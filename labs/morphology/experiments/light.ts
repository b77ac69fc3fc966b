/**
 * Morphology on grey levels against uneven light, on the sample `beads` (one lamp at the left edge).
 * The top hat subtracts the opening, an estimate of the ground. Light multiplies, so the same step is
 * also tried on the logarithm, where it adds.
 */
import { defaults } from '$src/core/params';
import { withChain } from '$src/lab/chain';
import type { Experiment } from '$src/lab/contract';
import { removeSmallObjects } from '$src/ops/remove-small-objects/reference';
import lab from '../lab';
import { cutOut, separated } from '../mask';
import { scoreMask } from '../score';
import { exact, type Events, type Specs } from './support';

/** Side of the top hat: about as wide as a bead. */
const squarePx = 31;
/** Crumbs below this are dropped in all three runs alike, px. */
const crumbPx = 30;

const variants = [
  { id: 'none', name: 'as it is', log: false, flatten: 1 },
  { id: 'tophat', name: 'after a top hat', log: false, flatten: squarePx },
  { id: 'log', name: 'after a top hat of the logarithm', log: true, flatten: squarePx },
] as const;

export const light: Experiment<Specs> = {
  id: 'light',
  title: 'Uneven light: top hat before Otsu',
  predict: {
    prompt:
      'Beads under one lamp at the left edge. Otsu on the grey picture as it is: by how many beads is the count off? Negative is too few.',
    slot: 'light-count-none',
    min: -200,
    max: 200,
  },
  yields: [
    ...variants.map(({ id, name }) =>
      exact(`light-count-${id}`, `Count error of Otsu on beads, ${name}`, 'objects', 0),
    ),
    ...variants.map(({ id, name }) =>
      exact(`light-iou-${id}`, `IoU of Otsu on beads, ${name}`, '', 3),
    ),
  ],
  dependsOn: [],
  usesReaderImage: false,
  async *run({ backend, sample, signal }): Events {
    const { image, truth, subject } = await sample('beads');
    if (!truth) throw new Error('The sample “beads” comes without its labels in this copy.');
    const beads = separated(truth.labels);
    for (const [index, { id, name, log, flatten }] of variants.entries()) {
      signal.throwIfAborted();
      yield { kind: 'progress', done: index, total: variants.length, note: name };
      const mask = await withChain(backend, async (chain) => {
        const gray = await chain.gray(await chain.upload(image));
        const params = { ...defaults(lab.params), mask: 'otsu' as const, log, flatten };
        return removeSmallObjects((await cutOut(chain, gray, params)).mask, crumbPx, 8);
      });
      const score = scoreMask(mask, beads, { connectivity: 8, tolerancePx: 2 });
      yield {
        kind: 'row',
        table: 'Beads, Otsu',
        cells: {
          picture: name,
          'count error': score.countError,
          extra: score.extra,
          merged: score.merged,
          missed: score.missed,
          'area error, %': score.areaErrorPercent,
          IoU: score.iou,
        },
      };
      yield { kind: 'finding', slot: `light-count-${id}`, value: score.countError, subject };
      yield { kind: 'finding', slot: `light-iou-${id}`, value: score.iou, subject };
    }
  },
};
