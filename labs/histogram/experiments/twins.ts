/**
 * Dark or gone, over a set: pairs of pictures of one scene in too little light, one as the sensor saw
 * it, one with the shadows cut off at black. Both are equalised alike; what comes back of the true
 * outlines is counted with thresholds that were tuned once, on ordinary pictures.
 *
 * Most outlines of a cut picture do not lie in its black areas, so recall over the whole picture hardly
 * tells the twins apart. The verdict is taken inside those areas: recall there of the cut picture and of
 * its twin, and of any line at all, because noise that CLAHE lifts also makes edges.
 */
import { expectU8, type U8Image } from '$src/core/image';
import { median, summarise } from '$src/evidence/statistics';
import type { Summary } from '$src/evidence/types';
import { withChain, type Chain } from '$src/lab/chain';
import type { Experiment, ExperimentContext, Finding, SuiteInput } from '$src/lab/contract';
import { referenceOf } from '$src/lab/experiment';
import { overSuite, type OverSuite } from '$src/lab/over-suite';
import { blackAreasOf, foundInBlack } from '../black-areas';
import { countsOf, equalisePlane, luma } from '../equalise';
import type lab from '../lab';
import { edgeRecall, occupiedLevels, percentAt } from '../measures';
import { edgesAt, lowShare, ownThresholds, type Thresholds } from '../structure';

type Params = (typeof lab)['params'];
type Context = ExperimentContext<Params>;

/** Pairs, and pictures to tune on; the answers quote it. */
const pairs = 12;

const twins = ['dark', 'clipped'] as const;
type Twin = (typeof twins)[number];
const suites = { dark: 'dark', clipped: 'dark-clipped' } as const;
const versions = ['before', 'global', 'clahe'] as const;
type Version = (typeof versions)[number];
const versionNames = { before: 'as it is', global: 'global', clahe: 'CLAHE' } as const;

const percent = { unit: '%', digits: 1 } as const;
const ofDark = `dark, median over ${pairs} pictures`;
const ofClipped = `dark and clipped, median over ${pairs} pictures`;
const inBlack = `in the black areas of ${pairs} clipped pictures`;

export const twinSet: Experiment<Params> = {
  id: 'twins',
  title: 'Dark or gone: twelve scenes, with and without their shadows',
  predict: {
    prompt:
      'Twelve scenes in too little light, the shadows cut off at black. Of the true outlines inside the black areas, what share does Canny find after CLAHE?',
    slot: 'twin-gone-clipped',
    min: 0,
    max: 100,
  },
  yields: [
    { id: 'twin-black-dark', label: `Pixels at 0, ${ofDark}`, unit: '%', digits: 2 },
    { id: 'twin-black-clipped', label: `Pixels at 0, ${ofClipped}`, unit: '%', digits: 2 },
    {
      id: 'twin-black-clahe',
      label: `Pixels at 0 after CLAHE, ${ofClipped}`,
      unit: '%',
      digits: 2,
    },
    { id: 'twin-levels-dark', label: `Grey levels in use, ${ofDark}`, unit: '', digits: 0 },
    { id: 'twin-levels-clipped', label: `Grey levels in use, ${ofClipped}`, unit: '', digits: 0 },
    {
      id: 'twin-levels-global',
      label: `Grey levels in use after global equalisation, ${ofClipped}`,
      unit: '',
      digits: 0,
    },
    ...versions.map((version) => ({
      id: `twin-recall-dark-${version}`,
      label: `True outlines found, ${versionNames[version]}, ${ofDark}`,
      ...percent,
    })),
    ...versions.map((version) => ({
      id: `twin-recall-clipped-${version}`,
      label: `True outlines found, ${versionNames[version]}, ${ofClipped}`,
      ...percent,
    })),
    { id: 'twin-gone-outlines', label: `Outline pixels ${inBlack}`, unit: 'px', digits: 0 },
    { id: 'twin-gone-clipped', label: `True outlines found after CLAHE ${inBlack}`, ...percent },
    {
      id: 'twin-gone-dark',
      label: 'The same outlines, found after CLAHE of the twins that are not cut',
      ...percent,
    },
    {
      id: 'twin-gone-chance',
      label: `Pixels ${inBlack} with an edge of the twin after CLAHE beside them`,
      ...percent,
    },
  ],
  dependsOn: ['clipLimit', 'tiles'],
  usesReaderImage: false,
  async *run(context) {
    const total = 3 * pairs;
    const backend = referenceOf(context);
    const tuning = yield* overSuite(context, 'test', { atMost: pairs, total }, (picture) =>
      withChain(backend, async (chain) => ownThresholds(chain, await lumaOf(chain, picture))),
    );
    const high = Math.round(median(tuning.results.map((own) => own.high)));
    const tuned = { high, low: Math.round(lowShare * high) };
    const judged = {} as Record<Twin, OverSuite<Judged>>;
    for (const [index, twin] of twins.entries()) {
      const place = { atMost: pairs, offset: (index + 1) * pairs, total };
      judged[twin] = yield* overSuite(context, suites[twin], place, (picture) =>
        judge(context, picture, tuned),
      );
      const { results, subject } = judged[twin];
      const over = (of: (seen: Seen) => number, version: Version): Summary =>
        summarise(results.map((result) => of(result.seen[version])));
      const finding = (slot: string, value: Summary): Finding => {
        return { kind: 'finding', slot: `twin-${slot}`, value, subject, backend };
      };
      yield finding(`black-${twin}`, over(blackOf, 'before'));
      yield finding(`levels-${twin}`, over(levelsOf, 'before'));
      if (twin === 'clipped') {
        yield finding('black-clahe', over(blackOf, 'clahe'));
        yield finding('levels-global', over(levelsOf, 'global'));
      }
      for (const version of versions) {
        const recall = over(recallOf, version);
        yield finding(`recall-${twin}-${version}`, recall);
        yield {
          kind: 'row',
          table: `Medians over ${results.length} pictures; Canny at ${tuned.low} and ${tuned.high}`,
          cells: {
            Pictures: `${twin === 'dark' ? 'Dark' : 'Clipped'}, ${versionNames[version]}`,
            'At 0, %': over(blackOf, version).median,
            'Levels used': over(levelsOf, version).median,
            'Outlines found, %': recall.median,
            'p5 to p95': `${recall.p05.toFixed(0)} to ${recall.p95.toFixed(0)}`,
          },
        };
      }
    }
    const { subject } = judged.clipped;
    for (const version of versions) {
      const found = foundInBlack(
        judged.clipped.results.flatMap(({ seen, outline, areas }, index) => {
          const twin = judged.dark.results[index];
          if (!twin) return [];
          return [{ outline, areas, cut: seen[version].edges, whole: twin.seen[version].edges }];
        }),
      );
      if (version === 'clahe') {
        for (const [name, value] of Object.entries(found) as [string, number][]) {
          yield { kind: 'finding', slot: `twin-gone-${name}`, value, subject, backend };
        }
      }
      yield {
        kind: 'row',
        table: `In the black areas: ${found.outlines} outline pixels`,
        cells: {
          Version: versionNames[version],
          'Found in the clipped, %': found.clipped,
          'Found in its twin, %': found.dark,
          'Any pixel, twin, %': found.chance,
        },
      };
    }
  },
};

/** One version of one picture. */
interface Seen {
  /** Pixels at 0, %. */
  readonly black: number;
  readonly levels: number;
  /** Outline pixels found, %. */
  readonly recall: number;
  readonly edges: U8Image;
}

const blackOf = ({ black }: Seen): number => black;
const levelsOf = ({ levels }: Seen): number => levels;
const recallOf = ({ recall }: Seen): number => recall;

interface Judged {
  readonly seen: Readonly<Record<Version, Seen>>;
  readonly outline: U8Image;
  readonly areas: U8Image;
}

async function judge(context: Context, picture: SuiteInput, tuned: Thresholds): Promise<Judged> {
  const { params, signal } = context;
  const outline = expectU8(picture.truth.outline, 'The score', [1]);
  return withChain(referenceOf(context), async (chain) => {
    const plane = await lumaOf(chain, picture);
    const seen = {} as Record<Version, Seen>;
    for (const version of versions) {
      signal.throwIfAborted();
      const image =
        version === 'before' ? plane : (await equalisePlane(chain, plane, version, params)).image;
      const counts = await countsOf(chain, image);
      const edges = await edgesAt(chain, image, tuned);
      seen[version] = {
        black: percentAt(counts, 0),
        levels: occupiedLevels(counts),
        recall: edgeRecall(outline, edges),
        edges,
      };
    }
    return { seen, outline, areas: await blackAreasOf(chain, plane) };
  });
}

function lumaOf(chain: Chain, { image }: SuiteInput): Promise<U8Image> {
  return luma(chain, expectU8(image, 'Equalisation'));
}
