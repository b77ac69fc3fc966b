/**
 * The live part of the world's page: a LiveWorld, the picture it last drew with its truth, and where
 * the scene came from. No DOM; Live.svelte and the tests drive it. Whoever creates it calls `dispose`.
 */
import { openSuite } from '$src/sources/suites';
import { isAbort } from '$src/sources/error';
import { LiveWorld, type LiveFrame } from '$src/world/live/live-world.svelte';
import { parseScene } from '$src/world/schema';
import type { SceneDescription } from '$src/world/scene';
import { worldHref } from '../router';
import { messageOf } from './message';
import { isOpened, OpenedSceneClient, stateOfScene } from './opened';
import { packScene, unpackScene } from './packed';
import { emptyQuery } from './query';
import { shownOfFrame, type Shown } from './shown';
import { readView, writeView, type ViewState } from './view-state';

/** Where the scene came from. */
export type Origin =
  | { readonly kind: 'dials' }
  | { readonly kind: 'suite'; readonly name: string; readonly id: number }
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'link' };

export interface LivePageParts {
  /** A LiveWorld for dials, or for the scene that is given. */
  readonly makeWorld?: (scene: SceneDescription | undefined) => LiveWorld;
  readonly sceneOf?: (suite: string, id: number) => Promise<SceneDescription>;
}

function makeWorld(scene: SceneDescription | undefined): LiveWorld {
  return new LiveWorld({
    wantsTruth: true,
    ...(scene ? { client: new OpenedSceneClient(scene) } : {}),
  });
}

export class LivePage {
  world = $state.raw<LiveWorld>() as LiveWorld;
  origin = $state.raw<Origin>({ kind: 'dials' });
  view = $state.raw<ViewState>() as ViewState;
  /** Sentences about what a link or a file could not give. */
  problems = $state.raw<readonly string[]>([]);
  /** A link is being followed: until then, what is on the page is not yet what it asks for. */
  isReading = $state(true);
  /** Why the last file was not opened; what is shown stays. */
  fault = $state<string>();
  /** The newest complete picture, and the newest of which the whole truth is known. */
  newest = $state.raw<Shown>();
  known = $state.raw<Shown>();

  /** What the well shows: the newest picture, unless the view needs a truth that is still being drawn. */
  readonly shown = $derived.by((): Shown | undefined => {
    const { view, overlays } = this.view;
    const needsTruth = view === 'depth' || view === 'occlusion' || view === 'boxes';
    return needsTruth || overlays.includes('full') ? (this.known ?? this.newest) : this.newest;
  });
  /** The truth on the page belongs to the picture that was drawn last. */
  readonly isCurrent = $derived.by(
    (): boolean => this.known !== undefined && this.known === this.newest,
  );
  /** The scene that was opened, while dials have not replaced it. */
  readonly isOpenedScene = $derived.by((): boolean => {
    const { dials, seed } = this.world.settings;
    return this.#opened !== undefined && isOpened(stateOfScene(this.#opened), dials, seed);
  });

  #opened = $state.raw<SceneDescription>();
  readonly #makeWorld: (scene: SceneDescription | undefined) => LiveWorld;
  readonly #sceneOf: (suite: string, id: number) => Promise<SceneDescription>;
  /** Counts openings: a slow one that was overtaken is dropped. */
  #turn = 0;

  constructor(query: URLSearchParams, parts: LivePageParts = {}) {
    this.#makeWorld = parts.makeWorld ?? makeWorld;
    this.#sceneOf = parts.sceneOf ?? (async (suite, id) => (await openSuite(suite)).sceneOf(id));
    this.view = readView(query);
    this.world = this.#makeWorld(undefined);
  }

  /** Takes the scene that a link names, and starts drawing. Never rejects: `problems` says what failed. */
  async readUrl(query: URLSearchParams): Promise<void> {
    const turn = ++this.#turn;
    this.isReading = true;
    await this.#follow(query, turn);
    if (turn === this.#turn) this.isReading = false;
  }

  async #follow(query: URLSearchParams, turn: number): Promise<void> {
    this.view = readView(query);
    this.problems = [];
    const from = /^([\w-]+)\/(\d+)$/.exec(query.get('from') ?? '');
    const packed = query.get('packed');
    try {
      if (from) {
        const [, name = '', id = ''] = from;
        const scene = await this.#sceneOf(name, Number(id));
        if (turn === this.#turn) await this.#use(scene, { kind: 'suite', name, id: Number(id) });
        return;
      }
      if (packed !== null) {
        await this.#use(unpackScene(packed), { kind: 'link' });
        return;
      }
    } catch (error) {
      if (turn !== this.#turn || isAbort(error)) return;
      this.problems = [`${messageOf(error)} The scene of the dials is shown instead.`];
    }
    const key = query.get('scene') ?? '';
    if (this.#opened) await this.#use(undefined, { kind: 'dials' });
    if (turn !== this.#turn) return;
    if (key !== '') this.problems = [...this.problems, ...this.world.read(key)];
    if (this.world.state === 'off') void this.#start();
  }

  /** Opens the text of a scene file. What is shown stays when it is not sound; `fault` says why. */
  async openText(text: string, name: string): Promise<boolean> {
    this.fault = undefined;
    let scene: SceneDescription;
    try {
      scene = parseScene(text);
    } catch (error) {
      this.fault = messageOf(error);
      return false;
    }
    this.#turn++;
    this.isReading = false;
    await this.#use(scene, { kind: 'file', name });
    return true;
  }

  /** Back to the scene that dials and seed make. */
  async toDials(): Promise<void> {
    this.#turn++;
    this.isReading = false;
    await this.#use(undefined, { kind: 'dials' });
  }

  start(): void {
    void this.#start();
  }

  /** The hash that brings this scene and view back; without the scene when nothing can carry it. */
  link(): { readonly href: string; readonly isWhole: boolean } {
    const query = emptyQuery();
    writeView(this.view, query);
    const { world, origin } = this;
    let isWhole = true;
    if (!this.#opened || !this.isOpenedScene) {
      if (world.isInLink || !world.scene) query.set('scene', world.key);
      else isWhole = this.#pack(query);
    } else if (origin.kind === 'suite' && this.#isUntouched) {
      query.set('from', `${origin.name}/${origin.id}`);
    } else {
      isWhole = this.#pack(query);
    }
    return { href: worldHref('', query.toString().replaceAll('%2F', '/')), isWhole };
  }

  /** Frees the worker and the GPU. Resolves when they are. */
  async dispose(): Promise<void> {
    this.#turn++;
    await this.world.stop();
  }

  get #isUntouched(): boolean {
    const { world } = this;
    const isMoved = world.settings.edits.timeMs > 0;
    return this.#opened !== undefined && !world.canUndo && !world.canRedo && !isMoved;
  }

  #pack(query: URLSearchParams): boolean {
    const scene = this.world.scene ?? this.#opened;
    const packed = scene && packScene(scene);
    if (packed === undefined) return false;
    query.set('packed', packed);
    return true;
  }

  /** One world at a time: the old one gives its GPU back first. Its last picture stays on the page. */
  async #use(scene: SceneDescription | undefined, origin: Origin): Promise<void> {
    const turn = this.#turn;
    const next = this.#makeWorld(scene);
    if (scene) next.settings = stateOfScene(scene);
    const old = this.world;
    this.world = next;
    this.#opened = scene;
    this.origin = origin;
    await old.stop();
    if (turn !== this.#turn || this.world !== next) return;
    void this.#start();
  }

  async #start(): Promise<void> {
    const { world } = this;
    await world.start((frame) => {
      if (world === this.world) this.#take(frame);
    });
  }

  #take(frame: LiveFrame): void {
    const shown = shownOfFrame(frame);
    if (!shown) return;
    this.newest = shown;
    if (shown.truth) this.known = shown;
  }
}
