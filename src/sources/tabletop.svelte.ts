/**
 * The rendered tabletop as a picture source. Its code (the scene, the panel, and behind them a worker with
 * three.js) is loaded with the first use, so that pages without it stay small.
 */
import type { Image } from '$src/core/image';
import type { LiveFrame, LiveWorld } from '$src/world/live/live-world.svelte';
import type { SampleTruth } from './samples';

export type OpenWorld = () => Promise<LiveWorld>;

async function openWorld(): Promise<LiveWorld> {
  const { LiveWorld: Live } = await import('$src/world/live/live-world.svelte');
  return new Live();
}

export class Tabletop {
  /** Undefined before the first use, and after `dispose`. */
  world = $state.raw<LiveWorld | undefined>();
  /** The panel with dials and things is open. */
  isPanelOpen = $state(false);
  readonly #open: OpenWorld;
  #opening: Promise<LiveWorld> | undefined;

  constructor(open: OpenWorld = openWorld) {
    this.#open = open;
  }

  get isOn(): boolean {
    const state = this.world?.state;
    return state === 'starting' || state === 'ready';
  }

  /** The scene, loaded but not started. Rejects when its code cannot be loaded; the next call tries again. */
  async load(): Promise<LiveWorld> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    const opening = this.#opening;
    const world = await opening;
    if (opening === this.#opening) this.world = world;
    return world;
  }

  /** Ends the worker and frees the GPU; the scene's settings stay for the next start. */
  stop(): void {
    this.isPanelOpen = false;
    if (this.world && this.world.state !== 'off') void this.world.stop();
  }

  dispose(): void {
    this.stop();
    this.world = undefined;
    this.#opening = undefined;
  }
}

/** The exact truth of a frame, as samples have it; undefined for a frame without labels. */
export function truthOf({ labels, outline }: LiveFrame): SampleTruth | undefined {
  return labels && outline ? { labels, outline } : undefined;
}

/** How many different things can be seen. */
export function countThings({ data }: Pick<Image, 'data'>): number {
  const isSeen = new Uint8Array(256);
  for (const label of data) isSeen[label] = 1;
  return isSeen.subarray(1).reduce((count, one) => count + one, 0);
}
