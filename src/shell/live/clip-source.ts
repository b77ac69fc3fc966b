/**
 * The recorded clips that ship with the lab as a virtual camera: for machines that draw the tabletop slowly.
 * Each clip runs forth and back, then the next one follows.
 */
import { clipsOf, rateOf } from '$src/sources/suite-query';
import { openSuite, type SuitePicture, type SuiteSet } from '$src/sources/suites';
import { messageOf } from '../world/message';
import type { LiveSource, NewestPicture } from './source';

/** Frame numbers of one turn: 0, 1, …, n - 1, n - 2, …, 1. */
export function forthAndBack(frames: number): number[] {
  const forth = Array.from({ length: frames }, (_, i) => i);
  return [...forth, ...forth.slice(1, -1).reverse()];
}

export class ClipSource implements LiveSource {
  fault: string | undefined;
  readonly #moves: () => boolean;
  #newest: HTMLImageElement | undefined;
  #isHeld = false;
  #timer: ReturnType<typeof setInterval> | undefined;
  #run = 0;

  constructor(moves: () => boolean = () => true) {
    this.#moves = moves;
  }

  async start(onNewer: () => void): Promise<boolean> {
    this.stop();
    const run = ++this.#run;
    this.fault = undefined;
    try {
      const suite = await openSuite('clips');
      const clips = clipsOf(suite.pictures);
      let frames = await load(suite, clips[0] ?? []);
      if (run !== this.#run) return false;
      this.#isHeld = !this.#moves();
      const rate = rateOf(clips[0] ?? []);
      let clip = 0;
      let turn = forthAndBack(frames.length);
      let at = 0;
      let next: Promise<readonly HTMLImageElement[]> | undefined;
      const show = (): void => {
        this.#newest = frames[turn[at] ?? 0];
        onNewer();
      };
      show();
      this.#timer = setInterval(() => {
        if (this.#isHeld || document.hidden) return;
        // The next clip is fetched while this one runs; if that fails, this one runs again.
        next ??= load(suite, clips[(clip + 1) % clips.length] ?? []).catch(() => frames);
        if (++at >= turn.length) {
          at = 0;
          void next.then((loaded) => {
            if (run !== this.#run) return;
            frames = loaded;
            turn = forthAndBack(frames.length);
            clip = (clip + 1) % clips.length;
            next = undefined;
          });
        }
        show();
      }, 1000 / rate);
      return true;
    } catch (error) {
      if (run === this.#run) this.fault = messageOf(error);
      return false;
    }
  }

  newest(): NewestPicture | undefined {
    const image = this.#newest;
    return image && { image, width: image.naturalWidth, height: image.naturalHeight };
  }

  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
  }

  stop(): void {
    this.#run++;
    clearInterval(this.#timer);
    this.#newest = undefined;
    this.#isHeld = false;
  }
}

/** All frames of a clip, decoded. */
async function load(
  suite: SuiteSet,
  frames: readonly SuitePicture[],
): Promise<readonly HTMLImageElement[]> {
  if (frames.length === 0) throw new Error('This copy of the lab has no clips.');
  return Promise.all(
    frames.map(async (frame) => {
      const image = new Image();
      image.src = suite.urlOf(frame);
      await image.decode();
      return image;
    }),
  );
}
