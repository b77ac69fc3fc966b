/**
 * Edges against exact outlines over a set: what the thresholds of the bench, placed on one picture, do
 * on many that nobody tuned for, and on pictures in bad light, in noise and in motion. The suites show
 * different scenes, so that two of them differ by their condition and by the luck of the draw; the
 * spread over the pictures of one suite says how much the latter may be.
 */
import { expectU8 } from '$src/core/image';
import { summarise } from '$src/evidence/statistics';
import type { SlotSpec } from '$src/evidence/types';
import { withChain } from '$src/lab/chain';
import type { Experiment, ExperimentEvent, SuiteInput } from '$src/lab/contract';
import { referenceOf } from '$src/lab/experiment';
import { overSuite } from '$src/lab/over-suite';
import { frontKeys, preparedExactly, readCanny, type Context, type Specs } from '../front';
import { scoreEdges, type EdgeScore } from '../truth';

/** Pictures of each suite; the answers quote it. */
export const picturesPerSuite = 16;

const conditions = [
  { suite: 'test', suffix: '', name: 'ordinary pictures' },
  { suite: 'dark', suffix: '-dark', name: 'dark pictures' },
  { suite: 'noisy', suffix: '-noisy', name: 'noisy pictures' },
  { suite: 'motion-blur', suffix: '-motion', name: 'motion-blurred pictures' },
] as const;

const percent = { unit: '%', digits: 1 } as const;
const over = (name: string): string => `median over ${picturesPerSuite} ${name}`;

export const set: Experiment<Specs> = {
  id: 'set',
  title: 'The same thresholds over a set of pictures',
  predict: {
    prompt:
      'The thresholds on the bench meet 16 dark pictures that nobody tuned them for. What share of the true outlines do they find there?',
    slot: 'set-recall-dark',
    min: 0,
    max: 100,
  },
  yields: [
    { id: 'set-f', label: `Boundary F, ${over('ordinary pictures')}`, unit: '', digits: 2 },
    { id: 'set-f-low', label: 'Boundary F, the worst of them', unit: '', digits: 2 },
    { id: 'set-f-high', label: 'Boundary F, the best of them', unit: '', digits: 2 },
    ...conditions.flatMap(({ suffix, name }): SlotSpec[] => [
      { id: `set-recall${suffix}`, label: `Outlines found, ${over(name)}`, ...percent },
      { id: `set-precision${suffix}`, label: `Edges on an outline, ${over(name)}`, ...percent },
    ]),
  ],
  dependsOn: [...frontKeys, 'low', 'high', 'tolerance'],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const backend = referenceOf(context);
    for (const [index, { suite, suffix, name }] of conditions.entries()) {
      const { results, subject } = yield* overSuite(
        context,
        suite,
        {
          atMost: picturesPerSuite,
          offset: index * picturesPerSuite,
          total: conditions.length * picturesPerSuite,
        },
        (picture) => scoreOf(context, picture),
      );
      const recall = summarise(results.map((score) => 100 * score.recall));
      const precision = summarise(results.map((score) => 100 * score.precision));
      const f = summarise(results.map((score) => score.f));
      yield { kind: 'finding', slot: `set-recall${suffix}`, value: recall, subject, backend };
      yield { kind: 'finding', slot: `set-precision${suffix}`, value: precision, subject, backend };
      if (suffix === '') {
        yield { kind: 'finding', slot: 'set-f', value: f, subject, backend };
        const [low, high] = [Math.min(...f.runs), Math.max(...f.runs)];
        yield { kind: 'finding', slot: 'set-f-low', value: low, subject, backend };
        yield { kind: 'finding', slot: 'set-f-high', value: high, subject, backend };
      }
      yield {
        kind: 'row',
        table: 'Edges against outlines, medians over pictures',
        cells: {
          set: name,
          n: results.length,
          'recall, %': recall.median,
          'recall p5': recall.p05,
          'recall p95': recall.p95,
          'precision, %': precision.median,
          F: f.median,
          'F p5': f.p05,
          'F p95': f.p95,
        },
      };
    }
  },
};

async function scoreOf(context: Context, { image, truth }: SuiteInput): Promise<EdgeScore> {
  const { params } = context;
  const prepared = await preparedExactly(context, image, params);
  const { edges } = await withChain(referenceOf(context), async (chain) =>
    readCanny(chain, await chain.upload(prepared), params, ['edges']),
  );
  return scoreEdges(
    expectU8(edges, 'The score', [1]),
    expectU8(truth.outline, 'The score', [1]),
    Number(params.tolerance),
  );
}
