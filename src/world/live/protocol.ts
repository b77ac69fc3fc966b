/** What page and world worker say to each other. */
import type { U8Image } from '$src/core/image';
import type { Cancellable } from '$src/workers/lane';
import type { ThingName } from '../classes';
import type { Dials } from '../dials';
import type { SceneTruth } from '../frame';
import type { SceneDescription } from '../scene';

/** The place that a thing takes on the table, at the scale it has in the scene. */
export interface Footprint {
  readonly radiusM: number;
  readonly heightM: number;
  /** Rolls: it may be turned any way about a middle at half its height. */
  readonly isRound: boolean;
}

export interface Composed {
  readonly scene: SceneDescription;
  /** By id of the object. */
  readonly footprints: Readonly<Record<number, Footprint>>;
}

export interface FrameRequest {
  readonly width: number;
  readonly height: number;
  /** 1 is a draft, 16 is fine. */
  readonly samples: number;
  /** Labels and outlines cost a second, plain drawing; the whole truth one more for each object. */
  readonly wants: 'picture' | 'labels' | 'truth';
}

export interface LivePicture {
  /** RGB; through the scene's JPEG coder if it has one. */
  readonly image: U8Image;
  /** Visible object per pixel, 0 for none. Absent for wants 'picture'. */
  readonly labels?: U8Image;
  /** 255 on outlines, see core/labels. */
  readonly outline?: U8Image;
  /** For wants 'truth'. */
  readonly truth?: SceneTruth;
  /** Wall time of drawing and reading back, in ms. */
  readonly renderMs: number;
}

/** What lives on the GPU. */
export interface WorldCounts {
  readonly geometries: number;
  readonly textures: number;
  readonly programs: number;
}

export interface WorldWorkerApi extends Cancellable {
  /** The scene that dials and seed make. */
  compose(dials: Dials, seed: number): Promise<Composed>;
  footprint(kind: ThingName, seed: number): Footprint;
  frame(scene: SceneDescription, request: FrameRequest): Promise<LivePicture>;
  counts(): WorldCounts;
  /** Frees everything on the GPU and gives the context back; says what is left (nothing). */
  release(): WorldCounts;
  /** Takes the GPU away, as a driver's crash does; for tests and demonstrations. */
  simulateLoss(): void;
}

/** What stands in an Error's name when the picture cannot be drawn here at all. */
export const noWebGl = 'NoWebGl';
export const lostWebGl = 'LostWebGl';
