/**
 * From the picture back into the scene: the line of sight through a point of the picture, and where it
 * meets a height above the table. The camera's geometry is that of render/stage.ts: the shorter side of
 * the picture spans 24 mm at the focal length, the middle looks at the target, roll turns last.
 */
import { cameraPositionM } from '../camera';
import type { Camera, Vec3 } from '../scene';

export interface Ray {
  readonly originM: Vec3;
  /** Not of unit length: 1 metre along the optical axis. */
  readonly direction: Vec3;
}

/** Through (u, v): 0..1 from the picture's left and top. `aspect` is width by height. */
export function rayThrough(camera: Camera, u: number, v: number, aspect: number): Ray {
  const originM = cameraPositionM(camera);
  const forward = unit(minus(camera.targetM, originM));
  const level = unit(cross(forward, [0, 1, 0]));
  const upright = cross(level, forward);
  const roll = (camera.rollDeg * Math.PI) / 180;
  const right = plus(scaled(level, Math.cos(roll)), scaled(upright, Math.sin(roll)));
  const up = plus(scaled(upright, Math.cos(roll)), scaled(level, -Math.sin(roll)));
  const half = 12 / camera.focalLengthMm;
  const halfWidth = half * Math.max(1, aspect);
  const halfHeight = half * Math.max(1, 1 / aspect);
  return {
    originM,
    direction: plus(
      forward,
      plus(scaled(right, (2 * u - 1) * halfWidth), scaled(up, (1 - 2 * v) * halfHeight)),
    ),
  };
}

/** Where the ray passes `heightM` above the table; undefined when it does not within `farthestM`. */
export function meetHeight(ray: Ray, heightM: number, farthestM = 6): Vec3 | undefined {
  const along = (heightM - ray.originM[1]) / ray.direction[1];
  if (!Number.isFinite(along) || along <= 0 || along > farthestM) return undefined;
  return plus(ray.originM, scaled(ray.direction, along));
}

function plus(a: Vec3, b: Vec3): Vec3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

function minus(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function scaled(a: Vec3, by: number): Vec3 {
  return [a[0] * by, a[1] * by, a[2] * by];
}

function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function unit(a: Vec3): Vec3 {
  return scaled(a, 1 / (Math.hypot(...a) || 1));
}
