/**
 * Domain randomisation as data (Tobin et al., "Domain randomization for transferring deep neural
 * networks from simulation to the real world", IROS 2017): for every property of a picture the range
 * from which it is drawn. Each property draws from its own stream, so that two suites with one seed
 * that differ in a single range differ in that property alone.
 */
import { createRng, type Rng } from '$src/core/rng';
import { backdropFamilies, surroundingFamilies, tableFamilies } from '../families';
import type { Domain, Light, Sensor } from '../scene';
import { clamp, logUniform, maxSeed, pick, rounded, uniform, type Range } from './draw';
import type { Shot } from './shot';

export interface Ranges {
  readonly domain: Domain;
  /** Objects of the twelve classes, even over whole numbers. */
  readonly count: Range;
  readonly distractors: Range;
  /** Longer side of a middling object in percent of the picture's side; even in the logarithm. */
  readonly sizePercent: Range;
  /** No object comes out beyond these; percent of the picture's side. */
  readonly sizeLimitsPercent: Range;
  /** See Shot. */
  readonly evenness: number;
  readonly crowding: Range;
  readonly cutShare: number;
  readonly straying: number;
  readonly elevationDeg: Range;
  readonly azimuthDeg: Range;
  readonly rollDeg: Range;
  /** Even in the logarithm. */
  readonly focalLengthMm: Range;
  /** Focal length over aperture; even in the logarithm. */
  readonly fNumber: Range;
  /** Distance in focus over that of the aim. */
  readonly focusShare: Range;
  readonly lightEv: Range;
  readonly lightElevationDeg: Range;
  readonly lightAzimuthDeg: Range;
  /** Even in reciprocal temperature, where equal steps look about equal. */
  readonly temperatureK: Range;
  /** Share of the light's colour that the camera's white balance takes away. */
  readonly adaptation: Range;
  /** Error of the white balance in reciprocal megakelvin (mired), standard deviation. */
  readonly whiteBalanceErrorMired: number;
  readonly contrast: Range;
  readonly softness: Range;
  /** Drawn even; then held so that light and exposure together stay in `netEv`. */
  readonly exposureEv: Range;
  readonly netEv: Range;
  readonly noisePercent: Range;
  readonly blackClip: Range;
  readonly saturation: Range;
  readonly toneContrast: Range;
  readonly vignetting: Range;
  /** Share of the pictures that are compressed, and how. */
  readonly jpegShare: number;
  readonly jpegQuality: Range;
  readonly exposureS: Range;
  /** Share of the pictures with motion, and length of the blur in percent of the picture's side. */
  readonly motionShare: number;
  readonly blurPercent: Range;
}

/** The wide randomisation that train, val and test share. */
export const studioRanges: Ranges = {
  domain: 'studio',
  count: [1, 14],
  distractors: [0, 3],
  sizePercent: [9, 64],
  sizeLimitsPercent: [2.5, 85],
  evenness: 0.15,
  crowding: [0, 0.85],
  cutShare: 0.12,
  straying: 1,
  elevationDeg: [8, 75],
  azimuthDeg: [-40, 40],
  rollDeg: [-12, 12],
  focalLengthMm: [24, 90],
  fNumber: [5.6, 32],
  focusShare: [0.85, 1.25],
  lightEv: [-1.5, 0.8],
  lightElevationDeg: [20, 85],
  lightAzimuthDeg: [-150, 150],
  temperatureK: [2700, 9000],
  adaptation: [0.5, 1],
  whiteBalanceErrorMired: 12,
  contrast: [0.2, 0.9],
  softness: [0.05, 0.95],
  exposureEv: [-1, 1],
  netEv: [-1.8, 0.4],
  noisePercent: [0, 3],
  blackClip: [0, 0],
  saturation: [0.75, 1.2],
  toneContrast: [0.9, 1.2],
  vignetting: [0, 0.3],
  jpegShare: 0.5,
  jpegQuality: [40, 95],
  exposureS: [1 / 125, 1 / 30],
  motionShare: 0.06,
  blurPercent: [0.6, 2.5],
};

/** A shot from the ranges. The same ranges, seed and name give the same shot. */
export function shotFrom(ranges: Ranges, rng: Rng, sceneSeed: number): Shot {
  const one = (name: keyof Ranges & string): number => {
    const range = ranges[name];
    return typeof range === 'object' ? uniform(rng.fork(name), range) : 0;
  };
  const { domain } = ranges;
  const counting = rng.fork('count');
  const count = counting.integer(...ranges.count);
  const sizePercent = logUniform(rng.fork('size'), ranges.sizePercent);
  const focalLengthMm = rounded(logUniform(rng.fork('focal'), ranges.focalLengthMm), 1);
  const light = lightFrom(ranges, rng, one);
  return {
    domain,
    seed: sceneSeed,
    count,
    distractors: counting.integer(...ranges.distractors),
    sizeShare: sizePercent / 100,
    sizeLimits: [ranges.sizeLimitsPercent[0] / 100, ranges.sizeLimitsPercent[1] / 100],
    evenness: ranges.evenness,
    crowding: one('crowding'),
    cutShare: ranges.cutShare,
    straying: ranges.straying,
    aspect: 1,
    lens: {
      elevationDeg: rounded(one('elevationDeg'), 1),
      azimuthDeg: rounded(one('azimuthDeg'), 1),
      rollDeg: rounded(one('rollDeg'), 1),
      focalLengthMm,
      apertureMm: rounded(focalLengthMm / logUniform(rng.fork('fNumber'), ranges.fNumber), 2),
      focusShare: one('focusShare'),
    },
    light,
    sensor: sensorFrom(ranges, rng, light, one),
    table: surface(rng.fork('table'), tableFamilies[domain]),
    backdrop: surface(rng.fork('backdrop'), backdropFamilies[domain]),
    surroundings: surface(rng.fork('surroundings'), surroundingFamilies[domain]),
  };
}

type DrawOne = (name: keyof Ranges & string) => number;

function lightFrom(ranges: Ranges, rng: Rng, one: DrawOne): Light {
  const [coolK, warmK] = [ranges.temperatureK[1], ranges.temperatureK[0]];
  return {
    levelEv: rounded(one('lightEv'), 2),
    elevationDeg: rounded(one('lightElevationDeg'), 1),
    azimuthDeg: rounded(one('lightAzimuthDeg'), 1),
    temperatureK: rounded(1 / uniform(rng.fork('temperature'), [1 / coolK, 1 / warmK]), 0),
    contrast: rounded(one('contrast'), 2),
    softness: rounded(one('softness'), 2),
  };
}

/** Colour temperature that a camera set by hand would assume: mean daylight. */
const daylightK = 5600;

function sensorFrom(ranges: Ranges, rng: Rng, light: Light, one: DrawOne): Sensor {
  const [dimmest, brightest] = ranges.netEv;
  const exposureEv = clamp(
    one('exposureEv'),
    dimmest - light.levelEv,
    Math.max(dimmest, brightest) - light.levelEv,
  );
  const adaptation = one('adaptation');
  const mired =
    (adaptation * 1e6) / light.temperatureK +
    ((1 - adaptation) * 1e6) / daylightK +
    ranges.whiteBalanceErrorMired * rng.fork('white').normal();
  const jpeg = rng.fork('jpeg');
  const isJpeg = jpeg.next() < ranges.jpegShare;
  return {
    exposureEv: rounded(exposureEv, 2),
    noisePercent: rounded(one('noisePercent'), 2),
    blackClip: rounded(one('blackClip')),
    whiteBalanceK: rounded(clamp(1e6 / mired, 1500, 15000), 0),
    saturation: rounded(one('saturation'), 2),
    toneContrast: rounded(one('toneContrast'), 2),
    vignetting: rounded(one('vignetting'), 2),
    jpegQuality: isJpeg ? jpeg.integer(...ranges.jpegQuality) : null,
    exposureS: rounded(logUniform(rng.fork('shutter'), ranges.exposureS)),
  };
}

function surface(rng: Rng, families: readonly string[]): Shot['table'] {
  return { family: pick(rng, families), seed: rng.integer(0, maxSeed) };
}

/** The stream of one picture of a suite. */
export function streamOf(name: string, seed: number, index: number): Rng {
  return createRng(seed).fork(`${name}/${index}`);
}
