/**
 * The rendered tabletop as a virtual camera: the scene swings and rolls, one picture waits for whoever takes
 * it, and the next is drawn then.
 */
import type { U8Image } from '$src/core/image';
import { Tabletop, type OpenWorld } from '$src/sources/tabletop.svelte';
import type { LiveFrame } from '$src/world/live/live-world.svelte';
import { messageOf } from '../world/message';
import type { LiveSource, NewestPicture } from './source';

export class TabletopSource implements LiveSource {
  fault: string | undefined;
  readonly #tabletop: Tabletop;
  /** Tells whether the scene may be set going; else it gives one picture and rests. */
  readonly #moves: () => boolean;
  #frame: LiveFrame | undefined;
  #surface: { readonly frame: LiveFrame; readonly canvas: HTMLCanvasElement } | undefined;
  #isTaken = false;
  /** Lets the world draw on. */
  #taken: () => void = () => undefined;
  #run = 0;

  constructor(moves: () => boolean = () => true, open?: OpenWorld) {
    this.#tabletop = new Tabletop(open);
    this.#moves = moves;
  }

  async start(onNewer: () => void): Promise<boolean> {
    this.stop();
    const run = ++this.#run;
    this.fault = undefined;
    try {
      const world = await this.#tabletop.load();
      if (run !== this.#run) return false;
      const isShown = await world.start((frame) => {
        if (run !== this.#run) return;
        const isFirst = this.#frame === undefined;
        this.#frame = frame;
        this.#isTaken = false;
        onNewer(); // whoever is idle takes it at once
        // The first answers `start`; it does not wait for a detector that may still be loading.
        if (isFirst || this.#isTaken) return;
        return new Promise<void>((resolve) => (this.#taken = resolve));
      });
      if (run !== this.#run) return false;
      if (!isShown) this.fault = world.error ?? 'The tabletop was stopped.';
      else if (this.#moves()) world.animate(true);
      return isShown;
    } catch (error) {
      if (run === this.#run) this.fault = `The tabletop could not be loaded. ${messageOf(error)}`;
      return false;
    }
  }

  newest(): NewestPicture | undefined {
    const frame = this.#frame;
    if (!frame) return undefined;
    if (this.#surface?.frame !== frame) {
      this.#surface = { frame, canvas: surfaceOf(frame.image, this.#surface?.canvas) };
    }
    this.#isTaken = true;
    this.#taken();
    const { canvas } = this.#surface;
    return { image: canvas, width: canvas.width, height: canvas.height };
  }

  hold(isHeld: boolean): void {
    const { world } = this.#tabletop;
    if (!world || world.state !== 'ready') return;
    if (isHeld) world.hold();
    else if (world.isAnimating) world.resume();
    else world.animate(true);
  }

  stop(): void {
    this.#run++;
    this.#taken();
    this.#tabletop.stop();
    this.#frame = undefined;
    this.#surface = undefined;
  }
}

/** RGB pixels on a canvas, on `reuse` where its size fits. */
function surfaceOf(image: U8Image, reuse: HTMLCanvasElement | undefined): HTMLCanvasElement {
  const { width, height, data } = image;
  const canvas =
    reuse?.width === width && reuse.height === height ? reuse : document.createElement('canvas');
  if (canvas !== reuse) Object.assign(canvas, { width, height });
  const rgba = new ImageData(width, height);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    rgba.data[to] = data[from] ?? 0;
    rgba.data[to + 1] = data[from + 1] ?? 0;
    rgba.data[to + 2] = data[from + 2] ?? 0;
    rgba.data[to + 3] = 255;
  }
  canvas.getContext('2d')?.putImageData(rgba, 0, 0);
  return canvas;
}
