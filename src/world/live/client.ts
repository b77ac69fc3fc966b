/** The page's typed door to the world worker, which starts with the first call. */
import { Lane } from '$src/workers/lane';
import type { ThingName } from '../classes';
import type { Dials } from '../dials';
import type { SceneDescription } from '../scene';
import type {
  Composed,
  Footprint,
  FrameRequest,
  LivePicture,
  WorldCounts,
  WorldWorkerApi,
} from './protocol';

function createWorker(): Worker {
  return new Worker(new URL('../world.worker.ts', import.meta.url), {
    type: 'module',
    name: 'world',
  });
}

const releaseTimeoutMs = 2000;

export class WorldClient {
  readonly #create: () => Worker;
  #lane: Lane<WorldWorkerApi>;

  constructor(create: () => Worker = createWorker) {
    this.#create = create;
    this.#lane = new Lane<WorldWorkerApi>(create);
  }

  get isOpen(): boolean {
    return this.#lane.isOpen;
  }

  compose(dials: Dials, seed: number): Promise<Composed> {
    return this.#lane.run((remote) => remote.compose(dials, seed));
  }

  footprint(kind: ThingName, seed: number): Promise<Footprint> {
    return this.#lane.run((remote) => remote.footprint(kind, seed));
  }

  frame(scene: SceneDescription, request: FrameRequest): Promise<LivePicture> {
    return this.#lane.run((remote) => remote.frame(scene, request));
  }

  counts(): Promise<WorldCounts> {
    return this.#lane.run((remote) => remote.counts());
  }

  /** Frees everything on the GPU and keeps the worker; says what is left. */
  release(): Promise<WorldCounts> {
    return this.#lane.run((remote) => remote.release());
  }

  /** See the worker's function of this name. */
  simulateLoss(): Promise<void> {
    return this.#lane.run((remote) => remote.simulateLoss());
  }

  /** Frees the GPU's resources and ends the worker. A later call starts a fresh one. */
  async close(): Promise<void> {
    const lane = this.#lane;
    this.#lane = new Lane<WorldWorkerApi>(this.#create); // a start meanwhile does not wait for this end
    if (!lane.isOpen) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLong = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, releaseTimeoutMs); // ending the worker frees them too, only later
    });
    try {
      await Promise.race([lane.run((remote) => remote.release()), tooLong]);
    } catch (error) {
      console.warn('The world worker did not end by itself; it is ended now.', error);
    } finally {
      clearTimeout(timer);
      lane.dispose();
    }
  }

  /** Ends the worker at once, whatever it does. */
  dispose(): void {
    this.#lane.dispose();
  }
}
