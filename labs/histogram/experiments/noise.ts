/** What equalisation does to noise, by clip limit and by number of tiles. */
import { expectU8, type U8Image } from '$src/core/image';
import { withChain } from '$src/lab/chain';
import type { Experiment, ExperimentContext } from '$src/lab/contract';
import type { Subject } from '$src/evidence/types';
import { countsOf, equalisePlane, luma, type ClaheSetting, type Method } from '../equalise';
import type lab from '../lab';
import { flattestBlocks, localContrast, noiseSigma, rmsContrast, type Block } from '../measures';
import { flatSide } from '../pipeline';

type Params = (typeof lab)['params'];
type Context = ExperimentContext<Params>;

const noisyName = 'tabletop-noisy';
/** Fixed here, so that the text may name them. */
const limited: ClaheSetting = { clipLimit: 2, tiles: 8 };
const unlimited: ClaheSetting = { clipLimit: 0, tiles: 8 };

export const noise: Experiment<Params> = {
  id: 'noise',
  title: 'Noise in flat areas',
  predict: {
    prompt:
      'A grainy picture, CLAHE with clip limit 2 and 8 × 8 tiles: by what factor does the noise of the flat areas grow?',
    slot: 'noise-gain-limited',
    min: 0.5,
    max: 20,
  },
  yields: [
    {
      id: 'noise-before',
      label: 'Noise σ in the flattest tenth of the picture, before',
      unit: 'grey levels',
      digits: 1,
      isExact: true,
    },
    {
      id: 'noise-gain-global',
      label: 'Noise after by noise before, global equalisation',
      unit: '',
      digits: 2,
      isExact: true,
    },
    {
      id: 'noise-gain-limited',
      label: 'Noise after by noise before, CLAHE with clip limit 2, 8 × 8 tiles',
      unit: '',
      digits: 2,
    },
    {
      id: 'noise-gain-unlimited',
      label: 'Noise after by noise before, no clip limit, 8 × 8 tiles',
      unit: '',
      digits: 2,
    },
  ],
  dependsOn: [],
  usesReaderImage: false,
  async *run(context) {
    const { subject, plane, blocks } = await grainy(context);
    const before = noiseSigma(plane, blocks);
    yield { kind: 'finding', slot: 'noise-before', value: before, subject };
    const cases = [
      { slot: 'noise-gain-global', name: 'Global', method: 'global', setting: limited },
      { slot: 'noise-gain-limited', name: 'Clip limit 2', method: 'clahe', setting: limited },
      { slot: 'noise-gain-unlimited', name: 'No limit', method: 'clahe', setting: unlimited },
    ] as const;
    yield row('Noise and contrast', 'Before', await judge(context, plane, blocks), before);
    for (const [i, { slot, name, method, setting }] of cases.entries()) {
      yield { kind: 'progress', done: i, total: cases.length, note: name };
      context.signal.throwIfAborted();
      const after = await equalised(context, plane, blocks, method, setting);
      yield { kind: 'finding', slot, value: after.sigma / before, subject };
      yield row('Noise and contrast', name, after, before);
    }
  },
};

const tileCounts = [2, 4, 8, 16] as const;
const isQuoted = (count: number): boolean => count === 2 || count === 16;

export const tiles: Experiment<Params> = {
  id: 'tiles',
  title: 'Number of tiles',
  predict: {
    prompt:
      'With the clip limit as set, by what factor does CLAHE with 16 × 16 tiles raise the noise of flat areas?',
    slot: 'tiles-noise-16',
    min: 0.5,
    max: 20,
  },
  yields: [
    ...tileCounts.filter(isQuoted).map((count) => ({
      id: `tiles-noise-${count}`,
      label: `Noise after by noise before, CLAHE with ${count} × ${count} tiles`,
      unit: '',
      digits: 2,
    })),
    ...tileCounts.filter(isQuoted).map((count) => ({
      id: `tiles-contrast-${count}`,
      label: `RMS contrast of the whole picture, CLAHE with ${count} × ${count} tiles`,
      unit: '',
      digits: 3,
    })),
  ],
  dependsOn: ['clipLimit'],
  usesReaderImage: false,
  async *run(context) {
    const { subject, plane, blocks } = await grainy(context);
    const before = noiseSigma(plane, blocks);
    for (const [i, count] of tileCounts.entries()) {
      const name = `${count} × ${count} tiles`;
      yield { kind: 'progress', done: i, total: tileCounts.length, note: name };
      context.signal.throwIfAborted();
      const setting = { clipLimit: context.params.clipLimit, tiles: count };
      const after = await equalised(context, plane, blocks, 'clahe', setting);
      if (isQuoted(count)) {
        yield {
          kind: 'finding',
          slot: `tiles-noise-${count}`,
          value: after.sigma / before,
          subject,
        };
        yield { kind: 'finding', slot: `tiles-contrast-${count}`, value: after.rms, subject };
      }
      yield row('By number of tiles', name, after, before);
    }
  },
};

interface Judged {
  readonly sigma: number;
  readonly rms: number;
  readonly local: number;
}

/**
 * The grainy picture's luma and its flat blocks. Those are chosen on the picture without grain:
 * choosing the calmest blocks of the noise itself would underrate it.
 */
async function grainy(context: Context): Promise<{
  readonly subject: Subject;
  readonly plane: U8Image;
  readonly blocks: readonly Block[];
}> {
  const { image, clean, subject } = await context.sample(noisyName);
  return withChain(context.backend, async (chain) => {
    const plane = await luma(chain, expectU8(image, noisyName));
    const calm = clean ? await luma(chain, expectU8(clean, noisyName)) : plane;
    return { subject, plane, blocks: flattestBlocks(calm, flatSide) };
  });
}

async function equalised(
  context: Context,
  plane: U8Image,
  blocks: readonly Block[],
  method: Method,
  setting: ClaheSetting,
): Promise<Judged> {
  const { image } = await withChain(context.backend, (chain) =>
    equalisePlane(chain, plane, method, setting),
  );
  return judge(context, image, blocks);
}

async function judge(
  { backend }: Context,
  plane: U8Image,
  blocks: readonly Block[],
): Promise<Judged> {
  const counts = await withChain(backend, (chain) => countsOf(chain, plane));
  return {
    sigma: noiseSigma(plane, blocks),
    rms: rmsContrast(counts),
    local: localContrast(plane, flatSide),
  };
}

function row(table: string, name: string, judged: Judged, noiseBefore: number) {
  return {
    kind: 'row' as const,
    table,
    cells: {
      Version: name,
      'Noise σ': judged.sigma,
      'Noise, ×': judged.sigma / noiseBefore,
      'RMS contrast': judged.rms,
      'Local contrast': judged.local,
    },
  };
}
