/**
 * A scene from the dials. What the reader sets is exact: count, distractors, camera height, turn, focal
 * length and roll, aperture, light level, direction, colour and contrast, exposure, clipping, noise,
 * JPEG, speed of what moves. `size` is the size of a middling object and gives way where so many things
 * would not fit; `crowding` is a goal that placing comes close to. The seed decides everything else:
 * which objects and their looks, where they stand, where on the table the camera aims, softness of the
 * shadows, tone, families left at "any" and their variation.
 */
import { createRng, type Rng } from '$src/core/rng';
import { backdropFamilies, surroundingFamilies, tableFamilies } from '../families';
import type { Dials } from '../dials';
import type { Domain, SceneDescription, Surface } from '../scene';
import { arrange } from './arrange';
import { maxSeed, pick, rounded, uniform } from './draw';
import { withMovingObjects } from './motion';

/** Shutter time of the dials' scenes. */
const exposureS = 1 / 30;

/**
 * `seed` is any whole number from 0 to 2^32 - 1. `aspect` is width over height of the picture for which
 * things are placed. Throws an Error where things do not fit (the dials' ranges leave room).
 */
export function composeScene(dials: Dials, seed: number, aspect = 1): SceneDescription {
  const rng = createRng(seed).fork('scene');
  const tone = rng.fork('tone');
  const { domain } = dials;
  const scene = arrange(rng.fork('objects'), {
    domain,
    seed,
    count: dials.count,
    distractors: dials.distractors,
    sizeShare: dials.size / 100,
    sizeLimits: [0.015, 0.9],
    evenness: 0.15,
    crowding: dials.crowding,
    cutShare: 0.08,
    straying: 0.4,
    aspect,
    lens: {
      elevationDeg: dials.cameraHeightDeg,
      azimuthDeg: dials.cameraTurnDeg,
      rollDeg: dials.rollDeg,
      focalLengthMm: dials.focalLengthMm,
      apertureMm: dials.apertureMm,
      focusShare: 1,
    },
    light: {
      levelEv: dials.lightEv,
      elevationDeg: dials.lightElevationDeg,
      azimuthDeg: dials.lightAzimuthDeg,
      temperatureK: dials.temperatureK,
      contrast: dials.contrast,
      softness: rounded(uniform(tone, [0.25, 0.6]), 2),
    },
    sensor: {
      exposureEv: dials.exposureEv,
      noisePercent: dials.noisePercent,
      blackClip: dials.blackClip,
      whiteBalanceK: halfWay(dials.temperatureK),
      saturation: rounded(uniform(tone, [0.95, 1.1]), 2),
      toneContrast: rounded(uniform(tone, [0.98, 1.08]), 2),
      vignetting: rounded(uniform(tone, [0, 0.15]), 2),
      jpegQuality: dials.jpegQuality === 100 ? null : dials.jpegQuality,
      exposureS: rounded(exposureS),
    },
    table: surfaceOf(rng.fork('table'), tableFamilies[domain], dials.table),
    backdrop: surfaceOf(rng.fork('backdrop'), backdropFamilies[domain], dials.backdrop),
    surroundings: surfaceOf(
      rng.fork('surroundings'),
      surroundingFamilies[domain],
      dials.surroundings,
    ),
  });
  if (dials.motionMPerS === 0) return scene;
  return withMovingObjects(rng.fork('motion'), scene, {
    share: 0.6,
    speedOf: () => dials.motionMPerS,
    sidewaysDeg: 90,
  });
}

/** The wanted family where the domain has it, else any of the domain's. */
export function surfaceOf(
  rng: Rng,
  families: (typeof tableFamilies | typeof backdropFamilies | typeof surroundingFamilies)[Domain],
  wanted: string,
): Surface {
  const family = (families as readonly string[]).find((name) => name === wanted);
  return { family: family ?? pick<string>(rng, families), seed: rng.integer(0, maxSeed) };
}

/** Half way to 5600 K in reciprocal temperature, in which equal steps look about equal. */
function halfWay(temperatureK: number): number {
  return rounded(2 / (1 / temperatureK + 1 / 5600), 0);
}
