/** One plain setting, things put where a preview or a test wants them. */
import type { ThingName } from '$src/world/classes';
import type { SceneDescription, SceneObject, Vec3 } from '$src/world/scene';

export function thing(id: number, kind: ThingName, positionM: Vec3, seed = id): SceneObject {
  return {
    id,
    kind,
    seed,
    positionM,
    rotationDeg: [0, 0, 0],
    scale: 1,
    velocityMPerS: [0, 0, 0],
    spinDegPerS: 0,
  };
}

export function plainScene(objects: readonly SceneObject[], seed = 1): SceneDescription {
  return {
    version: 1,
    seed,
    domain: 'studio',
    objects,
    table: { family: 'oak', seed },
    backdrop: { family: 'wall', seed },
    surroundings: { family: 'softbox', seed },
    camera: {
      targetM: [0, 0.04, 0],
      distanceM: 0.9,
      elevationDeg: 28,
      azimuthDeg: 0,
      rollDeg: 0,
      focalLengthMm: 50,
      apertureMm: 0,
      focusM: 0.9,
      velocityMPerS: [0, 0, 0],
      panDegPerS: 0,
    },
    light: {
      levelEv: 0,
      elevationDeg: 50,
      azimuthDeg: -40,
      temperatureK: 5600,
      contrast: 0.55,
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
  };
}
