/**
 * Scenes as they are written into annotation files: numbers rounded, what is zero left out. The rounded
 * scene is the one to draw, so that the file's scene and the picture agree to the last pixel.
 */
import type { SceneDescription, SceneObject, Vec3 } from '../scene';

/** An object at rest is written without its motion. */
export type CompactObject = Omit<SceneObject, 'velocityMPerS' | 'spinDegPerS'> &
  Partial<Pick<SceneObject, 'velocityMPerS' | 'spinDegPerS'>>;

export type CompactScene = Omit<SceneDescription, 'objects'> & {
  readonly objects: readonly CompactObject[];
};

/**
 * Every number with four decimals: a tenth of a millimetre, far less than a pixel, and 1/10,000 of a
 * degree. Draw this scene, not the one that it was made from. Rounding twice changes nothing.
 */
export function roundScene(scene: SceneDescription): SceneDescription {
  return rounded(scene) as SceneDescription;
}

/** The rounded scene without the motion of objects at rest. */
export function compactScene(scene: SceneDescription): CompactScene {
  const { objects, ...rest } = roundScene(scene);
  return {
    ...rest,
    objects: objects.map(({ velocityMPerS, spinDegPerS, ...object }) => ({
      ...object,
      ...(isZero(velocityMPerS) ? {} : { velocityMPerS }),
      ...(spinDegPerS === 0 ? {} : { spinDegPerS }),
    })),
  };
}

/** The description again; equal to `roundScene` of the original. */
export function expandScene(scene: CompactScene): SceneDescription {
  return {
    ...scene,
    objects: scene.objects.map((object) => ({
      velocityMPerS: [0, 0, 0] as const,
      spinDegPerS: 0,
      ...object,
    })),
  };
}

/** `decimals` places after the point; -0 becomes 0. */
export function round(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale + 0;
}

function rounded(value: unknown): unknown {
  // Seeds are whole and may be too large to be scaled exactly.
  if (typeof value === 'number') return Number.isInteger(value) ? value + 0 : round(value, 4);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)]));
}

function isZero([x, y, z]: Vec3): boolean {
  return x === 0 && y === 0 && z === 0;
}
