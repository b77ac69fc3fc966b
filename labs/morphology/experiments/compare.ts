/**
 * Two repairs of the same mask side by side: opening and closing in either order, and elements of the
 * same side but another shape. Opening and closing do not commute (Serra, 1982): each decides first
 * what the other gets to see.
 */
import type { U8Image } from '$src/core/image';
import { withChain } from '$src/lab/chain';
import type { Experiment } from '$src/lab/contract';
import { iou, overlapCounts } from '$src/metrics/mask-overlap';
import { compare, morphed, type Element } from '../repair';
import { scoreMask } from '../score';
import {
  exact,
  finding,
  knownMask,
  maskKeys,
  scoringKeys,
  scoringOf,
  type Context,
  type Events,
  type Specs,
} from './support';

export const order: Experiment<Specs> = {
  id: 'order',
  title: 'Open then close, or close then open',
  predict: {
    prompt:
      'Both orders with the element on the bench. In how many per cent of all pixels do the two results differ?',
    slot: 'order-differ',
    min: 0,
    max: 100,
  },
  yields: [
    exact('order-open-close', 'IoU of opening, then closing', '', 3),
    exact('order-close-open', 'IoU of closing, then opening', '', 3),
    exact('order-differ', 'Pixels in which the two orders differ', '%', 2),
  ],
  dependsOn: [...maskKeys, 'shape', 'size', 'iterations'],
  usesReaderImage: true,
  async *run(context): Events {
    const { params, signal } = context;
    const { mask, truth } = await masksOf(context);
    const openClose = await repaired(context, mask, 'open-close', params);
    yield { kind: 'progress', done: 1, total: 2, note: 'open, then close' };
    signal.throwIfAborted();
    const closeOpen = await repaired(context, mask, 'close-open', params);
    const { onlyFirst, onlySecond } = compare(openClose, closeOpen);
    yield finding('order-open-close', iou(overlapCounts(openClose, truth)));
    yield finding('order-close-open', iou(overlapCounts(closeOpen, truth)));
    yield finding('order-differ', (100 * (onlyFirst + onlySecond)) / mask.data.length);
  },
};

const shapes = ['rect', 'ellipse', 'cross'] as const;
const shapeNames = { rect: 'square', ellipse: 'ellipse', cross: 'cross' };

export const shape: Experiment<Specs> = {
  id: 'shape',
  title: 'Square, ellipse, cross',
  predict: {
    prompt:
      'Close, then open, with a square of the size on the bench. What share of the outline is found within the tolerance, as boundary F?',
    slot: 'shape-rect-f',
    min: 0,
    max: 1,
  },
  yields: shapes.flatMap((name) => [
    exact(`shape-${name}-iou`, `IoU after closing and opening, ${shapeNames[name]}`, '', 3),
    exact(`shape-${name}-f`, `Boundary F after closing and opening, ${shapeNames[name]}`, '', 3),
  ]),
  dependsOn: [...maskKeys, ...scoringKeys, 'size', 'iterations'],
  usesReaderImage: true,
  async *run(context): Events {
    const { params, signal } = context;
    const { mask, truth } = await masksOf(context);
    for (const [index, name] of shapes.entries()) {
      signal.throwIfAborted();
      const { size, iterations } = params;
      const result = await repaired(context, mask, 'close-open', { shape: name, size, iterations });
      const score = scoreMask(result, truth, scoringOf(params));
      yield finding(`shape-${name}-iou`, score.iou);
      yield finding(`shape-${name}-f`, score.boundaryF);
      yield {
        kind: 'row',
        table: `Closing, then opening, ${size} × ${size}`,
        cells: {
          element: shapeNames[name],
          IoU: score.iou,
          'boundary F': score.boundaryF,
          'area error, %': score.areaErrorPercent,
          'count error': score.countError,
        },
      };
      yield { kind: 'progress', done: index + 1, total: shapes.length, note: shapeNames[name] };
    }
  },
};

function masksOf(context: Context) {
  return withChain(context.backend, (chain) => knownMask(context, chain));
}

/** Each repair on a chain of its own, so that its images are freed before the next one. */
function repaired(
  { backend }: Context,
  mask: U8Image,
  operation: 'open-close' | 'close-open',
  element: Element,
): Promise<U8Image> {
  return withChain(backend, (chain) => morphed(chain, mask, operation, element));
}
