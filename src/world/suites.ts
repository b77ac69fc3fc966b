/**
 * The suites: sets of pictures of the tabletop, each drawn from ranges of its own. Train, val and test
 * share the wide studio randomisation and differ in their seeds; each condition suite narrows or moves
 * what its name says and leaves the rest; field shares nothing of tables, backdrops and surrounding
 * light with them. A picture depends on suite, seed and index alone, so a set can be made in any order.
 */
import type { SceneTruth } from './frame';
import type { Domain, SceneDescription } from './scene';
import { arrange } from './compose/arrange';
import { maxSeed, uniform } from './compose/draw';
import { withMovingCamera, withMovingObjects } from './compose/motion';
import { shotFrom, streamOf, studioRanges, type Ranges } from './compose/ranges';
import type { Rng } from '$src/core/rng';
import { clipFrame } from './clips';

export const suiteNames = [
  'train',
  'val',
  'test',
  'small',
  'dense',
  'dark',
  'dark-clipped',
  'motion-blur',
  'noisy',
  'occluded',
  'field',
  'clips',
] as const;
export type SuiteName = (typeof suiteNames)[number];

export interface Suite {
  readonly name: SuiteName;
  readonly title: string;
  /** One sentence. */
  readonly description: string;
  readonly domain: Domain;
  readonly kind: 'stills' | 'clips';
  /** Pictures; for clips, frames of all clips together. */
  readonly count: number;
  /** For clips: frames of each, and how many come per second. */
  readonly framesPerClip?: number;
  readonly framesPerS?: number;
  /** Side of the pictures in pixels. */
  readonly size: number;
  readonly seed: number;
  /** Name of the streams: suites that share it (and the seed) show the same scenes. */
  readonly stream: string;
  /** Renderings per picture: more where blur is long. */
  readonly samples: number;
  /** How the pictures are stored. */
  readonly format: 'webp';
  /** 0..1, of the stored file. */
  readonly quality: number;
  readonly ranges: Ranges;
  /** Least occlusion and most of it, and how many objects of a picture must lie between, if any must. */
  readonly occluded?: { readonly from: number; readonly to: number; readonly count: number };
}

const side = 320;

/** Differences from the studio randomisation. */
const dark: Partial<Ranges> = {
  lightEv: [-4.6, -2.8],
  exposureEv: [0, 0],
  netEv: [-4.6, -2.8],
  noisePercent: [0.8, 2.5],
  jpegShare: 0,
  motionShare: 0,
};

export const suites: readonly Suite[] = [
  still('train', 8000, 1, 'Training', 'Studio scenes under wide randomisation, to train on.', {}),
  still('val', 400, 2, 'Validation', 'Studio scenes to choose thresholds and epochs on.', {}),
  still('test', 300, 3, 'Test', 'Studio scenes never used for training or choosing.', {}),
  still(
    'small',
    60,
    4,
    'Small objects',
    'Every object is 8 to 32 pixels long at 320: the small ones of COCO.',
    {
      count: [3, 14],
      sizePercent: [4, 8],
      sizeLimitsPercent: [3, 9.2],
      evenness: 0.6,
      crowding: [0, 0.5],
      cutShare: 0.03,
      elevationDeg: [15, 75],
      motionShare: 0,
    },
  ),
  still('dense', 60, 5, 'Dense', '15 to 30 objects, close together and behind one another.', {
    count: [15, 30],
    sizePercent: [10, 24],
    crowding: [0.6, 0.9],
    elevationDeg: [15, 65],
    motionShare: 0,
  }),
  still(
    'dark',
    60,
    6,
    'Dark',
    'About three to five stops too little light, with noise but nothing cut off: the detail can be brought back.',
    dark,
  ),
  {
    ...still(
      'dark-clipped',
      60,
      6,
      'Dark and clipped',
      'The scenes of “dark” with the shadows cut off by the sensor: what is gone stays gone.',
      { ...dark, blackClip: [0.004, 0.014] },
    ),
    stream: 'dark',
  },
  {
    ...still(
      'motion-blur',
      60,
      7,
      'Motion blur',
      'Objects slide or the camera moves while the shutter is open: streaks of 8 to 40 pixels.',
      {
        count: [1, 10],
        sizePercent: [10, 40],
        crowding: [0, 0.6],
        exposureS: [1 / 60, 1 / 15],
        motionShare: 1,
        blurPercent: [2.6, 12.4],
      },
    ),
    samples: 16,
  },
  {
    ...still(
      'noisy',
      60,
      8,
      'Noisy',
      'A sensor at high gain: strong shot and read noise in good light.',
      { noisePercent: [5, 16], jpegShare: 0 },
    ),
    quality: 0.72, // noise does not compress: at 0.82 these sixty would take a tenth of all bytes
  },
  {
    ...still(
      'occluded',
      60,
      9,
      'Occluded',
      'Every picture has objects of which 30 to 80 per cent are hidden by others.',
      {
        count: [5, 12],
        distractors: [1, 3],
        sizePercent: [14, 34],
        crowding: [0.9, 1],
        elevationDeg: [8, 38],
        motionShare: 0,
      },
    ),
    occluded: { from: 0.3, to: 0.8, count: 2 },
  },
  still(
    'field',
    60,
    10,
    'Field',
    'Other tables, backdrops and light, from lower, wider and more tilted cameras.',
    {
      domain: 'field',
      elevationDeg: [5, 55],
      azimuthDeg: [-55, 55],
      rollDeg: [-22, 22],
      focalLengthMm: [18, 50],
      lightEv: [-2, 1.2],
      lightElevationDeg: [8, 70],
      lightAzimuthDeg: [-175, 175],
      temperatureK: [2300, 11000],
      adaptation: [0.4, 1],
      whiteBalanceErrorMired: 20,
      contrast: [0.1, 0.95],
      netEv: [-2, 0.4],
      noisePercent: [0, 5],
    },
  ),
  {
    ...still(
      'clips',
      8 * 24,
      11,
      'Clips',
      'Eight clips of two seconds in which the camera moves and things roll and slide.',
      {
        count: [3, 9],
        sizePercent: [12, 30],
        crowding: [0.2, 0.7],
        elevationDeg: [15, 55],
        azimuthDeg: [-20, 20],
        exposureS: [1 / 120, 1 / 48],
        motionShare: 0,
      },
    ),
    kind: 'clips',
    framesPerClip: 24,
    framesPerS: 12,
  },
];

function still(
  name: SuiteName,
  count: number,
  seed: number,
  title: string,
  description: string,
  ranges: Partial<Ranges>,
): Suite {
  return {
    name,
    title,
    description,
    domain: ranges.domain ?? studioRanges.domain,
    kind: 'stills',
    count,
    size: side,
    seed,
    stream: name,
    samples: 4,
    format: 'webp',
    quality: 0.82,
    ranges: { ...studioRanges, ...ranges },
  };
}

/** Throws RangeError for a name that is none. */
export function suiteOf(name: string): Suite {
  const suite = suites.find((candidate) => candidate.name === name);
  if (!suite)
    throw new RangeError(`There is no suite “${name}”; there are ${suiteNames.join(', ')}.`);
  return suite;
}

/**
 * The scene of picture `index` (a whole number from 0). For clips, frame `index % framesPerClip` of clip
 * `floor(index / framesPerClip)`. `seed` replaces the suite's; `attempt` above 0 gives further scenes
 * for the same picture, where the truth of one did not pass `suits`.
 */
export function sceneAt(
  suite: Suite,
  index: number,
  seed = suite.seed,
  attempt = 0,
): SceneDescription {
  if (!Number.isInteger(index) || index < 0)
    throw new RangeError(`The index of a picture must be a whole number from 0; got ${index}.`);
  const { framesPerClip = 1, framesPerS = 1 } = suite;
  const item = Math.floor(index / framesPerClip);
  const rng = streamOf(attempt === 0 ? suite.stream : `${suite.stream}+${attempt}`, seed, item);
  const scene = arrange(
    rng.fork('objects'),
    shotFrom(suite.ranges, rng, rng.fork('seed').integer(0, maxSeed)),
  );
  if (suite.kind === 'clips')
    return clipFrame(rng.fork('clip'), scene, index % framesPerClip, framesPerS);
  return withBlur(rng.fork('motion'), scene, suite.ranges);
}

/** Whether a picture is what its suite promises; always true where it promises nothing of the kind. */
export function suits(suite: Suite, truth: SceneTruth): boolean {
  const { occluded } = suite;
  if (!occluded) return true;
  const within = truth.instances.filter(
    ({ categoryId, occlusion }) =>
      categoryId !== undefined && occlusion >= occluded.from && occlusion <= occluded.to,
  );
  return within.length >= occluded.count;
}

/** Real motion: in half of the moved pictures the camera's, in the others that of most objects. */
function withBlur(rng: Rng, scene: SceneDescription, ranges: Ranges): SceneDescription {
  if (rng.next() >= ranges.motionShare) return scene;
  const blur = (): number => uniform(rng, ranges.blurPercent) / 100;
  const { focalLengthMm } = scene.camera;
  if (rng.next() < 0.5) {
    const length = blur();
    const angle = 2 * Math.PI * rng.next();
    const isPan = rng.next() < 0.5;
    return withMovingCamera(scene, {
      across: isPan ? 0 : length * Math.cos(angle),
      up: isPan ? 0 : length * Math.sin(angle),
      pan: isPan ? (angle < Math.PI ? length : -length) : 0,
    });
  }
  return withMovingObjects(rng, scene, {
    share: 0.75,
    speedOf: (_, depthM) => (blur() * depthM * 24) / focalLengthMm / scene.sensor.exposureS,
    sidewaysDeg: 30,
  });
}
