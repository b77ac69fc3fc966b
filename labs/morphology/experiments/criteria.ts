/**
 * Two criteria for the same crumbs. Opening asks whether the element fits in (shape); removing small
 * objects asks for the number of pixels (area) and leaves every other outline alone: an area opening
 * (Vincent, 1993). Filling holes is its like for holes, without any limit, and also fills those that
 * belong to the object.
 */
import { withChain } from '$src/lab/chain';
import type { Experiment } from '$src/lab/contract';
import { fillHoles } from '$src/ops/fill-holes/reference';
import { removeSmallObjects } from '$src/ops/remove-small-objects/reference';
import { structuringElement } from '$src/ops/structuring-element/reference';
import { connectivityOf, morphed } from '../repair';
import { dual, scoreMask } from '../score';
import {
  exact,
  finding,
  knownMask,
  maskKeys,
  scoringKeys,
  scoringOf,
  type Events,
  type Specs,
} from './support';

export const criteria: Experiment<Specs> = {
  id: 'criteria',
  title: 'By shape or by number of pixels',
  predict: {
    prompt:
      'Open the mask with the element on the bench. What will boundary F be? Removing all components smaller than that element is scored beside it.',
    slot: 'speck-open-f',
    min: 0,
    max: 1,
  },
  yields: [
    exact('speck-limit', 'Pixels of the element, the limit for small objects', 'px', 0),
    exact('speck-open-extra', 'Components that are no object, after opening', 'pieces', 0),
    exact('speck-remove-extra', 'The same after removing small objects', 'pieces', 0),
    exact('speck-open-f', 'Boundary F after opening', '', 3),
    exact('speck-remove-f', 'Boundary F after removing small objects', '', 3),
    exact('fill-area', 'Area error after filling every hole', '%', 2),
  ],
  dependsOn: [...maskKeys, ...scoringKeys, 'shape', 'size'],
  usesReaderImage: true,
  async *run(context): Events {
    const { backend, params, signal } = context;
    const { mask, truth } = await withChain(backend, (chain) => knownMask(context, chain));
    const connectivity = connectivityOf(params);
    const { shape, size } = params;
    const limit = structuringElement(shape, size, size).data.filter((cell) => cell !== 0).length;
    const opened = await withChain(backend, (chain) =>
      morphed(chain, mask, 'open', { shape, size, iterations: 1 }),
    );
    yield { kind: 'progress', done: 1, total: 3, note: 'opening' };
    signal.throwIfAborted();
    const results = [
      ['Opening', opened],
      ['Small objects removed', removeSmallObjects(mask, limit, connectivity)],
      ['Holes filled', fillHoles(mask, dual(connectivity))],
    ] as const;
    const scores = results.map(([, result]) => scoreMask(result, truth, scoringOf(params)));
    for (const [index, [name]] of results.entries()) {
      const score = scores[index];
      if (!score) continue;
      yield {
        kind: 'row',
        table: `Alone, on the same mask; limit ${limit} px`,
        cells: {
          step: name,
          extra: score.extra,
          'count error': score.countError,
          'area error, %': score.areaErrorPercent,
          IoU: score.iou,
          'boundary F': score.boundaryF,
        },
      };
    }
    const [open, remove, fill] = scores;
    if (!open || !remove || !fill) throw new Error('A step of the comparison gave no score.');
    yield finding('speck-limit', limit);
    yield finding('speck-open-extra', open.extra);
    yield finding('speck-remove-extra', remove.extra);
    yield finding('speck-open-f', open.boundaryF);
    yield finding('speck-remove-f', remove.boundaryF);
    yield finding('fill-area', fill.areaErrorPercent);
  },
};
