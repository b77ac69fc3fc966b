/** Small scenes and buffers for tests of what is pure in the world. */
import type { SoloMask, TruthBuffers } from '$src/world/frame';
import type { SceneDescription, SceneObject } from '$src/world/scene';
import type { ThingName } from '$src/world/classes';
import { plainScene, thing } from '$test/support/scenes';

export function object(
  id: number,
  kind: ThingName,
  changes: Partial<SceneObject> = {},
): SceneObject {
  return { ...thing(id, kind, [0, 0, 0], 100 + id), ...changes };
}

/** The camera stands 2 m from the origin, at +z. */
export function scene(
  objects: readonly SceneObject[] = [],
  changes: Partial<SceneDescription> = {},
): SceneDescription {
  const plain = plainScene(objects, 7);
  return {
    ...plain,
    backdrop: { family: 'wall', seed: 2 },
    camera: { ...plain.camera, targetM: [0, 0, 0], distanceM: 2, elevationDeg: 0, focusM: 2 },
    light: { ...plain.light, contrast: 0.5 },
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
