/**
 * From what the truth pass draws to the truth about a scene: boxes, areas, occlusion, depth, light.
 *
 * Visible is what the label picture shows. Full is what the object's solo mask shows, together with
 * what is visible: the two are drawn apart, and a pixel whose middle lies on an edge may fall to one
 * side in one drawing and to the other in the next. Visible is so always a part of full, and neither
 * occlusion nor truncation can be negative.
 */
import { imageOf } from '$src/core/image';
import { cameraPositionM } from './camera';
import { categoryOf } from './classes';
import type { BoxXywh, InstanceTruth, SceneTruth, SoloMask, TruthBuffers } from './frame';
import type { SceneDescription, SceneObject, Vec3 } from './scene';

export { outlineOf } from '$src/core/labels';

/**
 * `buffers` must be those of `description`, drawn at its own moment. Light levels are NaN where the
 * buffers carry no luminance. Throws RangeError for labels that the description does not have.
 */
export function truthOf(description: SceneDescription, buffers: TruthBuffers): SceneTruth {
  const { width, height, labels, depthM, luminance } = buffers;
  const visible = gatherVisible(buffers);
  const full = new Map<number, Extent>();
  for (const solo of buffers.solos) {
    full.set(solo.label, fullExtent(solo, buffers, visible.get(solo.label)?.area ?? 0));
  }

  const camera = cameraPositionM(description.camera);
  const instances: InstanceTruth[] = [];
  const hidden: number[] = [];
  const objects = [...description.objects].sort((a, b) => a.id - b.id);
  const known = new Set(objects.map(({ id }) => id));
  for (const label of [...visible.keys(), ...full.keys()]) {
    if (!known.has(label)) {
      throw new RangeError(
        `The buffers show an object ${label}, but the scene has only ${[...known].join(', ') || 'none'}. Draw the truth of the scene that is described.`,
      );
    }
  }
  for (const object of objects) {
    const seen = visible.get(object.id);
    if (seen) instances.push(instanceOf(object, seen, full.get(object.id), camera));
    else if ((full.get(object.id)?.inFrame ?? 0) > 0) hidden.push(object.id);
  }
  return {
    width,
    height,
    labels: imageOf('u8', width, height, 1, labels),
    depth: imageOf('f32', width, height, 1, depthM),
    instances,
    hidden,
    lightLevel: luminance ? meanOf(luminance) : NaN,
  };
}

/** Pixels, of which so many in the frame, and their bounds (right and bottom inclusive). */
interface Extent {
  area: number;
  inFrame: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

interface Visible extends Extent {
  nearestM: number;
  depthSumM: number;
  luminanceSum: number;
}

const nothing: Readonly<Extent> = {
  area: 0,
  inFrame: 0,
  left: Infinity,
  top: Infinity,
  right: -Infinity,
  bottom: -Infinity,
};

function instanceOf(
  { id, kind, positionM }: SceneObject,
  seen: Visible,
  alone: Extent | undefined,
  camera: Vec3,
): InstanceTruth {
  const full = alone ?? seen;
  const [dx, dy, dz] = [0, 1, 2].map((axis) => (positionM[axis] ?? 0) - (camera[axis] ?? 0));
  return {
    label: id,
    kind,
    categoryId: categoryOf(kind),
    visibleBoxXywh: boxOf(seen),
    fullBoxXywh: boxOf(full),
    visibleAreaPx: seen.area,
    fullAreaInFramePx: full.inFrame,
    fullAreaPx: full.area,
    occlusion: 1 - seen.area / full.inFrame,
    truncation: 1 - full.inFrame / full.area,
    nearestDepthM: seen.nearestM,
    meanDepthM: seen.depthSumM / seen.area,
    distanceM: Math.hypot(dx ?? 0, dy ?? 0, dz ?? 0),
    lightLevel: seen.luminanceSum / seen.area,
  };
}

/** One walk over the frame for all objects. */
function gatherVisible({
  width,
  height,
  labels,
  depthM,
  luminance,
}: TruthBuffers): Map<number, Visible> {
  const found = new Map<number, Visible>();
  let last = 0;
  let entry: Visible | undefined;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const label = labels[at] ?? 0;
      if (label === 0) continue;
      if (label !== last || !entry) {
        entry = found.get(label);
        if (!entry) {
          entry = { ...nothing, nearestM: Infinity, depthSumM: 0, luminanceSum: 0 };
          found.set(label, entry);
        }
        last = label;
      }
      add(entry, x, y, true);
      const depth = depthM[at] ?? 0;
      if (depth < entry.nearestM) entry.nearestM = depth;
      entry.depthSumM += depth;
      entry.luminanceSum += luminance?.[at] ?? NaN;
    }
  }
  return found;
}

/** Of the object alone, together with what of it is visible. */
function fullExtent(
  solo: SoloMask,
  { width, height, labels }: TruthBuffers,
  seenArea: number,
): Extent {
  const full: Extent = { ...nothing };
  let unseen = seenArea;
  for (let row = 0, at = 0; row < solo.height; row++) {
    const y = solo.y + row;
    for (let column = 0; column < solo.width; column++, at++) {
      const x = solo.x + column;
      const isInFrame = x >= 0 && x < width && y >= 0 && y < height;
      const isSeen = isInFrame && labels[y * width + x] === solo.label;
      if (isSeen) unseen--;
      if (isSeen || (solo.mask[at] ?? 0) !== 0) add(full, x, y, isInFrame);
    }
  }
  if (unseen === 0) return full;
  // The rectangle is cut generously around the object; should a visible pixel lie outside, it counts.
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (labels[at] !== solo.label) continue;
      const column = x - solo.x;
      const row = y - solo.y;
      if (column < 0 || row < 0 || column >= solo.width || row >= solo.height)
        add(full, x, y, true);
    }
  }
  return full;
}

function add(extent: Extent, x: number, y: number, isInFrame: boolean): void {
  extent.area++;
  if (isInFrame) extent.inFrame++;
  if (x < extent.left) extent.left = x;
  if (x > extent.right) extent.right = x;
  if (y < extent.top) extent.top = y;
  if (y > extent.bottom) extent.bottom = y;
}

function boxOf({ left, top, right, bottom }: Extent): BoxXywh {
  return [left, top, right - left + 1, bottom - top + 1];
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
