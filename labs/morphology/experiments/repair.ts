/** The repair as the bench is set now, in numbers: five scores before and after. */
import { withChain } from '$src/lab/chain';
import type { Experiment } from '$src/lab/contract';
import { finish, morphed } from '../repair';
import { scoreMask, type Score } from '../score';
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

export const repair: Experiment<Specs> = {
  id: 'repair',
  title: 'The repair that is set on the bench',
  predict: {
    prompt:
      'Look at the mask and at the repair that is set. What will the IoU with the truth be after it?',
    slot: 'repair-iou-after',
    min: 0,
    max: 1,
  },
  yields: [
    exact('repair-area-before', 'Area error before the repair', '%', 2),
    exact('repair-area-after', 'Area error after it', '%', 2),
    exact('repair-count-before', 'Count error before the repair, found − true', 'objects', 0),
    exact('repair-count-after', 'Count error after it', 'objects', 0),
    exact('repair-iou-before', 'IoU before the repair', '', 3),
    exact('repair-iou-after', 'IoU after it', '', 3),
    exact('repair-dice-before', 'Dice before the repair', '', 3),
    exact('repair-dice-after', 'Dice after it', '', 3),
    exact('repair-f-before', 'Boundary F before the repair', '', 3),
    exact('repair-f-after', 'Boundary F after it', '', 3),
  ],
  dependsOn: [
    ...maskKeys,
    ...scoringKeys,
    'operation',
    'shape',
    'size',
    'iterations',
    'fillHoles',
    'minSize',
  ],
  usesReaderImage: true,
  async *run(context): Events {
    const { backend, params } = context;
    const { before, after } = await withChain(backend, async (chain) => {
      const { mask, truth } = await knownMask(context, chain);
      const repaired = finish(await morphed(chain, mask, params.operation, params), params);
      const scoring = scoringOf(params);
      return {
        before: scoreMask(mask, truth, scoring),
        after: scoreMask(repaired, truth, scoring),
      };
    });
    const slots: readonly (readonly [string, (score: Score) => number])[] = [
      ['area', (score) => score.areaErrorPercent],
      ['count', (score) => score.countError],
      ['iou', (score) => score.iou],
      ['dice', (score) => score.dice],
      ['f', (score) => score.boundaryF],
    ];
    for (const [name, of] of slots) {
      yield finding(`repair-${name}-before`, of(before));
      yield finding(`repair-${name}-after`, of(after));
    }
  },
};
