/** Small scenes and buffers for tests of what is pure in the world. */
import type { SoloMask, TruthBuffers } from '$src/world/frame';
import type { SceneDescription, SceneObject } from '$src/world/scene';
import type { ThingName } from '$src/world/classes';

export function object(
  id: number,
  kind: ThingName,
  changes: Partial<SceneObject> = {},
): SceneObject {
  return {
    id,
    kind,
    seed: 100 + id,
    positionM: [0, 0, 0],
    rotationDeg: [0, 0, 0],
    scale: 1,
    velocityMPerS: [0, 0, 0],
    spinDegPerS: 0,
    ...changes,
  };
}

/** The camera stands 2 m from the origin, at +z. */
export function scene(
  objects: readonly SceneObject[] = [],
  changes: Partial<SceneDescription> = {},
): SceneDescription {
  return {
    version: 1,
    seed: 7,
    domain: 'studio',
    objects,
    table: { family: 'oak', seed: 1 },
    backdrop: { family: 'wall', seed: 2 },
    surroundings: { family: 'softbox', seed: 3 },
    camera: {
      targetM: [0, 0, 0],
      distanceM: 2,
      elevationDeg: 0,
      azimuthDeg: 0,
      rollDeg: 0,
      focalLengthMm: 50,
      apertureMm: 0,
      focusM: 2,
      velocityMPerS: [0, 0, 0],
      panDegPerS: 0,
    },
    light: {
      levelEv: 0,
      elevationDeg: 50,
      azimuthDeg: -40,
      temperatureK: 5600,
      contrast: 0.5,
      softness: 0.4,
    },
    sensor: {
      exposureEv: 0,
      noisePercent: 0,
      blackClip: 0,
      whiteBalanceK: 5600,
      saturation: 1,
      toneContrast: 1,
      vignetting: 0,
      jpegQuality: null,
      exposureS: 0,
    },
    timeS: 0,
    ...changes,
  };
}

/** Digits are labels, dots are 0. */
export function grid(...rows: string[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...rows.join('')].map((cell) => (cell === '.' ? 0 : Number(cell))));
}

/** A solo mask from rows of text (# is inside) with its upper left corner at x, y. */
export function solo(label: number, x: number, y: number, ...rows: string[]): SoloMask {
  const mask = Uint8Array.from([...rows.join('')].map((cell) => (cell === '#' ? 1 : 0)));
  return { label, x, y, width: rows[0]?.length ?? 0, height: rows.length, mask };
}

/** Depth 1 m everywhere unless given; no luminance. */
export function buffers(
  labels: readonly string[],
  solos: readonly SoloMask[],
  changes: Partial<TruthBuffers> = {},
): TruthBuffers {
  const width = labels[0]?.length ?? 0;
  const height = labels.length;
  return {
    width,
    height,
    labels: grid(...labels),
    depthM: new Float32Array(width * height).fill(1),
    solos,
    ...changes,
  };
}
