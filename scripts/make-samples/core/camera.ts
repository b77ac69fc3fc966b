import type { Ray } from './ray';
import type { Camera } from './scene';
import { add, cross, normalize, scale, sub, type Vec } from './vec';

/** A camera at one moment: where it is and where its axes point. */
export interface Aim {
  readonly eye: Vec;
  readonly right: Vec;
  readonly up: Vec;
  readonly forward: Vec;
  /** Half the picture's height at distance 1. */
  readonly half: number;
}

/** Camera at shutter time t in [0, 1]; half open is the nominal position. */
export function aimAt(camera: Camera, t: number): Aim {
  const { travel } = camera;
  const eye = travel ? add(camera.eye, scale(travel.eye, t - 0.5)) : camera.eye;
  const target = travel ? add(camera.target, scale(travel.target, t - 0.5)) : camera.target;
  const forward = normalize(sub(target, eye));
  // Straight down has no horizon; then the picture's top is -z.
  const top: Vec = Math.abs(forward[1]) > 0.999 ? [0, 0, -1] : [0, 1, 0];
  const right = normalize(cross(forward, top));
  const half = Math.tan((camera.fov * Math.PI) / 360);
  return { eye, forward, right, up: cross(right, forward), half };
}

/** Ray through picture point (px, py), in pixels from the top left corner, from the lens's centre. */
export function pinhole(
  ray: Ray,
  aim: Aim,
  px: number,
  py: number,
  width: number,
  height: number,
): void {
  const { eye, right, up, forward, half } = aim;
  const a = ((2 * px - width) / height) * half;
  const b = ((height - 2 * py) / height) * half;
  const x = forward[0] + a * right[0] + b * up[0];
  const y = forward[1] + a * right[1] + b * up[1];
  const z = forward[2] + a * right[2] + b * up[2];
  const n = 1 / Math.sqrt(x * x + y * y + z * z);
  [ray.ox, ray.oy, ray.oz] = eye;
  ray.dx = x * n;
  ray.dy = y * n;
  ray.dz = z * n;
}

/** Moves a pinhole ray's start over the lens, keeping the point that is in focus. */
export function throughLens(ray: Ray, aim: Aim, camera: Camera, u: number, v: number): void {
  const { right, up, forward } = aim;
  const r = camera.lens * Math.sqrt(u);
  const a = r * Math.cos(2 * Math.PI * v);
  const b = r * Math.sin(2 * Math.PI * v);
  const along = camera.focus / (ray.dx * forward[0] + ray.dy * forward[1] + ray.dz * forward[2]);
  const sx = right[0] * a + up[0] * b;
  const sy = right[1] * a + up[1] * b;
  const sz = right[2] * a + up[2] * b;
  const x = ray.dx * along - sx;
  const y = ray.dy * along - sy;
  const z = ray.dz * along - sz;
  const n = 1 / Math.sqrt(x * x + y * y + z * z);
  ray.ox += sx;
  ray.oy += sy;
  ray.oz += sz;
  ray.dx = x * n;
  ray.dy = y * n;
  ray.dz = z * n;
}
