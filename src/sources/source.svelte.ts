/**
 * The picture on the bench and where it comes from: a shipped sample, a picture of a rendered suite or clip,
 * the rendered tabletop, a file of the reader's, or the camera. One instance serves one bench; every lab uses
 * this and nothing else to get its input.
 *
 * A failure never takes the current picture away. Later requests overtake earlier ones. Samples, suites and
 * the tabletop can be named in a link; a file or a camera picture stays with the reader.
 */
import type { U8Image } from '$src/core/image';
import type { LiveFrame } from '$src/world/live/live-world.svelte';
import { decodeImage } from './decode';
import { pickDropped, pickPasted, type Transferred } from './dropped';
import { SourceError, asSourceError } from './error';
import { Requests } from './requests.svelte';
import { SamplePictureSource } from './sample-picture.svelte';
import { shippedSamples, type SampleInfo, type SampleSet } from './samples';
import {
  inputOfCamera,
  inputOfFile,
  inputOfSample,
  inputOfScene,
  inputOfSuite,
  type SourceInput,
  type SourceKind,
} from './source-input';
import { openLink } from './source-link';
import { subjectOf } from './subject';
import { SuitePictureSource, type LoadSuites } from './suite-picture.svelte';
import { Tabletop, truthOf, type OpenWorld } from './tabletop.svelte';
import { Webcam } from './webcam.svelte';

export type { SourceInput, SourceKind } from './source-input';

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
  /** True while the camera runs, or the tabletop moves, but the bench keeps one frame. */
  isHeld = $state(false);
  readonly webcam: Webcam;
  readonly tabletop: Tabletop;
  readonly suites: SuitePictureSource;
  /**
   * Called with each frame of a camera, a clip or a moving tabletop; the next frame is taken when it resolves.
   * Lets a lab run at the speed of its pipeline. May stay undefined: then `current` alone tells of new frames.
   */
  onFrame: ((input: SourceInput) => Promise<void> | void) | undefined;

  readonly #requests = new Requests();
  /** The scene as a link names it: that of the last picture that was shown. */
  #sceneKey = $state('');
  readonly #samples: SamplePictureSource;
  readonly #decode: typeof decodeImage;
  readonly #hash: typeof subjectOf;

  constructor(parts: SourceParts = {}) {
    this.#samples = new SamplePictureSource(parts.openSamples ?? shippedSamples);
    this.#decode = parts.decode ?? decodeImage;
    this.#hash = parts.hash ?? subjectOf;
    this.webcam = parts.webcam ?? new Webcam();
    this.tabletop = new Tabletop(parts.openWorld);
    this.suites = new SuitePictureSource(parts.loadSuites);
  }

  /** The samples by name, once the set was read. */
  get samples(): readonly SampleInfo[] {
    return this.#samples.list;
  }

  /** The sample shown last; what a link falls back to. */
  get sampleName(): string {
    return this.#samples.name;
  }

  /** What is being loaded or asked for. */
  get loading(): SourceKind | undefined {
    return this.#requests.loading;
  }

  /** Why the last request failed, or what is wrong with camera or tabletop, for the reader. */
  get error(): SourceError | undefined {
    if (this.#requests.error !== undefined) return this.#requests.error;
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
    if (this.#requests.error !== undefined) return this.#requests.retry !== undefined;
    if (this.tabletop.world?.state === 'failed') return true;
    return ['failed', 'unplugged'].includes(this.webcam.state);
  }

  /** For the URL, as source-link.ts reads it; of a file or camera picture, the sample to show instead. */
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
    return openLink(this, key, defaultSample);
  }

  /** Reads the list of samples. Resolves false when that failed; `error` says why. */
  async list(): Promise<boolean> {
    try {
      await this.#samples.open();
      return true;
    } catch (error) {
      const failure = asSourceError(error, 'sample-broken', 'The samples could not be listed');
      this.tell(failure, () => this.list());
      return false;
    }
  }

  /** Whether there is a sample of this name, as far as the list can be read. */
  hasSample(name: string): Promise<boolean> {
    return this.#samples.has(name);
  }

  /** Says something beside the picture that is shown, with what to try again. */
  tell(error: SourceError, retry?: () => Promise<boolean>): void {
    this.#requests.tell(error, retry);
  }

  /** Shows a shipped sample. Resolves false when that failed or was overtaken; never rejects. */
  async useSample(name: string): Promise<boolean> {
    const load = async (): Promise<Show> => {
      const { sample, info } = await this.#samples.load(name);
      return () => {
        this.#leave('sample');
        this.#samples.name = name;
        this.#show(inputOfSample(name, sample, info));
      };
    };
    return this.#request('sample', load, () => this.useSample(name));
  }

  /**
   * Shows a picture of a rendered suite by its id (from 1). Resolves false when that failed or was
   * overtaken; never rejects.
   */
  async useSuite(name: string, id: number): Promise<boolean> {
    this.suites.isPlaying = false;
    return this.#showSuite(name, id);
  }

  #showSuite(name: string, id: number): Promise<boolean> {
    const load = async (signal: AbortSignal): Promise<Show> => {
      const { set, sample } = await this.suites.load(name, id, signal);
      return () => {
        this.#leave('suite');
        this.suites.show(set, sample);
        this.#show(inputOfSuite(set, sample));
      };
    };
    return this.#request('suite', load, () => this.useSuite(name, id));
  }

  /** Shows the pictures of the suite one after the other, a clip over and over, until something else is asked for. */
  async playSuite(): Promise<void> {
    if (this.kind !== 'suite') return;
    const frame = (): Promise<void> | void => this.current && this.onFrame?.(this.current);
    await this.suites.play((name, id) => this.#showSuite(name, id), frame);
  }

  /** Shows a picture file of the reader's. Resolves false when that failed or was overtaken. */
  async useFile(file: Blob, name?: string, notices: readonly string[] = []): Promise<boolean> {
    return this.#request('file', async (signal) => {
      const decoded = await this.#decode(file, name === undefined ? { signal } : { signal, name });
      const subject = await this.#hash(decoded.image, decoded.name);
      return () => {
        this.#leave('file');
        this.#show(inputOfFile(decoded, subject, notices));
      };
    });
  }

  /** Shows the picture among what was dropped. */
  async useDrop(data: Transferred | null): Promise<boolean> {
    try {
      const { file, notices } = pickDropped(data);
      return await this.useFile(file, undefined, notices);
    } catch (error) {
      this.tell(asSourceError(error, 'no-file', 'The drop could not be read'));
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
    const signal = this.#begin('webcam');
    this.isHeld = false;
    const isLive = await this.webcam.start((frame) => this.#takeFrame(frame), deviceId);
    this.#requests.end(signal);
    return isLive;
  }

  /**
   * Starts the tabletop and shows its pictures; `key` is a scene from a link. Resolves true with the first
   * picture, false when that failed or was overtaken; never rejects.
   */
  async useTabletop(key?: string): Promise<boolean> {
    const load = async (signal: AbortSignal): Promise<Show> => {
      const world = await this.tabletop.load();
      signal.throwIfAborted();
      const problems = key === undefined ? [] : world.read(key);
      const isShown = await world.start((frame) => this.#takeScene(frame));
      signal.throwIfAborted();
      if (!isShown) {
        throw new SourceError('tabletop-failed', world.error ?? 'The tabletop was stopped.');
      }
      return () => {
        if (problems.length > 0) this.tell(new SourceError('tabletop-link', problems.join(' ')));
      };
    };
    return this.#request('tabletop', load, () => this.useTabletop(key));
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
    const { retry } = this.#requests;
    if (retry !== undefined) return retry();
    if (this.tabletop.world?.state === 'failed') return this.useTabletop();
    const isOtherCamera = this.webcam.error?.reason === 'camera-overconstrained';
    return this.useWebcam(isOtherCamera ? undefined : this.webcam.deviceId);
  }

  /** Takes the message away. */
  dismiss(): void {
    this.#requests.tell(undefined);
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
    const { signal } = this.#requests;
    if (this.isHeld) return;
    const input = inputOfCamera(image, await this.#hash(image, 'webcam'));
    // While it was hashed, the reader may have held the last frame or turned to something else.
    const isWanted = this.webcam.state === 'live' || this.webcam.state === 'asking';
    if (signal.aborted || this.isHeld || !isWanted) return;
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
    const input = inputOfScene(frame, truth, await this.#hash(frame.image, 'tabletop'));
    // While it was hashed, the reader may have held the last frame or turned to something else.
    const isWanted = this.loading === undefined || this.loading === 'tabletop';
    if (world !== this.tabletop.world || !this.tabletop.isOn || world.isHeld || !isWanted) return;
    if (this.kind !== 'tabletop') this.#leave('tabletop');
    // A scene in motion has a new moment with every frame: the address is written when it rests.
    if (!world.isMoving) this.#sceneKey = key;
    this.#show(input);
    if (this.isLive) await this.onFrame?.(input);
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
    const signal = this.#requests.begin(kind);
    // A question about the camera that is still open must not answer into another request.
    if (this.webcam.state === 'asking') this.webcam.stop();
    return signal;
  }

  #request(
    kind: Exclude<SourceKind, 'webcam'>,
    load: (signal: AbortSignal) => Promise<Show>,
    again?: () => Promise<boolean>,
  ): Promise<boolean> {
    return this.#requests.run(this.#begin(kind), load, failures[kind], again);
  }
}

/** What a request shows when it was not overtaken. */
type Show = () => void;

/** What is said before the detail of a failure that is not a SourceError. */
const failures = {
  sample: { reason: 'sample-broken', words: 'The sample could not be opened' },
  suite: { reason: 'sample-broken', words: 'The picture could not be opened' },
  file: { reason: 'undecodable', words: 'The file could not be opened' },
  tabletop: { reason: 'tabletop-failed', words: 'The tabletop could not be started' },
} as const;
