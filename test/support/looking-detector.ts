/** A detector that finds what it is told to in the pictures that it can see, by a rule about their pixels. */
import type { U8Image } from '$src/core/image';
import type { DetectionResult, DetectOptions, Frame } from '$src/detect/types';
import type { ModelDoor } from '$src/lab/runtime';
import { FakeDetector, type FakeDetectorOptions, type FakeFinding } from './fake-detector';
import { diskModels } from './models';

export class LookingDetector extends FakeDetector {
  readonly #canSee: (frame: U8Image) => boolean;
  readonly #there: readonly FakeFinding[];

  constructor(canSee: (frame: U8Image) => boolean, options: FakeDetectorOptions) {
    super(options);
    this.#canSee = canSee;
    this.#there = this.findings;
  }

  override detect(
    frame: Frame,
    options?: Partial<DetectOptions>,
    signal?: AbortSignal,
  ): Promise<DetectionResult> {
    this.findings = 'data' in frame && this.#canSee(frame) ? this.#there : [];
    return super.detect(frame, options, signal);
  }
}

/** Opens a detector of this kind whatever is asked for. */
export function doorTo(make: () => FakeDetector): ModelDoor {
  return { ...diskModels, open: () => Promise.resolve(make()) };
}
