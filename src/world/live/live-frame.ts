/** A picture of a live scene, and who takes it. */
import type { SceneDescription } from '../scene';
import type { LivePicture } from './protocol';

/** A picture of the scene with what is true of it. */
export interface LiveFrame extends LivePicture {
  /** What was drawn. */
  readonly scene: SceneDescription;
  readonly samples: number;
  /** At full size and with labels: fit for the bench. Else for the preview alone. */
  readonly isComplete: boolean;
  /** Drawn at rest with many samples, not in motion. */
  readonly isFine: boolean;
}

/** Takes a complete frame; while animated, the next one waits until it resolves. */
export type FrameConsumer = (frame: LiveFrame) => Promise<void> | void;
