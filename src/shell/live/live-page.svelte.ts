/**
 * The Live page: a source of pictures, a detector, and what was found on the picture that is shown. State and
 * actions; the only DOM are the canvases of the darkroom. Whoever creates it calls `begin`, and `dispose` in
 * the end: that turns the camera off and frees worker, canvases and clip.
 */
import { isAbort } from '$src/workers/lane';
import type { DetectorRequest } from '$src/detect/open';
import {
  DetectError,
  type DetectionResult,
  type DetectOptions,
  type Label,
  type ResourceCounts,
} from '$src/detect/types';
import { CameraSource } from './camera-source';
import { ClipSource } from './clip-source';
import { compose, type ComposeOptions } from './compose';
import { Darkroom, type Picture } from './darkroom';
import { boxesOf, countsOf, type ClassCount, type LiveShot } from './found';
import { withClass, type LiveSettings } from './link';
import { ModelSlot, type OpenDetector } from './model-slot.svelte';
import { FramePump } from './pump';
import { LiveReadings, type Readings } from './readings';
import { ClipRecorder } from './recorder.svelte';
import type { LiveSource, SourceName } from './source';
import { SourceSlot } from './source-slot.svelte';
import { TabletopSource } from './tabletop-source';
import { prefersStill, virtualCamera } from './virtual';

export type LiveCamera = LiveSource & Pick<CameraSource, 'webcam' | 'deviceId'>;

export interface LivePageParts {
  readonly openDetector: OpenDetector;
  readonly camera?: LiveCamera;
  readonly tabletop?: LiveSource;
  readonly clip?: LiveSource;
  readonly darkroom?: Pick<Darkroom, 'take' | 'keep' | 'frameOf' | 'held' | 'dispose'>;
  readonly recorder?: ClipRecorder;
  readonly now?: () => number;
  readonly virtualCamera?: () => Exclude<SourceName, 'camera'>;
  readonly prefersStill?: () => boolean;
}

/** Pictures that go to the detector are at most this long, or as long as its input. */
const frameSidePx = 640;
/** A runtime that is lost twice within this time is not tried a third time unasked. */
const restartWindowMs = 30_000;

export class LivePage {
  settings = $state.raw<LiveSettings>() as LiveSettings;
  isPaused = $state(false);
  /** Paused by the page, since the system asks for less motion. */
  isResting = $state(false);
  /** The picture on the page with what was found on it. */
  shot = $state.raw<LiveShot | undefined>();
  /** Of the shot, as of the last tick. */
  counts = $state.raw<readonly ClassCount[]>([]);
  readings = $state.raw<Readings | undefined>();
  /** Pictures shown with boxes since the page was opened. */
  framesSeen = $state(0);

  readonly model: ModelSlot;
  readonly recorder: ClipRecorder;
  readonly camera: LiveCamera;
  readonly #slot: SourceSlot;
  readonly #darkroom: NonNullable<LivePageParts['darkroom']>;
  readonly #pump: FramePump<Picture>;
  readonly #readings = new LiveReadings();
  readonly #now: () => number;
  readonly #prefersStill: () => boolean;
  /** Of the recording; those of the page's tokens. */
  composeWith: Pick<ComposeOptions, 'colours'> | undefined;
  #isHalted = false;
  #restartedAtMs = -Infinity;

  readonly labels = $derived.by(
    (): readonly Label[] => this.model.detector?.info.spec.labels ?? [],
  );
  readonly isMirrored = $derived.by(
    (): boolean =>
      this.settings.isMirrored ?? (this.source === 'camera' && this.camera.webcam.isMirrored),
  );
  /** Something wants to be told: the source, the camera or the detector stopped. */
  readonly hasTrouble = $derived.by(
    (): boolean =>
      this.sourceFault !== undefined ||
      this.model.fault !== undefined ||
      (this.source === 'camera' && this.camera.webcam.error !== undefined),
  );
  /** What is drawn: found, and not filtered out; in pixels of the shown picture. */
  readonly boxes = $derived.by(() => boxesOf(this.shot, this.labels, this.settings.filter));

  constructor(settings: LiveSettings, parts: LivePageParts) {
    this.settings = settings;
    this.#now = parts.now ?? (() => performance.now());
    this.#prefersStill = parts.prefersStill ?? prefersStill;
    this.#darkroom = parts.darkroom ?? new Darkroom();
    this.recorder = parts.recorder ?? new ClipRecorder();
    this.model = new ModelSlot(parts.openDetector);
    this.camera = parts.camera ?? new CameraSource();
    const moves = (): boolean => !this.#prefersStill();
    this.#slot = new SourceSlot({
      sources: {
        camera: this.camera,
        tabletop: parts.tabletop ?? new TabletopSource(moves),
        clip: parts.clip ?? new ClipSource(moves),
      },
      virtualCamera: parts.virtualCamera ?? virtualCamera,
      onChange: () => this.#restart(),
      onNewer: () => this.#pump.newer(),
    });
    this.#pump = new FramePump<Picture>({
      take: () => this.#take(),
      detect: (picture) => this.#detect(picture),
      show: (shot) => this.#show(shot),
      fail: (error) => this.#fail(error),
      now: this.#now,
    });
  }

  /** What gives pictures now, or is about to; undefined where nothing does. */
  get source(): SourceName | undefined {
    return this.#slot.name;
  }

  get isStarting(): boolean {
    return this.#slot.isStarting;
  }

  /** Why the source that the reader wanted gives no pictures; another one may be running instead. */
  get sourceFault(): string | undefined {
    return this.#slot.fault;
  }

  // ---- life ---------------------------------------------------------------------------------------

  /** Starts source and model side by side. */
  async begin(request: DetectorRequest): Promise<void> {
    await Promise.all([this.useModel(request), this.useSource(this.settings.source)]);
  }

  async dispose(): Promise<void> {
    this.#slot.stop();
    this.#pump.pause();
    this.#pump.reset();
    this.recorder.dispose();
    await this.model.close();
    this.#darkroom.dispose();
    this.shot = undefined;
  }

  // ---- source -------------------------------------------------------------------------------------

  /**
   * Changes the source. Without a camera the virtual one takes over, and `sourceFault` says why; the last
   * picture stays until there is a new one. Resolves true when the wanted source gives pictures.
   */
  async useSource(name: SourceName): Promise<boolean> {
    this.settings = { ...this.settings, source: name };
    const isWanted = await this.#slot.use(name);
    if (this.source !== undefined && this.source !== 'camera' && this.#prefersStill()) {
      this.pause();
      this.isResting = true;
    }
    return isWanted;
  }

  /** Another camera, or the same one again. */
  useCamera(deviceId?: string): Promise<boolean> {
    this.camera.deviceId = deviceId;
    return this.useSource('camera');
  }

  #restart(): void {
    this.#pump.reset();
    this.#resumePump();
    this.readings = undefined;
  }

  pause(): void {
    if (this.isPaused) return;
    this.isPaused = true;
    this.#pump.pause();
    this.#slot.hold(true);
  }

  resume(): void {
    if (!this.isPaused) return;
    this.#resumePump();
    this.#slot.hold(false);
  }

  togglePause(): void {
    if (this.isPaused) this.resume();
    else this.pause();
  }

  #resumePump(): void {
    this.isPaused = false;
    this.isResting = false;
    this.#readings.reset();
    this.#pump.resume();
  }

  // ---- model --------------------------------------------------------------------------------------

  /** Opens another detector; pictures go on without boxes meanwhile. */
  async useModel(request: DetectorRequest): Promise<boolean> {
    this.#isHalted = false;
    this.#readings.reset();
    this.readings = undefined;
    // The boxes are those of the detector that goes: with the labels of the next they would say something else.
    if (this.shot) this.shot = { ...this.shot, result: undefined };
    const isOpen = await this.model.open(request);
    this.#count();
    if (isOpen) this.#pump.again();
    return isOpen;
  }

  /** Opens the same detector anew, after a failure. */
  async reopenModel(): Promise<void> {
    const { request } = this.model;
    if (request) await this.useModel(request);
  }

  // ---- settings -----------------------------------------------------------------------------------

  setOptions(options: Partial<Pick<LiveSettings, 'score' | 'iou' | 'inputSidePx'>>): void {
    const isOtherSide = 'inputSidePx' in options;
    this.settings = { ...this.settings, ...options };
    if (isOtherSide) this.#readings.reset();
    this.#pump.again();
  }

  setMirrored(isMirrored: boolean): void {
    this.settings = { ...this.settings, isMirrored };
  }

  showClass(name: string, isOn: boolean): void {
    const all = this.labels.map((label) => label.name);
    this.settings = { ...this.settings, filter: withClass(this.settings.filter, name, isOn, all) };
    this.#count();
  }

  showAllClasses(isOn: boolean): void {
    this.settings = { ...this.settings, filter: { kind: isOn ? 'hide' : 'only', names: [] } };
    this.#count();
  }

  // ---- recording ----------------------------------------------------------------------------------

  toggleRecording(): void {
    if (this.recorder.isRecording) {
      this.recorder.stop();
    } else if (this.shot) {
      const { width, height } = this.shot.picture;
      const by = Math.max(width, height) < 480 ? 2 : 1;
      this.recorder.start(width * by, height * by);
      this.#record();
    }
  }

  #record(): void {
    const { shot, composeWith, isMirrored, boxes } = this;
    if (!shot || !composeWith || !this.recorder.isRecording) return;
    this.recorder.paint((context) => {
      compose(context, shot.picture, boxes, { ...composeWith, isMirrored, canvasPerCss: 1 });
    });
  }

  // ---- readings -----------------------------------------------------------------------------------

  /** Brings readings and counts up to date; the page calls it a few times a second. */
  tick(): void {
    if (!this.isPaused) this.#count();
    this.readings = this.#readings.read(this.#now());
  }

  /** What is held now, in worker and page. */
  async held(): Promise<
    ResourceCounts & {
      readonly canvases: number;
      readonly clipBytes: number;
      readonly skipped: number;
    }
  > {
    const counts = (await this.model.detector?.counts()) ?? { sessions: 0, tensors: 0, bitmaps: 0 };
    const { recorder } = this;
    const clipBytes = recorder.keptBytes + (recorder.isRecording ? recorder.bytes : 0);
    return { ...counts, canvases: this.#darkroom.held, clipBytes, skipped: this.#pump.skipped };
  }

  // ---- one picture --------------------------------------------------------------------------------

  #take(): Picture | undefined {
    const newest = this.#slot.newest();
    return newest && this.#darkroom.take(newest);
  }

  async #detect(picture: Picture): Promise<DetectionResult | undefined> {
    const { detector } = this.model;
    if (!detector || this.#isHalted) return undefined;
    const side = this.settings.inputSidePx ?? detector.info.spec.inputSidePx;
    const frame = await this.#darkroom.frameOf(picture, Math.max(frameSidePx, side));
    if (detector !== this.model.detector) {
      if ('close' in frame) frame.close(); // another model was chosen meanwhile: no failure of this one
      return undefined;
    }
    return detector.detect(frame, this.#options());
  }

  #options(): Partial<DetectOptions> {
    const { score, iou, inputSidePx } = this.settings;
    const isFree = this.model.detector?.info.spec.inputMultiplePx !== undefined;
    return {
      scoreThreshold: score,
      iouThreshold: iou,
      ...(inputSidePx !== undefined && isFree ? { inputSide: inputSidePx } : {}),
    };
  }

  #show(shot: LiveShot): void {
    this.#darkroom.keep(shot.picture);
    this.shot = shot;
    if (shot.result) {
      this.framesSeen++;
      this.#readings.note(shot.result.timings, shot.doneAtMs, shot.doneAtMs - shot.takenAtMs);
    }
    if (this.isPaused) this.#count();
    this.#record();
  }

  #count(): void {
    this.counts = countsOf(this.shot?.result, this.labels, this.settings.filter);
  }

  /** A lost worker or context is opened anew once; anything else waits for the reader. */
  #fail(error: unknown): void {
    if (isAbort(error)) return; // the detector was replaced while it worked
    const isLost = !(error instanceof DetectError) || error.reason === 'runtime-lost';
    const now = this.#now();
    if (isLost && now - this.#restartedAtMs > restartWindowMs) {
      this.#restartedAtMs = now;
      void this.reopenModel();
      return;
    }
    this.#isHalted = true;
    this.model.note(error);
  }
}
