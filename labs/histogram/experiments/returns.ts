/** What returns and what cannot: three spoilt pictures of one scene against the scene taken well. */
import { expectU8, imageOf, type U8Image } from '$src/core/image';
import { withChain } from '$src/lab/chain';
import type { Experiment, ExperimentContext, Progress } from '$src/lab/contract';
import { reporting } from '$src/lab/progress';
import { equalisePlane, luma } from '../equalise';
import type lab from '../lab';
import { clippedAreas, edgeRecall } from '../measures';
import {
  agreement,
  structureOf,
  structureSteps,
  type Structure,
  type Thresholds,
} from '../structure';

type Params = (typeof lab)['params'];
type Context = ExperimentContext<Params>;

/** The scene taken well. */
const cleanName = 'tabletop';
const pictures = [
  { sample: 'tabletop-dark', key: 'dark', name: 'Dark' },
  { sample: 'tabletop-clipped', key: 'clipped', name: 'Clipped' },
  { sample: 'tabletop-motion', key: 'motion', name: 'Motion blur' },
  { sample: 'tabletop', key: 'clean', name: 'Daylight' },
] as const;
const versions = [
  { key: 'before', suffix: '', name: 'as it is' },
  { key: 'global', suffix: '-global', name: 'global' },
  { key: 'clahe', suffix: '-clahe', name: 'CLAHE' },
] as const;
type Version = (typeof versions)[number]['key'];

/** The clean picture as it is agrees with itself by definition: that would be no measurement. */
const cases = pictures.flatMap((picture) =>
  versions
    .filter((version) => picture.key !== 'clean' || version.key !== 'before')
    .map((version) => ({ picture, version })),
);

const edgeSlots = cases.map(({ picture, version }) => ({
  id: `edges-${picture.key}${version.suffix}`,
  label: `Edge agreement F with the clean scene, thresholds tuned on it: ${picture.name.toLowerCase()}, ${version.name}`,
  unit: '%',
  digits: 1,
}));
const ownSlots = (['dark', 'motion'] as const).flatMap((key) =>
  (['', '-clahe'] as const).map((suffix) => ({
    id: `own-${key}${suffix}`,
    label: `Edge agreement F with the clean scene, thresholds of the picture itself: ${key === 'dark' ? 'dark' : 'motion blur'}, ${suffix ? 'CLAHE' : 'as it is'}`,
    unit: '%',
    digits: 1,
  })),
);

export const returns: Experiment<Params> = {
  id: 'returns',
  title: 'What returns: dark, clipped and motion-blurred',
  predict: {
    prompt:
      'Canny was tuned on a daylight picture. After CLAHE, how well do the edges of the same scene at dusk agree with the daylight ones (F, in per cent)?',
    slot: 'edges-dark-clahe',
    min: 0,
    max: 100,
  },
  yields: [...edgeSlots, ...ownSlots],
  dependsOn: ['clipLimit', 'tiles'],
  usesReaderImage: false,
  async *run(context) {
    const slots = new Set([...edgeSlots, ...ownSlots].map((slot) => slot.id));
    const cleanPlane = await lumaOf(context, cleanName);
    const steps = new Steps(1 + cases.length);
    const clean = yield* structure(context, cleanPlane, 'before', steps.next('Daylight, as it is'));
    for (const { picture, version } of cases) {
      const { subject } = await context.sample(picture.sample);
      const plane = await lumaOf(context, picture.sample);
      const name = `${picture.name}, ${version.name}`;
      const at = steps.next(name);
      const found = yield* structure(context, plane, version.key, at, clean.thresholds);
      const score = agreement(clean, found);
      const findings: [string, number][] = [
        [`edges-${picture.key}${version.suffix}`, score.tunedF],
        [`own-${picture.key}${version.suffix}`, score.ownF],
      ];
      for (const [slot, value] of findings) {
        if (slots.has(slot)) yield { kind: 'finding', slot, value, subject };
      }
      yield {
        kind: 'row',
        table: 'Edges against the clean scene, %',
        cells: {
          Picture: name,
          Recall: score.tunedRecall,
          Precision: score.tunedPrecision,
          F: score.tunedF,
          'F, own thresholds': score.ownF,
          'Gradient correlation': score.correlation,
        },
      };
    }
  },
};

export const lost: Experiment<Params> = {
  id: 'lost',
  title: 'Blown highlights and crushed shadows',
  predict: {
    prompt:
      'Of the edges that lie where the clipped picture is pure black or pure white, what percentage comes back after CLAHE?',
    slot: 'lost-clahe',
    min: 0,
    max: 100,
  },
  yields: [
    {
      id: 'lost-edges',
      label: 'Edge pixels of the clean scene inside clipped areas',
      unit: 'px',
    },
    {
      id: 'lost-global',
      label: 'Of those, found after global equalisation',
      unit: '%',
      digits: 1,
    },
    { id: 'lost-clahe', label: 'Of those, found after CLAHE', unit: '%', digits: 1 },
  ],
  dependsOn: ['clipLimit', 'tiles'],
  usesReaderImage: false,
  async *run(context) {
    const { subject } = await context.sample('tabletop-clipped');
    const cleanPlane = await lumaOf(context, cleanName);
    const plane = await lumaOf(context, 'tabletop-clipped');
    const areas = clippedAreas(plane);
    const steps = new Steps(3);
    const clean = yield* structure(context, cleanPlane, 'before', steps.next('Daylight, as it is'));
    const inside = clean.own.data.reduce(
      (count, value, i) => (value !== 0 && areas.data[i] !== 0 ? count + 1 : count),
      0,
    );
    yield { kind: 'finding', slot: 'lost-edges', value: inside, subject };
    for (const method of ['global', 'clahe'] as const) {
      const at = steps.next(`Clipped, ${method === 'global' ? 'global' : 'CLAHE'}`);
      const found = yield* structure(context, plane, method, at, clean.thresholds);
      // Both thresholds have their chance: an edge counts when either finds it.
      const { width, height, data } = found.own;
      const both = data.map((value, i) => value | (found.tuned.data[i] ?? 0));
      const either = imageOf('u8', width, height, 1, both);
      const value = edgeRecall(clean.own, either, areas);
      yield { kind: 'finding', slot: `lost-${method}`, value, subject };
    }
  },
};

/** Where one analysis lies in the progress of an experiment. */
interface Place {
  readonly note: string;
  readonly offset: number;
  readonly total: number;
}

/** Steps of one analysis: equalising, and those of `structureOf`. */
const stepsPerAnalysis = 1 + structureSteps;

class Steps {
  readonly #total: number;
  #done = 0;

  constructor(analyses: number) {
    this.#total = analyses * stepsPerAnalysis;
  }

  next(note: string): Place {
    const offset = this.#done;
    this.#done += stepsPerAnalysis;
    return { note, offset, total: this.#total };
  }
}

async function lumaOf(context: Context, name: string): Promise<U8Image> {
  const { image } = await context.sample(name);
  return withChain(context.backend, (chain) => luma(chain, expectU8(image, name)));
}

/** Equalises a plane and finds its structure, telling every step. */
function structure(
  { backend, params, signal }: Context,
  plane: U8Image,
  version: Version,
  place: Place,
  tuned?: Thresholds,
): AsyncGenerator<Progress, Structure, void> {
  return reporting(
    (report) =>
      withChain(backend, async (chain) => {
        let done = 0;
        const onStep = (): void => {
          signal.throwIfAborted();
          report(++done, stepsPerAnalysis);
        };
        const seen =
          version === 'before' ? plane : (await equalisePlane(chain, plane, version, params)).image;
        onStep();
        return structureOf(chain, seen, tuned, onStep);
      }),
    place,
  );
}
