/**
 * The camera of a scene as plain geometry: where a point of the table falls in the picture and back
 * (the pinhole model; Hartley and Zisserman, "Multiple View Geometry", 2nd ed., chapter 6). Composing
 * needs no renderer for it. It agrees with render/stage.ts; a test holds the two together.
 *
 * Picture coordinates: shares of the picture's shorter side, origin in the middle, x right, y up.
 */
import type { ThingForm } from '../things/thing';
import type { Camera, Vec3 } from '../scene';

export interface View {
  readonly eyeM: Vec3;
  readonly right: Vec3;
  readonly up: Vec3;
  readonly forward: Vec3;
  /** Focal length over the 24 mm of the shorter side: share of the picture per metre at 1 m. */
  readonly focal: number;
}

export interface Projected {
  readonly x: number;
  readonly y: number;
  /** Along the optical axis; at or below 0 the point is behind the camera and x, y mean nothing. */
  readonly depthM: number;
}

/** Left, bottom, right, top in picture coordinates. */
export interface Extent {
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly top: number;
}

const radians = Math.PI / 180;

/** The camera at the middle of the exposure (its own motion left out). */
export function viewOf(camera: Camera): View {
  const elevation = camera.elevationDeg * radians;
  const azimuth = camera.azimuthDeg * radians;
  const roll = camera.rollDeg * radians;
  const back: Vec3 = [
    Math.sin(azimuth) * Math.cos(elevation),
    Math.sin(elevation),
    Math.cos(azimuth) * Math.cos(elevation),
  ];
  const level: Vec3 = [Math.cos(azimuth), 0, -Math.sin(azimuth)];
  const upright: Vec3 = [
    -Math.sin(azimuth) * Math.sin(elevation),
    Math.cos(elevation),
    -Math.cos(azimuth) * Math.sin(elevation),
  ];
  return {
    eyeM: add(camera.targetM, scaled(back, camera.distanceM)),
    right: add(scaled(level, Math.cos(roll)), scaled(upright, Math.sin(roll))),
    up: add(scaled(upright, Math.cos(roll)), scaled(level, -Math.sin(roll))),
    forward: scaled(back, -1),
    focal: camera.focalLengthMm / 24,
  };
}

export function project(view: View, pointM: Vec3): Projected {
  const from: Vec3 = [pointM[0] - view.eyeM[0], pointM[1] - view.eyeM[1], pointM[2] - view.eyeM[2]];
  const depthM = dot(from, view.forward);
  return {
    x: (view.focal * dot(from, view.right)) / depthM,
    y: (view.focal * dot(from, view.up)) / depthM,
    depthM,
  };
}

/** The point at height `heightM` seen at (x, y), or undefined where the ray does not go down to it. */
export function onPlane(view: View, x: number, y: number, heightM: number): Vec3 | undefined {
  const ray = add(
    view.forward,
    add(scaled(view.right, x / view.focal), scaled(view.up, y / view.focal)),
  );
  const along = (heightM - view.eyeM[1]) / ray[1];
  if (!(along > 0) || !Number.isFinite(along)) return undefined;
  return add(view.eyeM, scaled(ray, along));
}

/** A thing's cylinder (disc of its footprint, its height) as the picture shows it. */
export function extentOf(
  view: View,
  form: ThingForm,
  positionM: Vec3,
  scale: number,
): Extent & { readonly depthM: number } {
  const radiusM = form.radiusM * scale;
  const heightM = form.heightM * scale;
  const [x, y, z] = positionM;
  const { depthM, ...middle } = project(view, [x, y + heightM / 2, z]);
  if (form.isRound === true) {
    const half = (view.focal * Math.max(radiusM, heightM / 2)) / depthM;
    return {
      left: middle.x - half,
      right: middle.x + half,
      bottom: middle.y - half,
      top: middle.y + half,
      depthM,
    };
  }
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [dx, dz] of ring) {
    for (const dy of [0, heightM]) {
      const point = project(view, [x + dx * radiusM, y + dy, z + dz * radiusM]);
      left = Math.min(left, point.x);
      right = Math.max(right, point.x);
      bottom = Math.min(bottom, point.y);
      top = Math.max(top, point.y);
    }
  }
  return { left, right, bottom, top, depthM };
}

const ring: readonly (readonly [number, number])[] = Array.from({ length: 12 }, (_, i) => [
  Math.cos((i / 6) * Math.PI),
  Math.sin((i / 6) * Math.PI),
]);

export function longerSide({ left, right, bottom, top }: Extent): number {
  return Math.max(right - left, top - bottom);
}

/**
 * How two extents stand to each other: above 0 the gap between them in mean sizes, below 0 minus the
 * shared area over the smaller one's area, down to -1.
 */
export function closeness(a: Extent, b: Extent): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.top, b.top) - Math.max(a.bottom, b.bottom);
  if (width > 0 && height > 0) return -(width * height) / Math.min(area(a), area(b));
  const gap = Math.max(-width, -height);
  return (2 * gap) / (longerSide(a) + longerSide(b));
}

export function area({ left, right, bottom, top }: Extent): number {
  return (right - left) * (top - bottom);
}

function add(a: Vec3, b: Vec3): Vec3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

function scaled(a: Vec3, by: number): Vec3 {
  return [a[0] * by, a[1] * by, a[2] * by];
}

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
