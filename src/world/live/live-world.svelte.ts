/**
 * A live scene: dials, seed and the reader's changes in, pictures with labels out. State and actions, no
 * DOM; the panel (src/world/ui), the picture source of the labs and the tests drive the same object. What the
 * reader sets is in `SceneSettings`, what stands on the table in `SceneThings`; this draws it.
 *
 * Drawing follows what happens: a draft at once while something moves, a fine picture when it rests, a
 * picture after the other (30 a second at most) while it is animated, nothing while the page is hidden
 * or the picture is held. On slow machines (software rendering) drafts of a gesture are smaller, and are
 * for the panel's preview alone; the bench gets the fine picture that follows.
 *
 * Whoever calls `start` must call `stop` in the end: that ends the worker and frees the GPU.
 */
import { createRng } from '$src/core/rng';
import { isAbort } from '$src/workers/lane';
import type { ThingName } from '../classes';
import { WorldClient } from './client';
import { freeId, mostThings } from './edits';
import { highestSeed, initialState } from './key';
import type { FrameConsumer, LiveFrame } from './live-frame';
import { Loop } from './loop';
import { nextDrawing, type Drawing } from './next-drawing';
import { Rate } from './rate';
import { SceneThings } from './scene-things.svelte';
import { DraftSpeed, sizes, type SizeChoice, type SizeName } from './speed';

export type { FrameConsumer, LiveFrame } from './live-frame';

/** The part of `document` that tells whether the page is seen. */
export interface PageVisibility {
  readonly hidden: boolean;
  addEventListener(type: 'visibilitychange', listener: () => void): void;
  removeEventListener(type: 'visibilitychange', listener: () => void): void;
}

export interface LiveWorldParts {
  readonly client?: WorldClient;
  readonly page?: PageVisibility;
  readonly now?: () => number;
  /** True asks for the whole truth with every fine picture (depth, occlusion); default labels alone. */
  readonly wantsTruth?: boolean;
}

/** off: nothing held. starting: no picture yet. ready: pictures come. failed: `error` says why. */
export type LiveState = 'off' | 'starting' | 'ready' | 'failed';

/** An animation that was held up does not jump ahead by more. */
const longestTickMs = 250;

export class LiveWorld extends SceneThings {
  state = $state<LiveState>('off');
  /** Why there are no pictures, and what to do. */
  error = $state<string | undefined>();
  isAnimating = $state(false);
  /** Nothing is drawn; the last picture stays. */
  isHeld = $state(false);
  /** Complete pictures in the last second, and the median time that drawing one took. */
  fps = $state(0);
  frameMs = $state(0);
  sizeChoice = $state<SizeChoice>('auto');
  /** What `auto` means here, known after the first pictures. */
  measuredSize = $state<SizeName>('320x320');

  readonly size = $derived.by(() =>
    this.sizeChoice === 'auto' ? sizes[this.measuredSize] : sizes[this.sizeChoice],
  );

  readonly #client: WorldClient;
  readonly #page: PageVisibility;
  readonly #wantsTruth: boolean;
  readonly #loop: Loop;
  readonly #rate = new Rate();
  readonly #speed = new DraftSpeed();
  #consume: FrameConsumer = () => undefined;
  #answerStart: (isShown: boolean) => void = () => undefined;
  /** Counts changes; the last ones that were drawn as a draft, and finely. */
  #version = 0;
  #drafted = 0;
  #fine = 0;
  #startedAtMs = -Infinity;
  #tickAtMs: number | undefined;

  constructor(parts: LiveWorldParts = {}) {
    super(parts.now ?? (() => performance.now()));
    this.#client = parts.client ?? new WorldClient();
    this.#page = parts.page ?? document;
    this.#wantsTruth = parts.wantsTruth ?? false;
    this.#loop = new Loop(
      () => this.#canDraw,
      (run) => this.#step(run),
    );
  }

  // ---- life ---------------------------------------------------------------------------------------

  /**
   * Opens the worker and draws; complete pictures go to `consume`. Resolves true with the first one,
   * false when there is none (`error` says why) or `stop` came in between. Never rejects.
   */
  async start(consume: FrameConsumer = () => undefined): Promise<boolean> {
    const run = this.#loop.restart();
    this.#consume = consume;
    this.state = 'starting';
    this.error = undefined;
    this.isHeld = false;
    this.#speed.reset();
    this.forgetComposed();
    this.#resetRate();
    this.#page.removeEventListener('visibilitychange', this.#seen);
    this.#page.addEventListener('visibilitychange', this.#seen);
    this.#version++;
    const first = new Promise<boolean>((resolve) => {
      this.#answerStart(false); // an older start was overtaken
      this.#answerStart = resolve;
    });
    void this.#loop.go();
    return (await first) && run === this.#loop.run;
  }

  /** Ends worker and pictures; settings and the last picture stay. */
  async stop(): Promise<void> {
    this.#consume = () => undefined;
    this.error = undefined;
    this.letGo();
    this.#resetRate();
    await this.#end('off');
  }

  /** What lives on the GPU now. */
  counts(): ReturnType<WorldClient['counts']> {
    return this.#client.counts();
  }

  simulateLoss(): Promise<void> {
    return this.#client.simulateLoss();
  }

  // ---- the scene ----------------------------------------------------------------------------------

  /** Back to the scene as it was first, dials and all. Can be undone. */
  reset(): void {
    this.animate(false);
    this.changeAtOnce(initialState(), 'reset');
  }

  setSize(choice: SizeChoice): void {
    this.sizeChoice = choice;
    this.touched();
  }

  /** Puts a new thing of a kind where there is room; returns its id, undefined when the table is full. */
  async add(kind: ThingName): Promise<number | undefined> {
    const { run } = this.#loop;
    const base = this.composedScene;
    if (!base || !this.canAdd) return undefined;
    const id = freeId(base, this.settings.edits);
    if (id === undefined) return undefined;
    const seed = createRng(this.settings.seed).fork(`added ${id} ${kind}`).integer(1, highestSeed);
    const footprint = await this.#client.footprint(kind, seed);
    if (run !== this.#loop.run) return undefined;
    this.place(id, kind, seed, footprint);
    return id;
  }

  get canAdd(): boolean {
    return this.state === 'ready' && this.objects.length < mostThings;
  }

  override endGesture(): void {
    super.endGesture();
    this.#loop.wake();
  }

  // ---- motion -------------------------------------------------------------------------------------

  /** Sets the scene going, or stops it where it is. */
  animate(isOn: boolean): void {
    if (isOn === this.isAnimating) return;
    this.isAnimating = isOn;
    this.#tickAtMs = undefined;
    this.#resetRate();
    this.touched();
  }

  /** Pictures arrive one after the other, at the consumer's pace. */
  get isMoving(): boolean {
    return this.isAnimating && !this.isHeld && this.state === 'ready';
  }

  /** Keeps the present picture: nothing is drawn until `resume` or until the scene is changed. */
  hold(): void {
    this.isHeld = true;
    this.#resetRate();
    this.#loop.wake();
  }

  resume(): void {
    if (!this.isHeld) return;
    this.isHeld = false;
    this.#tickAtMs = undefined;
    void this.#loop.go();
  }

  // ---- inside: drawing ----------------------------------------------------------------------------

  /** Something is to be seen anew. */
  protected override touched(): void {
    this.#version++;
    this.isHeld = false;
    super.touched();
    this.#loop.wake();
    void this.#loop.go();
  }

  readonly #seen = (): void => {
    this.#tickAtMs = undefined;
    this.#resetRate();
    void this.#loop.go();
  };

  get #canDraw(): boolean {
    const isOn = this.state === 'starting' || this.state === 'ready';
    return isOn && !this.isHeld && !this.#page.hidden;
  }

  async #step(run: number): Promise<boolean> {
    try {
      return await this.#drawNext(run);
    } catch (error) {
      if (run === this.#loop.run && !isAbort(error)) await this.#fail(error);
      return true;
    }
  }

  /** True when all is drawn. */
  async #drawNext(run: number): Promise<boolean> {
    if (await this.compose(this.#client, () => run !== this.#loop.run)) return false;
    const next = nextDrawing({
      nowMs: this.now(),
      isAnimating: this.isAnimating,
      isGesture: this.isGesture,
      startedAtMs: this.#startedAtMs,
      changedAtMs: this.changedAtMs,
      isDrafted: this.#drafted === this.#version,
      isFineDrawn: this.#fine === this.#version,
      size: this.size,
      speed: this.#speed,
    });
    if (next.kind === 'wait') await this.#loop.pause(next.ms);
    if (next.kind === 'draw') {
      if (next.isTick) this.#tick();
      await this.#draw(run, next.drawing);
    }
    return next.kind === 'done';
  }

  /** Moves the animation on by the time that went by since the last picture. */
  #tick(): void {
    const now = this.now();
    const wentByMs = Math.min(longestTickMs, now - (this.#tickAtMs ?? now));
    this.#tickAtMs = now;
    const { settings } = this;
    const timeMs = Math.round(settings.edits.timeMs + wentByMs);
    this.settings = { ...settings, edits: { ...settings.edits, timeMs } };
    this.arrange();
  }

  async #draw(run: number, { samples, isFine, isSmall, isTrial }: Drawing): Promise<void> {
    const { scene } = this;
    if (!scene) return;
    const version = this.#version;
    const by = isSmall ? 2 : 1;
    this.#startedAtMs = this.now();
    const picture = await this.#client.frame(scene, {
      width: this.size.width / by,
      height: this.size.height / by,
      samples,
      wants: isSmall ? 'picture' : isFine && this.#wantsTruth ? 'truth' : 'labels',
    });
    if (run !== this.#loop.run) return;
    const suits = this.#speed.note(picture.renderMs, picture.image, samples);
    if (suits !== undefined) this.measuredSize = suits;
    if (this.isHeld) return; // held while it was drawn: drawn again when that ends
    this.#drafted = version;
    if (isFine) this.#fine = version;
    if (isTrial) return; // the same picture again
    const frame: LiveFrame = { ...picture, scene, samples, isComplete: !isSmall, isFine };
    this.frame = frame;
    this.state = 'ready';
    this.#rate.note(this.now(), picture.renderMs);
    this.fps = this.isAnimating || this.isGesture ? this.#rate.fps : 0;
    this.frameMs = this.#rate.frameMs;
    // A change meanwhile: the next picture comes at once, the bench need not see this one.
    if (frame.isComplete) await this.#consume(frame);
    this.#answerStart(true);
  }

  async #fail(error: unknown): Promise<void> {
    this.error = error instanceof Error ? error.message : String(error);
    await this.#end('failed');
  }

  async #end(state: 'off' | 'failed'): Promise<void> {
    this.#loop.restart();
    this.#page.removeEventListener('visibilitychange', this.#seen);
    this.isAnimating = false;
    this.state = state;
    this.#answerStart(false);
    this.#loop.wake();
    await this.#client.close();
  }

  #resetRate(): void {
    this.#rate.reset();
    this.fps = 0;
  }
}
