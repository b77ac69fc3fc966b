import type { Mesh } from './mesh';
import type { Rotation, Vec } from './vec';

/**
 * What a shader says about one point. It is one mutable record that is reused for every hit, because
 * some tens of millions are needed per picture.
 */
export interface Surface {
  /** Point in the object's own frame, and the mesh parameters there. */
  x: number;
  y: number;
  z: number;
  u: number;
  v: number;
  /** Diffuse reflectance, linear light. */
  r: number;
  g: number;
  b: number;
  /** Mirror reflectance at normal incidence (0.04 is a clear glaze) and GGX roughness of that coat. */
  f0: number;
  rough: number;
  /** A metal tints its reflection with (r, g, b) and has no diffuse part. */
  metal: boolean;
  /** Gradient of a small height field in the object's frame: bends the normal. */
  gx: number;
  gy: number;
  gz: number;
}

export type Shader = (s: Surface) => void;

/** Clear material. `thin` is one sheet crossed without bending; otherwise the mesh bounds a solid. */
export interface Glass {
  readonly thin: boolean;
  readonly ior: number;
  /** Share of light kept per crossing of a sheet at right angles, or per unit length in a solid. */
  readonly tint: Vec;
  /** Share of light a shadow ray keeps per crossing: no refraction there, so it is a plain guess. */
  readonly shadow: Vec;
}

export interface Part {
  readonly mesh: Mesh;
  readonly shader: Shader;
  readonly glass?: Glass;
}

/** One placed thing. `category` names a COCO or own class; without one it is background. */
export interface Thing {
  readonly category?: string;
  readonly parts: readonly Part[];
  readonly at: Vec;
  readonly turn: Rotation;
  readonly size: number;
}

/** A window in the plane x = `x`, seen from inside; light comes from smaller x. */
export interface Window {
  readonly x: number;
  readonly y0: number;
  readonly y1: number;
  readonly z0: number;
  readonly z1: number;
  /** Panes across and up, and the width of the bars between them. */
  readonly columns: number;
  readonly rows: number;
  readonly bar: number;
  readonly radiance: Vec;
}

export interface Light {
  readonly window: Window;
  /** Direction towards the sun, its irradiance at right angles, and the radius of its disc (rad). */
  readonly sun: Vec;
  readonly sunlight: Vec;
  readonly sunRadius: number;
  /** Sunlight passes only through the window's panes. Off for a lamp that nothing masks. */
  readonly sunThroughWindow: boolean;
  /** Light of the rest of the room: from below, from the sides, from above. */
  readonly room: readonly [Vec, Vec, Vec];
}

export interface Camera {
  readonly eye: Vec;
  readonly target: Vec;
  /** Vertical field of view in degrees. */
  readonly fov: number;
  /** Lens radius and distance of sharp focus; radius 0 is a pinhole. */
  readonly lens: number;
  readonly focus: number;
  /** How far eye and target travel while the shutter is open. */
  readonly travel?: { readonly eye: Vec; readonly target: Vec };
}

export interface Scene {
  readonly things: readonly Thing[];
  readonly light: Light;
  readonly camera: Camera;
}
