/** A world worker without a GPU: scenes of three things, pictures of one colour, labels in three columns. */
import { imageOf } from '$src/core/image';
import { outlineOf } from '$src/core/labels';
import type {
  Composed,
  Footprint,
  FrameRequest,
  LivePicture,
  WorldWorkerApi,
} from '$src/world/live/protocol';
import { WorldClient } from '$src/world/live/client';
import type { SceneDescription } from '$src/world/scene';
import { FakeWorker } from '$test/support/fake-worker';
import { plainScene, thing } from '$test/support/scenes';

export const footprint: Footprint = { radiusM: 0.04, heightM: 0.08, isRound: true };

export class FakeWorld {
  readonly frames: { readonly scene: SceneDescription; readonly request: FrameRequest }[] = [];
  readonly workers: FakeWorker[] = [];
  /** Composed so often. */
  composed = 0;
  released = 0;
  /** What drawing claims to have cost, per pixel and sample. */
  costMsPerPx = 1e-5;
  /** The next frames fail with this. */
  failure: Error | undefined;
  /** Set to hold pictures back until `answer()`. */
  isHeldBack = false;
  #answers: (() => void)[] = [];

  answer(): void {
    for (const give of this.#answers.splice(0)) give();
  }

  get last(): { readonly scene: SceneDescription; readonly request: FrameRequest } {
    const last = this.frames.at(-1);
    if (!last) throw new Error('Nothing was drawn.');
    return last;
  }

  client(): WorldClient {
    return new WorldClient(() => {
      const worker = new FakeWorker(this.#api());
      this.workers.push(worker);
      return worker.asWorker();
    });
  }

  #api(): WorldWorkerApi {
    return {
      compose: (dials, seed): Promise<Composed> => {
        this.composed++;
        const scene = plainScene(
          [
            thing(1, 'apple', [-0.2, 0, 0]),
            thing(2, 'bowl', [0, 0, 0]),
            thing(3, 'orange', [0.2, 0, 0]),
          ].slice(0, dials.count),
          seed,
        );
        const footprints = { 1: footprint, 2: { ...footprint, isRound: false }, 3: footprint };
        return Promise.resolve({ scene, footprints });
      },
      footprint: () => footprint,
      frame: async (scene, request): Promise<LivePicture> => {
        this.frames.push({ scene, request });
        if (this.isHeldBack) await new Promise<void>((resolve) => this.#answers.push(resolve));
        if (this.failure) throw this.failure;
        const { width, height, samples } = request;
        const labels = imageOf('u8', width, height, 1, new Uint8Array(width * height));
        const third = width / 3;
        labels.data.forEach((_, i) => {
          const column = Math.floor((i % width) / third) + 1;
          labels.data[i] = scene.objects.some(({ id }) => id === column) ? column : 0;
        });
        return {
          image: imageOf('u8', width, height, 3, new Uint8Array(3 * width * height)),
          ...(request.wants === 'picture' ? {} : { labels, outline: outlineOf(labels) }),
          renderMs: this.costMsPerPx * width * height * samples,
        };
      },
      counts: () => ({ geometries: 1, textures: 1, programs: 1 }),
      release: () => {
        this.released++;
        return { geometries: 0, textures: 0, programs: 0 };
      },
      simulateLoss: () => undefined,
      cancel: () => undefined,
    };
  }
}
