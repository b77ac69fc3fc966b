/**
 * Damage of one kind at a time on many true masks, each met with the operation that the textbook gives
 * for it: pixel flips with opening and then closing, holes with closing, bridges with opening. One mask
 * may flatter an element; the spread over masks says how far the advice carries. The other operations
 * are shown in the table.
 */
import { iou, overlapCounts } from '$src/metrics/mask-overlap';
import type { U8Image } from '$src/core/image';
import { summarise } from '$src/evidence/statistics';
import type { SlotSpec } from '$src/evidence/types';
import { withChain } from '$src/lab/chain';
import type { Experiment } from '$src/lab/contract';
import { referenceOf } from '$src/lab/experiment';
import { overSuite } from '$src/lab/over-suite';
import { connectedComponents } from '$src/ops/connected-components/reference';
import { flip, spoil } from '../defects';
import { separated } from '../mask';
import { connectivityOf, morphed, type Operation } from '../repair';
import { countErrors } from '../score';
import { exact, type Context, type Events, type Specs } from './support';

/** Masks; the answers quote it, as they do the strength of each kind of damage. */
export const masks = 12;
const none = { holes: 0, specks: 0, radiusPx: 3, jitterPx: 0, bridges: 0 };

interface Damage {
  readonly id: 'flips' | 'holes' | 'bridges';
  readonly name: string;
  /** The textbook's operation, then others to compare with. */
  readonly operations: readonly [Operation, ...Operation[]];
  readonly apply: (truth: U8Image, seed: number) => U8Image;
}

const damages: readonly Damage[] = [
  {
    id: 'flips',
    name: 'one pixel in 50 flipped',
    operations: ['open-close', 'open', 'close'],
    apply: (truth, seed) => flip(truth, 1 / 50, seed),
  },
  {
    id: 'holes',
    name: '30 holes of radius 1 to 3',
    operations: ['close', 'open'],
    apply: (truth, seed) => spoil(truth, { ...none, holes: 30 }, seed),
  },
  {
    id: 'bridges',
    name: '4 bridges',
    operations: ['open', 'close'],
    apply: (truth, seed) => spoil(truth, { ...none, bridges: 4 }, seed),
  },
];

const operationNames: Readonly<Partial<Record<Operation, string>>> = {
  open: 'opening',
  close: 'closing',
  'open-close': 'opening, then closing',
};

export const set: Experiment<Specs> = {
  id: 'set',
  title: 'Three kinds of damage on twelve true masks',
  predict: {
    prompt:
      'Twelve true masks, in each up to four pairs of neighbours joined by a bar three pixels thick. Open them with the element on the bench. By how many objects is the count off afterwards, in the median?',
    slot: 'set-bridges-count-after',
    min: 0,
    max: 100,
  },
  yields: damages.flatMap(({ id, name, operations: [operation] }): SlotSpec[] => {
    const after = `after ${operationNames[operation] ?? operation}`;
    const over = `${name}, median over ${masks} masks`;
    return [
      exact(`set-${id}-iou-before`, `IoU, ${over}`, '', 3),
      exact(`set-${id}-iou-after`, `IoU ${after}, ${over}`, '', 3),
      exact(`set-${id}-count-before`, `Objects by which the count is off, ${over}`, 'objects', 1),
      exact(`set-${id}-count-after`, `The same ${after}, ${over}`, 'objects', 1),
    ];
  }),
  dependsOn: ['shape', 'size', 'iterations', 'connectivity'],
  usesReaderImage: false,
  async *run(context): Events {
    const backend = referenceOf(context);
    const { seed } = context;
    for (const [index, { id, name, operations, apply }] of damages.entries()) {
      const place = { atMost: masks, offset: index * masks, total: damages.length * masks };
      let draw = seed;
      const { results, subject } = yield* overSuite(context, 'test', place, async ({ truth }) => {
        const clean = separated(truth.labels);
        const spoiled = apply(clean, draw++);
        const scores = [scoreOf(context, spoiled, clean)];
        for (const operation of operations) {
          const repaired = await withChain(backend, (chain) =>
            morphed(chain, spoiled, operation, context.params),
          );
          scores.push(scoreOf(context, repaired, clean));
        }
        return scores;
      });
      for (const [step, operation] of ['none' as const, ...operations].entries()) {
        const own = results.flatMap((scores) => scores[step] ?? []);
        const overlap = summarise(own.map((score) => score.iou));
        const count = summarise(own.map((score) => score.off));
        const when = ['before', 'after'][step];
        if (when !== undefined) {
          const slot = `set-${id}-iou-${when}`;
          yield { kind: 'finding', slot, value: overlap, subject, backend };
          const counted = `set-${id}-count-${when}`;
          yield { kind: 'finding', slot: counted, value: count, subject, backend };
        }
        yield {
          kind: 'row',
          table: `${masks} true masks, medians`,
          cells: {
            damage: name,
            operation: operationNames[operation] ?? 'none',
            IoU: overlap.median,
            'IoU p5': overlap.p05,
            'IoU p95': overlap.p95,
            'count off by': count.median,
            'p5 to p95': `${count.p05.toFixed(0)} to ${count.p95.toFixed(0)}`,
          },
        };
      }
    }
  },
};

/** IoU, and by how many objects the count is off, whichever way. */
function scoreOf({ params }: Context, mask: U8Image, truth: U8Image) {
  const connectivity = connectivityOf(params);
  const { countError } = countErrors(
    connectedComponents(mask, connectivity),
    connectedComponents(truth, connectivity),
  );
  return { iou: iou(overlapCounts(mask, truth)), off: Math.abs(countError) };
}
