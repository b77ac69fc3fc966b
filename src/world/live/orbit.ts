/**
 * The live camera. Things are placed once, for the camera at its default place; the reader's camera dials
 * then only walk round them. (Composing for every angle anew would deal the things out anew.)
 */
import { defaults } from '$src/core/params';
import { dials as specs, type Dials } from '../dials';
import type { SceneDescription } from '../scene';

const start = defaults(specs);

/** The dials with the camera at its default place: what the things are placed for. */
export function placedFrom(dials: Dials): Dials {
  const { cameraHeightDeg, cameraTurnDeg, focalLengthMm, rollDeg } = start;
  return { ...dials, cameraHeightDeg, cameraTurnDeg, focalLengthMm, rollDeg };
}

/**
 * `scene`, composed from `placedFrom(dials)`, seen from where the dials say. A longer lens steps back, so
 * that things keep their size; `zoomPercent` above 100 comes closer. What was in focus stays so.
 */
export function seenFrom(
  scene: SceneDescription,
  dials: Dials,
  zoomPercent: number,
): SceneDescription {
  const { camera } = scene;
  const away = (dials.focalLengthMm / camera.focalLengthMm) * (100 / zoomPercent);
  return {
    ...scene,
    camera: {
      ...camera,
      elevationDeg: dials.cameraHeightDeg,
      azimuthDeg: dials.cameraTurnDeg,
      rollDeg: dials.rollDeg,
      focalLengthMm: dials.focalLengthMm,
      distanceM: Math.max(nearestM, camera.distanceM * away),
      focusM: Math.max(nearestM, camera.focusM * away),
    },
  };
}

/** Closer than this the camera would stand among the things. */
const nearestM = 0.15;
