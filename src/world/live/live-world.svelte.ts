/**
 * A live scene: dials, seed and the reader's changes in, pictures with labels out. State and actions, no
 * DOM; the panel (src/world/ui), the picture source of the labs and the tests drive the same object.
 *
 * Drawing follows what happens: a draft at once while something moves, a fine picture when it rests, a
 * picture after the other (30 a second at most) while it is animated, nothing while the page is hidden
 * or the picture is held. On slow machines (software rendering) drafts of a gesture are smaller, and are
 * for the panel's preview alone; the bench gets the fine picture that follows.
 *
 * Whoever calls `start` must call `stop` in the end: that ends the worker and frees the GPU.
 */
import { snap, type ParamValue } from '$src/core/params';
import { createRng } from '$src/core/rng';
import type { U8Image } from '$src/core/image';
import { isAbort } from '$src/workers/lane';
import type { ThingName } from '../classes';
import { dials as dialSpecs, type Dials } from '../dials';
import type { SceneDescription, SceneObject, Vec3 } from '../scene';
import { animated } from './animate';
import { WorldClient } from './client';
import {
  applyEdits,
  freeId,
  mostThings,
  noEdits,
  placementOf,
  typicalScale,
  withPlacement,
  without,
  zoomRange,
} from './edits';
import { History } from './history';
import {
  formatSceneState,
  highestSeed,
  initialState,
  parseSceneState,
  type SceneState,
} from './key';
import { placedFrom, seenFrom } from './orbit';
import type { Composed, Footprint, LivePicture } from './protocol';
import { Rate } from './rate';
import { fineSamples, isSlow, sizes, type SizeChoice, type SizeName } from './speed';
import { meetHeight, rayThrough } from './view';

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

const frameIntervalMs = 1000 / 30;
/** Quiet time after which a scene counts as resting. */
const restMs = 180;

export class LiveWorld {
  state = $state<LiveState>('off');
  /** Why there are no pictures, and what to do. */
  error = $state<string | undefined>();
  /** The newest picture, drafts included: what the preview shows. */
  frame = $state.raw<LiveFrame | undefined>();
  /** What the reader set: the undo steps are copies of this. */
  settings = $state.raw<SceneState>(initialState());
  /** The scene with the reader's changes, at the animation's moment; undefined before the first. */
  scene = $state.raw<SceneDescription | undefined>();
  footprints = $state.raw<Readonly<Record<number, Footprint>>>({});
  selectedId = $state<number | undefined>();
  isAnimating = $state(false);
  /** Nothing is drawn; the last picture stays. */
  isHeld = $state(false);
  /** Complete pictures in the last second, and the median time that drawing one took. */
  fps = $state(0);
  frameMs = $state(0);
  sizeChoice = $state<SizeChoice>('auto');
  /** What `auto` means here, known after the first pictures. */
  measuredSize = $state<SizeName>('320x320');
  canUndo = $state(false);
  canRedo = $state(false);

  readonly dials = $derived.by((): Dials => this.settings.dials);
  readonly seed = $derived.by((): number => this.settings.seed);
  readonly size = $derived.by(() =>
    this.sizeChoice === 'auto' ? sizes[this.measuredSize] : sizes[this.sizeChoice],
  );
  readonly objects = $derived.by((): readonly SceneObject[] => this.scene?.objects ?? []);
  /** A link can carry all of it. */
  readonly isInLink = $derived.by((): boolean => formatSceneState(this.settings).isWhole);

  readonly #client: WorldClient;
  readonly #page: PageVisibility;
  readonly #now: () => number;
  readonly #wantsTruth: boolean;
  readonly #history = new History<SceneState>();
  readonly #rate = new Rate();
  #consume: FrameConsumer = () => undefined;
  /** Counts starts and stops: what an older run still brings is thrown away. */
  #run = 0;
  #answerStart: (isShown: boolean) => void = () => undefined;
  #isPumping = false;
  /** Ends the pump's pause early. */
  #wake: (() => void) | undefined;
  /** The scene that dials and seed make, and their key. */
  #composed: (Composed & { readonly key: string }) | undefined;
  /** Of things that the reader added, at life size. */
  #addedFootprints: Readonly<Record<number, Footprint>> = {};
  #version = 0;
  #drafted = 0;
  #fine = 0;
  #changedAtMs = 0;
  #startedAtMs = -Infinity;
  #tickAtMs: number | undefined;
  #isGesture = false;
  /** Milliseconds per pixel of the last drafts, without the ones that compiled. */
  #costs: number[] = [];
  #drawn = 0;
  #grip: Grip | undefined;
  #gesture = 0;
  /** What an orbit has not yet given to a whole step of its dial. */
  #rest = { turn: 0, height: 0 };

  constructor(parts: LiveWorldParts = {}) {
    this.#client = parts.client ?? new WorldClient();
    this.#page = parts.page ?? document;
    this.#now = parts.now ?? (() => performance.now());
    this.#wantsTruth = parts.wantsTruth ?? false;
  }

  // ---- life ---------------------------------------------------------------------------------------

  /**
   * Opens the worker and draws; complete pictures go to `consume`. Resolves true with the first one,
   * false when there is none (`error` says why) or `stop` came in between. Never rejects.
   */
  async start(consume: FrameConsumer = () => undefined): Promise<boolean> {
    const run = ++this.#run;
    this.#consume = consume;
    this.state = 'starting';
    this.error = undefined;
    this.isHeld = false;
    this.#forgetDrawn();
    this.#page.removeEventListener('visibilitychange', this.#seen);
    this.#page.addEventListener('visibilitychange', this.#seen);
    this.#version++;
    const first = new Promise<boolean>((resolve) => {
      this.#answerStart(false); // an older start was overtaken
      this.#answerStart = resolve;
    });
    void this.#pump();
    return (await first) && run === this.#run;
  }

  /** Ends worker and pictures; settings and the last picture stay. */
  async stop(): Promise<void> {
    this.#run++;
    this.#page.removeEventListener('visibilitychange', this.#seen);
    this.#consume = () => undefined;
    this.isAnimating = false;
    this.#grip = undefined;
    this.state = 'off';
    this.error = undefined;
    this.#resetRate();
    this.#answerStart(false);
    this.#wake?.();
    await this.#client.close();
  }

  /** What lives on the GPU now. */
  counts(): ReturnType<WorldClient['counts']> {
    return this.#client.counts();
  }

  simulateLoss(): Promise<void> {
    return this.#client.simulateLoss();
  }

  // ---- the link -----------------------------------------------------------------------------------

  /** Dials, seed and, while they are few, the reader's changes: what a link carries. */
  get key(): string {
    return formatSceneState(this.settings).text;
  }

  /** Takes what `key` gave; returns a sentence for everything it could not read. */
  read(key: string): readonly string[] {
    const { state, problems } = parseSceneState(key);
    this.#history.seal();
    this.#change(state, 'link');
    return problems;
  }

  // ---- dials --------------------------------------------------------------------------------------

  setDial(name: string, value: ParamValue): void {
    if (!(name in dialSpecs)) throw new RangeError(`There is no dial called “${name}”.`);
    const { settings } = this;
    const dials = { ...settings.dials, [name]: value } as Dials;
    // Another set of things: what was moved by hand is not there any more.
    const { zoomPercent, timeMs } = settings.edits;
    const isOtherSet = placingDials.includes(name);
    const edits = isOtherSet ? { ...noEdits, zoomPercent, timeMs } : settings.edits;
    this.#change({ ...settings, dials, edits }, this.#keyOf(`dial ${name}`));
  }

  setSeed(seed: number): void {
    this.#history.seal();
    const { zoomPercent, timeMs } = this.settings.edits;
    const edits = { ...noEdits, zoomPercent, timeMs };
    this.#change({ ...this.settings, seed, edits }, 'seed');
  }

  /** Other things in other places under the same dials. */
  shuffle(): void {
    // Not Math.random: the same presses give the same scenes.
    this.setSeed(createRng(this.settings.seed).fork('shuffle').integer(1, highestSeed));
  }

  /** Back to the scene as it was first, dials and all. Can be undone. */
  reset(): void {
    this.#history.seal();
    this.animate(false);
    this.#change(initialState(), 'reset');
  }

  undo(): void {
    this.#replace(this.#history.undo(this.settings));
  }

  redo(): void {
    this.#replace(this.#history.redo(this.settings));
  }

  setSize(choice: SizeChoice): void {
    this.sizeChoice = choice;
    this.#touch();
  }

  // ---- camera -------------------------------------------------------------------------------------

  /** Walks round the table: degrees to the right and up. */
  orbit(rightDeg: number, upDeg: number): void {
    const { cameraTurnDeg: turn, cameraHeightDeg: height } = dialSpecs;
    this.#steer({
      cameraTurnDeg: this.#step(turn, this.dials.cameraTurnDeg, rightDeg, 'turn'),
      cameraHeightDeg: this.#step(height, this.dials.cameraHeightDeg, upDeg, 'height'),
    });
  }

  /** Comes closer above 1, goes away below: 1.1 is one notch. */
  zoom(factor: number): void {
    const { edits } = this.settings;
    const wanted = Math.round(edits.zoomPercent * factor);
    const zoomPercent = Math.min(zoomRange.max, Math.max(zoomRange.min, wanted));
    this.#change({ ...this.settings, edits: { ...edits, zoomPercent } }, this.#keyOf('zoom'));
  }

  /** Between these two, all changes are one step of undo, and pictures are drafts. */
  beginGesture(): void {
    this.#gesture++;
    this.#isGesture = true;
  }

  endGesture(): void {
    this.#isGesture = false;
    this.#grip = undefined;
    this.#history.seal();
    this.#wake?.();
  }

  // ---- things -------------------------------------------------------------------------------------

  select(id: number | undefined): void {
    this.selectedId = this.objects.some((object) => object.id === id) ? id : undefined;
  }

  /** The thing at (u, v), 0..1 from the newest picture's left and top; undefined for none. */
  thingAt(u: number, v: number): number | undefined {
    const labels = this.frame?.labels;
    if (!labels) return undefined;
    const id = labelAt(labels, u, v);
    return this.objects.some((object) => object.id === id) ? id : undefined;
  }

  /** Takes hold of the thing at (u, v) and begins a gesture. False where there is none. */
  grab(u: number, v: number): boolean {
    const { frame } = this;
    const id = this.thingAt(u, v);
    const object = frame?.scene.objects.find((candidate) => candidate.id === id);
    if (!frame || !object || id === undefined) return false;
    const aspect = frame.image.width / frame.image.height;
    const { camera } = frame.scene;
    const heightM = object.positionM[1] + (this.footprints[id]?.heightM ?? 0.05) / 2;
    const from = meetHeight(rayThrough(camera, u, v, aspect), heightM);
    if (!from) return false;
    this.select(id);
    this.beginGesture();
    this.#grip = { id, heightM, last: from };
    return true;
  }

  /** Moves what is held so that it stays under (u, v). */
  dragTo(u: number, v: number): void {
    const { frame } = this;
    const grip = this.#grip;
    if (!grip || !frame || !this.scene) return;
    const aspect = frame.image.width / frame.image.height;
    const to = meetHeight(rayThrough(this.scene.camera, u, v, aspect), grip.heightM);
    if (!to) return; // above the horizon: it stays where it was
    this.move(grip.id, to[0] - grip.last[0], to[2] - grip.last[2]);
    grip.last = to;
  }

  /** Moves a thing, and what lies in it, along the table: metres to the right and towards the viewer. */
  move(id: number, dxM: number, dzM: number): void {
    const plain = this.#plainObjects();
    const object = plain.find((candidate) => candidate.id === id);
    if (!object) return;
    let { edits } = this.settings;
    for (const one of [object, ...this.#carriedBy(object, plain)]) {
      const at = placementOf(one, edits);
      const rest = this.#grip ? this.#gripRest(one.id, dxM, dzM) : { dx: dxM, dz: dzM };
      edits = withPlacement(edits, one.id, {
        ...at,
        xMm: at.xMm + rest.dx * 1000,
        zMm: at.zMm + rest.dz * 1000,
      });
    }
    this.#change({ ...this.settings, edits }, this.#keyOf(`move ${id}`));
  }

  /** Moves a thing as the camera sees it: metres to the picture's right and towards the camera. */
  nudge(id: number, rightM: number, nearerM: number): void {
    const azimuth = ((this.scene?.camera.azimuthDeg ?? 0) * Math.PI) / 180;
    const [cos, sin] = [Math.cos(azimuth), Math.sin(azimuth)];
    this.move(id, rightM * cos + nearerM * sin, nearerM * cos - rightM * sin);
  }

  /** Turns a thing about the vertical. */
  rotate(id: number, byDeg: number): void {
    const object = this.#plainObjects().find((candidate) => candidate.id === id);
    if (!object) return;
    const at = placementOf(object, this.settings.edits);
    const edits = withPlacement(this.settings.edits, id, { ...at, turnDeg: at.turnDeg + byDeg });
    this.#change({ ...this.settings, edits }, this.#keyOf(`rotate ${id}`));
  }

  /** Takes a thing off the table; the next one in the list is selected. */
  remove(id: number): void {
    const at = this.objects.findIndex((object) => object.id === id);
    if (at < 0) return;
    const next = this.objects[at + 1] ?? this.objects[at - 1];
    const isSelected = this.selectedId === id;
    this.#history.seal();
    this.#change({ ...this.settings, edits: without(this.settings.edits, id) }, `remove ${id}`);
    if (isSelected) this.selectedId = next?.id;
  }

  /** Puts a new thing of a kind where there is room; returns its id, undefined when the table is full. */
  async add(kind: ThingName): Promise<number | undefined> {
    const run = this.#run;
    const base = this.#composed?.scene;
    if (!base || !this.canAdd) return undefined;
    const id = freeId(base, this.settings.edits);
    if (id === undefined) return undefined;
    const seed = createRng(this.settings.seed).fork(`added ${id} ${kind}`).integer(1, highestSeed);
    const footprint = await this.#client.footprint(kind, seed);
    if (run !== this.#run) return undefined;
    this.#addedFootprints = { ...this.#addedFootprints, [id]: footprint };
    const { edits } = this.settings;
    const { xM, zM } = roomFor(
      footprint,
      this.#plainObjects(),
      this.footprints,
      base.camera.targetM,
    );
    const turnDeg = seed % 360;
    const added = { ...edits, added: [...edits.added, { id, kind, seed }] };
    this.#history.seal();
    this.#change(
      {
        ...this.settings,
        edits: withPlacement(added, id, { xMm: xM * 1000, yMm: 0, zMm: zM * 1000, turnDeg }),
      },
      `add ${id}`,
    );
    this.selectedId = id;
    return id;
  }

  get canAdd(): boolean {
    return this.state === 'ready' && this.objects.length < mostThings;
  }

  // ---- motion -------------------------------------------------------------------------------------

  /** Sets the scene going, or stops it where it is. */
  animate(isOn: boolean): void {
    if (isOn === this.isAnimating) return;
    this.isAnimating = isOn;
    this.isHeld = false;
    this.#tickAtMs = undefined;
    this.#resetRate();
    this.#touch();
  }

  /** Pictures arrive one after the other, at the consumer's pace. */
  get isMoving(): boolean {
    return this.isAnimating && !this.isHeld && this.state === 'ready';
  }

  /** Keeps the present picture: nothing is drawn until `resume` or until the scene is changed. */
  hold(): void {
    this.isHeld = true;
    this.#resetRate();
    this.#wake?.();
  }

  resume(): void {
    if (!this.isHeld) return;
    this.isHeld = false;
    this.#tickAtMs = undefined;
    void this.#pump();
  }

  // ---- inside: settings ---------------------------------------------------------------------------

  #change(next: SceneState, key: string): void {
    this.#history.note(this.settings, key);
    this.settings = next;
    this.#touch();
  }

  #replace(state: SceneState | undefined): void {
    if (!state) return;
    this.settings = state;
    this.#touch();
  }

  /** Something is to be seen anew. */
  #touch(): void {
    this.#version++;
    this.#changedAtMs = this.#now();
    this.isHeld = false;
    this.canUndo = this.#history.canUndo;
    this.canRedo = this.#history.canRedo;
    if (this.#composed) this.#arrange();
    this.#wake?.();
    void this.#pump();
  }

  #steer(values: Partial<Dials>): void {
    this.#change({ ...this.settings, dials: { ...this.dials, ...values } }, this.#keyOf('camera'));
  }

  /** The dial's next value; what is less than a step is kept for the next call of the gesture. */
  #step(
    spec: (typeof dialSpecs)['cameraTurnDeg' | 'cameraHeightDeg'],
    value: number,
    by: number,
    rest: 'turn' | 'height',
  ): number {
    const wanted = value + by + this.#rest[rest];
    const next = snap(spec, wanted);
    const isAtEnd = next === spec.min || next === spec.max;
    this.#rest[rest] = isAtEnd ? 0 : wanted - next;
    return next;
  }

  /** Key presses close after one another are one step of undo. */
  #keyOf(what: string): string {
    return `${what} ${this.#isGesture ? `gesture ${this.#gesture}` : this.#pace()}`;
  }

  #pace(): number {
    if (this.#now() - this.#changedAtMs > 800) this.#gesture++;
    return this.#gesture;
  }

  // ---- inside: the scene --------------------------------------------------------------------------

  /** Puts the scene together from what was composed, the reader's changes and the moment. */
  #arrange(): void {
    const composed = this.#composed;
    if (!composed) return;
    const scale = typicalScale(composed.scene);
    const added = Object.entries(this.#addedFootprints).map(
      ([id, { radiusM, heightM, isRound }]) => [
        id,
        { radiusM: radiusM * scale, heightM: heightM * scale, isRound },
      ],
    );
    this.footprints = {
      ...composed.footprints,
      ...Object.fromEntries(added),
    } as typeof this.footprints;
    const { dials, edits } = this.settings;
    const still = applyEdits(seenFrom(composed.scene, dials, edits.zoomPercent), edits);
    this.scene = animated(still, this.footprints, edits.timeMs / 1000);
    if (!this.objects.some(({ id }) => id === this.selectedId)) this.selectedId = undefined;
  }

  /** The things with the reader's changes, without the animation. */
  #plainObjects(): readonly SceneObject[] {
    return this.#composed ? applyEdits(this.#composed.scene, this.settings.edits).objects : [];
  }

  /** Things that lie in or on another one go with it. */
  #carriedBy(carrier: SceneObject, objects: readonly SceneObject[]): readonly SceneObject[] {
    const radiusM = this.footprints[carrier.id]?.radiusM ?? 0;
    const [x, y, z] = carrier.positionM;
    return objects.filter(({ id, positionM: [ox, oy, oz] }) => {
      return id !== carrier.id && oy > y + 0.002 && Math.hypot(ox - x, oz - z) < radiusM;
    });
  }

  /** Whole millimetres go into the edit; the parts of one wait here for the next move of the drag. */
  #gripRest(id: number, dxM: number, dzM: number): { readonly dx: number; readonly dz: number } {
    const grip = this.#grip;
    if (!grip) return { dx: dxM, dz: dzM };
    const rest = (grip.rest ??= {})[id] ?? { dx: 0, dz: 0 };
    const [dx, dz] = [dxM + rest.dx, dzM + rest.dz];
    const whole = { dx: Math.round(dx * 1000) / 1000, dz: Math.round(dz * 1000) / 1000 };
    grip.rest[id] = { dx: dx - whole.dx, dz: dz - whole.dz };
    return whole;
  }

  // ---- inside: drawing ----------------------------------------------------------------------------

  readonly #seen = (): void => {
    this.#tickAtMs = undefined;
    this.#resetRate();
    void this.#pump();
  };

  get #canDraw(): boolean {
    const isOn = this.state === 'starting' || this.state === 'ready';
    return isOn && !this.isHeld && !this.#page.hidden;
  }

  /** Draws until there is nothing left to draw. One at a time; calls while it runs change nothing. */
  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    const run = this.#run;
    try {
      while (run === this.#run && this.#canDraw) {
        const isDone = await this.#drawNext(run);
        if (isDone) break;
      }
    } catch (error) {
      if (run === this.#run && !isAbort(error)) await this.#fail(error);
    } finally {
      this.#isPumping = false;
    }
    // A start or change that came while this run ended.
    if (run !== this.#run && this.#canDraw) await this.#pump();
  }

  /** True when all is drawn. */
  async #drawNext(run: number): Promise<boolean> {
    if (await this.#compose(run)) return false;
    if (this.isAnimating) {
      const waitMs = this.#startedAtMs + frameIntervalMs - this.#now();
      if (waitMs > 1) {
        await this.#pause(waitMs);
        return false;
      }
      this.#tick();
      await this.#draw(run, { samples: 1, isFine: false, isSmall: false });
      return false;
    }
    if (this.#drafted !== this.#version) {
      const isSmall = this.#isGesture && isSlow(this.#costPerPx, this.size);
      await this.#draw(run, { samples: 1, isFine: false, isSmall });
      return false;
    }
    if (this.#drawn < 3 || this.#costs.length === 0) {
      // Once more, now that everything is compiled: how fast is this machine?
      await this.#draw(run, { samples: 1, isFine: false, isSmall: false, isTrial: true });
      return false;
    }
    if (this.#fine === this.#version) return true;
    const restsInMs = this.#isGesture ? Infinity : this.#changedAtMs + restMs - this.#now();
    if (restsInMs > 1) {
      await this.#pause(restsInMs);
      return false;
    }
    const samples = fineSamples(this.#costPerPx, this.size);
    await this.#draw(run, { samples, isFine: true, isSmall: false });
    return false;
  }

  /** True when it had to compose, or the run is over. */
  async #compose(run: number): Promise<boolean> {
    const { seed, edits } = this.settings;
    const dials = placedFrom(this.settings.dials);
    const key = formatSceneState({ dials, seed, edits: noEdits }).text;
    const missing = edits.added.filter(({ id }) => !(id in this.#addedFootprints));
    if (this.#composed?.key === key && missing.length === 0) return false;
    if (this.#composed?.key !== key) {
      const composed = await this.#client.compose(dials, seed);
      if (run !== this.#run) return true;
      this.#composed = { ...composed, key };
    }
    for (const { id, kind, seed: look } of missing) {
      const footprint = await this.#client.footprint(kind, look);
      if (run !== this.#run) return true;
      this.#addedFootprints = { ...this.#addedFootprints, [id]: footprint };
    }
    this.#arrange();
    return true;
  }

  /** Moves the animation on by the time that went by since the last picture, at most a quarter of a second. */
  #tick(): void {
    const now = this.#now();
    const wentByMs = Math.min(250, now - (this.#tickAtMs ?? now));
    this.#tickAtMs = now;
    const { settings } = this;
    const timeMs = Math.round(settings.edits.timeMs + wentByMs);
    this.settings = { ...settings, edits: { ...settings.edits, timeMs } };
    this.#arrange();
  }

  async #draw(
    run: number,
    kind: {
      readonly samples: number;
      readonly isFine: boolean;
      readonly isSmall: boolean;
      readonly isTrial?: boolean;
    },
  ): Promise<void> {
    const { scene } = this;
    if (!scene) return;
    const version = this.#version;
    const { width, height } = this.size;
    const by = kind.isSmall ? 2 : 1;
    this.#startedAtMs = this.#now();
    const picture = await this.#client.frame(scene, {
      width: width / by,
      height: height / by,
      samples: kind.samples,
      wants: kind.isSmall ? 'picture' : kind.isFine && this.#wantsTruth ? 'truth' : 'labels',
    });
    if (run !== this.#run) return;
    this.#drawn++;
    this.#learn(picture, kind.samples);
    if (this.isHeld) return; // held while it was drawn: drawn again when that ends
    this.#drafted = version;
    if (kind.isFine) this.#fine = version;
    if (kind.isTrial) return; // the same picture again
    const frame: LiveFrame = {
      ...picture,
      scene,
      samples: kind.samples,
      isComplete: !kind.isSmall,
      isFine: kind.isFine,
    };
    this.frame = frame;
    this.state = 'ready';
    this.#rate.note(this.#now(), picture.renderMs);
    this.fps = this.isAnimating || this.#isGesture ? this.#rate.fps : 0;
    this.frameMs = this.#rate.frameMs;
    // A change meanwhile: the next picture comes at once, the bench need not see this one.
    if (frame.isComplete) await this.#consume(frame);
    this.#answerStart(true);
  }

  #learn({ renderMs, image }: LivePicture, samples: number): void {
    if (samples !== 1 || this.#drawn === 1) return; // the first one compiles
    this.#costs = [...this.#costs, renderMs / (image.width * image.height)].slice(-7);
    if (this.#costs.length <= 2) {
      this.measuredSize = isSlow(this.#costPerPx, sizes['640x480']) ? '320x320' : '640x480';
    }
  }

  /** The median over the last drafts, in ms per pixel. */
  get #costPerPx(): number {
    const sorted = [...this.#costs].sort((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? Infinity;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === Infinity ? undefined : setTimeout(done, ms);
      const self = (): void => done();
      function done(): void {
        clearTimeout(timer);
        resolve();
      }
      this.#wake = self;
    });
  }

  async #fail(error: unknown): Promise<void> {
    this.#run++;
    this.isAnimating = false;
    this.state = 'failed';
    this.error = error instanceof Error ? error.message : String(error);
    this.#page.removeEventListener('visibilitychange', this.#seen);
    this.#answerStart(false);
    await this.#client.close();
  }

  #forgetDrawn(): void {
    this.#costs = [];
    this.#drawn = 0;
    this.#composed = undefined;
    this.#resetRate();
  }

  #resetRate(): void {
    this.#rate.reset();
    this.fps = 0;
  }
}

interface Grip {
  readonly id: number;
  readonly heightM: number;
  last: Vec3;
  rest?: Record<number, { readonly dx: number; readonly dz: number }>;
}

/** Dials that decide which things there are and where they stand. */
const placingDials: readonly string[] = ['domain', 'count', 'distractors', 'size', 'crowding'];

function labelAt({ width, height, data }: U8Image, u: number, v: number): number {
  const x = Math.floor(u * width);
  const y = Math.floor(v * height);
  if (x < 0 || y < 0 || x >= width || y >= height) return 0;
  return data[y * width + x] ?? 0;
}

/** A free place near `targetM`, in growing circles about it; the middle when there is none. */
function roomFor(
  { radiusM }: Footprint,
  objects: readonly SceneObject[],
  footprints: Readonly<Record<number, Footprint>>,
  [targetX, , targetZ]: Vec3,
): { readonly xM: number; readonly zM: number } {
  for (let ring = 0; ring < 12; ring++) {
    for (let i = 0; i < Math.max(1, 6 * ring); i++) {
      const angle = (2 * Math.PI * i) / Math.max(1, 6 * ring);
      const xM = targetX + 0.04 * ring * Math.sin(angle);
      const zM = targetZ + 0.04 * ring * Math.cos(angle);
      const isFree = objects.every(({ id, positionM: [x, , z] }) => {
        return Math.hypot(x - xM, z - zM) > radiusM + (footprints[id]?.radiusM ?? 0.05) + 0.004;
      });
      if (isFree) return { xM, zM };
    }
  }
  return { xM: targetX, zM: targetZ };
}
