/** Motion during the exposure: of things over the table, of the camera past it. */
import type { Rng } from '$src/core/rng';
import type { SceneDescription, SceneObject, Vec3 } from '../scene';
import { formOf } from './forms';
import { rounded, uniform } from './draw';
import { project, viewOf } from './pinhole';

export interface ObjectMotion {
  /** Share of the free objects that move; at least one does. */
  readonly share: number;
  /** Metres per second; `depthM` is along the optical axis. */
  readonly speedOf: (rng: Rng, depthM: number) => number;
  /** Directions lie within this angle of straight across the picture; 90 is any direction. */
  readonly sidewaysDeg: number;
}

/** Things slide over the table. What carries or is carried stays where it is. */
export function withMovingObjects(
  rng: Rng,
  scene: SceneDescription,
  motion: ObjectMotion,
): SceneDescription {
  const free = freeObjects(scene);
  const first = free.length > 0 ? rng.integer(0, free.length - 1) : -1;
  const view = viewOf(scene.camera);
  const azimuth = (scene.camera.azimuthDeg * Math.PI) / 180;
  const moving = new Map<number, Vec3>();
  free.forEach((object, i) => {
    const side = rng.next() < 0.5 ? 0 : Math.PI;
    const angle = side + (uniform(rng, [-1, 1]) * motion.sidewaysDeg * Math.PI) / 180 - azimuth;
    const speed = motion.speedOf(rng, project(view, object.positionM).depthM);
    if (rng.next() >= motion.share && i !== first) return;
    moving.set(object.id, [rounded(speed * Math.cos(angle)), 0, rounded(speed * Math.sin(angle))]);
  });
  return {
    ...scene,
    objects: scene.objects.map((object) => ({
      ...object,
      velocityMPerS: moving.get(object.id) ?? object.velocityMPerS,
    })),
  };
}

/** Those on the table that carry nothing. */
export function freeObjects({ objects }: SceneDescription): SceneObject[] {
  const raised = objects.filter(({ positionM }) => positionM[1] > 0);
  return objects.filter((object) => {
    if (object.positionM[1] > 0) return false;
    const radiusM = formOf(object).radiusM * object.scale;
    return !raised.some(
      ({ positionM: [x, , z] }) =>
        Math.hypot(x - object.positionM[0], z - object.positionM[2]) < radiusM,
    );
  });
}

/**
 * The camera moves (`across` and `up` in shares of the picture's shorter side during the exposure, at
 * the distance of its aim) and pans (share of the picture likewise).
 */
export function withMovingCamera(
  scene: SceneDescription,
  move: { readonly across: number; readonly up: number; readonly pan: number },
): SceneDescription {
  const { camera, sensor } = scene;
  const view = viewOf(camera);
  const perShare = camera.distanceM / view.focal / sensor.exposureS;
  const velocityMPerS: Vec3 = [
    rounded((view.right[0] * move.across + view.up[0] * move.up) * perShare),
    rounded((view.right[1] * move.across + view.up[1] * move.up) * perShare),
    rounded((view.right[2] * move.across + view.up[2] * move.up) * perShare),
  ];
  const panDegPerS = rounded(
    (Math.atan(move.pan / view.focal) * 180) / Math.PI / sensor.exposureS,
    3,
  );
  return { ...scene, camera: { ...camera, velocityMPerS, panDegPerS } };
}
