import type { Development } from './core/develop';
import type { Scene } from './core/scene';
import { normalize } from './core/vec';
import { beads, coins, print } from './scenes/flat';
import { DAYLIGHT, relit } from './scenes/lights';
import { feast, fruit, portrait, study, trio } from './scenes/still';
import { HERO_CAMERA, tabletop } from './scenes/tabletop';

/** The set: what is rendered, how it is developed, and the words that go with it. */
export interface Shot {
  readonly name: string;
  readonly title: string;
  /** Used as alternative text. */
  readonly description: string;
  readonly light: string;
  readonly family: string;
  readonly width: number;
  readonly height: number;
  /** Samples per pixel are grid squared. */
  readonly grid: number;
  readonly seed: number;
  readonly scene: (seed: number) => Scene;
  readonly develop: Development;
  /**
   * This picture is a worse version of another one, pixel for pixel of the same geometry. Its own name
   * means that the good version is written beside it as `<name>.clean.png`, developed with `clean`.
   */
  readonly cleanOf?: string;
  readonly clean?: Development;
  /** Re-use the other shot's rendering: only the development differs. */
  readonly sameRender?: boolean;
}

const HERO = { width: 832, height: 416 } as const;
const VGA = { width: 640, height: 480 } as const;
const DAY: Development = { exposure: 0.62, curve: 'film', vignette: 0.18 };

export const shots: readonly Shot[] = [
  {
    ...HERO,
    name: 'tabletop',
    title: 'Tabletop, daylight',
    description:
      'A green bottle, a red apple, a blue book with an orange on it, a chocolate donut with sprinkles and a white cup with blue bands on an oak table, in sunlight from a window on the left.',
    light: 'sun and sky through a window',
    family: 'tabletop',
    grid: 4,
    seed: 11,
    scene: () => tabletop(),
    develop: DAY,
  },
  {
    ...HERO,
    name: 'tabletop-dark',
    title: 'Tabletop at dusk',
    description:
      'The same bottle, apple, book, orange, donut and cup at dusk: a weak blue window and the last red sun from the left, dark but with nothing clipped.',
    light: 'dusk sky and the last sun through a window',
    family: 'tabletop',
    grid: 4,
    seed: 12,
    scene: () =>
      tabletop(
        relit(DAYLIGHT, [0.1, 0.15, 0.24], [0.17, 0.085, 0.032], [0.07, 0.08, 0.1], {
          sun: normalize([-0.86, 0.36, 0.3]),
        }),
      ),
    develop: { exposure: 0.85, curve: 'film', vignette: 0.3, range: [6, 255] },
    cleanOf: 'tabletop',
  },
  {
    ...HERO,
    name: 'tabletop-clipped',
    title: 'Tabletop, clipped',
    description:
      'The daylight tabletop badly exposed: the shadows under the book and at the right are crushed to pure black, parts of the sunlit wall, the label and the cup burn out to white.',
    light: 'sun and sky through a window',
    family: 'tabletop',
    grid: 4,
    seed: 11,
    scene: () => tabletop(),
    develop: { exposure: 0.42, curve: 'clip', crush: { black: 0.11, gain: 2.7 }, vignette: 0.2 },
    cleanOf: 'tabletop',
    sameRender: true,
  },
  {
    ...HERO,
    name: 'tabletop-motion',
    title: 'Tabletop, moving camera',
    description:
      'The daylight tabletop taken by a camera that slides to the right while the shutter is open: everything is smeared sideways, near things more than far ones.',
    light: 'sun and sky through a window',
    family: 'tabletop',
    grid: 5,
    seed: 14,
    scene: () =>
      tabletop(DAYLIGHT, {
        ...HERO_CAMERA,
        travel: { eye: [0.42, 0.03, 0], target: [0.18, 0.035, 0] },
      }),
    develop: DAY,
    cleanOf: 'tabletop',
  },
  {
    ...VGA,
    name: 'tabletop-noisy',
    title: 'Fruit bowl, high ISO',
    description:
      'A sage green bowl of oranges and apples, a glass of red wine, a banana and a carrot on a walnut table, with the strong grain of a high ISO setting.',
    light: 'sun and sky through a window',
    family: 'fruit',
    grid: 3,
    seed: 15,
    scene: () => fruit(),
    develop: { exposure: 0.6, curve: 'film', noise: { electrons: 110, read: 0.012 } },
    cleanOf: 'tabletop-noisy',
    clean: { exposure: 0.6, curve: 'film' },
  },
  {
    ...VGA,
    name: 'low-contrast',
    title: 'Clock and books in haze',
    description:
      'A red alarm clock on two books, a mustard cup, a tennis ball and a green apple behind a veil of haze, all between grey levels 95 and 160.',
    light: 'veiled daylight',
    family: 'study',
    grid: 3,
    seed: 16,
    scene: () => study(),
    develop: {
      exposure: 0.62,
      curve: 'film',
      range: [95, 160],
      fog: { density: 0.035, from: 7, level: 0.9 },
    },
    cleanOf: 'low-contrast',
    clean: { exposure: 0.62, curve: 'film' },
  },
  {
    name: 'still-portrait',
    title: 'Bottle and glass, upright',
    description:
      'Upright still life: a green glazed bottle, a glass of red wine, a red book with an apple on it and an orange on a dark walnut table in low evening sun.',
    light: 'low sun through a window',
    family: 'still',
    width: 480,
    height: 640,
    grid: 3,
    seed: 17,
    scene: () => portrait(),
    develop: { ...DAY, exposure: 0.66 },
  },
  {
    name: 'coins',
    title: 'Coins, washers and buttons',
    description:
      'Coins, washers and two- and four-hole buttons scattered on a grey-blue cloth, seen from straight above; some touch.',
    light: 'soft window light from the left',
    family: 'counting',
    width: 512,
    height: 512,
    grid: 3,
    seed: 18,
    scene: coins,
    develop: { exposure: 0.95, curve: 'film' },
  },
  {
    ...VGA,
    name: 'beads',
    title: 'Beads under a lamp',
    description:
      'Over a hundred wooden and glazed beads on green-grey felt, lit by one lamp beyond the left edge, so that light falls off steeply towards the right.',
    light: 'one near lamp, strong fall-off',
    family: 'counting',
    grid: 3,
    seed: 19,
    scene: beads,
    develop: { exposure: 0.9, curve: 'film' },
  },
  {
    ...VGA,
    name: 'print',
    title: 'Printed sheet',
    description:
      'A sheet of white paper on a dark desk, seen at an angle, printed with the letters C V L A B and eight coloured shapes; a cup and the window bars throw shadows over it.',
    light: 'sun through window bars',
    family: 'print',
    grid: 3,
    seed: 20,
    scene: print,
    develop: { exposure: 0.66, curve: 'film', vignette: 0.15 },
  },
  {
    name: 'large',
    title: 'Long table',
    description:
      'Bottle, wine glass, a bowl of apples and oranges, a clock on a book, a donut on a plate, cup, apple and banana on an oak table in sunlight, at 1600 by 900.',
    light: 'sun and sky through a window',
    family: 'feast',
    width: 1600,
    height: 900,
    grid: 3,
    seed: 21,
    scene: () => feast(),
    develop: DAY,
  },
  {
    name: 'small',
    title: 'Three things, small',
    description: 'A mustard cup, a tennis ball and an apple on an oak table, at 160 by 120.',
    light: 'sun and sky through a window',
    family: 'still',
    width: 160,
    height: 120,
    grid: 6,
    seed: 22,
    scene: () => trio(),
    develop: { ...DAY, vignette: 0.1 },
  },
];
