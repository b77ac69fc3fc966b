/** What rendering a scene yields: the picture, and the exact truth about it. */
import type { TypedImage, U8Image } from '$src/core/image';
import type { ThingName } from './classes';

/** x, y, width, height in image pixels; COCO's form. */
export type BoxXywh = readonly [number, number, number, number];

export interface InstanceTruth {
  /** Its value in `labels`; the object's id in the description. */
  readonly label: number;
  readonly kind: ThingName;
  /** COCO id; undefined for distractors. */
  readonly categoryId: number | undefined;
  /** Tight on the visible mask. */
  readonly visibleBoxXywh: BoxXywh;
  /** Tight on the whole object as if nothing stood before it, beyond the picture's edge too. */
  readonly fullBoxXywh: BoxXywh;
  readonly visibleAreaPx: number;
  /** Pixels inside the frame if nothing stood before it. */
  readonly fullAreaInFramePx: number;
  /** The same without the limit of the frame (up to half a picture beyond each edge). */
  readonly fullAreaPx: number;
  /** 1 - visible / full in frame, 0..1. */
  readonly occlusion: number;
  /** 1 - full in frame / full, 0..1. */
  readonly truncation: number;
  /** Along the optical axis, of the visible pixels. */
  readonly nearestDepthM: number;
  readonly meanDepthM: number;
  /** From the camera to the object's position. */
  readonly distanceM: number;
  /** Mean linear luminance of its visible pixels before exposure; 1 is a white sheet in a well-lit room. */
  readonly lightLevel: number;
}

export interface SceneTruth {
  readonly width: number;
  readonly height: number;
  /** Visible instance per pixel, 0 where there is none. Distractors have labels too. */
  readonly labels: U8Image;
  /** Along the optical axis in metres; `farM` where the backdrop ends. */
  readonly depth: TypedImage<'f32'>;
  /** Objects with at least one visible pixel, by label. */
  readonly instances: readonly InstanceTruth[];
  /** Objects in the frame of which nothing is visible, by label. */
  readonly hidden: readonly number[];
  /** Mean linear luminance of the picture before exposure. */
  readonly lightLevel: number;
}

export interface RenderedFrame {
  /** RGB. */
  readonly image: U8Image;
  readonly truth: SceneTruth;
}

/** Depths are stored as a share of this. */
export const farM = 20;

/** A mask of one object alone, in a rectangle that may reach beyond the frame. */
export interface SoloMask {
  readonly label: number;
  /** Upper left corner in image pixels, may be negative. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Non-zero inside, row by row from the top. */
  readonly mask: Uint8Array;
}

/** What the truth pass draws, before it is turned into SceneTruth. Rows from the top. */
export interface TruthBuffers {
  readonly width: number;
  readonly height: number;
  /** One byte per pixel: the visible label. */
  readonly labels: Uint8Array<ArrayBuffer>;
  /** Metres along the optical axis. */
  readonly depthM: Float32Array<ArrayBuffer>;
  /** Linear luminance before exposure; absent where only the truth was drawn. */
  readonly luminance?: Float32Array<ArrayBuffer>;
  readonly solos: readonly SoloMask[];
}
