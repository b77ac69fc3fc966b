/**
 * Scenes for the pictures of sets.ts: one thing, looked at from near. Rooms, lights and cameras vary
 * widely, but never so that the thing cannot be seen: these sets teach a classifier, not a detector.
 */
import { createRng, type Rng } from '$src/core/rng';
import { classes } from '../classes';
import { formOf } from '../compose/forms';
import { roundScene } from '../export/compact';
import { backdropFamilies, surroundingFamilies, tableFamilies } from '../families';
import type { BoxXywh } from '../frame';
import type { Camera, SceneDescription, SceneObject, Vec3 } from '../scene';
import { symbols, tagSeed } from './glyphs';
import type { SpriteItem } from './sets';
import type { Standard } from './standardise';
import { swatchSeed, textures } from './textures';

export interface Shot {
  readonly scene: SceneDescription;
  /** For crops: share of the picture's side that the longer side of the object takes. */
  readonly fill?: number;
  /** For textures: what the grey values are brought to. */
  readonly standard?: Standard;
}

/** Throws RangeError for a set that is not known. */
export function shotOf(setName: string, item: SpriteItem): Shot {
  const rng = createRng(item.seed).fork(setName);
  switch (setName) {
    case 'crops':
      return cropShot(rng, item);
    case 'symbols':
      return symbolShot(rng, item);
    case 'textures':
      return textureShot(rng, item);
    default:
      throw new RangeError(`No set is called "${setName}".`);
  }
}

function cropShot(rng: Rng, { classIndex, seed }: SpriteItem): Shot {
  const kind = classes[classIndex]?.name ?? 'apple';
  const object = { ...lying(rng, 'apple', 0), kind, seed: rng.integer(0, 2 ** 31 - 1) };
  const { radiusM, heightM, isRound } = formOf(object);
  const turned = isRound === true ? [360 * rng.next(), 360 * rng.next(), 360 * rng.next()] : null;
  const rotationDeg: Vec3 = turned
    ? [turned[0] ?? 0, turned[1] ?? 0, turned[2] ?? 0]
    : [0, 360 * rng.next(), 0];
  const focalLengthMm = between(rng, 40, 90);
  const fill = between(rng, 0.62, 0.86);
  // First guess, by the sphere about the thing; closeIn() corrects it by what is seen.
  const reach = Math.hypot(radiusM, heightM / 2);
  const distanceM = Math.max(0.12, (reach / (fill * 12)) * focalLengthMm);
  const camera = cameraOf([0, heightM / 2, 0], distanceM, focalLengthMm, {
    elevationDeg: between(rng, 12, 60),
    azimuthDeg: between(rng, -50, 50),
    rollDeg: 8 * (rng.next() - 0.5),
    apertureMm: between(rng, 0, 5),
  });
  return { scene: sceneOf(rng, seed, [{ ...object, rotationDeg }], camera), fill };
}

function symbolShot(rng: Rng, { classIndex, split, seed }: SpriteItem): Shot {
  const symbol = symbols[classIndex] ?? 'b';
  const tag = lying(rng, 'tag', tagSeed(rng, symbol, split === 'test'));
  // Seen from above by 55 degrees or more, a turn of 19 leans an upright stroke by less than 25.
  const rotationDeg: Vec3 = [0, between(rng, -19, 19), 0];
  const focalLengthMm = between(rng, 35, 80);
  const { radiusM } = formOf(tag);
  const distanceM = (radiusM / (between(rng, 0.6, 0.82) * 12)) * focalLengthMm;
  const target: Vec3 = [0.008 * (rng.next() - 0.5), 0, 0.008 * (rng.next() - 0.5)];
  const camera = cameraOf(target, distanceM, focalLengthMm, {
    elevationDeg: between(rng, 55, 88),
    azimuthDeg: 0,
    rollDeg: 0,
    // Now and then out of focus.
    apertureMm: rng.next() < 0.3 ? between(rng, 4, 14) : 0,
  });
  const blurred = { ...camera, focusM: camera.focusM * between(rng, 0.85, 1.2) };
  return { scene: sceneOf(rng, seed, [{ ...tag, rotationDeg }], blurred) };
}

const textureRooms = surroundingFamilies.studio.slice(0, 3);

function textureShot(rng: Rng, { classIndex, seed }: SpriteItem): Shot {
  const texture = textures[classIndex] ?? 'weave';
  const swatch = lying(rng, 'swatch', swatchSeed(rng, texture));
  const rotationDeg: Vec3 = [0, 360 * rng.next(), 0];
  const { heightM } = formOf(swatch);
  // 64 pixels show about 9 cm: the finest features are a few pixels wide.
  const camera = cameraOf([0, heightM, 0], between(rng, 0.17, 0.21), 50, {
    elevationDeg: between(rng, 58, 89),
    azimuthDeg: between(rng, -180, 180),
    rollDeg: 0,
    apertureMm: 0,
  });
  const scene = sceneOf(rng, seed, [{ ...swatch, rotationDeg }], camera);
  const [red, blue] = [between(rng, 0.82, 1.18), between(rng, 0.82, 1.18)];
  // Rec. 709 luminance of the tint is 1: a tint changes the colour, not the brightness.
  const green = (1 - 0.2126 * red - 0.0722 * blue) / 0.7152;
  return {
    scene: {
      ...scene,
      // Out of sight behind the swatch: always the same, so that no shader is compiled for them.
      domain: 'studio',
      table: { family: 'laminate', seed: 1 },
      backdrop: { family: 'wall', seed: 1 },
      surroundings: { ...scene.surroundings, family: textureRooms[seed % 3] ?? 'room' },
      sensor: { ...scene.sensor, noisePercent: 0, vignetting: 0 },
      light: { ...scene.light, elevationDeg: between(rng, 25, 60) },
    },
    standard: {
      mean: between(rng, 108, 145),
      deviation: between(rng, 24, 38),
      tint: [red, green, blue],
    },
  };
}

/**
 * The camera moved so that `seen`, the box of the object in a picture of `side` pixels, comes to the
 * middle and takes `fill` of the side. Exact for small things far away; twice is enough in practice.
 */
export function closeIn(camera: Camera, seen: BoxXywh, side: number, fill: number): Camera {
  const [x, y, w, h] = seen;
  // Metres at the target's distance that a pixel spans.
  const metresPerPixel = (camera.distanceM * 24) / camera.focalLengthMm / side;
  const right = (x + w / 2 - side / 2) * metresPerPixel;
  const up = (side / 2 - (y + h / 2)) * metresPerPixel;
  const elevation = (camera.elevationDeg * Math.PI) / 180;
  const azimuth = (camera.azimuthDeg * Math.PI) / 180;
  const [tx, ty, tz] = camera.targetM;
  const distanceM = Math.max(0.1, camera.distanceM * (Math.max(w, h) / (fill * side)));
  return {
    ...camera,
    targetM: [
      tx + right * Math.cos(azimuth) - up * Math.sin(elevation) * Math.sin(azimuth),
      ty + up * Math.cos(elevation),
      tz - right * Math.sin(azimuth) - up * Math.sin(elevation) * Math.cos(azimuth),
    ],
    distanceM,
    focusM: distanceM,
  };
}

function lying(rng: Rng, kind: SceneObject['kind'], seed: number): SceneObject {
  return {
    id: 1,
    kind,
    seed,
    positionM: [0, 0, 0],
    rotationDeg: [0, 0, 0],
    scale: between(rng, 0.95, 1.05),
    velocityMPerS: [0, 0, 0],
    spinDegPerS: 0,
  };
}

function cameraOf(
  targetM: Vec3,
  distanceM: number,
  focalLengthMm: number,
  rest: Pick<Camera, 'elevationDeg' | 'azimuthDeg' | 'rollDeg' | 'apertureMm'>,
): Camera {
  return {
    targetM,
    distanceM,
    focalLengthMm,
    ...rest,
    focusM: distanceM,
    velocityMPerS: [0, 0, 0],
    panDegPerS: 0,
  };
}

/** Rounded as annotation files store scenes. */
function sceneOf(
  rng: Rng,
  seed: number,
  objects: readonly SceneObject[],
  camera: Camera,
): SceneDescription {
  const domain = rng.next() < 0.6 ? 'studio' : 'field';
  const pick = (families: readonly string[]) => ({
    family: families[rng.integer(0, families.length - 1)] ?? '',
    seed: rng.integer(0, 2 ** 31 - 1),
  });
  const temperatureK = between(rng, 3200, 7500);
  return roundScene({
    version: 1,
    seed,
    domain,
    objects,
    table: pick(tableFamilies[domain]),
    backdrop: pick(backdropFamilies[domain]),
    surroundings: pick(surroundingFamilies[domain]),
    camera,
    light: {
      levelEv: between(rng, -0.5, 0.6),
      elevationDeg: between(rng, 30, 75),
      azimuthDeg: between(rng, -110, 110),
      temperatureK,
      contrast: between(rng, 0.3, 0.8),
      softness: rng.next(),
    },
    sensor: {
      exposureEv: between(rng, -0.4, 0.3),
      noisePercent: 2.5 * rng.next(),
      blackClip: 0,
      whiteBalanceK: temperatureK + (5600 - temperatureK) * 0.5 * rng.next(),
      saturation: between(rng, 0.85, 1.15),
      toneContrast: between(rng, 0.9, 1.15),
      vignetting: 0.2 * rng.next(),
      jpegQuality: null,
      exposureS: 0,
    },
    timeS: 0,
  });
}

function between(rng: Rng, lo: number, hi: number): number {
  return lo + (hi - lo) * rng.next();
}
