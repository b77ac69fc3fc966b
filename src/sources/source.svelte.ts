/**
 * The picture on the bench and where it comes from: a shipped sample, a picture of a rendered suite or clip,
 * the rendered tabletop, a file of the reader's, or the camera. One instance serves one bench; every lab uses this and nothing else to get its
 * input.
 *
 * A failure never takes the current picture away. Later requests overtake earlier ones. Samples, suites and
 * the tabletop can be named in a link; a file or a camera picture stays with the reader.
 */
import type { U8Image } from '$src/core/image';
import type { Subject } from '$src/evidence/types';
import type { BenchInput } from '$src/lab/contract';
import type { LiveFrame } from '$src/world/live/live-world.svelte';
import { decodeImage } from './decode';
import { pickDropped, pickPasted, type Transferred } from './dropped';
import { SourceError, asSourceError, isAbort, type SourceReason } from './error';
import { objectsOfSample, objectsOfScene, objectWords } from './objects';
import { shippedSamples, type SampleInfo, type SampleSet, type SampleTruth } from './samples';
import { subjectOf } from './subject';
import { clipRate, SuitePictureSource, type LoadSuites } from './suite-picture.svelte';
import { countThings, Tabletop, truthOf, type OpenWorld } from './tabletop.svelte';
import { Webcam } from './webcam.svelte';
import { sizeWords } from './words';

export type SourceKind = 'sample' | 'suite' | 'tabletop' | 'file' | 'webcam';

/** What a lab gets: the input of its pipeline, with name and words. */
export interface SourceInput extends BenchInput {
  readonly kind: SourceKind;
  /** RGB, u8. */
  readonly image: U8Image;
  readonly truth?: SampleTruth;
  readonly clean?: U8Image;
  /** The picture by content, camera frames included: evidence goes stale with the next frame. */
  readonly subject: Subject;
  /** For the reader: title of the sample, name of the file. */
  readonly title: string;
  /** What the picture shows, as text alternative. */
  readonly description: string;
  /** What was changed on the way in, one sentence each. */
  readonly notices: readonly string[];
}

export interface SourceParts {
  readonly openSamples?: () => Promise<SampleSet>;
  readonly decode?: typeof decodeImage;
  readonly webcam?: Webcam;
  readonly openWorld?: OpenWorld;
  readonly loadSuites?: LoadSuites;
  readonly hash?: typeof subjectOf;
}

export class ImageSource {
  /** Where the current picture comes from. */
  kind = $state<SourceKind>('sample');
  current = $state.raw<SourceInput | undefined>();
  /** What is being loaded or asked for. */
  loading = $state<SourceKind | undefined>();
  /** The samples by name, once the set was read. */
  samples = $state.raw<readonly SampleInfo[]>([]);
  /** The sample shown last; what a link falls back to. */
  sampleName = $state('');
  /** True while the camera runs, or the tabletop moves, but the bench keeps one frame. */
  isHeld = $state(false);
  readonly webcam: Webcam;
  readonly tabletop: Tabletop;
  readonly suites: SuitePictureSource;
  /**
   * Called with each frame of a camera, a clip or a moving tabletop; the next frame is taken when it resolves. Lets a lab run at the
   * speed of its pipeline. May stay undefined: then `current` alone tells of new frames.
   */
  onFrame: ((input: SourceInput) => Promise<void> | void) | undefined;

  #error = $state.raw<SourceError | undefined>();
  #retry = $state.raw<(() => Promise<boolean>) | undefined>();
  /** The scene as a link names it: that of the last picture that was shown. */
  #sceneKey = $state('');
  readonly #openSamples: () => Promise<SampleSet>;
  readonly #decode: typeof decodeImage;
  readonly #hash: typeof subjectOf;
  #work = new AbortController();
  /** Counts the calls that play a clip. */
  #playing = 0;

  constructor(parts: SourceParts = {}) {
    this.#openSamples = parts.openSamples ?? shippedSamples;
    this.#decode = parts.decode ?? decodeImage;
    this.#hash = parts.hash ?? subjectOf;
    this.webcam = parts.webcam ?? new Webcam();
    this.tabletop = new Tabletop(parts.openWorld);
    this.suites = new SuitePictureSource(parts.loadSuites);
  }

  /** Why the last request failed, or what is wrong with camera or tabletop, for the reader. */
  get error(): SourceError | undefined {
    if (this.#error !== undefined) return this.#error;
    const { world } = this.tabletop;
    if (world?.state === 'failed' && world.error !== undefined) {
      return new SourceError('tabletop-failed', world.error);
    }
    return this.webcam.error;
  }

  /** Frames are arriving on the bench, one after the other. */
  get isLive(): boolean {
    if (this.kind === 'tabletop') return this.tabletop.world?.isMoving === true;
    if (this.kind === 'suite') return this.suites.isPlaying;
    return this.kind === 'webcam' && this.webcam.state === 'live' && !this.isHeld;
  }

  /** Trying the same again may help: the camera, or a sample over the network. */
  get canRetry(): boolean {
    if (this.#error !== undefined) return this.#retry !== undefined;
    if (this.tabletop.world?.state === 'failed') return true;
    return ['failed', 'unplugged'].includes(this.webcam.state);
  }

  /**
   * For the URL: `sample:coins`, `suite:test:12`, `tabletop:<scene>`, or `file:coins` where the name is what a link falls
   * back to.
   */
  get key(): string {
    if (this.kind === 'tabletop') return `tabletop:${this.#sceneKey}`;
    if (this.kind === 'suite') return `suite:${this.suites.name}:${this.suites.id}`;
    return `${this.kind}:${this.sampleName}`;
  }

  /**
   * Opens what a URL names. A link to a file or camera picture opens its fallback sample and says so
   * in `error`. `defaultSample` is used when `key` is missing or names nothing.
   */
  async open(key: string | undefined, defaultSample: string): Promise<boolean> {
    if (key === undefined || key === '') return this.useSample(defaultSample);
    if (key.startsWith('tabletop:')) return this.#openTabletop(key.slice(9), defaultSample);
    const [, suite, id] = /^suite:([\w-]+):(\d{1,6})$/.exec(key) ?? [];
    if (suite !== undefined) return this.#openSuite(suite, Number(id), defaultSample);
    const [, kind, name = ''] = /^(sample|file|webcam):([a-z0-9-]*)$/.exec(key) ?? [];
    const isKnown = await this.#isSample(name);
    const isOpen = await this.useSample(isKnown ? name : defaultSample);
    if (!isOpen) return false;
    if (kind === 'file') {
      this.#note(
        'This link was made with a picture of your own, which a link cannot carry: choose it again.',
      );
    } else if (kind === 'webcam') {
      this.#note(
        'This link was made with a camera picture, which a link cannot carry: turn the webcam on again.',
      );
    } else if (!isKnown) {
      this.#note(
        `The picture in this link, “${key.slice(0, 60)}”, is not among the samples; another one is shown.`,
      );
    }
    return true;
  }

  /** Reads the list of samples. Resolves false when that failed; `error` says why. */
  async list(): Promise<boolean> {
    try {
      await this.#sampleSet();
      return true;
    } catch (error) {
      this.#error = asSourceError(error, 'sample-broken', 'The samples could not be listed');
      this.#retry = () => this.list();
      return false;
    }
  }

  /** Shows a shipped sample. Resolves false when that failed or was overtaken; never rejects. */
  async useSample(name: string): Promise<boolean> {
    return this.#request(
      'sample',
      'sample-broken',
      'The sample could not be opened',
      async () => {
        const set = await this.#sampleSet();
        const { image, truth, clean, subject } = await set.load(name);
        const info = set.find(name);
        return () => {
          this.#leave('sample');
          this.sampleName = name;
          this.#show({
            kind: 'sample',
            image,
            ...(truth === undefined ? {} : { truth }),
            ...(clean === undefined ? {} : { clean }),
            ...(truth === undefined || info === undefined
              ? {}
              : { objects: objectsOfSample(info.boxes) }),
            subject,
            title: info?.title ?? name,
            description: info?.description ?? name,
            notices: [],
          });
        };
      },
      () => this.useSample(name),
    );
  }

  /**
   * Shows a picture of a rendered suite by its id (from 1). Resolves false when that failed or was
   * overtaken; never rejects.
   */
  async useSuite(name: string, id: number): Promise<boolean> {
    this.suites.isPlaying = false;
    return this.#showSuite(name, id);
  }

  async #showSuite(name: string, id: number): Promise<boolean> {
    return this.#request(
      'suite',
      'sample-broken',
      'The picture could not be opened',
      async (signal) => {
        const { set, sample } = await this.suites.load(name, id, signal);
        const { image, truth, subject, picture } = sample;
        return () => {
          this.#leave('suite');
          this.suites.show(set, sample);
          this.#show({
            kind: 'suite',
            image,
            truth,
            objects: picture.objects,
            subject,
            title: `${set.title}, picture ${picture.id}`,
            description: `Rendered picture of the set “${set.title}”: ${objectWords(picture.objects)}.`,
            notices: [],
          });
        };
      },
      () => this.useSuite(name, id),
    );
  }

  /** Shows the pictures of the suite one after the other, a clip over and over, until something else is asked for. */
  async playSuite(): Promise<void> {
    const { suites } = this;
    if (this.kind !== 'suite' || suites.isPlaying) return;
    suites.isPlaying = true;
    const run = ++this.#playing;
    // Stopped and started again while a frame was worked on: the later call goes on alone.
    while (suites.isPlaying && run === this.#playing) {
      const begin = performance.now();
      const isShown = await this.#showSuite(suites.name, suites.nextId());
      if (run !== this.#playing) break;
      if (!isShown) suites.isPlaying = false;
      if (!suites.isPlaying || !this.current) break;
      await this.onFrame?.(this.current);
      const restMs = Math.max(0, 1000 / clipRate - (performance.now() - begin));
      await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  }

  /** Shows a picture file of the reader's. Resolves false when that failed or was overtaken. */
  async useFile(file: Blob, name?: string, notices: readonly string[] = []): Promise<boolean> {
    const isShown = await this.#request(
      'file',
      'undecodable',
      'The file could not be opened',
      async (signal) => {
        const decoded = await this.#decode(
          file,
          name === undefined ? { signal } : { signal, name },
        );
        const subject = await this.#hash(decoded.image, decoded.name);
        const { width, height } = decoded.image;
        return () => {
          this.#leave('file');
          this.#show({
            kind: 'file',
            image: decoded.image,
            subject,
            title: decoded.name,
            description: `Your picture ${decoded.name}, ${sizeWords(width, height)} px`,
            notices: [...notices, ...decoded.notices],
          });
        };
      },
    );
    return isShown;
  }

  /** Shows the picture among what was dropped. */
  async useDrop(data: Transferred | null): Promise<boolean> {
    try {
      const { file, notices } = pickDropped(data);
      return await this.useFile(file, undefined, notices);
    } catch (error) {
      this.#error = asSourceError(error, 'no-file', 'The drop could not be read');
      return false;
    }
  }

  /** Shows the picture in the clipboard; leaves text and fields alone. */
  async usePaste(event: ClipboardEvent): Promise<boolean> {
    const file = pickPasted(event);
    if (file === undefined) return false;
    event.preventDefault();
    return this.useFile(file, 'Pasted picture');
  }

  /** Asks for the camera and shows its frames. Resolves false when that failed or was overtaken. */
  async useWebcam(deviceId?: string): Promise<boolean> {
    this.#begin('webcam');
    this.isHeld = false;
    const work = this.#work;
    const isLive = await this.webcam.start((frame) => this.#takeFrame(frame), deviceId);
    if (work === this.#work) this.loading = undefined;
    return isLive;
  }

  /**
   * Starts the tabletop and shows its pictures; `key` is a scene from a link. Resolves true with the first
   * picture, false when that failed or was overtaken; never rejects.
   */
  async useTabletop(key?: string): Promise<boolean> {
    return this.#request(
      'tabletop',
      'tabletop-failed',
      'The tabletop could not be started',
      async (signal) => {
        const world = await this.tabletop.load();
        signal.throwIfAborted();
        const problems = key === undefined ? [] : world.read(key);
        const isShown = await world.start((frame) => this.#takeScene(frame));
        signal.throwIfAborted();
        if (!isShown) {
          throw new SourceError('tabletop-failed', world.error ?? 'The tabletop was stopped.');
        }
        return () => {
          if (problems.length > 0) {
            this.#error = new SourceError('tabletop-link', problems.join(' '));
          }
        };
      },
      () => this.useTabletop(key),
    );
  }

  /**
   * Keeps the present frame on the bench: while the camera goes on, and while nothing of the tabletop is
   * drawn. Measure on a held frame.
   */
  hold(): void {
    if (this.kind === 'webcam') this.isHeld = true;
    if (this.kind === 'tabletop') this.tabletop.world?.hold();
    this.suites.isPlaying = false;
  }

  /** Lets frames through again. */
  resume(): void {
    this.isHeld = false;
    this.tabletop.world?.resume();
  }

  /** Turns camera and tabletop off; the last picture stays. Gives up whatever is being loaded. */
  stop(): void {
    this.#begin(undefined);
    this.webcam.stop();
    this.tabletop.stop();
    this.suites.isPlaying = false;
  }

  /** Tries the failed request again. */
  async retry(): Promise<boolean> {
    if (this.#retry !== undefined) return this.#retry();
    if (this.tabletop.world?.state === 'failed') return this.useTabletop();
    const isOtherCamera = this.webcam.error?.reason === 'camera-overconstrained';
    return this.useWebcam(isOtherCamera ? undefined : this.webcam.deviceId);
  }

  /** Takes the message away. */
  dismiss(): void {
    this.#error = undefined;
    this.#retry = undefined;
    if (['failed', 'unplugged'].includes(this.webcam.state)) this.webcam.stop();
    if (this.tabletop.world?.state === 'failed') this.tabletop.stop();
  }

  /** Frees the camera, the tabletop and the picture. The source can be used again afterwards. */
  dispose(): void {
    this.#begin(undefined);
    this.webcam.dispose();
    this.tabletop.dispose();
    this.suites.dispose();
    this.current = undefined;
    this.isHeld = false;
    this.onFrame = undefined;
  }

  async #takeFrame(image: U8Image): Promise<void> {
    const work = this.#work;
    if (this.isHeld) return;
    const input: SourceInput = {
      kind: 'webcam',
      image,
      subject: await this.#hash(image, 'webcam'),
      title: 'Webcam',
      description: 'Picture of your camera',
      notices: [],
    };
    // While it was hashed, the reader may have held the last frame or turned to something else.
    const isWanted = this.webcam.state === 'live' || this.webcam.state === 'asking';
    if (work !== this.#work || this.isHeld || !isWanted) return;
    this.#leave('webcam');
    this.#show(input);
    await this.onFrame?.(input);
  }

  /** Shows a picture of the tabletop, with its truth. */
  async #takeScene(frame: LiveFrame): Promise<void> {
    const { world } = this.tabletop;
    const truth = truthOf(frame);
    if (!world || !truth) return;
    const key = world.key;
    const input: SourceInput = {
      kind: 'tabletop',
      image: frame.image,
      truth,
      objects: objectsOfScene(truth.labels, frame.scene.objects),
      subject: await this.#hash(frame.image, 'tabletop'),
      title: 'Tabletop',
      description: `Rendered scene with ${countThings(truth.labels)} things on a table, ${sizeWords(frame.image.width, frame.image.height)} px`,
      notices: [],
    };
    // While it was hashed, the reader may have held the last frame or turned to something else.
    const isWanted = this.loading === undefined || this.loading === 'tabletop';
    if (world !== this.tabletop.world || !this.tabletop.isOn || world.isHeld || !isWanted) return;
    if (this.kind !== 'tabletop') this.#leave('tabletop');
    // A scene in motion has a new moment with every frame: the address is written when it rests.
    if (!world.isMoving) this.#sceneKey = key;
    this.#show(input);
    if (this.isLive) await this.onFrame?.(input);
  }

  /** A link to a scene. Where it cannot be drawn, a sample is shown and the reason told. */
  async #openTabletop(key: string, defaultSample: string): Promise<boolean> {
    if (await this.useTabletop(key)) return true;
    const failure = this.#error;
    if (failure === undefined) return false; // overtaken
    const isOpen = await this.useSample(defaultSample);
    if (isOpen) {
      this.#error = failure;
      this.#retry = () => this.useTabletop(key);
    }
    return isOpen;
  }

  /** A link to a picture of a suite. Where it cannot be had, a sample is shown and the reason told. */
  async #openSuite(name: string, id: number, defaultSample: string): Promise<boolean> {
    if (await this.useSuite(name, id)) return true;
    const failure = this.#error;
    if (failure === undefined) return false; // overtaken
    const isOpen = await this.useSample(defaultSample);
    if (isOpen) this.#error = failure;
    return isOpen;
  }

  /** Another kind of picture takes the bench: lets go of what brought the last one. */
  #leave(next: SourceKind): void {
    if (next !== 'webcam') this.webcam.stop();
    if (next !== 'tabletop') this.tabletop.stop();
    if (next !== 'suite') this.suites.isPlaying = false;
  }

  #show(input: SourceInput): void {
    this.current = input;
    this.kind = input.kind;
    this.isHeld = false;
  }

  /** Starts a request: earlier ones are overtaken, messages go. */
  #begin(kind: SourceKind | undefined): AbortSignal {
    // What the reader asks for is not overtaken by the next frame of a clip.
    if (kind !== 'suite') this.suites.isPlaying = false;
    this.#work.abort();
    this.#work = new AbortController();
    // A question about the camera that is still open must not answer into another request.
    if (this.webcam.state === 'asking') this.webcam.stop();
    this.loading = kind;
    this.#error = undefined;
    this.#retry = undefined;
    return this.#work.signal;
  }

  /** Runs `load` and then what it returns, unless another request came in between. */
  async #request(
    kind: SourceKind,
    reason: SourceReason,
    what: string,
    load: (signal: AbortSignal) => Promise<() => void>,
    again?: () => Promise<boolean>,
  ): Promise<boolean> {
    const signal = this.#begin(kind);
    try {
      const show = await load(signal);
      if (signal.aborted) return false;
      show();
      return true;
    } catch (error) {
      if (signal.aborted || isAbort(error)) return false;
      this.#error = asSourceError(error, reason, what);
      this.#retry = again;
      return false;
    } finally {
      if (!signal.aborted) this.loading = undefined;
    }
  }

  async #sampleSet(): Promise<SampleSet> {
    const set = await this.#openSamples();
    this.samples = set.list;
    return set;
  }

  async #isSample(name: string): Promise<boolean> {
    try {
      return (await this.#sampleSet()).find(name) !== undefined;
    } catch {
      return false; // useSample meets the same failure and reports it
    }
  }

  #note(message: string): void {
    this.#error = new SourceError('not-in-link', message);
  }
}
